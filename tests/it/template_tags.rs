//! Posts with template tags, written like those of the starters of Hexo, Jekyll and Hugo.

use crate::support::Service;

const HEXO: &str = "---\ntitle: Hexo\ndate: 2025-01-01\n---\n\
    Welcome to {% link Hexo https://hexo.io %}! See {% post_link jekyll '另一篇' %}.\n\n\
    {% note info %}\n先看 **文档**。\n{% endnote %}\n\n<!-- more -->\n\n\
    {% asset_img a.png 300 \"封面\" %}\n\n\
    {% codeblock lang:bash Create a new post %}\n# no heading\n$ hexo new \"My New Post\"\n{% endcodeblock %}\n\n\
    {% tabs demo %}\n<!-- tab 苹果 -->\n香蕉\n<!-- endtab -->\n{% endtabs %}\n\n\
    {% raw %}\n<b>左右</b>\n{% endraw %}\n";

const JEKYLL: &str = "---\nlayout: post\ntitle: Jekyll\ndate: 2025-01-02\n---\n\
    {% include toc.html %}\n\nYou can rebuild {{ site.title }} in many ways.\n\n\
    {% highlight ruby linenos %}\n# Ruby comment\ndef print_hi(name)\nend\n{% endhighlight %}\n\n\
    {% if page.comments %}\nComments are welcome.\n{% endif %}\n\n\
    See [Hugo]({% link _posts/hugo.md %}) and [Hexo]({{ site.baseurl }}{% post_url hexo %}).\n";

const HUGO: &str = "---\ntitle: Hugo\ndate: 2025-01-03\n---\n\
    {{< figure src=\"a.png\" alt=\"A cover\" >}}\n\n\
    {{% notice tip \"Beware\" %}}\nDrink water.\n{{% /notice %}}\n\n\
    [Jekyll]({{< ref \"jekyll.md\" >}}) {{< youtube w7Ft2ymGmfc >}} {{< param version >}}\n\n\
    {{< highlight go \"linenos=table\" >}}\n// # no heading\npackage main\n{{< /highlight >}}\n";

fn service() -> Service {
    Service::new(&[
        ("_posts/hexo.md", HEXO),
        ("_posts/jekyll.md", JEKYLL),
        ("_posts/hugo.md", HUGO),
        ("_posts/hexo/a.png", ""),
    ])
}

#[test]
fn no_format_shows_tags() {
    let service = service();
    for slug in ["hexo", "jekyll", "hugo"] {
        let response = service.api(&format!("/posts/{slug}?fields=html,text,blocks,toc,excerpt"));
        let data = response["data"].to_string();
        for sign in ["{%", "%}", "{{", "}}>", "{{<", ">}}"] {
            assert!(!response["data"]["html"].as_str().unwrap().contains(sign), "{slug}: {data}");
            assert!(!response["data"]["text"].as_str().unwrap().contains(sign), "{slug}: {data}");
        }
        for word in
            ["endnote", "highlight", "codeblock", "asset_img", "site.title", "param", "notice"]
        {
            assert!(!data.replace("linenos", "").contains(word), "{word} in {slug}: {data}");
        }
        assert_eq!(response["data"]["toc"], serde_json::json!([]), "{slug}");
    }
}

#[test]
fn what_tags_stand_for_is_shown() {
    let service = service();
    let html = |slug: &str| {
        let response = service.api(&format!("/posts/{slug}?fields=html"));
        response["data"]["html"].as_str().unwrap().to_owned()
    };
    let hexo = html("hexo");
    for expected in [
        "<a href=\"https://hexo.io\">Hexo</a>",
        "<a href=\"/posts/jekyll\">另一篇</a>",
        "<div class=\"markdown-alert markdown-alert-note\">",
        "<strong>文档</strong>",
        "alt=\"封面\"",
        "<code class=\"language-bash\">",
        "<strong>苹果</strong>",
        "<b>左右</b>",
    ] {
        assert!(hexo.contains(expected), "{expected}: {hexo}");
    }
    let jekyll = html("jekyll");
    for expected in [
        "<code class=\"language-ruby\">",
        "<p>Comments are welcome.</p>",
        "<a href=\"/posts/hexo\">Hexo</a>",
    ] {
        assert!(jekyll.contains(expected), "{expected}: {jekyll}");
    }
    let hugo = html("hugo");
    for expected in ["alt=\"A cover\"", "Beware", "<a href=\"/posts/jekyll\">", "language-go"] {
        assert!(hugo.contains(expected), "{expected}: {hugo}");
    }
}

#[test]
fn excerpts_and_search_are_without_tags() {
    let service = service();
    let excerpt = |slug: &str| {
        let response = service.api(&format!("/posts/{slug}?fields=excerpt"));
        response["data"]["excerpt"].as_str().unwrap().to_owned()
    };
    assert!(excerpt("hexo").starts_with("Welcome to Hexo! See 另一篇."));
    assert!(excerpt("jekyll").starts_with("You can rebuild in many ways."));
    let hits = |word: &str| {
        let target = format!("/search?q={word}");
        let response = service.api(&target);
        let hits = response["data"].as_array().unwrap().iter();
        hits.map(|hit| hit["post"]["slug"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(hits("codeblock"), [""; 0]);
    assert_eq!(hits("endhighlight"), [""; 0]);
    // 香蕉
    assert_eq!(hits("%E9%A6%99%E8%95%89"), ["hexo"]);
    assert_eq!(hits("print_hi"), ["jekyll"]);
}

#[test]
fn the_source_is_as_written() {
    let response = service().get("/api/v1/posts/hexo.md");
    assert_eq!(response.body, HEXO.split_once("---\n").unwrap().1.split_once("---\n").unwrap().1);
}
