//! Elements of the headers in which clients say what they like (RFC 9110, section 12.5).

/// How much a client wants something, in thousandths; 0 is not at all (RFC 9110, section 12.4.2).
pub type Weight = u16;

/// The weight of what is wanted without a word on how much.
pub const FULL: Weight = 1000;

/// How many elements of a header are read; no honest client sends more.
pub const MOST_ELEMENTS: usize = 64;

/// An element of such a list, such as `text/*;q=0.5`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preference<'a> {
    /// What it is about.
    pub name: &'a str,
    /// Whether it has parameters that narrow it. UTF-8 narrows nothing, as all text here is in it.
    pub is_narrowed: bool,
    /// How much that is wanted.
    pub weight: Weight,
}

impl<'a> Preference<'a> {
    /// Reads the elements of a list. Those that cannot be read are passed over.
    pub fn all(list: &'a str) -> impl Iterator<Item = Self> {
        list.split(',').take(MOST_ELEMENTS).filter_map(Self::read)
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

/// Reads a weight. More than three digits are read, too, and what is above 0 does not become it.
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
    fn elements_have_weights_and_may_be_narrowed() {
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
    fn what_cannot_be_read_is_passed_over() {
        for element in ["", " ", ";q=1", "a;q=", "a;q=x", "a;q=2", "a;q=-0", "a;q=1e-3", "a;q=nan"]
        {
            assert_eq!(read(&format!("{element}, b")), [("b", false, 1000)], "{element}");
        }
    }

    proptest! {
        #[test]
        fn no_weight_is_above_the_full_one(list in "[ -~]{0,200}") {
            for preference in Preference::all(&list) {
                prop_assert!(preference.weight <= super::FULL);
            }
        }
    }
}
