//! Text from posts on a terminal: it must not move the cursor, change colours or reorder the text around
//! it.

use unicode_width::UnicodeWidthStr;

/// The distance between tab stops in columns.
const TAB_WIDTH: usize = 4;

/// Replaces every character that a terminal would act on with a visible one.
pub(super) fn visible(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    push_visible(&mut line, text.chars());
    line
}

/// Appends characters to a line. Tabs are expanded to the next tab stop.
pub(super) fn push_visible(line: &mut String, text: impl Iterator<Item = char>) {
    let (mut measured, mut columns) = (0, 0);
    for c in text {
        match c {
            '\t' => {
                columns += line[measured..].width();
                measured = line.len();
                let spaces = TAB_WIDTH - columns % TAB_WIDTH;
                line.extend(std::iter::repeat_n(' ', spaces));
            }
            '\0'..='\u{1f}' => line.extend(char::from_u32(0x2400 + u32::from(c))),
            '\u{7f}' => line.push('␡'),
            _ if acts_on_terminals(c) => line.push_str(&format!("<U+{:04X}>", u32::from(c))),
            _ => line.push(c),
        }
    }
}

/// Returns whether a character is a C1 control, a line separator, a bidirectional control, or a zero-width
/// character other than those that emoji and Indic scripts need.
fn acts_on_terminals(c: char) -> bool {
    matches!(c,
        '\u{80}'..='\u{9f}'
        | '\u{ad}'
        | '\u{61c}'
        | '\u{200b}'
        | '\u{200e}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn escape_sequences_and_bidirectional_controls_are_shown_instead_of_obeyed() {
        assert_eq!(visible("a\u{1b}[31mb\r\n\0\u{7f}"), "a␛[31mb␍␊␀␡");
        assert_eq!(visible("\u{9b}31m \u{202e}abc"), "<U+009B>31m <U+202E>abc");
        assert_eq!(visible("中文 👩‍💻 é"), "中文 👩‍💻 é");
    }

    #[test]
    fn tabs_are_expanded_to_tab_stops() {
        assert_eq!(visible("\ta\tb"), "    a   b");
        assert_eq!(visible("中\tb"), "中  b");
    }
}
