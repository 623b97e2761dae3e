//! Text from posts on a terminal: nothing in it may move the cursor, change a colour or reorder
//! what stands around it.

use unicode_width::UnicodeWidthStr;

/// How far apart tab stops are.
const TAB_WIDTH: usize = 4;

/// The text with everything that a terminal would act on replaced by a visible sign.
pub(super) fn visible(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    push_visible(&mut line, text.chars());
    line
}

/// Adds characters to a line. Tabs fill up to the next stop.
pub(super) fn push_visible(line: &mut String, text: impl Iterator<Item = char>) {
    let (mut measured, mut columns) = (0, 0);
    for c in text {
        match c {
            '\t' => {
                columns += line[measured..].width();
                measured = line.len();
                let blanks = TAB_WIDTH - columns % TAB_WIDTH;
                line.extend(std::iter::repeat_n(' ', blanks));
            }
            '\0'..='\u{1f}' => line.extend(char::from_u32(0x2400 + u32::from(c))),
            '\u{7f}' => line.push('␡'),
            _ if acts_on_terminals(c) => line.push_str(&format!("<U+{:04X}>", u32::from(c))),
            _ => line.push(c),
        }
    }
}

/// C1 controls, line separators, marks of direction, and characters without any width but those
/// that emoji and Indic scripts need.
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
    fn escapes_and_marks_of_direction_are_shown_instead_of_obeyed() {
        assert_eq!(visible("a\u{1b}[31mb\r\n\0\u{7f}"), "a␛[31mb␍␊␀␡");
        assert_eq!(visible("\u{9b}31m \u{202e}abc"), "<U+009B>31m <U+202E>abc");
        assert_eq!(visible("中文 👩‍💻 é"), "中文 👩‍💻 é");
    }

    #[test]
    fn tabs_end_at_stops_counted_in_columns() {
        assert_eq!(visible("\ta\tb"), "    a   b");
        assert_eq!(visible("中\tb"), "中  b");
    }
}
