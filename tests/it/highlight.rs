//! Highlighted code and its stylesheet.

use std::collections::BTreeMap;

use inkstone::compile::markdown::highlight::Class;

use crate::support::{Response, Service};

const POST: &str = "---\ntitle: Code\nlang: en\n---\n\n\
                    ```python\ndef go(): # 说明\n```\n\n```klingon\ndef go() # x\n```\n\n\
                    ```mermaid\ngraph TD\n```\n\n    def go(): # x\n";

fn html(service: &Service) -> String {
    service.api("/posts/code")["data"]["html"].as_str().expect("html").to_owned()
}

fn stylesheet(query: &str) -> Response {
    let response = Service::new(&[]).get(&format!("/highlight.css{query}"));
    assert_eq!(response.status, 200, "{query}: {}", response.body);
    response
}

#[test]
fn tokens_of_a_known_language_are_highlighted() {
    let html = html(&Service::new(&[("code.md", POST)]));
    let expected = "<pre><code class=\"language-python\">\
                    <span class=\"hl-keyword\">def</span> <span class=\"hl-function\">go</span>(): \
                    <span class=\"hl-comment\"># 说明</span>\n</code></pre>\n";
    assert!(html.starts_with(expected), "{html}");
}

#[test]
fn other_code_is_unchanged() {
    let html = html(&Service::new(&[("code.md", POST)]));
    let expected = "<pre><code class=\"language-klingon\">def go() # x\n</code></pre>\n\
                    <pre><code class=\"language-mermaid\">graph TD\n</code></pre>\n\
                    <pre><code>def go(): # x\n</code></pre>\n";
    assert!(html.ends_with(expected), "{html}");
}

#[test]
fn code_is_highlighted_the_same_next_to_raw_html() {
    let with_html = format!("{POST}\n<hr class=\"x\">\n");
    let mixed = html(&Service::new(&[("code.md", &with_html)]));
    assert_eq!(mixed, html(&Service::new(&[("code.md", POST)])) + "<hr class=\"x\">\n");
}

#[test]
fn nothing_is_highlighted_if_the_setting_is_off() {
    let service = Service::with(&[("code.md", POST)], |options| options.render.highlight = false);
    let html = html(&service);
    let expected = "<pre><code class=\"language-python\">def go(): # 说明\n</code></pre>\n";
    assert!(html.starts_with(expected) && !html.contains("<span"), "{html}");
}

#[test]
fn a_megabyte_of_code_is_not_highlighted() {
    let line = "let total = prices.iter().sum::<u64>();\n";
    let code = line.repeat((1 << 20) / line.len());
    let post = format!("---\ntitle: Code\nlang: en\n---\n\n```rust\n{code}```\n");
    let html = html(&Service::new(&[("code.md", &post)]));
    let escaped = code.replace('<', "&lt;").replace('>', "&gt;");
    assert_eq!(html, format!("<pre><code class=\"language-rust\">{escaped}</code></pre>\n"));
}

#[test]
fn source_and_text_are_unchanged() {
    let service = Service::new(&[("code.md", POST)]);
    let data = &service.api("/posts/code?include=markdown,text")["data"];
    assert!(data["markdown"].as_str().expect("markdown").contains("```python\ndef go(): # 说明"));
    let text = data["text"].as_str().expect("text");
    assert!(text.contains("def go(): # 说明") && !text.contains("hl-"), "{text}");
}

#[test]
fn the_stylesheet_is_css_that_can_be_cached() {
    let response = stylesheet("");
    assert_eq!(response.header("content-type"), "text/css; charset=utf-8");
    assert!(response.header("cache-control").starts_with("public"));
    let browser = [("accept", "text/css,*/*;q=0.1")];
    assert_eq!(Service::new(&[]).send("GET", "/highlight.css", &browser).status, 200);
}

#[test]
fn the_default_theme_follows_the_device() {
    let auto = stylesheet("").body;
    assert_eq!(auto, stylesheet("?theme=auto").body);
    let (light, dark) = auto.split_once("@media (prefers-color-scheme: dark) {").expect("a query");
    assert!(stylesheet("?theme=light").body.starts_with(light));
    let (dark, chosen) = dark.split_once("}\n}\n").expect("an end");
    let colors = dark
        .trim_start()
        .strip_prefix(":root:where(:not([data-theme=\"light\"])) {\n")
        .expect("unless the page is light");
    let (same, rules) = chosen
        .strip_prefix(":root:where([data-theme=\"dark\"]) {\n")
        .and_then(|chosen| chosen.split_once("}\n"))
        .expect("colors for a page that is dark");
    assert_eq!(same, colors);
    assert_eq!(stylesheet("?theme=dark").body, format!(":root {{\n{colors}}}\n{rules}"));
}

#[test]
fn every_class_has_a_rule_in_every_theme() {
    for theme in ["light", "dark", "auto"] {
        let css = stylesheet(&format!("?theme={theme}")).body;
        let colours = colours(&css);
        for class in Class::ALL.iter().map(|class| class.name()) {
            assert!(
                css.contains(&format!("\n.{class} {{ color: var(--{class});")),
                "{theme} {class}"
            );
            assert!(colours.contains_key(&format!("--{class}")), "{theme} {class}");
        }
    }
}

/// WCAG 2.2, success criterion 1.4.3: text has a contrast of at least 4.5 to 1.
#[test]
fn every_color_has_enough_contrast() {
    for theme in ["light", "dark"] {
        let colours = colours(&stylesheet(&format!("?theme={theme}")).body);
        let background = luminance(&colours["--hl-background"]);
        for (name, colour) in colours.iter().filter(|(name, _)| *name != "--hl-background") {
            let luminance = luminance(colour);
            let contrast = (luminance.max(background) + 0.05) / (luminance.min(background) + 0.05);
            assert!(contrast >= 4.5, "{theme} {name}: {contrast}");
        }
    }
}

/// The custom properties of a stylesheet; of several of one name the last.
fn colours(css: &str) -> BTreeMap<String, String> {
    css.lines()
        .filter_map(|line| line.trim().strip_suffix(';')?.split_once(": #"))
        .map(|(name, colour)| (name.to_owned(), colour.to_owned()))
        .collect()
}

/// The relative luminance of `rrggbb` by the definition of WCAG 2.2.
fn luminance(colour: &str) -> f64 {
    let channel = |at: usize| {
        let value = u8::from_str_radix(&colour[at..at + 2], 16).expect("two hex digits");
        let value = f64::from(value) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
}

#[test]
fn an_unknown_theme_has_a_suggestion() {
    let service = Service::new(&[]);
    let response = service.get("/highlight.css?theme=drak&size=1");
    assert_eq!(response.status, 400);
    let errors = &response.json()["errors"];
    assert_eq!(errors[0]["name"], "theme");
    assert_eq!(errors[0]["code"], "not_allowed");
    assert_eq!(errors[0]["suggestion"], "dark");
    assert_eq!(errors[0]["allowed"], serde_json::json!(["auto", "light", "dark"]));
    assert_eq!(errors[1], serde_json::Value::Null);
    let twice = service.get("/highlight.css?theme=dark&theme=light");
    assert_eq!(twice.json()["errors"][0]["code"], "repeated");
    let json = service.send("GET", "/highlight.css", &[("accept", "application/json")]);
    assert_eq!(json.status, 406);
}
