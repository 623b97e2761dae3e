//! The values of one parameter in a request.

use super::query_string::{MAX_ERRORS, QueryString};
use crate::protocol::problem::{ParameterError, shorten};
use crate::text::suggest::{meanings, nearest};
use crate::text::trim::trim;

/// The maximum number of values of a list, whether they are repeated or separated by commas.
pub const MAX_VALUES: usize = 100;

/// The values of one parameter, and the errors of the request.
#[derive(Debug)]
pub struct Argument<'a> {
    /// The name of the parameter.
    pub name: &'a str,
    /// The query string of the request.
    pub query: &'a QueryString,
    /// All errors so far.
    pub errors: &'a mut Vec<ParameterError>,
}

impl<'a> Argument<'a> {
    /// Returns the values, trimmed and without empty ones.
    pub fn values(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.query.values(self.name)
    }

    /// Returns whether there is no value.
    pub fn is_absent(&self) -> bool {
        self.values().next().is_none()
    }

    /// Returns the value of a parameter that must not be repeated.
    pub fn single(&mut self) -> Option<&'a str> {
        let mut values = self.values();
        let first = values.next()?;
        if values.next().is_some() {
            let all = self.values().collect::<Vec<_>>().join(",");
            self.fail("repeated", Some(&all), "accepts only one value");
        }
        Some(first)
    }

    /// Parses the value of a parameter that must not be repeated. `expected` completes the sentence "it
    /// must be".
    pub fn parse_single<T>(
        &mut self,
        code: &'static str,
        expected: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let value = self.single()?;
        let parsed = parse(value);
        if parsed.is_none() {
            self.fail(code, Some(value), &format!("must be {expected}"));
        }
        parsed
    }

    /// Returns the values of a list, split at commas.
    pub fn items(&mut self) -> Vec<&'a str> {
        let parts = self.values().flat_map(|value| value.split(','));
        let items: Vec<&str> = parts.map(trim).filter(|item| !item.is_empty()).collect();
        if items.len() > MAX_VALUES {
            self.fail("too_many", None, &format!("accepts at most {MAX_VALUES} values"));
        }
        items
    }

    /// Reports an error. `message` continues after the name of the parameter.
    pub fn fail(&mut self, code: &'static str, value: Option<&str>, message: &str) {
        self.fail_near(code, value, message, None);
    }

    /// Reports an error and the nearest valid value.
    pub fn fail_near(
        &mut self,
        code: &'static str,
        value: Option<&str>,
        message: &str,
        suggestion: Option<String>,
    ) {
        self.report(|name| ParameterError {
            location: "query",
            name: name.to_owned(),
            value: value.map(shorten),
            code,
            message: format!("`{name}` {message}"),
            allowed: Vec::new(),
            suggestion,
        });
    }

    /// Reports a value that is not one of the allowed ones.
    pub fn not_allowed(
        &mut self,
        value: &str,
        allowed: impl IntoIterator<Item = impl Into<String>>,
    ) {
        self.report(|name| {
            let allowed: Vec<String> = allowed.into_iter().map(Into::into).collect();
            let near = |value: &str| nearest(value, allowed.iter().map(String::as_str));
            let suggestion = meanings(value).find_map(|value| near(&value));
            ParameterError {
                location: "query",
                name: name.to_owned(),
                value: Some(shorten(value)),
                code: "not_allowed",
                message: format!("`{}` is not a valid value of `{name}`", shorten(value)),
                suggestion: suggestion.map(str::to_owned),
                allowed,
            }
        });
    }

    /// Reports an error, which `error` makes from the name of the parameter.
    pub fn report(&mut self, error: impl FnOnce(&str) -> ParameterError) {
        if self.errors.len() < MAX_ERRORS {
            self.errors.push(error(self.name));
        }
    }
}
