//! Writes alerts and details.

use comrak::nodes::{Node, NodeAlert, NodeValue};

use super::super::{alert, escape, titled};
use super::writer::Writer;

impl Writer<'_, '_> {
    /// Begins an alert, with its title unless that is its first child.
    pub(super) fn enter_alert(&mut self, node: Node<'_>, alert: &NodeAlert) {
        self.line();
        let kind = alert::name(alert.alert_type);
        self.push(&format!("<div class=\"markdown-alert markdown-alert-{kind}\">\n"));
        if titled::title(node).is_none() {
            self.push("<p class=\"markdown-alert-title\">");
            match &alert.title {
                Some(title) => escape::text(&mut self.out, title),
                None => self.push(self.alert_titles.title(alert.alert_type)),
            }
            self.push("</p>\n");
        }
    }

    /// Begins details, with their summary unless that is their first child.
    pub(super) fn enter_details(&mut self, node: Node<'_>) {
        self.line();
        self.push("<details>\n");
        if titled::title(node).is_none() {
            self.push("<summary>");
            self.push(self.alert_titles.details());
            self.push("</summary>\n");
        }
    }
}

/// Whether a title is the summary of details.
pub(super) fn is_in_details(title: Node<'_>) -> bool {
    title.parent().is_some_and(|parent| matches!(parent.data().value, NodeValue::Callout(_)))
}
