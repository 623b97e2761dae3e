//! HTTP as pure functions: content codings, conditional requests, ranges, content negotiation, CORS,
//! forwarding headers, trace context and problems.

pub(crate) mod base_path;
pub(crate) mod coding;
pub(crate) mod conditional;
pub(crate) mod cors;
pub(crate) mod date;
pub(crate) mod forwarded;
pub(crate) mod freshness;
pub(crate) mod local;
pub(crate) mod media_type;
pub(crate) mod methods;
pub(crate) mod negotiate;
pub(crate) mod origin;
pub(crate) mod paths;
pub(crate) mod percent;
pub(crate) mod plain_text;
pub(crate) mod preference;
pub(crate) mod problem;
pub(crate) mod range;
pub(crate) mod redacted;
pub(crate) mod request_id;
pub(crate) mod robots;
pub(crate) mod trace_context;

pub use base_path::BasePath;
pub use cors::CorsOrigins;
pub use freshness::Freshness;
pub use origin::OriginPattern;
pub use problem::ProblemKind;
pub use robots::Robots;
