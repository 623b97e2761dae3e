//! What is known of a request that is refused before it is parsed.

use actix_web::http::Method;

/// The first line of a request, or as much of it as was read.
#[derive(Debug, Clone, Copy)]
pub struct RequestLine<'a>(&'a [u8]);

impl<'a> RequestLine<'a> {
    /// The longest part of a line that a problem repeats, in bytes.
    const SHOWN: usize = 128;

    /// Returns the first line of what was read.
    pub fn of(bytes: &'a [u8]) -> Self {
        let end = bytes.iter().position(|&byte| matches!(byte, b'\r' | b'\n'));
        Self(&bytes[..end.unwrap_or(bytes.len())])
    }

    /// Returns the method; `None` if the line does not begin with one and a space.
    pub fn method(self) -> Option<Method> {
        let end = self.0.iter().position(|&byte| byte == b' ')?;
        Method::from_bytes(&self.0[..end]).ok()
    }

    /// Returns the beginning of the path, or `/` if there is none.
    pub fn path(self) -> &'a str {
        let line = &self.0[..self.0.len().min(Self::SHOWN)];
        let target = line.split(|&byte| byte == b' ').nth(1).unwrap_or(b"/");
        let path = target.split(|&byte| byte == b'?').next().unwrap_or(b"/");
        match std::str::from_utf8(path) {
            Ok(path) if path.starts_with('/') => path,
            _ => "/",
        }
    }

    /// Returns the number of bytes of the target that were read.
    pub fn target_length(self) -> usize {
        self.0.split(|&byte| byte == b' ').nth(1).map_or(0, <[u8]>::len)
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::Method;

    use super::RequestLine;

    #[test]
    fn the_parts_of_a_line_are_found_as_far_as_they_go() {
        for (bytes, method, path, length) in [
            ("GET /a?b=c HTTP/1.1\r\nx: y\r\n", Some(Method::GET), "/a", 6),
            ("GET /a\n/b", Some(Method::GET), "/a", 2),
            ("HEAD /a b c", Some(Method::HEAD), "/a", 2),
            ("GARBAGE\r\n", None, "/", 0),
            ("G(T /a", None, "/a", 2),
            ("GET http://a/b", Some(Method::GET), "/", 10),
            ("GET", None, "/", 0),
            ("", None, "/", 0),
        ] {
            let line = RequestLine::of(bytes.as_bytes());
            assert_eq!((line.method(), line.path(), line.target_length()), (method, path, length));
        }
        let long = format!("GET /{}", "a".repeat(20_000));
        let line = RequestLine::of(long.as_bytes());
        assert_eq!((line.path().len(), line.target_length()), (124, 20_001));
    }
}
