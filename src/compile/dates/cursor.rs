//! Steps through a short text.

/// What is left of a text.
#[derive(Debug, Clone, Copy)]
pub struct Cursor<'t> {
    rest: &'t str,
}

impl<'t> Cursor<'t> {
    /// Begins at the start.
    pub fn new(text: &'t str) -> Self {
        Self { rest: text }
    }

    /// Whether nothing is left but blanks.
    pub fn is_done(&self) -> bool {
        self.rest.trim_start().is_empty()
    }

    /// The next character.
    pub fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    /// Steps over blanks; tells whether there were any.
    pub fn blanks(&mut self) -> bool {
        let before = self.rest.len();
        self.rest = self.rest.trim_start();
        self.rest.len() < before
    }

    /// Steps over one of these characters.
    pub fn eat(&mut self, any_of: &[char]) -> Option<char> {
        let c = self.peek().filter(|c| any_of.contains(c))?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    /// Steps over digits.
    pub fn digits(&mut self) -> &'t str {
        self.take_while(|c| c.is_ascii_digit())
    }

    /// Steps over a number of `least` to `most` digits; over nothing where there are more or fewer.
    pub fn number(&mut self, least: usize, most: usize) -> Option<i32> {
        let mut ahead = *self;
        let digits = ahead.digits();
        let number = (least..=most).contains(&digits.len()).then(|| digits.parse().ok())??;
        *self = ahead;
        Some(number)
    }

    /// Steps over Latin letters.
    pub fn word(&mut self) -> &'t str {
        self.take_while(|c| c.is_ascii_alphabetic())
    }

    /// Steps over characters.
    pub fn take_while(&mut self, accepts: impl Fn(char) -> bool) -> &'t str {
        let length = self.rest.find(|c| !accepts(c)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(length);
        self.rest = rest;
        taken
    }
}
