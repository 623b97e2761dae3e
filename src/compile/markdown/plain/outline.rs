//! The outline of a body.

use super::super::heading::{self, Ids};
use super::super::inline_text::Line;
use super::super::text::{Outline, OutlineWriter};
use super::sink::{Level, List, Sink};
use crate::post::Use;

/// The outline so far.
#[derive(Default)]
pub struct Outliner {
    writer: OutlineWriter,
    /// The titles of the headings.
    titles: Vec<String>,
    /// The title of the open heading.
    title: Option<Line>,
    /// Whether the items of the open list are on adjacent lines.
    is_tight: bool,
    /// Whether the open row has a cell.
    has_cell: bool,
}

impl Outliner {
    /// Returns the outline of the whole body.
    pub fn finish(self) -> Outline {
        let mut ids = Ids::default();
        let ids = self.titles.iter().map(|title| ids.unique(heading::id(title)));
        self.writer.finish(ids)
    }
}

impl Sink for Outliner {
    fn begin_list(&mut self, list: List) {
        self.is_tight = list.is_tight;
        self.writer.text.begin_list(list.start);
    }

    fn end_list(&mut self) {
        self.writer.text.end_list();
    }

    fn begin_row(&mut self) {
        self.has_cell = false;
    }

    fn end_row(&mut self) {
        self.writer.text.end_line();
    }

    fn end_table(&mut self) {
        self.writer.text.end_block();
    }

    fn begin(&mut self, level: Level) {
        match level {
            Level::Heading(_) => {
                self.writer.begin_heading();
                self.title = Some(Line::default());
            }
            Level::Paragraph => {}
            Level::Item => self.writer.text.begin_item(""),
            Level::Cell => {
                if self.has_cell {
                    self.writer.text.next_cell();
                }
                self.has_cell = true;
            }
        }
    }

    fn end(&mut self, level: Level) {
        let text = &mut self.writer.text;
        text.end_inlines();
        match level {
            Level::Heading(_) => {
                text.end_block();
                self.writer.end_heading();
                self.titles.extend(self.title.take().map(Line::finish));
            }
            Level::Paragraph => text.end_block(),
            Level::Item => {
                if self.is_tight {
                    text.end_line();
                } else {
                    text.end_block();
                }
                text.end_item();
            }
            Level::Cell => {}
        }
    }

    fn code(&mut self, lines: &str) {
        self.writer.code(|text| text.code(lines));
        self.writer.text.end_block();
    }

    fn push(&mut self, text: &str) {
        self.writer.inline(|writer| writer.push(text));
        if let Some(title) = &mut self.title {
            title.push(text);
        }
    }

    fn push_code(&mut self, code: &str) {
        self.push(code);
    }

    fn push_break(&mut self, is_hard: bool) {
        if is_hard {
            self.writer.text.break_line();
        } else {
            self.writer.text.end_softly();
        }
    }

    fn begin_image(&mut self) {}

    fn end_image(&mut self) {}

    fn link(&mut self, _: &str, _: usize, _: Use) -> Option<()> {
        Some(())
    }
}
