//! Conversion of front matter entries to the fields of a post.

mod address;
mod comment;
mod context;
mod cover;
mod date;
mod declared;
mod excerpt;
mod flags;
mod keys;
mod lang;
mod list;
mod name;
mod read_time;
mod slug;
mod text;

use super::matter::Matter;
use super::report::Report;
use crate::post::{At, Body, Post, Reference, Use, is_local};

pub use context::Context;
pub use keys::{ALL, is_known};
pub use name::FileName;

use keys::Keys;

/// Reads and checks all fields. Returns `None` if there is no valid slug, which is reported.
pub fn read(matter: &Matter<'_>, context: &Context<'_>, report: &mut Report<'_>) -> Option<Post> {
    comment::report(matter, report);
    let mut keys = Keys::new(&matter.entries, report);
    let title = text::title(&mut keys, context);
    let description = text::plain(&mut keys, keys::DESCRIPTION);
    let date = date::published(&mut keys, context);
    let updated = date::updated(&mut keys, context.options);
    let expires_at = date::expires(&mut keys, context.options);
    let authored_time = text::read_time(&mut keys);
    let categories = list::categories(&mut keys);
    let tags = list::tags(&mut keys);
    let authors = list::authors(&mut keys);
    let series = text::series(&mut keys);
    let mut name = slug::name(&mut keys, context);
    let path = name.as_mut().and_then(|name| name.alias.take());
    let aliases = list::aliases(&mut keys, path);
    let authored_lang = lang::authored(&mut keys, context);
    let translation_key = text::translation_key(&mut keys);
    let cover = cover::cover(&mut keys);
    let draft = flags::draft(&mut keys, context.path);
    let addresses = address::addresses(&keys);
    // After a syntax error, keys are missing that may be there.
    let schema = context.options.schema.as_deref().filter(|_| matter.complete);
    let extra = keys.finish(|key| schema.is_some_and(|schema| schema.declares(key)));
    if let Some(schema) = schema {
        declared::check(&extra, &matter.entries, schema, report);
    }

    let lang = authored_lang
        .unwrap_or_else(|| lang::inferred(context, &title, description.as_deref().unwrap_or("")));
    let mut references = context.facts.references.clone();
    if let Some((cover, span)) = &cover
        && is_local(&cover.src)
    {
        let at = At::Matter(Box::new(report.place(*span)));
        references.push(Reference { url: cover.src.clone(), to_use: Use::Image, at });
    }
    references.sort_by(|a, b| (&a.url, a.to_use).cmp(&(&b.url, b.to_use)));
    let minutes = context.facts.amount.minutes();
    let text = title.chars().chain(context.body.chars());
    let read_time = read_time::read_time(authored_time, minutes, &lang, text);
    let name = name?;
    Some(Post {
        path: context.path.clone(),
        slug: name.slug,
        dated_slug: name.dated,
        excerpt: excerpt::excerpt(context.facts, description.as_deref()),
        title: title.into(),
        description: description.map(Into::into),
        date: date.map(|date| date.day),
        published_at: date.map(|date| date.moment),
        updated_at: updated.or(date.map(|date| date.moment)),
        read_time: read_time.text,
        read_time_minutes: read_time.minutes,
        word_count: context.facts.amount.word_count(),
        lang,
        categories,
        tags,
        authors,
        series: series.map(Into::into),
        aliases,
        addresses,
        translation_key: translation_key.map(Into::into),
        cover: cover.map(|(cover, _)| cover),
        expires_at,
        draft,
        extra: (!extra.is_empty()).then(|| Box::new(extra)),
        references: references.into(),
        body: Body::new(context.body, context.dialect),
        lines_before_body: context.lines_before_body,
        revision: context.revision,
    })
}

#[cfg(test)]
mod tests;
