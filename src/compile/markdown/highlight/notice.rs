//! Licence notices that must be distributed with the grammars.

use two_face::acknowledgement::{License, LicenseType, listing};

/// The licence text of one or more grammars.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrammarNotice {
    /// The grammars, by the names of their folders in bat's collection: `Docker`, `HTML (Twig)`.
    pub grammars: Vec<String>,
    /// The SPDX identifier of the licence.
    pub licence: &'static str,
    /// The text with its copyright lines, as written by the authors.
    pub text: String,
}

/// Returns the licence texts of all grammars whose licence requires a notice, in the order of bat's
/// collection. Grammars with the same text share one notice.
pub fn grammar_notices() -> Vec<GrammarNotice> {
    let mut notices: Vec<GrammarNotice> = Vec::new();
    for licence in listing().for_syntaxes() {
        let grammar = grammar(licence);
        match notices.iter_mut().find(|notice| notice.text == licence.text) {
            Some(notice) => notice.grammars.push(grammar),
            None => notices.push(GrammarNotice {
                grammars: vec![grammar],
                licence: spdx(licence.ty),
                text: licence.text.clone(),
            }),
        }
    }
    notices
}

/// Returns the name of a grammar from the path of its licence, such as
/// `syntaxes/02_Extra/HTML_(Twig)/LICENSE`.
fn grammar(licence: &License) -> String {
    let folder = licence.rel_path.parent().into_iter().flat_map(|folder| folder.components());
    let names: Vec<_> = folder.skip(2).map(|name| name.as_os_str().to_string_lossy()).collect();
    names.join("/").replace('_', " ")
}

fn spdx(licence: LicenseType) -> &'static str {
    match licence {
        LicenseType::Mit => "MIT",
        LicenseType::Bsd2Clause => "BSD-2-Clause",
        LicenseType::Bsd2ClauseFreeBsd => "BSD-2-Clause-Views",
        LicenseType::Bsd3Clause => "BSD-3-Clause",
        LicenseType::Apache2 => "Apache-2.0",
        LicenseType::Unlicense => "Unlicense",
        LicenseType::Wtfpl => "WTFPL",
        _ => "see below",
    }
}

#[cfg(test)]
mod tests {
    use super::grammar_notices;

    #[test]
    fn every_grammar_with_a_notice_has_name_licence_and_text() {
        let notices = grammar_notices();
        for notice in &notices {
            assert!(notice.grammars.iter().all(|name| !name.is_empty()), "{notice:?}");
            assert!(!notice.text.trim().is_empty(), "{notice:?}");
            assert_ne!(notice.licence, "see below", "{notice:?}");
        }
        let find = |name: &str| {
            let named = |grammars: &[String]| grammars.iter().any(|grammar| grammar == name);
            notices.iter().find(|notice| named(&notice.grammars)).map(|notice| notice.licence)
        };
        assert_eq!(find("TypeScript"), Some("Apache-2.0"));
        assert_eq!(find("Docker"), Some("MIT"));
        assert_eq!(find("HTML (Twig)"), Some("BSD-3-Clause"));
        assert_eq!(find("Org mode"), Some("BSD-2-Clause"));
    }

    #[test]
    fn no_text_occurs_twice() {
        let mut texts: Vec<_> = grammar_notices().into_iter().map(|notice| notice.text).collect();
        let number = texts.len();
        texts.sort();
        texts.dedup();
        assert_eq!(texts.len(), number);
    }
}
