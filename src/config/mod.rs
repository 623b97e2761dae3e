//! Settings: file, environment and flags → checked options for each floor.
//!
//! Three places are read in rising order: `inkstone.toml`, variables that begin with `INKSTONE_`,
//! and flags. Every value is checked, also one that another place overrides: a wrong setting is a
//! mistake wherever it stands, and all mistakes are told at once.

mod check;
mod environment;
mod file;
mod given;
mod keys;
mod listen;
mod proxies;
mod rate;
mod settings;
mod size;

use std::ffi::OsString;

pub use given::Problem;
use given::{Given, Value};
pub use keys::{ENV_PREFIX, Key};
pub use listen::Listen;
pub use settings::{LogFormat, Secret, Settings};

/// The settings file that is read where none is named; it need not exist.
pub const DEFAULT_FILE: &str = "inkstone.toml";

/// The variable that names another settings file.
pub const CONFIG_VARIABLE: &str = "INKSTONE_CONFIG";

/// A settings file that has been read.
#[derive(Debug, Clone, Copy)]
pub struct SettingsFile<'a> {
    /// Its name, for messages.
    pub name: &'a str,
    /// Its content.
    pub text: &'a str,
}

/// Makes checked settings of all that was said. Touches nothing but its arguments.
///
/// # Errors
/// Everything that is wrong: first what cannot be read or is unknown, then wrong values, each in the
/// order file, variables, flags.
///
/// ```
/// use inkstone::config::{Key, resolve};
/// let flags = [(Key::Listen, "localhost:0".to_owned())];
/// let settings = resolve(None, [], flags).unwrap();
/// assert_eq!(settings.listen.to_string(), "127.0.0.1:0");
/// assert_eq!(settings.title, "Inkstone");
/// ```
pub fn resolve(
    file: Option<SettingsFile<'_>>,
    variables: impl IntoIterator<Item = (OsString, OsString)>,
    flags: impl IntoIterator<Item = (Key, String)>,
) -> Result<Settings, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut given = defaults();
    if let Some(file) = file {
        given.extend(file::read(file.name, file.text, &mut problems));
    }
    given.extend(environment::read(variables, &mut problems));
    given.extend(flags.into_iter().map(|(key, text)| Given {
        key,
        origin: format!("--{}", key.flag()),
        value: Value::Text(text),
    }));
    let mut settings = Settings::unset();
    for Given { key, origin, value } in &given {
        if let Err(message) = settings.set(*key, value) {
            problems.push(Problem { origin: origin.clone(), message });
        }
    }
    if problems.is_empty()
        && let Some((missing, there)) = settings.missing_half()
    {
        let origin = given.iter().rev().find(|given| given.key == there);
        let origin = origin.map(|given| given.origin.clone()).unwrap_or_default();
        let message = format!("`{}` is missing; the two belong together", missing.name());
        problems.push(Problem { origin, message });
    }
    if problems.is_empty() { Ok(settings) } else { Err(problems) }
}

/// The defaults of the table, as if they were written somewhere.
fn defaults() -> Vec<Given> {
    Key::ALL
        .iter()
        .filter(|key| !key.default_text().is_empty())
        .map(|&key| Given {
            key,
            origin: "the default".to_owned(),
            value: Value::Text(key.default_text().to_owned()),
        })
        .collect()
}

#[cfg(test)]
mod tests;
