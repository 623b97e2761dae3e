//! What could run in a rendered body.

use serde_json::Value;

use super::super::embedding::{EmbedHosts, FIXED_ATTRIBUTES, IFRAME};
use super::super::sanitize;
use super::super::url::{is_safe, is_safe_set};
use crate::post::Use;

/// Parses rendered HTML, and returns a description of the first part that could run.
pub fn find_danger(html: &str) -> Option<String> {
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(end) = rest.strip_prefix('/') {
            rest = end;
        }
        let name: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
        if name == IFRAME {
            match after_embed(rest) {
                Some(after) => rest = after,
                None => return Some(format!("iframe at {rest:?}")),
            }
            continue;
        }
        if !sanitize::keeps(&name) {
            return Some(format!("element {name:?}"));
        }
        rest = &rest[name.len()..];
        while let Some(attribute) = rest.strip_prefix(' ') {
            let Some((key, after)) = attribute.split_once("=\"") else {
                return Some(format!("attribute without value at {attribute:?}"));
            };
            let Some((value, after)) = after.split_once('"') else {
                return Some(format!("open attribute {key:?}"));
            };
            let value =
                value.replace("&quot;", "\"").replace("&nbsp;", "\u{a0}").replace("&amp;", "&");
            let safe = match key {
                "src" if name == "img" => is_safe(&value, Use::Image),
                "href" | "src" | "poster" => is_safe(&value, Use::Link),
                "srcset" => is_safe_set(&value),
                "style" | "srcdoc" | "action" | "formaction" | "xlink:href" | "ping" => false,
                _ => !key.starts_with("on") && !key.contains(['<', '>', '/', '\'']),
            };
            if !safe {
                return Some(format!("{key}={value:?}"));
            }
            rest = after;
        }
        let Some(after) = rest.strip_prefix('>') else {
            return Some(format!("open tag {name:?} at {rest:?}"));
        };
        rest = after;
    }
    None
}

/// Returns what follows the tag of an `iframe` in a sandbox with a page of a listed host, or of its end. An
/// `iframe` without a page is harmless.
fn after_embed(tag: &str) -> Option<&str> {
    let (attributes, after) = tag.strip_prefix(IFRAME)?.split_once('>')?;
    let is_embedded = |(_, rest): (&str, &str)| {
        let src = rest.split('"').next().unwrap_or_default().replace("&amp;", "&");
        EmbedHosts::default().address(&src).is_some_and(|address| address == src)
    };
    let is_safe = attributes.is_empty()
        || FIXED_ATTRIBUTES
            .iter()
            .all(|(name, value)| attributes.contains(&format!(" {name}=\"{value}\"")))
            && attributes.split_once(" src=\"").is_none_or(is_embedded);
    is_safe.then_some(after)
}

/// Returns a description of a part of a tree of blocks that could run, in its HTML or its URLs.
pub fn find_danger_in_blocks(tree: &Value) -> Option<String> {
    let mut stack = vec![tree];
    while let Some(node) = stack.pop() {
        stack.extend(node["children"].as_array().into_iter().flatten());
        let text = |key: &str| node[key].as_str().unwrap_or_default();
        let to_use = if node["type"] == "image" { Use::Image } else { Use::Link };
        if !is_safe(text("url"), to_use) {
            return Some(node.to_string());
        }
        if node["type"] == "html" && !text("value").trim_start().starts_with("<!--") {
            let danger = find_danger(text("value"));
            if danger.is_some() {
                return danger;
            }
        }
    }
    None
}

pub const ATTACKS: &[&str] = &[
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//x.y/z.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</script>",
    "<script\n>alert(1)</script\n>",
    "<script/x>alert(1)</script>",
    "<<script>alert(1)//<</script>",
    "<img src=x onerror=alert(1)>",
    "<img src=\"x\"onerror=\"alert(1)\">",
    "<img src=x:x onerror\n=\nalert(1)>",
    "<img/src=x/onerror=alert(1)>",
    "<img src=javascript:alert(1)>",
    "<img src=`javascript:alert(1)`>",
    "<img srcset=\"javascript:alert(1) 1x\">",
    "<img src=data:image/svg+xml;base64,PHN2Zz4=>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate attributeName=href values=javascript:alert(1) /></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<math href=\"javascript:alert(1)\">x</math>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<form action=javascript:alert(1)><button>x</button></form>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<input type=image src=x onerror=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video>",
    "<video poster=javascript:alert(1)>",
    "<audio src=x onerror=alert(1)></audio>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=\"java&#10;script:alert(1)\">x</a>",
    "<a href=\"&#x6A;avascript&colon;alert(1)\">x</a>",
    "<a href=\" &#1; javascript:alert(1)\">x</a>",
    "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
    "<a xlink:href=javascript:alert(1)>x</a>",
    "<a href=x ping=javascript:alert(1)>x</a>",
    "<div style=\"background:url(javascript:alert(1))\">x</div>",
    "<style>@import 'javascript:alert(1)';</style>",
    "<link rel=stylesheet href=javascript:alert(1)>",
    "<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">",
    "<base href=javascript:alert(1)//>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>",
    "<textarea><p title=\"</textarea><img src=x onerror=alert(1)>\"></textarea>",
    "<title><p title=\"</title><img src=x onerror=alert(1)>\"></title>",
    "<xmp><p title=\"</xmp><img src=x onerror=alert(1)>\"></xmp>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml-stylesheet href=javascript:alert(1)?>",
    "<x onclick=alert(1)>x</x>",
    "<b <script>alert(1)</script>0",
    "\"><script>alert(1)</script>",
    "'><img src=x onerror=alert(1)>",
    "\" onmouseover=\"alert(1)",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "&#106;avascript:alert(1)",
    "javascript&colon;alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html;base64,PHNjcmlwdD4=",
    "data:image/svg+xml,<svg onload=alert(1)>",
    "file:///etc/passwd",
    "</p><script>alert(1)</script><p>",
    "</code></pre><script>alert(1)</script>",
    "x\u{0}<script\u{0}>alert(1)</script>",
];

/// Positions at which untrusted text may be.
pub const POSITIONS: &[&str] = &[
    "@",
    "a @ b",
    "# @",
    "- @",
    "> @",
    "`@`",
    "```\n@\n```",
    "``` @\nx\n```",
    "    @",
    "[x](@)",
    "[x](<@>)",
    "[x](y \"@\")",
    "[@](y)",
    "![x](@)",
    "![@](y)",
    "![x](y '@')",
    "[x]\n\n[x]: @",
    "[x]\n\n[x]: y \"@\"",
    "[@]\n\n[@]: y",
    "<@>",
    "|a|\n|-|\n|@|",
    "[^1]\n\n[^1]: @",
    "[^@]\n\n[^@]: x",
    "$@$",
    "$$\n@\n$$",
    "## x {#@}",
    "> [!NOTE] @\n> x",
    "- [ ] @",
    "~~@~~",
    "<b title=\"@\">x</b>",
    "<b title='@'>x</b>",
    "<div>\n@\n</div>",
    "<a href=\"@\">x</a>",
    "<img src=\"@\">",
    "<!-- @ -->",
    "https://a.b/@",
    "<https://a.b/@>",
    "www.a.b/@",
    "*@*",
    "&lt;@",
];
