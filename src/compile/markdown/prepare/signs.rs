//! Signs that a source may contain syntax of other tools, or some of comrak's.

/// The signs of a source. Most sources have none, and what looks for their syntax in the source or the tree is not
/// called then. They are found together, because what takes time is to stop at each bracket and colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Signs {
    /// `[[`, as of links by name.
    pub double_bracket: bool,
    /// `[!`, as of callouts.
    pub callout: bool,
    /// `[^`, as of footnotes.
    pub footnote: bool,
    /// Anything that comrak could read as a reference to a footnote: `^` or an entity for it.
    pub caret: bool,
    /// Anything that comrak could read as the box of a task: a character in brackets, or an entity in it.
    pub task: bool,
    /// `[toc]`, `[code` or `<<<`, as of placeholders.
    pub placeholder: bool,
    /// `::` at the beginning of a line, after markers of quotes and list items. Most double colons are in code.
    pub fence: bool,
    /// `:name` after whitespace, as of components in running text.
    pub directive: bool,
}

impl Signs {
    /// Finds the signs of a source.
    pub fn of(source: &str) -> Self {
        let bytes = source.as_bytes();
        let has_entity = memchr::memchr(b'&', bytes).is_some();
        let caret = has_entity || memchr::memchr(b'^', bytes).is_some();
        let mut signs = Self { caret, task: has_entity, ..Self::default() };
        for at in memchr::memchr_iter(b'[', bytes) {
            // The bracket may be escaped.
            signs.task |= matches!(bytes.get(at + 2), Some(b']' | b'\\'));
            match bytes.get(at + 1) {
                Some(b'[') => signs.double_bracket = true,
                Some(b'!') => signs.callout = true,
                Some(b'^') => signs.footnote = true,
                Some(b't' | b'T' | b'c') => {
                    let word = bytes.get(at + 1..at + 5).unwrap_or_default();
                    signs.placeholder |= word.eq_ignore_ascii_case(b"toc]") || word == b"code";
                }
                _ => {}
            }
        }
        for at in memchr::memchr_iter(b':', bytes) {
            match bytes.get(at + 1) {
                Some(b':') if !signs.fence => signs.fence = begins_line(bytes, at),
                Some(next) if next.is_ascii_alphabetic() => {
                    signs.directive |= at == 0 || bytes[at - 1].is_ascii_whitespace();
                }
                _ => {}
            }
        }
        signs.placeholder |=
            memchr::memchr_iter(b'<', bytes).any(|at| bytes[at..].starts_with(b"<<<"));
        signs
    }
}

/// Whether only markers of quotes and list items are before an offset on its line.
pub fn begins_line(bytes: &[u8], at: usize) -> bool {
    let mut before = bytes[..at].iter().rev();
    before
        .find(|byte| !b" \t>-*+.)0123456789".contains(byte))
        .is_none_or(|byte| b"\n\r".contains(byte))
}

#[cfg(test)]
mod tests {
    use super::Signs;

    #[test]
    fn signs_are_found_wherever_they_are() {
        let none = Signs::default();
        for (source, expected) in [
            ("[ab](b) a: b a::b https://a.b `x << y` [] [table] std::rc", none),
            ("- [x] a", Signs { task: true, ..none }),
            ("- \\[x\\] a", Signs { task: true, ..none }),
            ("- &#91;x] a", Signs { task: true, caret: true, ..none }),
            ("[\\^a]", Signs { caret: true, ..none }),
            ("x [[ab]]", Signs { double_bracket: true, ..none }),
            ("[[[", Signs { double_bracket: true, ..none }),
            ("[[toc]]", Signs { double_bracket: true, placeholder: true, ..none }),
            ("> [!note]", Signs { callout: true, ..none }),
            ("a[^1]", Signs { footnote: true, caret: true, ..none }),
            ("[TOC]", Signs { placeholder: true, ..none }),
            ("@[toc](x)", Signs { placeholder: true, ..none }),
            ("@[code ts](x)", Signs { placeholder: true, ..none }),
            ("<<< @/a.ts", Signs { placeholder: true, ..none }),
            ("x::y\n> - 1. ::: tip", Signs { fence: true, ..none }),
            ("::note", Signs { fence: true, directive: false, ..none }),
            (":name[xy]", Signs { directive: true, ..none }),
            ("汉字 :name[xy]", Signs { directive: true, ..none }),
            ("[", none),
            (":", none),
            ("", none),
        ] {
            assert_eq!(Signs::of(source), expected, "{source:?}");
        }
    }
}
