//! Examples of <https://jekyllrb.com/docs/liquid/tags/> and similar ones.

use super::{html, left_out};
use crate::compile::markdown::text;

#[test]
fn highlight_is_code() {
    let ruby = "def foo\n  # no heading\n\n  puts 'foo' < 1\nend\n";
    let code = ruby.replace('<', "&lt;");
    for tag in ["highlight ruby", "highlight ruby linenos", "highlight ruby mark_lines=\"1 2\""] {
        assert_eq!(
            html(&format!("a\n{{% {tag} %}}\n{ruby}{{% endhighlight %}}\nb\n")),
            format!("<p>a</p>\n<pre><code class=\"language-ruby\">{code}</code></pre>\n<p>b</p>\n")
        );
    }
    assert_eq!(
        html("{%- highlight js -%}\na\n{%- endhighlight -%}"),
        "<pre><code class=\"language-js\">a\n</code></pre>\n"
    );
    assert_eq!(
        html("{% highlight liquid %}{% raw %}\n{{ x }} {% if y %}\n{% endraw %}{% endhighlight %}"),
        "<pre><code class=\"language-liquid\">{{ x }} {% if y %}\n</code></pre>\n"
    );
}

#[test]
fn code_may_contain_anything() {
    let code = "```\n# a\n\n- b {{ c }} {% d %} $$\n    ~~~\n<div>\n";
    assert_eq!(
        text(&format!("{{% highlight md %}}\n{code}{{% endhighlight %}}\n\n*end*")),
        format!("{}\n\nend", code.trim_end())
    );
}

#[test]
fn code_in_lists_and_quotes() {
    assert_eq!(
        html("1. a\n\n    {% highlight sh %}\n    ls\n      -l\n    {% endhighlight %}\n\n2. b\n"),
        "<ol>\n<li>\n<p>a</p>\n<pre><code class=\"language-sh\">ls\n  -l\n</code></pre>\n</li>\n\
         <li>\n<p>b</p>\n</li>\n</ol>\n"
    );
    assert_eq!(
        html("> a\n> {% highlight sh %}\n> ls\n> {% endhighlight %}\n> b\n"),
        "<blockquote>\n<p>a</p>\n<pre><code class=\"language-sh\">ls\n</code></pre>\n<p>b</p>\n\
         </blockquote>\n"
    );
    assert_eq!(
        html("see {% highlight sh %}ls -l{% endhighlight %} there"),
        "<p>see <code>ls -l</code> there</p>\n"
    );
}

#[test]
fn an_unclosed_tag_does_not_contain_the_rest() {
    assert_eq!(html("{% highlight x %}\n\n# a\n"), "<h1 id=\"a\">a</h1>\n");
    assert_eq!(
        html("{% highlight x %}\n\na\n\n{% highlight c %}\nb\n{% endhighlight %}\n"),
        "<p>a</p>\n<pre><code class=\"language-c\">b\n</code></pre>\n"
    );
    assert_eq!(html("{% comment %}\n\na\n"), "<p>a</p>\n");
    assert_eq!(html("{% raw %}\n\na {{ b }}c\n"), "<p>a c</p>\n");
    assert_eq!(left_out("{% highlight x %}\n\na"), ["{% highlight %}"]);
}

#[test]
fn links_to_posts_and_files() {
    assert_eq!(
        html("[x]({% post_url 2010-07-21-name-of-post %})"),
        "<p><a href=\"2010-07-21-name-of-post\">x</a></p>\n"
    );
    assert_eq!(
        html("[x]({{ site.baseurl }}{% post_url /subdir/2010-07-21-name-of-post %}#a)"),
        "<p><a href=\"2010-07-21-name-of-post#a\">x</a></p>\n"
    );
    assert_eq!(
        html("[Link to a document]({% link _collection/name-of-document.md %})"),
        "<p><a href=\"/_collection/name-of-document.md\">Link to a document</a></p>\n"
    );
    assert_eq!(
        html("[Link to a file]({% link /assets/files/doc.pdf %})"),
        "<p><a href=\"/assets/files/doc.pdf\">Link to a file</a></p>\n"
    );
    assert_eq!(
        html("[a]\n\n[a]: {% link news/index.html %} \"t\"\n"),
        "<p><a href=\"/news/index.html\" title=\"t\">a</a></p>\n"
    );
}

