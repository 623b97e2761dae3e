//! Fingerprints of queries: equal for equivalent queries, regardless of spelling.

use std::fmt::Display;
use std::io::Write as _;

use jiff::Timestamp;

use super::cursor::Fingerprint;
use super::extra_filter::ExtraFilter;
use super::filter::{Filters, values};
use crate::catalog::{Snapshot, normal_lang};
use crate::post::Status;
use crate::text::Revision;
use crate::text::fold::fold;
use crate::text::nfc::nfc;

/// Collects what distinguishes one query from another, as the parts of [`Revision::of_parts`] in one buffer: most lists
/// have a cursor, and most of their parts are a few bytes.
#[derive(Debug)]
pub(super) struct QueryIdentity(Vec<u8>);

impl QueryIdentity {
    /// Starts the identity of a kind of query.
    pub(super) fn new(kind: &str) -> Self {
        let mut identity = Self(Vec::with_capacity(256));
        identity.push(kind);
        identity
    }

    fn push(&mut self, part: &str) {
        self.0.extend_from_slice(&(part.len() as u64).to_le_bytes());
        self.0.extend_from_slice(part.as_bytes());
    }

    /// Adds a part without storing it elsewhere first.
    fn push_display(&mut self, part: impl Display) {
        let start = self.0.len();
        self.0.extend_from_slice(&[0; size_of::<u64>()]);
        write!(self.0, "{part}").expect("memory takes any bytes");
        let (length, written) = self.0[start..].split_at_mut(size_of::<u64>());
        length.copy_from_slice(&(written.len() as u64).to_le_bytes());
    }

    /// Adds the name of a part and the number of its values. The bytes are those of formatted text, which takes longer.
    fn push_name(&mut self, name: &str, count: usize) {
        if count > 9 {
            self.push_display(format_args!("{name} {count}"));
            return;
        }
        self.0.extend_from_slice(&(name.len() as u64 + 2).to_le_bytes());
        self.0.extend_from_slice(name.as_bytes());
        self.0.extend_from_slice(&[b' ', b'0' + count as u8]);
    }

    /// Adds a single value.
    pub(super) fn part(&mut self, name: &str, value: impl Display) {
        self.push_name(name, 1);
        self.push_display(value);
    }

    /// Adds a value, if there is one.
    fn optional(&mut self, name: &str, value: Option<impl Display>) {
        if let Some(value) = value {
            self.part(name, value);
        }
    }

    /// Adds the sort keys, each with the number of its direction, in order.
    pub(super) fn sort(&mut self, keys: impl ExactSizeIterator<Item = (impl Display, u8)>) {
        if keys.len() > 0 {
            self.push_name("sort", keys.len());
        }
        for (key, direction) in keys {
            self.push_display(format_args!("{key} {direction}"));
        }
    }

    /// Adds all filters. The order of a filter's values does not matter, except that of slugs if it is
    /// also the order of the result.
    pub(super) fn filters(
        &mut self,
        filters: &Filters,
        snapshot: &Snapshot,
        slugs_as_given: SlugOrder,
    ) {
        let lists = [
            ("tag", &filters.tag),
            ("tagAll", &filters.tag_all),
            ("tagNot", &filters.tag_not),
            ("category", &filters.category),
            ("categoryNot", &filters.category_not),
            ("author", &filters.author),
            ("series", &filters.series),
        ];
        for (name, raw) in lists {
            if !raw.is_empty() {
                self.set(name, values(raw, |_| false).into_iter().map(fold).collect());
            }
        }
        self.set("lang", values(&filters.lang, |_| false).into_iter().map(normal_lang).collect());
        let slugs = values(&filters.slug, |_| false).into_iter().map(|slug| nfc(slug).into_owned());
        match slugs_as_given {
            SlugOrder::Matters => self.list("slug", slugs.collect()),
            SlugOrder::DoesNotMatter => self.set("slug", slugs.collect()),
        }
        let ends = [("dateFrom", filters.date_from), ("dateTo", filters.date_to)];
        for (name, date) in ends {
            self.optional(name, date);
        }
        let since = filters.updated_since.map(Timestamp::as_nanosecond);
        self.optional("updatedSince", since);
        let minutes =
            [("readTimeMin", filters.read_time_min), ("readTimeMax", filters.read_time_max)];
        for (name, minutes) in minutes {
            self.optional(name, minutes);
        }
        let status: &[Status] =
            if filters.status.is_empty() { &[Status::Published] } else { &filters.status };
        match status {
            [one] => self.part("status", *one as u8),
            several => {
                self.set("status", several.iter().map(|&one| (one as u8).to_string()).collect());
            }
        }
        for filter in &filters.extra {
            self.extra(filter, snapshot);
        }
    }

    fn extra(&mut self, filter: &ExtraFilter, snapshot: &Snapshot) {
        let name = filter.name(snapshot);
        let is_whole = filter.has_options(snapshot);
        let texts = values(&filter.texts, |_| is_whole).into_iter().map(fold);
        let all = texts.chain(filter.values.iter().map(ToString::to_string));
        self.set(&format!("{name} ="), all.collect());
        for (sign, bound) in [(">=", filter.min), ("<=", filter.max)] {
            self.optional(&format!("{name} {sign}"), bound);
        }
    }

    /// Returns the fingerprint of all parts.
    pub(super) fn fingerprint(&self) -> Fingerprint {
        let hash = Revision::of(&self.0);
        let mut fingerprint = Fingerprint::default();
        for (to, from) in fingerprint.iter_mut().zip(hash.as_bytes()) {
            *to = *from;
        }
        fingerprint
    }

    fn set(&mut self, name: &str, mut values: Vec<String>) {
        values.sort_unstable();
        values.dedup();
        self.list(name, values);
    }

    fn list(&mut self, name: &str, values: Vec<String>) {
        if !values.is_empty() {
            self.push_name(name, values.len());
            values.iter().for_each(|value| self.push(value));
        }
    }
}

/// Whether the order in which slugs are given is the order of the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SlugOrder {
    Matters,
    /// The result is sorted otherwise.
    DoesNotMatter,
}

#[cfg(test)]
mod tests {
    use super::QueryIdentity;
    use crate::text::Revision;

    #[test]
    fn it_is_the_hash_of_the_parts() {
        let mut identity = QueryIdentity::new("posts");
        identity.part("q", "文 字");
        identity.set("tag", vec!["b".to_owned(), "a".to_owned(), "b".to_owned()]);
        identity.set("lang", Vec::new());
        identity.list("slug", (0..12).map(|_| "s".to_owned()).collect());
        identity.optional("readTimeMax", Some(5));
        identity.optional("readTimeMin", None::<u32>);
        identity.sort([("0", 1), ("4", 0)].into_iter());
        let parts = [
            "posts",
            "q 1",
            "文 字",
            "tag 2",
            "a",
            "b",
            "slug 12",
            "s",
            "s",
            "s",
            "s",
            "s",
            "s",
            "s",
            "s",
            "s",
            "s",
            "s",
            "s",
            "readTimeMax 1",
            "5",
            "sort 2",
            "0 1",
            "4 0",
        ];
        let expected = Revision::of_parts(parts.map(str::as_bytes));
        assert_eq!(identity.fingerprint(), expected.as_bytes()[..8]);
    }
}
