//! Some of the values of an order.

use super::doc_id::DocId;

/// The distance of the stored values.
const STEP: usize = 32;

/// Every 32nd value of an order, so that few posts are read to find the position of a value. They are all over the
/// memory, and to read one of them takes as long as all stored values that a search looks at.
#[derive(Debug)]
pub(crate) struct Fences<T>(Box<[T]>);

impl<T: Copy> Fences<T> {
    /// Stores values of `docs`, smallest first.
    pub(crate) fn new(docs: &[DocId], value: impl Fn(DocId) -> T) -> Self {
        Self(docs.iter().step_by(STEP).map(|&doc| value(doc)).collect())
    }

    /// Returns the number of values that are before a position, which `is_before` returns. `docs` and `value` are those
    /// from which this was made.
    pub(crate) fn partition_point(
        &self,
        docs: &[DocId],
        value: impl Fn(DocId) -> T,
        is_before: impl Fn(T) -> bool,
    ) -> usize {
        let fences = self.0.partition_point(|&value| is_before(value));
        let Some(last) = fences.checked_sub(1) else { return 0 };
        let start = last * STEP + 1;
        let rest = &docs[start..docs.len().min(fences * STEP)];
        start + rest.partition_point(|&doc| is_before(value(doc)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Fences;

    proptest! {
        #[test]
        fn positions_are_those_among_all_values(
            mut values in prop::collection::vec(0..50_u32, 0..200),
            bound in 0..52_u32,
        ) {
            values.sort_unstable();
            let docs: Vec<u32> = (0..values.len() as u32).collect();
            let value = |doc: u32| values[doc as usize];
            let fences = Fences::new(&docs, value);
            let found = fences.partition_point(&docs, value, |value| value < bound);
            prop_assert_eq!(found, values.partition_point(|&value| value < bound));
        }
    }
}
