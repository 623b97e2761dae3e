//! Groups of posts that are translations of each other.

use std::sync::Arc;

use roaring::RoaringBitmap;

use super::doc_id::DocId;
use crate::post::{Code, Diagnostic, Post};

/// Groups of at least two posts that share a key. Most posts have no translation, so only members of
/// groups take memory.
#[derive(Debug)]
pub(super) struct Translations {
    /// Each member with the start of its group in `members`, sorted by member.
    groups: Box<[(DocId, u32)]>,
    /// All groups concatenated, each sorted by language and path.
    members: Box<[Member]>,
}

#[derive(Debug, Clone, Copy)]
struct Member {
    group: u32,
    doc: DocId,
    /// Whether the member before it is in the same group and language.
    shares_lang: bool,
}

impl Translations {
    /// Groups `posts` by key. The default key of a post is its slug, so a key in front matter that is
    /// another post's slug links the two. Of two posts in one language the one whose path sorts first
    /// is the translation; the other gets a diagnostic, unless they also share the slug, for which
    /// there is another one.
    pub(super) fn new(posts: &[Arc<Post>], diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut keyed: Vec<(&str, &Post, DocId)> =
            (0..).zip(posts).map(|(doc, post)| (key(post), &**post, doc)).collect();
        keyed.sort_by(|a, b| {
            (a.0, &a.1.lang, &a.1.path, a.2).cmp(&(b.0, &b.1.lang, &b.1.path, b.2))
        });
        let mut groups = Vec::new();
        let mut members = Vec::new();
        for keyed in keyed.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1) {
            let group = members.len() as u32;
            groups.extend(keyed.iter().map(|&(_, _, doc)| (doc, group)));
            for same_lang in keyed.chunk_by(|a, b| a.1.lang == b.1.lang) {
                let (key, first, _) = same_lang[0];
                for (at, &(_, post, doc)) in same_lang.iter().enumerate() {
                    if at > 0 && post.slug != first.slug && post.path != first.path {
                        diagnostics.push(duplicate(first, post, key));
                    }
                    members.push(Member { group, doc, shares_lang: at > 0 });
                }
            }
        }
        groups.sort_unstable();
        Self { groups: groups.into(), members: members.into() }
    }

    /// Returns the translations of a post among `visible`, sorted by language. A post has none if
    /// another one in its language is the translation.
    pub(super) fn of(&self, doc: DocId, visible: &RoaringBitmap) -> Vec<DocId> {
        let Ok(at) = self.groups.binary_search_by_key(&doc, |&(member, _)| member) else {
            return Vec::new();
        };
        let group = self.groups[at].1;
        let rest = &self.members[group as usize..];
        let end = rest.partition_point(|member| member.group == group);
        let by_lang = rest[..end].chunk_by(|_, later| later.shares_lang);
        let first = |same: &[Member]| {
            let mut docs = same.iter().map(|member| member.doc);
            docs.find(|&other| other == doc || visible.contains(other))
        };
        let firsts: Vec<DocId> = by_lang.filter_map(first).collect();
        if !firsts.contains(&doc) {
            return Vec::new();
        }
        firsts.into_iter().filter(|&other| other != doc).collect()
    }
}

fn key(post: &Post) -> &str {
    post.translation_key.as_deref().unwrap_or(post.slug.as_str())
}

fn duplicate(first: &Post, later: &Post, key: &str) -> Diagnostic {
    Diagnostic {
        code: Code::TranslationDuplicate,
        path: later.path.clone(),
        place: None,
        message: format!(
            "{} and {} share the translation key `{key}` in the language `{}`; {} is the \
             translation",
            first.path, later.path, first.lang, first.path,
        ),
        expected: Some("one post per language for each translation key".to_owned()),
        help: Some("give one of them its own `translationKey:`, or correct its `lang`".to_owned()),
    }
}
