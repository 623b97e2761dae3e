//! Groups of posts that are translations of each other.

use super::doc_id::DocId;
use crate::post::{Code, Diagnostic, Post};

/// Groups of at least two posts that share a key in different languages. Most posts have no
/// translation, so only members of groups take memory.
#[derive(Debug)]
pub(super) struct Translations {
    /// Each member with the start of its group in `members`, sorted by member.
    groups: Box<[(DocId, u32)]>,
    /// All groups concatenated, each sorted by language.
    members: Box<[(u32, DocId)]>,
}

impl Translations {
    /// Groups `posts` by key. The default key of a post is its slug, so a key in front matter that is
    /// another post's slug links the two. Of two posts in one language the one whose path sorts first
    /// is in the group; the other gets a diagnostic.
    pub(super) fn new(posts: &[Post], diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut keyed: Vec<(&str, &Post, DocId)> =
            (0..).zip(posts).map(|(doc, post)| (key(post), post, doc)).collect();
        keyed.sort_by(|a, b| {
            (a.0, &a.1.lang, &a.1.path, a.2).cmp(&(b.0, &b.1.lang, &b.1.path, b.2))
        });
        keyed.dedup_by(|later, first| {
            let same = later.0 == first.0 && later.1.lang == first.1.lang;
            if same {
                diagnostics.push(duplicate(first.1, later.1, first.0));
            }
            same
        });
        let mut groups = Vec::new();
        let mut members = Vec::new();
        for group in keyed.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1) {
            let start = members.len() as u32;
            groups.extend(group.iter().map(|&(_, _, doc)| (doc, start)));
            members.extend(group.iter().map(|&(_, _, doc)| (start, doc)));
        }
        groups.sort_unstable();
        Self { groups: groups.into(), members: members.into() }
    }

    /// Returns the other members of a post's group, sorted by language.
    pub(super) fn of(&self, doc: DocId) -> impl Iterator<Item = DocId> {
        let found = self.groups.binary_search_by_key(&doc, |&(member, _)| member).ok();
        let start = found.map(|at| self.groups[at].1);
        let rest = start.map_or(&[][..], |start| &self.members[start as usize..]);
        rest.iter()
            .take_while(move |(group, _)| Some(*group) == start)
            .map(|&(_, member)| member)
            .filter(move |&member| member != doc)
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
