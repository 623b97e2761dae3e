//! Tags, categories, authors and series. They differ only in their names, so a macro generates them.

use std::sync::Arc;

use actix_web::web::Data;
use actix_web::{HttpRequest, get};

use super::paging::page_and_limit;
use super::request::{check_status, no_parameters, segment, target};
use crate::api::answer::Answer;
use crate::api::links;
use crate::api::moment::Moment;
use crate::api::operation::{Facts, Index, Operation};
use crate::api::params::{ListTermsParams, QueryParams, cursor_problem};
use crate::api::state::State;
use crate::api::view::envelope::{Facets, Meta, PageMeta, TermAnswer, TermPage};
use crate::api::view::pagination::Pagination;
use crate::api::view::term::TermView;
use crate::catalog::Taxonomy;
use crate::protocol::negotiate::{Media, media_type};
use crate::protocol::problem::{Problem, ProblemKind};
use crate::query;

/// Declares the two operations of a taxonomy.
macro_rules! term_operations {
    ($taxonomy:ident $tag:tt $list:ident $list_id:tt $list_path:tt $get:ident $get_id:tt $get_path:tt $name:tt $article:tt $one:tt $plural:tt) => {
        impl Operation for $list {
            const ID: &str = $list_id;
            const FACTS: Facts = Facts {
                problems: &[
                    ProblemKind::InvalidParameter,
                    ProblemKind::CursorMismatch,
                    ProblemKind::Unauthorized,
                ],
                index: Index::Link($plural),
                ..Facts::LIST
            };
        }

        #[doc = concat!("List ", $plural)]
        #[utoipa::path(
            tag = $tag,
            operation_id = $list::ID,
            summary = concat!("List ", $plural),
            description = concat!("Returns ", $plural, " with the number of their posts and the date of the latest one, most frequent first. Filters restrict which posts are counted; ", $plural, " without any are left out.\n\n",
                "Posts are also filtered by keys of their front matter that `_schema.json` declares with a single value: ",
                "`extra.KEY` is any of its values, and `extra.KEY.min` and `extra.KEY.max` are inclusive bounds of numbers and dates."),
            params(ListTermsParams),
            responses((status = 200, description = concat!("A page of ", $plural, "."), body = TermPage))
        )]
        #[get($list_path)]
        pub async fn $list(
            request: HttpRequest,
            state: Data<State>,
            moment: Moment,
        ) -> Result<Answer, Problem> {
            list_terms(&request, &state, &moment, Taxonomy::$taxonomy, $list_path)
        }

        impl Operation for $get {
            const ID: &str = $get_id;
            const FACTS: Facts = Facts {
                problems: &[
                    ProblemKind::InvalidParameter,
                    ProblemKind::Unauthorized,
                    ProblemKind::TermNotFound,
                ],
                ..Facts::LIST
            };
        }

        #[doc = concat!("Get ", $article, " ", $one)]
        #[utoipa::path(
            tag = $tag,
            operation_id = $get::ID,
            summary = concat!("Get ", $article, " ", $one),
            description = concat!("Finds the ", $one, " by its name or slug. Case and width are ignored."),
            params(($name = String, Path, description = concat!("The name or slug of the ", $one, ", percent-encoded."), min_length = 1, max_length = 1024)),
            responses((status = 200, description = concat!("The ", $one, "."), body = TermAnswer))
        )]
        #[get($get_path)]
        pub async fn $get(
            request: HttpRequest,
            state: Data<State>,
            moment: Moment,
        ) -> Result<Answer, Problem> {
            get_term(&request, &state, &moment, Taxonomy::$taxonomy, $name, $one)
        }
    };
}

term_operations!(Tag "Terms" list_tags "listTags" "/tags" get_tag "getTag" "/tags/{tag}" "tag" "a" "tag" "tags");
term_operations!(Category "Terms" list_categories "listCategories" "/categories" get_category "getCategory" "/categories/{category}" "category" "a" "category" "categories");
term_operations!(Author "Terms" list_authors "listAuthors" "/authors" get_author "getAuthor" "/authors/{author}" "author" "an" "author" "authors");
term_operations!(Series "Terms" list_series "listSeries" "/series" get_series "getSeries" "/series/{series}" "series" "a" "series" "series");

fn list_terms(
    request: &HttpRequest,
    state: &State,
    moment: &Moment,
    taxonomy: Taxonomy,
    path: &str,
) -> Result<Answer, Problem> {
    let (params, query_string) =
        ListTermsParams::read_for(request.query_string(), moment.snapshot().schema())?;
    let query = params.into_query(taxonomy);
    media_type(request.headers(), &[Media::Json])?;
    moment.audience()?;
    check_status(&query.filters, moment)?;

    let answer =
        query::list_terms(moment.snapshot(), &query, moment.now).map_err(cursor_problem)?;
    let (page, limit) = page_and_limit(&query.window);
    let pagination = Pagination::new(page, limit, answer.total, answer.next);
    let links = links::pages(&state.options, path, &target(request), &query_string, &pagination);
    let meta = PageMeta {
        pagination,
        facets: Facets::default(),
        warnings: answer.unknown.into_iter().map(Into::into).collect(),
        missing: answer.missing,
    };
    let slugs: Vec<_> = answer.terms.iter().map(|term| Arc::clone(&term.slug)).collect();
    let page =
        TermPage { data: answer.terms.into_iter().map(TermView::from).collect(), meta, links };
    Ok(Answer::json(&page).list(&page.meta, &page.links).names(taxonomy, slugs))
}

fn get_term(
    request: &HttpRequest,
    state: &State,
    moment: &Moment,
    taxonomy: Taxonomy,
    name: &str,
    what: &str,
) -> Result<Answer, Problem> {
    let wanted = segment(request, name, 0)?;
    no_parameters(request)?;
    media_type(request.headers(), &[Media::Json])?;
    moment.audience()?;
    let term = query::find_term(moment.snapshot(), taxonomy, &wanted, moment.now).map_err(
        |suggestions| {
            Problem::not_found(ProblemKind::TermNotFound, what, name, &wanted, suggestions)
        },
    )?;
    let slug = Arc::clone(&term.slug);
    let answer = TermAnswer {
        data: term.into(),
        meta: Meta::default(),
        links: links::single(&state.options, &target(request)),
    };
    Ok(Answer::json(&answer).names(taxonomy, [slug]))
}
