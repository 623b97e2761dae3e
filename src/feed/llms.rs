//! Posts for language models (llmstxt.org).

use super::addresses::Addresses;
use super::item::clean;
use crate::catalog::{Snapshot, Visible};
use crate::post::Post;

/// The most bytes of the list of posts, and of the file with their texts.
const MOST_LIST: usize = 512 << 10;
const MOST_TEXT: usize = 1 << 20;

/// The site, as its posts do not describe it.
#[derive(Debug, Clone, Copy)]
pub struct SiteText<'a> {
    /// Its title.
    pub title: &'a str,
    /// Its description.
    pub description: Option<&'a str>,
}

/// Returns the list of the newest public posts, with links to their Markdown.
pub fn llms(
    (snapshot, visible): (&Snapshot, &Visible),
    site: SiteText<'_>,
    addresses: &Addresses,
) -> String {
    let mut out = head(site);
    out.push_str("\n## Posts\n\n");
    let docs = visible.public();
    let mut listed = 0;
    for doc in docs {
        let post = snapshot.post(doc);
        let about = post.description.as_deref().or(post.excerpt.as_deref());
        let about = about.map(|about| format!(": {}", line(about))).unwrap_or_default();
        let entry = format!("- [{}]({}){about}\n", label(&post.title), addresses.markdown(post));
        if out.len() + entry.len() > MOST_LIST {
            break;
        }
        out.push_str(&entry);
        listed += 1;
    }
    let left_out = docs.len() - listed;
    out.push_str("\n## Optional\n\n");
    let api = &addresses.api;
    out.push_str(&format!("- [Texts of the newest posts]({api}/llms-full.txt)\n"));
    let all = format!("- [All posts as JSON]({api}/api/v1/posts)");
    if left_out > 0 {
        out.push_str(&format!("{all}: {left_out} older posts are not listed above\n"));
    } else {
        out.push_str(&format!("{all}\n"));
    }
    out
}

/// Returns the Markdown of the newest public posts, each as a whole, and how many there are besides.
pub fn llms_full(
    (snapshot, visible): (&Snapshot, &Visible),
    site: SiteText<'_>,
    addresses: &Addresses,
) -> String {
    let mut out = head(site);
    let docs = visible.public();
    let mut included = 0;
    for doc in docs {
        let post = snapshot.post(doc);
        let is_short = |length: usize| out.len() + length <= MOST_TEXT;
        if !is_short(post.body.bytes()) {
            continue;
        }
        let text = text(post, addresses);
        if is_short(text.len()) {
            out.push_str(&text);
            included += 1;
        }
    }
    let left_out = docs.len() - included;
    if left_out > 0 {
        let api = &addresses.api;
        out.push_str(&format!("\n---\n\n{left_out} more posts are left out: see {api}/llms.txt\n"));
    }
    out
}

fn head(site: SiteText<'_>) -> String {
    let title = line(site.title);
    match site.description.map(line).filter(|text| !text.is_empty()) {
        Some(description) => format!("# {title}\n\n> {description}\n"),
        None => format!("# {title}\n"),
    }
}

fn text(post: &Post, addresses: &Addresses) -> String {
    let mut about = format!("- URL: {}\n- Language: {}\n", addresses.of_post(post), post.lang);
    if let Some(date) = post.date {
        about.push_str(&format!("- Date: {date}\n"));
    }
    let (title, markdown) = (line(&post.title), post.body.markdown());
    let body = markdown.trim();
    format!("\n---\n\n# {title}\n\n{about}\n{body}\n")
}

/// Returns text in one line.
fn line(text: &str) -> String {
    clean(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the text of a link.
fn label(title: &str) -> String {
    let mut label = String::new();
    for c in line(title).chars() {
        if matches!(c, '\\' | '[' | ']' | '<' | '`' | '*' | '_') {
            label.push('\\');
        }
        label.push(c);
    }
    label
}

#[cfg(test)]
mod tests {
    use super::{SiteText, llms, llms_full};
    use crate::catalog::test_support::{at, lang, post, snapshot};
    use crate::feed::Addresses;

    #[test]
    fn posts_are_listed_and_whole_or_left_out() {
        let snapshot = snapshot([
            post("new").date("2025-02-01").body("New text."),
            post("huge").date("2025-01-01").body(&"x".repeat(2 << 20)),
            post("old").date("2024-01-01").body("Old text."),
            post("draft").draft().body("Secret."),
        ]);
        let visible = snapshot.visible(at("2026-01-01"));
        let addresses = Addresses {
            api: "https://api.example".to_owned(),
            site: None,
            post_path: "/posts/{slug}".to_owned(),
            default_lang: lang("en"),
        };
        let site = SiteText { title: "A\nblog", description: Some("About it") };
        let list = llms((&snapshot, &visible), site, &addresses);
        assert!(list.starts_with("# A blog\n\n> About it\n\n## Posts\n\n- ["), "{list}");
        assert_eq!(list.matches("https://api.example/api/v1/posts/").count(), 3);
        assert!(list.contains("](https://api.example/api/v1/posts/new.md?lang=en)"), "{list}");
        let full = llms_full((&snapshot, &visible), site, &addresses);
        assert!(full.contains("New text.") && full.contains("Old text."));
        assert!(!full.contains("Secret") && full.len() < 1 << 20);
        assert!(full.contains("1 more posts are left out"), "{full}");
    }
}
