//! The stylesheet for whole posts.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::{Response, Service};

fn stylesheet(query: &str) -> Response {
    let response = Service::new(&[]).get(&format!("/prose.css{query}"));
    assert_eq!(response.status, 200, "{query}: {}", response.body);
    response
}

#[test]
fn it_is_served_like_the_stylesheet_for_code() {
    let service = Service::new(&[]);
    let response = service.get("/prose.css");
    assert_eq!(response.header("content-type"), "text/css; charset=utf-8");
    assert!(response.header("cache-control").starts_with("public"));
    assert_eq!(response.header("access-control-allow-origin"), "*");
    let tag = response.header("etag");
    let again = service.send("GET", "/prose.css", &[("if-none-match", tag)]);
    assert_eq!(again.status, 304);
    let coded = service.send("GET", "/prose.css", &[("accept-encoding", "br")]);
    assert_eq!(coded.header("content-encoding"), "br");
    assert!(coded.bytes.len() < response.bytes.len() / 3);
    assert_eq!(service.get("/prose.css?v=3").status, 200, "files ignore unknown parameters");
    assert_eq!(service.get("/prose.css?theme=neon").status, 400);
    let index = service.send("GET", "/", &[("accept", "application/json")]).json();
    assert_eq!(index["links"]["proseStylesheet"], "/prose.css");
    let paths = service.get("/openapi.json").json()["paths"].clone();
    assert_eq!(paths["/prose.css"]["get"]["operationId"], "getProseStylesheet");
}

/// One request is enough.
#[test]
fn it_includes_the_stylesheet_for_code() {
    for query in ["", "?theme=auto", "?theme=light", "?theme=dark"] {
        let code = Service::new(&[]).get(&format!("/highlight.css{query}")).body;
        let css = stylesheet(query).body;
        assert!(css.starts_with(&code), "{query}");
        assert!(!css.contains("@import") && !css.contains("url("), "it loads nothing");
    }
}

#[test]
fn the_default_theme_follows_the_device() {
    let [auto, light, dark] =
        ["", "?theme=light", "?theme=dark"].map(|query| stylesheet(query).body);
    assert_eq!(auto, stylesheet("?theme=auto").body);
    assert_eq!(auto.matches("@media (prefers-color-scheme: dark) {").count(), 2);
    assert!(!light.contains("prefers-color-scheme") && !dark.contains("prefers-color-scheme"));
    assert!(light.contains("--prose-scheme: light;") && dark.contains("--prose-scheme: dark;"));
}

/// Rules apply to the content of `.prose` only, besides those for `pre > code` and `hl-` classes, which no
/// other page has.
#[test]
fn nothing_else_on_the_page_is_styled() {
    let css = stylesheet("?theme=light").body;
    let code = Service::new(&[]).get("/highlight.css?theme=light").body;
    let own = css.strip_prefix(&code).expect("the rules for code");
    let without_comments: String = own
        .split("/*")
        .enumerate()
        .map(|(at, part)| if at == 0 { part } else { part.split_once("*/").expect("an end").1 })
        .collect();
    let mut selectors = 0;
    for block in without_comments.split('}') {
        let Some((head, _)) = block.rsplit_once('{') else { continue };
        let head = head.rsplit('{').next().expect("a selector").trim();
        if head == ":root" {
            continue;
        }
        // Commas in parentheses separate arguments.
        let mut depth = 0;
        let parts = head.split(|letter| {
            depth += i32::from(letter == '(') - i32::from(letter == ')');
            letter == ',' && depth == 0
        });
        for selector in parts.map(str::trim) {
            assert!(selector.starts_with(".prose"), "{selector}");
            selectors += 1;
        }
    }
    assert!(selectors > 80, "{selectors}");
}

/// A page can override what it finds in the documentation, and finds all that it can override.
#[test]
fn every_custom_property_is_documented() {
    let page = include_str!("../../docs/stylesheet.md");
    let css = stylesheet("?theme=light").body;
    let used: BTreeSet<&str> = css
        .split("var(--prose-")
        .skip(1)
        .map(|rest| rest.split([',', ')']).next().expect("a name"))
        .collect();
    assert!(used.contains("width") && used.contains("padding"), "{used:?}");
    // These two are set by the theme and by the kind of an alert.
    for name in used.into_iter().filter(|name| !["scheme", "accent"].contains(name)) {
        assert!(page.contains(&format!("--prose-{name}")), "--prose-{name}");
    }
}

/// WCAG 2.2, success criterion 1.4.3: text has a contrast of at least 4.5 to 1. Browsers have different dark
/// backgrounds of pages; Safari has the lightest, #1e1e1e.
#[test]
fn every_color_of_text_has_enough_contrast() {
    for (theme, page) in [("light", "ffffff"), ("dark", "1e1e1e")] {
        let colors = colors(&stylesheet(&format!("?theme={theme}")).body);
        let panel = &colors["--prose-panel"];
        let texts = ["text", "muted", "link", "note", "tip", "important", "warning", "caution"];
        for name in texts.map(|name| format!("--prose-{name}")) {
            for background in [page, panel] {
                let contrast = contrast(&colors[&name], background);
                assert!(contrast >= 4.5, "{theme} {name} on {background}: {contrast}");
            }
        }
        let mark = contrast(&colors["--prose-text"], &colors["--prose-mark"]);
        assert!(mark >= 4.5, "{theme}: {mark}");
    }
}

fn colors(css: &str) -> BTreeMap<String, String> {
    css.lines()
        .filter_map(|line| line.trim().strip_suffix(';')?.split_once(": #"))
        .map(|(name, color)| (name.to_owned(), color.to_owned()))
        .collect()
}

fn contrast(one: &str, other: &str) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// The relative luminance of `rrggbb` by the definition of WCAG 2.2.
fn luminance(color: &str) -> f64 {
    let channel = |at: usize| {
        let value = u8::from_str_radix(&color[at..at + 2], 16).expect("two hex digits");
        let value = f64::from(value) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
}

/// WCAG 2.2, success criterion 4.1.2: each control has a name.
#[test]
fn check_boxes_of_tasks_have_a_name_in_the_language_of_the_post() {
    let service = Service::new(&[
        ("a.md", "---\ntitle: A\nlang: en\n---\n\n- [x] one\n- [ ] two\n"),
        ("b.md", "---\ntitle: B\nlang: zh\n---\n\n- [x] 一\n"),
    ]);
    let html = |slug: &str| service.api(&format!("/posts/{slug}"))["data"]["html"].to_string();
    assert!(html("a").contains("aria-label=\\\"Done\\\"> one"), "{}", html("a"));
    assert!(html("a").contains("aria-label=\\\"Not done\\\"> two"));
    assert!(html("b").contains("aria-label=\\\"已完成\\\"> 一"));
}
