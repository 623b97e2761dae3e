//! `inkstone serve`.

use std::cell::Cell;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;

use super::arguments::ContentArguments;
use super::logging::{self, Log};
use super::report::{self, Totals};
use super::{Failure, gather, loading, output};
use crate::config::{Listen, Settings};
use crate::http;
use crate::live::Live;
use crate::post::{Diagnostic, Severity};
use crate::source::FolderSource;

/// Serves until it is told to stop.
pub(super) fn run(arguments: &ContentArguments) -> Result<ExitCode, Failure> {
    let settings = gather::settings(arguments)?;
    let log = logging::start(&settings);
    let loaded = loading::load(&settings)?;
    let diagnostics = loaded.snapshot.diagnostics();
    let totals = Totals::new(loaded.snapshot.posts().len(), loaded.files, diagnostics);
    if settings.strict && totals.errors > 0 {
        let colour = output::stderr_has_colour();
        output::complain_as_is(&report::text::render(diagnostics, &totals, colour));
        return Err(Failure::negative("posts have errors, and `strict` is set: nothing is served"));
    }
    for diagnostic in diagnostics {
        log_diagnostic(diagnostic);
    }
    let milliseconds = loaded.elapsed.as_millis();
    tracing::info!("{}; loaded in {milliseconds} ms", totals.serving());
    let address =
        settings.listen.resolve().map_err(|error| cannot_listen(&settings.listen, &error))?;
    serve(&settings, &log, Live::new(loaded.snapshot), loaded.source, address)
}

fn serve(
    settings: &Settings,
    log: &Log,
    live: Live,
    source: FolderSource,
    address: SocketAddr,
) -> Result<ExitCode, Failure> {
    let started = Cell::new(false);
    let listening = |address: SocketAddr| {
        started.set(true);
        let _ = output::print(&format!("listening on http://{address}\n"));
        tracing::info!("documentation: {}/docs/", origin(settings, address));
    };
    let (live, source) = (Arc::new(live), Arc::new(source));
    prepare_search(Arc::clone(&live));
    let (mut options, listen) = (settings.http_options(), settings.listen_options(address));
    options.observe.lost_log_lines = log.lost_lines();
    let system = actix_web::rt::System::new();
    let served = system.block_on(http::serve(live, source, options, listen, listening));
    match served {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(error) if started.get() => {
            Err(Failure::negative(format!("the server failed: {error}")))
        }
        Err(error) => Err(cannot_listen(&settings.listen, &error)),
    }
}

/// Makes posts searchable in the background, while everything else is served.
fn prepare_search(live: Arc<Live>) {
    let prepare = move || {
        let took = live.prepare_search();
        tracing::info!("search is ready after {} ms", took.as_millis());
    };
    if let Err(error) = thread::Builder::new().name("search".to_owned()).spawn(prepare) {
        tracing::error!("search is not available: no thread could be started: {error}");
    }
}

/// Where a browser on this machine finds the service.
fn origin(settings: &Settings, address: SocketAddr) -> String {
    if let Some(url) = &settings.public_url {
        return url.clone();
    }
    let local = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => SocketAddr::from(([127, 0, 0, 1], address.port())),
        IpAddr::V6(ip) if ip.is_unspecified() => {
            SocketAddr::from((std::net::Ipv6Addr::LOCALHOST, address.port()))
        }
        _ => address,
    };
    format!("http://{local}")
}

fn log_diagnostic(diagnostic: &Diagnostic) {
    let line = report::line(diagnostic);
    match diagnostic.severity() {
        Severity::Error => tracing::error!("{line}"),
        Severity::Warning => tracing::warn!("{line}"),
    }
}

fn cannot_listen(listen: &Listen, error: &io::Error) -> Failure {
    let (reason, help) = match error.kind() {
        io::ErrorKind::AddrInUse => (
            "the address is in use".to_owned(),
            "end the program that uses it, or choose another port with `--listen`",
        ),
        io::ErrorKind::PermissionDenied => {
            ("this user may not".to_owned(), "choose a port from 1024 on with `--listen`")
        }
        io::ErrorKind::AddrNotAvailable => (
            "this machine does not have the address".to_owned(),
            "`--listen 0.0.0.0:PORT` listens on all that it has",
        ),
        _ => (error.to_string(), "choose another address with `--listen`"),
    };
    Failure::usage(format!("cannot listen on {listen}: {reason}\nhelp: {help}"))
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::{cannot_listen, origin};
    use crate::config::{Key, Listen, resolve};

    #[test]
    fn an_address_in_use_is_named_with_a_way_out() {
        let listen = Listen::parse("127.0.0.1:8080").unwrap();
        let failure = cannot_listen(&listen, &io::Error::from(io::ErrorKind::AddrInUse));
        assert_eq!(failure.code, 2);
        assert!(
            failure.message.starts_with("cannot listen on 127.0.0.1:8080: the address is in use")
        );
    }

    #[test]
    fn the_documentation_is_where_a_browser_can_open_it() {
        let plain = resolve(None, [], []).unwrap();
        assert_eq!(origin(&plain, "0.0.0.0:80".parse().unwrap()), "http://127.0.0.1:80");
        assert_eq!(origin(&plain, "[::]:80".parse().unwrap()), "http://[::1]:80");
        let flag = (Key::PublicUrl, "https://api.example/".to_owned());
        let public = resolve(None, [], [flag]).unwrap();
        assert_eq!(origin(&public, "0.0.0.0:80".parse().unwrap()), "https://api.example");
    }
}
