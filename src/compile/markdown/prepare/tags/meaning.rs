//! What tags stand for.

use std::ops::Range;

use comrak::nodes::AlertType;

/// A tag that is replaced in the source.
#[derive(Debug)]
pub struct Tag {
    /// The byte range in the source, up to the end of the closing tag if the content is replaced as well.
    pub range: Range<usize>,
    /// The tag in short, for messages.
    pub label: Box<str>,
    /// What it stands for.
    pub meaning: Meaning,
    /// Whether the tag is a paragraph of its own.
    pub is_block: bool,
    /// The line feeds that are inserted before and after it.
    pub breaks: (u8, u8),
    /// The number of bytes that are inserted before its token.
    pub lead: usize,
}

/// What a tag stands for.
#[derive(Debug, Clone)]
pub enum Meaning {
    /// Nothing, because it is not understood.
    LeftOut,
    /// Nothing.
    Nothing,
    /// Text, also as a part of a URL.
    Text(String),
    /// Text, even in code.
    Escaped(String),
    /// A URL, which is a link where no URL is expected.
    Url(String),
    /// A picture.
    Image(Image),
    /// A link.
    Link(Link),
    /// Code.
    Code(Listing),
    /// The title of what follows.
    Title(String),
    /// The beginning of a container.
    Open(Container),
    /// The end of the container that a tag with this number begins.
    Close(usize),
}

/// A picture.
#[derive(Debug, Clone, Default)]
pub struct Image {
    pub url: String,
    pub alt: String,
    pub title: String,
    /// Text below the picture.
    pub caption: String,
}

/// A link.
#[derive(Debug, Clone, Default)]
pub struct Link {
    pub url: String,
    pub title: String,
    pub text: String,
}

/// Code between two tags.
#[derive(Debug, Clone)]
pub struct Listing {
    pub language: String,
    pub literal: String,
    /// The text above the code.
    pub title: String,
    /// A link after the title.
    pub link: Option<Link>,
}

/// A container of blocks.
#[derive(Debug, Clone)]
pub enum Container {
    /// An alert.
    Alert(AlertType, Option<String>),
    /// A quotation.
    Quote(Source),
}

/// Where a quotation is from.
#[derive(Debug, Clone, Default)]
pub struct Source {
    pub author: String,
    pub work: String,
    pub url: String,
}

impl Meaning {
    /// Returns the text that the tag stands for in attributes and URLs.
    pub fn value(&self) -> &str {
        match self {
            Self::Text(text) | Self::Escaped(text) | Self::Url(text) => text,
            Self::Image(image) => &image.url,
            Self::Link(link) => &link.url,
            _ => "",
        }
    }
}
