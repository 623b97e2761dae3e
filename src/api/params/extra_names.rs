//! The names of parameters for keys of the front matter: `extra.KEY`, `extra.KEY.min` and `extra.KEY.max`.

use crate::api::view::names::extra_name;
use crate::compile::{DeclaredKey, ExtraKey, ExtraSchema, KNOWN_KEYS, NotScalar, ScalarKind};
use crate::protocol::problem::{ParameterError, shorten};
use crate::text::suggest::{closest_of, nearest};

/// The maximum number of names that an error lists.
pub const MOST_LISTED: usize = 100;

/// What a parameter says about a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Any of these values.
    Value,
    /// The least value.
    Min,
    /// The greatest value.
    Max,
}

impl Part {
    /// The parts that are bounds, with their names.
    pub const BOUNDS: [(Self, &'static str); 2] = [(Self::Min, "min"), (Self::Max, "max")];

    fn bound(name: &str) -> Option<Self> {
        Self::BOUNDS.into_iter().find(|(_, bound)| *bound == name).map(|(part, _)| part)
    }
}

/// Reads the name of a parameter. Client libraries write a map with brackets: `extra[level]`, and lists with more of
/// them: `extra[level][]`, `extra.level[0]`. A declared key takes precedence over a bound, so brackets name the bound of
/// a key `a` if there is a key `a.min`: `extra[a].min`.
///
/// Returns `None` if it is not about the front matter, and the name of the key if that is not declared.
pub fn read(name: &str, schema: &ExtraSchema) -> Option<Result<(ExtraKey, Part), String>> {
    let rest = name.strip_prefix("extra")?;
    let find = |key: &str| schema.find(key);
    let (dotted, mut steps, after) = match rest.strip_prefix('.') {
        Some(dotted) => {
            if let Some(key) = find(dotted) {
                return Some(Ok((key, Part::Value)));
            }
            let (dotted, brackets) = dotted.split_at(dotted.find('[').unwrap_or(dotted.len()));
            let (steps, after) = steps(brackets);
            (Some(dotted), steps, after)
        }
        None if rest.starts_with('[') => {
            let (steps, after) = steps(rest);
            (None, steps, after)
        }
        None => return None,
    };
    let is_index = |step: &&str| step.bytes().all(|byte| byte.is_ascii_digit());
    if (steps.len() > 1 || dotted.is_some()) && steps.last().is_some_and(is_index) {
        steps.pop();
    }
    let mut path: Vec<&str> = dotted.into_iter().chain(steps).collect();
    path.extend(after.strip_prefix('.'));
    let whole = path.join(".");
    if !after.is_empty() && !after.starts_with('.') || path.is_empty() {
        return Some(Err(whole));
    }
    // With brackets, the last step is a bound rather than a part of the name.
    let bracketed = match path.as_slice() {
        [key @ .., bound] if !key.is_empty() => {
            Part::bound(bound).and_then(|part| Some((find(&key.join("."))?, part)))
        }
        _ => None,
    };
    let dotted = || {
        let (key, bound) = whole.rsplit_once('.')?;
        Some((find(key)?, Part::bound(bound)?))
    };
    let known = bracketed.or_else(|| Some((find(&whole)?, Part::Value))).or_else(dotted);
    Some(known.ok_or_else(|| match whole.rsplit_once('.') {
        Some((key, bound)) if Part::bound(bound).is_some() => key.to_owned(),
        _ => whole,
    }))
}

/// Splits `[a][b]c` into `a`, `b` and what follows.
fn steps(brackets: &str) -> (Vec<&str>, &str) {
    let (mut steps, mut rest) = (Vec::new(), brackets);
    while let Some((step, after)) = rest.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
        steps.push(step);
        rest = after;
    }
    (steps, rest)
}

/// Returns the name of a parameter.
pub fn write(schema: &ExtraSchema, key: ExtraKey, part: Part) -> String {
    let name = &*schema.key(key).name;
    let bound = Part::BOUNDS.into_iter().find(|(bound, _)| *bound == part);
    match bound {
        None => extra_name(name),
        Some((_, bound)) if schema.find(&format!("{name}.{bound}")).is_some() => {
            format!("extra[{name}].{bound}")
        }
        Some((_, bound)) => format!("{}.{bound}", extra_name(name)),
    }
}

/// Returns whether values of a kind have bounds.
pub fn has_bounds(kind: ScalarKind) -> bool {
    !matches!(kind, ScalarKind::Text | ScalarKind::Boolean)
}

/// Returns the names of all parameters of a schema.
pub fn all<S: AsRef<ExtraSchema>>(schema: Option<S>) -> Vec<String> {
    let Some(schema) = schema else { return Vec::new() };
    let schema = schema.as_ref();
    let mut names = Vec::new();
    for (key, declared) in schema.keys() {
        let Some(kind) = declared.kind() else { continue };
        names.push(write(schema, key, Part::Value));
        if has_bounds(kind) {
            names.extend(Part::BOUNDS.map(|(part, _)| write(schema, key, part)));
        }
    }
    names
}

/// Returns the nearest of some names, such as parameters or sort keys. Those about the front matter are compared by their
/// keys: what they all start with would make short keys similar to any other.
pub fn nearest_name<'n>(
    wrong: &str,
    known: impl Iterator<Item = &'n str> + Clone,
) -> Option<&'n str> {
    let Some((sign, key)) = split(wrong) else {
        // The start is what is most often forgotten.
        let (sign, key) = split_sign(wrong);
        let meant = |name: &&str| split(name) == Some((sign, key));
        return known.clone().find(meant).or_else(|| nearest(wrong, known));
    };
    if has_meaning(key) {
        let others = known.filter(|name| split(name).is_none() && split_sign(name).0 == sign);
        return nearest(&format!("{sign}{key}"), others);
    }
    let keys = known.filter_map(|name| {
        let (own_sign, key) = split(name)?;
        (own_sign == sign).then_some((key, name))
    });
    closest_of(key, keys, 1).into_iter().next()
}

