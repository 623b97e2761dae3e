//! Sizes in bytes: `8388608`, `8MiB`, `500 KB`.

/// Units in lower case, each with its number of bytes.
const UNITS: [(&str, u64); 9] = [
    ("", 1),
    ("b", 1),
    ("kb", 1000),
    ("mb", 1_000_000),
    ("gb", 1_000_000_000),
    ("kib", 1 << 10),
    ("mib", 1 << 20),
    ("gib", 1 << 30),
    ("tib", 1 << 40),
];

/// Parses a number of bytes with an optional unit.
pub(super) fn parse(text: &str) -> Option<u64> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let unit = unit.trim_start().to_ascii_lowercase();
    let (_, factor) = UNITS.iter().find(|(name, _)| *name == unit)?;
    number.parse::<u64>().ok()?.checked_mul(*factor)
}

/// Formats a number of bytes with the largest binary unit that divides it.
pub(super) fn format(bytes: u64) -> String {
    let units = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)];
    match units.iter().find(|(_, unit)| bytes > 0 && bytes.is_multiple_of(*unit)) {
        Some((name, unit)) => format!("{}{name}", bytes / unit),
        None => bytes.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::{format, parse};

    #[test]
    fn decimal_and_binary_units_differ() {
        assert_eq!(parse("8388608"), Some(8 << 20));
        assert_eq!(parse("8MiB"), Some(8 << 20));
        assert_eq!(parse("500 KB"), Some(500_000));
        assert_eq!(parse("1kib"), Some(1024));
    }

    #[test]
    fn other_strings_are_not_sizes() {
        for text in
            ["", "MiB", "8M", "1.5MiB", "-1", "8 MiB!", "99999999999999999999", "99999999TiB"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_formatted_size_parses_to_the_same_number() {
        for (bytes, text) in [(0, "0"), (1023, "1023"), (4 << 10, "4KiB"), (64 << 30, "64GiB")] {
            assert_eq!(format(bytes), text);
            assert_eq!(parse(text), Some(bytes));
        }
    }
}
