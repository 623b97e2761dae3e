//! File names of slugs, which every file system, archive and static host accepts.
//!
//! Letters of all scripts are kept, because hosts look up the decoded path of a request: the file of `/tags/内存` is
//! `内存.json`. What some file system or host refuses is written as `~` with the hexadecimal bytes. `~` is not encoded in
//! URLs (RFC 3986, section 2.3), so such a name reads the same in both.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::char::is_combining_mark;
use unicode_normalization::is_nfc;

use crate::text::Revision;
use crate::text::fold::fold;
use crate::text::invisible::{has_no_width, is_odd_space};

/// The maximum length of a name in bytes of UTF-8, without its extension. File systems allow 255 for a whole name.
const MAX_BYTES: usize = 180;

/// The number of hexadecimal digits that replace the end of a longer name.
const HASH_DIGITS: usize = 16;

/// ASCII characters that Windows, Netlify, URLs or the rules of hosts give a meaning to, and the sign of escapes.
const RESERVED: &str = "<>:\"/\\|?*#%~&;{}`$^'";

/// Names of devices on Windows, with any extension.
const DEVICES: [&str; 7] = ["con", "prn", "aux", "nul", "conin$", "conout$", "clock$"];

/// The file names of the slugs of one folder. Those of different slugs differ even for a file system that ignores
/// case, width and Unicode normalization.
#[derive(Debug, Default)]
pub(super) struct Names(BTreeMap<String, String>);

impl Names {
    /// Chooses names. Each depends only on the slug and on whether another one is too similar.
    pub(super) fn of<'a>(slugs: impl IntoIterator<Item = &'a str>) -> Self {
        let slugs: BTreeSet<&str> = slugs.into_iter().collect();
        let mut alike: BTreeMap<String, usize> = BTreeMap::new();
        for slug in &slugs {
            *alike.entry(key(slug)).or_default() += 1;
        }
        let name = |slug: &str| {
            let is_ambiguous = alike.get(&key(slug)).is_some_and(|&count| count > 1);
            portable(slug, is_ambiguous || !is_nfc(slug))
        };
        Self(slugs.iter().map(|&slug| (slug.to_owned(), name(slug))).collect())
    }

    /// Returns the name of a slug, which must be one of those that were given.
    pub(super) fn get(&self, slug: &str) -> &str {
        self.0.get(slug).expect("names were chosen for all slugs")
    }
}

/// The names of paths with several segments.
#[derive(Debug, Default)]
pub(super) struct Paths(BTreeMap<String, Names>);

impl Paths {
    /// Chooses the names of all segments, folder by folder.
    pub(super) fn of<'a>(paths: impl IntoIterator<Item = &'a str>) -> Self {
        let mut folders: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        for path in paths {
            for (folder, segment) in segments(path) {
                folders.entry(folder.to_owned()).or_default().insert(segment);
            }
        }
        Self(folders.into_iter().map(|(folder, names)| (folder, Names::of(names))).collect())
    }

    /// Returns the path of a path that was given.
    pub(super) fn get(&self, path: &str) -> String {
        let name = |(folder, segment): (&str, &str)| self.0[folder].get(segment).to_owned();
        segments(path).map(name).collect::<Vec<_>>().join("/")
    }
}

/// Returns each segment of a path after the folder that it is in.
fn segments(path: &str) -> impl Iterator<Item = (&str, &str)> {
    let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
    let mut start = 0;
    ends.map(move |end| {
        let found = (&path[..start], &path[start..end]);
        start = end + 1;
        found
    })
}

/// Returns what two names share if some file system may take them for the same. Coarser than any of them.
pub(super) fn key(name: &str) -> String {
    fold(name)
}

/// Returns the name of a slug. An `ambiguous` one has only lower-case ASCII letters, digits, `-`, `_`, `.` and escapes.
fn portable(slug: &str, ambiguous: bool) -> String {
    let stem = slug.split('.').next().unwrap_or_default();
    let (first, last) = (0, slug.char_indices().last().map_or(0, |(at, _)| at));
    let mut name = String::with_capacity(slug.len());
    let mut after_escape = false;
    for (at, c) in slug.char_indices() {
        let is_refused = is_refused(c)
            || (c == '.' && (at == first || at == last))
            || (at == first && is_device(stem))
            || (ambiguous && !is_plain(c))
            // It would combine with a digit.
            || (after_escape && is_combining_mark(c));
        after_escape = is_refused;
        if is_refused {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                name.push_str(&format!("~{byte:02x}"));
            }
        } else {
            name.push(c);
        }
    }
    if name.is_empty() {
        return "~".to_owned();
    }
    if name.len() > MAX_BYTES {
        let hash = Revision::of(slug.as_bytes()).to_string();
        // An escape never begins with two of the signs.
        name.truncate(name.floor_char_boundary(MAX_BYTES - HASH_DIGITS - 2));
        name.push_str("~~");
        name.push_str(&hash[..HASH_DIGITS]);
    }
    name
}

