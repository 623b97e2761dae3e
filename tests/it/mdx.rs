//! Posts in MDX, by the contract's sections 1 and 4.

use serde_json::Value;

use crate::support::Service;

const GUIDE: &str = "---\ntitle: 指南\n---\nimport Tabs from '@theme/Tabs';\nimport {\n  TabItem,\n} from '@theme/TabItem';\n\n\
    {/* 内部注释 */}\n\n见[下一篇](./next.mdx)，版本 {frontMatter.version}。\n\n{/* truncate */}\n\n## 安装 {/* #install */}\n\n\
    <Tabs groupId=\"os\">\n  <TabItem value=\"linux\" label={<b>标签</b>}>\n\n    运行 `npm i {name}`：\n\n    ```sh\n    npm i <name>\n    ```\n\n  \
    </TabItem>\n</Tabs>\n\n<div className=\"box\" style={{color: 'red'}}>\n  **盒子**\n</div>\n\nexport const secret = () => {\n\n  return '秘密';\n};\n";

fn service() -> Service {
    Service::new(&[
        ("docs/guide.mdx", GUIDE),
        ("docs/next.mdx", "---\ntitle: 下一篇\n---\n[回](guide.mdx#install) [目录](./)\n"),
        ("docs/index.mdx", "---\ntitle: 目录\n---\n{list}\n"),
        ("_partial.mdx", "片段"),
    ])
}

fn post(service: &Service, path: &str) -> Value {
    service.api(path)["data"].clone()
}

#[test]
fn no_form_contains_the_syntax_of_mdx() {
    let service = service();
    let post = post(&service, "/posts/guide?include=text,blocks");
    assert_eq!(post["excerpt"], "见下一篇，版本 。");
    assert_eq!(post["toc"][0]["id"], "install");
    let text = post["text"].as_str().unwrap();
    assert!(text.contains("运行 npm i {name}：\n\nnpm i <name>"), "{text}");
    let html = post["html"].as_str().unwrap();
    assert!(html.contains("<div class=\"box\">\n<p><strong>盒子</strong></p>\n</div>"), "{html}");
    let blocks = post["blocks"].to_string();
    for form in [text, html, &blocks] {
        for mdx in
            ["import", "export", "秘密", "注释", "标签", "Tab", "frontMatter", "style", "\u{99}"]
        {
            assert!(!form.contains(mdx), "{mdx} in {form}");
        }
    }
    assert_eq!(service.api("/search?q=秘密")["meta"]["pagination"]["total"], 0);
    assert_eq!(service.api("/search?q=盒子")["meta"]["pagination"]["total"], 1);
}

#[test]
fn posts_of_docusaurus_are_mdx_if_they_import_components() {
    let service = Service::new(&[
        ("guide.md", GUIDE),
        ("prose.md", "---\ntitle: 语法\n---\nimport A from 'a'\n\n取 {a} 的值\n"),
    ]);
    let text = |slug| {
        let post = post(&service, &format!("/posts/{slug}?fields=text"));
        post["text"].as_str().unwrap().to_owned()
    };
    assert!(text("guide").starts_with("见下一篇，版本 。\n\n安装\n\n"), "{}", text("guide"));
    assert_eq!(text("prose"), "import A from 'a'\n\n取 {a} 的值");
}

#[test]
fn mdx_files_are_posts_that_links_lead_to() {
    let service = service();
    let slugs = service.api("/posts?fields=slug&sort=slug")["data"].to_string();
    for slug in ["docs", "guide", "next"] {
        assert!(slugs.contains(&format!("\"{slug}\"")), "{slugs}");
    }
    assert!(!slugs.contains("partial"), "{slugs}");
    let html = post(&service, "/posts/next")["html"].as_str().unwrap().to_owned();
    assert!(html.contains("href=\"/posts/guide#install\""), "{html}");
    assert!(html.contains("href=\"/posts/docs\""), "{html}");
    let guide = post(&service, "/posts/guide?include=markdown");
    assert!(guide["html"].as_str().unwrap().contains("href=\"/posts/next\""), "{guide}");
    assert!(guide["markdown"].as_str().unwrap().starts_with("import Tabs"), "{guide}");
}

#[test]
fn a_file_in_mdx_is_never_an_asset() {
    let service = service();
    assert_eq!(service.get("/assets/docs/guide.mdx").status, 404);
    assert_eq!(service.get("/assets/_partial.mdx").status, 404);
}

#[test]
fn positions_are_those_of_the_source() {
    let service = service();
    let post = post(&service, "/posts/guide?fields=blocks,markdown&positions=true");
    let markdown = post["markdown"].as_str().unwrap();
    let blocks = post["blocks"]["children"].as_array().unwrap();
    let heading = blocks.iter().find(|block| block["type"] == "heading").unwrap();
    let offset = |at: &str| heading["position"][at]["offset"].as_u64().unwrap() as usize;
    let units: Vec<u16> = markdown.encode_utf16().collect();
    let source = String::from_utf16(&units[offset("start")..offset("end")]).unwrap();
    assert_eq!(source, "## 安装 {/* #install */}");
}
