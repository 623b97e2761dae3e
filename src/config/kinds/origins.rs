//! The origins of web pages that may read responses.

use url::Url;

use crate::config::kind::{Describe, Kind, items, quoted};
use crate::config::value::Value;
use crate::protocol::CorsOrigins;

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
        items.into_iter().map(origin).collect::<Result<_, _>>().map(CorsOrigins::These)
    }
}

fn origin(found: &str) -> Result<String, String> {
    if matches!(found, "*" | "none") {
        return Err(format!("{} cannot be combined with other origins", quoted(found)));
    }
    let url = Url::parse(found).ok().filter(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.path() == "/"
            // Browsers never send such a host, so the entry would match no page.
            && !url.host_str().is_some_and(|host| host.contains('*'))
            && url.query().is_none()
            && url.username().is_empty()
    });
    let url = url.ok_or_else(|| {
        let found = quoted(found);
        format!("{found} is not an origin; expected a scheme and a host such as https://blog.example, or *")
    })?;
    Ok(url.origin().ascii_serialization())
}
