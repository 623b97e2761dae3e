//! Tags in code are as written.

use super::{html, left_out};

#[test]
fn tags_in_code_are_as_written() {
    for tag in [
        "{{ page.title }}",
        "{% include a.html %}",
        "{% highlight ruby %}",
        "{% raw %}{{ a }}{% endraw %}",
        "{% note %}",
        "{{% notice %}}",
        "{% asset_img a.png %}",
    ] {
        for (before, after) in [
            ("`", "`"),
            ("a `` ", " ``"),
            ("```\n", "\n```"),
            ("~~~ x\na\n", "\nb\n~~~"),
            ("a\n\n    ", ""),
            ("a\n\n    b\n    ", "\n    c"),
            ("- a\n\n  ```\n  ", "\n  ```"),
            ("> ```\n> ", "\n> ```"),
            ("$", "$"),
            ("<code>", "</code>"),
            ("<pre>\n", "\n</pre>"),
        ] {
            let html = html(&format!("{before}{tag}{after}"));
            assert!(html.contains(tag), "{before}{tag}{after}: {html}");
            assert!(left_out(&format!("{before}{tag}{after}")).is_empty(), "{before}{tag}{after}");
        }
    }
}

#[test]
fn code_that_shows_tags_keeps_its_lines() {
    let code = "{% highlight ruby %}\ndef a\n\n  b\n{% endhighlight %}\n{% note %}\nc\n{% endnote %}\n{% include x\n  y=1 %}\n";
    for (indent, prefix) in
        [("```\n", ""), ("", "    "), ("- a\n\n", "      "), ("> a\n>\n", ">     ")]
    {
        let mut markdown = indent.to_owned();
        for line in code.lines() {
            markdown.push_str(&format!("{prefix}{line}\n"));
        }
        let html = html(&markdown);
        assert!(html.contains(&format!("<pre><code>{code}</code>")), "{markdown}: {html}");
    }
}

#[test]
fn braces_that_are_no_tags_are_text() {
    for text in [
        "a {{ b",
        "a {% b",
        "a }} b %}",
        "{{}} {{ }} {% %}",
        "{{{ a }}}",
        "\\frac{{a}}{{b}} x_{{y}}",
        "{{1,2},{3,4}}",
        "{{ a\n\nb }}",
    ] {
        let html = html(text);
        for line in text.replace("\\frac", "").split("\n\n") {
            assert!(html.contains(line), "{text}: {html}");
        }
        assert!(left_out(text).is_empty(), "{text}");
    }
}

#[test]
fn a_closing_tag_in_a_code_span_closes_nothing() {
    assert_eq!(
        html("{% note %}\nUse `{% endnote %}`.\n{% endnote %}\na")
            .matches("</div>\n<p>a</p>")
            .count(),
        1
    );
    assert_eq!(
        html("Use `{% highlight %}` and `{% endhighlight %}`."),
        "<p>Use <code>{% highlight %}</code> and <code>{% endhighlight %}</code>.</p>\n"
    );
}
