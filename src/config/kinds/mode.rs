//! Permissions of files.

use crate::config::kind::{Describe, Kind, quoted, text};
use crate::config::value::Value;

/// The permissions of a file in octal digits, as for `chmod`.
pub(in crate::config) struct FileMode;

impl Describe for FileMode {
    fn placeholder(&self) -> String {
        "MODE".to_owned()
    }

    fn range(&self) -> Option<String> {
        Some("000 to 777".to_owned())
    }
}

impl Kind<u32> for FileMode {
    fn read(&self, value: &Value) -> Result<u32, String> {
        const EXPECTED: &str = "expected three octal digits in quotes, such as \"660\"";
        // In TOML, the integer 660 is not the mode 660.
        let found = text(value).map_err(|_| format!("found {}; {EXPECTED}", value.kind()))?;
        let digits = found.strip_prefix('0').filter(|rest| rest.len() == 3).unwrap_or(found);
        let is_octal = digits.len() == 3 && digits.bytes().all(|byte| matches!(byte, b'0'..=b'7'));
        let mode = u32::from_str_radix(digits, 8).ok().filter(|_| is_octal);
        mode.ok_or_else(|| format!("{} is not a mode; {EXPECTED}", quoted(found)))
    }
}
