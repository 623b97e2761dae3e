//! Standard output and standard error. A closed pipe never causes a panic.

use std::io::{self, IsTerminal, Write};

use super::failure::Failure;
use super::visible::visible;

/// Writes to standard output. A reader that stops early is not an error.
pub(super) fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::usage(format!("cannot write to standard output: {error}")))
        }
        _ => Ok(()),
    }
}

/// Writes a message to standard error.
pub(super) fn print_error(message: &str) {
    let lines: Vec<String> = message.lines().map(visible).collect();
    print_error_as_is(&(lines.join("\n") + "\n"));
}

/// Writes text that is already safe for terminals, possibly with colours, to standard error.
pub(super) fn print_error_as_is(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Returns whether output to standard output is coloured.
pub(super) fn stdout_has_colour() -> bool {
    io::stdout().is_terminal() && colour_is_allowed()
}

/// Returns whether output to standard error is coloured.
pub(super) fn stderr_has_colour() -> bool {
    io::stderr().is_terminal() && colour_is_allowed()
}

/// See <https://no-color.org>.
fn colour_is_allowed() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// Formats a number with its noun: `1 post`, `2 posts`.
pub(super) fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}
