//! Reads declared parameters.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use utoipa::openapi::Required;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn, ParameterStyle};

use super::argument::Argument;
use super::extra_names as names;
use super::kind::Kind;
use super::query_string::{MAX_ERRORS, QueryString, split_brackets};
use crate::compile::{ExtraKey, ExtraSchema};
use crate::protocol::problem::{ParameterError, Problem, shorten};
use crate::protocol::redacted::PREVIEW;
use crate::text::suggest::meanings;

/// The message about a preview link in the URL of something else.
const ONE_POST: &str = "`preview` is unknown here: a preview link shows one post, at `/api/v1/posts/{slug}` and \
                        `/api/v1/posts/{slug}.md`, and its assets";

/// Returns whether a parameter is one of those that trackers and caches add to links. They are ignored
/// everywhere.
pub fn is_ignored(name: &str) -> bool {
    name == "_" || name == "fbclid" || name == "gclid" || name.starts_with("utm_")
}

/// The reader to which an operation declares its parameters. Each declaration returns the value in the
/// request, so a parameter cannot be read under another name or as another kind than it is documented.
pub struct Reader {
    query: QueryString,
    malformed: Vec<ParameterError>,
    invalid: Vec<ParameterError>,
    declared: Vec<Cow<'static, str>>,
    schema: Option<Arc<ExtraSchema>>,
    /// Whether keys of the front matter are parameters.
    takes_extra: bool,
    /// The OpenAPI parameters, if they are collected.
    documented: Option<Vec<Parameter>>,
    ignores_unknown: bool,
}

impl Reader {
    /// Creates a reader of a query string.
    pub fn new(query_string: &str) -> Self {
        let mut malformed = Vec::new();
        let query = QueryString::parse(query_string, &mut malformed);
        Self::of(query, malformed)
    }

    /// Creates a reader of decoded parameters, with the errors of those that were malformed.
    pub fn of(query: QueryString, malformed: Vec<ParameterError>) -> Self {
        Self {
            query,
            malformed,
            invalid: Vec::new(),
            declared: Vec::with_capacity(32),
            schema: None,
            takes_extra: false,
            documented: None,
            ignores_unknown: false,
        }
    }

    /// Creates a reader of a query string, for which a schema declares keys of the front matter.
    pub fn with_schema(query_string: &str, schema: Option<&Arc<ExtraSchema>>) -> Self {
        Self { schema: schema.cloned(), ..Self::new(query_string) }
    }

    /// Returns the OpenAPI parameters that `declare` declares.
    pub fn document<T>(
        declare: impl FnOnce(&mut Self) -> T,
        schema: Option<&Arc<ExtraSchema>>,
    ) -> Vec<Parameter> {
        let mut reader = Self { documented: Some(Vec::new()), ..Self::with_schema("", schema) };
        declare(&mut reader);
        reader.documented.expect("the parameters are collected")
    }

    /// Declares a parameter and returns its value.
    pub fn param<K: Kind>(&mut self, name: &'static str, kind: K, description: &str) -> K::Value {
        self.declare(name.into(), kind, || description.into())
    }

