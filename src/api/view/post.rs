//! Posts as JSON: one table of keys, from which summaries, whole posts and selections are written.

use serde::Serialize;

use super::link::{NeighborLinks, PostLink};
use crate::api::body::json::{array, json};
use crate::api::body::render::{Form, Forms, Renderer};
use crate::catalog::{DocId, Snapshot};
use crate::compile::markdown::Positions;
use crate::post::{Post, Status};
use crate::query::{self, Filters, NeighborQuery, Neighbors, RelatedQuery, neighbors};
use jiff::Timestamp;

/// Declares [`Key`] from one table: variant and name.
macro_rules! keys {
    ($($variant:ident $name:literal;)*) => {
        /// A key of a post.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Key { $(#[doc = concat!("`", $name, "`.")] $variant,)* }

        impl Key {
            /// Every key, in the order in which they are written.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Their names, in the same order.
            pub const NAMES: &'static [&'static str] = &[$($name,)*];

            /// The name on the wire.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

keys! {
    Slug "slug";
    Lang "lang";
    Title "title";
    Description "description";
    Excerpt "excerpt";
    Date "date";
    PublishedAt "publishedAt";
    UpdatedAt "updatedAt";
    ReadTime "readTime";
    ReadTimeMinutes "readTimeMinutes";
    WordCount "wordCount";
    Category "category";
    Categories "categories";
    Tags "tags";
    Authors "authors";
    Series "series";
    Cover "cover";
    Status "status";
    ExpiresAt "expiresAt";
    Extra "extra";
    Html "html";
    Toc "toc";
    Markdown "markdown";
    Text "text";
    Blocks "blocks";
    Translations "translations";
    Backlinks "backlinks";
    Related "related";
    Neighbors "neighbors";
}

impl Key {
    /// The keys of a post in a list.
    pub const SUMMARY: &'static [Self] = Self::ALL.split_at(20).0;
    /// The keys of a post by itself.
    pub const FULL: &'static [Self] = Self::ALL.split_at(22).0;
    /// The keys that `include` can add.
    pub const INCLUDES: &'static [&'static str] = Self::NAMES.split_at(20).1;

    /// The form of the body that the key holds.
    pub fn form(self, positions: Positions) -> Option<Form> {
        match self {
            Self::Html => Some(Form::Html),
            Self::Toc => Some(Form::Toc),
            Self::Text => Some(Form::Text),
            Self::Blocks => Some(Form::Blocks(positions)),
            _ => None,
        }
    }
}

/// What of a post is written.
#[derive(Debug, Clone)]
pub struct Selection {
    /// The keys, in the order of the table.
    pub keys: Vec<Key>,
    /// Whether nodes of `blocks` tell where they stand.
    pub positions: Positions,
}

impl Selection {
    /// These keys, without positions.
    pub fn of(keys: &[Key]) -> Self {
        Self { keys: keys.to_vec(), positions: Positions::Without }
    }

    /// The forms of the body that are among them.
    pub fn forms(&self) -> Vec<Form> {
        self.keys.iter().filter_map(|key| key.form(self.positions)).collect()
    }

    /// Whether writing a post takes no time, because all that it takes is there.
    pub fn is_ready(&self, snapshot: &Snapshot, id: DocId, renderer: &Renderer) -> bool {
        if self.keys.contains(&Key::Related) {
            // It may be remembered, but most often posts must be compared.
            return false;
        }
        let forms = self.forms();
        let are_made = forms.is_empty() || renderer.has(snapshot, id, &forms);
        are_made && self.files_are_known(snapshot, id, renderer)
    }

    /// Whether all files that decide on what is written of a post have been looked at. Afterwards they
    /// have not been where reading one failed.
    pub fn files_are_known(&self, snapshot: &Snapshot, id: DocId, renderer: &Renderer) -> bool {
        let links = renderer.links(snapshot, id);
        let has_form = self.keys.iter().any(|key| key.form(self.positions).is_some());
        (!has_form || links.are_known())
            && (!self.keys.contains(&Key::Cover) || links.is_cover_known())
    }
}

/// Everything that the keys of one post are written from.
#[derive(Debug, Clone, Copy)]
pub struct PostSource<'a> {
    /// The snapshot that the post belongs to.
    pub snapshot: &'a Snapshot,
    /// The post.
    pub id: DocId,
    /// The moment of the request.
    pub now: Timestamp,
    /// Makes forms of the body.
    pub renderer: &'a Renderer,
}

