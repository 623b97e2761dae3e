//! Spelling suggestions: the known names closest to a misspelled one.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use strsim::damerau_levenshtein;

use super::fold::fold;

/// The maximum length of a misspelled name, in characters. Longer names have no suggestions.
const LONGEST_NAME: usize = 64;

/// Returns the known name closest to `wrong`, if one is close enough: at most one edit for up to
/// four characters, two for up to eight, otherwise a quarter of the length, and always fewer than
/// there are characters, because edits of all of them make any other name. A known name also
/// counts as close if it starts with `wrong` or the other way round; after a single character only
/// signs may follow, as in `C++` and `C#`, which often lose them in URLs. Ties go to the name listed
/// first.
///
/// ```
/// use inkstone::text::suggest::nearest;
/// assert_eq!(nearest("tags", ["tag", "category"]), Some("tag"));
/// assert_eq!(nearest("Limit", ["limit", "lang"]), Some("limit"));
/// assert_eq!(nearest("colour", ["tag", "category"]), None);
/// ```
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    closest(wrong, known, 1).into_iter().next()
}

/// Like [`nearest`], but returns up to `limit` names, the closest first.
pub fn closest<'a>(
    wrong: &str,
    known: impl IntoIterator<Item = &'a str>,
    limit: usize,
) -> Vec<&'a str> {
    closest_of(wrong, known.into_iter().map(|name| (name, name)), limit)
}

/// Like [`closest`], but returns what the names stand for. What has several names is returned once.
pub fn closest_of<'a, T: PartialEq>(
    wrong: &str,
    known: impl IntoIterator<Item = (&'a str, T)>,
    limit: usize,
) -> Vec<T> {
    if wrong.chars().nth(LONGEST_NAME).is_some() {
        return Vec::new();
    }
    let wrong = fold(wrong);
    let length = wrong.chars().count();
    if length == 0 {
        return Vec::new();
    }
    let allowed = match length {
        0..=4 => 1,
        5..=8 => 2,
        _ => length / 4,
    };
    let mut near: Vec<(usize, usize, T)> = known
        .into_iter()
        .enumerate()
        .filter(|(_, (name, _))| name.len() <= LONGEST_NAME * 4)
        .filter_map(|(position, (name, meant))| {
            let folded = fold(name);
            let own = folded.chars().count();
            let is_continued = continues(&wrong, &folded) || continues(&folded, &wrong);
            // There are at least as many edits as the lengths differ, which costs less to find out.
            if !is_continued && own.abs_diff(length) > allowed {
                return None;
            }
            let distance = damerau_levenshtein(&wrong, &folded);
            let is_similar = distance <= allowed && distance < length.max(own);
            (is_similar || is_continued).then_some((distance, position, meant))
        })
        .collect();
    near.sort_unstable_by_key(|&(distance, position, _)| (distance, position));
    let mut closest: Vec<T> = Vec::new();
    for (_, _, meant) in near {
        if closest.len() == limit {
            break;
        }
        if !closest.contains(&meant) {
            closest.push(meant);
        }
    }
    closest
}

/// Whether a name starts with another one. Nearly everything starts with a single letter, so after one only
/// signs may follow.
fn continues(start: &str, name: &str) -> bool {
    let Some(rest) = name.strip_prefix(start) else { return false };
    match start.chars().count() {
        0 => false,
        1 => !rest.contains(char::is_alphanumeric),
        _ => true,
    }
}

/// Returns the texts that may be meant by one that is not known: the text decoded once more if it is
/// percent-encoded, because some clients encode names that are already encoded, and then the text itself.
///
/// ```
/// use inkstone::text::suggest::meanings;
/// assert_eq!(meanings("%E5%86%85").collect::<Vec<_>>(), ["内", "%E5%86%85"]);
/// assert_eq!(meanings("100%").collect::<Vec<_>>(), ["100%"]);
/// ```
pub fn meanings(unknown: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let decoded = percent_decode_str(unknown).decode_utf8().ok();
    decoded.filter(|decoded| *decoded != unknown).into_iter().chain([unknown.into()])
}

#[cfg(test)]
mod tests {
    use super::{closest, closest_of, meanings, nearest};

    #[test]
    fn a_transposition_is_one_edit() {
        assert_eq!(nearest("tga", ["category", "tag"]), Some("tag"));
    }

    #[test]
    fn chinese_names_are_compared_by_character() {
        assert_eq!(nearest("内存管里", ["性能优化", "内存管理"]), Some("内存管理"));
    }

    #[test]
    fn a_very_long_name_has_no_suggestion() {
        assert_eq!(nearest(&"a".repeat(10_000), ["a"]), None);
    }

    #[test]
    fn the_closest_name_comes_first() {
        assert_eq!(closest("pyton", ["pylon", "python", "rust"], 2), ["pylon", "python"]);
    }

    #[test]
    fn a_name_of_one_letter_is_similar_to_that_letter_with_signs() {
        let known = ["?", "R", "C++", "C#", "CPython", "Python"];
        assert_eq!(closest("c", known, 9), ["C#", "C++"]);
        assert_eq!(closest("D", known, 9), [""; 0]);
        assert_eq!(closest("C++", ["C", "CSS"], 9), ["C"]);
        assert_eq!(closest("猫", ["犬", "猫?"], 9), ["猫?"]);
    }

    #[test]
    fn what_has_several_names_is_returned_once() {
        let known = [("web-dev", 1), ("web dev", 1), ("web", 2)];
        assert_eq!(closest_of("web dav", known, 2), [1, 2]);
    }

    #[test]
    fn only_valid_encodings_have_another_meaning() {
        for text in ["", "a+b", "100%", "%zz", "%ff", "内存"] {
            assert_eq!(meanings(text).collect::<Vec<_>>(), [text], "{text}");
        }
        assert_eq!(meanings("C%2B%2B").next().unwrap(), "C++");
    }
}
