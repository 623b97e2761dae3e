//! Checks single values. Each function says what it expected; the caller says where.

use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::time::Duration;

use jiff::tz::TimeZone;
use url::Url;

use super::given::Value;
use super::{Listen, proxies, rate, size};
use crate::ops::{Rate, TrustedProxies};
use crate::protocol::CorsOrigins;
use crate::protocol::Freshness;
use crate::text::Lang;
use crate::text::suggest::nearest;

/// How many characters of a wrong value are shown.
const LONGEST_SHOWN: usize = 80;

/// The shortest and longest preview token, in characters.
const TOKEN_LENGTH: RangeInclusive<usize> = 16..=512;

/// A wrong value for a message.
pub(super) fn shown(text: &str) -> String {
    match text.char_indices().nth(LONGEST_SHOWN) {
        Some((end, _)) => format!("`{}…`", &text[..end]),
        None => format!("`{text}`"),
    }
}

/// A text without blanks around it.
pub(super) fn text(value: &Value) -> Result<&str, String> {
    match value {
        Value::Text(text) => Ok(text.trim()),
        other => Err(format!("found {}; expected a text", other.kind())),
    }
}

/// A text; nothing where it is empty.
pub(super) fn optional_text(value: &Value) -> Result<Option<String>, String> {
    let text = text(value)?;
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

/// A text that is not empty.
pub(super) fn filled_text(value: &Value) -> Result<String, String> {
    optional_text(value)?.ok_or_else(|| "it is empty; expected a text".to_owned())
}

/// The path of a file; nothing where it is empty.
pub(super) fn path(value: &Value) -> Result<Option<PathBuf>, String> {
    optional_text(value).map(|text| text.map(PathBuf::from))
}

/// On or off.
pub(super) fn switch(value: &Value) -> Result<bool, String> {
    match value {
        Value::Switch(on) => Ok(*on),
        Value::Text(text) => match text.trim().to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" | "1" => Ok(true),
            "false" | "no" | "off" | "0" => Ok(false),
            _ => Err(format!("{} is not a switch; expected true or false", shown(text))),
        },
        other => Err(format!("found {}; expected true or false", other.kind())),
    }
}

/// A whole number within bounds.
pub(super) fn number(value: &Value, bounds: RangeInclusive<u64>) -> Result<u64, String> {
    let (low, high) = (bounds.start(), bounds.end());
    let expected = format!("expected a whole number from {low} to {high}");
    let (read, found) = match value {
        Value::Integer(number) => (u64::try_from(*number).ok(), number.to_string()),
        Value::Text(text) => (text.trim().parse().ok(), text.clone()),
        other => return Err(format!("found {}; {expected}", other.kind())),
    };
    read.filter(|number| bounds.contains(number))
        .ok_or_else(|| format!("found {}; {expected}", shown(&found)))
}

/// A time in whole seconds, from `least` to an hour.
pub(super) fn seconds(value: &Value, least: u64) -> Result<Duration, String> {
    number(value, least..=3600).map(Duration::from_secs)
}

/// A number of bytes within bounds.
pub(super) fn bytes(value: &Value, bounds: RangeInclusive<u64>) -> Result<u64, String> {
    let expected = "expected a size such as 8388608, 8MiB or 500KB";
    let (read, found) = match value {
        Value::Integer(number) => (u64::try_from(*number).ok(), number.to_string()),
        Value::Text(text) => (size::parse(text.trim()), text.clone()),
        other => return Err(format!("found {}; {expected}", other.kind())),
    };
    let found = shown(&found);
    let size = read.ok_or_else(|| format!("{found} is not a size; {expected}"))?;
    if bounds.contains(&size) {
        return Ok(size);
    }
    let (low, high) = (bounds.start(), bounds.end());
    Err(format!("{found} is out of bounds; expected {low} to {high} bytes"))
}

