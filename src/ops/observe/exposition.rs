//! Metrics in the text format of Prometheus, version 0.0.4
//! (<https://prometheus.io/docs/instrumenting/exposition_formats/>).
//!
//! `prometheus-client` writes the text. Its counters are not used: a family locks a map for each update,
//! and most values here are read from their source when a client requests the metrics.

use std::fmt;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{
    DescriptorEncoder, EncodeCounterValue, EncodeGaugeValue, EncodeLabelSet, EncodeMetric,
    NoLabelSet, prometheus_text,
};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::Registry;

/// The media type of the text.
pub const MEDIA_TYPE: &str = "text/plain; version=0.0.4";

/// Returns the text of all metrics that `write` writes.
pub fn text(write: impl Fn(&mut Exposition<'_>) -> fmt::Result + Send + Sync + 'static) -> String {
    let mut registry = Registry::default();
    registry.register_collector(Box::new(Metrics(write)));
    let mut text = String::new();
    prometheus_text::encode(&mut text, &registry).expect("writing to a string cannot fail");
    text
}

struct Metrics<F>(F);

impl<F> fmt::Debug for Metrics<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Metrics")
    }
}

impl<F> Collector for Metrics<F>
where
    F: Fn(&mut Exposition<'_>) -> fmt::Result + Send + Sync + 'static,
{
    fn encode(&self, encoder: DescriptorEncoder<'_>) -> fmt::Result {
        (self.0)(&mut Exposition(encoder))
    }
}

/// The observations of one histogram.
#[derive(Debug)]
pub struct Histogram {
    /// The upper bound of each bucket and the number of observations in it that are in no smaller one;
    /// the last bound is infinite.
    pub buckets: Vec<(f64, u64)>,
    /// The sum of all observations.
    pub sum: f64,
}

/// Writes families: all samples with the same name. Methods with a plural name write samples with labels.
///
/// Fails only if its output fails. `_total` is appended to the names of counters.
#[derive(Debug)]
pub struct Exposition<'a>(DescriptorEncoder<'a>);

impl Exposition<'_> {
    /// Writes a counter.
    pub fn counter(
        &mut self,
        name: &str,
        help: &str,
        value: impl EncodeCounterValue,
    ) -> fmt::Result {
        let family = self.0.encode_descriptor(name, help, None, MetricType::Counter)?;
        ConstCounter::new(value).encode(family)
    }

    /// Writes a gauge.
    pub fn gauge(&mut self, name: &str, help: &str, value: impl EncodeGaugeValue) -> fmt::Result {
        let family = self.0.encode_descriptor(name, help, None, MetricType::Gauge)?;
        ConstGauge::new(value).encode(family)
    }

    /// Writes the counters of a family.
    pub fn counters<L: EncodeLabelSet>(
        &mut self,
        name: &str,
        help: &str,
        samples: impl IntoIterator<Item = (L, u64)>,
    ) -> fmt::Result {
        let mut family = self.0.encode_descriptor(name, help, None, MetricType::Counter)?;
        samples.into_iter().try_for_each(|(labels, value)| {
            ConstCounter::new(value).encode(family.encode_family(&labels)?)
        })
    }

    /// Writes the gauges of a family.
    pub fn gauges<L: EncodeLabelSet, V: EncodeGaugeValue>(
        &mut self,
        name: &str,
        help: &str,
        samples: impl IntoIterator<Item = (L, V)>,
    ) -> fmt::Result {
        let mut family = self.0.encode_descriptor(name, help, None, MetricType::Gauge)?;
        samples.into_iter().try_for_each(|(labels, value)| {
            ConstGauge::new(value).encode(family.encode_family(&labels)?)
        })
    }

    /// Writes a histogram.
    pub fn histogram(&mut self, name: &str, help: &str, histogram: Histogram) -> fmt::Result {
        let mut metric = self.0.encode_descriptor(name, help, None, MetricType::Histogram)?;
        let Histogram { buckets, sum } = histogram;
        let count = buckets.iter().map(|(_, count)| count).sum();
        metric.encode_histogram::<NoLabelSet>(sum, count, &buckets, None)
    }

    /// Writes the histograms of a family.
    pub fn histograms<L: EncodeLabelSet>(
        &mut self,
        name: &str,
        help: &str,
        samples: impl IntoIterator<Item = (L, Histogram)>,
    ) -> fmt::Result {
        let mut family = self.0.encode_descriptor(name, help, None, MetricType::Histogram)?;
        samples.into_iter().try_for_each(|(labels, Histogram { buckets, sum })| {
            let count = buckets.iter().map(|(_, count)| count).sum();
            let mut metric = family.encode_family(&labels)?;
            metric.encode_histogram::<NoLabelSet>(sum, count, &buckets, None)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Histogram, text};

    #[test]
    fn each_family_has_its_help_type_and_samples() {
        let text = text(|out| {
            out.counters(
                "requests",
                "Requests.",
                [
                    ([("method", "GET"), ("status", "200")], 1027),
                    ([("method", "HEAD"), ("status", "304")], 3),
                ],
            )?;
            out.counters("none", "No samples yet.", [([("label", "")], 1); 0])?;
            out.gauge("load", "Load.", 0.25)?;
            out.gauge("limit", "Limit.", f64::INFINITY)?;
            out.gauges("most", "Most.", [([("of", "u64")], u64::MAX)])
        });
        assert_eq!(
            text,
            "# HELP requests_total Requests.\n\
             # TYPE requests_total counter\n\
             requests_total{method=\"GET\",status=\"200\"} 1027\n\
             requests_total{method=\"HEAD\",status=\"304\"} 3\n\
             # HELP none_total No samples yet.\n\
             # TYPE none_total counter\n\
             # HELP load Load.\n\
             # TYPE load gauge\n\
             load 0.25\n\
             # HELP limit Limit.\n\
             # TYPE limit gauge\n\
             limit +Inf\n\
             # HELP most Most.\n\
             # TYPE most gauge\n\
             most{of=\"u64\"} 18446744073709551615\n"
        );
    }

    #[test]
    fn buckets_are_cumulative() {
        let buckets = vec![(0.00005, 2), (0.5, 1), (10.0, 0), (f64::INFINITY, 4)];
        let text = text(move |out| {
            let histogram = Histogram { buckets: buckets.clone(), sum: 60.5 };
            out.histograms("wait", "Wait.", [([("at", "door")], histogram)])
        });
        assert_eq!(
            text,
            "# HELP wait Wait.\n\
             # TYPE wait histogram\n\
             wait_bucket{at=\"door\",le=\"5e-05\"} 2\n\
             wait_bucket{at=\"door\",le=\"0.5\"} 3\n\
             wait_bucket{at=\"door\",le=\"10\"} 3\n\
             wait_bucket{at=\"door\",le=\"+Inf\"} 7\n\
             wait_sum{at=\"door\"} 60.5\n\
             wait_count{at=\"door\"} 7\n"
        );
    }

    #[test]
    fn special_characters_are_escaped() {
        let text = text(|out| {
            out.gauges("a", "a \\ \"b\"\nc", [([("path", "C:\\DIR\\\nsays \"hi\"")], 1_u64)])
        });
        assert_eq!(
            text,
            "# HELP a a \\\\ \"b\"\\nc\n# TYPE a gauge\n\
             a{path=\"C:\\\\DIR\\\\\\nsays \\\"hi\\\"\"} 1\n"
        );
    }
}
