//! What search engines may do with responses.

use crate::config::kind::{Describe, Kind, did_you_mean, items, quoted};
use crate::config::value::Value;
use crate::protocol::Robots;
use crate::text::suggest::nearest;

/// `index`, or a list of rules for `X-Robots-Tag`.
pub(in crate::config) struct RobotsRules;

impl Describe for RobotsRules {
    fn placeholder(&self) -> String {
        "RULES".to_owned()
    }
}

impl Kind<Robots> for RobotsRules {
    fn read(&self, value: &Value) -> Result<Robots, String> {
        let words = items(value, "rules")?;
        if words.is_empty() {
            return Err(format!("expected rules such as noindex, or {}", Robots::INDEX));
        }
        Robots::of(&words).map_err(|wrong| {
            if wrong.eq_ignore_ascii_case(Robots::INDEX) {
                return format!("{} cannot be combined with other rules", quoted(wrong));
            }
            let all = Robots::words().collect::<Vec<_>>().join(", ");
            let hint = did_you_mean(nearest(wrong, Robots::words()));
            format!("found {}; expected some of {all}{hint}", quoted(wrong))
        })
    }
}
