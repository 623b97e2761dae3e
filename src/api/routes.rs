//! The one list of routes. It is also the OpenAPI document: what is not here is not there.

use utoipa_actix_web::scope::scope;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::api::handler::{
    assets, content, metrics, neighbors, posts, related, root, search, service, stylesheet,
    suggest, terms,
};
use crate::protocol::paths::API;

/// Registers every operation.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(
            scope(API)
                .service(posts::list_posts)
                .service(posts::get_post)
                .service(neighbors::get_post_neighbors)
                .service(related::list_related_posts)
                .service(terms::list_tags)
                .service(terms::get_tag)
                .service(terms::list_categories)
                .service(terms::get_category)
                .service(terms::list_authors)
                .service(terms::get_author)
                .service(terms::list_series)
                .service(terms::get_series)
                .service(search::search)
                .service(suggest::suggest)
                .service(content::get_archive)
                .service(content::get_site)
                .service(content::list_diagnostics),
        )
        .service(root::get_index)
        .service(root::get_docs)
        .service(root::get_docs_file)
        .service(root::get_openapi_json)
        .service(root::get_openapi_yaml)
        .service(stylesheet::get_highlight_stylesheet)
        .service(root::get_problem)
        .service(assets::get_asset);
    configure_operations(config);
}

/// Registers what operators ask for. The second listener has nothing else; the first has it as well.
/// That the metrics are only at one of them is known to their handler.
pub fn configure_operations(config: &mut ServiceConfig<'_>) {
    config
        .service(service::get_health)
        .service(service::get_readiness)
        .service(metrics::get_metrics);
}
