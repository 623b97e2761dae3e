//! The hosts whose pages posts may embed.

use url::Url;

use crate::compile::markdown::EmbedHosts;
use crate::config::kind::{Canonical, Describe, Kind, items, quoted};
use crate::config::value::Value;

/// The word for no host.
const NONE: &str = "none";

/// `none`, or a list of hosts.
pub(in crate::config) struct Hosts;

impl Describe for Hosts {
    fn placeholder(&self) -> String {
        "HOSTS".to_owned()
    }
}

impl Kind<EmbedHosts> for Hosts {
    fn read(&self, value: &Value) -> Result<EmbedHosts, String> {
        match items(value, "hosts")?[..] {
            [NONE] => Ok(EmbedHosts::new([])),
            ref hosts => Ok(EmbedHosts::new(
                hosts.iter().map(|host| checked(host)).collect::<Result<Vec<_>, _>>()?,
            )),
        }
    }
}

impl Canonical<EmbedHosts> for Hosts {
    fn canonical(&self, hosts: &EmbedHosts) -> Option<String> {
        Some(hosts.iter().collect::<Vec<_>>().join(","))
    }
}

/// Returns a host as URLs have it.
fn checked(found: &str) -> Result<String, String> {
    let is_name = found != NONE && !found.contains(['/', ':', '@', '?', '#', '*', '%', ' ']);
    let url = is_name.then(|| Url::parse(&format!("https://{found}/")).ok()).flatten();
    let host = url.as_ref().and_then(Url::domain).filter(|host| host.contains('.'));
    host.map(str::to_owned).ok_or_else(|| {
        let found = quoted(found);
        format!(
            "{found} is not a host; expected a name such as player.example.com, or {NONE} alone"
        )
    })
}
