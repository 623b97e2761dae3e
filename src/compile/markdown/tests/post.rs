use crate::compile::markdown::{RenderOptions, facts, render, text};
use crate::post::Dialect;

const POST: &str = "\
# 深入理解Python内存管理机制

## 引言

Python作为一门**高级**编程语言，其内存管理通常是透明的。

### 引用计数的问题

有一个致命缺陷：无法处理**循环引用**。

```python
class Node:
    def __init__(self):
        self.data = []  # <空>
```

## 内存优化技巧

### 1. 使用生成器

1. **Generation 0**: 新创建的对象
2. **Generation 1**: 存活过一次GC的对象

### 2. 使用__slots__

```python
__slots__ = ['x', \"y\"]
```

## 参考资料

- [Python官方文档](https://docs.python.org/3/library/gc.html)
";

#[test]
fn a_post_is_rendered_as_html() {
    let html = render(POST, &RenderOptions::default()).html;
    let expected = "\
<h1 id=\"深入理解python内存管理机制\">深入理解Python内存管理机制</h1>
<h2 id=\"引言\">引言</h2>
<p>Python作为一门<strong>高级</strong>编程语言，其内存管理通常是透明的。</p>
<h3 id=\"引用计数的问题\">引用计数的问题</h3>
<p>有一个致命缺陷：无法处理<strong>循环引用</strong>。</p>
<pre><code class=\"language-python\">\
<span class=\"hl-keyword\">class</span> <span class=\"hl-type\">Node</span>:
    <span class=\"hl-keyword\">def</span> <span class=\"hl-function\">__init__</span>\
(<span class=\"hl-variable\">self</span>):
        <span class=\"hl-variable\">self</span>.data <span class=\"hl-operator\">=</span> []  \
<span class=\"hl-comment\"># &lt;空&gt;</span>
</code></pre>
<h2 id=\"内存优化技巧\">内存优化技巧</h2>
<h3 id=\"1-使用生成器\">1. 使用生成器</h3>
<ol>
<li><strong>Generation 0</strong>: 新创建的对象</li>
<li><strong>Generation 1</strong>: 存活过一次GC的对象</li>
</ol>
<h3 id=\"2-使用__slots__\">2. 使用__slots__</h3>
<pre><code class=\"language-python\">\
<span class=\"hl-variable\">__slots__</span> <span class=\"hl-operator\">=</span> \
[<span class=\"hl-string\">'x'</span>, <span class=\"hl-string\">\"y\"</span>]
</code></pre>
<h2 id=\"参考资料\">参考资料</h2>
<ul>
<li><a href=\"https://docs.python.org/3/library/gc.html\">Python官方文档</a></li>
</ul>
";
    assert_eq!(html, expected);
}

#[test]
fn a_post_has_a_table_of_contents() {
    let toc = render(POST, &RenderOptions::default()).toc;
    assert_eq!(toc.len(), 1);
    let sections: Vec<_> = toc[0].children.iter().map(|entry| entry.title.as_str()).collect();
    assert_eq!(sections, ["引言", "内存优化技巧", "参考资料"]);
    let tips: Vec<_> = toc[0].children[1].children.iter().map(|entry| entry.id.as_str()).collect();
    assert_eq!(tips, ["1-使用生成器", "2-使用__slots__"]);
}

#[test]
fn a_post_has_facts() {
    let facts = facts(POST, Dialect::default()).unwrap();
    assert_eq!(facts.first_heading.as_deref(), Some("深入理解Python内存管理机制"));
    assert_eq!(
        facts.opening.as_deref(),
        Some(
            "Python作为一门高级编程语言，其内存管理通常是透明的。\n有一个致命缺陷：无法处理循环引用。"
        )
    );
    assert_eq!(facts.before_more, None);
    assert_eq!(facts.amount.code_lines, 4);
    // Python ×3, Generation 0 and 1, GC, 1, 2, __slots__
    assert_eq!(facts.amount.words, 11);
}

#[test]
fn a_post_is_rendered_as_text() {
    let text = text(POST);
    assert!(text.starts_with("深入理解Python内存管理机制\n\n引言\n\nPython作为一门高级编程语言"));
    assert!(
        text.contains("\n\n1. Generation 0: 新创建的对象\n2. Generation 1: 存活过一次GC的对象\n\n")
    );
    assert!(text.ends_with("参考资料\n\n- Python官方文档"));
}

#[test]
fn raw_html_does_not_affect_other_blocks() {
    let rich = "# 一 {#one}\n\n~~a~~ **b** \"q\" 'q' & < > &nbsp; &copy;\n\n- [x] t\n- [ ] u\n\n\
                3. c\n4. d\n\n| a | b |\n|:-:|--:|\n| c | [d](/e?f=1&g=2 \"h\") |\n\n> [!WARNING]\n> w\n\n\
                ![i](data:image/png;base64,AA== \"t\") $x<y$ $$z$$ hard  \nbreak\n\n```math\nm\n```\n\n\
                ```rust\nfn a() -> &'static str { \"b\" }\n```\n\nf[^1] g[^1] [x](javascript:y) <a@b.cd>\n\n\
                https://a.b/'c'?d=[e] [u](http://a:99999/)\n\n---\n\n[^1]: note\n\n    two\n\n";
    let plain = render(rich, &RenderOptions::default());
    let mixed = render(&format!("{rich}<hr class=\"z\">\n"), &RenderOptions::default());
    let at = plain.html.find("<section").unwrap();
    let expected = format!("{}<hr class=\"z\">\n{}", &plain.html[..at], &plain.html[at..]);
    assert_eq!(mixed.html, expected);
    assert_eq!(mixed.toc, plain.toc);
}
