//! Settings of `inkstone dev`, which serves an author on this machine.

use std::ffi::OsString;
use std::net::{Ipv4Addr, SocketAddr};

use super::given::Problem;
use super::listen::Listen;
use super::resolve::{SettingsFile, resolve};
use super::settings::Settings;
use super::table::Key;
use crate::api::ApiOptions;
use crate::catalog::Audience;
use crate::protocol::CorsOrigins;

/// The port where no source gives one; that of `inkstone serve`.
const PORT: u16 = 8080;

impl Key {
    /// Returns whether `inkstone dev` has a flag for the setting. Those about tokens, caches, limits and
    /// probes are for servers.
    pub fn is_for_dev(self) -> bool {
        let own = [
            Self::Listen,
            Self::TlsCertificate,
            Self::TlsKey,
            Self::CorsOrigins,
            Self::Log,
            Self::LogFormat,
            Self::AccessLog,
        ];
        let is_for_servers = matches!(
            self,
            Self::OnInvalid | Self::StateDir | Self::SyncHistory | Self::SyncHistoryBytes
        );
        matches!(self.section(), "Content" | "Site") && !is_for_servers || own.contains(&self)
    }
}

/// Merges settings like [`resolve`], for `inkstone dev`: everyone sees drafts, scheduled posts and
/// diagnostics, and the server can be reached only from this machine.
///
/// The settings file and the variables are often those of the deployed server, so only the content, the site
/// and the port are taken from them. Everything else has its default unless a flag sets it. Links are
/// absolute, with the address of the listener unless a flag gives `public_url`.
///
/// # Errors
/// Returns every problem like [`resolve`], and an address in a variable or flag that other machines could
/// reach. Such an address in the file is replaced by 127.0.0.1 with its port.
///
/// ```
/// use inkstone::config::{Key, SettingsFile, resolve_for_dev};
/// let file = SettingsFile { name: "inkstone.toml", text: "listen = '0.0.0.0:9000'\ntitle = 'a'" };
/// let settings = resolve_for_dev(Some(file), vec![], vec![]).unwrap();
/// assert_eq!(settings.listen.to_string(), "127.0.0.1:9000");
/// let flags = vec![(Key::Listen, "0.0.0.0:9000".to_owned())];
/// assert!(resolve_for_dev(Some(file), vec![], flags).is_err());
/// ```
pub fn resolve_for_dev(
    file: Option<SettingsFile<'_>>,
    variables: Vec<(OsString, OsString)>,
    flags: Vec<(Key, String)>,
) -> Result<Settings, Vec<Problem>> {
    let origin = origin_of_listen(&variables, &flags);
    let has_origins = flags.iter().any(|(key, _)| *key == Key::CorsOrigins);
    let all = resolve(file, variables, flags.clone())?;
    let own = resolve(None, [], flags)?;
    let listen = listen(&all.listen, origin).map_err(|problem| vec![problem])?;
    let (site, fresh) = (all.http, own.http);
    let mut settings = Settings {
        content: all.content,
        exclude: all.exclude,
        max_file_size: all.max_file_size,
        strict: all.strict,
        watch: all.watch,
        compile: all.compile,
        everyone: Audience::Preview,
        service_links: all.service_links,
        is_listen_from_port: all.is_listen_from_port,
        invalid_port: all.invalid_port,
        listen,
        http: ApiOptions {
            title: site.title,
            description: site.description,
            site_url: site.site_url,
            post_path: site.post_path,
            feed_content: site.feed_content,
            render: site.render,
            links_to_itself: true,
            diagnostics: true,
            cors: if has_origins { fresh.cors } else { CorsOrigins::ThisMachine },
            ..fresh
        },
        ..own
    };
    // An author ends the server to start it again.
    settings.connections.shutdown_delay = std::time::Duration::ZERO;
    Ok(settings)
}

/// Returns the flag or variable that gives the address; `None` if only the file can.
fn origin_of_listen(variables: &[(OsString, OsString)], flags: &[(Key, String)]) -> Option<String> {
    if flags.iter().any(|(key, _)| *key == Key::Listen) {
        return Some(format!("--{}", Key::Listen.flag()));
    }
    let variable = Key::Listen.variable();
    let is_set = variables.iter().any(|(name, value)| name == variable && !value.is_empty());
    is_set.then(|| variable.to_owned())
}

/// Returns the address to listen on: the given one if only this machine can reach it.
fn listen(given: &Listen, origin: Option<String>) -> Result<Listen, Problem> {
    // The address of a host name can change, and a socket has no URL.
    let address = given.to_string().parse::<SocketAddr>().ok();
    if address.is_some_and(|address| address.ip().is_loopback()) {
        return Ok(given.clone());
    }
    let local = SocketAddr::from((Ipv4Addr::LOCALHOST, address.map_or(PORT, |at| at.port())));
    if let Some(origin) = origin {
        let message = format!(
            "`{given}` is not an address of this machine alone; `inkstone dev` shows drafts to everyone \
             who can reach it, so it listens only on a loopback address such as {local} or [::1]:{}",
            local.port()
        );
        return Err(Problem { origin, message });
    }
    Ok(Listen::parse(&local.to_string()).expect("an address is valid"))
}

#[cfg(test)]
mod tests {
    use super::{Key, Problem, Settings, SettingsFile, resolve, resolve_for_dev};
    use crate::catalog::Audience;
    use crate::protocol::CorsOrigins;
    use crate::protocol::origin::OriginPattern;

