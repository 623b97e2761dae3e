//! Interning of short texts: tags, categories, authors, series and languages repeat in nearly every
//! post.

use std::collections::HashSet;
use std::sync::Arc;

use super::snapshot::Snapshot;
use super::taxonomy::Taxonomy;
use crate::post::Post;
use crate::text::Lang;

/// Makes equal terms and languages of posts share memory, also with those of an earlier snapshot. Leaves posts
/// alone that are shared already.
pub fn intern(posts: &mut [Arc<Post>], earlier: Option<&Snapshot>) {
    let mut texts = HashSet::new();
    let mut langs: HashSet<Lang> = HashSet::new();
    if let Some(earlier) = earlier {
        langs.extend(earlier.langs().iter().map(|(lang, _)| lang.clone()));
        for terms in Taxonomy::ALL.map(|taxonomy| earlier.terms(taxonomy)) {
            let spellings = (0..terms.len()).flat_map(|term| terms.spellings(term));
            texts.extend(spellings.map(|(name, _)| Arc::clone(name)));
        }
    }
    for post in posts.iter_mut().filter_map(Arc::get_mut) {
        let lists = [&mut post.categories, &mut post.tags, &mut post.authors];
        for text in lists.into_iter().flat_map(|list| list.iter_mut()).chain(&mut post.series) {
            share(&mut texts, text);
        }
        match langs.get(&post.lang) {
            Some(known) => post.lang = known.clone(),
            None => drop(langs.insert(post.lang.clone())),
        }
    }
}

fn share(texts: &mut HashSet<Arc<str>>, text: &mut Arc<str>) {
    match texts.get(&**text) {
        Some(known) => *text = Arc::clone(known),
        None => drop(texts.insert(Arc::clone(text))),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::intern;
    use crate::catalog::test_support::post;
    use crate::post::Post;

    #[test]
    fn equal_terms_share_one_allocation() {
        let mut posts = ["a", "b"].map(|slug| Arc::new(Post::from(post(slug).tags(["Rust"]))));
        assert!(!Arc::ptr_eq(&posts[0].tags[0], &posts[1].tags[0]));
        intern(&mut posts, None);
        assert!(Arc::ptr_eq(&posts[0].tags[0], &posts[1].tags[0]));
        assert_eq!(posts[0].lang.as_str().as_ptr(), posts[1].lang.as_str().as_ptr());
    }
}
