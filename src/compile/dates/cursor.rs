//! A cursor over a short text.

/// The rest of a text.
#[derive(Debug, Clone, Copy)]
pub struct Cursor<'t> {
    rest: &'t str,
}

impl<'t> Cursor<'t> {
    /// Creates a cursor at the start of `text`.
    pub fn new(text: &'t str) -> Self {
        Self { rest: text }
    }

    /// Returns whether only whitespace is left.
    pub fn is_done(&self) -> bool {
        self.rest.trim_start().is_empty()
    }

    /// Returns the next character.
    pub fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    /// Skips whitespace and returns whether there was any.
    pub fn skip_whitespace(&mut self) -> bool {
        let before = self.rest.len();
        self.rest = self.rest.trim_start();
        self.rest.len() < before
    }

    /// Consumes one of the given characters.
    pub fn eat(&mut self, any_of: &[char]) -> Option<char> {
        let c = self.peek().filter(|c| any_of.contains(c))?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    /// Consumes digits.
    pub fn digits(&mut self) -> &'t str {
        self.take_while(|c| c.is_ascii_digit())
    }

    /// Consumes a number of `min` to `max` digits. Returns `None` and consumes nothing if there are
    /// more or fewer digits.
    pub fn number(&mut self, min: usize, max: usize) -> Option<i32> {
        let mut ahead = *self;
        let digits = ahead.digits();
        let number = (min..=max)
            .contains(&digits.len())
            .then(|| digits.parse().expect("at most nine digits"))?;
        *self = ahead;
        Some(number)
    }

    /// Consumes ASCII letters.
    pub fn word(&mut self) -> &'t str {
        self.take_while(|c| c.is_ascii_alphabetic())
    }

    /// Consumes characters while `accepts` returns true.
    pub fn take_while(&mut self, accepts: impl Fn(char) -> bool) -> &'t str {
        let length = self.rest.find(|c| !accepts(c)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(length);
        self.rest = rest;
        taken
    }
}