/// Splits the name of a parameter or sort key about the front matter into its sign and what follows `extra.`
fn split(name: &str) -> Option<(&str, &str)> {
    let (sign, name) = split_sign(name);
    let key = name.strip_prefix("extra.").or_else(|| name.strip_prefix("extra["))?;
    Some((sign, key))
}

fn split_sign(name: &str) -> (&str, &str) {
    name.split_at(usize::from(name.starts_with('-')))
}

/// Returns whether a key is known, so that it cannot be declared.
fn has_meaning(key: &str) -> bool {
    KNOWN_KEYS.iter().flat_map(|names| names.iter()).any(|name| key.eq_ignore_ascii_case(name))
}

/// Returns the error of a parameter that is about the front matter, but not declared. `known` are the names of those that
/// are, and `near` finds the nearest of all parameters.
pub fn unknown(
    name: &str,
    value: &str,
    schema: Option<&ExtraSchema>,
    known: &[String],
    near: impl Fn() -> Option<String>,
) -> Option<ParameterError> {
    let (code, message) = if name == "extra" {
        ("unknown", "`extra` needs the name of a key: `extra.KEY`".to_owned())
    } else {
        let (code, reason) = why_not(name, schema)?;
        (code, format!("unknown parameter `{}`: {reason}", shorten(name)))
    };
    let declared = schema.and_then(|schema| Some((schema, read(name, schema)?.ok()?.0)));
    let suggestion = match declared {
        // It was meant, but has no bounds, or is no parameter at all.
        Some((schema, key)) => schema.key(key).kind().map(|_| write(schema, key, Part::Value)),
        None => near(),
    };
    Some(ParameterError {
        location: "query",
        name: shorten(name),
        value: Some(shorten(value)),
        code,
        message,
        allowed: known.iter().take(MOST_LISTED).cloned().collect(),
        suggestion,
    })
}

/// Returns why posts cannot be selected or sorted by a name, with the code of the error. `None` if it is not about the
/// front matter.
pub fn why_not(name: &str, schema: Option<&ExtraSchema>) -> Option<(&'static str, String)> {
    let undeclared = |key: &str| {
        let is_known = has_meaning(key);
        let key = shorten(key);
        if is_known {
            return format!(
                "the key `{key}` has a meaning, so it is not in `extra` and cannot be declared"
            );
        }
        let example = serde_json::json!({ "properties": { &key: { "type": "string" } } });
        let start = match schema {
            Some(_) => format!("`_schema.json` does not declare the key `{key}`"),
            None => "there is no `_schema.json` in the content folder, which declares keys of the front matter"
                .to_owned(),
        };
        format!("{start}; declare it with its type, such as `{example}`")
    };
    let Some(schema) = schema else {
        let key = name.strip_prefix("extra.").or_else(|| name.strip_prefix("extra["))?;
        return Some(("unknown", undeclared(key.trim_end_matches(['[', ']']))));
    };
    Some(match read(name, schema)? {
        Err(key) => ("unknown", undeclared(&key)),
        Ok((key, _)) => ("not_filterable", reason(schema.key(key))),
    })
}

