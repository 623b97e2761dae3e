//! Settings from a TOML file, each with its position.

use toml::de::{DeTable, DeValue};

use crate::config::given::{Given, Problem};
use crate::config::key::ENV_PREFIX;
use crate::config::kind::quoted;
use crate::config::table::Key;
use crate::config::value::Value;
use crate::text::line_index::LineIndex;
use crate::text::suggest::nearest;

/// The settings file that is read if no other is named. It does not have to exist.
pub const DEFAULT_FILE: &str = "inkstone.toml";

/// Reads the settings file `name` with the content `text`.
pub(in crate::config) fn read(name: &str, text: &str, problems: &mut Vec<Problem>) -> Vec<Given> {
    let lines = LineIndex::new(text);
    let origin = |offset: usize| {
        let place = lines.locate(offset);
        format!("{name}:{}:{}", place.line, place.column)
    };
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let offset = error.span().map_or(0, |span| span.start);
        let message = format!("invalid TOML: {}", error.message());
        problems.push(Problem { origin: origin(offset), message });
    }
    let mut entries: Vec<_> = table.get_ref().iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    let mut given = Vec::new();
    for (key, value) in entries {
        match Key::from_name(key.get_ref()) {
            Some(known) => given.push(Given {
                key: known,
                origin: format!("{}: `{}`", origin(value.span().start), known.name()),
                value: read_value(value.get_ref()),
            }),
            None => problems.push(Problem {
                origin: origin(key.span().start),
                message: unknown(key.get_ref()),
            }),
        }
    }
    given
}

fn unknown(name: &str) -> String {
    let names = || Key::ALL.iter().map(|key| key.name());
    let bare = name.to_ascii_lowercase();
    let bare = bare.strip_prefix(&ENV_PREFIX.to_ascii_lowercase()).unwrap_or(&bare);
    let shown = quoted(name);
    match nearest(&bare.replace('-', "_"), names()) {
        Some(near) => format!("unknown setting {shown}; did you mean `{near}`?"),
        None => {
            let known = names().collect::<Vec<_>>().join(", ");
            format!("unknown setting {shown}; known settings are {known}")
        }
    }
}

fn read_value(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_or(Value::Other("an integer out of range"), Value::Integer),
        DeValue::Boolean(on) => Value::Switch(*on),
        DeValue::Float(_) => Value::Other("a floating-point number"),
        DeValue::Datetime(_) => Value::Other("a date or time"),
        DeValue::Table(_) => Value::Other("a table"),
        DeValue::Array(items) => {
            let texts: Option<Vec<String>> =
                items.iter().map(|item| item.get_ref().as_str().map(str::to_owned)).collect();
            texts.map_or(Value::Other("an array with items other than strings"), Value::List)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::config::given::Problem;

    fn problems(text: &str) -> Vec<String> {
        let mut problems = Vec::new();
        read("inkstone.toml", text, &mut problems);
        problems.iter().map(Problem::to_string).collect()
    }

    #[test]
    fn an_unknown_setting_is_reported_with_its_line_and_the_nearest_name() {
        assert_eq!(
            problems("title = 'a'\n\nlissten = ':80'\npublic-url = ''\n"),
            [
                "inkstone.toml:3:1: unknown setting `lissten`; did you mean `listen`?",
                "inkstone.toml:4:1: unknown setting `public-url`; did you mean `public_url`?",
            ]
        );
        let far = problems("[database]\nport = 1\n");
        assert!(far[0].starts_with(
            "inkstone.toml:1:2: unknown setting `database`; known settings are content, "
        ));
    }

    #[test]
    fn invalid_toml_is_reported_with_its_line_and_the_rest_is_still_read() {
        let found = problems("title = \nlissten = 1\ntitle2 = 'x'\n");
        assert!(found[0].starts_with("inkstone.toml:1:"), "{found:?}");
        assert!(found.iter().any(|problem| problem.contains("lissten")), "{found:?}");
    }
}
