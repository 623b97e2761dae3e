//! Binary search over positions, like `slice::partition_point` without a slice.

use std::ops::Range;

/// Returns the first position of `range` for which `holds` is false, or the end of the range. It must be
/// false for every position after that too.
pub(crate) fn partition_point(range: Range<usize>, holds: impl Fn(usize) -> bool) -> usize {
    let Range { mut start, mut end } = range;
    while start < end {
        let middle = start + (end - start) / 2;
        if holds(middle) {
            start = middle + 1;
        } else {
            end = middle;
        }
    }
    start
}
