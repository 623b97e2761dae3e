//! Resolves the filters of a query into sets of posts.

use std::borrow::Cow;

use roaring::RoaringBitmap;

use super::docs::Docs;
use super::extra;
use super::extra_filter::ExtraFilter;
use super::filter::{Facet, Filters, UnknownTerm, values};
use super::filter_set::{Set, Universe, combine};
use super::lang_range::LangRange;
use super::near::{near_names, near_terms};
use crate::catalog::{
    Collated, CollationChoice, Column, Snapshot, Tally, Taxonomy, TermId, Terms, Visible,
    normal_lang,
};
use crate::text::Lang;
use crate::text::lang_code::meant;
use crate::text::nfc::nfc;

/// The maximum number of unknown terms per query for which similar ones are searched, which is the
/// expensive part of a query.
const MAX_SEARCHED: usize = 20;

/// The filters of a query, resolved at a given time.
#[derive(Debug)]
pub(super) struct ResolvedFilters<'a> {
    snapshot: &'a Snapshot,
    visible: &'a Visible,
    /// The posts with any of the requested statuses. Other posts must not influence the result.
    pub(super) universe: Cow<'a, RoaringBitmap>,
    /// Whether these are the posts that anyone may see.
    public_only: bool,
    /// Each set with the facet whose counts ignore it.
    sets: Vec<(Option<Facet>, Set<'a>)>,
    /// The requested slugs in order, without repetitions.
    pub(super) slugs: Vec<String>,
    pub(super) unknown: Vec<UnknownTerm>,
    pub(super) missing: Vec<String>,
}

impl<'a> ResolvedFilters<'a> {
    /// Resolves `filters`. Terms that no post with the requested statuses has are unknown.
    pub(super) fn resolve(snapshot: &'a Snapshot, visible: &'a Visible, filters: &Filters) -> Self {
        let mut resolved = Self {
            snapshot,
            visible,
            universe: visible.with_statuses(&filters.status),
            public_only: visible.is_public_only(&filters.status),
            sets: Vec::with_capacity(4),
            slugs: Vec::new(),
            unknown: Vec::new(),
            missing: Vec::new(),
        };
        resolved.any_of("tag", Taxonomy::Tag, &filters.tag);
        resolved.all_of("tagAll", Taxonomy::Tag, &filters.tag_all);
        resolved.none_of("tagNot", Taxonomy::Tag, &filters.tag_not);
        resolved.any_of("category", Taxonomy::Category, &filters.category);
        resolved.none_of("categoryNot", Taxonomy::Category, &filters.category_not);
        resolved.any_of("author", Taxonomy::Author, &filters.author);
        resolved.any_of("series", Taxonomy::Series, &filters.series);
        resolved.langs(&filters.lang);
        resolved.slugs(&filters.slug);
        resolved.dates(filters);
        resolved.parts(filters);
        for filter in &filters.extra {
            resolved.extra(filter);
        }
        resolved
    }

