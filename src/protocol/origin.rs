//! Origins of web pages (RFC 6454; Fetch Standard, "`Origin` header").

/// The origins that an entry of a list allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OriginPattern {
    /// One origin as browsers send it, such as `https://blog.example`, `capacitor://localhost` or `null`.
    One(String),
    /// All subdomains of a host, but not the host itself.
    Subdomains {
        /// The scheme with its delimiter, such as `https://`.
        scheme: String,
        /// A dot, the host, and the port unless it is the default one, such as `.example.com`.
        parent: String,
    },
}

impl OriginPattern {
    /// Returns whether a value of `Origin` is allowed. Schemes and hosts are compared regardless of case.
    pub fn allows(&self, origin: &[u8]) -> bool {
        match self {
            Self::One(allowed) => allowed.as_bytes().eq_ignore_ascii_case(origin),
            Self::Subdomains { scheme, parent } => {
                let Some((begin, rest)) = origin.split_at_checked(scheme.len()) else {
                    return false;
                };
                let at = rest.len().saturating_sub(parent.len());
                let (labels, end) = rest.split_at(at);
                begin.eq_ignore_ascii_case(scheme.as_bytes())
                    && end.eq_ignore_ascii_case(parent.as_bytes())
                    && labels.split(|&byte| byte == b'.').all(is_label)
            }
        }
    }
}

/// Returns whether bytes are a label of a domain name as URLs have it, also with an underscore.
fn is_label(label: &[u8]) -> bool {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    !label.is_empty() && label.iter().all(is_part)
}

#[cfg(test)]
mod tests {
    use super::OriginPattern;

    #[test]
    fn one_origin_allows_itself_only() {
        let one = OriginPattern::One("https://blog.example".to_owned());
        for (origin, allowed) in [
            ("https://blog.example", true),
            ("HTTPS://Blog.Example", true),
            ("http://blog.example", false),
            ("https://blog.example:8443", false),
            ("https://blog.example.evil", false),
            ("https://a.blog.example", false),
            ("null", false),
            ("", false),
        ] {
            assert_eq!(one.allows(origin.as_bytes()), allowed, "{origin}");
        }
    }

    #[test]
    fn a_wildcard_allows_subdomains_only() {
        let pattern = |parent: &str| OriginPattern::Subdomains {
            scheme: "https://".to_owned(),
            parent: parent.to_owned(),
        };
        for (origin, allowed) in [
            ("https://a.example.com", true),
            ("https://a.b.example.com", true),
            ("https://A.Example.COM", true),
            ("https://xn--bcher-kva.example.com", true),
            ("https://example.com", false),
            ("https://.example.com", false),
            ("https://a..example.com", false),
            ("https://evilexample.com", false),
            ("https://a.example.com.evil", false),
            ("https://evil/.example.com", false),
            ("https://evil:1.example.com", false),
            ("https://user@a.example.com", false),
            ("http://a.example.com", false),
            ("https://a.example.com:8443", false),
            ("https://", false),
            ("null", false),
        ] {
            assert_eq!(pattern(".example.com").allows(origin.as_bytes()), allowed, "{origin}");
        }
        assert!(pattern(".example.com:8443").allows(b"https://a.example.com:8443"));
        assert!(!pattern(".example.com:8443").allows(b"https://a.example.com"));
    }
}
