//! Recognizes fenced code before a body is parsed.

/// The least indentation of a line that cannot be a fence, in columns.
const TAB: usize = 4;

/// Returns whether [`Fence`] recognizes the fenced code of a body as the parser does. It may not if there
/// is HTML or math in which fences have no effect, or if a fence is indented, because it may be in a
/// container.
pub fn is_recognized(markdown: &str) -> bool {
    let bytes = markdown.as_bytes();
    let mut fence = Fence::default();
    let mut start = 0;
    let ends = memchr::memchr2_iter(b'\n', b'\r', bytes).map(|at| at + 1);
    ends.chain([bytes.len()]).all(|end| {
        let line = &bytes[start..end];
        start = end;
        // Code is recognized as long as everything before it is.
        fence.read(line) || is_plain(line)
    })
}

/// Returns whether a line outside of code cannot mislead [`Fence`].
fn is_plain(line: &[u8]) -> bool {
    let indent = line.iter().take_while(|&&byte| byte == b' ').count();
    match &line[indent..] {
        [b'<' | b'$', ..] => indent >= TAB,
        [b'`', b'`', b'`', ..] | [b'~', b'~', b'~', ..] => indent == 0 || indent >= TAB,
        _ => true,
    }
}

/// Fenced code that begins in the first column, outside of all containers.
#[derive(Debug, Default)]
pub struct Fence {
    open: Option<(u8, usize)>,
}

impl Fence {
    /// Reads a line and returns whether it is fenced code.
    pub fn read(&mut self, line: &[u8]) -> bool {
        let Some(&first) = line.first() else { return self.open.is_some() };
        if !matches!(first, b'`' | b'~' | b' ') {
            return self.open.is_some();
        }
        let indent = line.iter().take_while(|&&byte| byte == b' ').count();
        let rest = &line[indent..];
        let mark = rest.first().copied().unwrap_or(b'\n');
        let length = rest.iter().take_while(|&&byte| byte == mark).count();
        let info = &rest[length..];
        match self.open {
            None => {
                let opens = indent == 0
                    && length >= 3
                    && (mark == b'~' || mark == b'`' && !info.contains(&b'`'));
                if opens {
                    self.open = Some((mark, length));
                }
                false
            }
            Some((open, least)) => {
                let closes = indent < TAB
                    && mark == open
                    && length >= least
                    && info.iter().all(u8::is_ascii_whitespace);
                if closes {
                    self.open = None;
                }
                !closes
            }
        }
    }
}