    /// Declares a parameter whose name is not constant, and returns its value.
    pub fn declare<'d, K: Kind>(
        &mut self,
        name: Cow<'static, str>,
        kind: K,
        description: impl FnOnce() -> Cow<'d, str>,
    ) -> K::Value {
        debug_assert!(!self.declared.contains(&name), "`{name}` is declared twice");
        if let Some(documented) = &mut self.documented {
            documented.push(openapi_parameter(&name, &kind, &description()));
        }
        if K::IS_LIST {
            self.query.unbracket(&name);
        }
        let mut argument = Argument { name: &name, query: &self.query, errors: &mut self.invalid };
        let value = kind.parse(&mut argument);
        self.declared.push(name);
        value
    }

    /// Declares that keys of the front matter are parameters. Returns the schema, and those of its keys that are sent,
    /// or all for a document, in the order of declaration. The names of parameters become those of [`names::write`].
    pub fn extra(&mut self) -> Option<(Arc<ExtraSchema>, BTreeSet<ExtraKey>)> {
        self.takes_extra = true;
        let schema = Arc::clone(self.schema.as_ref()?);
        if self.documented.is_some() {
            let keys = schema.keys().map(|(key, _)| key).collect();
            return Some((schema, keys));
        }
        let mut sent = BTreeSet::new();
        self.query.rename(|name| {
            let Some(Ok((key, part))) = names::read(name, &schema) else { return None };
            sent.insert(key);
            Some(names::write(&schema, key, part))
        });
        Some((schema, sent))
    }

    /// Returns the schema that declares keys of the front matter.
    pub fn schema(&self) -> Option<&Arc<ExtraSchema>> {
        self.schema.as_ref()
    }

    /// Ignores parameters that are not declared or malformed: those of a file are for whoever serves it, such as a
    /// width for an image service, or a version for a cache.
    pub fn ignore_unknown(&mut self) {
        self.ignores_unknown = true;
    }

    /// Reports an error if two declared parameters were both sent.
    pub fn exclude(&mut self, name: &'static str, other: &'static str) {
        debug_assert!([name, other].iter().all(|&name| self.is_declared(name)));
        let mut argument = Argument { name, query: &self.query, errors: &mut self.invalid };
        if let Some(value) = argument.values().next()
            && let Some(with) = self.query.values(other).next()
        {
            let message = format!("cannot be combined with `{other}={}`", shorten(with));
            argument.fail("conflict", Some(value), &message);
        }
    }

    /// Reports an error if neither of two declared parameters was sent.
    pub fn require_either(&mut self, name: &'static str, other: &'static str) {
        debug_assert!([name, other].iter().all(|&name| self.is_declared(name)));
        if self.query.values(other).next().is_none() {
            let mut argument = Argument { name, query: &self.query, errors: &mut self.invalid };
            if argument.is_absent() {
                argument.fail("missing", None, &format!("is required unless `{other}` is sent"));
            }
        }
    }

    /// Completes the reading, after all parameters are declared.
    ///
    /// # Errors
    /// Returns `invalid_parameter` with the errors of all parameters, undeclared ones included.
    pub fn finish(self) -> Result<QueryString, Problem> {
        let mut errors = Vec::new();
        if !self.ignores_unknown {
            let unknown = self.unknown();
            errors.extend(self.malformed);
            errors.extend(unknown);
        }
        errors.extend(self.invalid);
        errors.truncate(MAX_ERRORS);
        if errors.is_empty() { Ok(self.query) } else { Err(Problem::parameters(errors)) }
    }

    fn is_declared(&self, name: &str) -> bool {
        self.declared.iter().any(|declared| declared == name)
    }

    fn unknown(&self) -> Vec<ParameterError> {
        let mut unknown: Vec<&(String, String)> = Vec::new();
        for pair in self.query.pairs() {
            let (name, _) = pair;
            let is_known = self.is_declared(name) || is_ignored(name);
            if !is_known
                && unknown.len() < MAX_ERRORS
                && unknown.iter().all(|(seen, _)| seen != name)
            {
                unknown.push(pair);
            }
        }
        let extra = if self.takes_extra { names::all(self.schema()) } else { Vec::new() };
        let error = |(name, value): &(String, String)| {
            let schema = self.schema().map(|schema| &**schema);
            if self.takes_extra
                && let Some(error) =
                    names::unknown(name, value, schema, &extra, || self.suggestion(name, &extra))
            {
                return error;
            }
            ParameterError {
                location: "query",
                name: shorten(name),
                value: Some(shorten(value)),
                code: "unknown",
                message: match name.as_str() {
                    PREVIEW => ONE_POST.to_owned(),
                    name => format!("unknown parameter `{}`", shorten(name)),
                },
                allowed: self.allowed(&extra).map(str::to_owned).collect(),
                suggestion: self.suggestion(name, &extra),
            }
        };
        unknown.into_iter().map(error).collect()
    }

    /// Returns the names of parameters, without most of those of the front matter if there are many.
    fn allowed<'n>(&'n self, extra: &'n [String]) -> impl Iterator<Item = &'n str> {
        let others = self.declared.iter().filter(|name| !name.starts_with("extra"));
        let extra = extra.iter().take(names::MOST_LISTED).map(String::as_str);
        others.map(|name| &**name).chain(extra)
    }

    fn suggestion(&self, name: &str, extra: &[String]) -> Option<String> {
        let near = |name: &str| {
            let others = self.declared.iter().filter(|name| !name.starts_with("extra"));
            let known = others.map(|name| &**name).chain(extra.iter().map(String::as_str));
            let is_extra = name.starts_with("extra");
            let name = if is_extra { name } else { split_brackets(name).0 };
            names::nearest_name(name, known).map(str::to_owned)
        };
        meanings(name.trim()).find_map(|name| near(&name))
    }
}

