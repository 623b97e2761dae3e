use proptest::prelude::*;

use super::{Class, html, shown};
use crate::compile::markdown::escape;

const LANGUAGES: &[&str] = &[
    "bash", "c", "cpp", "cs", "css", "diff", "docker", "go", "html", "ini", "java", "js", "json",
    "kt", "lua", "make", "perl", "php", "ps1", "py", "rb", "rs", "scss", "sql", "swift", "toml",
    "ts", "tsx", "vue", "xml", "yaml",
];

/// Text with likely combinations of tokens.
pub fn code() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[ \t\r\n]{1,2}",
        "[a-zA-Z0-9_中\u{a0}]{1,5}",
        "[-+*/=<>!&|^%~?:;,.(){}\\[\\]\"'`$#@\\\\]{1,3}",
        prop::sample::select(vec![
            "/*",
            "*/",
            "//",
            "# ",
            "<!--",
            "-->",
            "\"\"\"",
            "<<EOF\n",
            "\nEOF\n",
            "${",
            "#{",
            "{{",
            "<%",
            "<script>",
            "</script>",
            "<style>",
            "fn ",
            "def ",
            "class ",
            "if ",
            "return ",
            "let ",
            "\r\n",
            "r#\"",
            "'''",
            "=begin\n",
            "\0",
            "@media ",
            "SELECT ",
            "--",
            "\u{2028}",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// Checks all guarantees about highlighted code.
fn check(language: &str, code: &str) -> Result<(), TestCaseError> {
    let Some(html) = html(language, code) else { return Ok(()) };
    let mut plain = String::new();
    escape::text(&mut plain, code);
    let mut bare = html.clone();
    for class in Class::ALL {
        bare = bare.replace(&format!("<span class=\"{}\">", class.name()), "");
    }
    prop_assert_eq!(&bare.replace("</span>", ""), &plain, "{:?} in {}", code, language);
    let expected = code.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "\u{fffd}");
    prop_assert_eq!(shown(&html), expected);
    for line in html.split('\n') {
        let mut rest = line;
        while let Some((before, after)) = rest.split_once("<span ") {
            prop_assert!(!before.contains("</span>"), "{} in {}", line, language);
            let (inner, next) = after.split_once("</span>").expect("one line a span");
            let (_, text) = inner.split_once('>').expect("a whole tag");
            prop_assert!(!inner.contains("<span"), "{} in {}", line, language);
            prop_assert!(!text.is_empty() && text.trim() == text, "{:?} in {}", text, language);
            rest = next;
        }
        prop_assert!(!rest.contains("</span>"), "{} in {}", line, language);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_preserved(
        language in prop::sample::select(LANGUAGES),
        text in any::<String>(),
    ) {
        check(language, &text)?;
    }

    #[test]
    fn any_code_is_preserved(language in prop::sample::select(LANGUAGES), code in code()) {
        check(language, &code)?;
    }
}