/// Returns why a declared key is no parameter, or has no bounds.
fn reason(declared: &DeclaredKey) -> String {
    let name = shorten(&declared.name);
    match &declared.values {
        Err(NotScalar::List) => {
            format!(
                "`{name}` is declared as a list, and only keys with a single value can be asked for"
            )
        }
        Err(NotScalar::Map) => {
            format!(
                "`{name}` is declared as a map, and only keys with a single value can be asked for"
            )
        }
        Err(NotScalar::Any) => format!(
            "the declaration of `{name}` allows lists or maps; give it a `type` that is a single value, such as `string`"
        ),
        Err(NotScalar::Null) => format!("the declaration of `{name}` allows no value but null"),
        Ok(_) => format!("`{name}` is neither a number nor a date, so it has no `min` and `max`"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Part, all, read, write};
    use crate::compile::{ExtraSchema, SCHEMA_FILE};
    use crate::post::ContentPath;

    fn schema() -> ExtraSchema {
        let text = r#"{"properties": {
            "weight": {"type": "integer"}, "weight.min": {"type": "integer"}, "min": {"type": "integer"},
            "难度": {"type": "string"}, "a.b": {"type": "integer"}, "0": {"type": "string"}, "x[y]": {"type": "string"},
            "list": {"type": "array"}
        }}"#;
        ExtraSchema::read(&ContentPath::new(SCHEMA_FILE), text.as_bytes()).unwrap()
    }

    fn meant(name: &str) -> Option<Result<(String, Part), String>> {
        let schema = schema();
        let read = read(name, &schema)?;
        Some(read.map(|(key, part)| (schema.key(key).name.to_string(), part)))
    }

    #[test]
    fn names_are_read_in_all_forms() {
        for (name, key, part) in [
            ("extra.weight", "weight", Part::Value),
            ("extra.weight[]", "weight", Part::Value),
            ("extra.weight[0]", "weight", Part::Value),
            ("extra[weight]", "weight", Part::Value),
            ("extra[weight][]", "weight", Part::Value),
            ("extra[weight][12]", "weight", Part::Value),
            ("extra.weight.min", "weight.min", Part::Value),
            ("extra[weight.min]", "weight.min", Part::Value),
            ("extra[weight].min", "weight", Part::Min),
            ("extra[weight][min]", "weight", Part::Min),
            ("extra.weight[min]", "weight", Part::Min),
            ("extra.weight.max", "weight", Part::Max),
            ("extra.weight.min.max", "weight.min", Part::Max),
            ("extra.min", "min", Part::Value),
            ("extra.min.min", "min", Part::Min),
            ("extra[min][max]", "min", Part::Max),
            ("extra.难度", "难度", Part::Value),
            ("extra.a.b", "a.b", Part::Value),
            ("extra[a][b]", "a.b", Part::Value),
            ("extra[a][b][max]", "a.b", Part::Max),
            ("extra[0]", "0", Part::Value),
            ("extra.x[y]", "x[y]", Part::Value),
        ] {
            assert_eq!(meant(name), Some(Ok((key.to_owned(), part))), "{name}");
        }
        for (name, key) in [
            ("extra.Weight", "Weight"),
            ("extra.wieght.min", "wieght"),
            ("extra[wieght][max]", "wieght"),
            ("extra[a]", "a"),
            ("extra.", ""),
            ("extra[", ""),
        ] {
            assert_eq!(meant(name), Some(Err(key.to_owned())), "{name}");
        }
        for name in ["extra", "extras.weight", "tag", "", "Extra.weight"] {
            assert_eq!(meant(name), None, "{name}");
        }
    }

    #[test]
    fn each_name_that_is_listed_means_what_it_is_written_for() {
        let schema = schema();
        let names = all(Some(std::sync::Arc::new(self::schema())));
        for name in &names {
            let (key, part) = read(name, &schema).unwrap().unwrap();
            assert_eq!(&write(&schema, key, part), name);
        }
        assert!(names.contains(&"extra[weight].min".to_owned()), "{names:?}");
        assert!(!names.iter().any(|name| name.contains("list")), "{names:?}");
    }

    proptest! {
        #[test]
        fn any_name_is_read_without_panic(name in "(extra)?[\\[\\].a-c0min难]{0,12}") {
            let schema = schema();
            if let Some(Ok((key, part))) = read(&name, &schema) {
                let written = write(&schema, key, part);
                prop_assert_eq!(read(&written, &schema), Some(Ok((key, part))));
            }
        }
    }
}
