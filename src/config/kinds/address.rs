//! Addresses to listen on and URLs.

use url::Url;

use crate::config::kind::{Canonical, Describe, Kind, is_blank, quoted, text};
use crate::config::listen::Listen;
use crate::config::value::Value;

/// A host and a port, or a Unix socket.
pub(in crate::config) struct HostPort;

impl Describe for HostPort {
    fn placeholder(&self) -> String {
        "HOST:PORT|unix:PATH".to_owned()
    }
}

impl Kind<Listen> for HostPort {
    fn read(&self, value: &Value) -> Result<Listen, String> {
        let found = match value {
            Value::Integer(port) => &port.to_string(),
            value => text(value)?,
        };
        Listen::parse(found).map_err(|reason| {
            let found = quoted(found);
            format!(
                "{found}: {reason}; expected host:port, such as 127.0.0.1:8080 or [::1]:8080, or \
                 unix:path, such as unix:/run/inkstone/http.sock"
            )
        })
    }
}

impl Kind<Option<Listen>> for HostPort {
    fn read(&self, value: &Value) -> Result<Option<Listen>, String> {
        if is_blank(value) { Ok(None) } else { self.read(value).map(Some) }
    }
}

/// An `http` or `https` URL without a query or a fragment. Trailing slashes are removed.
pub(in crate::config) struct HttpUrl;

impl Describe for HttpUrl {
    fn placeholder(&self) -> String {
        "URL".to_owned()
    }
}

impl Kind<Option<String>> for HttpUrl {
    fn read(&self, value: &Value) -> Result<Option<String>, String> {
        if is_blank(value) {
            return Ok(None);
        }
        let found = text(value)?;
        let invalid = |reason: &str| {
            let found = quoted(found);
            Err(format!("{found}: {reason}; expected a URL such as https://blog.example"))
        };
        let url = match Url::parse(found) {
            Ok(url) => url,
            Err(error) => return invalid(&error.to_string()),
        };
        if !matches!(url.scheme(), "http" | "https") {
            return invalid("the scheme is neither http nor https");
        }
        if !url.username().is_empty() || url.password().is_some() {
            // The message does not quote the URL, which may contain a password.
            return Err("the URL must not contain a user name or password".to_owned());
        }
        if url.query().is_some() || url.fragment().is_some() {
            return invalid("the URL must not have a query or a fragment");
        }
        Ok(Some(url.as_str().trim_end_matches('/').to_owned()))
    }
}

impl Canonical<Option<String>> for HttpUrl {
    fn canonical(&self, value: &Option<String>) -> Option<String> {
        value.clone()
    }
}

/// The URL of an OpenTelemetry collector. It is an error in a build that cannot export traces, so that
/// nobody waits for traces that never arrive.
pub(in crate::config) struct CollectorUrl;

impl Describe for CollectorUrl {
    fn placeholder(&self) -> String {
        HttpUrl.placeholder()
    }
}

impl Kind<Option<String>> for CollectorUrl {
    fn read(&self, value: &Value) -> Result<Option<String>, String> {
        let found = HttpUrl.read(value)?;
        if found.is_some() && !cfg!(feature = "otel") {
            let message =
                "this build does not support OpenTelemetry; rebuild it with `--features otel`";
            return Err(message.to_owned());
        }
        Ok(found)
    }
}
