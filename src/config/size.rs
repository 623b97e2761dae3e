//! Sizes in bytes.

/// Units by their names in lower case.
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

/// Reads a number of bytes, alone or with a unit: `8388608`, `8MiB`, `500 KB`.
pub(super) fn parse(text: &str) -> Option<u64> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let unit = unit.trim_start().to_ascii_lowercase();
    let (_, factor) = UNITS.iter().find(|(name, _)| *name == unit)?;
    number.parse::<u64>().ok()?.checked_mul(*factor)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn units_of_a_thousand_and_of_1024_differ() {
        assert_eq!(parse("8388608"), Some(8 << 20));
        assert_eq!(parse("8MiB"), Some(8 << 20));
        assert_eq!(parse("500 KB"), Some(500_000));
        assert_eq!(parse("1kib"), Some(1024));
    }

    #[test]
    fn other_texts_are_no_sizes() {
        for text in
            ["", "MiB", "8M", "1.5MiB", "-1", "8 MiB!", "99999999999999999999", "99999999TiB"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
