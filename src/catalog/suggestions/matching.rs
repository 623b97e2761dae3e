//! How names match, and how matches are ranked.

use super::entry::Entry;

/// How well a name matches; the first variant is the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Class {
    /// The entire name, ignoring leading symbols.
    Whole,
    /// A prefix of the name, ignoring leading symbols.
    Beginning,
    /// A prefix of a later word.
    Word,
    /// Each typed word is a prefix of some word.
    Words,
    /// Like [`Class::Whole`], by pinyin or initials. The next three are analogous.
    PinyinWhole,
    PinyinBeginning,
    PinyinWord,
    PinyinWords,
    /// A mix of syllables and initials.
    PinyinParts,
    /// A prefix of the name or of a word, with one typo or by sound.
    Typo,
    /// The same with two typos.
    TwoTypos,
}

/// An entry that matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Match {
    pub(crate) class: Class,
    pub(crate) entry: Entry,
}

/// Ranks and filters entries at the time of a query.
pub(crate) trait Ranking {
    /// Returns the rank of an entry among equal matches of its kind; lower is better.
    fn rank(&self, entry: Entry) -> u64;
    /// Returns whether an entry may be suggested.
    fn accepts(&self, entry: Entry) -> bool;
}
