//! Two passes of edits as one.

use super::edit::Edit;

/// Applies edits, which are in order and do not overlap, to a source.
pub fn apply(source: &str, edits: &[Edit]) -> String {
    let mut marked = String::with_capacity(source.len() + 3 * edits.len());
    let mut done = 0;
    for Edit { at, length, mark } in edits {
        marked.push_str(&source[done..*at]);
        marked.push_str(mark);
        done = at + length;
    }
    marked.push_str(&source[done..]);
    marked
}

/// Returns the edits of a source that have the same result as `first` and then `second`. Second edits that
/// would change a part of a mark are left out.
pub fn compose(mut first: &[Edit], second: Vec<Edit>) -> Vec<Edit> {
    if first.is_empty() {
        return second;
    }
    let mut both = Vec::with_capacity(first.len() + second.len());
    // Offsets in the source and after the first pass that correspond to each other.
    let mut done = (0, 0);
    let place = |edit: &Edit, done: (usize, usize)| {
        let start = done.1 + (edit.at - done.0);
        (start, start + edit.mark.len())
    };
    for edit in second {
        let (start, end) = (edit.at, edit.at + edit.length);
        while let [before, rest @ ..] = first
            && place(before, done).1 <= start
        {
            done = (before.at + before.length, place(before, done).1);
            both.push(before.clone());
            first = rest;
        }
        if first.first().is_some_and(|next| place(next, done).0 < start) {
            continue;
        }
        let at = done.0 + (start - done.1);
        let (mut after, mut others) = (done, first);
        while let [covered, rest @ ..] = others
            && place(covered, after).0 < end
        {
            after = (covered.at + covered.length, place(covered, after).1);
            others = rest;
        }
        if after.1 > end {
            continue;
        }
        let source_end = after.0 + (end - after.1);
        (done, first) = ((source_end, end), others);
        both.push(Edit { at, length: source_end - at, mark: edit.mark });
    }
    both.extend_from_slice(first);
    both
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{apply, compose};
    use crate::compile::markdown::prepare::edit::Edit;

    fn edit(at: usize, length: usize, mark: &str) -> Edit {
        Edit { at, length, mark: mark.to_owned().into() }
    }

    #[test]
    fn second_edits_move_to_the_source() {
        let first = vec![edit(1, 2, ""), edit(4, 0, "++")];
        assert_eq!(apply("abcdef", &first), "ad++ef");
        let second = vec![edit(0, 1, "A"), edit(1, 1, "D"), edit(4, 2, "E")];
        let both = compose(&first, second);
        assert_eq!(apply("abcdef", &both), "AD++E");
    }

    #[test]
    fn an_edit_may_cover_others_but_not_a_part_of_them() {
        let first = vec![edit(1, 2, "xyz")];
        assert_eq!(apply("abcd", &compose(&first, vec![edit(0, 5, "-")])), "-");
        assert_eq!(apply("abcd", &compose(&first, vec![edit(2, 1, "-")])), "axyzd");
    }

    proptest! {
        #[test]
        fn composed_edits_have_the_result_of_both(
            parts in prop::collection::vec(("[a-z]{0,3}", 0..3_usize, "[A-Z]{0,2}"), 0..6),
            others in prop::collection::vec((0..4_usize, 0..3_usize, "[0-9]{0,2}"), 0..6),
        ) {
            let mut source = String::new();
            let mut first = Vec::new();
            for (text, length, mark) in &parts {
                source.push_str(text);
                first.push(edit(source.len(), *length, mark));
                source.push_str(&"_".repeat(*length));
            }
            let between = apply(&source, &first);
            let mut second = Vec::new();
            let mut at = 0;
            for (distance, length, mark) in &others {
                at += distance;
                let end = at + length;
                // No mark of the first pass is changed, and none is at a border.
                if between.get(at.saturating_sub(1)..end + 1)
                    .is_some_and(|part| part.bytes().all(|byte| byte.is_ascii_lowercase()))
                {
                    second.push(edit(at, *length, mark));
                }
                at = end;
            }
            let expected = apply(&between, &second);
            prop_assert_eq!(apply(&source, &compose(&first, second)), expected);
        }
    }
}
