//! Wiki links.

use super::{snapshot, target};

#[test]
fn wiki_links_lead_to_names() {
    let files = [
        ("from.md", "---\ntitle: x\n---\n[[Page]]"),
        ("a/b/page.md", "---\ntitle: t\n---\n[[other]]"),
        ("a/other.md", "---\ntitle: Far\n---\n[[标题 二|x]]"),
        ("c/d/other.md", "---\ntitle: o\nslug: other-2\naliases: [别名]\n---\n![[Pic.PNG|30]]"),
        ("e/page-2.md", "---\ntitle: 标题 二\n---\n[[d/other.md#h]]"),
        ("f/1.md", "---\ntitle: y\n---\n[[别名]]"),
        ("f/2.md", "---\ntitle: z\n---\n![[page]]"),
        ("f/3.md", "---\ntitle: w\n---\n[[b/other]]"),
        ("g/index.md", "---\ntitle: v\n---\n[[doc.pdf]]"),
        ("f/4.md", "---\ntitle: u\n---\n[[G]]"),
    ];
    let snapshot = snapshot(&files, &["z/pic.png", "z/doc.pdf"]);
    for (from, to) in [
        ("from.md", Some("a/b/page.md")),
        ("a/b/page.md", Some("a/other.md")),
        ("a/other.md", Some("e/page-2.md")),
        ("c/d/other.md", Some("z/pic.png")),
        ("e/page-2.md", Some("c/d/other.md")),
        ("f/1.md", Some("c/d/other.md")),
        ("f/2.md", Some("a/b/page.md")),
        ("f/3.md", None),
        ("g/index.md", Some("z/doc.pdf")),
        ("f/4.md", Some("g/index.md")),
    ] {
        assert_eq!(target(&snapshot, from).as_deref(), to, "{from}");
    }
}

#[test]
fn a_wiki_link_to_nothing_is_reported_by_its_name() {
    let snapshot = snapshot(&[("a.md", "---\ntitle: x\n---\nx [[no such: page|t]]")], &[]);
    let found = snapshot.diagnostics();
    let diagnostic = found.iter().find(|found| found.code.as_str() == "link_missing").unwrap();
    assert_eq!(diagnostic.message, "`no such: page` matches no post or file");
    let place = diagnostic.place.as_ref().unwrap();
    assert_eq!((place.line, place.column, place.length), (4, 3, 19));
}

#[test]
fn a_wiki_link_to_no_heading_is_reported_by_its_name() {
    let files =
        [("a.md", "---\ntitle: x\n---\n[[b b#c]]"), ("b b.md", "---\ntitle: y\n---\n# d\n")];
    let snapshot = snapshot(&files, &[]);
    let found = snapshot.diagnostics();
    let diagnostic = found.iter().find(|found| found.code.as_str() == "fragment_missing").unwrap();
    assert_eq!(diagnostic.message, "`b b#c` matches no heading of b b.md");
}
