//! Lines inside of MDC components that are not content.

/// The longest front matter of a component, in lines.
pub const MAX_FRONT_MATTER: usize = 100;

/// Whether a line names the slot to which the lines after it belong.
pub fn is_slot(line: &str) -> bool {
    line.strip_prefix('#').is_some_and(|name| {
        name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.trim_end().bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    })
}

/// Whether a line begins or ends front matter.
pub fn is_rule(line: &str) -> bool {
    line.trim_end() == "---"
}
