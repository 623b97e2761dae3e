//! Writes alerts and details.

use comrak::nodes::{AlertType, Node, NodeAlert};

use super::super::inline_text::{Images, inline_text};
use super::super::{alert, titled};
use super::json;
use super::writer::Writer;

impl<'a> Writer<'_, 'a> {
    /// Begins a quote whose `data` describes the alert.
    pub(super) fn alert(&mut self, node: Node<'a>, alert: &NodeAlert) {
        let kind = alert::name(alert.alert_type);
        let title = alert.title.as_deref();
        let title = title.unwrap_or_else(|| self.alert_titles.title(alert.alert_type));
        self.titled(
            node,
            kind,
            title,
            "div",
            &["markdown-alert", &format!("markdown-alert-{kind}")],
        );
    }

    /// Begins a quote that an HTML writer writes as details. For others it is a note.
    pub(super) fn details(&mut self, node: Node<'a>) {
        let kind = alert::name(AlertType::Note);
        self.titled(node, kind, self.alert_titles.details(), "details", &["markdown-details"]);
    }

    fn titled(&mut self, node: Node<'a>, kind: &str, title: &str, name: &str, classes: &[&str]) {
        let authored = titled::title(node).map(|title| inline_text(title, Images::ByAlt));
        self.open("blockquote");
        self.out.push_str(&format!(",\"data\":{{\"alert\":\"{kind}\""));
        json::entry(&mut self.out, "title", Some(authored.as_deref().unwrap_or(title)));
        let classes = classes.join("\",\"");
        self.out.push_str(&format!(
            ",\"hName\":\"{name}\",\"hProperties\":{{\"className\":[\"{classes}\"]}}}}"
        ));
    }
}
