//! Endpoints of webhooks and the secrets that sign messages to them.

use std::net::IpAddr;

use url::{Host, Url};

use crate::config::kind::{Describe, Kind, did_you_mean, items};
use crate::config::value::Value;
use crate::ops::webhook::{Endpoint, SigningSecret, WebhookOptions, is_public};
use crate::protocol::local::is_this_machine;

/// Each endpoint has a thread.
const MAX_ENDPOINTS: usize = 16;
const MAX_SECRETS: usize = 8;

/// A list of URLs.
pub(in crate::config) struct WebhookUrls;

impl Describe for WebhookUrls {
    fn placeholder(&self) -> String {
        "URLS".to_owned()
    }

    fn range(&self) -> Option<String> {
        Some(format!("at most {MAX_ENDPOINTS} URLs"))
    }

    /// Whoever knows a URL such as that of a build hook can use it.
    fn is_secret(&self) -> bool {
        true
    }
}

impl Kind<Vec<Endpoint>> for WebhookUrls {
    fn read(&self, value: &Value) -> Result<Vec<Endpoint>, String> {
        let mut endpoints: Vec<Endpoint> = Vec::new();
        let mut problems = Vec::new();
        for item in items(value, "URLs")? {
            match endpoint(item, &endpoints) {
                Ok(endpoint) => endpoints.push(endpoint),
                Err(problem) => problems.push(format!("`{}` {problem}", shown(item))),
            }
        }
        if endpoints.len() > MAX_ENDPOINTS {
            problems
                .push(format!("found {} URLs; expected at most {MAX_ENDPOINTS}", endpoints.len()));
        }
        if problems.is_empty() { Ok(endpoints) } else { Err(problems.join("; ")) }
    }
}

/// Returns the part of a URL that is not secret.
fn shown(text: &str) -> String {
    let (scheme, rest) = text.split_once("://").map_or(("", text), |(scheme, rest)| (scheme, rest));
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host: String = host.chars().take(80).collect();
    let more = if authority.len() < rest.len() { "/…" } else { "" };
    if scheme.is_empty() { format!("{host}{more}") } else { format!("{scheme}://{host}{more}") }
}

/// Reads a URL. The error continues a sentence that begins with it.
fn endpoint(text: &str, others: &[Endpoint]) -> Result<Endpoint, String> {
    const EXPECTED: &str = "expected a URL such as https://hooks.example/inkstone";
    let url = match Url::parse(text) {
        Ok(url) => url,
        Err(error) => {
            let whole = format!("https://{}", shown(text));
            let is_host = !text.contains("://") && shown(text).contains('.');
            let hint = did_you_mean(Some(whole.as_str()).filter(|_| is_host));
            return Err(format!(
                "is not a URL ({error}); {EXPECTED}; a comma in a URL is written as %2C{hint}"
            ));
        }
    };
    let Some(host) = url.host_str().filter(|_| matches!(url.scheme(), "http" | "https")) else {
        return Err(format!("has a scheme other than https and http; {EXPECTED}"));
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Err("must not contain a user name or password".to_owned());
    }
    if url.fragment().is_some() {
        return Err("must not have a fragment, which is never sent".to_owned());
    }
    if others.iter().any(|other| other.url == url.as_str()) {
        return Err("is listed twice".to_owned());
    }
    let host = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    let is_free = |name: &String| others.iter().all(|other| other.name != *name);
    let numbered = (2..).map(|number| format!("{host}#{number}"));
    let name = std::iter::once(host.clone()).chain(numbered).find(is_free);
    let name = name.expect("there are more numbers than endpoints");
    Ok(Endpoint { url: url.into(), name })
}

/// A list of secrets. Messages about them never show them.
pub(in crate::config) struct WebhookSecrets;

impl Describe for WebhookSecrets {
    fn placeholder(&self) -> String {
        "SECRETS".to_owned()
    }

    fn range(&self) -> Option<String> {
        Some(format!("at most {MAX_SECRETS} secrets of 24 to 64 bytes"))
    }

    fn is_secret(&self) -> bool {
        true
    }
}

impl Kind<Vec<SigningSecret>> for WebhookSecrets {
    fn read(&self, value: &Value) -> Result<Vec<SigningSecret>, String> {
        let items = items(value, "secrets")?;
        if items.len() > MAX_SECRETS {
            return Err(format!("found {} secrets; expected at most {MAX_SECRETS}", items.len()));
        }
        let read = |(index, text): (usize, &&str)| {
            text.parse().map_err(|error| {
                let which = if items.len() > 1 { format!("secret {}: ", index + 1) } else { String::new() };
                format!(
                    "{which}{error}; expected `whsec_` and 24 to 64 bytes in base64, such as the output of \
                     `openssl rand -base64 32`"
                )
            })
        };
        items.iter().enumerate().map(read).collect()
    }
}

/// Returns why messages cannot be sent with these options.
pub(in crate::config) fn unusable(options: &WebhookOptions) -> Option<String> {
    if !options.endpoints.is_empty() && options.secrets.is_empty() {
        let message = "`webhook_secret` is missing, without which receivers cannot tell who sent a message; \
                       generate one with `echo \"whsec_$(openssl rand -base64 32)\"`";
        return Some(message.to_owned());
    }
    not_allowed(options)
}

