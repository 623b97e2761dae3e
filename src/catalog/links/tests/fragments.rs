//! Links to fragments of other posts.

use super::{all, snapshot};
use crate::post::Diagnostic;

fn missing(files: &[(&str, &str)]) -> Vec<Diagnostic> {
    let snapshot = snapshot(files, &[]);
    let found = snapshot.diagnostics().iter();
    found.filter(|found| found.code.as_str() == "fragment_missing").cloned().collect()
}

#[test]
fn a_fragment_that_does_not_exist_is_reported_with_the_nearest() {
    let files = [
        ("a.md", "[x](b.md#没有这一节)\n\n[ok](b.md#安装) [y](b.md#1-标题) [z](b#under)"),
        ("b.md", "## 安装\n\n# 1标题\n\nUnder\n---\n"),
    ];
    let found = missing(&files);
    let shown: Vec<_> = found
        .iter()
        .map(|found| {
            let place = found.place.as_ref().unwrap();
            (found.path.as_str(), place.line, place.column, found.help.as_deref().unwrap())
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("a.md", 1, 5, "link to a heading: `#安装`, `#1标题`, `#under`"),
            ("a.md", 3, 19, "did you mean `#1标题`?"),
        ]
    );
    assert!(found[0].message.contains("b.md#没有这一节") && found[0].message.ends_with("b.md"));
}

#[test]
fn existing_ids_in_any_spelling_are_not_reported() {
    let links = "[a](b.md#%E5%AE%89%E8%A3%85) [b](b.md#fn-1) [c](b.md#raw) [d](b.md#user-content-raw) \
                 [e](b.md#top) [f](b.md#:~:text=x) [g](b.md#) [h](b.md#a-1) [i](c.pdf#page=2) \
                 [j](a.md#own)\n\n# own";
    let target = "# 安装\n\n# a\n\n# a\n\n<p id=\"raw\">x</p>\n\nx[^1]\n\n[^1]: y\n";
    assert_eq!(missing(&[("a.md", links), ("b.md", target)]), []);
}

#[test]
fn many_links_to_one_post_parse_it_once() {
    const COUNT: usize = 2_000;
    let target = format!("# first\n\n{}", "# a\n\n".repeat(10_000));
    let links: String = (0..COUNT).map(|number| format!("[x](b.md#a-{number}-x)\n")).collect();
    let found = missing(&[("a.md", &links), ("b.md", &target)]);
    assert_eq!(found.len(), 100);
    assert!(found.iter().any(|found| found.message.ends_with("1900 more are omitted")));
}

#[test]
fn links_to_ids_in_raw_html_are_known() {
    let files = [("a.md", "[x](b.md#raw) [y](b.md#h)"), ("b.md", "# h\n\n<a name=raw></a>")];
    let snapshot = snapshot(&files, &[]);
    let [a, b] = ["a", "b"].map(|slug| snapshot.versions(slug)[0]);
    assert!(snapshot.is_raw_id(a, "b.md#raw", b) && !snapshot.is_raw_id(a, "b.md#h", b));
    assert_eq!(snapshot.raw_ids(a).count(), 1);
    assert_eq!(snapshot.link_targets(a, &all(&snapshot)).flatten().count(), 2);
}
