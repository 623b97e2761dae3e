//! Elements of the headers for content negotiation (RFC 9110, section 12.5).

/// The weight of a preference in thousandths; 0 is not acceptable (RFC 9110, section 12.4.2).
pub type Weight = u16;

/// The weight of an element without `q`.
pub const FULL: Weight = 1000;

/// The number of elements that are read of a header. Real clients send fewer.
pub const MAX_ELEMENTS: usize = 64;

/// An element of a list, such as `text/*;q=0.5`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preference<'a> {
    /// The media type, coding or language.
    pub name: &'a str,
    /// Whether it has parameters that restrict it. `charset=utf-8` does not, because all text is UTF-8.
    pub is_narrowed: bool,
    /// The weight.
    pub weight: Weight,
}

impl<'a> Preference<'a> {
    /// Parses the elements of a list. Malformed ones are skipped.
    pub fn all(list: &'a str) -> impl Iterator<Item = Self> {
        list.split(',').take(MAX_ELEMENTS).filter_map(Self::read)
    }

    fn read(element: &'a str) -> Option<Self> {
        let mut parts = element.split(';').map(str::trim);
        let name = parts.next().filter(|name| !name.is_empty())?;
        let mut preference = Self { name, is_narrowed: false, weight: FULL };
        for part in parts {
            match part.split_once('=') {
                Some(("q" | "Q", value)) => preference.weight = weight(value.trim())?,
                Some((name, value)) if is_utf8(name, value) => {}
                _ => preference.is_narrowed |= !part.is_empty(),
            }
        }
        Some(preference)
    }
}

fn is_utf8(name: &str, value: &str) -> bool {
    name.eq_ignore_ascii_case("charset") && value.trim_matches('"').eq_ignore_ascii_case("utf-8")
}

/// Parses a weight. It can have more than three digits; what is above 0 is not rounded to 0.
fn weight(value: &str) -> Option<Weight> {
    if !value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return None;
    }
    let value: f32 = value.parse().ok()?;
    let thousandths = (value * f32::from(FULL)).round() as Weight;
    (value <= 1.0).then_some(if value > 0.0 { thousandths.max(1) } else { 0 })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Preference;

    fn read(list: &str) -> Vec<(&str, bool, u16)> {
        Preference::all(list).map(|one| (one.name, one.is_narrowed, one.weight)).collect()
    }

    #[test]
    fn elements_have_weights_and_parameters() {
        for (element, expected) in [
            ("a", ("a", false, 1000)),
            (" a ; q=0.5 ", ("a", false, 500)),
            ("a;Q=0.123", ("a", false, 123)),
            ("a;q=1.000", ("a", false, 1000)),
            ("a;q=0", ("a", false, 0)),
            ("a;q=0.0001", ("a", false, 1)),
            ("a/b;level=1;q=0.4", ("a/b", true, 400)),
            ("a/b;charset=UTF-8", ("a/b", false, 1000)),
            ("a/b;", ("a/b", false, 1000)),
        ] {
            assert_eq!(read(element), [expected], "{element}");
        }
    }

    #[test]
    fn malformed_elements_are_skipped() {
        for element in ["", " ", ";q=1", "a;q=", "a;q=x", "a;q=2", "a;q=-0", "a;q=1e-3", "a;q=nan"]
        {
            assert_eq!(read(&format!("{element}, b")), [("b", false, 1000)], "{element}");
        }
    }

    proptest! {
        #[test]
        fn no_weight_is_above_the_maximum(list in "[ -~]{0,200}") {
            for preference in Preference::all(&list) {
                prop_assert!(preference.weight <= super::FULL);
            }
        }
    }
}
