//! Posts as JSON, and the table of their keys.

use std::io::Write;

use super::link::{NeighborLinks, PostLink};
use super::names::Named;
use super::post_terms::PostTerms;
use crate::api::body::json::{array, json, string, string_or_null};
use crate::api::body::render::{Form, Forms, Renderer};
use crate::api::body::writer::{TooLarge, reserve};
use crate::catalog::{DocId, Snapshot, Viewer};
use crate::compile::markdown::Positions;
use crate::post::{Post, Status};
use crate::query::{self, Filters, NeighborQuery, Neighbors, RelatedQuery, neighbors};
use crate::text::Revision;

/// Declares [`Key`] from one table of variants and names, by the responses that have them by default.
macro_rules! keys {
    (
        list_and_post { $($list:ident $list_name:literal;)* }
        post { $($post:ident $post_name:literal;)* }
        neither { $($more:ident $more_name:literal;)* }
    ) => {
        /// A key of a post in JSON.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Key {
            $(#[doc = concat!("`", $list_name, "`.")] $list,)*
            $(#[doc = concat!("`", $post_name, "`.")] $post,)*
            $(#[doc = concat!("`", $more_name, "`.")] $more,)*
        }

        impl Key {
            /// The default keys of a post in a list.
            pub const SUMMARY: &'static [Self] = &[$(Self::$list,)*];
            /// The default keys of a single post.
            pub const FULL: &'static [Self] = &[$(Self::$list,)* $(Self::$post,)*];
            /// The keys that `include` can add.
            pub const INCLUDES: &'static [Self] = &[$(Self::$post,)* $(Self::$more,)*];
        }

        impl Named for Key {
            const ALL: &'static [Self] =
                &[$(Self::$list,)* $(Self::$post,)* $(Self::$more,)*];

            fn name(self) -> &'static str {
                match self {
                    $(Self::$list => $list_name,)*
                    $(Self::$post => $post_name,)*
                    $(Self::$more => $more_name,)*
                }
            }
        }
    };
}

// The order of the table is the order in JSON.
keys! {
    list_and_post {
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
        SourcePath "sourcePath";
        Revision "revision";
        Extra "extra";
    }
    post {
        Html "html";
        Toc "toc";
    }
    neither {
        Markdown "markdown";
        Text "text";
        Blocks "blocks";
        Terms "terms";
        Translations "translations";
        Backlinks "backlinks";
        Related "related";
        Neighbors "neighbors";
    }
}

impl Key {
    /// Returns the form of the body that the key contains, if any.
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

/// The requested keys of a post.
#[derive(Debug, Clone)]
pub struct Selection {
    /// The keys, in the order of the table.
    pub keys: Vec<Key>,
    /// Whether nodes of `blocks` have positions.
    pub positions: Positions,
}

impl Selection {
    /// Returns the names of the selected keys that can be long.
    pub fn long_keys(&self) -> Vec<&'static str> {
        const LONG: [Key; 6] =
            [Key::Html, Key::Toc, Key::Text, Key::Blocks, Key::Markdown, Key::Extra];
        self.keys.iter().filter(|key| LONG.contains(key)).map(|key| key.name()).collect()
    }

    /// Selects `keys`, without positions.
    pub fn of(keys: &[Key]) -> Self {
        Self { keys: keys.to_vec(), positions: Positions::Without }
    }

    /// Returns the forms of the body that the keys contain.
    pub fn forms(&self) -> Vec<Form> {
        self.keys.iter().filter_map(|key| key.form(self.positions)).collect()
    }
}

/// A post and what is needed to write it.
#[derive(Debug, Clone, Copy)]
pub struct PostSource<'a> {
    /// The snapshot with the post.
    pub snapshot: &'a Snapshot,
    /// The number of the post.
    pub id: DocId,
    /// Who views the post, and when.
    pub viewer: Viewer,
    /// Renders the body.
    pub renderer: &'a Renderer,
}

