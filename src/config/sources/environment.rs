//! Settings from environment variables.

use std::ffi::OsString;

use crate::config::given::{Given, Problem};
use crate::config::key::ENV_PREFIX;
use crate::config::table::Key;
use crate::config::value::Value;
use crate::text::suggest::nearest;

use super::service_links::is_service_link;

/// The variable that names another settings file.
pub const CONFIG_VARIABLE: &str = "INKSTONE_CONFIG";

/// Names of other programs' settings that mean the same as one of this program, which is not similar.
const FOREIGN_NAMES: [(&str, Key); 5] = [
    ("addr", Key::Listen),
    ("address", Key::Listen),
    ("bind", Key::Listen),
    ("host", Key::Listen),
    ("port", Key::Listen),
];

/// What the environment contains.
#[derive(Default)]
pub(in crate::config) struct Environment {
    /// The settings, in the order of the names of their variables.
    pub given: Vec<Given>,
    /// The names of variables that describe services of a container platform.
    pub service_links: Vec<String>,
}

/// Reads the settings among `variables`. Empty variables count as unset.
pub(in crate::config) fn read<'a>(
    variables: impl IntoIterator<Item = &'a (OsString, OsString)>,
    problems: &mut Vec<Problem>,
) -> Environment {
    let mut ours: Vec<(&str, &OsString)> = variables
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_str()?, value)))
        .filter(|(name, value)| {
            name.starts_with(ENV_PREFIX) && *name != CONFIG_VARIABLE && !value.is_empty()
        })
        .collect();
    ours.sort();
    let mut found = Environment::default();
    for (name, value) in ours {
        let origin = name.to_owned();
        let Some(key) = Key::from_variable(name) else {
            if is_service_link(bare(name), &value.to_string_lossy()) {
                found.service_links.push(origin);
            } else {
                problems.push(Problem { message: unknown(name), origin });
            }
            continue;
        };
        match value.to_str() {
            Some(text) => {
                found.given.push(Given { key, origin, value: Value::Text(text.to_owned()) });
            }
            None => {
                let message = "the value is not valid UTF-8".to_owned();
                problems.push(Problem { origin, message });
            }
        }
    }
    found
}

fn bare(name: &str) -> &str {
    name.strip_prefix(ENV_PREFIX).expect("only variables with the prefix are read")
}

fn unknown(name: &str) -> String {
    let bare = bare(name).to_ascii_lowercase();
    let known = Key::ALL.iter().map(|key| key.name()).chain(["config"]);
    let foreign = FOREIGN_NAMES.iter().find(|(foreign, _)| *foreign == bare);
    foreign.map(|(_, key)| key.name()).or_else(|| nearest(&bare, known)).map_or_else(
        || "unknown setting; see `inkstone --help`".to_owned(),
        |near| {
            let near = near.to_ascii_uppercase();
            format!("unknown setting; did you mean `{ENV_PREFIX}{near}`?")
        },
    )
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::config::Key;
    use crate::config::given::Problem;

    fn both(variables: &[(&str, &str)]) -> (Vec<Key>, Vec<String>) {
        let mut problems = Vec::new();
        let variables: Vec<_> =
            variables.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        let found = read(&variables, &mut problems);
        let keys = found.given.iter().map(|given| given.key).collect();
        (keys, problems.iter().map(Problem::to_string).collect())
    }

    #[test]
    fn an_unknown_variable_is_reported_with_the_nearest_name() {
        let (_, problems) = both(&[
            ("INKSTONE_LISSTEN", "x"),
            ("INKSTONE_PORT", "8080"),
            ("INKSTONE_ZZZ", "x"),
            ("HOME", "x"),
        ]);
        assert_eq!(
            problems,
            [
                "INKSTONE_LISSTEN: unknown setting; did you mean `INKSTONE_LISTEN`?",
                "INKSTONE_PORT: unknown setting; did you mean `INKSTONE_LISTEN`?",
                "INKSTONE_ZZZ: unknown setting; see `inkstone --help`",
            ]
        );
    }

    #[test]
    fn an_empty_variable_counts_as_unset() {
        let variables = [("INKSTONE_TITLE", ""), ("INKSTONE_NO_SUCH", ""), ("INKSTONE_LANG", "zh")];
        assert_eq!(both(&variables), (vec![Key::Lang], vec![]));
    }

    #[test]
    fn variables_that_describe_services_are_collected() {
        let variables = [
            ("INKSTONE_API_SERVICE_HOST", "10.0.0.1"),
            ("INKSTONE_LANG", "zh"),
            ("INKSTONE_PORT", "tcp://10.0.0.1:8080"),
        ];
        let variables = variables.map(|(name, value)| (name.into(), value.into()));
        let mut problems = Vec::new();
        let found = read(&variables, &mut problems);
        assert_eq!(found.service_links, ["INKSTONE_API_SERVICE_HOST", "INKSTONE_PORT"]);
        assert!(found.given.len() == 1 && problems.is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn a_value_that_is_not_utf8_is_a_problem() {
        use std::os::unix::ffi::OsStringExt;
        let mut problems = Vec::new();
        let value = std::ffi::OsString::from_vec(vec![0xff]);
        read(&[("INKSTONE_TITLE".into(), value)], &mut problems);
        assert_eq!(problems[0].to_string(), "INKSTONE_TITLE: the value is not valid UTF-8");
    }
}
