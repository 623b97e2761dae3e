//! `inkstone serve`.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;

use tokio::sync::oneshot;

use super::arguments::ContentArguments;
use super::failure::Failure;
use super::loading::{self, Loaded, LoadedToServe};
use super::logging::{self, Log};
use super::report::text::Style;
use super::report::{self, Filter, Totals};
use super::visible::visible;
use super::{files, gather, output, preparation, reloading, webhook};
use crate::catalog::Audience;
use crate::config::{Key, Listen, Settings};
use crate::live::{
    Engine, Hints, History, HistoryOptions, Live, ReloadOptions, ReloadParts, WatchMode,
};
use crate::ops::{Clock, WebhookFigures, clock};
use crate::post::Severity;
use crate::protocol::CorsOrigins;
use crate::server::{self, ListenAddress, Service, Signals, StartError};

/// Serves until a signal stops the server.
pub(super) fn run(arguments: &ContentArguments) -> Result<ExitCode, Failure> {
    run_with(&gather::settings(arguments)?, arguments)
}

/// Like [`run`], with these settings.
pub(super) fn run_with(
    settings: &Settings,
    arguments: &ContentArguments,
) -> Result<ExitCode, Failure> {
    gather::check_port(settings)?;
    gather::check_webhooks(settings)?;
    let log = logging::start(settings);
    report_environment(settings);
    if !clock::is_plausible() {
        return Err(Failure::usage(
            "the clock of this machine is before 1970 or after 9998\nhelp: set its date and time",
        ));
    }
    let system = actix_web::rt::System::new();
    // Before anything slow: the kernel drops signals to the first process of a container that it has not
    // registered for, so an early one would be lost.
    let hints = Hints::default();
    let hangup = hints.clone();
    let signals = async { Signals::of_process(move || hangup.request()) };
    let mut signals = system.block_on(signals).map_err(failed)?;
    let private = gather::private_files(arguments, settings);
    let options = reloading::options(settings)?;
    let load = load(settings, private, &options, hints, &mut signals);
    let Some(loaded) = system.block_on(load)? else {
        tracing::info!("stopped by a signal while loading content");
        return Ok(ExitCode::SUCCESS);
    };
    report_loaded(settings, &loaded.loaded)?;
    system.block_on(serve(settings, &log, loaded, options, signals))?;
    Ok(ExitCode::SUCCESS)
}

/// Logs what was loaded, and fails if it has errors that are not accepted.
fn report_loaded(settings: &Settings, loaded: &Loaded) -> Result<(), Failure> {
    let totals = report_problems(settings, loaded)?;
    for path in loaded.source.withheld() {
        let path = visible(path.as_str());
        tracing::warn!("`{path}` in the content folder is not served: it may contain secrets");
    }
    let milliseconds = loaded.elapsed.as_millis();
    tracing::info!("{}, loaded in {milliseconds} ms", totals.serving());
    if let Some(line) = totals.not_posts() {
        tracing::info!("{line}");
    }
    Ok(())
}

/// Logs the problems of what was loaded, and fails if there are errors that are not accepted.
pub(super) fn report_problems(settings: &Settings, loaded: &Loaded) -> Result<Totals, Failure> {
    let diagnostics = loaded.snapshot.diagnostics_at(Clock::system().now()).into_owned();
    let totals = Totals::new(loaded.snapshot.name_count(), loaded.files, &diagnostics)
        .without(loaded.left_out);
    if settings.strict && totals.errors > 0 {
        let errors = Filter::new(Some(Severity::Error), Vec::new());
        let style = Style { all: false, colour: output::stderr_has_colour() };
        output::print_error_as_is(&report::text::render(&diagnostics, &totals, &errors, style));
        return Err(Failure::negative("posts have errors, and `strict` is set"));
    }
    report::log(&diagnostics);
    Ok(totals)
}

/// Loads the content in a separate thread. Returns `None` if a signal arrives first; the thread then ends
/// with the process.
async fn load(
    settings: &Settings,
    private: Vec<PathBuf>,
    options: &ReloadOptions,
    hints: Hints,
    signals: &mut Signals,
) -> Result<Option<LoadedToServe>, Failure> {
    let (sender, loaded) = oneshot::channel();
    let (settings, options) = (settings.clone(), options.clone());
    let load = move || loading::load_to_serve(&settings, private, &options, hints);
    let work = move || sender.send(load()).map_err(drop);
    thread::Builder::new().name("loading".to_owned()).spawn(work).map_err(failed)?;
    tokio::select! {
        loaded = loaded => match loaded {
            Ok(loaded) => loaded.map(Some),
            // The thread panicked, and the panic was reported.
            Err(_) => Err(Failure::negative("loading the content failed")),
        },
        _ = signals.next() => Ok(None),
    }
}

