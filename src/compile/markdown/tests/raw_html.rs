//! Raw HTML affects nothing but itself.

use super::super::{RenderOptions, render};

#[test]
fn an_input_becomes_a_disabled_check_box() {
    let html = render("a <input type=text value=x checked>", &RenderOptions::default()).html;
    // The order of the attributes is the same on all machines.
    assert_eq!(html, "<p>a <input checked=\"\" type=\"checkbox\" disabled=\"\"></p>\n");
}

#[test]
fn a_mention_of_a_tag_swallows_nothing() {
    for tag in [
        "<script>",
        "<style>",
        "<textarea>",
        "<title>",
        "<svg>",
        "<select>",
        "<plaintext>",
        "<template>",
    ] {
        let html =
            render(&format!("使用{tag}标签\n\n## 后面\n\n**x**"), &RenderOptions::default()).html;
        assert!(
            html.ends_with("<h2 id=\"后面\">后面</h2>\n<p><strong>x</strong></p>\n"),
            "{tag}: {html}"
        );
    }
}

#[test]
fn unclosed_elements_end_with_their_block() {
    let html = |markdown: &str| render(markdown, &RenderOptions::default()).html;
    let rest = "<h2 id=\"rest\">Rest</h2>\n<p>gone</p>\n";
    for (markdown, first) in [
        ("He said <b>bold", "<p>He said <b>bold</b></p>\n"),
        ("<div class=\"a\">\nx", "<div class=\"a\">\nx\n</div>\n"),
        ("- a <span id=\"b\">c", "<ul>\n<li>a <span id=\"user-content-b\">c</span></li>\n</ul>\n"),
        ("Use <details> or <video>.", "<p>Use &lt;details&gt; or &lt;video&gt;.</p>\n"),
    ] {
        assert_eq!(html(&format!("{markdown}\n\n## Rest\n\ngone\n")), format!("{first}{rest}"));
    }
    assert_eq!(
        html("<details>\n\n## Rest\n\ngone\n\n</details>\n"),
        format!("<details>\n{rest}</details>\n")
    );
}

#[test]
fn a_quote_after_a_lone_equals_sign_hides_nothing() {
    for markdown in ["<div =\"><script>\">", "<div b=c=\"><!-- \">", "<div a='b'='><script>'>"] {
        let source = format!("intro\n\n{markdown}\n\n# Heading\n\ntext\n");
        let html = render(&source, &RenderOptions::default()).html;
        assert!(html.ends_with("<h1 id=\"heading\">Heading</h1>\n<p>text</p>\n"), "{html}");
    }
}

#[test]
fn blocks_in_a_plain_container_are_restored() {
    let html = |markdown: &str| render(markdown, &RenderOptions::default()).html;
    let inner =
        "## 二 {#b}\n\n- [x] c `d`\n\n| e |\n|---|\n| f |\n\n> g\n\n```rust\nfn h() {}\n```\n";
    for (open, close) in [
        ("<div class=\"a\">", "</div>"),
        ("<details><summary onclick=x>s</summary>", "</details>"),
        ("<center><section>\n<p>", "</section></center>"),
    ] {
        let whole = html(&format!("{open}\n\n{inner}\n{close}\n\n{inner}"));
        let plain = html(inner);
        let harmless = open.replace(" onclick=x", "");
        let ends = if open.ends_with("<p>") { "\n</p>" } else { "\n" };
        // The second heading with the same id gets a suffix.
        let second = plain.replacen("id=\"b\"", "id=\"b-1\"", 1);
        assert_eq!(whole, format!("{harmless}{ends}{plain}{close}\n{second}"));
    }
    // Such a character in the source is unchanged.
    let own = html("<div>\n\nx <hr id=\"\u{91}0\"> y\n\n</div>\n");
    assert_eq!(own, "<div>\n<p>x </p><hr id=\"user-content-\u{91}0\"> y<p></p>\n</div>\n");
}
