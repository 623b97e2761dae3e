//! The list of routes, from which the OpenAPI document and the table of operations are also made.

use actix_web::web::{ServiceConfig, scope};
use utoipa_actix_web::scope::scope as described_scope;
use utoipa_actix_web::service_config::ServiceConfig as DescribedConfig;

use super::handler::{
    assets, content, events, feeds, llms, metrics, neighbors, post, post_schema, posts, related,
    root, search, service, sitemaps, stylesheet, suggest, sync, terms,
};
use super::mcp;
use super::operation::{Entry, Operation, OperationTable};
use crate::protocol::paths::API;

/// A function over the operations of a list, which have different types.
trait Visit {
    fn operation<O: Operation>(&mut self, operation: O);
}

/// The operations under [`API`].
fn api(list: &mut impl Visit) {
    list.operation(posts::list_posts);
    // Before `getPost`, whose path matches the same requests.
    list.operation(post::get_post_markdown);
    list.operation(post::get_post);
    list.operation(neighbors::get_post_neighbors);
    list.operation(related::list_related_posts);
    list.operation(terms::list_tags);
    list.operation(terms::get_tag);
    list.operation(terms::list_categories);
    list.operation(terms::get_category);
    list.operation(terms::list_authors);
    list.operation(terms::get_author);
    list.operation(terms::list_series);
    list.operation(terms::get_series);
    list.operation(search::search);
    list.operation(suggest::suggest);
    list.operation(sync::get_manifest);
    list.operation(sync::list_changes);
    list.operation(events::stream_events);
    list.operation(content::get_archive);
    list.operation(content::get_site);
    list.operation(content::list_diagnostics);
}

/// The operations outside the API.
fn outside(list: &mut impl Visit) {
    list.operation(root::get_index);
    list.operation(root::get_docs);
    list.operation(root::get_docs_file);
    list.operation(root::get_openapi_json);
    list.operation(root::get_openapi_yaml);
    list.operation(stylesheet::get_highlight_stylesheet);
    list.operation(stylesheet::get_prose_stylesheet);
    list.operation(feeds::get_json_feed);
    list.operation(feeds::get_rss_feed);
    list.operation(feeds::get_atom_feed);
    list.operation(sitemaps::get_sitemap);
    list.operation(sitemaps::get_sitemap_part);
    list.operation(sitemaps::get_robots);
    list.operation(llms::get_llms);
    list.operation(llms::get_llms_full);
    list.operation(post_schema::get_post_schema);
    list.operation(root::get_problem);
    list.operation(assets::get_asset);
}

/// The operations for operators, which both listeners have; the second listener has no others. The
/// handler of the metrics serves them at one listener only.
fn operators(list: &mut impl Visit) {
    list.operation(service::get_health);
    list.operation(service::get_readiness);
    list.operation(metrics::get_metrics);
}

/// Registers each operation of a list.
struct Registered<'a>(&'a mut ServiceConfig);

impl Visit for Registered<'_> {
    fn operation<O: Operation>(&mut self, operation: O) {
        self.0.service(operation);
    }
}

/// Registers every operation.
pub fn configure(config: &mut ServiceConfig) {
    config.service(scope(API).configure(|config| api(&mut Registered(config))));
    outside(&mut Registered(config));
    configure_operators(config);
}

/// Registers the operations for operators.
pub fn configure_operators(config: &mut ServiceConfig) {
    operators(&mut Registered(config));
}

/// Adds each operation of a list to the OpenAPI document. That takes more time and memory than to register it, so
/// workers don't.
struct Documented<'a, 'b>(&'a mut DescribedConfig<'b>);

impl Visit for Documented<'_, '_> {
    fn operation<O: Operation>(&mut self, operation: O) {
        self.0.service(operation);
    }
}

/// Adds every operation to the OpenAPI document.
pub fn describe(config: &mut DescribedConfig<'_>) {
    config.service(described_scope(API).configure(|config| api(&mut Documented(config))));
    outside(&mut Documented(config));
    operators(&mut Documented(config));
}

/// Collects the facts of each operation of a list.
struct Entries {
    prefix: &'static str,
    entries: Vec<Entry>,
}

impl Visit for Entries {
    fn operation<O: Operation>(&mut self, _: O) {
        self.entries.push(Entry::of::<O>(self.prefix));
    }
}

/// Returns the path templates of the operations for operators.
pub fn operator_paths() -> Vec<String> {
    let mut list = Entries { prefix: "", entries: Vec::new() };
    operators(&mut list);
    list.entries.into_iter().map(|entry| entry.path).collect()
}

/// Returns the table of all operations.
pub fn table() -> OperationTable {
    let mut list = Entries { prefix: API, entries: Vec::new() };
    api(&mut list);
    list.prefix = "";
    outside(&mut list);
    operators(&mut list);
    list.entries.push(mcp::entry());
    OperationTable::new(list.entries)
}
