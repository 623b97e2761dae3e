//! The origins of web pages that may read responses.

use url::Url;

use crate::config::kind::{Describe, Kind, did_you_mean, items, quoted};
use crate::config::value::Value;
use crate::protocol::local::is_this_machine;
use crate::protocol::{CorsOrigins, OriginPattern};

/// `*`, `none`, or a list of origins.
pub(in crate::config) struct Origins;

impl Describe for Origins {
    fn placeholder(&self) -> String {
        "ORIGINS".to_owned()
    }
}

impl Kind<CorsOrigins> for Origins {
    fn read(&self, value: &Value) -> Result<CorsOrigins, String> {
        let items = items(value, "origins")?;
        match items[..] {
            ["*"] => return Ok(CorsOrigins::Any),
            ["none"] => return Ok(CorsOrigins::These(Vec::new())),
            _ => {}
        }
        let (mut origins, mut problems) = (Vec::new(), Vec::new());
        for item in items {
            match pattern(item) {
                Ok(origin) => origins.push(origin),
                Err(problem) => problems.push(format!("{}{problem}", quoted(item))),
            }
        }
        if problems.is_empty() { Ok(CorsOrigins::These(origins)) } else { Err(problems.join("; ")) }
    }
}

/// What an entry should be.
const EXPECTED: &str = " is not an origin; expected a scheme and a host such as \
    https://blog.example, https://*.example.com or capacitor://localhost, or *";

/// Reads an entry of the list. The error continues a sentence that begins with the entry.
fn pattern(found: &str) -> Result<OriginPattern, String> {
    match found {
        "*" | "none" => return Err(" cannot be combined with other origins".to_owned()),
        "null" => return Ok(OriginPattern::One(found.to_owned())),
        _ => {}
    }
    let Some((scheme, rest)) = found.split_once("://") else {
        let scheme = if is_this_machine(found) { "http" } else { "https" };
        let whole = format!("{scheme}://{found}");
        let is_host = scheme == "http" || found.contains('.');
        let hint = did_you_mean(Some(&*whole).filter(|whole| is_host && pattern(whole).is_ok()));
        return Err(format!("{EXPECTED}{hint}"));
    };
    let scheme = scheme.to_ascii_lowercase();
    match scheme.as_str() {
        "http" | "https" => match rest.strip_prefix("*.") {
            Some(parent) => subdomains(&scheme, parent),
            None => page(found),
        },
        "file" => {
            Err(" is no origin that browsers send: that of pages in files is `null`".to_owned())
        }
        // Some are no schemes of pages; the pages of the others have the origin `null`, or that of another page.
        "ws" | "wss" | "ftp" | "javascript" | "data" | "blob" | "about" | "mailto" => {
            Err(format!("{EXPECTED}; no origin has the scheme `{scheme}`"))
        }
        _ => app(&scheme, rest),
    }
}

/// Reads the origin of pages on the web.
fn page(found: &str) -> Result<OriginPattern, String> {
    // Browsers never send such a host, so the entry would match no page.
    let url = Url::parse(found).ok().filter(|_| !found.contains('*'));
    let Some(url) = url else {
        let is_wildcard = found.contains('*');
        let hint = "; a wildcard stands for all subdomains, as in https://*.example.com";
        return Err(format!("{EXPECTED}{}", if is_wildcard { hint } else { "" }));
    };
    let origin = url.origin().ascii_serialization();
    // The URL standard admits empty labels, DNS does not.
    if let Some(parent) = url.host_str().and_then(|host| host.strip_prefix('.')) {
        let all = format!("{}://*.{parent}", url.scheme());
        return Err(format!("{EXPECTED}{}", did_you_mean(Some(&all))));
    }
    if !is_bare(&url) {
        return Err(format!("{EXPECTED}{}", did_you_mean(Some(&origin))));
    }
    Ok(OriginPattern::One(origin))
}

/// Reads the origins of the subdomains of a host.
fn subdomains(scheme: &str, parent: &str) -> Result<OriginPattern, String> {
    // A subdomain, so that the host is checked as one.
    let url = Url::parse(&format!("{scheme}://a.{parent}"));
    let url = url.ok().filter(|url| is_bare(url) && !parent.contains('*'));
    let origin = url.filter(|url| url.domain().is_some()).map(|url| url.origin());
    let origin = origin.map(|origin| origin.ascii_serialization());
    let parent = origin.as_deref().and_then(|origin| origin.split_once("://a")).map(|(_, end)| end);
    match parent {
        Some(parent) if parent.len() > 1 => Ok(OriginPattern::Subdomains {
            scheme: format!("{scheme}://"),
            parent: parent.to_owned(),
        }),
        _ => Err(EXPECTED.to_owned()),
    }
}