async fn serve(
    settings: &Settings,
    log: &Log,
    loaded: LoadedToServe,
    reload: ReloadOptions,
    signals: Signals,
) -> Result<(), Failure> {
    let address = resolve(&settings.listen, Key::Listen)?;
    let operations = settings.ops_listen.as_ref().map(|listen| resolve(listen, Key::OpsListen));
    let mut listen = settings.listen_options(address, operations.transpose()?);
    let room = files::room_for(listen.max_connections, listen.operations.is_some());
    listen.max_connections = Some(room);
    let LoadedToServe { loaded, watch, files, listing } = loaded;
    let scratch = reload.scratch.clone();
    let history = History::new(HistoryOptions {
        bounds: settings.sync_history,
        state_dir: reload.state_dir.clone(),
    });
    let (live, source) = (Arc::new(Live::with_history(loaded.snapshot, history)), loaded.source);
    let first = live.current();
    let clock = Clock::system();
    let parts = ReloadParts {
        live: Arc::clone(&live),
        source: Arc::clone(&source) as _,
        changes: Box::new(watch),
        files,
        listing,
        options: reload,
        now: reloading::now(&clock),
        report: reloading::report(settings),
    };
    let webhook_figures = WebhookFigures::new(&settings.webhooks.endpoints);
    // Before the engine, which records what has changed since the process before.
    let webhooks = webhook::deliver(live.history(), &settings.webhooks, &webhook_figures)?;
    // It ends when this function does.
    let engine = Engine::start(parts).map_err(failed)?;
    preparation::prepare_search(first, scratch, engine.waker());
    let mut options = settings.api_options();
    options.observe.lost_log_lines = log.lost_lines();
    options.webhooks = webhook_figures;
    let service = server::start(Arc::clone(&live), source, options, clock, &listen)
        .map_err(|error| cannot_start(settings, error))?;
    announce(settings, &service);
    if settings.highlights() {
        preparation::prepare_grammars(Arc::clone(&live));
    }
    let ended = service.run(signals).await;
    // Nothing changes any more.
    drop(engine);
    live.history().close();
    webhooks.finish();
    ended.map_err(failed)
}

fn failed(error: io::Error) -> Failure {
    Failure::negative(format!("the server failed: {error}"))
}

/// Reports the addresses of the service.
fn announce(settings: &Settings, service: &Service) {
    let mut lines = format!("listening on {}\n", url(service.address(), scheme(settings)));
    if let Some(address) = service.operations_address() {
        lines.push_str(&format!("operations on {}\n", url(address, "http")));
    }
    let _ = output::print(&lines);
    if settings.everyone == Audience::Preview {
        tracing::info!(
            "drafts and scheduled posts are shown without a token, but only on this machine"
        );
        if settings.api_options().cors == CorsOrigins::Any {
            tracing::warn!(
                "every website in a browser of this machine may read drafts: `cors_origins` is `*`"
            );
        }
        match settings.watch.mode {
            WatchMode::Off => tracing::info!("changes of files are shown after SIGHUP"),
            _ => tracing::info!("changes are shown as soon as files are saved"),
        }
    }
    if let Some(origin) = origin(settings, service.address()) {
        tracing::info!("documentation: {origin}/docs/");
    }
}

/// Returns the URL of an address, or the address of a Unix socket.
fn url(address: &ListenAddress, scheme: &str) -> String {
    match address {
        ListenAddress::Tcp(address) => format!("{scheme}://{address}"),
        ListenAddress::Unix(_) => address.to_string(),
    }
}

/// Logs what the environment contains besides settings.
fn report_environment(settings: &Settings) {
    for name in &settings.service_links {
        tracing::debug!("ignoring {name}: it describes a service, like those that Kubernetes sets");
    }
    if settings.is_listen_from_port {
        tracing::info!("`listen` is {}, from the variable `PORT`", settings.listen);
    }
}

fn scheme(settings: &Settings) -> &'static str {
    if settings.tls().is_some() { "https" } else { "http" }
}

/// Returns the URL at which a browser on this machine finds the service; `None` if it finds none.
fn origin(settings: &Settings, address: &ListenAddress) -> Option<String> {
    if let Some(url) = settings.public_url() {
        return Some(url);
    }
    let address = address.tcp()?;
    let local = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => SocketAddr::from(([127, 0, 0, 1], address.port())),
        IpAddr::V6(ip) if ip.is_unspecified() => {
            SocketAddr::from((std::net::Ipv6Addr::LOCALHOST, address.port()))
        }
        _ => address,
    };
    Some(format!("{}://{local}{}", scheme(settings), settings.base_path()))
}

