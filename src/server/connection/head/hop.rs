//! What concerns only the connection that a request came over.

/// What replaces the framing of content. The framework rejects a POST of HTTP/1.0 without a length.
const NO_CONTENT: &[u8] = b"content-length: 0\r\n";

/// Returns a valid head without the wish to change the protocol, and with the framing of no content if the
/// connection reads the content itself. The framework would confirm the wish by `connection: upgrade`, although
/// it goes on with HTTP/1.1, and would close the connection after content that nobody has read.
pub fn without_hops(head: &[u8], reads_content: bool) -> Vec<u8> {
    let mut kept = Vec::with_capacity(head.len());
    for line in head.split_inclusive(|&byte| byte == b'\n') {
        let (name, value) = match line.iter().position(|&byte| byte == b':') {
            // A colon in the request line is not preceded by a name.
            Some(colon) if !kept.is_empty() => (&line[..colon], &line[colon + 1..]),
            _ => (&line[..0], line),
        };
        let is = |other: &str| name.eq_ignore_ascii_case(other.as_bytes());
        if is("connection") {
            keep_options(value, &mut kept);
        } else if reads_content && (is("content-length") || is("transfer-encoding")) {
            // A valid head has one of the two, once.
            kept.extend_from_slice(NO_CONTENT);
        } else if !(is("upgrade") || reads_content && is("expect")) {
            kept.extend_from_slice(line);
        }
    }
    kept
}

/// Writes the options of a `Connection` line, except `upgrade`. A line without options is left out.
fn keep_options(value: &[u8], kept: &mut Vec<u8>) {
    let options = value.split(|&byte| byte == b',').map(<[u8]>::trim_ascii);
    let options: Vec<_> = options
        .filter(|option| !option.is_empty() && !option.eq_ignore_ascii_case(b"upgrade"))
        .collect();
    if !options.is_empty() {
        kept.extend_from_slice(b"connection: ");
        kept.extend_from_slice(&options.join(&b", "[..]));
        kept.extend_from_slice(b"\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::without_hops;

    #[test]
    fn only_lines_about_the_connection_are_left_out() {
        let head = "GET /connection:upgrade HTTP/1.1\r\nHost: a\r\nCONNECTION: Upgrade, HTTP2-Settings\r\n\
            Upgrade: h2c\r\nx: upgrade\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\
            connection: upgrade\nconnection: ,upgrade , close\r\n\r\n";
        let without = |reads_content| {
            String::from_utf8(without_hops(head.as_bytes(), reads_content)).unwrap()
        };
        assert_eq!(
            without(true),
            "GET /connection:upgrade HTTP/1.1\r\nHost: a\r\nconnection: HTTP2-Settings\r\n\
             x: upgrade\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
        );
        assert_eq!(
            without(false),
            "GET /connection:upgrade HTTP/1.1\r\nHost: a\r\nconnection: HTTP2-Settings\r\n\
             x: upgrade\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\
             connection: close\r\n\r\n"
        );
    }
}
