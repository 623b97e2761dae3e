//! The counts of requests as metrics. Operations that were never asked for are left out.

use super::counters::Counters;
use super::exposition::{Exposition, Kind};
use super::operations::Operations;
use super::record::Source;
use super::tables::DURATION_BOUNDS;

/// Writes all of them.
pub fn write(out: &mut Exposition, counters: &Counters, operations: &Operations) {
    write_requests(out, counters, operations);
    write_durations(out, counters, operations);
    write_bytes(out, counters, operations);
    let help = "Requests that are being answered, the one for these metrics included.";
    out.gauge("inkstone_http_requests_in_flight", help, counters.in_flight());
    let help = "Answers, by whether they were kept from an earlier request or made for this one.";
    let mut family = out.family("inkstone_answers_total", Kind::Counter, help);
    for source in Source::ALL {
        family.sample(&[("source", source.as_str())], counters.answers(source));
    }
}

fn write_requests(out: &mut Exposition, counters: &Counters, operations: &Operations) {
    let help = "Requests that were answered.";
    let mut family = out.family("inkstone_http_requests_total", Kind::Counter, help);
    for (id, operation) in operations.iter() {
        for (method, status, count) in counters.requests(id) {
            let labels = [("operation", operation), ("method", method), ("status", status)];
            family.sample(&labels, count);
        }
    }
}

fn write_durations(out: &mut Exposition, counters: &Counters, operations: &Operations) {
    let help = "How long it took until the head of the answer was there, in seconds.";
    let name = "inkstone_http_request_duration_seconds";
    let mut family = out.family(name, Kind::Histogram, help);
    for (id, operation) in operations.iter() {
        let (counts, sum) = counters.durations(id);
        let total: u64 = counts.iter().sum();
        if total == 0 {
            continue;
        }
        let mut within = 0;
        let bounds = DURATION_BOUNDS.iter().map(|(_, bound)| *bound).chain(["+Inf"]);
        for (count, bound) in counts.into_iter().zip(bounds) {
            within += count;
            family.part("_bucket", &[("operation", operation), ("le", bound)], within);
        }
        family.part("_sum", &[("operation", operation)], sum.as_secs_f64());
        family.part("_count", &[("operation", operation)], total);
    }
}

fn write_bytes(out: &mut Exposition, counters: &Counters, operations: &Operations) {
    let help = "Bytes of the bodies of answers, as far as they are known before they are sent.";
    let mut family = out.family("inkstone_http_response_bytes_total", Kind::Counter, help);
    for (id, operation) in operations.iter() {
        let bytes = counters.bytes(id);
        if bytes > 0 {
            family.sample(&[("operation", operation)], bytes);
        }
    }
}
