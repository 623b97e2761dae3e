//! The addresses of posts: slugs, aliases, the paths of their files, and those that other tools gave them.

use std::hash::{DefaultHasher, Hasher};
use std::sync::Arc;

use crate::catalog::doc_id::DocId;
use crate::catalog::page_path::PagePath;
use crate::post::Post;
use crate::text::nfc::nfc;

/// The maximum number of posts with one address that a link may mean, which bounds the work for many
/// links to an address that many posts have.
const MAX_POSTS: usize = 100;

/// The kinds of addresses, in the order in which they are preferred.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// The path of the file without its extension.
    Path,
    Slug,
    /// `url` or `permalink` in the front matter.
    Authored,
    Alias,
    /// The name of the file, which is an address only with the date of the post.
    Name,
}

/// The hashes of all addresses, sorted. Only hashes are stored, because there are several addresses per post.
#[derive(Debug)]
pub(super) struct AddressIndex(Box<[(u64, DocId)]>);

impl AddressIndex {
    pub(super) fn new(posts: &[Arc<Post>]) -> Self {
        let mut hashes = Vec::with_capacity(posts.len() * 2);
        for (doc, post) in (0..).zip(posts) {
            for_each(post, |_, address| hashes.push((hash(address), doc)));
        }
        hashes.sort_unstable();
        hashes.dedup();
        Self(hashes.into())
    }

    /// Returns whether two posts with the same path and slug have the same addresses.
    pub(super) fn is_same(a: &Post, b: &Post) -> bool {
        a.date == b.date && a.addresses == b.addresses && a.aliases == b.aliases
    }
}

/// The posts that have each address, whatever its case.
#[derive(Debug)]
pub(super) struct Addresses<'a> {
    pub(super) posts: &'a [Arc<Post>],
    pub(super) page_path: &'a PagePath,
    pub(super) index: &'a AddressIndex,
}

impl<'a> Addresses<'a> {
    /// Returns the posts that a path from the root may mean, the likeliest first. Of those that are equal
    /// otherwise, a post in the language of `from` is preferred.
    pub(super) fn find(&self, path: &str, from: &Post) -> Vec<DocId> {
        let mut found = Vec::new();
        let mut add = |mut docs: Vec<(Kind, DocId)>| {
            docs.sort_by_key(|&(kind, doc)| {
                let post = self.post(doc);
                (kind, post.lang != from.lang, &post.lang, &post.path)
            });
            for (_, doc) in docs {
                if !found.contains(&doc) {
                    found.push(doc);
                }
            }
        };
        let address = key(path);
        add(self.of_kinds(&address, |kind| kind != Kind::Name));
        let trimmed = path.trim_matches('/');
        if let Some((slug, lang)) = self.page_path.parse(trimmed) {
            let mut docs = self.of_kinds(&key(slug), |kind| kind == Kind::Slug);
            docs.retain(|&(_, doc)| {
                lang.is_none_or(|lang| self.post(doc).lang.as_str().eq_ignore_ascii_case(lang))
            });
            add(docs);
        }
        if let Some((slug, date)) = dated(&address) {
            let mut docs = self.of_kinds(slug, |kind| matches!(kind, Kind::Slug | Kind::Name));
            docs.retain(|&(_, doc)| {
                self.post(doc).date.is_some_and(|day| day.to_string().starts_with(&date))
            });
            add(docs);
        }
        found
    }

    /// Returns the posts with an address of certain kinds.
    fn of_kinds(&self, address: &str, is_wanted: impl Fn(Kind) -> bool) -> Vec<(Kind, DocId)> {
        let mut docs = self.all(address);
        docs.retain(|&(kind, _)| is_wanted(kind));
        docs
    }

    fn all(&self, address: &str) -> Vec<(Kind, DocId)> {
        if address.is_empty() {
            return Vec::new();
        }
        let wanted = hash(address);
        let hashes = &self.index.0;
        let start = hashes.partition_point(|&(hash, _)| hash < wanted);
        let same = hashes[start..].iter().take_while(|&&(hash, _)| hash == wanted);
        let mut found = Vec::new();
        for &(_, doc) in same.take(MAX_POSTS) {
            for_each(self.post(doc), |kind, other| {
                if other == address {
                    found.push((kind, doc));
                }
            });
        }
        found
    }

    fn post(&self, doc: DocId) -> &'a Post {
        &self.posts[doc as usize]
    }
}

