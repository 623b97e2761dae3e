//! What operators observe and configure: limits, metrics, logs and traces, webhooks, shutdown, the clock and
//! cache policies. Independent of posts.

pub(crate) mod cache_policy;
pub(crate) mod clock;
pub(crate) mod drain;
pub(crate) mod life;
pub(crate) mod limits;
pub(crate) mod listener;
pub(crate) mod observe;
pub(crate) mod purge;
pub(crate) mod webhook;

pub use cache_policy::CacheOptions;
pub use clock::Clock;
pub use limits::{HeadLimits, LimitOptions, Rate, TrustedProxies};
pub use observe::{ACCESS_LOG, LostLines, ObserveOptions};
pub use purge::PurgeHeaders;
pub use webhook::{WebhookFigures, WebhookOptions};
