//! Collects the settings of this process.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::arguments::ContentArguments;
use super::failure::Failure;
use super::output;
use crate::config::{
    CONFIG_VARIABLE, DEFAULT_FILE, Key, Problem, Settings, SettingsFile, resolve, resolve_for_dev,
};

/// The largest settings file in bytes.
const LARGEST_FILE: u64 = 1 << 20;

/// Variables of a process.
type Variables = Vec<(OsString, OsString)>;
/// Values of flags.
type Flags = Vec<(Key, String)>;

/// Reads file, variables and flags. All problems are printed.
pub(super) fn settings(arguments: &ContentArguments) -> Result<Settings, Failure> {
    merge(arguments, resolve)
}

/// Like [`settings`], for `inkstone dev`.
pub(super) fn dev_settings(arguments: &ContentArguments) -> Result<Settings, Failure> {
    merge(arguments, resolve_for_dev)
}

fn merge(
    arguments: &ContentArguments,
    resolve: impl FnOnce(Option<SettingsFile<'_>>, Variables, Flags) -> Result<Settings, Vec<Problem>>,
) -> Result<Settings, Failure> {
    let mut problems = Vec::new();
    let file = match named_file(arguments) {
        Some((path, origin)) => match read(&path) {
            Ok(text) => Some((path, text)),
            Err(reason) => {
                let message = format!("`{}`: {reason}", path.display());
                problems.push(Problem { origin: origin.to_owned(), message });
                None
            }
        },
        None => match read(Path::new(DEFAULT_FILE)) {
            Ok(text) => Some((PathBuf::from(DEFAULT_FILE), text)),
            Err(Unreadable::Missing) => None,
            Err(reason) => {
                let origin = DEFAULT_FILE.to_owned();
                problems.push(Problem { origin, message: reason.to_string() });
                None
            }
        },
    };
    let file = file.map(|(path, text)| (path.display().to_string(), text));
    let file = file.as_ref().map(|(name, text)| SettingsFile { name, text });
    let (variables, flags) = (std::env::vars_os().collect(), arguments.flags.values.clone());
    match resolve(file, variables, flags) {
        Ok(mut settings) if problems.is_empty() => {
            if let Some(folder) = &arguments.folder {
                settings.content.clone_from(folder);
            }
            Ok(settings)
        }
        resolved => {
            problems.extend(resolved.err().into_iter().flatten());
            for problem in &problems {
                output::print_error(&problem.to_string());
            }
            Err(Failure::usage(""))
        }
    }
}

/// Checks the variable `PORT`, if it determines the address of the server.
pub(super) fn check_port(settings: &Settings) -> Result<(), Failure> {
    match &settings.invalid_port {
        Some(problem) => {
            output::print_error(problem);
            Err(Failure::usage(""))
        }
        None => Ok(()),
    }
}

/// Checks the settings of webhooks, for commands that send them.
pub(super) fn check_webhooks(settings: &Settings) -> Result<(), Failure> {
    match &settings.unusable_webhooks {
        Some(problem) => {
            output::print_error(problem);
            Err(Failure::usage(""))
        }
        None => Ok(()),
    }
}

/// Returns the files that the server needs and that must not be served: the settings file and the key.
pub(super) fn private_files(arguments: &ContentArguments, settings: &Settings) -> Vec<PathBuf> {
    let file = named_file(arguments).map_or_else(|| DEFAULT_FILE.into(), |(path, _)| path);
    std::iter::once(file).chain(settings.tls().map(|tls| tls.key)).collect()
}

/// Returns the settings file that the flag or the variable names, and which of them does.
fn named_file(arguments: &ContentArguments) -> Option<(PathBuf, &'static str)> {
    if let Some(path) = &arguments.flags.config {
        return Some((path.clone(), "--config"));
    }
    let variable = std::env::var_os(CONFIG_VARIABLE).filter(|path| !path.is_empty())?;
    Some((variable.into(), CONFIG_VARIABLE))
}

/// Why a settings file was not read.
#[derive(Debug)]
enum Unreadable {
    Missing,
    TooLarge,
    NotUtf8,
    System(io::Error),
}

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Missing => f.write_str("the file does not exist"),
            Self::TooLarge => write!(f, "the file is larger than {LARGEST_FILE} bytes"),
            Self::NotUtf8 => f.write_str("the file is not valid UTF-8"),
            Self::System(error) => write!(f, "the file cannot be read: {error}"),
        }
    }
}

fn read(path: &Path) -> Result<String, Unreadable> {
    let read = || {
        let mut bytes = Vec::new();
        File::open(path)?.take(LARGEST_FILE + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let bytes = read().map_err(|error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => Unreadable::Missing,
        _ => Unreadable::System(error),
    })?;
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(Unreadable::TooLarge);
    }
    String::from_utf8(bytes).map_err(|_| Unreadable::NotUtf8)
}

#[cfg(test)]
mod tests {
    use super::{Unreadable, read};

    #[test]
    fn unreadable_settings_files_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("inkstone.toml");
        assert!(matches!(read(&path), Err(Unreadable::Missing)));
        std::fs::write(&path, "title = 'a'").unwrap();
        assert_eq!(read(&path).unwrap(), "title = 'a'");
        std::fs::write(&path, b"\xff").unwrap();
        assert!(matches!(read(&path), Err(Unreadable::NotUtf8)));
        std::fs::write(&path, vec![b'#'; (1 << 20) + 1]).unwrap();
        assert!(matches!(read(&path), Err(Unreadable::TooLarge)));
        assert!(matches!(read(folder.path()), Err(Unreadable::System(_))));
    }
}