    /// Returns the orders by the collation that suits the languages of the posts that may influence the
    /// result.
    pub(super) fn collated(&self) -> &'a Collated {
        self.snapshot.collated_by(self.collation())
    }

    /// Returns the collation that suits the languages of the posts that may influence the result.
    pub(super) fn collation(&self) -> CollationChoice {
        if self.public_only {
            self.snapshot.public_collation(self.visible)
        } else {
            self.snapshot.collation_for(&self.universe)
        }
    }

    /// Returns who may see the posts that may influence the result, if that is everyone.
    pub(super) fn public(&self) -> Option<&'a Visible> {
        Some(self.visible).filter(|_| self.public_only)
    }

    /// Restricts the result to `docs`.
    pub(super) fn restrict_to(&mut self, docs: RoaringBitmap) {
        self.sets.push((None, Set::Keep(Cow::Owned(docs))));
    }

    /// Returns the posts that match. `without` omits the filters that belong to a facet.
    pub(super) fn docs(&self, without: Option<Facet>) -> Docs<'_> {
        let counted = |own: &Option<Facet>| own.is_none() || *own != without;
        let sets = self.sets.iter().filter(|(own, _)| counted(own)).map(|(_, set)| set);
        let (docs, posts) = (&*self.universe, self.snapshot.posts().len());
        combine(sets, &Universe { docs, public: self.public(), posts })
    }

    /// Returns whether any filter of a facet was given, in which case it counts other posts than are listed.
    pub(super) fn narrows(&self, facet: Facet) -> bool {
        self.sets.iter().any(|(own, _)| *own == Some(facet))
    }

    /// Counts the terms of a taxonomy among `docs`, which must be a result of [`Self::docs`].
    pub(super) fn tally(&self, taxonomy: Taxonomy, docs: &RoaringBitmap) -> Cow<'a, Tally> {
        let terms = self.snapshot.terms(taxonomy);
        let tally = || Cow::Owned(terms.tally(docs, self.snapshot.calendar()));
        self.public_tally(taxonomy, docs).map_or_else(tally, Cow::Borrowed)
    }

    /// Like [`Self::tally`], without the latest days.
    pub(super) fn counts(&self, taxonomy: Taxonomy, docs: &RoaringBitmap) -> Cow<'a, [u32]> {
        if let Some(tally) = self.public_tally(taxonomy, docs) {
            return Cow::Borrowed(&tally.counts);
        }
        let terms = self.snapshot.terms(taxonomy);
        let public = self.visible.public();
        if !self.public_only || docs.len() <= public.len() / 2 {
            return Cow::Owned(terms.counts(docs).into());
        }
        // The posts that are left out are fewer.
        let mut counts = self.snapshot.public_tally(self.visible, taxonomy).counts.to_vec();
        let others = terms.counts(&(public - docs));
        counts.iter_mut().zip(&others).for_each(|(count, others)| *count -= others);
        Cow::Owned(counts)
    }

    /// Returns the cached counts if `docs` are the posts that anyone may see.
    fn public_tally(&self, taxonomy: Taxonomy, docs: &RoaringBitmap) -> Option<&'a Tally> {
        let public = self.visible.public();
        // Lengths are compared first, because that is cheaper.
        let is_public = docs.len() == public.len() && *docs == *public;
        is_public.then(|| self.snapshot.public_tally(self.visible, taxonomy))
    }

    fn any_of(&mut self, filter: &'static str, taxonomy: Taxonomy, raw: &[String]) {
        let terms = self.snapshot.terms(taxonomy);
        let Some(known) = self.terms(filter.into(), terms, raw) else { return };
        self.sets.push((Some(Facet::Terms(taxonomy)), any_of(terms, known)));
    }

    fn none_of(&mut self, filter: &'static str, taxonomy: Taxonomy, raw: &[String]) {
        let terms = self.snapshot.terms(taxonomy);
        let Some(known) = self.terms(filter.into(), terms, raw) else { return };
        self.sets.push((Some(Facet::Terms(taxonomy)), Set::Drop(union(terms, &known))));
    }

    fn all_of(&mut self, filter: &'static str, taxonomy: Taxonomy, raw: &[String]) {
        let before = self.unknown.len();
        let terms = self.snapshot.terms(taxonomy);
        let Some(known) = self.terms(filter.into(), terms, raw) else { return };
        let own = Some(Facet::Terms(taxonomy));
        if self.unknown.len() > before {
            self.sets.push((own, Set::Keep(Cow::default())));
        }
        let sets = known.into_iter().map(|term| Set::KeepTerms(terms, vec![term]));
        self.sets.extend(sets.map(|set| (own, set)));
    }

    /// Returns the known terms of a filter, or `None` if it has no values.
    fn terms(
        &mut self,
        filter: Cow<'static, str>,
        terms: &Terms,
        raw: &[String],
    ) -> Option<Vec<TermId>> {
        let find = |value: &str| terms.find(value, &self.universe);
        // Most names have no comma, and to look for one with the commas of a list takes as long as for each of its values.
        let values = values(raw, |value| terms.have_commas() && find(value).is_some());
        if values.is_empty() {
            return None;
        }
        let mut known = Vec::with_capacity(values.len());
        let mut unknown: Vec<&str> = Vec::new();
        for value in values {
            match find(value) {
                Some(term) => known.push(term),
                None => unknown.push(value),
            }
        }
        known.sort_unstable();
        known.dedup();
        for value in unknown {
            let universe = Cow::clone(&self.universe);
            self.remark(filter.clone(), value, |is_searched| {
                let near = is_searched.then(|| near_terms(terms, value, &universe));
                (near.unwrap_or_default(), false)
            });
        }
        Some(known)
    }

    fn langs(&mut self, raw: &[String]) {
        let values = values(raw, |_| false);
        if values.is_empty() {
            return;
        }
        let mut docs = RoaringBitmap::new();
        for value in values {
            docs |= self.lang(value);
        }
        self.sets.push((Some(Facet::Lang), Set::Keep(Cow::Owned(docs))));
    }

    /// Returns the posts in the languages that a range matches. If no visible post is in any, the range is
    /// shortened until one is (RFC 4647, section 3.4), because readers of `zh-CN` can read `zh`.
    fn lang(&mut self, value: &str) -> RoaringBitmap {
        let langs: Vec<(&Lang, &RoaringBitmap)> = {
            let langs = self.snapshot.langs().iter();
            langs.filter(|(_, docs)| !docs.is_disjoint(&self.universe)).collect()
        };
        for (shortened, range) in LangRange::new(value).fallbacks().enumerate() {
            let mut docs = RoaringBitmap::new();
            let matching = langs.iter().filter(|(lang, _)| range.matches(lang));
            matching.for_each(|(_, of_lang)| docs |= *of_lang);
            if docs.is_empty() {
                continue;
            }
            if shortened > 0 {
                self.remark("lang".into(), value, |_| (vec![range.canonical()], true));
            }
            return docs;
        }
        self.remark("lang".into(), value, |is_searched| {
            let wrong = meant(value).unwrap_or_else(|| normal_lang(value));
            let tags = langs.iter().filter(|_| is_searched).map(|(lang, _)| lang.as_str());
            (near_names(&wrong, tags), false)
        });
        RoaringBitmap::new()
    }

    /// Records a value that no visible post has, once. `describe` returns suggestions, and whether the first was
    /// used instead of the value; its argument is whether similar values may be searched for.
    fn remark(
        &mut self,
        filter: Cow<'static, str>,
        value: &str,
        describe: impl FnOnce(bool) -> (Vec<String>, bool),
    ) {
        if self.unknown.iter().any(|known| known.filter == filter && known.value == value) {
            return;
        }
        let (suggestions, is_replaced) = describe(self.unknown.len() < MAX_SEARCHED);
        self.unknown.push(UnknownTerm {
            filter,
            value: value.to_owned(),
            suggestions,
            is_replaced,
        });
    }

    fn slugs(&mut self, raw: &[String]) {
        let snapshot = self.snapshot;
        let visible =
            |slug: &str| snapshot.versions(slug).iter().any(|&doc| self.universe.contains(doc));
        let mut docs = RoaringBitmap::new();
        for slug in values(raw, visible) {
            let slug = nfc(slug).into_owned();
            if self.slugs.contains(&slug) {
                continue;
            }
            if !visible(&slug) {
                self.missing.push(slug.clone());
            }
            docs.extend(snapshot.versions(&slug));
            self.slugs.push(slug);
        }
        if !self.slugs.is_empty() {
            self.sets.push((None, Set::Keep(Cow::Owned(docs))));
        }
    }

    fn dates(&mut self, filters: &Filters) {
        if filters.date_from.is_some() || filters.date_to.is_some() {
            let (calendar, from, to) =
                (self.snapshot.calendar(), filters.date_from, filters.date_to);
            let set = match calendar.range(from, to) {
                Some(range) => Set::KeepRange(range),
                None => Set::Keep(Cow::Owned(calendar.between(from, to))),
            };
            self.sets.push((Some(Facet::Year), set));
        }
    }

    fn parts(&mut self, filters: &Filters) {
        let (posts, orders) = (self.snapshot.posts(), self.snapshot.orders());
        if let Some(since) = filters.updated_since {
            let positions = orders.updated_since(posts, since);
            self.sets.push((None, Set::KeepPart(&orders.updated, positions)));
        }
        let minutes = (filters.read_time_min, filters.read_time_max);
        if minutes != (None, None) {
            let positions = orders.readable_in(posts, minutes);
            self.sets.push((None, Set::KeepPart(&orders.read_time, positions)));
        }
    }

    fn extra(&mut self, filter: &ExtraFilter) {
        let (snapshot, key) = (self.snapshot, filter.key);
        let own = Some(Facet::Extra(key));
        let order = match snapshot.column(key) {
            Column::Text(text) => {
                self.texts(filter, text.terms());
                return;
            }
            Column::Values(order) => order,
        };
        let part = |min, max| order.part(extra::between(snapshot, order, key, (min, max)));
        let equal = filter.values.iter().map(|&value| part(Some(value), Some(value)));
        if let Some(docs) = equal.reduce(|all, one| all | one) {
            self.sets.push((own, Set::Keep(Cow::Owned(docs))));
        }
        if filter.min.is_some() || filter.max.is_some() {
            let docs = part(filter.min, filter.max);
            self.sets.push((own, Set::Keep(Cow::Owned(docs))));
        }
    }

    fn texts(&mut self, filter: &ExtraFilter, terms: &'a Terms) {
        let known = if filter.has_options(self.snapshot) {
            // An option is known, even if no post has it.
            let texts = filter.texts.iter();
            Some(texts.filter_map(|text| terms.find(text, &self.universe)).collect())
                .filter(|_| !filter.texts.is_empty())
        } else {
            self.terms(filter.name(self.snapshot).into(), terms, &filter.texts)
        };
        let Some(known) = known else { return };
        self.sets.push((Some(Facet::Extra(filter.key)), any_of(terms, known)));
    }
}

/// Keeps the posts that have any of `known`.
fn any_of(terms: &Terms, known: Vec<TermId>) -> Set<'_> {
    if known.is_empty() { Set::Keep(Cow::default()) } else { Set::KeepTerms(terms, known) }
}

/// Returns the posts that have any of `known`.
fn union<'a>(terms: &'a Terms, known: &[TermId]) -> Cow<'a, RoaringBitmap> {
    match known {
        [] => Cow::default(),
        [term] => Cow::Borrowed(terms.docs(*term)),
        known => Cow::Owned(known.iter().fold(RoaringBitmap::new(), |mut docs, &term| {
            docs |= terms.docs(term);
            docs
        })),
    }
}
