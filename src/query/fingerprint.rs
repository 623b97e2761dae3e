//! Fingerprints of queries: equal for equivalent queries, regardless of spelling.

use std::fmt::Display;

use super::cursor::Fingerprint;
use super::extra_filter::ExtraFilter;
use super::filter::{Filters, values};
use crate::catalog::{Snapshot, normal_lang};
use crate::post::Status;
use crate::text::Revision;
use crate::text::fold::fold;
use crate::text::nfc::nfc;

/// Collects what distinguishes one query from another.
#[derive(Debug)]
pub(super) struct QueryIdentity(Vec<String>);

impl QueryIdentity {
    /// Starts the identity of a kind of query.
    pub(super) fn new(kind: &str) -> Self {
        Self(vec![kind.to_owned()])
    }

    /// Adds a single value.
    pub(super) fn part(&mut self, name: &str, value: impl ToString) {
        self.list(name, vec![value.to_string()]);
    }

    /// Adds the sort keys, each with the number of its direction, in order.
    pub(super) fn sort(&mut self, keys: impl Iterator<Item = (impl Display, u8)>) {
        self.list("sort", keys.map(|(key, direction)| format!("{key} {direction}")).collect());
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
            self.set(name, values(raw, |_| false).into_iter().map(fold).collect());
        }
        self.set("lang", values(&filters.lang, |_| false).into_iter().map(normal_lang).collect());
        let slugs = values(&filters.slug, |_| false).into_iter().map(|slug| nfc(slug).into_owned());
        match slugs_as_given {
            SlugOrder::Matters => self.list("slug", slugs.collect()),
            SlugOrder::DoesNotMatter => self.set("slug", slugs.collect()),
        }
        let ends = [("dateFrom", filters.date_from), ("dateTo", filters.date_to)];
        for (name, date) in ends {
            self.set(name, date.iter().map(ToString::to_string).collect());
        }
        let since = filters.updated_since.map(|since| since.as_nanosecond().to_string());
        self.set("updatedSince", since.into_iter().collect());
        let minutes =
            [("readTimeMin", filters.read_time_min), ("readTimeMax", filters.read_time_max)];
        for (name, minutes) in minutes {
            self.set(name, minutes.iter().map(ToString::to_string).collect());
        }
        let status: &[Status] =
            if filters.status.is_empty() { &[Status::Published] } else { &filters.status };
        self.set("status", status.iter().map(|&status| (status as u8).to_string()).collect());
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
            self.set(&format!("{name} {sign}"), bound.iter().map(ToString::to_string).collect());
        }
    }

    /// Returns the fingerprint of all parts.
    pub(super) fn fingerprint(&self) -> Fingerprint {
        let hash = Revision::of_parts(self.0.iter().map(String::as_bytes));
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
            self.0.push(format!("{name} {}", values.len()));
            self.0.extend(values);
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
