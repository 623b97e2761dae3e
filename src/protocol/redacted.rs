//! Request targets without secrets, for logs and traces.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// The parameter whose value is a secret: it contains a preview link.
pub const PREVIEW: &str = "preview";

/// The word that OpenTelemetry recommends for sensitive values in `url.query`.
const REDACTED: &str = "REDACTED";

/// Returns a target in which the values of [`PREVIEW`] are replaced: whoever reads logs and
/// traces must not be able to use a link.
pub fn redacted(target: &str) -> Cow<'_, str> {
    let Some((path, query)) = target.split_once('?') else { return Cow::Borrowed(target) };
    if !query.split('&').any(is_secret) {
        return Cow::Borrowed(target);
    }
    let shown = query.split('&').map(|pair| match pair.split_once('=') {
        Some((name, _)) if is_secret(pair) => Cow::Owned(format!("{name}={REDACTED}")),
        _ => Cow::Borrowed(pair),
    });
    Cow::Owned(format!("{path}?{}", shown.collect::<Vec<_>>().join("&")))
}

/// Whether a pair has a secret, or one under a name that somebody mistyped.
fn is_secret(pair: &str) -> bool {
    let Some((name, _)) = pair.split_once('=') else { return false };
    let Some(first) = name.bytes().find(|byte| *byte != b'+') else { return false };
    // Most names are neither encoded nor similar, and this runs for every request.
    if !matches!(first, b'p' | b'P' | b'%') {
        return false;
    }
    let name = percent_decode_str(name).decode_utf8_lossy().to_ascii_lowercase();
    name.trim_matches(['+', ' ']).starts_with(PREVIEW)
}

#[cfg(test)]
mod tests {
    use super::redacted;

    #[test]
    fn only_the_values_of_secrets_are_replaced() {
        for (target, expected) in [
            ("/a", "/a"),
            ("/a?tag=b&page=2", "/a?tag=b&page=2"),
            ("/a?preview", "/a?preview"),
            ("/a?preview=v1.x.y", "/a?preview=REDACTED"),
            ("/a?lang=zh&preview=v1.x.y&fields=slug", "/a?lang=zh&preview=REDACTED&fields=slug"),
            ("/a?preview=x&preview=y", "/a?preview=REDACTED&preview=REDACTED"),
            ("/a?preview=x=y", "/a?preview=REDACTED"),
            ("/a?%70review=x", "/a?%70review=REDACTED"),
            ("/a?%50REVIEW[]=x", "/a?%50REVIEW[]=REDACTED"),
            ("/a?+preview=x&q=preview=1", "/a?+preview=REDACTED&q=preview=1"),
            ("/a?b?preview=x", "/a?b?preview=x"),
            ("/preview=x?y", "/preview=x?y"),
        ] {
            assert_eq!(redacted(target), expected, "{target}");
        }
    }
}
