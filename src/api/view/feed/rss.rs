//! RSS 2.0, with its modules `content` and Dublin Core, and links of Atom.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rss::extension::Extension;
use rss::extension::dublincore::DublinCoreExtension;
use rss::{Category, Channel, Enclosure, Guid};

use super::GENERATOR;
use crate::feed::{Feed, Image, Item};
use crate::post::Moment;

/// The namespace of Atom.
const ATOM: &str = "http://www.w3.org/2005/Atom";

/// Returns a feed as RSS.
pub fn write_rss(feed: &Feed) -> Vec<u8> {
    let next = feed.next.as_deref().map(|next| link("next", next));
    let links: Vec<_> = [link("self", &feed.this)].into_iter().chain(next).collect();
    let channel = Channel {
        title: feed.title.clone(),
        link: feed.home.clone(),
        // It is required.
        description: feed.description.clone().unwrap_or_else(|| feed.title.clone()),
        language: Some(feed.lang.clone()),
        last_build_date: feed.updated().map(date),
        generator: Some(GENERATOR.to_owned()),
        namespaces: [("atom".to_owned(), ATOM.to_owned())].into(),
        extensions: [("atom".to_owned(), [("link".to_owned(), links)].into())].into(),
        items: feed.items.iter().map(item).collect(),
        ..Channel::default()
    };
    channel.write_to(Vec::new()).expect("memory accepts all bytes")
}

fn link(rel: &str, href: &str) -> Extension {
    let attrs = [("href", href), ("rel", rel), ("type", "application/rss+xml")];
    let attrs = attrs.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let (name, children) = ("atom:link".to_owned(), BTreeMap::new());
    Extension { name, value: None, attrs: attrs.into(), children }
}

fn item(item: &Item) -> rss::Item {
    let category = |name: &String| Category { name: name.clone(), domain: None };
    let creators = DublinCoreExtension { creators: item.authors.clone(), ..Default::default() };
    rss::Item {
        title: Some(item.title.clone()),
        link: Some(item.url.clone()),
        // It is HTML in all readers.
        description: item.summary.as_deref().map(escaped),
        categories: item.topics.iter().map(category).collect(),
        enclosure: item.image.as_ref().and_then(enclosure),
        guid: Some(Guid { value: item.id.clone(), permalink: item.id_is_url }),
        pub_date: item.published.map(date),
        content: item.html.clone(),
        dublin_core_ext: (!item.authors.is_empty()).then_some(creators),
        ..rss::Item::default()
    }
}

/// An enclosure must have a type and a length.
fn enclosure(image: &Image) -> Option<Enclosure> {
    let (mime_type, bytes) = (image.media_type.clone()?, image.bytes?);
    Some(Enclosure { url: image.url.clone(), length: bytes.to_string(), mime_type })
}

/// Returns text as HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Returns a time as RFC 822 defines it, with four digits of the year, as RSS prefers.
fn date(moment: Moment) -> String {
    let at: Timestamp = moment.timestamp();
    at.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
}
