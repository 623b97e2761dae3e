//! Which posts are translations of each other.

use super::DocId;
use crate::post::{Code, Diagnostic, Post};

/// Groups of at least two posts that share a key in different languages. Most posts stand alone,
/// so only members of groups take memory.
#[derive(Debug)]
pub(super) struct Translations {
    /// Members with the start of their group in `members`, by member.
    groups: Box<[(DocId, u32)]>,
    /// All groups one after the other, each by language.
    members: Box<[(u32, DocId)]>,
}

impl Translations {
    /// Groups `posts` by key. The key of a post without an authored one is its slug, so an
    /// authored key that is another post's slug links the two. Of two posts in one language the
    /// one whose path sorts first is in the group; the other stands alone and is told so.
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

    /// The other members of a post's group, by language.
    pub(super) fn of(&self, doc: DocId) -> impl Iterator<Item = DocId> {
        let found = self.groups.binary_search_by_key(&doc, |&(member, _)| member).ok();
        let start = found.and_then(|at| self.groups.get(at)).map(|&(_, start)| start);
        let rest = start.and_then(|start| self.members.get(start as usize..)).unwrap_or_default();
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
        expected: Some("one post of each language for a translation key".to_owned()),
        help: Some(
            "give one of them a `translationKey:` of its own, or mend its `lang`".to_owned(),
        ),
    }
}