fn is_plain(c: char) -> bool {
    matches!(c, 'a'..='z' | '0'..='9' | '-' | '_' | '.')
}

/// Whether a character is refused or changed somewhere: by Windows, by a host, or because it cannot be seen.
fn is_refused(c: char) -> bool {
    let is_unassigned = matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{fdd0}'..='\u{fdef}' | '\u{fff0}'..='\u{ffff}' | '\u{e0000}'..);
    let is_plane_end = u32::from(c) & 0xfffe == 0xfffe;
    c.is_control()
        || c.is_whitespace()
        || is_odd_space(c)
        || has_no_width(c)
        || is_unassigned
        || is_plane_end
        || RESERVED.contains(c)
}

/// Whether Windows takes a name with this stem for a device, also with digits in superscript.
fn is_device(stem: &str) -> bool {
    let stem = stem.to_lowercase();
    let port = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    let is_port = port.is_some_and(|rest| {
        let mut rest = rest.chars();
        let is_digit = |c: char| c.is_ascii_digit() || matches!(c, '¹' | '²' | '³');
        rest.next().is_some_and(is_digit) && rest.next().is_none()
    });
    is_port || DEVICES.contains(&&*stem)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

    use super::{Names, Paths, is_device};

    fn name(slug: &str) -> String {
        Names::of([slug]).get(slug).to_owned()
    }

    #[test]
    fn letters_of_all_scripts_are_kept() {
        for slug in ["hello-world", "Hello", "内存管理", "がく", "한국어", "c++", "v1.0", "_a", "é"]
        {
            assert_eq!(name(slug), slug);
        }
    }

    #[test]
    fn what_some_system_refuses_is_escaped() {
        for (slug, expected) in [
            ("c#", "c~23"),
            ("a/b", "a~2fb"),
            (".", "~2e"),
            ("..", "~2e~2e"),
            (".hidden", "~2ehidden"),
            ("a.", "a~2e"),
            ("a b", "a~20b"),
            ("what?", "what~3f"),
            ("con", "~63on"),
            ("AUX.x", "~41UX.x"),
            ("com1", "~63om1"),
            ("console", "console"),
            ("~a", "~7ea"),
            ("100%", "100~25"),
            ("", "~"),
        ] {
            assert_eq!(name(slug), expected, "{slug}");
        }
        assert!(is_device("LPT³") && !is_device("com") && !is_device("com10"));
    }

    #[test]
    fn names_that_differ_only_in_case_or_form_are_escaped_further() {
        let names = Names::of(["C", "c", "Ｃ", "rust"]);
        assert_eq!((names.get("C"), names.get("c")), ("~43", "c"));
        assert_eq!(names.get("Ｃ"), "~ef~bc~a3");
        assert_eq!(names.get("rust"), "rust");
    }

    #[test]
    fn paths_are_named_segment_by_segment() {
        let paths = Paths::of(["img/A.png", "img/a.png", "IMG/b c.png"]);
        assert_eq!(paths.get("img/A.png"), "img/~41.png");
        assert_eq!(paths.get("img/a.png"), "img/a.png");
        assert_eq!(paths.get("IMG/b c.png"), "~49~4d~47/b~20c.png");
    }

    /// What systems document about names: Windows (naming files), Netlify, APFS.
    fn assert_valid(name: &str) {
        assert!(!name.is_empty() && name.len() + ".json".len() <= 255, "{name}");
        assert!(!name.starts_with('.') && !name.ends_with(['.', ' ']), "{name}");
        assert!(!name.contains(|c: char| c.is_control() || "<>:\"/\\|?*#% ".contains(c)), "{name}");
        let stem = name.split('.').next().expect("a stem").to_ascii_uppercase();
        let devices = ["CON", "PRN", "AUX", "NUL", "COM1", "COM9", "LPT1", "LPT9"];
        assert!(!devices.contains(&&*stem), "{name}");
        assert!(name.nfc().eq(name.chars()), "{name}");
    }

    proptest! {
        #[test]
        fn names_are_valid_and_never_the_same(
            slugs in prop::collection::btree_set(
                prop_oneof!["[a-cA-C~.ＣéÉſſßs]{1,3}", "\\PC{0,8}", "[内存]{58,64}", "(con|NUL|Com1)[.x]{0,2}", "(e\u{301}|é|E\u{301}|~65)"],
                1..12,
            )
        ) {
            let names = Names::of(slugs.iter().map(String::as_str));
            let chosen: Vec<&str> = slugs.iter().map(|slug| names.get(slug)).collect();
            for name in &chosen {
                assert_valid(name);
            }
            for same in [
                |name: &str| name.to_lowercase(),
                |name: &str| name.to_uppercase(),
                |name: &str| name.nfd().collect::<String>().to_lowercase(),
                |name: &str| name.nfkc().collect::<String>().to_lowercase(),
            ] {
                let distinct: BTreeSet<String> = chosen.iter().map(|name| same(name)).collect();
                prop_assert_eq!(distinct.len(), chosen.len(), "{:?}", chosen);
            }
        }
    }
}
