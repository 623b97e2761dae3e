//! Values of declared keys, as they are compared.

use std::cmp::Ordering;
use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;

/// How the values of a key are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ScalarKind {
    /// Text under folding, sorted by collation. Also numbers and booleans of a key that may be several of these, as they
    /// are written.
    Text,
    /// `true` or `false`, which is less.
    Boolean,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// A day.
    Date,
    /// An instant, whatever its offset.
    DateTime,
}

/// A value that is not text. Those of one key are of one variant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scalar {
    /// `true` or `false`.
    Boolean(bool),
    /// A number.
    Number(Number),
    /// A day.
    Date(Date),
    /// An instant.
    DateTime(Timestamp),
}

/// A number of JSON, compared exactly: integers beyond 2^53 are different although they are equal as `f64`.
#[derive(Debug, Clone, Copy)]
pub struct Number {
    /// Rounded if it is a large integer. Never NaN.
    rough: f64,
    /// The whole number; 0 for a fraction, or beyond the range of 64 bits, where `rough` is exact.
    exact: i128,
}

impl Scalar {
    /// Returns the value of a key of front matter, or `None` if it is of another kind or text.
    pub fn of(kind: ScalarKind, value: &Value) -> Option<Self> {
        match (kind, value) {
            (ScalarKind::Boolean, Value::Bool(value)) => Some(Self::Boolean(*value)),
            (ScalarKind::Integer | ScalarKind::Number, Value::Number(number)) => {
                Number::of(number).map(Self::Number)
            }
            (ScalarKind::Date | ScalarKind::DateTime, Value::String(text)) => {
                Self::parse(kind, text)
            }
            _ => None,
        }
    }

    /// Parses `true` and `false` in any case, a number of JSON, `YYYY-MM-DD`, or RFC 3339. Returns `None` if the text is
    /// of another kind, or the kind is text.
    pub fn parse(kind: ScalarKind, text: &str) -> Option<Self> {
        match kind {
            ScalarKind::Text => None,
            ScalarKind::Boolean if text.eq_ignore_ascii_case("true") => Some(Self::Boolean(true)),
            ScalarKind::Boolean if text.eq_ignore_ascii_case("false") => Some(Self::Boolean(false)),
            ScalarKind::Boolean => None,
            ScalarKind::Integer => {
                Number::parse(text).filter(|number| number.is_whole()).map(Self::Number)
            }
            ScalarKind::Number => Number::parse(text).map(Self::Number),
            ScalarKind::Date => {
                // The other forms of ISO 8601 are not those of RFC 3339.
                let has_shape = text.len() == 10 && text.as_bytes()[4] == b'-';
                if has_shape { text.parse().ok().map(Self::Date) } else { None }
            }
            ScalarKind::DateTime => {
                let bytes = text.as_bytes();
                let has_shape = bytes.len() >= 20 && bytes[10].eq_ignore_ascii_case(&b'T');
                let is_plain = has_shape && !text.contains('[');
                if is_plain { text.parse().ok().map(Self::DateTime) } else { None }
            }
        }
    }
}

/// A form that [`Scalar::parse`] reads as the same value.
impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Boolean(value) => value.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Date(date) => date.fmt(f),
            Self::DateTime(at) => at.fmt(f),
        }
    }
}

/// The greatest magnitude of whole numbers that are stored exactly.
const MOST_EXACT: f64 = 18_446_744_073_709_551_616.0;

impl Number {
    /// Returns a number of JSON; `None` if it is beyond the range of `f64`.
    pub fn of(number: &serde_json::Number) -> Option<Self> {
        // Zero has one form.
        let rough = number.as_f64().filter(|rough| rough.is_finite())? + 0.0;
        let exact = match (number.as_i64(), number.as_u64()) {
            (Some(whole), _) => whole.into(),
            (_, Some(whole)) => whole.into(),
            _ if rough.fract() == 0.0 && rough.abs() <= MOST_EXACT => rough as i128,
            _ => 0,
        };
        Some(Self { rough, exact })
    }

    fn parse(text: &str) -> Option<Self> {
        // Whitespace around it is not part of a number.
        let starts = text.starts_with(|c: char| c == '-' || c.is_ascii_digit());
        let ends = text.ends_with(|c: char| c.is_ascii_digit());
        if starts && ends { Self::of(&serde_json::from_str(text).ok()?) } else { None }
    }