fn resolve(listen: &Listen, key: Key) -> Result<ListenAddress, Failure> {
    listen.resolve().map_err(|error| cannot_listen(listen, key, &error))
}

fn cannot_start(settings: &Settings, error: StartError) -> Failure {
    match error {
        StartError::Listen(error) => cannot_listen(&settings.listen, Key::Listen, &error),
        StartError::OperationsListen(error) => {
            let second = settings.ops_listen.as_ref().expect("a second listener was requested");
            cannot_listen(second, Key::OpsListen, &error)
        }
        StartError::Tls(error) => Failure::usage(error.to_string()),
    }
}

/// Explains why the address of a setting is not available.
fn cannot_listen(listen: &Listen, key: Key, error: &io::Error) -> Failure {
    let flag = key.flag();
    let is_socket = listen.port().is_none();
    let (reason, help) = match error.kind() {
        io::ErrorKind::AddrInUse if is_socket => (
            "another server listens there".to_owned(),
            format!("stop that server, or choose another path with `--{flag}`"),
        ),
        io::ErrorKind::PermissionDenied if is_socket => (
            "permission denied".to_owned(),
            format!("choose a path with `--{flag}` in a folder that this user may write to"),
        ),
        io::ErrorKind::NotFound if is_socket => (
            "its folder does not exist".to_owned(),
            format!("create the folder, or choose another path with `--{flag}`"),
        ),
        _ if is_socket => (error.to_string(), format!("choose another path with `--{flag}`")),
        io::ErrorKind::AddrInUse => (
            "the address is in use".to_owned(),
            format!("stop the program that uses it, or choose another port with `--{flag}`"),
        ),
        io::ErrorKind::PermissionDenied => {
            ("permission denied".to_owned(), format!("choose a port above 1023 with `--{flag}`"))
        }
        io::ErrorKind::AddrNotAvailable => (
            "this machine does not have the address".to_owned(),
            format!("`--{flag} 0.0.0.0:PORT` listens on all its addresses"),
        ),
        _ => (error.to_string(), format!("choose another address with `--{flag}`")),
    };
    Failure::usage(format!("cannot listen on {listen}: {reason}\nhelp: {help}"))
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::{cannot_listen, origin, resolve as find};
    use std::net::SocketAddr;

    use crate::config::{Key, Listen, resolve};
    use crate::server::ListenAddress;

    #[test]
    fn an_address_in_use_is_reported_with_help() {
        let listen = Listen::parse("127.0.0.1:8080").unwrap();
        let failure =
            cannot_listen(&listen, Key::OpsListen, &io::Error::from(io::ErrorKind::AddrInUse));
        assert_eq!(failure.code, 2);
        assert!(
            failure.message.starts_with("cannot listen on 127.0.0.1:8080: the address is in use")
        );
        assert!(failure.message.ends_with("`--ops-listen`"), "{}", failure.message);
    }

    #[test]
    fn an_unknown_host_name_is_reported_with_its_setting() {
        // RFC 2606, section 2: such a name never exists.
        let listen = Listen::parse("nosuch.invalid:80").unwrap();
        let failure = find(&listen, Key::OpsListen).unwrap_err();
        assert!(failure.message.starts_with("cannot listen on nosuch.invalid:80: "));
        assert!(failure.message.ends_with("`--ops-listen`"), "{}", failure.message);
    }

    #[test]
    fn the_url_of_the_documentation_can_be_opened_in_a_browser() {
        let plain = resolve(None, [], []).unwrap();
        let found = |settings, address: &str| {
            origin(settings, &address.parse::<SocketAddr>().unwrap().into()).unwrap()
        };
        assert_eq!(found(&plain, "0.0.0.0:80"), "http://127.0.0.1:80");
        assert_eq!(found(&plain, "[::]:80"), "http://[::1]:80");
        let flag = (Key::PublicUrl, "https://api.example/".to_owned());
        let public = resolve(None, [], [flag]).unwrap();
        assert_eq!(found(&public, "0.0.0.0:80"), "https://api.example");
        let base = (Key::BasePath, "blog/".to_owned());
        let below = resolve(None, [], [base]).unwrap();
        assert_eq!(found(&below, "127.0.0.1:80"), "http://127.0.0.1:80/blog");
        let socket = ListenAddress::Unix("/run/a.sock".into());
        assert_eq!(origin(&plain, &socket), None);
        assert_eq!(origin(&public, &socket).unwrap(), "https://api.example");
        let tls = [(Key::TlsCertificate, "c".to_owned()), (Key::TlsKey, "k".to_owned())];
        let tls = resolve(None, [], tls).unwrap();
        assert_eq!(found(&tls, "0.0.0.0:443"), "https://127.0.0.1:443");
    }
}
