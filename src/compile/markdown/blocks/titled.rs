//! Writes alerts and details.

use comrak::nodes::{Node, NodeAlert, NodeValue};

use super::super::inline_text::{Images, inline_text};
use super::super::{alert, titled};
use super::json;
use super::writer::Writer;

impl<'a> Writer<'_, 'a> {
    /// Begins a quote whose `data` describes the alert.
    pub(super) fn alert(&mut self, node: Node<'a>, alert: &NodeAlert) {
        let kind = alert::name(alert.alert_type);
        self.open("blockquote");
        self.out.push_str(&format!(",\"data\":{{\"alert\":\"{kind}\""));
        let authored = titled::title(node).map(|title| inline_text(title, Images::ByAlt));
        let title = authored.as_deref().or(alert.title.as_deref());
        let title = title.unwrap_or_else(|| self.alert_titles.title(alert.alert_type));
        json::entry(&mut self.out, "title", Some(title));
        self.out.push_str(&format!(
            ",\"hName\":\"div\",\"hProperties\":{{\"className\":[\"markdown-alert\",\
             \"markdown-alert-{kind}\"]}}}}"
        ));
    }

    /// Begins a quote that an HTML writer writes as details.
    pub(super) fn details(&mut self, node: Node<'a>) {
        self.open("blockquote");
        self.out.push_str(",\"data\":{");
        let authored = titled::title(node).map(|title| inline_text(title, Images::ByAlt));
        let title = authored.as_deref().unwrap_or_else(|| self.alert_titles.details());
        self.out.push_str("\"title\":");
        json::string(&mut self.out, title);
        self.out.push_str(",\"hName\":\"details\"}");
    }

    /// Begins the paragraph that is the summary of details.
    pub(super) fn summary(&mut self, node: Node<'a>) {
        self.open("paragraph");
        if self.parent_is_written() && is_in_details(node) {
            self.out.push_str(",\"data\":{\"hName\":\"summary\"}");
        }
    }
}

/// Whether a title is the summary of details.
pub(super) fn is_in_details(title: Node<'_>) -> bool {
    title.parent().is_some_and(|parent| matches!(parent.data().value, NodeValue::Callout(_)))
}
