//! How changes are noticed: a word, or on and off.

use crate::config::kind::{Describe, Kind};
use crate::config::value::Value;
use crate::live::WatchMode;

use super::choice::{Choice, Switch};

/// The words, the first of which is what `true` means, and the last what `false` means.
const MODES: Choice<WatchMode> = Choice(&[
    ("auto", WatchMode::Auto),
    ("events", WatchMode::Events),
    ("poll", WatchMode::Poll),
    ("off", WatchMode::Off),
]);

/// One of the ways of noticing changes, or a boolean.
pub(in crate::config) struct Watching;

impl Describe for Watching {
    fn placeholder(&self) -> String {
        MODES.placeholder()
    }

    fn without_value(&self) -> Option<&'static str> {
        Some("auto")
    }

    fn negated(&self) -> Option<(&'static str, &'static str)> {
        Some(("no-watch", "off"))
    }
}

impl Kind<WatchMode> for Watching {
    fn read(&self, value: &Value) -> Result<WatchMode, String> {
        match Switch.read(value) {
            Ok(true) => Ok(WatchMode::Auto),
            Ok(false) => Ok(WatchMode::Off),
            Err(_) => MODES.read(value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Watching;
    use crate::config::kind::Kind;
    use crate::config::value::Value;
    use crate::live::WatchMode;

    #[test]
    fn booleans_are_accepted_too() {
        let read = |text: &str| Watching.read(&Value::Text(text.to_owned()));
        for (text, mode) in [
            ("auto", WatchMode::Auto),
            ("true", WatchMode::Auto),
            ("on", WatchMode::Auto),
            ("Poll", WatchMode::Poll),
            ("events", WatchMode::Events),
            ("off", WatchMode::Off),
            ("0", WatchMode::Off),
        ] {
            assert_eq!(read(text), Ok(mode), "{text}");
        }
        assert_eq!(Watching.read(&Value::Switch(false)), Ok(WatchMode::Off));
        let error = read("pol").unwrap_err();
        assert!(error.ends_with("expected one of auto, events, poll, off; did you mean `poll`?"));
        assert!(Watching.read(&Value::Integer(3)).is_err());
    }
}
