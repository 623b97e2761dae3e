//! Which requests have content with a meaning.

use actix_web::http::Uri;

use crate::protocol::BasePath;
use crate::protocol::paths::MCP;

/// The resource to which content can be sent: the endpoint of the Model Context Protocol, if it is turned on.
#[derive(Debug, Clone, Default)]
pub struct Receiver {
    base_path: Option<BasePath>,
}

impl Receiver {
    /// Returns the receiver of a server whose paths begin with `base_path`, which is `None` if the endpoint is off.
    pub fn new(base_path: Option<BasePath>) -> Self {
        Self { base_path }
    }

    /// Returns whether the content of a request has a meaning.
    pub fn receives(&self, method: &str, target: &str) -> bool {
        let Some(base_path) = self.base_path.as_ref().filter(|_| method == "POST") else {
            return false;
        };
        let uri;
        let path = if target.starts_with('/') {
            // The framework ignores a fragment, which clients should not send.
            target.split(['?', '#']).next().unwrap_or(target)
        } else {
            let Ok(parsed) = Uri::try_from(target) else { return false };
            uri = parsed;
            uri.path()
        };
        base_path.strip(path).is_some_and(|rest| rest.trim_end_matches('/') == MCP)
    }
}

#[cfg(test)]
mod tests {
    use super::Receiver;
    use crate::protocol::BasePath;

    #[test]
    fn only_the_endpoint_receives_content() {
        let at = |base: &str| Receiver::new(Some(BasePath::parse(base).unwrap()));
        for (receiver, method, target, expected) in [
            (at(""), "POST", "/mcp", true),
            (at(""), "POST", "/mcp/?a=/b", true),
            (at(""), "POST", "/mcp#a", true),
            (at(""), "POST", "http://a.example/mcp?x", true),
            (at("/blog"), "POST", "/blog/mcp", true),
            (at("/blog"), "POST", "/mcp", false),
            (at(""), "PUT", "/mcp", false),
            (at(""), "POST", "/mcp/a", false),
            (at(""), "POST", "/?/mcp", false),
            (at(""), "POST", "*", false),
            (Receiver::default(), "POST", "/mcp", false),
        ] {
            assert_eq!(receiver.receives(method, target), expected, "{method} {target}");
        }
    }
}
