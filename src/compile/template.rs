//! The note about template tags and components that a post is shown without.

use std::borrow::Cow;

use super::markdown::{BodyFacts, LeftOut, RawHtml, Remark, RemarkKind};
use super::report::{Problem, Span};
use crate::post::Code;

/// The number of tags that the note names.
const MAX_NAMED: usize = 5;

/// Returns the note about the tags that are left out of a body, if there are any. It is located at the first
/// one, and names each kind of tag once.
pub fn left_out(facts: &BodyFacts, body: usize, raw_html: RawHtml) -> Option<Problem> {
    let mut tags: Vec<Cow<'_, LeftOut>> = facts.left_out.iter().map(Cow::Borrowed).collect();
    if raw_html == RawHtml::Sanitize {
        tags.extend(facts.remarks.iter().filter_map(component).map(Cow::Owned));
        tags.sort_by_key(|tag| tag.range.start);
    }
    let first = tags.first()?;
    let mut labels: Vec<&str> = Vec::new();
    let mut others = false;
    for tag in &tags {
        if !labels.contains(&&*tag.label) {
            if labels.len() == MAX_NAMED {
                others = true;
                break;
            }
            labels.push(&tag.label);
        }
    }
    let named: Vec<String> = labels.iter().map(|label| format!("`{label}`")).collect();
    let others = if others { " and others" } else { "" };
    let verb = if labels.len() == 1 { "is" } else { "are" };
    let message = format!("{}{others} {verb} left out", named.join(", "));
    let span = Span::new(body + first.range.start, body + first.range.end);
    Some(
        Problem::new(Code::TemplateSyntax, span, message)
            .expected("Markdown, or tags that are understood; see docs/markdown.md")
            .help("nothing to do if the post reads well without them; put tags that are to be shown in code"),
    )
}

fn component(remark: &Remark) -> Option<LeftOut> {
    let RemarkKind::OtherTool(name) = &remark.kind else { return None };
    let range = remark.start..remark.start + remark.length;
    Some(LeftOut { label: format!("<{name}>").into(), range })
}
