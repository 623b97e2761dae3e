mod addresses;
mod fragments;
mod wiki;

use proptest::prelude::*;
use proptest::sample::subsequence;
use roaring::RoaringBitmap;

use crate::catalog::test_support::at;
use crate::catalog::{Assets, Audience, CatalogOptions, LinkTarget, Snapshot, Viewer};
use crate::compile::{CompileOptions, compile};
use crate::post::{ContentPath, Diagnostic, Use};
use crate::text::Revision;

/// Builds a snapshot of Markdown files and assets.
fn snapshot(files: &[(&str, &str)], assets: &[&str]) -> Snapshot {
    let settings = CompileOptions::default();
    let posts = files.iter().filter_map(|(path, text)| {
        compile(&ContentPath::new(path), text.as_bytes(), &settings).post
    });
    Snapshot::build(
        posts,
        Vec::new(),
        Assets::new(assets.iter().copied().map(ContentPath::new).collect()),
        &catalog_options(),
    )
}

fn catalog_options() -> CatalogOptions {
    CatalogOptions {
        default_lang: CompileOptions::default().default_lang,
        post_path: "/posts/{slug}".to_owned(),
        everyone: Audience::Public,
        settings: Revision::of(b"tests"),
    }
}

/// Returns the posts that authors see.
fn all(snapshot: &Snapshot) -> RoaringBitmap {
    snapshot.visible(at("2026-01-01")).to(Audience::Preview).clone()
}

/// Returns the path that the only link of the post at `from` leads to.
fn target(snapshot: &Snapshot, from: &str) -> Option<String> {
    let id = (0..).zip(snapshot.posts()).find(|(_, post)| post.path.as_str() == from).unwrap().0;
    match snapshot.link_targets(id, &all(snapshot)).next().unwrap()? {
        LinkTarget::Post(doc) => Some(snapshot.post(doc).path.to_string()),
        LinkTarget::Asset(asset) => Some(snapshot.assets().path(asset).to_string()),
    }
}

/// Returns where the links of published posts lead, and which published posts link to each, by paths.
fn public_links(snapshot: &Snapshot) -> Vec<String> {
    let viewer = Viewer::new(Audience::Public, at("2026-01-01"));
    let visible = snapshot.visible(viewer.now);
    let public = visible.to(viewer.audience);
    let path = |doc: u32| snapshot.post(doc).path.to_string();
    let described = |target: Option<LinkTarget>| match target {
        Some(LinkTarget::Post(doc)) => path(doc),
        Some(LinkTarget::Asset(asset)) => snapshot.assets().path(asset).to_string(),
        None => "-".to_owned(),
    };
    let mut found = Vec::new();
    for doc in public {
        let targets: Vec<_> = snapshot.link_targets(doc, public).map(described).collect();
        let mut backlinks: Vec<_> = snapshot.backlinks(doc, viewer).into_iter().map(path).collect();
        backlinks.sort_unstable();
        found.push(format!("{}: {targets:?} {backlinks:?}", path(doc)));
    }
    found.sort_unstable();
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn hidden_posts_have_no_influence_on_links(
        files in subsequence(PATHS.to_vec(), 0..=PATHS.len()),
        kinds in proptest::collection::vec((0..6_usize, subsequence(URLS.to_vec(), 0..6)), PATHS.len()),
    ) {
        let files: Vec<(&str, bool, String)> = files
            .into_iter()
            .zip(kinds)
            .map(|(path, (kind, urls))| {
                let key = ["draft: true", "date: 2026-02-01", "expires: 2025-12-31"].get(kind);
                let links: String = urls.iter().map(|url| format!("[x]({url}) ![x]({url})\n")).collect();
                let line = key.unwrap_or(&"lang: en");
                let matter = format!("title: x\nurl: /old\naliases: [b/old, a]\n{line}");
                (path, key.is_none(), format!("---\n{matter}\n---\n{links}"))
            })
            .collect();
        let of = |wanted: &dyn Fn(bool) -> bool| {
            let files: Vec<_> = files
                .iter()
                .filter(|(_, is_public, _)| wanted(*is_public))
                .map(|(path, _, text)| (*path, text.as_str()))
                .collect();
            public_links(&snapshot(&files, &["a", "b/c.png", "b/a/c.png"]))
        };
        prop_assert_eq!(of(&|_| true), of(&|is_public| is_public));
    }
}

