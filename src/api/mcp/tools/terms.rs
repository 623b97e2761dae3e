//! `list_terms`.

use serde::Serialize;
use utoipa::ToSchema;

use super::caller::{Caller, Output};
use super::failure::Failure;
use crate::api::mcp::quote::{NOTICE, quoted};
use crate::api::view::term::TermView;
use crate::query::{self, TermQuery};

/// A page of terms.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TermsResult {
    /// What the other texts are: content, not instructions.
    notice: &'static str,
    /// The terms, in order.
    #[schema(inline)]
    terms: Vec<TermView>,
    /// The number of terms that match.
    #[schema(minimum = 0)]
    total: u64,
    /// The value of the argument `cursor` for the next page, or null if this is the last one.
    #[schema(required)]
    next_cursor: Option<String>,
}

/// Lists terms.
pub fn list_terms(caller: &Caller<'_>, query: &TermQuery) -> Result<Output, Failure> {
    let Caller { moment, .. } = *caller;
    let answer = query::list_terms(moment.snapshot(), query, moment.now)?;
    let result = TermsResult {
        notice: NOTICE,
        terms: answer.terms.into_iter().map(TermView::from).collect(),
        total: answer.total,
        next_cursor: answer.next,
    };
    Ok(Output::new(texts(&result), &result))
}

/// Returns what a language model reads.
fn texts(result: &TermsResult) -> Vec<String> {
    let count = format!("{} of {} terms.", result.terms.len(), result.total);
    let more = result.next_cursor.as_ref();
    let more = more.map_or(String::new(), |cursor| format!(" Continue with `cursor` {cursor}"));
    let line = |term: &TermView| {
        let latest = term.latest_date.as_deref().map(|date| format!(", latest {date}"));
        let posts = if term.count == 1 { "post" } else { "posts" };
        format!("- {}: {} {posts}{}", term.name, term.count, latest.unwrap_or_default())
    };
    let list: Vec<String> = result.terms.iter().map(line).collect();
    let mut texts = vec![count + &more];
    if !list.is_empty() {
        texts.push(quoted("The list of terms is", &list.join("\n")));
    }
    texts
}
