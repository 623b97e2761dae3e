//! The core schema of YAML 1.2 (section 10.3.2), which determines the JSON type of plain scalars.

use serde_json::{Number, Value};

/// Returns whether a plain scalar is null.
pub fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

/// Converts a plain scalar to JSON. Values that JSON cannot represent, such as `.inf` or integers
/// of more than 64 bits, become strings.
pub fn json(text: &str) -> Value {
    match text {
        "true" | "True" | "TRUE" => return Value::Bool(true),
        "false" | "False" | "FALSE" => return Value::Bool(false),
        _ if is_null(text) => return Value::Null,
        _ => {}
    }
    number(text).map_or_else(|| Value::String(text.to_owned()), Value::Number)
}

/// Parses a plain scalar as a number that JSON can represent. Digits with leading zeros, such as `007`, are
/// an identifier rather than a number.
fn number(text: &str) -> Option<Number> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if !unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let has_leading_zero =
        unsigned.starts_with('0') && unsigned.as_bytes().get(1).is_some_and(u8::is_ascii_digit);
    if has_leading_zero {
        return None;
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return radix(digits, 16);
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return radix(digits, 8);
    }
    if unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
        let text = text.strip_prefix('+').unwrap_or(text);
        let signed = text.parse::<i64>().map(Number::from);
        return signed.or_else(|_| text.parse::<u64>().map(Number::from)).ok();
    }
    is_float(unsigned).then(|| text.parse().ok().and_then(Number::from_f64)).flatten()
}

fn radix(digits: &str, radix: u32) -> Option<Number> {
    let all_digits = digits.chars().all(|c| c.is_digit(radix));
    all_digits.then(|| u64::from_str_radix(digits, radix).ok()).flatten().map(Number::from)
}

/// Returns whether text matches `\. [0-9]+ | [0-9]+ ( \. [0-9]* )?` with an optional exponent.
fn is_float(unsigned: &str) -> bool {
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent_is_number = exponent.is_none_or(|exponent| {
        let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        !exponent.is_empty() && digits(exponent)
    });
    (!whole.is_empty() || !part.is_empty()) && digits(whole) && digits(part) && exponent_is_number
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::json;

    #[test]
    fn scalars_are_typed_by_the_core_schema() {
        for (text, value) in [
            ("null", json!(null)),
            ("TRUE", json!(true)),
            ("yes", json!("yes")),
            ("no", json!("no")),
            ("012", json!("012")),
            ("-007", json!("-007")),
            ("007.5", json!("007.5")),
            ("00", json!("00")),
            ("0", json!(0)),
            ("0.5", json!(0.5)),
            ("0o14", json!(12)),
            ("0x1F", json!(31)),
            ("-3", json!(-3)),
            ("+3", json!(3)),
            ("3.10", json!(3.1)),
            (".5", json!(0.5)),
            ("1e3", json!(1000.0)),
            ("18446744073709551615", json!(18_446_744_073_709_551_615_u64)),
            ("18446744073709551616", json!("18446744073709551616")),
            (".inf", json!(".inf")),
            (".", json!(".")),
            ("1e999", json!("1e999")),
            ("2024-01-15", json!("2024-01-15")),
            ("12:30:45", json!("12:30:45")),
            ("1_000", json!("1_000")),
        ] {
            assert_eq!(json(text), value, "{text:?}");
        }
    }
}
