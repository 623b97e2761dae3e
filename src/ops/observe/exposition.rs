//! The text in which Prometheus reads metrics, version 0.0.4
//! (<https://prometheus.io/docs/instrumenting/exposition_formats/>).

use std::fmt::{self, Write as _};

/// The media type of the text.
pub const MEDIA_TYPE: &str = "text/plain; version=0.0.4";

/// What kind of numbers a metric has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It only rises, from the start of the process on. Its name ends in `_total`.
    Counter,
    /// It rises and falls.
    Gauge,
    /// How many values keep each of some bounds.
    Histogram,
}

/// A number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Number {
    /// A whole one.
    Whole(u64),
    /// Any other.
    Real(f64),
}

impl From<u64> for Number {
    fn from(number: u64) -> Self {
        Self::Whole(number)
    }
}

impl From<usize> for Number {
    fn from(number: usize) -> Self {
        Self::Whole(number as u64)
    }
}

impl From<bool> for Number {
    fn from(holds: bool) -> Self {
        Self::Whole(holds.into())
    }
}

impl From<f64> for Number {
    fn from(number: f64) -> Self {
        Self::Real(number)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(number) => number.fmt(f),
            Self::Real(f64::INFINITY) => f.write_str("+Inf"),
            Self::Real(f64::NEG_INFINITY) => f.write_str("-Inf"),
            Self::Real(number) => number.fmt(f),
        }
    }
}

/// A text of metrics, which grows by families.
#[derive(Debug, Default)]
pub struct Exposition(String);

impl Exposition {
    /// Begins a family: all samples of one name, which stand together.
    pub fn family(&mut self, name: &'static str, kind: Kind, help: &str) -> Family<'_> {
        let kind = match kind {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
            Kind::Histogram => "histogram",
        };
        self.0.push_str("# HELP ");
        self.0.push_str(name);
        self.0.push(' ');
        push_escaped(&mut self.0, help, &['\\', '\n']);
        self.0.push_str("\n# TYPE ");
        self.0.push_str(name);
        self.0.push(' ');
        self.0.push_str(kind);
        self.0.push('\n');
        Family { text: &mut self.0, name }
    }

    /// A counter without labels.
    pub fn counter(&mut self, name: &'static str, help: &str, number: impl Into<Number>) {
        self.family(name, Kind::Counter, help).sample(&[], number);
    }

    /// A gauge without labels.
    pub fn gauge(&mut self, name: &'static str, help: &str, number: impl Into<Number>) {
        self.family(name, Kind::Gauge, help).sample(&[], number);
    }

    /// The text.
    pub fn into_text(self) -> String {
        self.0
    }
}

/// A family whose samples are being written.
#[derive(Debug)]
pub struct Family<'a> {
    text: &'a mut String,
    name: &'static str,
}

impl Family<'_> {
    /// One sample with its labels.
    pub fn sample(&mut self, labels: &[(&str, &str)], number: impl Into<Number>) {
        self.part("", labels, number);
    }

    /// A sample of a part of a histogram: `_bucket`, `_sum` or `_count`.
    pub fn part(&mut self, suffix: &str, labels: &[(&str, &str)], number: impl Into<Number>) {
        self.text.push_str(self.name);
        self.text.push_str(suffix);
        for (place, (label, value)) in labels.iter().enumerate() {
            self.text.push(if place == 0 { '{' } else { ',' });
            self.text.push_str(label);
            self.text.push_str("=\"");
            push_escaped(self.text, value, &['\\', '\n', '"']);
            self.text.push('"');
        }
        if !labels.is_empty() {
            self.text.push('}');
        }
        // Writing to a text cannot fail.
        let _ = writeln!(self.text, " {}", number.into());
    }
}

fn push_escaped(text: &mut String, value: &str, special: &[char]) {
    for c in value.chars() {
        match c {
            '\n' if special.contains(&c) => text.push_str("\\n"),
            c if special.contains(&c) => text.extend(['\\', c]),
            c => text.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Exposition, Kind, Number};

    #[test]
    fn a_family_has_its_help_its_type_and_its_samples() {
        let mut out = Exposition::default();
        let mut family = out.family("requests_total", Kind::Counter, "Requests.");
        family.sample(&[("method", "GET"), ("status", "200")], 1027_u64);
        family.sample(&[("method", "HEAD"), ("status", "304")], 3_u64);
        out.gauge("load", "How much.", 0.25);
        assert_eq!(
            out.into_text(),
            "# HELP requests_total Requests.\n\
             # TYPE requests_total counter\n\
             requests_total{method=\"GET\",status=\"200\"} 1027\n\
             requests_total{method=\"HEAD\",status=\"304\"} 3\n\
             # HELP load How much.\n\
             # TYPE load gauge\n\
             load 0.25\n"
        );
    }

    #[test]
    fn what_would_end_a_line_or_a_value_is_escaped() {
        let mut out = Exposition::default();
        let mut family = out.family("a", Kind::Gauge, "a \\ \"b\"\nc");
        family.sample(&[("path", "C:\\DIR\\\nsays \"hi\"")], 1_u64);
        assert_eq!(
            out.into_text(),
            "# HELP a a \\\\ \"b\"\\nc\n# TYPE a gauge\n\
             a{path=\"C:\\\\DIR\\\\\\nsays \\\"hi\\\"\"} 1\n"
        );
    }

    #[test]
    fn numbers_are_written_as_the_format_wants_them() {
        for (number, text) in [
            (Number::from(u64::MAX), "18446744073709551615"),
            (Number::from(true), "1"),
            (Number::from(0.00001), "0.00001"),
            (Number::from(1_767_225_600.5), "1767225600.5"),
            (Number::from(f64::INFINITY), "+Inf"),
            (Number::from(f64::NEG_INFINITY), "-Inf"),
            (Number::from(f64::NAN), "NaN"),
        ] {
            assert_eq!(number.to_string(), text);
        }
    }
}
