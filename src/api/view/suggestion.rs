//! Suggestions as JSON.

use std::ops::Range;

use serde::Serialize;
use utoipa::ToSchema;
use utoipa::openapi::ObjectBuilder;
use utoipa::openapi::schema::Type;

use super::names::Named;
use crate::catalog::SuggestionKind;
use crate::query::Suggestion;

/// A suggested name.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Suggestion)]
pub struct SuggestionView {
    /// The type of the suggestion.
    #[serde(rename = "type")]
    #[schema(rename = "type", schema_with = kind)]
    pub kind: &'static str,
    /// The name of the tag or category, or the title of the post.
    #[schema(example = "内存管理")]
    pub text: String,
    /// The slug of the tag, category or post.
    #[schema(example = "内存管理")]
    pub slug: String,
    /// The language of the post, or null for tags and categories.
    #[schema(required, example = "zh")]
    pub lang: Option<String>,
    /// The number of published posts with the tag or category, or null for titles.
    #[schema(required, minimum = 1, example = 7)]
    pub count: Option<u64>,
    /// `text` as HTML, with `<mark>` elements around matching characters and no other elements.
    #[schema(example = "<mark>内存</mark>管理")]
    pub highlight: String,
}

fn kind() -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some("The type of the suggestion."))
        .enum_values(Some(SuggestionKind::ALL.map(Named::name)))
}

impl From<Suggestion> for SuggestionView {
    fn from(suggestion: Suggestion) -> Self {
        Self {
            kind: suggestion.kind.name(),
            highlight: highlight(&suggestion.text, &suggestion.marks),
            text: suggestion.text,
            slug: suggestion.slug,
            lang: suggestion.lang.map(|lang| lang.to_string()),
            count: suggestion.count,
        }
    }
}

/// Returns a text as HTML in which the ranges `marks` are marked.
fn highlight(text: &str, marks: &[Range<usize>]) -> String {
    let mut out = String::with_capacity(text.len() + marks.len() * 13);
    let mut end = 0;
    for mark in marks {
        escape(&mut out, &text[end..mark.start]);
        out.push_str("<mark>");
        escape(&mut out, &text[mark.clone()]);
        out.push_str("</mark>");
        end = mark.end;
    }
    escape(&mut out, &text[end..]);
    out
}

/// Escapes text for element content and attribute values.
fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::{SuggestionView, highlight};
    use crate::catalog::test_support::{post, snapshot};
    use crate::query::{SuggestQuery, suggest};

    /// Returns typical and hostile text.
    fn hostile() -> impl Strategy<Value = String> {
        prop_oneof![
            any::<String>(),
            vec(any::<char>(), 0..100).prop_map(String::from_iter),
            "[\u{0}-\u{1f}<>&\"'\u{202a}-\u{202e}\u{200b}-\u{200f}]{0,20}",
            "[\u{300}-\u{36f}a内\u{1100}-\u{11ff}\u{3099}]{0,20}",
            "[neicugalshzr' ]{1,12}",
            "(<mark>|</mark>|<|&amp;|é|内存|管理|İ|ﷺ|ﬁ|\u{1f468}\u{200d}\u{1f469}){0,8}",
        ]
    }

    fn unescape(html: &str) -> String {
        let entities =
            [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
        entities.iter().fold(html.to_owned(), |text, (entity, c)| text.replace(entity, c))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        #[test]
        fn a_highlight_is_the_escaped_text_with_marks(
            titles in vec(hostile(), 1..5), tag in hostile(), typed in hostile(), own: bool,
        ) {
            let posts = titles.iter().enumerate();
            let snapshot = snapshot(
                posts.map(|(n, title)| post(&format!("p{n}")).title(title).tags([&tag])),
            );
            // The text of a title gives the most suggestions.
            let text = if own { titles[0].chars().take(100).collect() } else { typed };
            let query = SuggestQuery { text, limit: 50, kinds: vec![], langs: vec![] };
            let answer = suggest(&snapshot, &query, Timestamp::UNIX_EPOCH);
            for suggestion in answer.suggestions {
                prop_assert!(!suggestion.marks.is_empty());
                prop_assert!(suggestion.marks.iter().all(|mark| mark.start < mark.end));
                prop_assert!(suggestion.marks.windows(2).all(|two| two[0].end < two[1].start));
                let view = SuggestionView::from(suggestion);
                let bare = view.highlight.replace("<mark>", "").replace("</mark>", "");
                prop_assert!(!bare.contains(['<', '>']), "{}", view.highlight);
                prop_assert_eq!(unescape(&bare), view.text);
            }
        }
    }

    #[test]
    fn text_is_escaped_inside_and_outside_of_marks() {
        assert_eq!(
            highlight("a<b> & \"c\"", &[1..3, 5..6]),
            "a<mark>&lt;b</mark>&gt; <mark>&amp;</mark> &quot;c&quot;"
        );
        assert_eq!(highlight("内存", &[]), "内存");
    }
}