impl PostSource<'_> {
    /// Writes the post as a JSON object.
    pub fn write(&self, selection: &Selection, out: &mut Vec<u8>) {
        let post = self.snapshot.post(self.id);
        let forms = self.renderer.forms(self.snapshot, self.id, &selection.forms());
        out.push(b'{');
        for (position, &key) in selection.keys.iter().enumerate() {
            if position > 0 {
                out.push(b',');
            }
            out.push(b'"');
            out.extend_from_slice(key.name().as_bytes());
            out.extend_from_slice(b"\":");
            self.write_value(key, post, &forms, out);
        }
        out.push(b'}');
    }

    /// Writes a JSON object of the post, under `post`, and of the fields of `rest`, of which there is one
    /// at least.
    pub fn write_beside<T: Serialize>(&self, selection: &Selection, rest: &T, out: &mut Vec<u8>) {
        out.extend_from_slice(b"{\"post\":");
        self.write(selection, out);
        let brace = out.len();
        json(out, rest);
        out[brace] = b',';
    }

    fn write_value(&self, key: Key, post: &Post, forms: &Forms, out: &mut Vec<u8>) {
        match key {
            Key::Slug => json(out, post.slug.as_str()),
            Key::Lang => json(out, post.lang.as_str()),
            Key::Title => json(out, &post.title),
            Key::Description => json(out, &post.description),
            Key::Excerpt => json(out, &post.excerpt),
            Key::Date => shown(out, post.date.as_ref()),
            Key::PublishedAt => shown(out, post.published_at.as_ref()),
            Key::UpdatedAt => shown(out, post.updated_at.as_ref()),
            Key::ReadTime => json(out, &post.read_time),
            Key::ReadTimeMinutes => json(out, &post.read_time_minutes),
            Key::WordCount => json(out, &post.word_count),
            Key::Category => json(out, &post.category().map(|name| &**name)),
            Key::Categories => array(out, &post.categories, |name, out| json(out, &**name)),
            Key::Tags => array(out, &post.tags, |name, out| json(out, &**name)),
            Key::Authors => array(out, &post.authors, |name, out| json(out, &**name)),
            Key::Series => json(out, &post.series.as_deref()),
            Key::Cover => json(out, &self.renderer.links(self.snapshot, self.id).cover()),
            Key::Status => json(out, status_name(post.status(self.now))),
            Key::ExpiresAt => shown(out, post.expires_at.as_ref()),
            Key::Extra => match &post.extra {
                Some(extra) => json(out, extra),
                None => out.extend_from_slice(b"{}"),
            },
            Key::Html => out.extend_from_slice(forms.json(Form::Html)),
            Key::Toc => out.extend_from_slice(forms.json(Form::Toc)),
            Key::Text => out.extend_from_slice(forms.json(Form::Text)),
            Key::Blocks => out.extend_from_slice(forms.blocks()),
            Key::Markdown => json(out, post.body.markdown()),
            Key::Translations | Key::Related | Key::Backlinks => {
                let links: Vec<PostLink<'_>> =
                    self.linked(key).into_iter().map(|id| self.link(id)).collect();
                json(out, &links);
            }
            Key::Neighbors => self.write_neighbors(out),
        }
    }

    /// The posts that are near. Handlers find them first, so nothing fails here that they did not say.
    fn related(&self) -> Vec<DocId> {
        let query = RelatedQuery::beside(self.id);
        let search = self.snapshot.search();
        let found = search.and_then(|s| query::related(self.snapshot, s, &query, self.now).ok());
        found.unwrap_or_default().into_iter().map(|related| related.doc).collect()
    }

    /// The posts to which a key links; none for keys that do not.
    pub fn linked(&self, key: Key) -> Vec<DocId> {
        match key {
            Key::Translations => self.snapshot.translations(self.id, self.now),
            Key::Related => self.related(),
            Key::Backlinks => self.snapshot.backlinks(self.id, self.now),
            Key::Neighbors => {
                let Neighbors { previous, next } = self.neighbors();
                previous.into_iter().chain(next).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The neighbors among all published posts of the language, in the default order.
    fn neighbors(&self) -> Neighbors {
        let query = NeighborQuery { post: self.id, filters: Filters::default(), sort: Vec::new() };
        neighbors(self.snapshot, &query, self.now).neighbors
    }

    fn write_neighbors(&self, out: &mut Vec<u8>) {
        let Neighbors { previous, next } = self.neighbors();
        let link = |id: Option<DocId>| id.map(|id| self.link(id));
        json(out, &NeighborLinks { previous: link(previous), next: link(next) });
    }

    fn link(&self, id: DocId) -> PostLink<'_> {
        let post = self.snapshot.post(id);
        PostLink { lang: post.lang.as_str(), slug: post.slug.as_str(), title: &post.title }
    }
}

/// The name of a status on the wire. An expired post is never shown, so its name does not matter.
fn status_name(status: Option<Status>) -> &'static str {
    match status {
        Some(Status::Draft) => "draft",
        Some(Status::Scheduled) => "scheduled",
        Some(Status::Published) | None => "published",
    }
}

/// Appends a value in its display form, which needs no escaping, or null.
fn shown(out: &mut Vec<u8>, value: Option<&impl std::fmt::Display>) {
    match value {
        Some(value) => out.extend_from_slice(format!("\"{value}\"").as_bytes()),
        None => out.extend_from_slice(b"null"),
    }
}

#[cfg(test)]
mod tests {
    use super::Key;

    #[test]
    fn a_summary_ends_with_extra_and_a_post_with_its_toc() {
        assert_eq!(Key::SUMMARY.last(), Some(&Key::Extra));
        assert_eq!(Key::FULL.last(), Some(&Key::Toc));
        assert_eq!(
            Key::INCLUDES,
            [
                "html",
                "toc",
                "markdown",
                "text",
                "blocks",
                "translations",
                "backlinks",
                "related",
                "neighbors"
            ]
        );
    }
}
