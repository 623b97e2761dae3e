//! Standard output and standard error, without panics when the other end is gone.

use std::io::{self, IsTerminal, Write};

use super::Failure;
use super::visible::visible;

/// Writes to standard output. That a reader wants no more is fine.
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
pub(super) fn complain(message: &str) {
    let lines: Vec<String> = message.lines().map(visible).collect();
    complain_as_is(&(lines.join("\n") + "\n"));
}

/// Writes a text that holds nothing unsafe, but perhaps colours, to standard error.
pub(super) fn complain_as_is(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Whether standard output may have colours.
pub(super) fn stdout_has_colour() -> bool {
    io::stdout().is_terminal() && colour_is_wanted()
}

/// Whether standard error may have colours.
pub(super) fn stderr_has_colour() -> bool {
    io::stderr().is_terminal() && colour_is_wanted()
}

/// See <https://no-color.org>.
fn colour_is_wanted() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// A number with its noun: `1 post`, `2 posts`.
pub(super) fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}
