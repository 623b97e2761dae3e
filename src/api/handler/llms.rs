//! Posts for language models.

use std::sync::Arc;

use actix_web::web::Data;
use actix_web::{HttpRequest, get};

use crate::api::answer::{Answer, Negotiation};
use crate::api::links;
use crate::api::moment::Moment;
use crate::api::operation::{Facts, Index, Operation};
use crate::api::state::State;
use crate::catalog::{Snapshot, Visible};
use crate::feed::{Addresses, SiteText, llms, llms_full};
use crate::ops::cache_policy::{CacheKind, CachePolicy};
use crate::protocol::problem::Problem;

/// The facts of both files.
const TEXT: Facts =
    Facts { cache: CachePolicy::Public(CacheKind::Feed), is_absolute: true, ..Facts::DOCUMENT };

impl Operation for get_llms {
    const ID: &str = "getLlms";
    const FACTS: Facts = Facts { index: Index::Link("llms"), ..TEXT };
}

/// Get the list of posts for language models
///
/// Returns the newest posts as [llmstxt.org](https://llmstxt.org/) describes: Markdown with links to the Markdown of each
/// post. At most 512 KiB; the end says how many posts are left out.
#[utoipa::path(
    tag = "Feeds",
    operation_id = get_llms::ID,
    responses((status = 200, description = "The list.", body = String, content_type = "text/plain"))
)]
#[get("/llms.txt")]
pub async fn get_llms(
    request: HttpRequest,
    state: Data<State>,
    moment: Moment,
) -> Result<Answer, Problem> {
    write(&request, &state, &moment, llms).await
}

impl Operation for get_llms_full {
    const ID: &str = "getLlmsFull";
    const FACTS: Facts = Facts { index: Index::Link("llmsFull"), ..TEXT };
}

/// Get the texts of posts for language models
///
/// Returns the Markdown of the newest posts, each as a whole. At most 1 MiB; the end says how many posts are left out.
#[utoipa::path(
    tag = "Feeds",
    operation_id = get_llms_full::ID,
    responses((status = 200, description = "The texts.", body = String, content_type = "text/plain"))
)]
#[get("/llms-full.txt")]
pub async fn get_llms_full(
    request: HttpRequest,
    state: Data<State>,
    moment: Moment,
) -> Result<Answer, Problem> {
    write(&request, &state, &moment, llms_full).await
}

/// Writes a file of the public posts.
type Write = fn((&Snapshot, &Visible), SiteText<'_>, &Addresses) -> String;

async fn write(
    request: &HttpRequest,
    state: &Data<State>,
    moment: &Moment,
    write: Write,
) -> Result<Answer, Problem> {
    let addresses = links::addresses(&state.options, request.head());
    let (snapshot, visible) = (Arc::clone(moment.snapshot()), Arc::clone(&moment.visible));
    let shared = state.clone();
    let make = move || {
        let (title, description) = (&*shared.options.title, shared.options.description.as_deref());
        write((&snapshot, &visible), SiteText { title, description }, &addresses)
    };
    let text = state.limits.run_heavy(make).await?;
    Ok(Answer::bytes("text/plain; charset=utf-8", text).negotiated(Negotiation::None))
}
