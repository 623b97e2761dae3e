//! Reads the parameters of a request and collects everything that is wrong with them.

use jiff::Timestamp;
use jiff::civil::Date;

use super::dates::{read_instant, read_period};
use super::query_string::QueryString;
use super::spec::{Kind, LONGEST_TEXT, MOST_ERRORS, MOST_VALUES, Param};
use crate::protocol::problem::{ParameterError, Problem, shorten};
use crate::text::Lang;
use crate::text::suggest::nearest;

/// Whether a parameter is one of those that trackers and caches add to links: they are ignored
/// everywhere.
pub fn is_ignored(name: &str) -> bool {
    name == "_" || name == "fbclid" || name == "gclid" || name.starts_with("utm_")
}

/// The parameters of one request, read against a table. Every error is collected; [`Reader::finish`]
/// gives them all at once.
#[derive(Debug)]
pub struct Reader {
    specs: &'static [&'static [Param]],
    query: QueryString,
    errors: Vec<ParameterError>,
}

impl Reader {
    /// Reads a raw query component. Names that the table does not know are errors.
    pub fn new(raw: &str, specs: &'static [&'static [Param]]) -> Self {
        let mut errors = Vec::new();
        let query = QueryString::parse(raw, &mut errors);
        let mut reader = Self { specs, query, errors };
        reader.check_names();
        reader
    }

    /// The values of a set: every repetition, without empty ones. Commas are left to the caller.
    pub fn texts(&mut self, name: &'static str) -> Vec<String> {
        let values = self.values(name);
        self.check_number(name, &values);
        for value in values.iter().flat_map(|value| value.split(',')) {
            if value.chars().nth(LONGEST_TEXT).is_some() {
                self.fail(
                    name,
                    Some(value),
                    "too_long",
                    format!("a value of `{name}` has at most {LONGEST_TEXT} characters"),
                );
            }
        }
        values
    }

    /// One text.
    pub fn text(&mut self, name: &'static str) -> Option<String> {
        let kind = self.kind(name);
        let Some(value) = self.single(name) else {
            if matches!(kind, Kind::Required(_)) {
                let message = format!("`{name}` is needed, and holds more than blanks");
                self.fail(name, None, "missing", message);
            }
            return None;
        };
        let (Kind::Text(longest) | Kind::Required(longest)) = kind else { return Some(value) };
        if value.chars().nth(longest).is_some() {
            self.fail(
                name,
                Some(&value),
                "too_long",
                format!("`{name}` has at most {longest} characters"),
            );
            return None;
        }
        Some(value)
    }

    /// One integer within its bounds, or its default.
    pub fn integer(&mut self, name: &'static str) -> Option<u32> {
        let Kind::Integer { min, max, default } = self.kind(name) else { return None };
        let Some(value) = self.single(name) else { return default };
        let digits = value.strip_prefix('-').unwrap_or(&value);
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            self.fail(
                name,
                Some(&value),
                "not_an_integer",
                format!("`{name}` is an integer from {min} to {max}"),
            );
            return default;
        }
        match value.parse::<u32>() {
            Ok(number) if (min..=max).contains(&number) => Some(number),
            _ => {
                self.fail(
                    name,
                    Some(&value),
                    "out_of_range",
                    format!("`{name}` is from {min} to {max}"),
                );
                default
            }
        }
    }

    /// A set of allowed names, in the order in which they were sent, none twice.
    pub fn choices(&mut self, name: &'static str) -> Vec<&'static str> {
        let Kind::Choices { allowed, .. } = self.kind(name) else { return Vec::new() };
        let mut chosen = Vec::new();
        let values = self.values(name);
        self.check_number(name, &values);
        for value in &values {
            for part in value.split(',').map(str::trim).filter(|part| !part.is_empty()) {
                match allowed.iter().find(|&&choice| choice == part) {
                    Some(choice) if chosen.contains(choice) => {}
                    Some(choice) => chosen.push(*choice),
                    None => self.not_allowed(name, part, allowed),
                }
            }
        }
        chosen
    }

    /// `true` or `false`, or the default.
    pub fn switch(&mut self, name: &'static str) -> bool {
        let default = matches!(self.kind(name), Kind::Switch { default: true });
        let Some(value) = self.single(name) else { return default };
        if value != "true" && value != "false" {
            self.not_allowed(name, &value, &["true", "false"]);
        }
        value == "true" || (default && value != "false")
    }

    /// One of the allowed names, or the default.
    pub fn choice(&mut self, name: &'static str) -> Option<&'static str> {
        let Kind::Choice { allowed, default } = self.kind(name) else { return None };
        let Some(value) = self.single(name) else { return Some(default) };
        let chosen = allowed.iter().copied().find(|&choice| choice == value);
        if chosen.is_none() {
            self.not_allowed(name, &value, allowed);
        }
        chosen
    }

    /// The first and the last day of a period.
    pub fn period(&mut self, name: &'static str) -> Option<(Date, Date)> {
        let value = self.single(name)?;
        let period = read_period(&value);
        if period.is_none() {
            self.fail(
                name,
                Some(&value),
                "invalid_date",
                format!(
                    "`{name}` is a day that exists, a month or a year: YYYY-MM-DD, YYYY-MM or YYYY"
                ),
            );
        }
        period
    }

    /// An instant.
    pub fn instant(&mut self, name: &'static str) -> Option<Timestamp> {
        let value = self.single(name)?;
        let instant = read_instant(&value);
        if instant.is_none() {
            self.fail(name, Some(&value), "invalid_date", format!("`{name}` is a date and time with offset by RFC 3339, such as 2025-01-15T08:00:00Z"));
        }
        instant
    }

    /// A language tag.
    pub fn language(&mut self, name: &'static str) -> Option<Lang> {
        let value = self.single(name)?;
        let lang = Lang::parse(&value).ok();
        if lang.is_none() {
            self.fail(
                name,
                Some(&value),
                "invalid_language",
                format!("`{name}` is a BCP 47 language tag, such as zh or en-GB"),
            );
        }
        lang
    }

    /// Adds an error that the table cannot see, such as two parameters that exclude each other.
    pub fn fail(&mut self, name: &str, value: Option<&str>, code: &'static str, message: String) {
        self.report(|| ParameterError {
            location: "query",
            name: name.to_owned(),
            value: value.map(shorten),
            code,
            message,
            allowed: Vec::new(),
            suggestion: None,
        });
    }

    fn not_allowed(&mut self, name: &str, value: &str, allowed: &[&str]) {
        self.report(|| ParameterError {
            location: "query",
            name: name.to_owned(),
            value: Some(shorten(value)),
            code: "not_allowed",
            message: format!("`{}` is not one of the values of `{name}`", shorten(value)),
            allowed: allowed.iter().map(|&choice| choice.to_owned()).collect(),
            suggestion: nearest(value, allowed.iter().copied()).map(str::to_owned),
        });
    }

    fn report(&mut self, error: impl FnOnce() -> ParameterError) {
        if self.errors.len() < MOST_ERRORS {
            self.errors.push(error());
        }
    }

    /// Whether a parameter was sent with a value.
    pub fn has(&self, name: &str) -> bool {
        self.query.pairs().iter().any(|(key, value)| key == name && !value.trim().is_empty())
    }

    /// Ends reading.
    ///
    /// # Errors
    /// One problem that names every wrong parameter.
    pub fn finish(self) -> Result<QueryString, Problem> {
        if self.errors.is_empty() { Ok(self.query) } else { Err(Problem::parameters(self.errors)) }
    }

    fn params(&self) -> impl Iterator<Item = &'static Param> + use<> {
        self.specs.iter().flat_map(|group| group.iter())
    }

    fn kind(&self, name: &str) -> Kind {
        self.params().find(|param| param.name == name).map_or(Kind::Texts, |param| param.kind)
    }

    /// The trimmed values of a parameter without empty ones.
    fn values(&self, name: &str) -> Vec<String> {
        self.query
            .pairs()
            .iter()
            .filter(|(key, _)| key == name)
            .map(|(_, value)| value.trim().to_owned())
            .filter(|value| !value.is_empty())
            .collect()
    }

    fn check_number(&mut self, name: &'static str, values: &[String]) {
        let parts = values.iter().flat_map(|value| value.split(','));
        if parts.filter(|part| !part.trim().is_empty()).count() > MOST_VALUES {
            self.fail(
                name,
                None,
                "too_many",
                format!("`{name}` takes at most {MOST_VALUES} values"),
            );
        }
    }

    fn single(&mut self, name: &'static str) -> Option<String> {
        let mut values = self.values(name);
        if values.len() > 1 {
            self.fail(
                name,
                Some(&values.join(",")),
                "repeated",
                format!("`{name}` takes one value"),
            );
        }
        (!values.is_empty()).then(|| values.swap_remove(0))
    }

    fn check_names(&mut self) {
        let known: Vec<&'static str> = self.params().map(|param| param.name).collect();
        let mut unknown: Vec<(String, String)> = Vec::new();
        for (name, value) in self.query.pairs() {
            let is_known = known.contains(&name.as_str()) || is_ignored(name);
            if !is_known
                && unknown.len() < MOST_ERRORS
                && unknown.iter().all(|(seen, _)| seen != name)
            {
                unknown.push((name.clone(), value.clone()));
            }
        }
        for (name, value) in unknown {
            let bare = name.trim().trim_end_matches("[]");
            self.report(|| ParameterError {
                location: "query",
                name: shorten(&name),
                value: Some(shorten(&value)),
                code: "unknown",
                message: format!("there is no parameter `{}` here", shorten(&name)),
                allowed: known.iter().map(|&name| name.to_owned()).collect(),
                suggestion: nearest(bare, known.iter().copied()).map(str::to_owned),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::spec::{Kind, Param};
    use super::Reader;

    const SPECS: &[&[Param]] = &[&[
        Param { name: "tag", kind: Kind::Texts, description: "" },
        Param {
            name: "limit",
            kind: Kind::Integer { min: 0, max: 100, default: Some(20) },
            description: "",
        },
        Param {
            name: "sort",
            kind: Kind::Choices { allowed: &["date", "-date", "title"], default: None },
            description: "",
        },
    ]];

    #[test]
    fn every_error_is_reported_at_once() {
        let mut reader = Reader::new("limt=1&limit=-1&sort=datee&utm_source=x&_=1", SPECS);
        assert_eq!(reader.integer("limit"), Some(20));
        assert!(reader.choices("sort").is_empty());
        let problem = reader.finish().unwrap_err();
        let seen: Vec<_> = problem
            .errors
            .iter()
            .map(|error| (error.name.as_str(), error.code, error.suggestion.as_deref()))
            .collect();
        assert_eq!(
            seen,
            [
                ("limt", "unknown", Some("limit")),
                ("limit", "out_of_range", None),
                ("sort", "not_allowed", Some("date")),
            ]
        );
    }

    #[test]
    fn an_empty_value_is_as_if_absent() {
        let mut reader = Reader::new("limit=&tag=&tag=%20&tag=a", SPECS);
        assert_eq!(reader.integer("limit"), Some(20));
        assert_eq!(reader.texts("tag"), ["a"]);
        assert!(reader.finish().is_ok());
    }

    #[test]
    fn a_hostile_query_is_told_its_first_errors_alone() {
        let wrong = (0..3000).map(|n| format!("x{n}")).collect::<Vec<_>>();
        for raw in [format!("sort={}", wrong.join(",")), wrong.join("&"), "%&".repeat(3000)] {
            let mut reader = Reader::new(&raw, SPECS);
            reader.choices("sort");
            assert_eq!(reader.finish().unwrap_err().errors.len(), 100);
        }
    }

    #[test]
    fn a_single_value_may_not_be_repeated() {
        let mut reader = Reader::new("limit=1&limit=2", SPECS);
        reader.integer("limit");
        assert_eq!(reader.finish().unwrap_err().errors[0].code, "repeated");
    }
}
