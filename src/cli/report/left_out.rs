//! The line about files that are not posts.

use crate::source::LeftOut;

/// Returns a line that says how many files are not posts and why; nothing if there are none.
pub(in crate::cli) fn left_out(left_out: &LeftOut) -> String {
    if left_out.is_empty() { String::new() } else { format!("not posts: {left_out}\n") }
}

#[cfg(test)]
mod tests {
    use super::left_out;
    use crate::source::{LeftOut, Reason};

    #[test]
    fn the_line_is_absent_if_every_file_is_a_post() {
        let mut counts = LeftOut::default();
        assert_eq!(left_out(&counts), "");
        counts.add(Reason::Underscore);
        assert_eq!(left_out(&counts), "not posts: 1 file that begins with `_`\n");
    }
}