impl PostSource<'_> {
    /// Returns whether the post can be written without delay, because everything it needs is cached.
    pub fn is_ready(&self, selection: &Selection) -> bool {
        if selection.keys.contains(&Key::Related) {
            // The related posts may be cached, but usually posts must be compared.
            return false;
        }
        let forms = selection.forms();
        let are_rendered =
            forms.is_empty() || self.renderer.has(self.snapshot, self.id, self.viewer, &forms);
        are_rendered && self.files_are_known(selection)
    }

    /// Returns whether all files that affect the selected keys have been examined. After rendering, this is
    /// false if reading one of them failed.
    pub fn files_are_known(&self, selection: &Selection) -> bool {
        let links = self.renderer.links(self.snapshot, self.id, self.viewer);
        let has_form = selection.keys.iter().any(|key| key.form(selection.positions).is_some());
        (!has_form || links.are_known())
            && (!selection.keys.contains(&Key::Cover) || links.is_cover_known())
    }

    /// Writes the post as a JSON object of about `room` bytes at most.
    ///
    /// # Errors
    /// Returns an error if it is longer, and then leaves a part of it in `out`.
    pub fn write(
        &self,
        selection: &Selection,
        room: usize,
        out: &mut Vec<u8>,
    ) -> Result<(), TooLarge> {
        let post = self.snapshot.post(self.id);
        let forms =
            self.renderer.forms(self.snapshot, self.id, self.viewer, &selection.forms(), room)?;
        let markdown = if selection.keys.contains(&Key::Markdown) { post.body.bytes() } else { 0 };
        if forms.bytes() + markdown > room {
            return Err(TooLarge);
        }
        // Line breaks and quotes in Markdown are escaped.
        reserve(out, forms.bytes() + markdown + markdown / 8 + 1024);
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
        Ok(())
    }

    fn write_value(&self, key: Key, post: &Post, forms: &Forms, out: &mut Vec<u8>) {
        match key {
            Key::Slug => string(out, post.slug.as_str()),
            Key::Lang => string(out, post.lang.as_str()),
            Key::Title => string(out, &post.title),
            Key::Description => string_or_null(out, post.description.as_deref()),
            Key::Excerpt => string_or_null(out, post.excerpt.as_deref()),
            Key::Date => display(out, post.date.as_ref()),
            Key::PublishedAt => display(out, post.published_at.as_ref()),
            Key::UpdatedAt => display(out, post.updated_at.as_ref()),
            Key::ReadTime => string(out, &post.read_time),
            Key::ReadTimeMinutes => json(out, &post.read_time_minutes),
            Key::WordCount => json(out, &post.word_count),
            Key::Category => string_or_null(out, post.category().map(|name| &**name)),
            Key::Categories => array(out, &post.categories, |name, out| string(out, name)),
            Key::Tags => array(out, &post.tags, |name, out| string(out, name)),
            Key::Authors => array(out, &post.authors, |name, out| string(out, name)),
            Key::Series => string_or_null(out, post.series.as_deref()),
            Key::Cover if post.cover.is_none() => out.extend_from_slice(b"null"),
            Key::Cover => {
                json(out, &self.renderer.links(self.snapshot, self.id, self.viewer).cover());
            }
            Key::Status => string(out, self.status(post).name()),
            Key::ExpiresAt => display(out, post.expires_at.as_ref()),
            Key::SourcePath => string(out, post.path.as_str()),
            Key::Revision => display(out, Some(&self.revision())),
            Key::Extra => match &post.extra {
                Some(extra) => json(out, extra),
                None => out.extend_from_slice(b"{}"),
            },
            Key::Html => out.extend_from_slice(forms.json(Form::Html)),
            Key::Toc => out.extend_from_slice(forms.json(Form::Toc)),
            Key::Text => out.extend_from_slice(forms.json(Form::Text)),
            Key::Blocks => out.extend_from_slice(forms.blocks()),
            Key::Markdown => string(out, &post.body.markdown()),
            Key::Translations | Key::Related | Key::Backlinks => {
                let links: Vec<PostLink<'_>> =
                    self.linked(key).into_iter().map(|id| self.link(id)).collect();
                json(out, &links);
            }
            Key::Neighbors => self.write_neighbors(out),
            Key::Terms => json(out, &PostTerms::new(self.snapshot, self.id, self.viewer)),
        }
    }

    /// Returns the related posts. Handlers make the same query first, and report its failure.
    fn related(&self) -> Vec<DocId> {
        let query = RelatedQuery::of_post(self.id);
        let search =
            self.snapshot.search().expect("handlers require the search index for this key");
        let related = query::related(self.snapshot, search, &query, self.viewer.now);
        let related = related.expect("the query has succeeded before");
        related.into_iter().map(|related| related.doc).collect()
    }

    /// Returns the posts that a key links to. Most keys link to none.
    pub fn linked(&self, key: Key) -> Vec<DocId> {
        match key {
            Key::Translations => self.snapshot.translations(self.id, self.viewer.now),
            Key::Related => self.related(),
            Key::Backlinks => self.snapshot.backlinks(self.id, self.viewer),
            Key::Neighbors => {
                let Neighbors { previous, next } = self.neighbors();
                previous.into_iter().chain(next).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Returns the neighbors among all published posts in the same language, in the default order.
    fn neighbors(&self) -> Neighbors {
        let query = NeighborQuery { post: self.id, filters: Filters::default(), sort: Vec::new() };
        neighbors(self.snapshot, &query, self.viewer.now).neighbors
    }

    fn write_neighbors(&self, out: &mut Vec<u8>) {
        let Neighbors { previous, next } = self.neighbors();
        let link = |id: Option<DocId>| id.map(|id| self.link(id));
        json(out, &NeighborLinks { previous: link(previous), next: link(next) });
    }

    fn revision(&self) -> Revision {
        let visible = self.snapshot.visible(self.viewer.now);
        self.snapshot.revision(self.id, visible.to(self.viewer.audience))
    }

    fn status(&self, post: &Post) -> Status {
        post.status(self.viewer.now).expect("expired posts are not visible")
    }

    fn link(&self, id: DocId) -> PostLink<'_> {
        let post = self.snapshot.post(id);
        PostLink { lang: post.lang.as_str(), slug: post.slug.as_str(), title: &post.title }
    }
}

/// Appends a value in its `Display` form, which needs no escaping, or null.
fn display(out: &mut Vec<u8>, value: Option<&impl std::fmt::Display>) {
    match value {
        Some(value) => write!(out, "\"{value}\"").expect("memory takes any bytes"),
        None => out.extend_from_slice(b"null"),
    }
}
