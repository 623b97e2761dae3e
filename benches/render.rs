//! Measures rendering in MB of Markdown per second on one thread, compared with plain comrak with the same
//! extensions on the same input. Every round measures all formats, so that each ratio compares measurements of
//! the same time; medians are printed.
//!
//! `cargo bench --bench render -- FOLDER` uses the Markdown files of a folder instead of the generated corpus.

#[path = "corpus/mod.rs"]
mod corpus;

use std::hint::black_box;
use std::time::{Duration, Instant};

use inkstone::compile::markdown::{
    AsWritten, Document, Positions, RawHtml, RenderOptions, with_document,
};
use inkstone::post::Dialect;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const POSTS: usize = 300;
const ROUNDS: usize = 11;

/// The raw HTML that is appended to posts.
const RAW_HTML: &str = "\n<details><summary>更多</summary>\n\n<img src=\"a.png\" width=\"300\">\n\n</details>\n\n按 <kbd>Ctrl</kbd> 键。\n";

struct Case {
    name: &'static str,
    bodies: Vec<String>,
    work: fn(&str) -> usize,
}

fn main() {
    let bodies = bodies();
    let with_html: Vec<String> = bodies.iter().map(|body| format!("{body}{RAW_HTML}")).collect();
    let wrapped: Vec<String> =
        bodies.iter().map(|body| format!("<div class=\"post\">\n\n{body}\n\n</div>\n")).collect();
    let cases = [
        Case { name: "plain comrak", bodies: bodies.clone(), work: bare },
        Case { name: "html", bodies: bodies.clone(), work: |body| html(body, false) },
        Case { name: "html, some raw HTML", bodies: with_html, work: |body| html(body, false) },
        Case { name: "html, inside raw HTML", bodies: wrapped, work: |body| html(body, false) },
        Case { name: "html, highlighted", bodies: bodies.clone(), work: |body| html(body, true) },
        Case {
            name: "blocks",
            bodies: bodies.clone(),
            work: |body| blocks(body, Positions::Without),
        },
        Case {
            name: "blocks with positions",
            bodies: bodies.clone(),
            work: |body| blocks(body, Positions::With),
        },
        Case {
            name: "text",
            bodies: bodies.clone(),
            work: |body| with(body, |it| it.text().len()),
        },
        Case { name: "toc", bodies: bodies.clone(), work: |body| with(body, |it| it.toc().len()) },
        Case { name: "html, blocks and text", bodies, work: all },
    ];
    let mut rounds: Vec<Vec<Duration>> = vec![Vec::new(); cases.len()];
    for _ in 0..ROUNDS {
        for (case, times) in cases.iter().zip(&mut rounds) {
            let start = Instant::now();
            let made: usize = case.bodies.iter().map(|body| (case.work)(body)).sum();
            times.push(start.elapsed());
            black_box(made);
        }
    }
    let bare = rounds[0].clone();
    for (case, times) in cases.iter().zip(&rounds) {
        let bytes: usize = case.bodies.iter().map(String::len).sum();
        let speed = bytes as f64 / 1e6 / median(times.iter().map(Duration::as_secs_f64));
        let ratio = median(
            times.iter().zip(&bare).map(|(own, bare)| own.as_secs_f64() / bare.as_secs_f64()),
        );
        println!("{:<22} {speed:>6.1} MB/s, {ratio:.2} times the time of plain comrak", case.name);
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn bodies() -> Vec<String> {
    let folder = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let texts: Vec<String> = match folder {
        Some(folder) => std::fs::read_dir(folder)
            .expect("a folder")
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
            .filter_map(|path| std::fs::read_to_string(path).ok())
            .collect(),
        None => (0..POSTS).map(corpus::post).collect(),
    };
    let body = |text: &String| match text.splitn(3, "---\n").nth(2) {
        Some(body) if text.starts_with("---\n") => body.to_owned(),
        _ => text.clone(),
    };
    texts.iter().map(body).collect()
}

fn bare(body: &str) -> usize {
    let mut options = corpus::comrak_options();
    options.extension.header_id_prefix = Some(String::new());
    options.extension.cjk_friendly_emphasis = true;
    comrak::markdown_to_html(body, &options).len()
}

fn with(body: &str, read: impl FnOnce(&Document<'_>) -> usize) -> usize {
    with_document(body, Dialect::default(), read)
}

fn options(highlight: bool) -> RenderOptions {
    RenderOptions { raw_html: RawHtml::Sanitize, highlight, ..RenderOptions::default() }
}

fn html(body: &str, highlight: bool) -> usize {
    with(body, |document| document.html(&options(highlight), &AsWritten).len())
}

fn blocks(body: &str, positions: Positions) -> usize {
    with(body, |document| document.blocks(&options(false), &AsWritten, positions).len())
}

fn all(body: &str) -> usize {
    with(body, |document| {
        let html = document.html(&options(false), &AsWritten);
        let blocks = document.blocks(&options(false), &AsWritten, Positions::Without);
        html.len() + blocks.len() + document.text().len()
    })
}
