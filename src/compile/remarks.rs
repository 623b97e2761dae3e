//! Diagnostics about what is not served as it is written.

use super::markdown::{RawHtml, Remark, RemarkKind};
use super::options::CompileOptions;
use super::report::{Problem, Report, Span, first_line};
use crate::post::Code;

/// Reports the parts of a body, which begins at an offset in the file, that are not served as they are
/// written.
pub fn report(remarks: &[Remark], body: usize, options: &CompileOptions, report: &mut Report<'_>) {
    if options.raw_html == RawHtml::Trust {
        return;
    }
    let escapes = options.raw_html == RawHtml::Escape;
    let mut removed: Vec<(&str, Span, usize)> = Vec::new();
    for Remark { kind, start, length } in remarks {
        let span = Span::new(body + start, body + start + length);
        match kind {
            RemarkKind::Url(url) => report.push(refused(url, span)),
            // They are in the note about template tags.
            RemarkKind::OtherTool(_) => {}
            _ if escapes => {}
            RemarkKind::HtmlUrl(url) => report.push(refused(url, span)),
            RemarkKind::Iframe(address) if options.embeds.address(address).is_some() => {}
            RemarkKind::Iframe(address) => report.push(
                embed(address, span)
                    .help("write a link, or add the host to the setting `embed_hosts`"),
            ),
            RemarkKind::Object(address) => report.push(embed(address, span).help("write a link")),
            RemarkKind::Removed(name) => match removed.iter_mut().find(|(of, ..)| of == name) {
                Some((_, _, count)) => *count += 1,
                None => removed.push((name, span, 1)),
            },
        }
    }
    report.extend(removed.into_iter().map(|(name, span, count)| gone(name, span, count)));
}

fn refused(url: &str, span: Span) -> Problem {
    let message = format!("the URL `{}` is not served", first_line(url));
    Problem::new(Code::UrlRefused, span, message)
        .expected("a relative URL, or one with a scheme such as https or mailto")
        .help("correct the URL; until then, only the text of the link or image is shown")
}

fn embed(address: &str, span: Span) -> Problem {
    let message = format!("`{}` is not embedded but linked to", first_line(address));
    Problem::new(Code::EmbedRefused, span, message)
        .expected("an `<iframe>` of a host in the setting `embed_hosts`, such as a video player")
}

/// Returns the problem of an element that is removed, the first time at `span`.
fn gone(name: &str, span: Span, count: usize) -> Problem {
    let times = if count > 1 { format!(" ({count} times in the file)") } else { String::new() };
    let message = match name {
        "svg" | "math" => format!("`<{name}>` is removed, except for its text{times}"),
        _ => format!("`<{name}>` is removed with its content{times}"),
    };
    let help = match name {
        "svg" => "save the picture as a file and show it with `![](picture.svg)`",
        "math" => "write the formula in TeX between dollar signs",
        "style" => "put the style in the style sheet of the site",
        "iframe" => "give it an address with `src`, or delete it",
        _ => "delete it, or set `raw_html = \"trust\"` if you trust all authors",
    };
    Problem::new(Code::HtmlRemoved, span, message)
        .expected("allowed elements; see \"Raw HTML\" in docs/markdown.md")
        .help(help)
}