/// One of a few words.
pub(super) fn choice<T: Copy>(value: &Value, choices: &[(&'static str, T)]) -> Result<T, String> {
    let words = || choices.iter().map(|(word, _)| *word);
    let found = text(value)?;
    if let Some((_, choice)) = choices.iter().find(|(word, _)| word.eq_ignore_ascii_case(found)) {
        return Ok(*choice);
    }
    let all = words().collect::<Vec<_>>().join(", ");
    let meant = did_you_mean(nearest(found, words()));
    Err(format!("{} is not known; expected one of {all}{meant}", shown(found)))
}

fn did_you_mean(near: Option<&str>) -> String {
    near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
}

/// A host and port.
pub(super) fn listen(value: &Value) -> Result<Listen, String> {
    let found = match value {
        Value::Integer(port) => &port.to_string(),
        value => text(value)?,
    };
    Listen::parse(found).map_err(|reason| {
        let found = shown(found);
        format!("{found}: {reason}; expected host:port, such as 127.0.0.1:8080 or [::1]:8080")
    })
}

/// A host and port; nothing where it is empty.
pub(super) fn optional_listen(value: &Value) -> Result<Option<Listen>, String> {
    match value {
        Value::Text(text) if text.trim().is_empty() => Ok(None),
        value => listen(value).map(Some),
    }
}

/// An http or https address without query and fragment; nothing where it is empty. The trailing
/// slash is dropped.
pub(super) fn url(value: &Value) -> Result<Option<String>, String> {
    let Some(found) = optional_text(value)? else { return Ok(None) };
    let wrong = |reason: &str| {
        let found = shown(&found);
        Err(format!("{found}: {reason}; expected an address such as https://blog.example"))
    };
    let url = match Url::parse(&found) {
        Ok(url) => url,
        Err(error) => return wrong(&error.to_string()),
    };
    if !matches!(url.scheme(), "http" | "https") {
        return wrong("it begins with neither http:// nor https://");
    }
    if !url.username().is_empty() || url.password().is_some() {
        // The message does not show it: it may hold a password.
        return Err("a user name or password does not belong here".to_owned());
    }
    if url.query().is_some() || url.fragment().is_some() {
        return wrong("a query or fragment does not belong here");
    }
    Ok(Some(url.as_str().trim_end_matches('/').to_owned()))
}

/// An address to which traces are sent; nothing where it is empty. Whoever gives one wants traces, so a
/// build that cannot send them says so.
pub(super) fn collector(value: &Value) -> Result<Option<String>, String> {
    let found = url(value)?;
    if found.is_some() && !cfg!(feature = "otel") {
        let message = "this build has no OpenTelemetry export; build it with `--features otel`";
        return Err(message.to_owned());
    }
    Ok(found)
}

/// The path of a post on the site.
pub(super) fn post_path(value: &Value) -> Result<String, String> {
    let found = text(value)?;
    let plain = found.replace("{slug}", "").replace("{lang}", "");
    let reason = if !found.starts_with('/') || found.starts_with("//") {
        "it does not begin with one slash"
    } else if !found.contains("{slug}") {
        "{slug} is missing"
    } else if plain.contains(['{', '}']) {
        "only {slug} and {lang} are filled in"
    } else if plain.contains(|c: char| c.is_whitespace() || c.is_control()) {
        "blanks do not belong in a path"
    } else {
        return Ok(found.to_owned());
    };
    Err(format!("{}: {reason}; expected a path such as /posts/{{slug}}", shown(found)))
}

/// How long answers are fresh.
pub(super) fn freshness(value: &Value) -> Result<Freshness, String> {
    let found = text(value)?;
    Freshness::parse(found).map_err(|reason| {
        format!("{}: {reason}; expected directives such as max-age=60, s-maxage=600", shown(found))
    })
}

/// Origins of pages: `*`, `none`, or a list.
pub(super) fn origins(value: &Value) -> Result<CorsOrigins, String> {
    let items = items(value, "origins")?;
    match items[..] {
        ["*"] => return Ok(CorsOrigins::Any),
        ["none"] => return Ok(CorsOrigins::These(Vec::new())),
        _ => {}
    }
    let mut origins = Vec::new();
    for found in items {
        if matches!(found, "*" | "none") {
            return Err(format!("{} stands alone or not at all", shown(found)));
        }
        let url = Url::parse(found).ok().filter(|url| {
            matches!(url.scheme(), "http" | "https")
                && url.path() == "/"
                // A page's origin has no such host, so that nobody would ever match it.
                && !url.host_str().is_some_and(|host| host.contains('*'))
                && url.query().is_none()
                && url.username().is_empty()
        });
        let Some(url) = url else {
            let found = shown(found);
            return Err(format!(
                "{found} is not an origin; expected a scheme and a host such as https://blog.example, or *"
            ));
        };
        origins.push(url.origin().ascii_serialization());
    }
    Ok(CorsOrigins::These(origins))
}

/// A time zone of the database that is part of the program.
pub(super) fn time_zone(value: &Value) -> Result<TimeZone, String> {
    let found = text(value)?;
    match TimeZone::get(found) {
        Ok(zone) if !zone.is_unknown() => Ok(zone),
        _ => {
            let known: Vec<String> =
                jiff::tz::db().available().map(|name| name.as_str().to_owned()).collect();
            let meant = did_you_mean(nearest(found, known.iter().map(String::as_str)));
            let found = shown(found);
            Err(format!(
                "{found} is not a time zone; expected an IANA name such as Asia/Shanghai{meant}"
            ))
        }
    }
}

/// A language.
pub(super) fn lang(value: &Value) -> Result<Lang, String> {
    language(text(value)?)
}

fn language(tag: &str) -> Result<Lang, String> {
    Lang::parse(tag).map_err(|_| {
        format!("{} is not a language tag; expected BCP 47, such as zh or pt-BR", shown(tag))
    })
}

/// The items of a list or of a text with commas, without blanks around them and without empty ones.
fn items<'a>(value: &'a Value, expected: &str) -> Result<Vec<&'a str>, String> {
    let items: Vec<&str> = match value {
        Value::Text(text) => text.split(',').collect(),
        Value::List(items) => items.iter().map(String::as_str).collect(),
        other => return Err(format!("found {}; expected a list of {expected}", other.kind())),
    };
    Ok(items.into_iter().map(str::trim).filter(|item| !item.is_empty()).collect())
}

