//! What dollar signs mean in each representation of a body, by the contract's section 4.

use inkstone::source::MemorySource;
use serde_json::{Value, json};

use crate::support::Service;

fn service(matter: &str, body: &str) -> Service {
    let text = format!("---\ntitle: x\n{matter}---\n{body}");
    let source: MemorySource = [("a.md", text.into_bytes())].into_iter().collect();
    Service::over(source, |_| {})
}

fn post(matter: &str, body: &str) -> Value {
    service(matter, body).api("/posts/a?fields=html,text,blocks,markdown,excerpt&positions=true")
        ["data"]
        .clone()
}

/// Returns the nodes of `blocks` with this type, in reading order.
fn nodes(tree: &Value, kind: &str) -> Vec<Value> {
    let children = tree["children"].as_array().into_iter().flatten();
    let own = (tree["type"] == kind).then(|| tree.clone());
    own.into_iter().chain(children.flat_map(|child| nodes(child, kind))).collect()
}

fn values(tree: &Value, kind: &str) -> Vec<Value> {
    nodes(tree, kind).iter().map(|node| node["value"].clone()).collect()
}

const PRICES: &str = "从 US$5 到 US$7，变量 $s 和 $PSX，设$x$为 **$HOME** 与 $ n $。\n";

#[test]
fn prices_and_variables_are_text_everywhere() {
    let post = post("", PRICES);
    let text = "从 US$5 到 US$7，变量 $s 和 $PSX，设x为 $HOME 与 $ n $。";
    assert_eq!((&post["text"], &post["excerpt"]), (&json!(text), &json!(text)));
    assert_eq!(post["markdown"], PRICES);
    assert_eq!(values(&post["blocks"], "inlineMath"), ["x"]);
    let html = post["html"].as_str().unwrap();
    assert!(html.contains("设<span data-math-style=\"inline\">x</span>为 <strong>$HOME</strong>"));
}

#[test]
fn a_post_that_loads_a_renderer_is_read_loosely() {
    let post = post("mathjax: true\n", "一$dp$,有$d<j $并$p[i]$为 $ n $\n");
    assert_eq!(values(&post["blocks"], "inlineMath"), ["dp", "d<j ", "p[i]", "n"]);
    assert_eq!(post["text"], "一dp,有d<j并p[i]为 n");
}

#[test]
fn a_formula_has_its_position_in_the_source() {
    let body = "> 设 $x$ 与 $$y\n> + z$$。\n";
    let post = post("", body);
    let found = nodes(&post["blocks"], "inlineMath");
    assert_eq!(values(&post["blocks"], "inlineMath"), ["x", "y\n+ z"]);
    let written = found.iter().map(|node| {
        let at =
            |end: &str| usize::try_from(node["position"][end]["offset"].as_u64().unwrap()).unwrap();
        let characters: Vec<u16> = body.encode_utf16().collect();
        String::from_utf16(&characters[at("start")..at("end")]).unwrap()
    });
    assert_eq!(written.collect::<Vec<_>>(), ["$x$", "$$y\n> + z$$"]);
}

#[test]
fn a_far_sign_does_not_swallow_a_heading() {
    let service = service("", "$$\na = b\n\n## 标题\n\n文字\n\n$$\nc\n$$\n");
    let data = service.api("/posts/a?fields=toc,blocks")["data"].clone();
    assert_eq!(data["toc"][0]["title"], "标题");
    assert_eq!(values(&data["blocks"], "math"), ["c"]);
}
