//! Links by the addresses of posts.

use super::{all, broken_links, snapshot, target};
use crate::catalog::LinkTarget;

/// Returns the path that a link in `a/here.md` leads to, among posts with addresses.
fn from_here(url: &str) -> Option<String> {
    let link = format!("[x](<{url}>)");
    let files = [
        ("a/here.md", link.as_str()),
        ("2019/2019-05-01-name.md", "---\ntitle: x\nurl: /blog/Old-Name.html\n---\n"),
        ("posts/other.md", "---\ntitle: x\npermalink: /p/42/\naliases: [/was/here]\n---\n"),
        ("guide/Setup/index.md", "---\ntitle: x\nslug: set-up\n---\n"),
        ("root.md", "---\ntitle: x\n---\n"),
        ("news/2019-06-02-Other_Name.md", "---\ntitle: x\nslug: own\n---\n"),
    ];
    target(&snapshot(&files, &[]), "a/here.md")
}

#[test]
fn addresses_lead_to_their_post_whatever_their_case() {
    const NAME: &str = "2019/2019-05-01-name.md";
    const OTHER: &str = "posts/other.md";
    for (url, path) in [
        // `url`, `permalink` and alias.
        ("/blog/Old-Name.html", NAME),
        ("/Blog/old-name.html", NAME),
        ("/blog/old-name/", NAME),
        ("blog/Old-Name.html", NAME),
        ("/p/42", OTHER),
        ("/p/42/#part", OTHER),
        ("/was/here/", OTHER),
        ("was/here", OTHER),
        // The slug, alone or in the path of the page.
        ("/name", NAME),
        ("/Name/", NAME),
        ("name", NAME),
        ("/posts/name", NAME),
        ("/Posts/NAME", NAME),
        ("/set-up", "guide/Setup/index.md"),
        // The date and the slug.
        ("/2019/05/name.html", NAME),
        ("/2019/05/01/name/", NAME),
        ("/2019-05-01-name", NAME),
        // The date and the name of the file, if the slug is another.
        ("/2019/06/02/Other_Name.html", "news/2019-06-02-Other_Name.md"),
        ("/news/2019/06/02/other_name/", "news/2019-06-02-Other_Name.md"),
        ("2019-06-02-Other_Name", "news/2019-06-02-Other_Name.md"),
        // The path from the content folder.
        ("posts/other", OTHER),
        ("posts/other.md", OTHER),
        ("/Posts/Other", OTHER),
        ("/guide/setup/", "guide/Setup/index.md"),
        // The path from the folder that contains the content folder.
        ("/docs/root.md", "root.md"),
        ("/docs/posts/other.mdx", OTHER),
        ("@site/docs/posts/other.md", OTHER),
    ] {
        assert_eq!(from_here(url).as_deref(), Some(path), "{url}");
    }
}

#[test]
fn other_addresses_lead_nowhere() {
    for url in [
        "/2019/06/name.html",
        "/2018/05/01/name",
        "/tags/name",
        "/blog/name",
        "/Other_Name",
        "/2019/06/03/other_name/",
        "../blog/old-name.html",
        "/docs/other.md",
        "other.md",
        "/docs/root",
        "/2019/root.md",
    ] {
        assert_eq!(from_here(url), None, "{url}");
    }
}

#[test]
fn of_translations_the_one_in_the_language_of_the_post_is_meant() {
    let version = |lang: &str| format!("---\ntitle: x\nlang: {lang}\nslug: x\n---\n");
    let (en, zh) = (version("en"), version("zh"));
    for (lang, path) in [("en", "en.md"), ("zh", "zh.md"), ("fr", "en.md")] {
        let here = format!("---\ntitle: x\nlang: {lang}\n---\n[x](/x)");
        let files = [("en.md", en.as_str()), ("zh.md", zh.as_str()), ("here.md", here.as_str())];
        assert_eq!(target(&snapshot(&files, &[]), "here.md").as_deref(), Some(path), "{lang}");
    }
}

#[test]
fn many_links_to_an_address_of_many_posts_are_resolved() {
    const COUNT: usize = 500;
    let text = format!("---\ntitle: x\nurl: /same\n---\n{}", "[x](/same)\n".repeat(20));
    let paths: Vec<String> = (0..COUNT).map(|number| format!("{number:04}.md")).collect();
    let files: Vec<(&str, &str)> =
        paths.iter().map(|path| (path.as_str(), text.as_str())).collect();
    let snapshot = snapshot(&files, &[]);
    let first = snapshot.versions("0000")[0];
    let found = snapshot.link_targets(first, &all(&snapshot)).collect::<Vec<_>>();
    assert_eq!(found.len(), 20);
    assert!(found.iter().all(|target| *target == Some(LinkTarget::Post(first))));
}

#[test]
fn a_link_to_the_page_of_no_post_is_reported() {
    let help = |url: &str| {
        let found = broken_links(&[("a.md", &format!("[x]({url})")), ("b/other.md", "x")], &[]);
        found.first().map(|found| found.help.clone().unwrap())
    };
    assert_eq!(help("/posts/othr").as_deref(), Some("did you mean `b/other.md`?"));
    let unknown = "correct the path, or write the full URL with https://";
    assert_eq!(help("/posts/nothing-like-it").as_deref(), Some(unknown));
    let left_out = "link to another page: files whose names begin with `_` are not posts";
    assert_eq!(help("@/nothing-like-it/_index.md").as_deref(), Some(left_out));
    assert_eq!(help("/2019/05/othr.html").as_deref(), Some("did you mean `b/other.md`?"));
    assert_eq!(help("/old/other.html").as_deref(), Some("did you mean `b/other.md`?"));
    for url in ["/posts/page/2", "/tags/other", "/tags/other.html", "/2019/05/01/", "/old/x.html"] {
        assert_eq!(help(url), None, "{url}");
    }
}

#[test]
fn a_file_with_the_name_in_another_folder_is_suggested() {
    let files = |link: &'static str| {
        [
            ("a/here.md", link),
            ("b/other.md", "x"),
            ("b/c/2020-01-01-dated.md", "x"),
            ("d/twice.md", "x"),
            ("a/e/twice.md", "x"),
            ("b/README.md", "---\ntitle: x\n---\n"),
        ]
    };
    for (link, help) in [
        ("[x](other.md)", "did you mean `/b/other.md`?"),
        ("[x](Other.MD)", "did you mean `/b/other.md`?"),
        ("[x](../c/other.md)", "did you mean `/b/other.md`?"),
        ("[x](/B/Other.md)", "did you mean `/b/other.md`?"),
        ("[x](dated.md)", "did you mean `/b/c/2020-01-01-dated.md`?"),
        ("[x](twice.md)", "did you mean `e/twice.md`?"),
        ("[x](../../d/twice.md)", "did you mean `/d/twice.md`?"),
        ("[x](e/f/README.md)", "correct the path, or write the full URL with https://"),
        ("![x](../Image.png)", "did you mean `/b/image.png`?"),
    ] {
        let found = broken_links(&files(link), &["b/image.png"]);
        assert_eq!(found.len(), 1, "{link}: {found:?}");
        assert_eq!(found[0].help.as_deref(), Some(help), "{link}");
    }
}
