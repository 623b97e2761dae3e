//! `inkstone preview-link`: a link that shows one draft.

pub(super) mod arguments;
mod post;
mod validity;

use std::process::ExitCode;

use jiff::{SignedDuration, Timestamp};

use super::arguments::ContentArguments;
use super::failure::Failure;
use super::{gather, loading, output};
use crate::api::{ApiOptions, PreviewLink, PreviewLinks, SiteUrls};
use crate::config::{Key, Settings};
use crate::ops::Clock;
use crate::post::Post;
use crate::protocol::paths::API;
use crate::protocol::percent::encode_component;
use crate::protocol::redacted::PREVIEW;
use crate::text::Lang;
use arguments::PreviewLinkArguments;

/// Prints the link. What else is to be said goes to standard error, so that the output can be piped.
///
/// `arguments` are those of all positions, and `lang` is the language after the command.
pub(super) fn run(
    arguments: &ContentArguments,
    lang: Option<&str>,
    wanted: &PreviewLinkArguments,
) -> Result<ExitCode, Failure> {
    let settings = gather::settings(arguments)?;
    let seconds = validity::seconds(&wanted.validity).map_err(Failure::usage)?;
    let lang = lang.map(parsed).transpose()?;
    let options = settings.api_options();
    let Some(links) = PreviewLinks::of(&options) else {
        return Err(Failure::usage(
            "there is no preview token, by which links are signed\nhelp: set `preview_token` in inkstone.toml or the \
             variable INKSTONE_PREVIEW_TOKEN, for this command and for the server",
        ));
    };
    if wanted.page && options.site_url.is_none() {
        return Err(Failure::usage(
            "`--page` prints a page of the site, but `site_url` is not set\nhelp: set it, or leave out `--page` for \
             the URL of the API",
        ));
    }
    let loaded = loading::load(&settings, gather::private_files(arguments, &settings))?;
    let now = Clock::system().now();
    let post = post::find(&loaded.snapshot, &wanted.slug, lang.as_ref(), now)?;
    let until = end(now, seconds).ok_or_else(|| {
        Failure::usage("the clock of this machine is after 9998\nhelp: set its date and time")
    })?;
    let signature = links.to_post(&PreviewLink::to(post, until));
    let url = if wanted.page {
        SiteUrls::new(&options).page(post)
    } else {
        resource(&settings, &options, post)?
    };
    output::print(&format!("{}\n", with_parameter(&url, &signature)))?;
    if let Some(note) = post::note(post, now) {
        output::print_error(&format!("note: {note}"));
    }
    if !wanted.page && options.public_url.is_none() {
        output::print_error(
            "note: `public_url` is not set, so the link is for this machine; set it to the URL that others use, here and \
             for the server",
        );
    }
    let valid = format!("the link shows {} ({}) until {until}", post.path, post.lang);
    output::print_error(&valid);
    Ok(ExitCode::SUCCESS)
}

/// Removes the language of the post from arguments after the command, in which it would be that of the site.
pub(super) fn take_lang(arguments: &mut ContentArguments) -> Option<String> {
    let values = &mut arguments.flags.values;
    let at = values.iter().rposition(|(key, _)| *key == Key::Lang)?;
    Some(values.remove(at).1)
}

fn parsed(lang: &str) -> Result<Lang, Failure> {
    Lang::parse(lang).map_err(|_| {
        let lang = lang.escape_debug();
        Failure::usage(format!("`--lang {lang}` is not a language tag, such as `en` or `zh-TW`"))
    })
}

/// Returns the time after this number of seconds, in whole seconds; `None` if it is not representable.
fn end(now: Timestamp, seconds: u64) -> Option<Timestamp> {
    let seconds = i64::try_from(seconds).ok()?;
    let end = now.checked_add(SignedDuration::from_secs(seconds)).ok()?;
    Timestamp::from_second(end.as_second()).ok()
}

/// Adds the link to the query of a URL, which can have one, and a fragment, by `post_path`.
fn with_parameter(url: &str, signature: &str) -> String {
    let (before, fragment) = url.split_at(url.find('#').unwrap_or(url.len()));
    let separator = if before.contains('?') { '&' } else { '?' };
    format!("{before}{separator}{PREVIEW}={signature}{fragment}")
}

/// Returns the URL of a post in the API; only its path if the address of the server is not known.
fn resource(settings: &Settings, options: &ApiOptions, post: &Post) -> Result<String, Failure> {
    let path = format!("{API}/posts/{}", encode_component(post.slug.as_str()));
    if let Some(url) = &options.public_url {
        return Ok(format!("{url}{path}"));
    }
    gather::check_port(settings)?;
    let base = settings.base_path();
    Ok(match settings.listen.port() {
        // Any free port, or a Unix socket.
        None | Some(0) => format!("{base}{path}"),
        Some(_) => {
            let scheme = if settings.tls().is_some() { "https" } else { "http" };
            format!("{scheme}://{}{base}{path}", settings.listen.local())
        }
    })
}

#[cfg(test)]
mod tests {
    use super::with_parameter;

    #[test]
    fn the_parameter_is_in_the_query_of_any_url() {
        for (url, expected) in [
            ("https://a.example/b", "https://a.example/b?preview=v"),
            ("https://a.example/b?slug=c", "https://a.example/b?slug=c&preview=v"),
            ("https://a.example/#/b?c", "https://a.example/?preview=v#/b?c"),
        ] {
            assert_eq!(with_parameter(url, "v"), expected);
        }
    }
}
