//! The settings for observability.

use std::fmt;
use std::sync::Arc;

/// The settings for metrics, logs and traces.
#[derive(Debug, Clone)]
pub struct ObserveOptions {
    /// Whether requests are counted, and `/metrics` exists.
    pub metrics: bool,
    /// Whether responses have `Server-Timing`.
    pub server_timing: bool,
    /// Whether requests are logged.
    pub access_log: bool,
    /// The URL of the collector, without a trailing slash; `None` sends no spans. Ignored in builds
    /// without OpenTelemetry export.
    pub otlp_endpoint: Option<String>,
    /// The number of lost log lines.
    pub lost_log_lines: LostLines,
}

impl Default for ObserveOptions {
    /// Metrics, `Server-Timing` and the access log, without traces.
    fn default() -> Self {
        Self {
            metrics: true,
            server_timing: true,
            access_log: true,
            otlp_endpoint: None,
            lost_log_lines: LostLines::default(),
        }
    }
}

/// A source of the number of log lines that were lost because they could not be written fast enough.
#[derive(Clone)]
pub struct LostLines(Arc<dyn Fn() -> u64 + Send + Sync>);

impl LostLines {
    /// Creates a source from a function of the log writer.
    pub fn new(count: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        Self(Arc::new(count))
    }

    /// Returns the current number.
    pub fn count(&self) -> u64 {
        (self.0)()
    }
}

impl Default for LostLines {
    /// Always zero.
    fn default() -> Self {
        Self::new(|| 0)
    }
}

impl fmt::Debug for LostLines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LostLines")
    }
}