/// Returns why an endpoint is not allowed without `webhook_allow_private`. Names are resolved when messages are
/// sent, so only what no name server can change is known here.
fn not_allowed(options: &WebhookOptions) -> Option<String> {
    if options.allow_private {
        return None;
    }
    options.endpoints.iter().find_map(|Endpoint { url, .. }| {
        let parsed = Url::parse(url).expect("the URL was parsed before");
        let is_private = match parsed.host()? {
            Host::Domain(name) => is_this_machine(name),
            Host::Ipv4(address) => !is_public(IpAddr::V4(address)),
            Host::Ipv6(address) => !is_public(IpAddr::V6(address)),
        };
        let reason = match parsed.scheme() {
            _ if is_private => "is not on the public internet",
            "https" => return None,
            _ => "does not use https",
        };
        Some(format!("`{}` {reason}; set `webhook_allow_private` to allow it", shown(url)))
    })
}

#[cfg(test)]
mod tests {
    use super::{Kind, Value, WebhookOptions, WebhookSecrets, WebhookUrls, not_allowed};

    fn urls(text: &str) -> Result<Vec<(String, String)>, String> {
        let endpoints = WebhookUrls.read(&Value::Text(text.to_owned()))?;
        Ok(endpoints.into_iter().map(|endpoint| (endpoint.url, endpoint.name)).collect())
    }

    #[test]
    fn each_url_has_a_name_without_its_path() {
        let text = "https://Hooks.example/a?key=1, https://hooks.example:443/b,http://[::1]:3000";
        let expected = [
            ("https://hooks.example/a?key=1", "hooks.example"),
            ("https://hooks.example/b", "hooks.example#2"),
            ("http://[::1]:3000/", "[::1]:3000"),
        ];
        let expected = expected.map(|(url, name)| (url.to_owned(), name.to_owned()));
        assert_eq!(urls(text).unwrap(), expected);
        assert_eq!(urls(" ").unwrap(), []);
        let list = Value::List(vec!["https://a.example/x,y".to_owned()]);
        assert_eq!(WebhookUrls.read(&list).unwrap()[0].url, "https://a.example/x,y");
    }

    #[test]
    fn a_wrong_url_is_reported_without_its_secrets() {
        for (text, start) in [
            ("hooks.example/s3cret", "`hooks.example/…` is not a URL"),
            ("https://a.example/s3cret,s3cret2", "`s3cret2` is not a URL"),
            ("ftp://a.example/s3cret", "`ftp://a.example/…` has a scheme other than"),
            ("mailto:a@b.example", "`b.example` has a scheme other than"),
            ("https://u:s3cret@a.example/", "`https://a.example/…` must not contain a user"),
            ("https://a.example#s3cret", "`https://a.example/…` must not have a fragment"),
            (
                "https://a.example/s3cret,https://A.example/s3cret",
                "`https://A.example/…` is listed twice",
            ),
            ("https://", "`https://` is not a URL"),
        ] {
            let message = urls(text).unwrap_err();
            assert!(message.starts_with(start), "{text}: {message}");
            assert!(!message.contains("s3cret") || text.contains(",s3cret2"), "{message}");
        }
        let hint = urls("hooks.example/s3cret").unwrap_err();
        assert!(hint.ends_with("; did you mean `https://hooks.example/…`?"), "{hint}");
        let many: Vec<_> = (0..17).map(|number| format!("https://a{number}.example")).collect();
        assert_eq!(urls(&many.join(",")).unwrap_err(), "found 17 URLs; expected at most 16");
        let both = urls("a.example, https://b.example, ws://c.example").unwrap_err();
        assert!(both.contains("`a.example`") && both.contains("`ws://c.example`"), "{both}");
    }

    #[test]
    fn a_wrong_secret_is_reported_without_showing_it() {
        let read = |text: &str| WebhookSecrets.read(&Value::Text(text.to_owned()));
        let good = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        assert_eq!(read(&format!("{good}, {good}")).unwrap().len(), 2);
        let message = read("c2VjcmV0").unwrap_err();
        assert!(message.starts_with("a secret starts with `whsec_`; expected"), "{message}");
        let message = read(&format!("{good},whsec_c2VjcmV0")).unwrap_err();
        assert!(message.starts_with("secret 2: the secret encodes 6 bytes instead of 24 to 64"));
        assert!(!message.contains("c2VjcmV0"), "{message}");
        assert!(read(&[good; 9].join(",")).unwrap_err().contains("at most 8"));
    }

    #[test]
    fn private_endpoints_must_be_allowed() {
        let check = |text: &str, allow_private: bool| {
            let endpoints = WebhookUrls.read(&Value::Text(text.to_owned())).unwrap();
            not_allowed(&WebhookOptions { endpoints, allow_private, ..WebhookOptions::default() })
        };
        for (text, reason) in [
            ("https://localhost/s3cret", "is not on the public internet"),
            ("https://blog.localhost", "is not on the public internet"),
            ("https://127.1/", "is not on the public internet"),
            ("https://2130706433/", "is not on the public internet"),
            ("https://[::ffff:10.0.0.1]/", "is not on the public internet"),
            ("https://169.254.169.254/", "is not on the public internet"),
            (
                "https://a.example, http://b.example/s3cret",
                "`http://b.example/…` does not use https",
            ),
        ] {
            let message = check(text, false).expect(text);
            assert!(message.contains(reason) && !message.contains("s3cret"), "{message}");
            assert_eq!(check(text, true), None);
        }
        assert_eq!(check("https://a.example, https://1.1.1.1/", false), None);
    }
}