    const DEPLOYED: &str = "\
listen = '0.0.0.0:9000'
public_url = 'https://api.example.org'
title = '砚台'
lang = 'zh'
timezone = 'Asia/Shanghai'
site_url = 'https://example.org'
preview_token = 'at-least-sixteen-characters'
cors_origins = 'https://example.org'
rate_limit = '1/1m'
log_format = 'json'
";

    fn dev(
        text: &str,
        variables: &[(&str, &str)],
        flags: &[(Key, &str)],
    ) -> Result<Settings, Vec<String>> {
        let file = SettingsFile { name: "inkstone.toml", text };
        let variables =
            variables.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        let flags = flags.iter().map(|(key, value)| (*key, (*value).to_owned())).collect();
        resolve_for_dev(Some(file), variables, flags)
            .map_err(|problems| problems.iter().map(Problem::to_string).collect())
    }

    #[test]
    fn the_file_of_a_deployed_server_gives_content_and_site() {
        let settings = dev(DEPLOYED, &[("INKSTONE_PUBLIC_URL", "https://b.example")], &[]).unwrap();
        assert_eq!(settings.listen.to_string(), "127.0.0.1:9000");
        assert_eq!(settings.compile.default_lang.as_str(), "zh");
        let options = settings.api_options();
        assert_eq!((&*options.title, options.public_url), ("砚台", None));
        assert_eq!(options.site_url.as_deref(), Some("https://example.org"));
        assert_eq!((options.preview_token, options.limits.rate), (None, None));
        assert_eq!(options.cors, CorsOrigins::ThisMachine);
        assert_eq!(options.everyone, Audience::Preview);
        assert_eq!(settings.catalog_options().everyone, Audience::Preview);
        assert!(options.diagnostics);
        assert_eq!(settings.log_format, crate::config::LogFormat::Text);
    }

    /// Otherwise a new setting would have no effect here.
    #[test]
    fn every_setting_of_content_and_site_is_taken_from_the_file() {
        let text = "lang = 'zh'\nlanguages = ['zh', 'ja']\ntimezone = 'Asia/Tokyo'\nslug_from = 'path'\n\
            slug_date = 'keep'\nmath = 'loose'\ndialect = 'none'\nraw_html = 'escape'\n\
            embed_hosts = ['v.example']\nhighlight = false\ntitle = 'a'\ndescription = 'b'\n\
            site_url = 'https://c.example'\npost_path = '/{slug}/'\nfeed_content = 'summary'\n";
        let file = SettingsFile { name: "inkstone.toml", text };
        let served = resolve(Some(file), [], []).unwrap();
        let settings = dev(text, &[], &[]).unwrap();
        let mut compared = 0;
        for key in Key::ALL.iter().filter(|key| matches!(key.section(), "Content" | "Site")) {
            if let Some(value) = key.canonical(&served) {
                assert_eq!(key.canonical(&settings), Some(value), "{key:?}");
                compared += 1;
            }
        }
        assert_eq!(compared, text.lines().count());
    }

    #[test]
    fn flags_apply_as_to_a_server() {
        let flags = [
            (Key::PublicUrl, "http://blog.localhost:8080"),
            (Key::CorsOrigins, "https://preview.example"),
            (Key::Listen, "[::1]:0"),
        ];
        let settings = dev(DEPLOYED, &[], &flags).unwrap();
        assert_eq!(settings.public_url().as_deref(), Some("http://blog.localhost:8080"));
        assert_eq!(settings.listen.to_string(), "[::1]:0");
        let origins =
            CorsOrigins::These(vec![OriginPattern::One("https://preview.example".to_owned())]);
        assert_eq!(settings.api_options().cors, origins);
    }

    #[test]
    fn addresses_that_others_can_reach_are_refused() {
        for address in ["0.0.0.0:8080", "[::]:8080", "192.168.1.2:8080", "blog.example:8080"] {
            let flag = dev("", &[], &[(Key::Listen, address)]).unwrap_err();
            assert!(flag[0].starts_with(&format!("--listen: `{address}` is not")), "{flag:?}");
            assert!(flag[0].contains("127.0.0.1:8080"), "{flag:?}");
            let variable = dev("", &[("INKSTONE_LISTEN", address)], &[]).unwrap_err();
            assert!(variable[0].starts_with("INKSTONE_LISTEN: "), "{variable:?}");
        }
        let variable = dev("", &[("INKSTONE_LISTEN", "localhost:0")], &[]).unwrap();
        assert_eq!(variable.listen.to_string(), "127.0.0.1:0");
    }

    #[test]
    fn the_variable_port_gives_the_port_only() {
        let settings = dev("", &[("PORT", "3000")], &[]).unwrap();
        assert_eq!(settings.listen.to_string(), "127.0.0.1:3000");
        assert!(settings.is_listen_from_port && settings.invalid_port.is_none());
        let settings = dev("", &[("PORT", "http")], &[]).unwrap();
        assert!(settings.invalid_port.unwrap().starts_with("PORT: `http` is not a port"));
    }

    #[test]
    fn invalid_settings_are_reported_even_if_they_have_no_effect() {
        let found = dev("rate_limit = 'often'\n", &[], &[]).unwrap_err();
        assert!(
            found[0].contains("inkstone.toml:1") && found[0].contains("rate_limit"),
            "{found:?}"
        );
    }
}
