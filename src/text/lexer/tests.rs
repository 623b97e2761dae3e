use proptest::prelude::*;

use super::{Lexeme, LexemeKind, Lexer};

/// Shows lexemes separated by spaces unless joined, and `¶` for an empty line.
fn shown(text: &str) -> String {
    let mut lexer = Lexer::new(text);
    let mut shown = String::new();
    while let Some(lexeme) = lexer.next() {
        if !lexeme.joined && !shown.is_empty() {
            shown.push_str(if lexeme.parted { " ¶ " } else { " " });
        }
        match lexeme.kind {
            LexemeKind::Word { folded, with_sign } => {
                shown.push_str(with_sign.unwrap_or(folded));
            }
            LexemeKind::Character(c) => shown.push(c),
        }
    }
    shown
}

#[test]
fn case_width_and_accents_are_ignored() {
    assert_eq!(shown("Café CAFÉ Ｃａｆｅ cafe\u{301}"), "cafe cafe cafe cafe");
    assert_eq!(
        shown("Straße STRASSE ΣΊΣΥΦΟΣ İstanbul Ёлка"),
        "strasse strasse σισυφοσ istanbul елка"
    );
    assert_eq!(shown("①２ ﬁn soft\u{ad}hyphen"), "12 fin softhyphen");
}

#[test]
fn letters_without_a_decomposition_are_replaced() {
    assert_eq!(
        shown("cœur Œuvre smørrebrød ÆRØ Łódź Þór Đà đồng"),
        "coeur oeuvre smorrebrod aero lodz thor da dong"
    );
    assert_eq!(
        shown("ırmak ŋalen Hausa ɓera l·l coŀlegi Hawaiʻi"),
        "irmak nalen hausa bera l l collegi hawaii"
    );
}

#[test]
fn optional_marks_of_all_scripts_are_ignored() {
    for (with, without) in [
        ("مُحَمَّدٌ", "محمد"),
        ("هٰذَا", "هذا"),
        ("ٱلْكِتَابُ", "الكتاب"),
        ("كتـــاب", "كتاب"),
        ("שָׁלוֹם", "שלום"),
        ("בְּרֵאשִׁ֖ית", "בראשית"),
        ("ज़रा", "जरा"),
        ("葛\u{e0100}城", "葛城"),
        ("1\u{fe0f}\u{20e3}", "1"),
        ("a\u{1dc4}b\u{20d7}", "ab"),
    ] {
        assert_eq!(shown(with), shown(without), "{with}");
        assert!(!shown(with).contains(' '), "{with}");
    }
    // These vowels are letters.
    assert_ne!(shown("हिन्दी"), shown("हनद"));
    assert_ne!(shown("สี"), shown("ส"));
}

#[test]
fn simplified_and_traditional_forms_are_equal() {
    assert_eq!(shown("記憶體管理"), shown("记忆体管理"));
}

#[test]
fn half_width_kana_and_decomposed_letters_are_composed() {
    assert_eq!(shown("ｶﾞｲﾄﾞ か\u{3099} ー"), "ガイド が ー");
    assert_eq!(shown("\u{1112}\u{1161}\u{11ab}글"), "한글");
}

#[test]
fn identifiers_stay_whole_and_signs_make_names() {
    assert_eq!(shown("sys.getrefcount(x) __slots__ ___ a_b"), "sys getrefcount x __slots__ a_b");
    assert_eq!(shown("C++、C# 与 C++11，F#. i++ a#b HTTP/2"), "c++ c# 与 c++11 f# i++ a b http 2");
    assert_eq!(shown("Ｃ＋＋入門 Ｃ＃"), "c++入门 c#");
}

#[test]
fn adjacent_scripts_are_joined() {
    assert_eq!(shown("用Python写，3.14🎉"), "用python写 3 14🎉");
    assert_eq!(shown("a\n\nb\nc"), "a ¶ b c");
}

#[test]
fn very_long_words_are_truncated() {
    assert_eq!(shown(&"a".repeat(1000)).len(), super::LONGEST_WORD);
}

proptest! {
    #[test]
    fn lexemes_are_consecutive_and_on_character_boundaries(text in any::<String>()) {
        let mut lexer = Lexer::new(&text);
        let mut last = 0;
        while let Some(lexeme) = lexer.next() {
            prop_assert!(lexeme.start >= last && lexeme.end > lexeme.start);
            prop_assert!(text.get(lexeme.start..lexeme.end).is_some());
            last = lexeme.end;
        }
    }

    #[test]
    fn only_lexemes_that_are_not_wanted_are_skipped(
        text in "([a-zA-Z0-9_ÀßéİœØЯя\u{64e}\u{345}\u{301}\u{fe0f}م.+#＋＃，。“…①℃ \n]|[一-三記憶体]|[丂-龥]|[ｦ-ﾟ]|[あ-ん]|か\u{3099}|[\u{1100}-\u{1112}\u{1161}-\u{1175}]|[가-힣]|㐀|豈|🎉|cat|Cat){0,30}",
    ) {
        let is_character = |c: char| "一记".contains(c);
        let is_word = |word: &str| word.eq_ignore_ascii_case("cat") || word.starts_with('_');
        let owned = |lexeme: Lexeme<'_>| {
            let word = match lexeme.kind {
                LexemeKind::Word { folded, with_sign } => Ok((folded.to_owned(), with_sign.map(str::to_owned))),
                LexemeKind::Character(c) => Err(c),
            };
            (lexeme.start..lexeme.end, word)
        };
        let (mut all, mut lexer) = (Vec::new(), Lexer::new(&text));
        while let Some(lexeme) = lexer.next() {
            all.push(owned(lexeme));
        }
        let mut lexer = Lexer::new(&text);
        let mut rest = all.as_slice();
        loop {
            lexer.skip(is_character, is_word);
            let found = lexer.next().map(owned);
            let skipped = rest.iter().take_while(|lexeme| Some(*lexeme) != found.as_ref()).count();
            for (range, word) in &rest[..skipped] {
                let written = &text[range.clone()];
                match word {
                    Err(c) => prop_assert!(!is_character(*c), "{}", written),
                    Ok((folded, _)) => {
                        let plain = written.trim_end_matches(['+', '#', '＋', '＃']);
                        prop_assert!(folded.is_ascii() && plain.is_ascii() && !is_word(plain), "{}", written);
                    }
                }
            }
            rest = &rest[skipped..];
            let Some((_, after)) = rest.split_first() else {
                prop_assert_eq!(found, None);
                break;
            };
            rest = after;
        }
    }

    #[test]
    fn folding_is_idempotent(text in "([a-zA-Z0-9_ÀßéİœØЯя\u{64e}م.+# \n]|[一-龥]|[ｦ-ﾟ]|[あ-ん]|[가-힣]|🎉){0,20}") {
        let once = shown(&text);
        prop_assert_eq!(shown(&once.replace('¶', "\n\n")).replace(" ¶ ", " "), once.replace(" ¶ ", " "));
    }
}
