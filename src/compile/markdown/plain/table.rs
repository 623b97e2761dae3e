//! Tables.

use super::inline;
use super::lines::Lines;
use super::sink::{Level, Sink};

/// Reads a table after its first line, whose offset is given. Every row must begin and end with a pipe and have the
/// same number of cells.
pub fn read(sink: &mut impl Sink, lines: &mut Lines<'_>, header: &str, start: usize) -> Option<()> {
    let count = cells(header)?.count();
    let delimiters = cells(lines.next()?)?;
    if delimiters.clone().count() != count || !{ delimiters }.all(is_delimiter) {
        return None;
    }
    row(sink, header, start)?;
    while let Some(line) = lines.next().filter(|line| !line.bytes().all(|byte| byte == b' ')) {
        if cells(line)?.count() != count {
            return None;
        }
        row(sink, line, lines.current)?;
    }
    sink.end_table();
    Some(())
}

/// Returns the cells of a row, with the spaces around their text.
fn cells(line: &str) -> Option<impl Iterator<Item = &str> + Clone> {
    let inner = line.trim_end_matches(' ').strip_prefix('|')?.strip_suffix('|')?;
    // A pipe may be escaped.
    (!inner.contains('\\')).then(|| inner.split('|'))
}

fn is_delimiter(cell: &str) -> bool {
    let cell = cell.trim_matches(' ');
    let hyphens = cell.strip_prefix(':').unwrap_or(cell);
    let hyphens = hyphens.strip_suffix(':').unwrap_or(hyphens);
    !hyphens.is_empty() && hyphens.bytes().all(|byte| byte == b'-')
}

fn row(sink: &mut impl Sink, line: &str, start: usize) -> Option<()> {
    sink.begin_row();
    for cell in cells(line)? {
        let text = cell.trim_matches(' ');
        let offset = start + text.as_ptr().addr() - line.as_ptr().addr();
        inline::read(sink, text, offset, Level::Cell)?;
    }
    sink.end_row();
    Some(())
}
