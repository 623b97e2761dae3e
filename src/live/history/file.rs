//! The format in which manifests are stored: JSON, in a file that has a checksum.
//!
//! Nothing in the file is trusted: what a program with a fault or another version wrote is refused as a whole.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::post::Moment;
use crate::sync::{Bounds, Manifest, Past, PastPost, Row, Step, SyncToken, Version};
use crate::text::{Lang, Revision, Slug};

/// The current and the past manifests.
#[derive(Debug, Serialize, Deserialize)]
struct Stored<'a> {
    token: String,
    rows: Vec<StoredRow<'a>>,
    past: Vec<StoredStep<'a>>,
}

/// A slug, a language and a version.
type StoredRow<'a> = (Cow<'a, str>, Cow<'a, str>, StoredVersion);

/// An `etag` and the time of the last change.
type StoredVersion = (String, Option<String>);

/// A token, and the posts that differ in the next manifest.
type StoredStep<'a> = (String, Vec<StoredPost<'a>>);

/// A slug, a language, the version that it was, and the new name.
type StoredPost<'a> = (Cow<'a, str>, Cow<'a, str>, Option<StoredVersion>, Option<StoredName<'a>>);

/// A slug and a language.
type StoredName<'a> = (Cow<'a, str>, Cow<'a, str>);

/// Returns the content of the file.
pub(super) fn write(current: &Manifest, past: &Past) -> Vec<u8> {
    let stored = Stored {
        token: current.token().to_string(),
        rows: current.rows().iter().map(row).collect(),
        past: past.steps().map(step).collect(),
    };
    serde_json::to_vec(&stored).expect("texts and lists are JSON")
}

fn row(row: &Row) -> StoredRow<'_> {
    let (slug, lang) = name(row.slug(), row.lang());
    (slug, lang, version(&Version { etag: row.etag(), updated_at: row.updated_at() }))
}

fn step(step: &Step) -> StoredStep<'_> {
    let posts = step.posts.iter().map(|post| {
        let (slug, lang) = name(&post.slug, &post.lang);
        let renamed = post.renamed.as_ref().map(|(slug, lang)| name(slug, lang));
        (slug, lang, post.was.as_ref().map(version), renamed)
    });
    (step.from.to_string(), posts.collect())
}

fn name<'a>(slug: &'a Slug, lang: &'a Lang) -> StoredName<'a> {
    (slug.as_str().into(), lang.as_str().into())
}

fn version(version: &Version) -> StoredVersion {
    (version.etag.to_string(), version.updated_at.map(|at| at.to_string()))
}

/// Reads the content of a file; `None` if it is not what [`write`] writes.
pub(super) fn read(bytes: &[u8], bounds: Bounds) -> Option<(Manifest, Past)> {
    let stored: Stored<'_> = serde_json::from_slice(bytes).ok()?;
    let rows = stored.rows.iter().map(|(slug, lang, version)| {
        let Version { etag, updated_at } = read_version(version)?;
        Some(Row::stored(read_slug(slug)?, read_lang(lang)?, etag, updated_at))
    });
    let manifest = Manifest::of_rows(rows.collect::<Option<_>>()?)?;
    if manifest.token() != read_token(&stored.token)? {
        return None;
    }
    let mut past = Past::new(bounds);
    for (from, posts) in &stored.past {
        let posts = posts.iter().map(|(slug, lang, was, renamed)| {
            let name = |(slug, lang): &StoredName<'_>| Some((read_slug(slug)?, read_lang(lang)?));
            Some(PastPost {
                slug: read_slug(slug)?,
                lang: read_lang(lang)?,
                was: optional(was.as_ref(), read_version)?,
                renamed: optional(renamed.as_ref(), name)?,
            })
        });
        let step = Step { from: read_token(from)?, posts: posts.collect::<Option<_>>()? };
        if !step.is_sorted() {
            return None;
        }
        past.push(step);
    }
    Some((manifest, past))
}

