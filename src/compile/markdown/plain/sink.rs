//! What is read from the blocks of a body.

use crate::post::Use;

/// What a text is the content of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// A heading of a level.
    Heading(usize),
    Paragraph,
    /// An item of a list.
    Item,
    /// A cell of a table.
    Cell,
}

/// A flat list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct List {
    /// The number of the first item. `None` for bullet lists.
    pub start: Option<usize>,
    /// Whether there are no empty lines between the items.
    pub is_tight: bool,
}

/// Takes the blocks of a body, in order. Blocks of text are parts of lists and tables that were begun before.
pub trait Sink {
    /// Begins a list, whose items follow.
    fn begin_list(&mut self, list: List);

    /// Ends a list.
    fn end_list(&mut self);

    /// Begins a row of a table, whose cells follow.
    fn begin_row(&mut self);

    /// Ends a row.
    fn end_row(&mut self);

    /// Ends a table.
    fn end_table(&mut self);

    /// Begins a block of text.
    fn begin(&mut self, level: Level);

    /// Ends a block of text.
    fn end(&mut self, level: Level);

    /// Adds a block of code with its lines.
    fn code(&mut self, lines: &str);

    /// Adds running text.
    fn push(&mut self, text: &str);

    /// Adds code in running text.
    fn push_code(&mut self, code: &str);

    /// Adds a line break.
    fn push_break(&mut self, is_hard: bool);

    /// Begins an image, whose alternative text follows.
    fn begin_image(&mut self);

    /// Ends an image.
    fn end_image(&mut self);

    /// Adds the URL of a link or image at an offset in the body. `None` if the body must be parsed.
    fn link(&mut self, url: &str, offset: usize, to_use: Use) -> Option<()>;
}