/// Paths of posts that the same URL may refer to.
const PATHS: [&str; 9] = [
    "a.md",
    "a.markdown",
    "a/index.md",
    "a/README.md",
    "b/a.md",
    "b/index.md",
    "b.md",
    "b/b.md",
    "static/a.md",
];

/// URLs that may refer to several posts.
const URLS: [&str; 13] = [
    "a", "a.md", "/a", "a.html", "b", "b/a", "../a", "c.png", "@/b/", "/Old", "b/old", "/posts/a",
    "/x/a.md",
];

/// Returns the path that a link or image in `posts/2024/here.md` leads to.
fn from_here(markdown: &str) -> Option<String> {
    let files = [
        ("posts/2024/here.md", markdown),
        ("posts/2024/other.md", "x"),
        ("posts/2024/书/index.md", "x"),
        ("posts/up.markdown", "x"),
        ("about.md", "x"),
    ];
    let assets = ["posts/2024/a b.png", "posts/2024/here/c.png", "img/图.png", "posts/d.pdf"];
    target(&snapshot(&files, &assets), "posts/2024/here.md")
}

#[test]
fn a_relative_path_is_resolved_from_the_file() {
    for (url, path) in [
        ("other.md", "posts/2024/other.md"),
        ("./other.md#part", "posts/2024/other.md"),
        ("other.md?x=1", "posts/2024/other.md"),
        ("other", "posts/2024/other.md"),
        ("other.html", "posts/2024/other.md"),
        ("../up.markdown", "posts/up.markdown"),
        ("../../about.md", "about.md"),
        ("..\\up.markdown", "posts/up.markdown"),
        ("./书/", "posts/2024/书/index.md"),
        ("%E4%B9%A6/index.md", "posts/2024/书/index.md"),
        ("/about.md", "about.md"),
        ("@/about.md", "about.md"),
        ("../d.pdf#page=2", "posts/d.pdf"),
        // From the address of the page, `/posts/2024/here/`.
        ("../other/", "posts/2024/other.md"),
        ("../other", "posts/2024/other.md"),
        ("../书/#part", "posts/2024/书/index.md"),
        ("../../up/", "posts/up.markdown"),
    ] {
        assert_eq!(from_here(&format!("[x](<{url}>)")).as_deref(), Some(path), "{url}");
    }
}

#[test]
fn an_image_is_an_asset() {
    for (url, path) in [
        ("a%20b.png", "posts/2024/a b.png"),
        ("c.png", "posts/2024/here/c.png"),
        ("here/c.png", "posts/2024/here/c.png"),
        ("/img/图.png", "img/图.png"),
        ("../../img/图.png?raw", "img/图.png"),
    ] {
        assert_eq!(from_here(&format!("![x]({url})")).as_deref(), Some(path), "{url}");
        assert_eq!(from_here(&format!("<img src='{url}'>")).as_deref(), Some(path), "{url}");
    }
    assert_eq!(from_here("![x](other.md)"), None);
}

#[test]
fn a_file_name_that_is_decomposed_on_disk_is_found() {
    let files = [("a.md", "[x](r\u{e9}sum\u{e9}.md)"), ("re\u{301}sume\u{301}.md", "x")];
    assert!(target(&snapshot(&files, &[]), "a.md").is_some());
}

#[test]
fn nothing_outside_the_folder_is_found() {
    for url in
        ["../../../etc/passwd", "../../../about.md", "//host/about.md", "https://a.b/about.md"]
    {
        let files = [("posts/2024/here.md", &*format!("[x]({url})")), ("about.md", "x")];
        let snapshot = snapshot(&files, &[]);
        let all = all(&snapshot);
        let found = [0, 1].into_iter().flat_map(|id| snapshot.link_targets(id, &all)).flatten();
        assert_eq!(found.count(), 0, "{url}");
    }
}

#[test]
fn backlinks_are_known_and_exclude_the_post_itself() {
    let files = [
        ("a.md", "---\ndate: 2025-01-01\n---\n[x](b.md) [x](b.md#y) [x](a.md)"),
        ("b.md", "---\ndate: 2025-01-02\n---\n[x](a.md)"),
        ("c.md", "---\ndate: 2025-01-03\n---\n<a href='b.md'>x</a>"),
        ("d.md", "---\ndate: 2025-01-04\ndraft: true\n---\n[x](b.md)"),
    ];
    let snapshot = snapshot(&files, &[]);
    let slugs = |of: &str| -> Vec<&str> {
        let id = snapshot.versions(of)[0];
        let viewer = Viewer::new(Audience::Public, at("2026-01-01"));
        snapshot.backlinks(id, viewer).iter().map(|&doc| snapshot.post(doc).slug.as_str()).collect()
    };
    assert_eq!(slugs("b"), ["c", "a"]);
    assert_eq!(slugs("a"), ["b"]);
}