/// Reads the origin of pages in an app or a browser extension, whose scheme is its own.
fn app(scheme: &str, rest: &str) -> Result<OriginPattern, String> {
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    let (host, port) = rest.split_once(':').map_or((rest, None), |(host, port)| (host, Some(port)));
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    let is_host = !host.is_empty()
        && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte));
    let is_port = port.is_none_or(|port| {
        port.bytes().all(|byte| byte.is_ascii_digit())
            && port.parse().is_ok_and(|port: u16| port > 0)
    });
    if is_scheme && is_host && is_port {
        Ok(OriginPattern::One(format!("{scheme}://{}", rest.to_ascii_lowercase())))
    } else {
        Err(EXPECTED.to_owned())
    }
}

/// Whether a URL has no more than an origin.
fn is_bare(url: &Url) -> bool {
    url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none()
}

#[cfg(test)]
mod tests {
    use super::{CorsOrigins, Kind, OriginPattern, Origins, Value};

    fn read(text: &str) -> Result<CorsOrigins, String> {
        Origins.read(&Value::Text(text.to_owned()))
    }

    fn one(origin: &str) -> OriginPattern {
        OriginPattern::One(origin.to_owned())
    }

    #[test]
    fn origins_are_stored_as_browsers_send_them() {
        for (text, origin) in [
            ("https://blog.example", "https://blog.example"),
            ("HTTPS://Blog.Example:443/", "https://blog.example"),
            ("http://localhost:5173", "http://localhost:5173"),
            ("http://[::1]:80", "http://[::1]"),
            ("https://bücher.example", "https://xn--bcher-kva.example"),
            ("capacitor://localhost", "capacitor://localhost"),
            ("ionic://localhost/", "ionic://localhost"),
            ("Tauri://LocalHost", "tauri://localhost"),
            ("app://-", "app://-"),
            ("app://obsidian.md", "app://obsidian.md"),
            ("chrome-extension://abcdefghijklmnop", "chrome-extension://abcdefghijklmnop"),
            ("app://localhost:8100", "app://localhost:8100"),
            ("null", "null"),
        ] {
            assert_eq!(read(text), Ok(CorsOrigins::These(vec![one(origin)])), "{text}");
        }
        for (text, scheme, parent) in [
            ("https://*.example.com", "https://", ".example.com"),
            ("http://*.Example.com:80", "http://", ".example.com"),
            ("https://*.example.com:8443", "https://", ".example.com:8443"),
            ("http://*.localhost:3000", "http://", ".localhost:3000"),
            ("https://*.bücher.example", "https://", ".xn--bcher-kva.example"),
        ] {
            let (scheme, parent) = (scheme.to_owned(), parent.to_owned());
            let pattern = OriginPattern::Subdomains { scheme, parent };
            assert_eq!(read(text), Ok(CorsOrigins::These(vec![pattern])), "{text}");
        }
    }

    #[test]
    fn what_no_browser_sends_is_an_error_with_a_hint() {
        for (text, hint) in [
            ("blog.example", "did you mean `https://blog.example`?"),
            ("*.example.com", "did you mean `https://*.example.com`?"),
            ("blog.example:8443", "did you mean `https://blog.example:8443`?"),
            ("localhost:3000", "did you mean `http://localhost:3000`?"),
            ("127.0.0.1:5173", "did you mean `http://127.0.0.1:5173`?"),
            ("https://.example.com", "did you mean `https://*.example.com`?"),
            ("https://blog.example/posts", "did you mean `https://blog.example`?"),
            ("https://me@blog.example", "did you mean `https://blog.example`?"),
            ("https://blog.example/?a", "did you mean `https://blog.example`?"),
            ("https://blog.example/#a", "did you mean `https://blog.example`?"),
            ("https://*", "as in https://*.example.com"),
            ("https://a.*.com", "as in https://*.example.com"),
            ("https://*example.com", "as in https://*.example.com"),
            ("http://localhost:*", "as in https://*.example.com"),
            ("https://*.*.com", "expected a scheme"),
            ("https://*.", "expected a scheme"),
            ("https://*.127.0.0.1", "expected a scheme"),
            ("https://*.example.com/a", "expected a scheme"),
            ("https://", "expected a scheme"),
            ("https://a b", "expected a scheme"),
            ("localhost", "did you mean `http://localhost`?"),
            ("blog", "expected a scheme"),
            ("capacitor:localhost", "expected a scheme"),
            ("capacitor://", "expected a scheme"),
            ("capacitor://*", "expected a scheme"),
            ("capacitor://a/b", "expected a scheme"),
            ("capacitor://a:0", "expected a scheme"),
            ("1app://a", "expected a scheme"),
            ("file://", "`null`"),
            ("wss://blog.example", "no origin has the scheme `wss`"),
            ("javascript://blog.example", "no origin has the scheme `javascript`"),
            ("blob://blog.example", "no origin has the scheme `blob`"),
            ("null, *", "cannot be combined"),
        ] {
            let message = read(text).expect_err(text);
            assert!(message.contains(hint), "{text}: {message}");
        }
        let both = read("a.example, https://b.example, https://*").unwrap_err();
        assert!(both.contains("`a.example`") && both.contains("`https://*`"), "{both}");
        assert!(!both.contains("`https://b.example`"), "{both}");
    }
}