fn openapi_parameter<K: Kind>(name: &str, kind: &K, description: &str) -> Parameter {
    let required = if K::IS_REQUIRED { Required::True } else { Required::False };
    let default = kind.default_list();
    let default = default.map_or(String::new(), |value| format!(" The default is `{value}`."));
    let parameter = ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Query)
        .required(required)
        .description(Some(format!("{description}{default}")))
        .schema(Some(kind.schema()));
    if K::IS_LIST {
        parameter.style(Some(ParameterStyle::Form)).explode(Some(true)).build()
    } else {
        parameter.build()
    }
}

#[cfg(test)]
mod tests {
    use super::Reader;
    use crate::api::params::kinds::{Integer, Order, TextList};
    use crate::query::{Direction, SortKey};

    fn limit(reader: &mut Reader) -> u32 {
        reader.param("limit", Integer::between(0, 100).or(20), "")
    }

    fn sort(reader: &mut Reader) -> Vec<(SortKey, Direction)> {
        reader.param("sort", Order::all().without(SortKey::Relevance), "")
    }

    #[test]
    fn all_errors_are_reported_at_once() {
        let mut reader = Reader::new("limt=1&limit=-1&sort=datee&utm_source=x&_=1");
        assert_eq!(limit(&mut reader), 20);
        assert!(sort(&mut reader).is_empty());
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
    fn an_empty_value_counts_as_absent() {
        let mut reader = Reader::new("limit=&tag=&tag=%20&tag=a");
        assert_eq!(limit(&mut reader), 20);
        assert_eq!(reader.param("tag", TextList, ""), ["a"]);
        assert!(reader.finish().is_ok());
    }

    #[test]
    fn sort_keys_are_read_with_their_direction_and_once() {
        let mut reader = Reader::new("sort=-date,title,-date&sort=date");
        let (up, down) = (Direction::Ascending, Direction::Descending);
        assert_eq!(
            sort(&mut reader),
            [(SortKey::Date, down), (SortKey::Title, up), (SortKey::Date, up)]
        );
        assert!(reader.finish().is_ok());
    }

    #[test]
    fn an_excluded_or_malformed_sort_key_is_an_error() {
        for key in ["relevance", "-relevance", "--date", "-", "Date"] {
            let mut reader = Reader::new(&format!("sort={key}"));
            assert!(sort(&mut reader).is_empty());
            assert_eq!(reader.finish().unwrap_err().errors[0].code, "not_allowed", "{key}");
        }
    }

    #[test]
    fn the_number_of_reported_errors_is_limited() {
        let wrong = (0..3000).map(|n| format!("x{n}")).collect::<Vec<_>>();
        for raw in [format!("sort={}", wrong.join(",")), wrong.join("&"), "%&".repeat(3000)] {
            let mut reader = Reader::new(&raw);
            sort(&mut reader);
            assert_eq!(reader.finish().unwrap_err().errors.len(), 100);
        }
    }

    #[test]
    fn a_single_value_must_not_be_repeated() {
        let mut reader = Reader::new("limit=1&limit=2");
        limit(&mut reader);
        assert_eq!(reader.finish().unwrap_err().errors[0].code, "repeated");
    }

    #[test]
    fn exclusive_parameters_are_an_error_only_together() {
        for (raw, code) in [("limit=1&tag=a", Some("conflict")), ("limit=&tag=a", None)] {
            let mut reader = Reader::new(raw);
            limit(&mut reader);
            reader.param("tag", TextList, "");
            reader.exclude("tag", "limit");
            assert_eq!(reader.finish().err().map(|problem| problem.errors[0].code), code);
        }
    }

    #[test]
    #[should_panic(expected = "declared twice")]
    fn a_name_cannot_be_declared_twice() {
        let mut reader = Reader::new("");
        limit(&mut reader);
        limit(&mut reader);
    }
}
