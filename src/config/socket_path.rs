//! Paths of Unix sockets.

/// The prefix of the address of a Unix socket.
pub const PREFIX: &str = "unix:";

/// The most bytes of a path: a field of `sockaddr_un` without its final NUL (Linux: unix(7)).
const LONGEST: usize = if cfg!(target_os = "linux") { 107 } else { 103 };

/// Checks what follows [`PREFIX`]. Also accepts the form of a URL, `unix:///path`.
///
/// # Errors
/// Returns what is wrong with the path.
pub fn parse(path: &str) -> Result<String, String> {
    if cfg!(not(unix)) {
        return Err("Unix sockets are not supported on this system".to_owned());
    }
    let path = match path.trim_start_matches('/') {
        rest if path.starts_with('/') => format!("/{rest}"),
        rest => rest.to_owned(),
    };
    let (length, last) = (path.len(), path.rsplit('/').next().unwrap_or_default());
    let wrong = if path.is_empty() {
        "the path of the socket is missing".to_owned()
    } else if matches!(last, "" | "." | "..") {
        "the path is that of a folder, not of a socket".to_owned()
    } else if path.starts_with('@') {
        "abstract sockets are not supported, because every local user could connect".to_owned()
    } else if path.chars().any(char::is_control) {
        "the path contains control characters".to_owned()
    } else if length > LONGEST {
        format!("the path has {length} bytes, but that of a socket has at most {LONGEST}")
    } else {
        return Ok(path);
    };
    Err(wrong)
}

#[cfg(all(test, unix))]
mod tests {
    use super::{LONGEST, parse};

    #[test]
    fn paths_may_be_absolute_or_relative() {
        for (text, path) in [
            ("/run/inkstone.sock", "/run/inkstone.sock"),
            ("///run/inkstone.sock", "/run/inkstone.sock"),
            ("run/a:b.sock", "run/a:b.sock"),
            ("./a", "./a"),
        ] {
            assert_eq!(parse(text).as_deref(), Ok(path));
        }
        assert!(parse(&"a".repeat(LONGEST)).is_ok());
    }

    #[test]
    fn paths_that_cannot_be_a_socket_are_rejected() {
        for text in ["", "/", "//", "/run/", ".", "..", "a/..", "@name", "a\0b", "a\nb"] {
            assert!(parse(text).is_err(), "{text:?}");
        }
        let long = parse(&"a".repeat(LONGEST + 1)).unwrap_err();
        assert!(long.contains(&LONGEST.to_string()), "{long}");
    }
}
