//! Examples of <https://gohugo.io/shortcodes/> and of themes, and of Zola.

use super::{html, left_out};
use crate::compile::markdown::text;

#[test]
fn pictures_and_code() {
    assert_eq!(
        html("{{< figure src=\"x.png\" alt=\"a\" title=\"t\" caption=\"c\" >}}"),
        "<p><img src=\"x.png\" alt=\"a\" title=\"t\"><br>\n<em>c</em></p>\n"
    );
    assert_eq!(
        html("{{< figure\n  src=\"/images/x.jpg\"\n  class=\"ma0 w-75\"\n>}}"),
        "<p><img src=\"/images/x.jpg\" alt=\"\"></p>\n"
    );
    assert_eq!(
        html(
            "{{< highlight go \"linenos=table,hl_lines=8\" >}}\n// # a\n\nb()\n{{< /highlight >}}"
        ),
        "<pre><code class=\"language-go\">// # a\n\nb()\n</code></pre>\n"
    );
}

#[test]
fn links() {
    for (tag, expected) in [
        ("[a]({{< ref \"x.md\" >}})", "<a href=\"x.md\">a</a>"),
        ("[a]({{< relref \"/blog/x\" >}}#b)", "<a href=\"/blog/x#b\">a</a>"),
        ("[a]({{% ref path=\"x.md\" lang=\"fr\" %}})", "<a href=\"x.md\">a</a>"),
        ("{{< vimeo 1 >}}", "<a href=\"https://vimeo.com/1\">https://vimeo.com/1</a>"),
        (
            "{{< youtube id=0RKpf3rK57I loading=lazy >}}",
            "<a href=\"https://www.youtube.com/watch?v=0RKpf3rK57I\">\
             https://www.youtube.com/watch?v=0RKpf3rK57I</a>",
        ),
        (
            "{{< gist user 50a7482715eac222e230d1e64dd9a89b >}}",
            "<a href=\"https://gist.github.com/user/50a7482715eac222e230d1e64dd9a89b\">\
             https://gist.github.com/user/50a7482715eac222e230d1e64dd9a89b</a>",
        ),
        (
            "{{< x user=\"SanDiegoZoo\" id=\"1453110110599868418\" >}}",
            "<a href=\"https://x.com/SanDiegoZoo/status/1453110110599868418\">\
             https://x.com/SanDiegoZoo/status/1453110110599868418</a>",
        ),
    ] {
        assert_eq!(html(tag), format!("<p>{expected}</p>\n"), "{tag}");
    }
}

#[test]
fn notices_are_alerts() {
    for (tag, kind, title) in [
        ("{{% notice tip %}}|{{% /notice %}}", "tip", "Tip"),
        ("{{% notice style=\"warning\" title=\"T\" %}}|{{% /notice %}}", "warning", "T"),
        ("{{< admonition danger \"T\" true >}}|{{< /admonition >}}", "caution", "T"),
        ("{{< callout type=\"info\" >}}|{{< /callout >}}", "note", "Note"),
        ("{{< alert \"twitter\" >}}|{{< /alert >}}", "note", "Note"),
        ("{{% alert title=\"T\" color=\"warning\" %}}|{{% /alert %}}", "warning", "T"),
        ("{{% hint danger %}}|{{% /hint %}}", "caution", "Caution"),
        ("{{< tip >}}|{{< /tip >}}", "tip", "Tip"),
    ] {
        let expected = format!(
            "<div class=\"markdown-alert markdown-alert-{kind}\">\n\
             <p class=\"markdown-alert-title\">{title}</p>\n<p><em>a</em></p>\n</div>\n"
        );
        assert_eq!(html(&tag.replace('|', "\n*a*\n")), expected, "{tag}");
    }
    // Without a closing tag, it is no container.
    assert_eq!(html("{{< alert \"a\" >}}\n\nb"), "<p>b</p>\n");
}

#[test]
fn other_shortcodes_are_left_out_and_their_content_is_kept() {
    assert_eq!(
        html("{{< columns >}}\n*a*\n{{< /columns >}}\n\nb {{< icon \"x\" />}} c"),
        "<p><em>a</em></p>\n<p>b c</p>\n"
    );
    assert_eq!(
        text(
            "{{< tabs \"id\" >}}\n{{< tab \"macOS\" >}}\na\n{{< /tab >}}\n{{% tab \"Linux\" %}}\nb\n{{% /tab %}}\n{{< /tabs >}}"
        ),
        "macOS\n\na\n\nLinux\n\nb"
    );
    for markdown in ["a{{< tab \"b\" >}}c{{< /tab >}}", "a {{< tab \"b\" >}} c{{< /tab >}}"] {
        assert_eq!(text(markdown), "a b c", "{markdown}");
    }
    assert_eq!(text("a {{< badge \"new\" >}} {{< badge >}}b{{< /badge >}}"), "a new b");
    assert_eq!(left_out("{{< columns >}}a{{< /columns >}}"), ["{{< columns >}}"]);
}

#[test]
fn escaped_shortcodes_are_shown() {
    assert_eq!(html("{{</* figure src=\"x\" */>}}"), "<p>{{&lt; figure src=\"x\" &gt;}}</p>\n");
    assert_eq!(html("`{{%/* x */%}}`"), "<p><code>{{% x %}}</code></p>\n");
    assert_eq!(
        html("```md\n{{</* x */>}}\n```"),
        "<pre><code class=\"language-md\">{{&lt; x &gt;}}\n</code></pre>\n"
    );
    assert_eq!(
        html("a\n\n    {{</* x */>}}"),
        "<p>a</p>\n<pre><code>{{&lt; x &gt;}}\n</code></pre>\n"
    );
}

#[test]
fn shortcodes_of_zola() {
    assert_eq!(
        html("{{ youtube(id=\"x\") }}"),
        "<p><a href=\"https://www.youtube.com/watch?v=x\">https://www.youtube.com/watch?v=x</a></p>\n"
    );
    assert_eq!(
        html("{% quote(author=\"Vincent\") %}\na\n{% end %}\nb"),
        "<blockquote>\n<p>a</p>\n<p>— Vincent</p>\n</blockquote>\n<p>b</p>\n"
    );
    assert_eq!(
        html("{% alert(warning=true) %}\na\n{% end %}"),
        "<div class=\"markdown-alert markdown-alert-warning\">\n\
         <p class=\"markdown-alert-title\">Warning</p>\n<p>a</p>\n</div>\n"
    );
    assert_eq!(text("{% note(title=\"T\", clickable=true) %}\na\n{% end %}"), "T\n\na");
    assert_eq!(text("{{/* youtube(id=\"x\") */}}").replace(' ', ""), "{{youtube(id=\"x\")}}");
}
