//! Strings, paths and secrets.

use std::ops::RangeInclusive;
use std::path::PathBuf;

use crate::config::kind::{Canonical, Describe, Kind, text};
use crate::config::settings::Secret;
use crate::config::value::Value;

/// The length of a token in characters.
const TOKEN_LENGTH: RangeInclusive<usize> = 16..=512;

/// A string, shown as this placeholder. An empty one unsets an optional setting.
pub(in crate::config) struct Text(pub &'static str);

impl Describe for Text {
    fn placeholder(&self) -> String {
        self.0.to_owned()
    }
}

impl Kind<Option<String>> for Text {
    fn read(&self, value: &Value) -> Result<Option<String>, String> {
        let text = text(value)?;
        Ok((!text.is_empty()).then(|| text.to_owned()))
    }
}

impl Kind<String> for Text {
    fn read(&self, value: &Value) -> Result<String, String> {
        let text: Option<String> = self.read(value)?;
        text.ok_or_else(|| "the value is empty; expected a string".to_owned())
    }
}

impl Kind<Option<PathBuf>> for Text {
    fn read(&self, value: &Value) -> Result<Option<PathBuf>, String> {
        let text: Option<String> = self.read(value)?;
        Ok(text.map(PathBuf::from))
    }
}

impl Kind<PathBuf> for Text {
    fn read(&self, value: &Value) -> Result<PathBuf, String> {
        let text: String = self.read(value)?;
        Ok(text.into())
    }
}

impl Canonical<String> for Text {
    fn canonical(&self, value: &String) -> Option<String> {
        Some(value.clone())
    }
}

impl Canonical<Option<String>> for Text {
    fn canonical(&self, value: &Option<String>) -> Option<String> {
        value.clone()
    }
}

/// A secret token. Messages about it never show it.
pub(in crate::config) struct Token;

impl Describe for Token {
    fn placeholder(&self) -> String {
        "TOKEN".to_owned()
    }

    fn range(&self) -> Option<String> {
        let (low, high) = (TOKEN_LENGTH.start(), TOKEN_LENGTH.end());
        Some(format!("{low} to {high} characters"))
    }

    fn is_secret(&self) -> bool {
        true
    }
}

impl Kind<Option<Secret>> for Token {
    fn read(&self, value: &Value) -> Result<Option<Secret>, String> {
        let token = match value {
            Value::Text(text) => text,
            other => return Err(format!("found {}; expected a string", other.kind())),
        };
        if token.is_empty() {
            return Ok(None);
        }
        if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            let message = "the token may only contain ASCII letters, digits and punctuation";
            return Err(message.to_owned());
        }
        if !TOKEN_LENGTH.contains(&token.len()) {
            let (low, high) = (TOKEN_LENGTH.start(), TOKEN_LENGTH.end());
            let length = token.len();
            return Err(format!("the token has {length} characters; expected {low} to {high}"));
        }
        Ok(Some(Secret(token.clone())))
    }
}
