//! Spelling suggestions: the known names closest to a misspelled one.

use strsim::damerau_levenshtein;

use super::fold::fold;

/// The maximum length of a misspelled name, in characters. Longer names have no suggestions.
const LONGEST_NAME: usize = 64;

/// Returns the known name closest to `wrong`, if one is close enough: at most one edit for up to
/// four characters, two for up to eight, otherwise a quarter of the length. A known name also
/// counts as close if it starts with `wrong` or the other way round. Ties go to the name listed
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
    let mut near: Vec<(usize, usize, &str)> = known
        .into_iter()
        .enumerate()
        .filter(|(_, name)| name.len() <= LONGEST_NAME * 4)
        .filter_map(|(position, name)| {
            let folded = fold(name);
            let distance = damerau_levenshtein(&wrong, &folded);
            let begins = length >= 2
                && (folded.starts_with(&wrong)
                    || (folded.len() >= 2 && wrong.starts_with(&folded)));
            (distance <= allowed || begins).then_some((distance, position, name))
        })
        .collect();
    near.sort_unstable();
    near.into_iter().take(limit).map(|(_, _, name)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::{closest, nearest};

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
}
