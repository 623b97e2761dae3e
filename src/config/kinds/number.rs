//! Integers, durations and sizes, each within bounds.

use std::ops::RangeInclusive;
use std::time::Duration;

use super::size;
use crate::config::kind::{Canonical, Describe, Kind, quoted};
use crate::config::value::Value;

/// An integer within bounds.
pub(in crate::config) struct Integer(pub RangeInclusive<u64>);

impl Describe for Integer {
    fn placeholder(&self) -> String {
        "N".to_owned()
    }

    fn range(&self) -> Option<String> {
        Some(format!("{} to {}", self.0.start(), self.0.end()))
    }
}

impl Kind<u64> for Integer {
    fn read(&self, value: &Value) -> Result<u64, String> {
        let expected = format!("expected an integer from {} to {}", self.0.start(), self.0.end());
        let (number, found) = match value {
            Value::Integer(number) => (u64::try_from(*number).ok(), number.to_string()),
            Value::Text(text) => (text.trim().parse().ok(), text.clone()),
            other => return Err(format!("found {}; {expected}", other.kind())),
        };
        number
            .filter(|number| self.0.contains(number))
            .ok_or_else(|| format!("found {}; {expected}", quoted(&found)))
    }
}

impl Kind<usize> for Integer {
    fn read(&self, value: &Value) -> Result<usize, String> {
        self.read(value).map(addressable)
    }
}

impl Kind<Option<usize>> for Integer {
    fn read(&self, value: &Value) -> Result<Option<usize>, String> {
        self.read(value).map(Some)
    }
}

/// A number of seconds within bounds.
pub(in crate::config) struct Seconds(pub RangeInclusive<u64>);

impl Describe for Seconds {
    fn placeholder(&self) -> String {
        "SECONDS".to_owned()
    }

    fn range(&self) -> Option<String> {
        Some(format!("{} to {}", self.0.start(), self.0.end()))
    }
}

impl Kind<Duration> for Seconds {
    fn read(&self, value: &Value) -> Result<Duration, String> {
        Integer(self.0.clone()).read(value).map(Duration::from_secs)
    }
}

/// A number of seconds, of which 0 means never.
impl Kind<Option<Duration>> for Seconds {
    fn read(&self, value: &Value) -> Result<Option<Duration>, String> {
        let read: Duration = self.read(value)?;
        Ok((!read.is_zero()).then_some(read))
    }
}

/// A number of bytes within bounds.
pub(in crate::config) struct Size(pub RangeInclusive<u64>);

impl Describe for Size {
    fn placeholder(&self) -> String {
        "SIZE".to_owned()
    }

    fn range(&self) -> Option<String> {
        Some(format!("{} to {}", size::format(*self.0.start()), size::format(*self.0.end())))
    }
}

impl Canonical<usize> for Size {
    fn canonical(&self, value: &usize) -> Option<String> {
        Some(value.to_string())
    }
}

impl Kind<u64> for Size {
    fn read(&self, value: &Value) -> Result<u64, String> {
        let expected = "expected a size such as 8388608, 8MiB or 500KB";
        let (size, found) = match value {
            Value::Integer(number) => (u64::try_from(*number).ok(), number.to_string()),
            Value::Text(text) => (size::parse(text.trim()), text.clone()),
            other => return Err(format!("found {}; {expected}", other.kind())),
        };
        let found = quoted(&found);
        let size = size.ok_or_else(|| format!("found {found}; {expected}"))?;
        if self.0.contains(&size) {
            return Ok(size);
        }
        let (low, high) = (size::format(*self.0.start()), size::format(*self.0.end()));
        Err(format!("{found} is out of range; expected {low} to {high}"))
    }
}

impl Kind<usize> for Size {
    fn read(&self, value: &Value) -> Result<usize, String> {
        self.read(value).map(addressable)
    }
}

fn addressable(number: u64) -> usize {
    usize::try_from(number).expect("the bounds of the setting fit the address space")
}