#[test]
fn addresses_of_the_site_are_left_out_of_urls() {
    for url in [
        "{{ site.baseurl }}/img/a.png",
        "{{site.url}}{{site.baseurl}}/img/a.png",
        "{{ \"/img/a.png\" | relative_url }}",
        "{{ '/img/a.png' | absolute_url }}",
        "{{ '/img/a.png' | prepend: site.baseurl | prepend: site.url }}",
        "{{ site.url }}/{{ site.baseurl }}/img/a.png",
    ] {
        assert_eq!(
            html(&format!("![x]({url})")),
            "<p><img src=\"/img/a.png\" alt=\"x\"></p>\n",
            "{url}"
        );
        if url.contains("/{{") {
            continue;
        }
        assert_eq!(
            html(&format!("a <img src=\"{url}\" alt=\"x\">")),
            "<p>a <img src=\"/img/a.png\" alt=\"x\"></p>\n",
            "{url}"
        );
    }
    assert!(left_out("![x]({{ site.baseurl }}/img/a.png)").is_empty());
}

#[test]
fn raw_is_as_written() {
    assert_eq!(
        html("{% raw %}a {{ b }} *c* {% d %}{% endraw %} {{ e }}f"),
        "<p>a {{ b }} <em>c</em> {% d %} f</p>\n"
    );
    assert_eq!(
        html("{% raw %}\n```\n{{ a }}\n```\n{% endraw %}\n"),
        "<pre><code>{{ a }}\n</code></pre>\n"
    );
}

#[test]
fn comments_are_left_out() {
    assert_eq!(html("a{% comment %} b {{ c }}\n\n# d\n{% endcomment %}e"), "<p>ae</p>\n");
    assert_eq!(html("{% # a note %}\n\nx"), "<p>x</p>\n");
}

#[test]
fn includes_with_pictures() {
    assert_eq!(
        html("{% include figure.html src=\"/a.png\" alt=\"b\" caption='*c* [d](e)' %}"),
        "<p><img src=\"/a.png\" alt=\"b\"><br>\n<em><em>c</em> <a href=\"e\">d</a></em></p>\n"
    );
    assert_eq!(
        html("{% include figure\n  image_path=\"/a.png\"\n  alt=\"b\" %}\n"),
        "<p><img src=\"/a.png\" alt=\"b\"></p>\n"
    );
    assert_eq!(html("{% include toc.html %}\n\na"), "<p>a</p>\n");
    assert_eq!(left_out("{% include toc.html %}"), ["{% include %}"]);
}

#[test]
fn other_tags_are_left_out() {
    assert_eq!(
        html("# T {{ page.title }}\n\n{% if a %}\nb\n{% else %}\n- c\n{% endif %}\nd\n"),
        "<h1 id=\"t\">T </h1>\n<p>b</p>\n<ul>\n<li>c</li>\n</ul>\n<p>d</p>\n"
            .replace("T </h1>", "T</h1>")
    );
    assert_eq!(html("a {{ b | date: '%Y' }}, {{ c }} d"), "<p>a , d</p>\n");
    assert_eq!(html("- {% a %}\n- b"), "<ul>\n<li></li>\n<li>b</li>\n</ul>\n");
    // VuePress.
    assert_eq!(html("a {{ $page.title }} {{ 1 + 1 }} b"), "<p>a b</p>\n");
    assert_eq!(html("a\n{% assign x = 1 %}{% assign y = 2 %}\nb"), "<p>a</p>\n<p>b</p>\n");
    assert_eq!(html("[a]({{ page.url }}) ![b]({{ c }})"), "<p>a b</p>\n");
    assert_eq!(html("## {{ page.title }}\n\na"), "<p>a</p>\n");
    assert_eq!(
        left_out("{% if a %}b{% endif %} {{ page.title }} {{ 'x' | upcase }}"),
        ["{% if %}", "{{ page.title }}", "{{ … }}"]
    );
}

#[test]
fn tables_and_html_are_not_torn() {
    assert_eq!(
        html("| a |\n|---|\n{% for b in c %}\n| d {{ b }} |\n{% endfor %}\n"),
        "<table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td></td>\n</tr>\n\
         <tr>\n<td>d </td>\n</tr>\n<tr>\n<td></td>\n</tr>\n</tbody>\n</table>\n"
            .replace("<tr>\n<td></td>\n</tr>\n", "")
            .replace("d </td>", "d</td>")
    );
    assert_eq!(
        html("<ul>\n{% for a in b %}\n    <li>{{ a }}</li>\n{% endfor %}\n</ul>\n"),
        "<ul>\n\n    <li></li>\n\n</ul>\n"
    );
}
