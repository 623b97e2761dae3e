//! Examples of <https://hexo.io/docs/tag-plugins> and of themes.

use super::{html, left_out};
use crate::compile::markdown::text;

#[test]
fn codeblock_is_code() {
    assert_eq!(
        html("{% codeblock %}\nalert('Hello World!');\n{% endcodeblock %}"),
        "<pre><code>alert('Hello World!');\n</code></pre>\n"
    );
    let code = "<pre><code class=\"language-objc\">[x];\n</code></pre>\n";
    assert_eq!(html("{% codeblock lang:objc line_number:false %}\n[x];\n{% endcodeblock %}"), code);
    assert_eq!(
        html("{% codeblock Array.map lang:objc %}\n[x];\n{% endcodeblock %}"),
        format!("<p>Array.map</p>\n{code}")
    );
    assert_eq!(
        html(
            "{% codeblock _.compact http://underscorejs.org/#compact Underscore.js lang:objc %}\n\
             [x];\n{% endcodeblock %}"
        ),
        format!(
            "<p>_.compact <a href=\"http://underscorejs.org/#compact\">Underscore.js</a></p>\n{code}"
        )
    );
}

#[test]
fn pictures() {
    for (tag, expected) in [
        ("{% asset_img example.jpg %}", "<img src=\"example.jpg\" alt=\"\">"),
        ("{% asset_img post-image foo.jpg %}", "<img src=\"foo.jpg\" alt=\"\">"),
        ("{% asset_img foo.jpg 500 400 %}", "<img src=\"foo.jpg\" alt=\"\">"),
        (
            "{% asset_img logo.svg \"lorem ipsum'dolor\" %}",
            "<img src=\"logo.svg\" alt=\"lorem ipsum'dolor\" title=\"lorem ipsum'dolor\">",
        ),
        (
            "{% asset_img foo.jpg 500 '\"title text\" \"alt text\"' %}",
            "<img src=\"foo.jpg\" alt=\"alt text\" title=\"title text\">",
        ),
        (
            "{% img [class] /images/a.png 300 200 \"标题\" \"说明\" %}",
            "<img src=\"/images/a.png\" alt=\"说明\" title=\"标题\">",
        ),
    ] {
        assert_eq!(html(tag), format!("<p>{expected}</p>\n"), "{tag}");
    }
}

#[test]
fn links() {
    for (tag, expected) in [
        (
            "{% post_link hexo-3-8-released %}",
            "<a href=\"hexo-3-8-released\">hexo-3-8-released</a>",
        ),
        (
            "{% post_link hexo-3-8-released 'Link to a post' %}",
            "<a href=\"hexo-3-8-released\">Link to a post</a>",
        ),
        (
            "{% post_link hexo-4-released 'How to use <b> tag in title' false %}",
            "<a href=\"hexo-4-released\">How to use &lt;b&gt; tag in title</a>",
        ),
        ("[a]({% post_path name %})", "<a href=\"name\">a</a>"),
        ("[a]({% asset_path b.zip %})", "<a href=\"b.zip\">a</a>"),
        (
            "{% asset_link hello.txt \"Hello <World>\" %}",
            "<a href=\"hello.txt\">Hello &lt;World&gt;</a>",
        ),
        (
            "{% link Google https://www.google.com true 搜索 %}",
            "<a href=\"https://www.google.com\" title=\"搜索\">Google</a>",
        ),
        (
            "{% youtube lJIrF4YjHfQ %}",
            "<a href=\"https://www.youtube.com/watch?v=lJIrF4YjHfQ\">\
             https://www.youtube.com/watch?v=lJIrF4YjHfQ</a>",
        ),
        ("{% vimeo 1 %}", "<a href=\"https://vimeo.com/1\">https://vimeo.com/1</a>"),
        ("{% iframe https://a.b/c 600 400 %}", "<a href=\"https://a.b/c\">https://a.b/c</a>"),
        ("{% video a.mp4 %}", "<a href=\"a.mp4\">a.mp4</a>"),
        ("{% pdf files/a.pdf 600 %}", "<a href=\"files/a.pdf\">files/a.pdf</a>"),
        ("{% btn https://a.b/, 点这里, fa fa-home %}", "<a href=\"https://a.b/\">点这里</a>"),
    ] {
        assert_eq!(html(tag), format!("<p>{expected}</p>\n"), "{tag}");
    }
    assert_eq!(html("[{% post_link a 'b' %}](c)"), "<p><a href=\"c\">b</a></p>\n");
}

