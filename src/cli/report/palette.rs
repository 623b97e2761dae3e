//! The colours of reports.

use clap::builder::styling::{AnsiColor, Style};

use crate::post::Severity;

/// Colours; all plain if colours are off.
pub(super) struct Palette {
    error: Style,
    warning: Style,
    note: Style,
    pub(super) strong: Style,
    pub(super) gutter: Style,
}

impl Palette {
    pub(super) fn new(colour: bool) -> Self {
        let style = |style: Style| if colour { style } else { Style::new() };
        Self {
            error: style(AnsiColor::Red.on_default().bold()),
            warning: style(AnsiColor::Yellow.on_default().bold()),
            note: style(AnsiColor::Cyan.on_default().bold()),
            strong: style(Style::new().bold()),
            gutter: style(AnsiColor::Blue.on_default().bold()),
        }
    }

    pub(super) fn accent(&self, severity: Severity) -> Style {
        match severity {
            Severity::Error => self.error,
            Severity::Warning => self.warning,
            Severity::Note => self.note,
        }
    }
}
