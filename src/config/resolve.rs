//! Merges the sources of settings and checks every value.

use std::ffi::OsString;

use super::given::{Given, Problem};
use super::kinds::unusable;
use super::settings::Settings;
use super::sources::{PORT, environment, file, port};
use super::table::Key;
use super::value::Value;

/// A settings file that has been read.
#[derive(Debug, Clone, Copy)]
pub struct SettingsFile<'a> {
    /// The name of the file, for messages.
    pub name: &'a str,
    /// The content of the file.
    pub text: &'a str,
}

/// Merges settings from all sources. It accesses nothing but its arguments.
///
/// # Errors
/// Returns every problem: first what cannot be parsed or is unknown, then invalid values, each in the
/// order file, variables, flags.
///
/// ```
/// use inkstone::config::{Key, resolve};
/// let flags = [(Key::Listen, "localhost:0".to_owned())];
/// let settings = resolve(None, [], flags).unwrap();
/// assert_eq!(settings.listen.to_string(), "127.0.0.1:0");
/// assert_eq!(settings.api_options().title, "Inkstone");
/// ```
pub fn resolve(
    file: Option<SettingsFile<'_>>,
    variables: impl IntoIterator<Item = (OsString, OsString)>,
    flags: impl IntoIterator<Item = (Key, String)>,
) -> Result<Settings, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut given = Vec::new();
    if let Some(file) = file {
        given.extend(file::read(file.name, file.text, &mut problems));
    }
    let variables: Vec<_> = variables.into_iter().collect();
    let environment = environment::read(&variables, &mut problems);
    given.extend(environment.given);
    given.extend(flags.into_iter().map(|(key, text)| Given {
        key,
        origin: format!("--{}", key.flag()),
        value: Value::Text(text),
    }));
    let mut settings = defaults();
    settings.service_links = environment.service_links;
    if !given.iter().any(|given| given.key == Key::Listen)
        && let Some((_, value)) =
            variables.iter().find(|(name, value)| name == PORT && !value.is_empty())
    {
        match port::listen(value) {
            Ok(listen) => {
                settings.is_listen_from_port = true;
                given.push(listen);
            }
            Err(problem) => settings.invalid_port = Some(problem.to_string()),
        }
    }
    for Given { key, origin, value } in &given {
        if let Err(message) = key.set(&mut settings, value) {
            problems.push(Problem { origin: origin.clone(), message });
        }
    }
    if problems.is_empty() {
        let problem = |(key, message)| {
            let origin = given.iter().rev().find(|given| given.key == key);
            let origin = origin.expect("settings that conflict have no default").origin.clone();
            Problem { origin, message }
        };
        problems.extend(conflict(&settings).map(problem));
        let unusable = unusable(&settings.webhooks).map(|message| (Key::WebhookUrl, message));
        settings.unusable_webhooks = unusable.map(problem).map(|problem| problem.to_string());
    }
    if problems.is_empty() { Ok(settings) } else { Err(problems) }
}

fn defaults() -> Settings {
    let mut settings = Settings::blank();
    for key in Key::ALL {
        if let Some(text) = key.default_text() {
            key.set(&mut settings, &Value::Text(text.to_owned())).expect("the default is valid");
        }
    }
    settings
}

/// Returns a setting that conflicts with another one, and why.
fn conflict(settings: &Settings) -> Option<(Key, String)> {
    let missing = |key: Key| format!("`{}` is missing; both must be set", key.name());
    match (&settings.tls_certificate, &settings.tls_key) {
        (Some(_), None) => Some((Key::TlsCertificate, missing(Key::TlsKey))),
        (None, Some(_)) => Some((Key::TlsKey, missing(Key::TlsCertificate))),
        (Some(_), Some(_)) if settings.listen.port().is_none() => {
            let message = "a Unix socket is not encrypted; remove `tls_certificate` and `tls_key`, or \
                           set the address of a port";
            Some((Key::Listen, message.to_owned()))
        }
        _ => None,
    }
}
