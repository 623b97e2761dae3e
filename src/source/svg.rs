//! The intrinsic size of an SVG.

use memchr::memmem;

/// Reads the size that browsers give an SVG in `<img>` (CSS Images 3, section 4; SVG 2, section 8.2), in CSS
/// pixels: `width` and `height`, of which a missing one follows from the aspect ratio of `viewBox`. Returns
/// `None` if there is neither, because then only the page decides.
///
/// `start` is the start of the file. Only the start tag of the root is read; entities and encodings other
/// than UTF-8 are not supported.
pub(super) fn size(start: &[u8]) -> Option<(u32, u32)> {
    let attributes = root_attributes(start)?;
    let mut width = None;
    let mut height = None;
    let mut ratio = None;
    for (name, value) in Attributes(attributes) {
        match name {
            "width" if !is_relative(value) => width = Some(pixels(value)?),
            "height" if !is_relative(value) => height = Some(pixels(value)?),
            "viewBox" => ratio = view_box(value),
            _ => {}
        }
    }
    let (width, height) = match (width, height, ratio) {
        (Some(width), Some(height), _) => (width, height),
        (Some(width), None, Some((w, h))) => (width, width * h / w),
        (None, Some(height), Some((w, h))) => (height * w / h, height),
        (None, None, Some(both)) => both,
        (_, _, None) => return None,
    };
    Some((whole(width)?, whole(height)?))
}

/// Returns the text between `<svg` and the `>` of the tag, after an XML declaration, comments and a document
/// type.
fn root_attributes(start: &[u8]) -> Option<&str> {
    let mut rest = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    loop {
        rest = rest.trim_ascii_start();
        if let Some(tag) = rest.strip_prefix(b"<svg") {
            let end = tag_end(tag)?;
            let is_name_ended = tag[0].is_ascii_whitespace() || b"/>".contains(&tag[0]);
            return std::str::from_utf8(&tag[..end]).ok().filter(|_| is_name_ended);
        }
        let end: &[u8] = if rest.starts_with(b"<?") {
            b"?>"
        } else if rest.starts_with(b"<!--") {
            b"-->"
        } else if rest.starts_with(b"<!DOCTYPE") {
            // A document type with declarations of its own ends in `]>`.
            let plain_end = memchr::memchr(b'>', rest)?;
            if rest[..plain_end].contains(&b'[') { b"]>" } else { b">" }
        } else {
            return None;
        };
        let at = memmem::find(rest, end)?;
        rest = &rest[at + end.len()..];
    }
}

/// Returns the end of a tag; a `>` in quotes does not end it.
fn tag_end(tag: &[u8]) -> Option<usize> {
    let mut quote = None;
    tag.iter().position(|&byte| {
        match quote {
            Some(open) if byte == open => quote = None,
            Some(_) => {}
            None if byte == b'"' || byte == b'\'' => quote = Some(byte),
            None => return byte == b'>',
        }
        false
    })
}

/// The attributes of a tag, parsed from the text after its name.
struct Attributes<'a>(&'a str);

impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let (name, rest) = self.0.split_once('=')?;
        let rest = rest.trim_start();
        let quote = rest.chars().next().filter(|&quote| quote == '"' || quote == '\'')?;
        let (value, rest) = rest[1..].split_once(quote)?;
        self.0 = rest;
        Some((name.trim(), value))
    }
}

/// Returns whether a length is relative to the container, and so does not define an intrinsic size.
fn is_relative(length: &str) -> bool {
    length.trim().ends_with('%') || length.trim() == "auto"
}

/// Parses a length in CSS pixels (CSS Values 4, section 6.2). Returns `None` for font-relative units.
fn pixels(length: &str) -> Option<f64> {
    let length = length.trim();
    let digits = length.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let pixels = match &length[digits.len()..] {
        "" | "px" => 1.0,
        "in" => 96.0,
        "cm" => 96.0 / 2.54,
        "mm" => 96.0 / 25.4,
        "pt" => 96.0 / 72.0,
        "pc" => 16.0,
        _ => return None,
    };
    positive(digits).map(|number| number * pixels)
}

/// Returns the last two of the four numbers of `viewBox`.
fn view_box(value: &str) -> Option<(f64, f64)> {
    let separators = |c: char| c.is_ascii_whitespace() || c == ',';
    let mut numbers = value.split(separators).filter(|number| !number.is_empty()).skip(2);
    let both = (positive(numbers.next()?)?, positive(numbers.next()?)?);
    numbers.next().is_none().then_some(both)
}

fn positive(number: &str) -> Option<f64> {
    number.parse().ok().filter(|&number: &f64| number.is_finite() && number > 0.0)
}

fn whole(pixels: f64) -> Option<u32> {
    let rounded = pixels.round();
    (1.0..=f64::from(u32::MAX)).contains(&rounded).then_some(rounded as u32)
}

#[cfg(test)]
mod tests {
    use super::size;

    fn of(text: &str) -> Option<(u32, u32)> {
        size(text.as_bytes())
    }

    #[test]
    fn width_and_height_support_every_absolute_unit() {
        for (tag, expected) in [
            ("<svg width=\"20\" height='10px'/>", (20, 10)),
            ("<svg\n  height = ' 10 '\n  width=\"1in\">", (96, 10)),
            ("<svg width='2.54cm' height='25.4mm'>", (96, 96)),
            ("<svg width='72pt' height='6pc'>", (96, 96)),
            ("<svg width='1e2' height='99.6'>", (100, 100)),
            ("<svg data-note='a > b' width='20' height='10'>", (20, 10)),
            ("<svg stroke-width='3' width='20' height='10'>", (20, 10)),
        ] {
            assert_eq!(of(tag), Some(expected), "{tag}");
        }
    }

    #[test]
    fn missing_lengths_follow_from_the_view_box() {
        for (tag, expected) in [
            ("<svg viewBox='0 0 640 480'>", (640, 480)),
            ("<svg viewBox='-5,-5 , 640,480' width='100%'>", (640, 480)),
            ("<svg viewBox='0 0 640 480' width='320'>", (320, 240)),
            ("<svg viewBox='0 0 640 480' height='auto' width='320'>", (320, 240)),
            ("<svg height='240' viewBox='0 0 640 480'>", (320, 240)),
        ] {
            assert_eq!(of(tag), Some(expected), "{tag}");
        }
    }

    #[test]
    fn text_before_the_root_is_skipped() {
        let tag = "<svg width='20' height='10'>";
        for before in [
            "\u{feff}",
            "<?xml version='1.0' encoding='UTF-8'?>\n<!-- <svg width='1' height='1'> -->\n",
            "<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'svg11.dtd'>",
            "<!DOCTYPE svg [ <!ENTITY a 'b'> ]>",
        ] {
            assert_eq!(of(&format!("{before}{tag}")), Some((20, 10)), "{before}");
        }
    }

    #[test]
    fn text_without_a_size_has_none() {
        for text in [
            "",
            "<svg",
            "<svg>",
            "<svg width='20'>",
            "<svg width='20' height='10'",
            "<svg width='0' height='10'>",
            "<svg width='-20' height='10'>",
            "<svg width='inf' height='10'>",
            "<svg width='1e300' height='10'>",
            "<svg width='4em' height='2em' viewBox='0 0 640 480'>",
            "<svg viewBox='0 0 640'>",
            "<svg viewBox='0 0 0 480'>",
            "<svgz width='20' height='10'>",
            "<html><svg width='20' height='10'>",
            "<?xml",
            "text",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
