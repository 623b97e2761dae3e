//! Tells formulas from prose, where a blank line would otherwise end a block.

/// The number of letters of a word that is prose. Names of functions, such as `max`, are shorter.
const WORD: usize = 4;

/// Whether a line contains prose: a letter that TeX does not have, a long word, or two words in a row. What is
/// in braces does not count, because it may be the argument of `\text`.
pub fn has_prose(line: &str) -> bool {
    let mut depth = 0_usize;
    // The number of letters of the current word, and whether a word is directly before it.
    let mut letters = 0;
    let mut follows_word = false;
    let mut is_command = false;
    for c in line.chars().chain(['\n']) {
        if c.is_ascii_alphabetic() {
            letters += 1;
            continue;
        }
        let is_word = letters > 1 && !is_command && depth == 0;
        let is_prose = is_word && (letters >= WORD || follows_word);
        if is_prose || depth == 0 && c.is_alphabetic() {
            return true;
        }
        follows_word = c == ' ' && (is_word || follows_word && letters == 0);
        letters = 0;
        is_command = c == '\\';
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::has_prose;

    #[test]
    fn formulas_are_not_prose() {
        for line in [
            "a_1 = b",
            "\\operatorname{argmax} f(x)",
            "x = 0 \\text{ 否则 } y",
            "\\begin{aligned} a &= \\max(b, c) \\\\",
            "- b",
            "sin x + cos y",
        ] {
            assert!(!has_prose(line), "{line}");
        }
    }

    #[test]
    fn sentences_are_prose() {
        for line in ["由此得", "it is x = 1", "where x", "Summary", "- an item", "é"] {
            assert!(has_prose(line), "{line}");
        }
    }
}
