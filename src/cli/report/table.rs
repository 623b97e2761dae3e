//! Counts of problems by code.

use std::cmp::Reverse;
use std::fmt::{self, Write};

use super::palette::Palette;
use crate::post::{Code, CodeCounts};

/// Returns the codes that occur with their counts: errors last, and the most frequent of a severity first.
pub(super) fn rows(counts: &CodeCounts) -> Vec<(Code, usize)> {
    let mut rows: Vec<_> = counts.found().collect();
    rows.sort_by_key(|&(code, count)| Reverse((code.severity(), count)));
    rows
}

/// Writes a row for each code: count, severity, code and meaning.
pub(super) fn write(out: &mut String, counts: &CodeCounts, palette: &Palette) -> fmt::Result {
    let rows = rows(counts);
    let widest = |width: fn(&(Code, usize)) -> usize| rows.iter().map(width).max().unwrap_or(0);
    let count_width = widest(|(_, count)| count.to_string().len());
    let severity_width = widest(|(code, _)| code.severity().as_str().len());
    let code_width = widest(|(code, _)| code.as_str().len());
    for (code, count) in &rows {
        let (severity, accent) = (code.severity().as_str(), palette.accent(code.severity()));
        let (name, meaning) = (code.as_str(), code.meaning());
        writeln!(
            out,
            "{count:count_width$}  {accent}{severity:severity_width$}{accent:#}  \
             {name:code_width$}  {meaning}"
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Palette, write};
    use crate::cli::report::samples::whole;
    use crate::post::{Code, CodeCounts};

    #[test]
    fn errors_are_last_and_frequent_codes_first() {
        let mut found = vec![whole(Code::NulByte), whole(Code::LinkMissing)];
        found.extend(std::iter::repeat_n(whole(Code::ImageMissing), 12));
        let mut out = String::new();
        write(&mut out, &CodeCounts::of(&found), &Palette::new(false)).unwrap();
        assert_eq!(
            out,
            "\
12  warning  image_missing  An image, cover or media file does not exist.
 1  warning  link_missing   A relative link points to neither a post nor a file.
 1  error    nul_byte       A file contains a NUL byte.
"
        );
    }
}
