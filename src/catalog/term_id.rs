//! The numbers of terms.

/// The number of a term within its taxonomy: its position when sorted by folded name.
pub(crate) type TermId = u32;
