//! `inkstone export`: the API as static files.

pub(super) mod arguments;
mod folder;
mod hosts;
mod index;
mod names;
mod progress;
mod record;
mod search;
mod site;
mod writer;

use std::process::ExitCode;
use std::sync::Arc;

use self::arguments::{ExportArguments, Host, Part};
use self::folder::Folder;
use self::index::Entries;
use self::progress::Progress;
use self::site::Site;
use self::writer::{Totals, Writer};
use super::arguments::ContentArguments;
use super::failure::Failure;
use super::loading::Loaded;
use super::output::count;
use super::visible::visible;
use super::{gather, loading, logging, output, serve};
use crate::config::Settings;
use crate::live::Live;
use crate::ops::Clock;
use crate::protocol::CorsOrigins;
use crate::server::InProcess;

/// Writes the API of the content folder to a folder.
pub(super) fn run(
    arguments: &ContentArguments,
    export: &ExportArguments,
) -> Result<ExitCode, Failure> {
    if [Host::Netlify, Host::Cloudflare].iter().all(|host| export.host.contains(host)) {
        return Err(Failure::usage(
            "`--host netlify` and `--host cloudflare` write the same files with different rules\n\
             help: export to a folder for each of them",
        ));
    }
    let settings = gather::settings(arguments)?;
    let _log = logging::start(&settings);
    let (folder, record) =
        Folder::open(&export.out, &settings.content, export.force, export.check)?;
    let loaded = loading::load(&settings, gather::private_files(arguments, &settings))?;
    serve::report_problems(&settings, &loaded)?;
    warn_about_links(&settings);
    let mut writer = Writer::new(folder, record.unwrap_or_default(), export.check, export.force)?;
    let mut progress = Progress::new();
    let system = actix_web::rt::System::new();
    let written = system.block_on(write(&settings, loaded, export, &mut writer, &mut progress));
    let elapsed = progress.finish();
    if let Err(failure) = written {
        writer.abandon();
        return Err(failure);
    }
    if export.check {
        return check(writer);
    }
    let (left, totals) = writer.finish()?;
    for path in left {
        let path = visible(&path);
        output::print_error(&format!(
            "warning: `{path}` is left in place, because it was changed since the last export"
        ));
    }
    output::print(&format!("{}, in {} ms\n", summary(totals), elapsed.as_millis()))?;
    Ok(ExitCode::SUCCESS)
}

/// Reports what would change.
fn check(writer: Writer) -> Result<ExitCode, Failure> {
    let (changes, totals) = writer.check()?;
    let lines = changes.iter().map(|(what, path)| format!("{what} {}\n", visible(path)));
    output::print(&(lines.collect::<String>() + &summary(totals) + "\n"))?;
    Ok(if changes.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn summary(totals: Totals) -> String {
    let Totals { files, bytes, added, changed, removed } = totals;
    let unchanged = files - added - changed;
    let files = count(files, "file");
    // Tenths of a MB.
    let (whole, tenth) = (bytes / 1_000_000, bytes / 100_000 % 10);
    format!(
        "{files} ({whole}.{tenth} MB): {added} added, {changed} changed, {removed} removed, {unchanged} unchanged"
    )
}

/// Warns if links in feeds lead to the server's own address.
fn warn_about_links(settings: &Settings) {
    if settings.public_url().is_none() {
        tracing::warn!(
            "`public_url` is not set, so feeds and llms.txt link to `{}`: pass the address of the static host with \
             `--public-url`",
            host(settings)
        );
    }
    if settings.base_path().is_empty()
        && settings.public_url().is_some_and(|url| url.splitn(4, '/').nth(3).is_some())
    {
        tracing::warn!(
            "`public_url` has a path, but files are written as at the root: pass the path with `--base-path` too"
        );
    }
}

/// Returns the host of requests: the address at which the server would listen.
fn host(settings: &Settings) -> String {
    settings.listen.local().to_string()
}

async fn write(
    settings: &Settings,
    loaded: Loaded,
    export: &ExportArguments,
    writer: &mut Writer,
    progress: &mut Progress,
) -> Result<(), Failure> {
    let live = Arc::new(Live::new(loaded.snapshot));
    // For related posts.
    live.prepare_search();
    let mut options = settings.api_options();
    options.observe.access_log = false;
    options.limits.rate = None;
    let origin = options.origin().to_owned();
    let base = settings.base_path();
    let now = Clock::system().now();
    let app = InProcess::new(live, loaded.source, options, now, &host(settings)).await;
    let mut site = Site::new(&app, export, (base, &origin), writer, progress);
    site.export().await?;
    let Site { entries, texts, .. } = site;
    let inner = base.trim_start_matches('/');
    let path = |file: &str| {
        if inner.is_empty() { file.to_owned() } else { format!("{inner}/{file}") }
    };
    if export.includes(Part::Search) {
        for (file, body) in search::index(texts) {
            writer.add(&path(&file), &body)?;
        }
    }
    writer.add(&path(index::INDEX), index::text(&entries).as_bytes())?;
    write_rules(settings, export, &entries, writer)
}

/// Writes the rules of hosts, which are at the root.
fn write_rules(
    settings: &Settings,
    export: &ExportArguments,
    entries: &Entries,
    writer: &mut Writer,
) -> Result<(), Failure> {
    let options = settings.api_options();
    let site = hosts::Rules {
        base: settings.base_path(),
        entries,
        is_open: options.cors == CorsOrigins::Any,
        robots: options.robots.header().and_then(|rules| rules.to_str().ok()),
    };
    for &host in &export.host {
        for (file, text) in site.of(host) {
            writer.add(file, text.as_bytes())?;
        }
    }
    Ok(())
}
