//! Posts and snapshots for unit tests, also of other modules.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};

use super::{Assets, CatalogOptions, Snapshot};
use crate::post::{Body, ContentPath, Dialect, Moment, Post};
use crate::text::Revision;
use crate::text::{Lang, Slug};

/// A builder for posts.
#[derive(Debug, Clone)]
pub(crate) struct Sample(Post);

/// Parses a language tag.
pub(crate) fn lang(tag: &str) -> Lang {
    Lang::parse(tag).unwrap()
}

/// Parses an instant: RFC 3339, or a date, which means midnight UTC.
pub(crate) fn at(text: &str) -> Timestamp {
    let text = if text.contains('T') { text.to_owned() } else { format!("{text}T00:00:00Z") };
    text.parse().unwrap()
}

/// Creates an English post without a date, named by its slug.
pub(crate) fn post(slug: &str) -> Sample {
    Sample(Post {
        path: ContentPath::new(&format!("{slug}.md")),
        slug: Slug::new(slug).unwrap(),
        dated_slug: None,
        lang: lang("en"),
        title: slug.into(),
        description: None,
        excerpt: None,
        date: None,
        published_at: None,
        updated_at: None,
        read_time: "1 min".into(),
        read_time_minutes: 1,
        word_count: 1,
        categories: [].into(),
        tags: [].into(),
        authors: [].into(),
        series: None,
        aliases: [].into(),
        addresses: [].into(),
        translation_key: None,
        cover: None,
        expires_at: None,
        draft: false,
        extra: None,
        references: Box::default(),
        body: Body::new("", Dialect::default()),
        lines_before_body: 0,
        revision: Revision::of(slug.as_bytes()),
    })
}

impl Sample {
    pub(crate) fn path(mut self, path: &str) -> Self {
        self.0.path = ContentPath::new(path);
        self
    }

    /// Sets the language, and a matching path.
    pub(crate) fn lang(mut self, tag: &str) -> Self {
        self.0.lang = lang(tag);
        let path = format!("{}.{tag}.md", self.0.slug);
        self.path(&path)
    }

    /// Sets the slug with the date of the file.
    pub(crate) fn dated(mut self, slug: &str) -> Self {
        self.0.dated_slug = Some(Slug::new(slug).unwrap());
        self
    }

    pub(crate) fn title(mut self, title: &str) -> Self {
        self.0.title = title.into();
        self
    }

    /// Sets the date, and both instants to its midnight UTC.
    pub(crate) fn date(mut self, day: &str) -> Self {
        let instant = at(day);
        self.0.date = Some(instant.to_zoned(TimeZone::UTC).date());
        self.0.published_at = Some(Moment::new(instant, Offset::UTC));
        self.0.updated_at = self.0.published_at;
        self
    }

    pub(crate) fn updated(mut self, day: &str) -> Self {
        self.0.updated_at = Some(Moment::new(at(day), Offset::UTC));
        self
    }

    pub(crate) fn expires(mut self, day: &str) -> Self {
        self.0.expires_at = Some(Moment::new(at(day), Offset::UTC));
        self
    }

    pub(crate) fn minutes(mut self, minutes: u32) -> Self {
        self.0.read_time_minutes = minutes;
        self
    }

    pub(crate) fn tags<const N: usize>(self, names: [&str; N]) -> Self {
        self.tag_list(&names)
    }

    pub(crate) fn tag_list(mut self, names: &[&str]) -> Self {
        self.0.tags = names.iter().copied().map(Arc::from).collect();
        self
    }

    pub(crate) fn categories<const N: usize>(self, names: [&str; N]) -> Self {
        self.category_list(&names)
    }

    pub(crate) fn category_list(mut self, names: &[&str]) -> Self {
        self.0.categories = names.iter().copied().map(Arc::from).collect();
        self
    }

    pub(crate) fn authors<const N: usize>(mut self, names: [&str; N]) -> Self {
        self.0.authors = names.map(Arc::from).into();
        self
    }

    pub(crate) fn series(mut self, name: &str) -> Self {
        self.0.series = Some(name.into());
        self
    }

    pub(crate) fn aliases<const N: usize>(self, old: [&str; N]) -> Self {
        self.alias_list(&old)
    }

    pub(crate) fn alias_list(mut self, old: &[&str]) -> Self {
        self.0.aliases = old.iter().copied().map(Box::from).collect();
        self
    }

    pub(crate) fn key(mut self, key: &str) -> Self {
        self.0.translation_key = Some(key.into());
        self
    }

    pub(crate) fn revised(mut self, content: &[u8]) -> Self {
        self.0.revision = Revision::of(content);
        self
    }

    pub(crate) fn body(mut self, markdown: &str) -> Self {
        self.0.body = Body::new(markdown, Dialect::default());
        self
    }

    /// Sets the other keys of the front matter, which is a map.
    pub(crate) fn extra(mut self, extra: serde_json::Value) -> Self {
        let serde_json::Value::Object(extra) = extra else { panic!("{extra} is a map") };
        self.0.extra = Some(Box::new(extra));
        self
    }

    pub(crate) fn draft(mut self) -> Self {
        self.0.draft = true;
        self
    }
}

impl From<Sample> for Arc<Post> {
    fn from(sample: Sample) -> Self {
        Arc::new(sample.0)
    }
}

impl From<Sample> for Post {
    fn from(sample: Sample) -> Self {
        sample.0
    }
}

/// Returns the options of an English site.
pub(crate) fn options() -> CatalogOptions {
    CatalogOptions {
        default_lang: lang("en"),
        post_path: "/posts/{slug}".to_owned(),
        everyone: crate::catalog::Audience::Public,
        settings: Revision::of(b""),
    }
}

/// Builds a snapshot of posts on an English site.
pub(crate) fn snapshot(posts: impl IntoIterator<Item = Sample>) -> Snapshot {
    Snapshot::build(posts, Vec::new(), Assets::default(), &options())
}
