//! The order of posts by a front matter key that a schema declares, and the values in cursors.

use std::ops::Range;

use super::cursor::Value;
use crate::catalog::{Column, DocId, Order, Slot, Snapshot, TextColumn};
use crate::compile::{ExtraKey, Scalar, ScalarKind};

/// The maximum number of characters of a text in a cursor.
pub(super) const CUT: usize = 200;

/// Returns the positions in `order` of the posts whose value is within inclusive bounds.
pub(super) fn between(
    snapshot: &Snapshot,
    order: &Order,
    key: ExtraKey,
    (min, max): (Option<Scalar>, Option<Scalar>),
) -> Range<usize> {
    let docs = order.present();
    let value = |doc: DocId| snapshot.scalar(key, doc);
    let start = docs.partition_point(|&doc| min.is_some_and(|min| value(doc) < Some(min)));
    let end = docs.partition_point(|&doc| max.is_none_or(|max| value(doc) <= Some(max)));
    // Empty if the minimum exceeds the maximum.
    start..end.max(start)
}

/// Returns the value of a post for a cursor. A long text is cut.
pub(super) fn place(snapshot: &Snapshot, key: ExtraKey, doc: DocId) -> Value {
    let text = match snapshot.column(key) {
        Column::Text(text) => folded(text, doc).map(|text| text.chars().take(CUT).collect()),
        Column::Values(_) => snapshot.scalar(key, doc).map(|value| value.to_string()),
    };
    text.map_or(Value::Missing, Value::Text)
}

/// Returns the folded text of a post.
pub(super) fn folded(text: &TextColumn, doc: DocId) -> Option<&str> {
    text.term(doc).map(|term| &**text.terms().folded(term))
}

/// Returns the slot of a value that is not text and may no longer exist, or `None` if it is of another kind.
pub(super) fn find(
    snapshot: &Snapshot,
    order: &Order,
    (key, kind): (ExtraKey, ScalarKind),
    wanted: &str,
) -> Option<Slot> {
    let wanted = Scalar::parse(kind, wanted);
    wanted.map(|_| order.find(|doc| snapshot.scalar(key, doc).cmp(&wanted)))
}
