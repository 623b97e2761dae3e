//! Fingerprints of queries: equal for equivalent queries, regardless of spelling.

use jiff::Timestamp;
use jiff::civil::Date;
use siphasher::sip::SipHasher13;

use super::cursor::Fingerprint;
use super::extra_filter::ExtraFilter;
use super::filter::{Filters, values};
use crate::catalog::{Snapshot, normal_lang};
use crate::post::Status;
use crate::text::fold::fold;
use crate::text::nfc::nfc;

/// Collects what distinguishes one query from another, in one buffer, because most parts are a few bytes. Nearly every
/// list has a cursor, so this takes part of the time of every list: SipHash takes a fraction of that of a cryptographic
/// hash for so few bytes. Whoever finds two queries with the same fingerprint can only confuse cursors of their own.
#[derive(Debug)]
pub(super) struct QueryIdentity(Vec<u8>);

impl QueryIdentity {
    /// Starts the identity of a kind of query.
    pub(super) fn new(kind: &str) -> Self {
        let mut identity = Self(Vec::with_capacity(256));
        identity.push(kind);
        identity
    }

    /// Adds a part, so that sequences with different boundaries differ.
    fn push(&mut self, part: &str) {
        self.push_number(part.len() as u64);
        self.0.extend_from_slice(part.as_bytes());
    }

    /// Adds a number, as the same bytes on every machine.
    fn push_number(&mut self, number: u64) {
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    /// Adds the name of a part and the number of its values.
    fn push_name(&mut self, name: &str, count: usize) {
        self.push(name);
        self.push_number(count as u64);
    }

    /// Adds a single text.
    pub(super) fn text(&mut self, name: &str, value: &str) {
        self.push_name(name, 1);
        self.push(value);
    }

    /// Adds a single number.
    pub(super) fn number(&mut self, name: &str, value: impl Into<i128>) {
        self.push_name(name, 1);
        self.0.extend_from_slice(&value.into().to_le_bytes());
    }

    /// Adds a number, if there is one.
    fn optional(&mut self, name: &str, value: Option<impl Into<i128>>) {
        if let Some(value) = value {
            self.number(name, value);
        }
    }

    /// Adds the sort keys, each with the number of its direction, in order.
    pub(super) fn sort(&mut self, keys: impl ExactSizeIterator<Item = (impl AsRef<str>, u8)>) {
        if keys.len() > 0 {
            self.push_name("sort", keys.len());
        }
        for (key, direction) in keys {
            self.push(key.as_ref());
            self.push_number(direction.into());
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
        if !filters.lang.is_empty() {
            let langs = values(&filters.lang, |_| false).into_iter();
            self.set("lang", langs.map(normal_lang).collect());
        }
        if !filters.slug.is_empty() {
            let slugs = values(&filters.slug, |_| false).into_iter();
            let slugs = slugs.map(|slug| nfc(slug).into_owned()).collect();
            match slugs_as_given {
                SlugOrder::Matters => self.list("slug", slugs),
                SlugOrder::DoesNotMatter => self.set("slug", slugs),
            }
        }
        let ends = [("dateFrom", filters.date_from), ("dateTo", filters.date_to)];
        for (name, date) in ends {
            self.optional(name, date.map(number_of));
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
        let statuses = status.iter().fold(0, |statuses, &one| statuses | 1_u32 << one as u8);
        self.number("status", statuses);
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
            if let Some(bound) = bound {
                self.text(&format!("{name} {sign}"), &bound.to_string());
            }
        }
    }

    /// Returns the fingerprint of all parts.
    pub(super) fn fingerprint(&self) -> Fingerprint {
        SipHasher13::new().hash(&self.0).to_le_bytes()
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

/// Returns the digits of a day as a number.
fn number_of(date: Date) -> i32 {
    (i32::from(date.year()) * 100 + i32::from(date.month())) * 100 + i32::from(date.day())
}

#[cfg(test)]
mod tests {
    use std::hash::Hasher as _;

    use siphasher::sip::SipHasher13;

    use super::QueryIdentity;

    #[test]
    fn it_is_the_hash_of_the_parts() {
        let mut identity = QueryIdentity::new("posts");
        identity.text("q", "文 字");
        identity.set("tag", vec!["b".to_owned(), "a".to_owned(), "b".to_owned()]);
        identity.set("lang", Vec::new());
        identity.list("slug", vec!["s".to_owned(); 2]);
        identity.optional("readTimeMax", Some(5_u32));
        identity.optional("readTimeMin", None::<u32>);
        identity.sort([("0", 1), ("4", 0)].into_iter());
        let mut bytes = Vec::new();
        let long = |number: u8| [number, 0, 0, 0, 0, 0, 0, 0];
        let mut text = |text: &str, after: &[u8]| {
            bytes.extend(long(text.len() as u8));
            bytes.extend(text.as_bytes());
            bytes.extend(after);
        };
        text("posts", &[]);
        text("q", &long(1));
        text("文 字", &[]);
        text("tag", &long(2));
        text("a", &[]);
        text("b", &[]);
        text("slug", &long(2));
        text("s", &[]);
        text("s", &[]);
        text("readTimeMax", &[long(1), long(5), long(0)].concat());
        text("sort", &long(2));
        text("0", &long(1));
        text("4", &long(0));
        let mut hasher = SipHasher13::new();
        hasher.write(&bytes);
        assert_eq!(identity.fingerprint(), hasher.finish().to_le_bytes());
    }
}
