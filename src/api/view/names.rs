//! The names of enum values in query parameters and responses.

use std::sync::Arc;

use crate::catalog::{SuggestionKind, Taxonomy};
use crate::compile::ExtraSchema;
use crate::post::{Code, Severity, Status};
use crate::query::{Facet, SortKey, TermSortKey};

use super::stylesheet::Theme;

/// A closed set of values, each with a name in the API.
pub trait Named: Copy + PartialEq + 'static {
    /// All values, in documentation order.
    const ALL: &'static [Self];

    /// Returns the name. A key of the front matter, which is not in [`Self::ALL`], has another one: [`extra_name`].
    fn name(self) -> &'static str;

    /// Returns the value with a name, or `None` if there is none.
    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|value| value.name() == name)
    }
}

/// Implements [`Named`] from one table, which must list all variants.
macro_rules! names {
    ($($type:ty { $($name:literal = $($path:ident)::+ $(($($inner:ident)::+))?;)* $(_ => $other:literal;)? })*) => {$(
        impl Named for $type {
            const ALL: &'static [Self] = &[$($($path)::+ $(($($inner)::+))?,)*];

            fn name(self) -> &'static str {
                match self { $($($path)::+ $(($($inner)::+))? => $name,)* $(_ => $other,)? }
            }
        }
    )*};
}

names! {
    Status {
        "published" = Status::Published;
        "scheduled" = Status::Scheduled;
        "draft" = Status::Draft;
    }

    Facet {
        "tag" = Facet::Terms(Taxonomy::Tag);
        "category" = Facet::Terms(Taxonomy::Category);
        "author" = Facet::Terms(Taxonomy::Author);
        "series" = Facet::Terms(Taxonomy::Series);
        "lang" = Facet::Lang;
        "year" = Facet::Year;
        _ => "extra";
    }

    Taxonomy {
        "tag" = Taxonomy::Tag;
        "category" = Taxonomy::Category;
        "author" = Taxonomy::Author;
        "series" = Taxonomy::Series;
    }

    SortKey {
        "date" = SortKey::Date;
        "updated" = SortKey::Updated;
        "title" = SortKey::Title;
        "readTime" = SortKey::ReadTime;
        "slug" = SortKey::Slug;
        "relevance" = SortKey::Relevance;
        _ => "extra";
    }

    TermSortKey {
        "count" = TermSortKey::Count;
        "name" = TermSortKey::Name;
        "latestDate" = TermSortKey::LatestDate;
    }

    SuggestionKind {
        "tag" = SuggestionKind::Tag;
        "category" = SuggestionKind::Category;
        "title" = SuggestionKind::Title;
    }

    Theme {
        "auto" = Theme::Auto;
        "light" = Theme::Light;
        "dark" = Theme::Dark;
    }
}

/// Returns the name of a key of the front matter in parameters and facets.
pub fn extra_name(key: &str) -> String {
    format!("extra.{key}")
}

/// Returns the name of a facet. `schema` is that of the snapshot.
pub fn facet_name(facet: Facet, schema: Option<&Arc<ExtraSchema>>) -> String {
    match (facet, schema) {
        (Facet::Extra(key), Some(schema)) => extra_name(&schema.key(key).name),
        _ => facet.name().to_owned(),
    }
}

impl Named for Severity {
    const ALL: &'static [Self] = &[Self::Error, Self::Warning, Self::Note];

    fn name(self) -> &'static str {
        self.as_str()
    }
}

impl Named for Code {
    const ALL: &'static [Self] = Code::ALL;

    fn name(self) -> &'static str {
        self.as_str()
    }
}