/// Reads a value that may be absent; the outer `None` means that it is present and invalid.
fn optional<T, R>(value: Option<&T>, read: impl Fn(&T) -> Option<R>) -> Option<Option<R>> {
    match value {
        None => Some(None),
        Some(value) => read(value).map(Some),
    }
}

fn read_version((etag, updated_at): &StoredVersion) -> Option<Version> {
    let updated_at = optional(updated_at.as_ref(), |text| text.parse::<Moment>().ok())?;
    Some(Version { etag: Revision::from_hex(etag)?, updated_at })
}

fn read_slug(text: &str) -> Option<Slug> {
    Slug::new(text).ok().filter(|slug| slug.as_str() == text)
}

fn read_lang(text: &str) -> Option<Lang> {
    Lang::parse(text).ok().filter(|lang| lang.as_str() == text)
}

fn read_token(text: &str) -> Option<SyncToken> {
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::{read, write};
    use crate::catalog::test_support::{Sample, at, post, snapshot};
    use crate::sync::{Bounds, Manifest, Past};

    const BOUNDS: Bounds = Bounds { count: 10, bytes: 1 << 20 };

    fn manifest(posts: impl IntoIterator<Item = Sample>) -> Manifest {
        let snapshot = snapshot(posts);
        Manifest::of(&snapshot, &snapshot.visible(at("2026-01-01")), None)
    }

    fn stored() -> (Manifest, Past) {
        let a = || post("a").lang("zh").updated("2025-02-03");
        let manifests = [
            manifest([a(), post("old").path("x.md")]),
            manifest([a().revised(b"2"), post("新").path("x.md")]),
            manifest([a().revised(b"3")]),
        ];
        let mut past = Past::new(BOUNDS);
        for pair in manifests.windows(2) {
            past.record(&pair[0], &pair[1]);
        }
        let [.., current] = manifests;
        (current, past)
    }

    #[test]
    fn what_was_written_is_read() {
        let (current, past) = stored();
        let bytes = write(&current, &past);
        let (read_current, read_past) = read(&bytes, BOUNDS).unwrap();
        assert_eq!(read_current.token(), current.token());
        assert!(read_past.steps().eq(past.steps()));
        assert_eq!(write(&read_current, &read_past), bytes);
        let few = read(&bytes, Bounds { count: 1, ..BOUNDS }).unwrap().1;
        assert_eq!(few.steps().len(), 1);
    }

    #[test]
    fn rows_that_are_not_those_of_the_token_are_refused() {
        let (current, past) = stored();
        let whole: Value = serde_json::from_slice(&write(&current, &past)).unwrap();
        for (pointer, value) in [
            ("/token", "v1.AAAAAAAAAAAAAAAAAAAAAA"),
            ("/rows/0/0", "b"),
            ("/rows/0/1", "ZH"),
            ("/rows/0/2/0", "00000000000000000000000000000000"),
            ("/rows/0/2/1", "yesterday"),
            ("/past/0/0", "v1."),
            ("/past/0/1/0/0", "a/b"),
            ("/past/0/1/0/0", "zzz"),
        ] {
            let mut wrong = whole.clone();
            *wrong.pointer_mut(pointer).expect(pointer) = value.into();
            let bytes = serde_json::to_vec(&wrong).unwrap();
            assert!(read(&bytes, BOUNDS).is_none(), "{pointer}");
        }
    }

    proptest! {
        #[test]
        fn damaged_content_is_refused_or_read_and_never_a_panic(
            cut in any::<prop::sample::Index>(),
            at in any::<prop::sample::Index>(),
            byte: u8,
        ) {
            let (current, past) = stored();
            let whole = write(&current, &past);
            prop_assert!(read(&whole[..cut.index(whole.len())], BOUNDS).is_none());
            let mut other = whole.clone();
            other[at.index(whole.len())] = byte;
            if let Some((manifest, _)) = read(&other, BOUNDS) {
                prop_assert!(manifest.rows().len() <= current.rows().len());
            }
        }

        #[test]
        fn any_bytes_are_read_without_panic(bytes: Vec<u8>) {
            prop_assert!(read(&bytes, BOUNDS).is_none());
        }
    }
}
