//! A corpus of mixed Chinese and English posts, deterministic on every machine.

use std::fmt::Write;

/// Returns the options with which comrak supports the same dialect as Inkstone.
pub fn comrak_options() -> comrak::Options<'static> {
    let mut options = comrak::Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.autolink = true;
    options.extension.tasklist = true;
    options.extension.footnotes = true;
    options.extension.alerts = true;
    options.extension.math_dollars = true;
    options
}

/// The words of the generated text; real ones, so that scripts are mixed as in articles.
const HAN: &[&str] = &[
    "内存",
    "管理",
    "引用",
    "计数",
    "对象",
    "循环",
    "回收",
    "分代",
    "线程",
    "并发",
    "锁",
    "缓存",
    "索引",
    "查询",
    "事务",
    "隔离",
    "日志",
    "网络",
    "连接",
    "超时",
    "重试",
    "编译",
    "类型",
    "推断",
    "所有权",
    "借用",
    "生命周期",
    "函数",
    "闭包",
    "迭代",
    "数组",
    "哈希",
    "排序",
    "测试",
    "性能",
    "延迟",
    "吞吐",
    "我们",
    "可以",
    "因此",
    "但是",
    "如果",
    "那么",
    "一个",
];
const LATIN: &[&str] = &[
    "the", "memory", "of", "a", "process", "is", "divided", "into", "pages", "and", "every",
    "page", "has", "an", "owner", "that", "may", "share", "it", "with", "others", "while",
    "readers", "wait", "for", "writers", "to", "finish", "Rust", "Python", "SQLite", "cache",
];
const TAGS: usize = 200;
const CATEGORIES: usize = 12;

/// A linear congruential generator (Knuth's MMIX constants), independent of clocks and seeds.
pub struct Draw(u64);

impl Draw {
    /// Starts the sequence of one post.
    pub fn new(post: usize) -> Self {
        Self(post as u64 ^ 0x9e37_79b9_7f4a_7c15)
    }

    /// Returns a number below `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % bound
    }
}

/// Generates the file of one post: front matter and about 7 KB of Markdown.
pub fn post(number: usize) -> String {
    let mut draw = Draw::new(number);
    let chinese = !number.is_multiple_of(3);
    let mut out = String::with_capacity(8192);
    let title = sentence(&mut draw, chinese, 6);
    let _ = write!(
        out,
        "---\ntitle: \"{title}\"\ndescription: \"{}\"\ndate: {:04}-{:02}-{:02}\nreadTime: {} 分钟\ncategory: 分类{}\ntags: ['标签{}', '标签{}', '标签{}']\nauthor: 作者{}\nlayout: post\n---\n\n# {title}\n\n",
        sentence(&mut draw, chinese, 14),
        2010 + draw.below(16),
        1 + draw.below(12),
        1 + draw.below(28),
        1 + draw.below(30),
        draw.below(CATEGORIES),
        draw.below(TAGS),
        draw.below(TAGS),
        draw.below(TAGS),
        draw.below(40),
    );
    while out.len() < 6800 {
        let _ = writeln!(out, "## {}\n", sentence(&mut draw, chinese, 4));
        for _ in 0..2 {
            paragraph(&mut out, &mut draw, chinese);
        }
        for _ in 0..3 {
            let _ = writeln!(out, "- {}", sentence(&mut draw, chinese, 8));
        }
        out.push('\n');
        if draw.below(2) == 0 {
            let _ = writeln!(
                out,
                "```python\ndef f{}(items):\n    # {}\n    return [item * {} for item in items]\n```\n",
                draw.below(1000),
                sentence(&mut draw, chinese, 5),
                draw.below(100)
            );
        } else {
            let _ = writeln!(
                out,
                "| 名称 | value |\n|---|---:|\n| {} | {} |\n| `x` | {} |\n",
                sentence(&mut draw, chinese, 2),
                draw.below(100),
                draw.below(100)
            );
        }
    }
    out
}

fn paragraph(out: &mut String, draw: &mut Draw, chinese: bool) {
    for _ in 0..4 {
        let text = sentence(draw, chinese, 14);
        let _ = match draw.below(5) {
            0 => write!(out, "**{text}**"),
            1 => write!(out, "{text}，见[文档](https://example.org/{})", draw.below(1000)),
            2 => write!(out, "{text} `value_{}`", draw.below(1000)),
            _ => write!(out, "{text}"),
        };
        out.push_str(if chinese { "。" } else { ". " });
    }
    out.push_str("\n\n");
}

fn sentence(draw: &mut Draw, chinese: bool, words: usize) -> String {
    let mut text = String::new();
    for position in 0..words {
        if chinese && draw.below(8) != 0 {
            text.push_str(HAN[draw.below(HAN.len())]);
        } else {
            if position > 0 {
                text.push(' ');
            }
            text.push_str(LATIN[draw.below(LATIN.len())]);
        }
    }
    text
}
