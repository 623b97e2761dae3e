//! The beginnings of lines, read before the source is parsed.

/// The column at which a footnote continues.
const FOOTNOTE_INDENT: usize = 4;

/// Returns the length of the `[^label]:` at the beginning of a footnote definition.
fn footnote_label(line: &[u8]) -> Option<usize> {
    let end = memchr::memchr(b']', line)?;
    (line.starts_with(b"[^") && line.get(end + 1) == Some(&b':')).then_some(end + 2)
}

/// The beginning of a line: markers of quotes and list items, and whitespace.
#[derive(Debug, Default)]
pub struct LinePrefix {
    /// The length in bytes.
    pub length: usize,
    /// The column at which the rest of the line begins, counted from 0 after the last quote marker.
    pub column: usize,
    /// The number of quote markers.
    pub quotes: usize,
    /// Whether a list item begins here.
    pub is_item: bool,
}

impl LinePrefix {
    /// Reads the prefix of a line.
    pub fn of(line: &str) -> Self {
        let mut prefix = Self::default();
        loop {
            prefix.skip_whitespace(line);
            let rest = &line.as_bytes()[prefix.length..];
            let whitespace_after = |at: usize| rest.get(at).is_none_or(u8::is_ascii_whitespace);
            let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            match rest.first() {
                Some(b'[') if let Some(length) = footnote_label(rest) => {
                    prefix.length += length;
                    prefix.skip_whitespace(line);
                    prefix.column = FOOTNOTE_INDENT;
                }
                Some(b'>') => prefix.quote(),
                Some(b'-' | b'*' | b'+') if whitespace_after(1) => prefix.mark(1),
                Some(b'0'..=b'9')
                    if digits <= 9
                        && matches!(rest.get(digits), Some(b'.' | b')'))
                        && whitespace_after(digits + 1) =>
                {
                    prefix.mark(digits + 1);
                }
                _ => return prefix,
            }
        }
    }

    /// Reads the prefix of a line that continues up to `quotes` quotes.
    pub fn inside(line: &str, quotes: usize) -> Self {
        let mut prefix = Self::default();
        loop {
            prefix.skip_whitespace(line);
            if prefix.quotes == quotes || !line[prefix.length..].starts_with('>') {
                return prefix;
            }
            prefix.quote();
        }
    }

    fn skip_whitespace(&mut self, line: &str) {
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

/// An open code fence.
pub struct CodeFence {
    character: u8,
    length: usize,
    quotes: usize,
    /// The column at which the container of the fence begins.
    column: usize,
}

impl CodeFence {
    /// Returns the fence that a line opens, given the rest of the line after its prefix.
    pub fn opened_by(line: &str, prefix: &LinePrefix) -> Option<Self> {
        /// The largest indentation of a fence in its container.
        const MAX_INDENT: usize = 3;
        let character = *line.as_bytes().first()?;
        let length = run(line, character);
        let opens = length >= 3
            && (character == b'~' || character == b'`' && !line[length..].contains('`'));
        let indented = if prefix.is_item { 0 } else { MAX_INDENT };
        let column = prefix.column.saturating_sub(indented);
        opens.then_some(Self { character, length, quotes: prefix.quotes, column })
    }

    /// Whether a line is in the same container, and therefore in the code.
    pub fn contains(&self, line: &str) -> bool {
        let prefix = LinePrefix::inside(line, self.quotes);
        let is_blank = line[prefix.length..].trim().is_empty();
        prefix.quotes == self.quotes && (is_blank || prefix.column >= self.column)
    }

    /// Whether a line closes the fence.
    pub fn is_closed_by(&self, line: &str) -> bool {
        let rest = &line[LinePrefix::inside(line, self.quotes).length..];
        let run = run(rest, self.character);
        run >= self.length && rest[run..].trim().is_empty()
    }
}

/// Returns the length of the run of `character` at the beginning of a line.
pub fn run(line: &str, character: u8) -> usize {
    line.bytes().take_while(|&byte| byte == character).count()
}
