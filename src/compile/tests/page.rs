//! The examples in `docs/front-matter.md`, and in its Chinese translation.

use super::{codes, list, read};
use crate::post::Code;

const PAGES: [&str; 2] = [
    include_str!("../../../docs/front-matter.md"),
    include_str!("../../../docs/zh/front-matter.md"),
];

/// Returns the fenced code of a language in both pages.
fn fenced(language: &str) -> Vec<&'static str> {
    let blocks = PAGES.iter().flat_map(|page| page.split("\n```").skip(1).step_by(2));
    blocks.filter_map(|block| block.strip_prefix(language)?.strip_prefix('\n')).collect()
}

#[test]
fn every_whole_file_is_read_without_a_problem() {
    let files = fenced("markdown");
    assert!(files.len() >= 12);
    for text in files {
        let compiled = read("a.md", text);
        // Images are not checked by the compiler.
        assert_eq!(compiled.diagnostics, [], "{text}");
    }
}

#[test]
fn each_form_of_a_list_or_cover_gives_the_same() {
    let mut forms: Vec<String> = Vec::new();
    for line in fenced("yaml").iter().flat_map(|block| block.lines()) {
        match forms.last_mut().filter(|_| line.starts_with(' ')) {
            Some(form) => form.push_str(&format!("\n{line}")),
            None => forms.push(line.to_owned()),
        }
    }
    assert_eq!(forms.len(), 14);
    for form in forms {
        let compiled = read("a.md", &format!("---\ntitle: x\n{form}\n---\n"));
        assert_eq!(codes(&compiled), [], "{form}");
        let post = compiled.post.unwrap();
        if form.starts_with("tags") {
            assert_eq!(list(&post.tags)[..2], ["Rust", "内存管理"], "{form}");
        } else {
            assert!(post.cover.unwrap().src.ends_with("/cover.webp"), "{form}");
        }
    }
}

#[test]
fn text_and_slugs_are_read_as_the_tables_say() {
    let post = |line: &str| read("a.md", &format!("---\ntitle: t\n{line}\n---\n")).post.unwrap();
    assert_eq!(list(&post("tags: [3.10, no, 2024]").tags), ["3.10", "no", "2024"]);
    assert_eq!(&*post("readTime: \"  12 分钟\"").read_time, "  12 分钟");
    let title = |line: &str| read("a.md", &format!("---\n{line}\n---\n"));
    assert_eq!(&*title("title: 2024").post.unwrap().title, "2024");
    assert_eq!(&*title("title: 'C#: first steps'").post.unwrap().title, "C#: first steps");
    assert_eq!(&*title("title: 写给你：一封信").post.unwrap().title, "写给你：一封信");
    assert_eq!(codes(&title("title: C: first steps")), [Code::FrontMatterSyntax]);
    assert_eq!(codes(&title("title: Fix bug #123")), [Code::ValueCut]);
    for date in ["2025-01-15", "2025/1/15", "2025.1.15", "2025年1月15日", "Jan 15, 2025"] {
        let moment = post(&format!("date: {date}")).published_at.unwrap();
        assert_eq!(moment.to_string(), "2025-01-15T00:00:00Z", "{date}");
    }
    for date in
        ["2025-01-15 08:30", "2025-01-15T08:30:00", "2025年1月15日 08:30", "2025-01-15 08:30 Z"]
    {
        let moment = post(&format!("date: {date}")).published_at.unwrap();
        assert_eq!(moment.to_string(), "2025-01-15T08:30:00Z", "{date}");
    }
    for path in [
        "rust-rc-arc.md",
        "2025-01-15-rust-rc-arc.md",
        "20250115_rust-rc-arc.md",
        "rust-rc-arc/index.md",
    ] {
        let post = read(path, "---\ntitle: t\n---\n").post.unwrap();
        assert_eq!(post.slug.as_str(), "rust-rc-arc", "{path}");
    }
    let post = read("深入理解 引用计数.md", "---\ntitle: t\n---\n").post.unwrap();
    assert_eq!(post.slug.as_str(), "深入理解-引用计数");
}
