//! What a query parameter is.

/// One query parameter.
#[derive(Debug, Clone, Copy)]
pub struct Param {
    /// Its name on the wire.
    pub name: &'static str,
    /// What its values look like.
    pub kind: Kind,
    /// What it does, for the document.
    pub description: &'static str,
}

/// What a parameter's values look like.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// A set of texts, repeated or joined by commas.
    Texts,
    /// One text of up to so many characters.
    Text(usize),
    /// One text of up to so many characters, which must be there and is more than blanks.
    Required(usize),
    /// An integer within bounds, both inclusive.
    Integer {
        /// The smallest.
        min: u32,
        /// The largest.
        max: u32,
        /// What is taken where there is none.
        default: Option<u32>,
    },
    /// A set of names out of a fixed list, repeated or joined by commas.
    Choices {
        /// The names.
        allowed: &'static [&'static str],
        /// What is taken where there are none.
        default: Option<&'static str>,
    },
    /// `true` or `false`.
    Switch {
        /// What is taken where there is none.
        default: bool,
    },
    /// One name out of a fixed list.
    Choice {
        /// The names.
        allowed: &'static [&'static str],
        /// What is taken where there is none.
        default: &'static str,
    },
    /// `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    Period,
    /// A date and time with offset (RFC 3339).
    Instant,
    /// A language tag (BCP 47).
    Language,
}

impl Kind {
    /// Whether the parameter may stand more than once.
    pub fn is_set(self) -> bool {
        matches!(self, Self::Texts | Self::Choices { .. })
    }
}

/// The longest single value of a set, in characters.
pub const LONGEST_TEXT: usize = 200;
/// How many errors of one request are told; a client learns from the first ones, and a hostile query
/// may hold thousands.
pub const MOST_ERRORS: usize = 100;
/// How many values a set has, whether they are repeated or joined by commas.
pub const MOST_VALUES: usize = 100;
