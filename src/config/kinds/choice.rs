//! Switches and choices among a few words.

use crate::config::kind::{Canonical, Describe, Kind, did_you_mean, quoted, text};
use crate::config::value::Value;
use crate::text::suggest::nearest;

/// `true` or `false`.
pub(in crate::config) struct Switch;

impl Describe for Switch {
    fn placeholder(&self) -> String {
        String::new()
    }

    fn without_value(&self) -> Option<&'static str> {
        Some("true")
    }
}

impl Kind<bool> for Switch {
    fn read(&self, value: &Value) -> Result<bool, String> {
        match value {
            Value::Switch(on) => Ok(*on),
            Value::Text(text) => match text.trim().to_ascii_lowercase().as_str() {
                "true" | "yes" | "on" | "1" => Ok(true),
                "false" | "no" | "off" | "0" => Ok(false),
                _ => Err(format!("found {}; expected true or false", quoted(text))),
            },
            other => Err(format!("found {}; expected true or false", other.kind())),
        }
    }
}

impl Canonical<bool> for Switch {
    fn canonical(&self, value: &bool) -> Option<String> {
        Some(value.to_string())
    }
}

/// One of these words.
pub(in crate::config) struct Choice<T: 'static>(pub &'static [(&'static str, T)]);

impl<T> Choice<T> {
    fn words(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().map(|(word, _)| *word)
    }
}

impl<T> Describe for Choice<T> {
    fn placeholder(&self) -> String {
        self.words().collect::<Vec<_>>().join("|")
    }
}

impl<T: Copy> Kind<T> for Choice<T> {
    fn read(&self, value: &Value) -> Result<T, String> {
        let found = text(value)?;
        if let Some((_, choice)) = self.0.iter().find(|(word, _)| word.eq_ignore_ascii_case(found))
        {
            return Ok(*choice);
        }
        let all = self.words().collect::<Vec<_>>().join(", ");
        let hint = did_you_mean(nearest(found, self.words()));
        Err(format!("found {}; expected one of {all}{hint}", quoted(found)))
    }
}

impl<T: PartialEq> Canonical<T> for Choice<T> {
    fn canonical(&self, value: &T) -> Option<String> {
        let found = self.0.iter().find(|(_, choice)| choice == value);
        let (word, _) = found.expect("every variant of a choice has a word");
        Some((*word).to_owned())
    }
}