#[test]
fn the_text_of_themes_is_shown() {
    for (tag, shown) in [
        ("span red, 红字", "红字"),
        ("p center logo large, 标题", "标题"),
        ("checkbox green checked, 支持 *x*", "支持 *x*"),
        ("checkbox checked:true 完成了 一半", "完成了 一半"),
        ("radio 单选", "单选"),
        ("u 下划线", "下划线"),
        ("kbd ⌘ D", "⌘ D"),
        ("hideInline 门里站着一个人,闪", "门里站着一个人"),
    ] {
        assert_eq!(text(&format!("甲 {{% {tag} %}} 乙")), format!("甲 {shown} 乙"), "{tag}");
    }
    assert_eq!(text("a {% u %}b{% endu %}"), "a b");
}

#[test]
fn quotations() {
    assert_eq!(
        html("{% blockquote %}\nLorem\n\nipsum\n{% endblockquote %}"),
        "<blockquote>\n<p>Lorem</p>\n<p>ipsum</p>\n</blockquote>\n"
    );
    assert_eq!(
        html("{% blockquote David Levithan, Wide Awake %}\nDo not just seek.\n{% endblockquote %}"),
        "<blockquote>\n<p>Do not just seek.</p>\n<p>— David Levithan, Wide Awake</p>\n</blockquote>\n"
    );
    assert_eq!(
        html(
            "{% quote Seth Godin http://sethgodin.typepad.com/a.html Welcome to Island Marketing %}\n\
             Every interaction.\n{% endquote %}"
        ),
        "<blockquote>\n<p>Every interaction.</p>\n<p>— Seth Godin, \
         <a href=\"http://sethgodin.typepad.com/a.html\">Welcome to Island Marketing</a></p>\n\
         </blockquote>\n"
    );
    assert_eq!(
        html("{% pullquote left %}a{% endpullquote %}"),
        "<blockquote>\n<p>a</p>\n</blockquote>\n"
    );
}

#[test]
fn notes_are_alerts() {
    for (tag, kind, title) in [
        ("note", "note", "Note"),
        ("note primary", "note", "Note"),
        ("note info no-icon", "note", "Note"),
        ("note success", "tip", "Tip"),
        ("note warning 小心火烛", "warning", "小心火烛"),
        ("note danger simple", "caution", "Caution"),
        ("note blue 'fas fa-bullhorn' flat", "note", "Note"),
    ] {
        let expected = format!(
            "<div class=\"markdown-alert markdown-alert-{kind}\">\n\
             <p class=\"markdown-alert-title\">{title}</p>\n<p><em>a</em></p>\n<ul>\n<li>b</li>\n</ul>\n</div>\n"
        );
        assert_eq!(html(&format!("{{% {tag} %}}\n*a*\n- b\n{{% endnote %}}\n")), expected, "{tag}");
    }
}

#[test]
fn notes_nest_and_end_where_they_are_closed() {
    assert_eq!(
        text("{% note info 甲 %}\na\n{% note danger 乙 %}\nb\n{% endnote %}\nc\n{% endnote %}\nd"),
        "甲\n\na\n\n乙\n\nb\n\nc\n\nd"
    );
    assert_eq!(
        text("- {% note tip 甲 %}\n  a\n  {% endnote %}\n- b"),
        "- 甲\n\n  a\n\n- b".replace("  a", "a")
    );
    assert_eq!(text("{% note color:cyan 一 二 %}\n\na"), "a");
}

#[test]
fn content_of_folded_blocks_and_tabs_is_kept() {
    assert_eq!(
        text(
            "{% folding 查看答案 %}\n\n- a\n\n{% endfolding %}\n\n{% hideToggle 更多,blue %}\nb\n{% endhideToggle %}"
        ),
        "查看答案\n\n- a\n\n更多\n\nb"
    );
    assert_eq!(
        text(
            "{% tabs First unique name, 2 %}\n<!-- tab Solution 1@github -->\n**a**\n<!-- endtab -->\n\n\
             <!-- tab 二 -->\nb\n<!-- endtab -->\n{% endtabs %}\nc"
        ),
        "Solution 1\n\na\n\n二\n\nb\n\nc"
    );
    assert_eq!(text("a {% label primary @重点 %}b {% label 好 blue %}"), "a 重点b 好");
    assert_eq!(left_out("{% tabs a %}\n{% endtabs %}{% label a@b %}"), [""; 0]);
}
