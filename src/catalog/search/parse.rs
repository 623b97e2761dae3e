//! Parses what a person types into a query. Every text is valid: parts without a meaning are ignored.

use super::analysis::Positions;
use super::question::{Atom, Clause, Part, PartKind, Question, Scope};
use crate::text::lexer::{Lexeme, LexemeKind, Lexer};

/// The maximum number of clauses; later ones are ignored.
const MAX_CLAUSES: usize = 32;

/// The prefixes that limit a clause to a field.
const SCOPES: [(&str, Scope); 3] =
    [("title", Scope::Title), ("tag", Scope::Tag), ("category", Scope::Category)];

impl Question {
    /// Parses a query: words joined by AND, `"a phrase"`, `-word`, and `title:`, `tag:` or `category:`
    /// before a word or phrase. Words that are separated only by punctuation, such as
    /// `sys.getrefcount` and `HTTP/2`, are a phrase. The last word is treated as a prefix.
    pub fn parse(text: &str) -> Self {
        let mut clauses: Vec<Clause> = Vec::new();
        let mut rest = text.trim();
        while !rest.is_empty() && clauses.len() < MAX_CLAUSES {
            let (piece, after) = Piece::take(rest);
            rest = after.trim_start();
            for clause in piece.clauses(rest.is_empty()) {
                if !clauses.contains(&clause) {
                    clauses.push(clause);
                }
            }
        }
        clauses.truncate(MAX_CLAUSES);
        Self { clauses }
    }
}

/// The text between whitespace, or between quotes.
#[derive(Debug)]
struct Piece<'a> {
    is_negated: bool,
    scope: Scope,
    is_quoted: bool,
    text: &'a str,
}

impl<'a> Piece<'a> {
    /// Splits off the first piece of a text that does not start with whitespace.
    fn take(text: &'a str) -> (Self, &'a str) {
        let negated = text.strip_prefix(['-', '－', '−']).filter(|rest| goes_on(rest));
        let plain = negated.unwrap_or(text);
        let scoped = SCOPES.iter().find_map(|&(name, scope)| {
            let (head, rest) = plain.split_at_checked(name.len())?;
            let rest = rest.strip_prefix([':', '：'])?;
            (head.eq_ignore_ascii_case(name) && goes_on(rest)).then_some((scope, rest))
        });
        let (scope, plain) = scoped.unwrap_or((Scope::Everything, plain));
        let piece =
            |is_quoted, text| Self { is_negated: negated.is_some(), scope, is_quoted, text };
        if let Some(quoted) = plain.strip_prefix(is_quote) {
            let (inside, after) = quoted.split_once(is_quote).unwrap_or((quoted, ""));
            return (piece(true, inside), after);
        }
        let ends = |c: char| c.is_whitespace() || is_quote(c);
        let (inside, after) = plain.split_at(plain.find(ends).unwrap_or(plain.len()));
        (piece(false, inside), after)
    }

    fn clauses(&self, is_last: bool) -> Vec<Clause> {
        let mut atoms = if self.is_quoted { quoted(self.text) } else { unquoted(self.text) };
        let may_go_on = is_last && !self.is_quoted && !self.is_negated;
        if let Some(Atom::Word { is_prefix, .. } | Atom::Phrase { is_prefix, .. }) =
            atoms.last_mut().filter(|_| may_go_on)
        {
            *is_prefix = true;
        }
        let (scope, is_negated) = (self.scope, self.is_negated);
        atoms.into_iter().map(|atom| Clause { scope, is_negated, atom }).collect()
    }
}

/// Returns whether an operator before this text has an operand.
fn goes_on(rest: &str) -> bool {
    rest.chars().next().is_some_and(|c| !c.is_whitespace() && c != '-')
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '＂')
}

/// Parses quoted text: everything is one phrase.
fn quoted(text: &str) -> Vec<Atom> {
    let parts = parts(text);
    match parts.as_slice() {
        [] => Vec::new(),
        [only] => vec![single(&only.kind)],
        _ => vec![Atom::Phrase { parts, is_prefix: false, is_loose: false }],
    }
}

/// Parses unquoted text: words that follow each other are a phrase, and each run of characters is an atom.
fn unquoted(text: &str) -> Vec<Atom> {
    let mut atoms = Vec::new();
    let mut words: Vec<Part> = Vec::new();
    let end_words = |words: &mut Vec<Part>, atoms: &mut Vec<Atom>| {
        let parts = std::mem::take(words);
        match parts.as_slice() {
            [] => {}
            [only] => atoms.push(single(&only.kind)),
            _ => atoms.push(Atom::Phrase { parts, is_prefix: false, is_loose: true }),
        }
    };
    for part in parts(text) {
        match &part.kind {
            PartKind::Word(_) => words.push(part),
            PartKind::Run(_) => {
                end_words(&mut words, &mut atoms);
                atoms.push(single(&part.kind));
            }
        }
    }
    end_words(&mut words, &mut atoms);
    atoms
}

