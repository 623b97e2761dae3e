//! Settings from environment variables.

use std::ffi::OsString;

use crate::config::given::{Given, Problem};
use crate::config::key::ENV_PREFIX;
use crate::config::table::Key;
use crate::config::value::Value;
use crate::text::suggest::nearest;

/// The variable that names another settings file.
pub const CONFIG_VARIABLE: &str = "INKSTONE_CONFIG";

/// Reads the settings among `variables`, in the order of their names. Empty variables count as unset.
pub(in crate::config) fn read(
    variables: impl IntoIterator<Item = (OsString, OsString)>,
    problems: &mut Vec<Problem>,
) -> Vec<Given> {
    let mut ours: Vec<(String, OsString)> = variables
        .into_iter()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value)))
        .filter(|(name, value)| {
            name.starts_with(ENV_PREFIX) && name != CONFIG_VARIABLE && !value.is_empty()
        })
        .collect();
    ours.sort();
    let mut given = Vec::new();
    for (name, value) in ours {
        let Some(key) = Key::from_variable(&name) else {
            if !is_service_link(&name, &value.to_string_lossy()) {
                let message = unknown(&name);
                problems.push(Problem { origin: name, message });
            }
            continue;
        };
        match value.into_string() {
            Ok(text) => given.push(Given { key, origin: name, value: Value::Text(text) }),
            Err(_) => {
                let message = "the value is not valid UTF-8".to_owned();
                problems.push(Problem { origin: name, message });
            }
        }
    }
    given
}

fn bare(name: &str) -> &str {
    name.strip_prefix(ENV_PREFIX).expect("only variables with the prefix are read")
}

fn unknown(name: &str) -> String {
    let bare = bare(name).to_ascii_lowercase();
    let known = Key::ALL.iter().map(|key| key.name()).chain(["config"]);
    nearest(&bare, known).map_or_else(
        || "unknown setting; see `inkstone --help`".to_owned(),
        |near| {
            let near = near.to_ascii_uppercase();
            format!("unknown setting; did you mean `{ENV_PREFIX}{near}`?")
        },
    )
}

/// Returns whether Kubernetes sets this variable in the pods of a namespace that has a service named
/// `inkstone`: `INKSTONE_SERVICE_HOST`, `INKSTONE_PORT=tcp://…`, `INKSTONE_PORT_8080_TCP_ADDR`, ….
fn is_service_link(name: &str, value: &str) -> bool {
    let name = bare(name);
    match name.strip_prefix("PORT") {
        Some("") => value.contains("://"),
        Some(rest) => rest
            .strip_prefix('_')
            .is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit())),
        None => {
            name == "SERVICE_HOST" || name == "SERVICE_PORT" || name.starts_with("SERVICE_PORT_")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::config::Key;
    use crate::config::given::Problem;

    fn both(variables: &[(&str, &str)]) -> (Vec<Key>, Vec<String>) {
        let mut problems = Vec::new();
        let variables = variables.iter().map(|(name, value)| ((*name).into(), (*value).into()));
        let given = read(variables, &mut problems);
        let keys = given.iter().map(|given| given.key).collect();
        (keys, problems.iter().map(Problem::to_string).collect())
    }

    #[test]
    fn an_unknown_variable_is_reported_with_the_nearest_name() {
        let (_, problems) =
            both(&[("INKSTONE_LISSTEN", "x"), ("INKSTONE_ZZZ", "x"), ("HOME", "x")]);
        assert_eq!(
            problems,
            [
                "INKSTONE_LISSTEN: unknown setting; did you mean `INKSTONE_LISTEN`?",
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
    fn service_links_of_kubernetes_are_ignored() {
        let links = [
            ("INKSTONE_PORT", "tcp://10.0.0.1:8080"),
            ("INKSTONE_PORT_8080_TCP_ADDR", "10.0.0.1"),
            ("INKSTONE_SERVICE_HOST", "10.0.0.1"),
            ("INKSTONE_SERVICE_PORT_HTTP", "8080"),
        ];
        assert_eq!(both(&links), (vec![], vec![]));
        assert_eq!(both(&[("INKSTONE_PORT", "8080")]).1.len(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_value_that_is_not_utf8_is_a_problem() {
        use std::os::unix::ffi::OsStringExt;
        let mut problems = Vec::new();
        let value = std::ffi::OsString::from_vec(vec![0xff]);
        read([("INKSTONE_TITLE".into(), value)], &mut problems);
        assert_eq!(problems[0].to_string(), "INKSTONE_TITLE: the value is not valid UTF-8");
    }
}
