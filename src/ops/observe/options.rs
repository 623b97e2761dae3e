//! What of it an operator wants.

use std::fmt;
use std::sync::Arc;

/// How the service is observed.
#[derive(Debug, Clone)]
pub struct ObserveOptions {
    /// Whether requests are counted, and `/metrics` is there.
    pub metrics: bool,
    /// Whether `Server-Timing` tells clients how long an answer took.
    pub server_timing: bool,
    /// Whether each request has its line in the log.
    pub access_log: bool,
    /// The collector that spans are sent to, without a trailing slash; nothing is sent where there
    /// is none, or in a build without OpenTelemetry export.
    pub otlp_endpoint: Option<String>,
    /// How many lines of the log were lost.
    pub lost_log_lines: LostLines,
}

impl Default for ObserveOptions {
    /// Metrics, timing and access log, no traces.
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

/// Tells how many lines the log has lost because they came faster than they could be written.
#[derive(Clone)]
pub struct LostLines(Arc<dyn Fn() -> u64 + Send + Sync>);

impl LostLines {
    /// Asks whoever writes the log.
    pub fn new(count: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        Self(Arc::new(count))
    }

    /// How many they are by now.
    pub fn count(&self) -> u64 {
        (self.0)()
    }
}

impl Default for LostLines {
    /// Of a log that loses none.
    fn default() -> Self {
        Self::new(|| 0)
    }
}

impl fmt::Debug for LostLines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LostLines")
    }
}
