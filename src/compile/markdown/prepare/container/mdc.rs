//! Lines inside of MDC components that are not content.

use super::opener::attributes_length;

/// The longest front matter of a component, in lines.
pub const MAX_FRONT_MATTER: usize = 100;

/// Whether a line names the slot to which the lines after it belong.
pub fn is_slot(line: &str) -> bool {
    let Some(name) = line.strip_prefix('#').map(str::trim_end) else { return false };
    let (name, attributes) = name.split_at(name.find('{').unwrap_or(name.len()));
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && (attributes.is_empty() || attributes_length(attributes) == Some(attributes.len()))
}

/// Whether a line begins or ends front matter.
pub fn is_rule(line: &str) -> bool {
    line.trim_end() == "---"
}
