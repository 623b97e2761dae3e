//! Counts of the values of a front matter key that a schema declares.

use std::cmp::Reverse;

use roaring::RoaringBitmap;

use crate::catalog::{CollationChoice, Column, Order, Snapshot, TextColumn};
use crate::compile::ExtraKey;

/// A value as text, and the number of posts that have it.
type Count = (String, u64);

/// Counts the values of a key among `docs`, most frequent first, then in their order. Texts are spelled as most of
/// `universe` do.
pub(super) fn count(
    snapshot: &Snapshot,
    key: ExtraKey,
    docs: &RoaringBitmap,
    (universe, collation): (&RoaringBitmap, CollationChoice),
) -> Vec<Count> {
    let mut counts = match snapshot.column(key) {
        Column::Text(text) => texts(snapshot, docs, text, (universe, collation)),
        Column::Values(order) => scalars(snapshot, docs, key, order),
    };
    // A stable sort keeps equal counts in the order of the values.
    counts.sort_by_key(|&(_, count)| Reverse(count));
    counts
}

fn texts(
    snapshot: &Snapshot,
    docs: &RoaringBitmap,
    text: &TextColumn,
    (universe, collation): (&RoaringBitmap, CollationChoice),
) -> Vec<Count> {
    let terms = text.terms();
    let mut counts = vec![0_u64; terms.len() as usize];
    for term in docs.iter().filter_map(|doc| text.term(doc)) {
        counts[term as usize] += 1;
    }
    let in_order = snapshot.text_order(text, collation).terms();
    let counted = in_order.map(|term| (term, counts[term as usize]));
    let found = counted.filter(|&(_, count)| count > 0);
    found.map(|(term, count)| (terms.name(term, universe).to_string(), count)).collect()
}

fn scalars(snapshot: &Snapshot, docs: &RoaringBitmap, key: ExtraKey, order: &Order) -> Vec<Count> {
    // By rank: the count, and a post with the value.
    let mut counts = vec![(0_u64, 0); order.present().len()];
    let mut found = Vec::new();
    for doc in docs {
        let Some(rank) = order.rank(doc) else { continue };
        let (count, example) = &mut counts[rank as usize];
        if *count == 0 {
            found.push(rank);
        }
        (*count, *example) = (*count + 1, doc);
    }
    found.sort_unstable();
    let counted = found.into_iter().map(|rank| counts[rank as usize]);
    let named = counted.filter_map(|(count, doc)| Some((snapshot.scalar(key, doc)?, count)));
    named.map(|(value, count)| (value.to_string(), count)).collect()
}