/// Calls `visit` with each address of a post.
fn for_each(post: &Post, mut visit: impl FnMut(Kind, &str)) {
    let path = post.path.as_str();
    let file = path.rsplit_once('.').map_or(path, |(file, _)| file);
    let page = match file.rsplit_once('/') {
        Some((folder, "index" | "README" | "readme")) => folder,
        _ => file,
    };
    let (path, slug) = (key(page), key(post.slug.as_str()));
    visit(Kind::Path, &path);
    visit(Kind::Slug, &slug);
    // The slug may be that of the path, or authored.
    let name = dated(&path).map_or(&*path, |(name, _)| name);
    let name = name.rsplit('/').next().expect("split yields at least one piece");
    if post.date.is_some() && name != slug {
        visit(Kind::Name, name);
    }
    post.addresses.iter().for_each(|address| visit(Kind::Authored, &key(address)));
    post.aliases.iter().for_each(|alias| visit(Kind::Alias, &key(alias)));
}

/// Returns the form in which addresses are compared: without outer slashes, case, and the ending of a
/// page, and with `-` for whitespace, as in slugs.
fn key(path: &str) -> String {
    let path = path.trim().trim_matches('/');
    let lower = nfc(path).to_lowercase();
    let page = lower.strip_suffix(".html").or_else(|| lower.strip_suffix(".htm")).unwrap_or(&lower);
    let page = match page.strip_suffix("index") {
        Some(folder) if page.len() < lower.len() && folder.ends_with('/') => {
            &folder[..folder.len() - 1]
        }
        _ => page,
    };
    if page.contains(char::is_whitespace) {
        return page.split_whitespace().collect::<Vec<_>>().join("-");
    }
    if page.len() == lower.len() { lower } else { page.to_owned() }
}

/// Returns the slug in a path from the root that can only be that of a post, because it contains the date:
/// `2019/05/01/name.html`.
pub(super) fn dated_slug(path: &str) -> Option<String> {
    let address = key(path);
    let (slug, _) = dated(&address)?;
    // The last number of a path may be part of the date, as in those of archives.
    slug.contains(|c: char| !c.is_ascii_digit()).then(|| slug.to_owned())
}

/// Splits an address that contains the date of a post, as those of Jekyll and Hexo do: `2019/05/name`,
/// `2019/05/01/name` or `2019-05-01-name`. Returns the slug and the start of the date in ISO 8601.
fn dated(address: &str) -> Option<(&str, String)> {
    let is_number = |part: &str, length: usize| {
        part.len() == length && part.bytes().all(|b| b.is_ascii_digit())
    };
    let (folders, name) = address.rsplit_once('/').unwrap_or(("", address));
    if let Some((date, slug)) = name.split_at_checked(11)
        && date.ends_with('-')
        && date.split('-').map(str::len).eq([4, 2, 2, 0])
        && !slug.is_empty()
    {
        return Some((slug, date.trim_end_matches('-').to_owned()));
    }
    let mut parts: Vec<&str> = folders.rsplit('/').take_while(|part| is_number(part, 2)).collect();
    let year = folders.rsplit('/').nth(parts.len()).filter(|part| is_number(part, 4))?;
    parts.push(year);
    parts.reverse();
    (2..=3).contains(&parts.len()).then(|| (name, parts.join("-")))
}

/// Hashes an address; equal on every machine. Addresses with equal hashes are compared.
fn hash(address: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(address.as_bytes());
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::{dated, dated_slug, key};

    #[test]
    fn addresses_are_compared_without_case_and_endings() {
        for path in ["/A/B.html", "a/b/", "A/b/index.html", "/a/b.htm", "a/B"] {
            assert_eq!(key(path), "a/b", "{path}");
        }
        assert_eq!(key("/Caf\u{65}\u{301} au lait/"), "caf\u{e9}-au-lait");
        assert_eq!(key("a/index"), "a/index");
        assert_eq!(key("/index.html"), "index");
    }

    #[test]
    fn dates_in_addresses_are_found() {
        for (address, slug, date) in [
            ("2019/05/name", "name", "2019-05"),
            ("2019/05/01/name", "name", "2019-05-01"),
            ("blog/2019/05/01/name", "name", "2019-05-01"),
            ("2019-05-01-name", "name", "2019-05-01"),
            ("posts/2019-05-01-name", "name", "2019-05-01"),
        ] {
            assert_eq!(dated(address), Some((slug, date.to_owned())), "{address}");
        }
        assert_eq!(dated_slug("/2019/05/01/Name.html").as_deref(), Some("name"));
        assert_eq!(dated_slug("/2019/05/01/"), None);
        for address in ["name", "2019/name", "05/01/name", "2019/05/01/02/name", "2019-05-01-", ""]
        {
            assert_eq!(dated(address), None, "{address}");
        }
    }
}
