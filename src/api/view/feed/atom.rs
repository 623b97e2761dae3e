//! Atom (RFC 4287), with links to further pages (RFC 5005).

use atom_syndication::{Category, Content, Entry, FixedDateTime, Generator, Link, Person, Text};

use super::GENERATOR;
use crate::feed::{Feed, Image, Item};
use crate::post::Moment;

/// Returns a feed as Atom. Entries must have a time, so undated posts are left out. The feed must have one too: it is
/// the beginning of 1970 if there are no entries.
pub fn write_atom(feed: &Feed) -> Vec<u8> {
    let link = |rel: &str, media_type: &str, href: &str| Link {
        href: href.to_owned(),
        rel: rel.to_owned(),
        mime_type: Some(media_type.to_owned()),
        ..Link::default()
    };
    let mut links = vec![
        link("self", "application/atom+xml", &feed.this),
        link("alternate", "text/html", &feed.home),
    ];
    links.extend(feed.next.as_deref().map(|next| link("next", "application/atom+xml", next)));
    let person = Person { name: feed.title.clone(), ..Person::default() };
    let atom = atom_syndication::Feed {
        title: Text::plain(feed.title.clone()),
        subtitle: feed.description.clone().map(Text::plain),
        id: feed.id.clone(),
        updated: feed.updated().and_then(date).unwrap_or_default(),
        authors: vec![person],
        generator: Some(Generator { value: GENERATOR.to_owned(), ..Generator::default() }),
        links,
        entries: feed.items.iter().filter_map(entry).collect(),
        lang: Some(feed.lang.clone()),
        ..atom_syndication::Feed::default()
    };
    atom.write_to(Vec::new()).expect("memory accepts all bytes")
}

fn entry(item: &Item) -> Option<Entry> {
    let updated = item.updated.or(item.published).and_then(date)?;
    let alternate = Link { href: item.url.clone(), rel: "alternate".to_owned(), ..Link::default() };
    let enclosure = item.image.as_ref().map(enclosure);
    let lang = Some(item.lang.clone());
    let text = |text: &str| Text { lang: lang.clone(), ..Text::plain(text) };
    let person = |name: &String| Person { name: name.clone(), ..Person::default() };
    let category = |name: &String| Category { term: name.clone(), ..Category::default() };
    Some(Entry {
        title: text(&item.title),
        id: item.id.clone(),
        updated,
        published: item.published.and_then(date),
        authors: item.authors.iter().map(person).collect(),
        categories: item.topics.iter().map(category).collect(),
        links: [alternate].into_iter().chain(enclosure).collect(),
        summary: item.summary.as_deref().map(text),
        content: item.html.as_ref().map(|html| Content {
            lang: lang.clone(),
            value: Some(html.clone()),
            content_type: Some("html".to_owned()),
            ..Content::default()
        }),
        ..Entry::default()
    })
}

fn enclosure(image: &Image) -> Link {
    Link {
        href: image.url.clone(),
        rel: "enclosure".to_owned(),
        mime_type: image.media_type.clone(),
        length: image.bytes.map(|bytes| bytes.to_string()),
        ..Link::default()
    }
}

fn date(moment: Moment) -> Option<FixedDateTime> {
    FixedDateTime::parse_from_rfc3339(&moment.to_string()).ok()
}
