//! `inkstone webhook`, and the webhooks of a server.

pub(super) mod arguments;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use super::arguments::ContentArguments;
use super::failure::Failure;
use super::{gather, output};
use crate::api::webhook::{ContentChanged, test_message};
use crate::config::Key;
use crate::live::History;
use crate::ops::webhook::{Client, SignedHeaders, Webhooks};
use crate::ops::{Clock, WebhookFigures, WebhookOptions};

/// Starts to deliver the changes of the content. Must be called before content is recorded, because what was recorded
/// by the process before is the first change.
pub(super) fn deliver(
    history: &History,
    options: &WebhookOptions,
    figures: &WebhookFigures,
) -> Result<Arc<Webhooks<ContentChanged>>, Failure> {
    let clock = Clock::system();
    let webhooks = Webhooks::start(options, figures, clock.clone())
        .map_err(|error| Failure::negative(format!("cannot start webhooks: {error}")))?;
    for endpoint in &options.endpoints {
        tracing::info!("changes of the content are sent to {}", endpoint.name);
    }
    let webhooks = Arc::new(webhooks);
    let delivering = Arc::clone(&webhooks);
    history.subscribe(move |event| {
        delivering.offer(&ContentChanged { event: Arc::clone(event), at: clock.now() });
    });
    Ok(webhooks)
}

/// What a receiver does with every message.
const CHECKS: &str = "\
A receiver accepts a message only if
- `v1,` and the HMAC-SHA256 of `ID.TIMESTAMP.BODY` in base64 is one of the signatures, where the key is the
  decoded part of the secret after `whsec_` and BODY has exactly the bytes that were received;
- the timestamp is not more than five minutes from its own time;
- it has not accepted a message with this id in the last minutes.
";

/// Sends a test message to the URL, or to all URLs of the settings, and prints what happens.
pub(super) fn test(
    url: Option<String>,
    mut arguments: ContentArguments,
) -> Result<ExitCode, Failure> {
    // As a flag, it is read and checked like the setting that it replaces.
    arguments.flags.values.extend(url.map(|url| (Key::WebhookUrl, url)));
    let settings = gather::settings(&arguments)?;
    gather::check_webhooks(&settings)?;
    let options = settings.webhooks;
    if options.endpoints.is_empty() {
        let message = "`webhook_url` is not set; pass the URL, as in \
                       `inkstone webhook test https://hooks.example/inkstone`";
        return Err(Failure::usage(message));
    }
    let client = Client::new(options.allow_private);
    let mut failed = 0;
    for endpoint in &options.endpoints {
        let now = Clock::system().now();
        let message = test_message(now);
        let headers = SignedHeaders::new(&message, now.as_second(), &options.secrets);
        output::print(&format!("To {}:\n", endpoint.name))?;
        for (name, value) in headers.pairs() {
            output::print(&format!("{name}: {value}\n"))?;
        }
        output::print(&format!("{}\n", String::from_utf8_lossy(&message.body)))?;
        let started = Instant::now();
        let outcome = client.send(&endpoint.url, &message, &headers);
        let verdict = if outcome.is_accepted() { "accepted" } else { "not accepted" };
        let milliseconds = started.elapsed().as_millis();
        output::print(&format!("{verdict} after {milliseconds} ms: {outcome}\n\n"))?;
        failed += usize::from(!outcome.is_accepted());
    }
    output::print(CHECKS)?;
    match failed {
        0 => Ok(ExitCode::SUCCESS),
        _ => {
            let all = output::count(options.endpoints.len(), "endpoint");
            Err(Failure::negative(format!("{failed} of {all} did not accept the message")))
        }
    }
}

#[cfg(test)]
mod tests;