fn single(kind: &PartKind) -> Atom {
    match kind {
        PartKind::Word(text) => Atom::Word { text: text.clone(), is_prefix: false },
        PartKind::Run(run) => Atom::Run(run.clone()),
    }
}

/// Returns the words and runs of a text, with positions relative to the first.
fn parts(text: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut lexer = Lexer::new(text);
    let mut positions = Positions::default();
    while let Some(lexeme) = lexer.next() {
        let lexeme = Lexeme { parted: false, ..lexeme };
        let (place, in_row) = positions.next(&lexeme);
        match (lexeme.kind, parts.last_mut()) {
            (LexemeKind::Word { folded, with_sign }, _) => {
                let word = with_sign.unwrap_or(folded).to_owned();
                parts.push(Part { place, kind: PartKind::Word(word) });
            }
            (LexemeKind::Character(c), Some(Part { kind: PartKind::Run(run), .. })) if in_row => {
                run.push(c);
            }
            (LexemeKind::Character(c), _) => {
                parts.push(Part { place, kind: PartKind::Run(vec![c]) });
            }
        }
    }
    // Positions before the first word do not matter.
    let first = parts.first().map_or(0, |part| part.place);
    for part in &mut parts {
        part.place -= first;
    }
    parts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Question;
    use crate::catalog::search::{Atom, PartKind, Scope};

    /// Formats a query in a short form: `title!-word*`, `(a 2:b)~`.
    fn shown(text: &str) -> String {
        let part = |kind: &PartKind| match kind {
            PartKind::Word(word) => word.clone(),
            PartKind::Run(run) => run.iter().collect(),
        };
        let clauses = Question::parse(text).clauses.into_iter().map(|clause| {
            let scope = match clause.scope {
                Scope::Everything => "",
                Scope::Title => "title!",
                Scope::Tag => "tag!",
                Scope::Category => "category!",
            };
            let sign = if clause.is_negated { "-" } else { "" };
            let star = |is_prefix: bool| if is_prefix { "*" } else { "" };
            let atom = match &clause.atom {
                Atom::Word { text, is_prefix } => format!("{text}{}", star(*is_prefix)),
                Atom::Run(run) => run.iter().collect(),
                Atom::Phrase { parts, is_prefix, is_loose } => {
                    let parts: Vec<String> = parts
                        .iter()
                        .map(|found| format!("{}:{}", found.place, part(&found.kind)))
                        .collect();
                    let tilde = if *is_loose { "~" } else { "" };
                    format!("({}){}{tilde}", parts.join(" "), star(*is_prefix))
                }
            };
            format!("{scope}{sign}{atom}")
        });
        clauses.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn whitespace_separates_words_and_the_last_is_a_prefix() {
        assert_eq!(shown("Memory  Mana"), "memory mana*");
        assert_eq!(shown("内存　管理"), "内存 管理");
        assert_eq!(shown("rust rust"), "rust rust*");
        assert_eq!(shown("a a b"), "a b*");
    }

    #[test]
    fn scripts_are_separate_clauses() {
        assert_eq!(shown("Python内存管理gc"), "python 内存管理 gc*");
        assert_eq!(shown("内存，管理"), "内存 管理");
    }

    #[test]
    fn words_joined_by_punctuation_are_a_phrase() {
        assert_eq!(shown("sys.getrefcount"), "(0:sys 2:getrefcount)*~");
        assert_eq!(shown("HTTP/2 C++ C#"), "(0:http 2:2)~ c++ c#*");
        assert_eq!(shown("__slots__"), "__slots__*");
    }

    #[test]
    fn quotes_make_a_phrase_of_any_scripts() {
        assert_eq!(shown("\"Memory management\" x"), "(0:memory 2:management) x*");
        assert_eq!(shown("“用 Python 写”"), "(0:用 2:python 4:写)");
        assert_eq!(shown("\"内存管理\""), "内存管理");
        assert_eq!(shown("\"open end"), "(0:open 2:end)");
        assert_eq!(shown("a\"b\"c"), "a b c*");
    }

    #[test]
    fn operators_apply_to_what_follows() {
        assert_eq!(
            shown("-rust tag:网络 -title:\"a b\" CATEGORY：x"),
            "-rust tag!网络 title!-(0:a 2:b) category!x*"
        );
        assert_eq!(shown("a-b - -- title: tag:"), "(0:a 2:b)~ title tag*");
    }

    #[test]
    fn a_text_without_words_is_an_empty_query() {
        for text in ["", "  ", "。，！", "\"\"", "-", "\"\"\"\"", "***", "\u{0}\u{1}", "___"] {
            assert_eq!(shown(text), "", "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_query_of_bounded_size(text in any::<String>(), signs in "[-\":a内 ]{0,400}") {
            for text in [text, signs] {
                prop_assert!(Question::parse(&text).clauses.len() <= super::MAX_CLAUSES);
            }
        }
    }
}
