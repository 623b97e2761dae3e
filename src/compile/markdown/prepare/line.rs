//! What lines begin with, for those who look at a source before it is parsed.

/// The column at which a footnote goes on.
const FOOTNOTE_INDENT: usize = 4;

/// The length of what a footnote's definition begins with, `[^label]:`.
fn footnote_label(line: &[u8]) -> Option<usize> {
    let end = memchr::memchr(b']', line)?;
    (line.starts_with(b"[^") && line.get(end + 1) == Some(&b':')).then_some(end + 2)
}

/// What a line begins with: marks of quotes and list items, and blanks.
#[derive(Debug, Default)]
pub struct Place {
    /// How many bytes it takes.
    pub length: usize,
    /// The column, from 0 behind the last quote, at which the rest stands.
    pub column: usize,
    /// How many quotes it is in.
    pub quotes: usize,
    /// An item of a list begins here.
    is_item: bool,
}

impl Place {
    /// Reads the beginning of any line.
    pub fn of(line: &str) -> Self {
        let mut place = Self::default();
        loop {
            place.skip_blanks(line);
            let rest = &line.as_bytes()[place.length..];
            let blank_after = |at: usize| rest.get(at).is_none_or(u8::is_ascii_whitespace);
            let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            match rest.first() {
                Some(b'[') if let Some(length) = footnote_label(rest) => {
                    place.length += length;
                    place.skip_blanks(line);
                    place.column = FOOTNOTE_INDENT;
                }
                Some(b'>') => place.quote(),
                Some(b'-' | b'*' | b'+') if blank_after(1) => place.mark(1),
                Some(b'0'..=b'9')
                    if digits <= 9
                        && matches!(rest.get(digits), Some(b'.' | b')'))
                        && blank_after(digits + 1) =>
                {
                    place.mark(digits + 1);
                }
                _ => return place,
            }
        }
    }

    /// Reads the beginning of a line that goes on in so many quotes.
    pub fn inside(line: &str, quotes: usize) -> Self {
        let mut place = Self::default();
        loop {
            place.skip_blanks(line);
            if place.quotes == quotes || !line[place.length..].starts_with('>') {
                return place;
            }
            place.quote();
        }
    }

    fn skip_blanks(&mut self, line: &str) {
        for byte in line[self.length..].bytes() {
            match byte {
                b' ' => self.column += 1,
                b'\t' => self.column = (self.column / 4 + 1) * 4,
                _ => break,
            }
            self.length += 1;
        }
    }

    fn quote(&mut self) {
        *self = Self { length: self.length + 1, quotes: self.quotes + 1, ..Self::default() };
    }

    fn mark(&mut self, length: usize) {
        self.length += length;
        self.column += length;
        self.is_item = true;
    }
}

/// An open fence of code.
pub struct CodeFence {
    sign: u8,
    length: usize,
    quotes: usize,
    /// The column at which its container begins.
    column: usize,
}

impl CodeFence {
    /// The fence that a line opens.
    pub fn opened_by(line: &str, place: &Place) -> Option<Self> {
        /// How far a fence may be indented in its container.
        const MOST_INDENTED: usize = 3;
        let sign = *line.as_bytes().first()?;
        let length = run(line, sign);
        let opens = length >= 3 && (sign == b'~' || sign == b'`' && !line[length..].contains('`'));
        let indented = if place.is_item { 0 } else { MOST_INDENTED };
        let column = place.column.saturating_sub(indented);
        opens.then_some(Self { sign, length, quotes: place.quotes, column })
    }

    /// Whether a line stands in the same container, and so in the code.
    pub fn goes_on(&self, line: &str) -> bool {
        let place = Place::inside(line, self.quotes);
        let is_blank = line[place.length..].trim().is_empty();
        place.quotes == self.quotes && (is_blank || place.column >= self.column)
    }

    /// Whether a line closes it.
    pub fn is_closed_by(&self, line: &str) -> bool {
        let rest = &line[Place::inside(line, self.quotes).length..];
        let run = run(rest, self.sign);
        run >= self.length && rest[run..].trim().is_empty()
    }
}

/// How often a sign stands at the beginning of a line.
pub fn run(line: &str, sign: u8) -> usize {
    line.bytes().take_while(|&byte| byte == sign).count()
}
