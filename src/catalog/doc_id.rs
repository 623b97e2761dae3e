//! Post numbers.

/// The number of a post in a snapshot: its position in the default order, `-date`, then slug, then
/// language. A bitmap of numbers is therefore iterated in the default order.
pub type DocId = u32;