fn broken_links(files: &[(&str, &str)], assets: &[&str]) -> Vec<Diagnostic> {
    let snapshot = snapshot(files, assets);
    let found = snapshot.diagnostics().iter();
    found
        .filter(|found| matches!(found.code.as_str(), "link_missing" | "image_missing"))
        .cloned()
        .collect()
}

#[test]
fn a_broken_link_is_reported_with_its_position() {
    let text = "---\ntitle: a\n---\n\n文字 [链接](./nowhere.md) 和 ![图](文/no.png)\n\n<p>\n<img src=\"x.png\">\n";
    let found = broken_links(&[("a.md", text)], &[]);
    let shown: Vec<_> = found
        .iter()
        .map(|found| {
            let place = found.place.as_ref().unwrap();
            (found.code.as_str(), place.line, place.column, place.length)
        })
        .collect();
    assert_eq!(
        shown,
        [("link_missing", 5, 9, 12), ("image_missing", 5, 30, 8), ("image_missing", 8, 11, 5)]
    );
    let place = found[0].place.as_ref().unwrap();
    assert!(place.excerpt.starts_with("文字 [链接]"));
}

#[test]
fn a_similar_path_is_suggested() {
    let found = broken_links(
        &[("a.md", "[x](othr.md) ![x](Cover.PNG)"), ("other.md", "x")],
        &["cover.png"],
    );
    let help: Vec<_> = found.iter().map(|found| found.help.as_deref().unwrap()).collect();
    assert_eq!(help, ["did you mean `other.md`?", "did you mean `cover.png`?"]);
}

#[test]
fn a_suggestion_is_written_like_the_link() {
    let files = [("p/a.md", "![x](cas.png) ![x](../q/Dog.png)")];
    let found = broken_links(&files, &["p/case.png", "q/dog.png"]);
    let help: Vec<_> = found.iter().map(|found| found.help.as_deref().unwrap()).collect();
    assert_eq!(help, ["did you mean `case.png`?", "did you mean `/q/dog.png`?"]);
}

#[test]
fn a_link_to_a_draft_is_reported_and_not_followed() {
    let files = [
        ("a.md", "[x](b.md)"),
        ("b.md", "---\ndraft: true\n---\n[x](c.md)"),
        ("c.md", "---\ndraft: true\n---\nx"),
    ];
    let found = broken_links(&files, &[]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].path.as_str() == "a.md" && found[0].message.contains("draft"));
    let snapshot = snapshot(&files, &[]);
    let public = RoaringBitmap::new();
    let a = snapshot.versions("a")[0];
    assert_eq!(snapshot.link_targets(a, &public).collect::<Vec<_>>(), [None]);
    assert_eq!(target(&snapshot, "b.md").as_deref(), Some("c.md"));
}

#[test]
fn a_link_to_a_file_with_an_error_says_so() {
    let options = CompileOptions::default();
    let bad = "---\ntitle: x\ndate: soon\n---\n";
    for (link, path) in [
        ("b.md", "b.md"),
        ("./b", "b.md"),
        ("/b.md", "b.md"),
        ("/posts/b", "b.md"),
        ("c/", "c/index.md"),
        ("/2020-01-01-d.html", "2020-01-01-d.md"),
        ("/posts/d", "2020-01-01-d.md"),
    ] {
        let text = format!("[x]({link})");
        let files =
            [("a.md", text.as_str()), ("b.md", bad), ("c/index.md", bad), ("2020-01-01-d.md", bad)];
        let compiled =
            files.map(|(path, text)| compile(&ContentPath::new(path), text.as_bytes(), &options));
        let (mut posts, mut diagnostics) = (Vec::new(), Vec::new());
        for file in compiled {
            posts.extend(file.post);
            diagnostics.extend(file.diagnostics);
        }
        let snapshot = Snapshot::build(posts, diagnostics, Assets::default(), &catalog_options());
        let found =
            snapshot.diagnostics().iter().find(|found| found.code.as_str() == "link_missing");
        let message = &found.unwrap_or_else(|| panic!("{link}")).message;
        assert_eq!(*message, format!("`{link}` links to {path}, which has an error"));
    }
}