/// Languages, as a list or separated by commas, none twice.
pub(super) fn languages(value: &Value) -> Result<Vec<Lang>, String> {
    let mut languages = Vec::new();
    for tag in items(value, "language tags")? {
        let lang = language(tag)?;
        if !languages.contains(&lang) {
            languages.push(lang);
        }
    }
    Ok(languages)
}

/// Proxies, as a list or separated by commas.
pub(super) fn proxies(value: &Value) -> Result<TrustedProxies, String> {
    let mut networks = Vec::new();
    for item in items(value, "addresses and networks")? {
        let found = proxies::parse(item).ok_or_else(|| {
            let item = shown(item);
            format!("{item} is neither an address nor a network; expected items such as 192.0.2.1, 10.0.0.0/8, 2001:db8::/32, loopback or private")
        })?;
        if found.iter().any(proxies::spans_families) {
            let item = shown(item);
            return Err(format!(
                "{item} is wider than the IPv4 addresses in IPv6 and would match none of them; expected an IPv4 network such as 10.0.0.0/8"
            ));
        }
        networks.extend(found);
    }
    Ok(networks.into_iter().collect())
}

/// A rate; nothing for `off`.
pub(super) fn rate(value: &Value) -> Result<Option<Rate>, String> {
    let found = match value {
        // Without quotes, TOML has a word for off.
        Value::Switch(false) => return Ok(None),
        value => text(value)?,
    };
    if found.eq_ignore_ascii_case("off") {
        return Ok(None);
    }
    rate::parse(found).map(Some).ok_or_else(|| {
        let found = shown(found);
        format!("{found} is not a rate; expected off, or 1 to 1000000 requests in a time of up to a day, such as 100/1m, 10/s or 100/1m burst 20")
    })
}

/// The preview token; nothing where it is empty. It is never shown.
pub(super) fn token(value: &Value) -> Result<Option<String>, String> {
    let token = match value {
        Value::Text(text) => text,
        other => return Err(format!("found {}; expected a text", other.kind())),
    };
    if token.is_empty() {
        return Ok(None);
    }
    if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err("it holds a character other than ASCII letters, digits and signs".to_owned());
    }
    if !TOKEN_LENGTH.contains(&token.len()) {
        let (low, high) = (TOKEN_LENGTH.start(), TOKEN_LENGTH.end());
        let length = token.len();
        return Err(format!("it is {length} characters long; expected {low} to {high}"));
    }
    Ok(Some(token.clone()))
}
