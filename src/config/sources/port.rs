//! The variable `PORT`, by which many platforms tell a server where to listen.

use std::ffi::OsStr;

use crate::config::given::{Given, Problem};
use crate::config::kind::quoted;
use crate::config::table::Key;
use crate::config::value::Value;

/// The name of the variable.
pub(in crate::config) const PORT: &str = "PORT";

/// Returns the setting that the variable means: `listen`, with this port at all IPv4 addresses.
///
/// # Errors
/// Returns a problem if the value is not a port.
pub(in crate::config) fn listen(value: &OsStr) -> Result<Given, Problem> {
    let text = value.to_string_lossy();
    let text = text.trim();
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    match text.parse::<u16>() {
        Ok(port) if is_number => {
            let value = Value::Text(format!("0.0.0.0:{port}"));
            Ok(Given { key: Key::Listen, origin: PORT.to_owned(), value })
        }
        _ => {
            let (found, setting) = (quoted(text), Key::Listen.variable());
            let message = format!(
                "{found} is not a port; expected a number from 0 to 65535, or `{setting}` with an address, \
                 which overrides `{PORT}`"
            );
            Err(Problem { origin: PORT.to_owned(), message })
        }
    }
}