#[test]
fn a_path_from_the_root_may_be_in_a_folder_that_generators_use() {
    for folder in ["", "public/", "static/"] {
        let asset = format!("{folder}img/a.png");
        let files = [("x/a.md", "![x](/img/a.png)"), ("README.md", "---\ntitle: x\n---\nx")];
        assert_eq!(target(&snapshot(&files, &[&asset]), "x/a.md"), Some(asset));
    }
    let files = [("a.md", "[home](/)"), ("README.md", "---\ntitle: x\n---\nx")];
    assert_eq!(target(&snapshot(&files, &[]), "a.md"), None);
}

#[test]
fn a_missing_cover_is_reported_in_the_front_matter() {
    let text = "---\ntitle: a\ncover: ./c.png\n---\nx";
    let found = broken_links(&[("a.md", text)], &[]);
    let place = found[0].place.as_ref().unwrap();
    assert_eq!((found[0].code.as_str(), place.line, place.column), ("image_missing", 3, 8));
    assert_eq!(broken_links(&[("a.md", text)], &["c.png"]), []);
    assert_eq!(broken_links(&[("a.md", "---\ncover: https://a.b/c.png\n---\nx")], &[]), []);
}

#[test]
fn site_paths_and_fragments_are_not_reported() {
    let text = "[x](/tags/rust/) ![x](/static/a.png) [x](#part) [x](mailto:a@b.c) [x](?q) [x]()";
    assert_eq!(broken_links(&[("a.md", text)], &[]), []);
    assert_eq!(broken_links(&[("a.md", "[x](/gone.md)")], &[]).len(), 1);
}

#[test]
fn reports_for_one_post_are_limited() {
    let text: String = (0..150).map(|n| format!("[x](n{n}.md)\n")).collect();
    let found = broken_links(&[("a.md", &text)], &[]);
    assert_eq!(found.len(), 100);
    assert!(found.iter().any(|found| found.message.ends_with("50 more are omitted")));
}

#[test]
fn the_position_is_that_of_the_url_and_not_of_equal_text() {
    for (markdown, line, column) in [
        ("![chart.gif](chart.gif \"see chart.gif\")", 1, 14),
        ("<p title=\"x.md\"><a title=\"x.md\" href=\"x.md\">", 1, 39),
        ("> <img alt=\"n.png\"\n> src=\"n.png\">", 1, 3),
        ("<img srcset=\"a,b.png 1x, c.png 2x\">", 1, 14),
        ("[r]: https://a.b/c\n[s]: https://a.b/d\nfoo [x](gone.md)", 3, 9),
    ] {
        let found = broken_links(&[("a.md", markdown)], &["c.png"]);
        assert_eq!(found.len(), 1, "{markdown}: {found:?}");
        let place = found[0].place.as_ref().unwrap();
        assert_eq!((place.line, place.column), (line, column), "{markdown}");
    }
}

#[test]
fn a_link_leads_to_the_twin_that_is_visible() {
    let files = [
        ("2013-01-01-a.md", "---\ndraft: true\n---\nx"),
        ("2014-01-01-a.md", "x"),
        ("b.md", "[x](2014-01-01-a.md)"),
    ];
    let snapshot = snapshot(&files, &[]);
    let id = snapshot.versions("b")[0];
    let visible = snapshot.visible(at("2026-01-01"));
    for (audience, slug) in [(Audience::Public, "a"), (Audience::Preview, "2014-01-01-a")] {
        let target = snapshot.link_target(id, "2014-01-01-a.md", Use::Link, visible.to(audience));
        let Some(LinkTarget::Post(target)) = target else { panic!("{target:?}") };
        assert_eq!(snapshot.post(target).slug.as_str(), slug);
    }
    let a = snapshot.versions("a").iter().copied().find(|&doc| !snapshot.post(doc).draft).unwrap();
    let viewer = Viewer::new(Audience::Public, at("2026-01-01"));
    assert_eq!(snapshot.backlinks(a, viewer), [id]);
}

#[test]
fn a_link_and_an_image_with_one_url_are_different() {
    let files = [("a.md", "![x](other) [y](other)"), ("other.md", "x")];
    let snapshot = snapshot(&files, &[]);
    let id = snapshot.versions("a")[0];
    let all = all(&snapshot);
    assert_eq!(snapshot.link_target(id, "other", Use::Image, &all), None);
    assert!(snapshot.link_target(id, "other", Use::Link, &all).is_some());
}