    /// Returns whether it has no fraction.
    pub fn is_whole(self) -> bool {
        self.rough.fract() == 0.0
    }

    /// Returns the number, rounded to the nearest `f64`.
    pub fn rounded(self) -> f64 {
        self.rough
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        // Rounding never reverses an order, and numbers that become equal are whole.
        self.rough.total_cmp(&other.rough).then(self.exact.cmp(&other.exact))
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Number {}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_whole() && self.rough.abs() <= MOST_EXACT {
            return self.exact.fmt(f);
        }
        match serde_json::Number::from_f64(self.rough) {
            Some(number) => number.fmt(f),
            None => self.rough.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::{Number, Scalar, ScalarKind};

    fn number(value: &Value) -> Number {
        let Value::Number(number) = value else { panic!("{value} is a number") };
        Number::of(number).expect("it is finite")
    }

    #[test]
    fn numbers_are_compared_exactly() {
        let ascending = [
            json!(-1e300),
            json!(i64::MIN),
            json!(-1.5),
            json!(0),
            json!(0.5),
            json!(3),
            json!(9_007_199_254_740_992_u64),
            json!(9_007_199_254_740_993_u64),
            json!(u64::MAX),
            json!(1e300),
        ];
        let numbers: Vec<Number> = ascending.iter().map(number).collect();
        assert!(numbers.is_sorted_by(|a, b| a < b), "{numbers:?}");
        assert_eq!(number(&json!(3)), number(&json!(3.0)));
        assert_eq!(number(&json!(0)), number(&json!(-0.0)));
        assert_eq!(number(&json!(3.0)).to_string(), "3");
        assert_eq!(number(&json!(u64::MAX)).to_string(), "18446744073709551615");
    }

    #[test]
    fn each_kind_accepts_its_own_values() {
        for (kind, valid, invalid) in [
            (ScalarKind::Boolean, &["true", "False"][..], &["1", "yes", ""][..]),
            (ScalarKind::Integer, &["3", "-0", "3.0", "1e2"], &["3.5", "+3", "03", "x", "１", ""]),
            (ScalarKind::Number, &["3.5", "-1e-3"], &["1e999", "NaN", "0x1", " 1 ", ".5", "1."]),
            (ScalarKind::Date, &["2024-02-29"], &["2023-02-29", "20240229", "2024-2-9", "2024"]),
            (
                ScalarKind::DateTime,
                &["2024-02-29T08:00:00+08:00", "2024-02-29T00:00:00Z"],
                &["2024-02-29", "2024-02-29T08:00:00", "2024-02-29T08:00:00+08:00[Asia/Tokyo]"],
            ),
            (ScalarKind::Text, &[], &["a"]),
        ] {
            for text in valid {
                assert!(Scalar::parse(kind, text).is_some(), "{kind:?} {text}");
            }
            for text in invalid {
                assert_eq!(Scalar::parse(kind, text), None, "{kind:?} {text}");
            }
        }
        let kind = ScalarKind::DateTime;
        assert_eq!(Scalar::parse(kind, valid_at("+08:00")), Scalar::parse(kind, valid_at("Z")));
    }

    fn valid_at(offset: &str) -> &'static str {
        if offset == "Z" { "2024-02-29T00:00:00Z" } else { "2024-02-29T08:00:00+08:00" }
    }

    proptest! {
        #[test]
        fn a_number_is_read_as_it_is_written(
            number in prop_oneof![
                any::<f64>().prop_map(|n| json!(n)),
                any::<i64>().prop_map(|n| json!(n)),
                any::<u64>().prop_map(|n| json!(n)),
            ].prop_filter("JSON has no infinity", Value::is_number)
        ) {
            let kind = ScalarKind::Number;
            let value = Scalar::of(kind, &number).unwrap();
            prop_assert_eq!(Scalar::parse(kind, &value.to_string()), Some(value));
        }

        #[test]
        fn any_text_is_parsed_without_panic(text in "\\PC{0,30}") {
            use ScalarKind::*;
            for kind in [Text, Boolean, Integer, Number, Date, DateTime] {
                if let Some(value) = Scalar::parse(kind, &text) {
                    prop_assert_eq!(Scalar::parse(kind, &value.to_string()), Some(value));
                }
            }
        }
    }
}
