//! The syntax of other tools in posts, by the contract's section 4.

use crate::support::Service;

const VUEPRESS: &str = "---\ntitle: 指南\nlang: zh\n---\n[[toc]]\n\n::: tip\n提示的内容\n:::\n\n\
    ::: details 点击查看\n```js{1,3}\nlet 代码 = 1\n```\n:::\n\n正文。\n";

const OBSIDIAN: &str = "---\ntitle: Note\nlang: en\n---\nSee [[指南|the guide]] and [[missing page]].\n\n\
    > [!faq]- Is it *shown*?\n> Yes. ^answer\n\n%% hidden words %%\n\n![[Chart.PNG|300]]\n";

fn service() -> Service {
    Service::new(&[
        ("docs/guide.md", VUEPRESS),
        ("vault/note.md", OBSIDIAN),
        ("assets/chart.png", "not a picture"),
    ])
}

fn form(service: &Service, slug: &str, form: &str) -> String {
    let post = service.api(&format!("/posts/{slug}?include={form}"));
    post["data"][form].to_string()
}

#[test]
fn nothing_of_the_syntax_is_visible() {
    let service = service();
    for slug in ["guide", "note"] {
        let post = service.api(&format!("/posts/{slug}?include=text"));
        for form in ["html", "text", "excerpt"] {
            let content = post["data"][form].as_str().unwrap();
            for mark in [":::", "[[", "toc]", "[!", "%%", "^answer"] {
                assert!(!content.contains(mark), "{mark} in {form} of {slug}: {content}");
            }
        }
        assert!(post["data"]["html"].as_str().unwrap().contains("markdown-alert"));
    }
    assert_eq!(service.api("/posts?q=hidden&fields=slug")["data"].as_array().unwrap().len(), 0);
    assert_eq!(service.slugs("/posts?q=提示的内容"), ["guide"]);
}

#[test]
fn alerts_are_titled_in_the_language_of_their_post() {
    let service = service();
    assert!(form(&service, "guide", "html").contains(">提示</p>"));
    let blocks = service.api("/posts/guide?include=blocks")["data"]["blocks"].clone();
    assert_eq!(blocks["children"][0]["data"]["title"], "提示");
    assert_eq!(blocks["children"][1]["data"]["title"], "点击查看");
    assert!(form(&service, "note", "html").contains(">Is it <em>shown</em>?</p>"));
}

#[test]
fn wiki_links_lead_to_posts_and_files() {
    let service = service();
    let html = form(&service, "note", "html");
    assert!(html.contains("<a href=\\\"/posts/guide\\\">the guide</a>"), "{html}");
    assert!(html.contains("<a>missing page</a>"), "{html}");
    assert!(html.contains("<img src=\\\"/assets/assets/chart.png?v="), "{html}");
    let backlinks = service.api("/posts/guide?include=backlinks")["data"]["backlinks"].clone();
    assert_eq!(backlinks[0]["slug"], "note");
}
