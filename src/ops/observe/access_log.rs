//! The access log: one `tracing` event per request. The subscriber decides on its format and destination.

use std::borrow::Cow;

use super::record::RequestRecord;

/// The target of the events.
pub const TARGET: &str = "inkstone::access";

/// Emits the event of a request. Costs next to nothing without a subscriber.
pub fn write(record: &RequestRecord<'_>, operation: &str) {
    tracing::info!(
        target: TARGET,
        request_id = record.request_id.as_str(),
        operation,
        method = record.method_name(),
        uri = &*visible(record.target),
        status = record.status.as_u16(),
        bytes = record.body_bytes,
        duration_ms = record.elapsed.as_micros() as f64 / 1000.0,
        source = record.source.as_str(),
        client = record.client.map(tracing::field::display),
        trace_id = record.trace.map(|context| tracing::field::display(context.trace)),
        span_id = record.trace.map(|context| tracing::field::display(context.span)),
    );
}

/// Returns text from a client with everything escaped that is not visible ASCII, so that it can neither
/// end a line nor look like another field. `…` is kept: it marks a truncated target.
fn visible(sent: &str) -> Cow<'_, str> {
    if sent.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Cow::Borrowed(sent);
    }
    let mut shown = String::with_capacity(sent.len() + 16);
    for c in sent.chars() {
        match c {
            '…' => shown.push(c),
            c if c.is_ascii_graphic() => shown.push(c),
            '\n' | '\r' | '\t' => shown.extend(c.escape_default()),
            c => shown.extend(c.escape_unicode()),
        }
    }
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn a_target_cannot_end_its_line_or_look_like_a_field() {
        for (sent, shown) in [
            ("/api/v1/posts?tag=%E5%A2%A8&q=\"a\"", "/api/v1/posts?tag=%E5%A2%A8&q=\"a\""),
            ("/a\r\n2026 INFO forged", "/a\\r\\n2026\\u{20}INFO\\u{20}forged"),
            ("/a status=200", "/a\\u{20}status=200"),
            ("\u{1b}[31m\0\u{7f}", "\\u{1b}[31m\\u{0}\\u{7f}"),
            ("/墨\u{202e}\u{2028}", "/\\u{58a8}\\u{202e}\\u{2028}"),
            ("/cut…", "/cut…"),
            ("", ""),
        ] {
            assert_eq!(visible(sent), shown);
        }
    }
}
