//! YAML 1.2 with locations, built from parser events.

mod cut;
mod explain;
mod offsets;
mod repair;
mod simple;

use granit_parser::{Event, Options, Parser, Placement, ScalarStyle, ScanError, Tag};

use super::builder::{Builder, MAX_DEPTH, TooComplex, too_complex};
use super::outcome::{Comment, Outcome, Rewritten};
use super::schema::is_null;
use super::value::{Kind, Node, Value};
use crate::compile::report::{Problem, Span};
use crate::post::Code;
use cut::Properties;
pub use explain::{NARROW_COLON, has_wide_colon};
use offsets::OffsetMap;
use repair::Repaired;

/// Parses the first document of `source`. If it is invalid, it is parsed again after a repair of its
/// whitespace.
pub fn read<'a>(source: &'a str, base: usize, rewritten: &'a Rewritten) -> Outcome<'a> {
    if let Some(simple) = simple::read(source, base) {
        return simple;
    }
    let strict = parse(source, &OffsetMap::shifted(base));
    let is_map =
        matches!(&strict.root, None | Some(Node { value: Value::Null | Value::Map(_), .. }));
    if strict.complete && is_map {
        return strict;
    }
    let Some(Repaired { text, offsets, problems }) = repair::repair(source, base) else {
        return strict;
    };
    let mut outcome = parse(rewritten.get_or_init(|| text), &offsets);
    outcome.problems.extend(problems);
    outcome
}

/// The reason for stopping early.
enum Stop {
    Scan(ScanError),
    Problem(Problem),
}

fn parse<'a>(source: &'a str, offsets: &OffsetMap) -> Outcome<'a> {
    let mut feeder = Feeder {
        source,
        offsets,
        builder: Builder::default(),
        properties: Properties::new(source, offsets),
        comments: Vec::new(),
    };
    let stopped = feeder.feed().err();
    let Feeder { builder, comments, .. } = feeder;
    let complete = stopped.is_none();
    let broken = stopped.map(|stop| match stop {
        Stop::Problem(problem) => problem,
        Stop::Scan(error) => explain::explain(source, offsets, &error, builder.innermost_open()),
    });
    let (root, mut problems, duplicates) = builder.finish();
    problems.extend(broken);
    Outcome { root, problems, duplicates, comments, complete }
}

/// Passes the events of a parser to a builder.
struct Feeder<'a, 'o> {
    source: &'a str,
    offsets: &'o OffsetMap,
    builder: Builder<'a>,
    properties: Properties<'a, 'o>,
    comments: Vec<Comment<'a>>,
}

impl<'a> Feeder<'a, '_> {
    /// Feeds the first document.
    fn feed(&mut self) -> Result<(), Stop> {
        let mut options = Options::default();
        options.flow_nesting_limit = MAX_DEPTH;
        options.block_nesting_limit = MAX_DEPTH;
        options.emit_comments = cut::may_have_comments(self.source);
        // The front matter is in memory already, so its comments may be too.
        options.max_buffered_comment_events = usize::MAX;
        let mut documents = 0;
        for event in Parser::new_from_str_with_options(self.source, options) {
            let (event, span) = event.map_err(Stop::Scan)?;
            let range = span.byte_range().expect("spans in a string have byte offsets");
            let span = self.offsets.span(range.clone());
            let fits = match event {
                Event::Scalar(text, style, anchor, tag) => {
                    let is_absent = range.is_empty() && style == ScalarStyle::Plain;
                    let text = if is_absent { "".into() } else { text };
                    let tag = tag.as_deref();
                    let of_text = self.properties.tag_of_text(tag, style, range.start);
                    let cut = self.properties.anchor(anchor, style, range.start);
                    self.builder.problems.extend(cut);
                    let node = match of_text {
                        Some((written, problem)) => {
                            self.builder.problems.push(problem);
                            let whole = format!("{written} {text}").trim_end().to_owned();
                            Node::scalar(span, whole.into(), Kind::Text)
                        }
                        None => {
                            let cut = self.properties.tag_of_value(tag, range.start);
                            self.builder.problems.extend(cut);
                            let kind = kind(tag, style);
                            match kind == Kind::Plain && is_null(&text) {
                                true => Node { span, value: Value::Null },
                                false => Node::scalar(span, text, kind),
                            }
                        }
                    };
                    self.builder.leaf(node, style == ScalarStyle::Plain && !is_absent, anchor)
                }
                Event::SequenceStart(_, anchor, tag) => {
                    let cut = self.properties.tag_of_value(tag.as_deref(), range.start);
                    self.builder.problems.extend(cut);
                    self.builder.open_seq(span.start, anchor)
                }
                Event::MappingStart(_, anchor, tag) => {
                    let cut = self.properties.tag_of_value(tag.as_deref(), range.start);
                    self.builder.problems.extend(cut);
                    self.builder.open_map(span.start, anchor)
                }
                Event::SequenceEnd | Event::MappingEnd => {
                    self.builder.close(self.offsets.block_end(self.source, range.end));
                    Ok(())
                }
                Event::Alias(anchor) => match self.builder.alias(anchor, span) {
                    Ok(None) => return Err(Stop::Problem(recursive_alias(span))),
                    Ok(Some(())) => Ok(()),
                    Err(too_complex) => Err(too_complex),
                },
                Event::DocumentStart(..) => {
                    documents += 1;
                    if documents > 1 {
                        return Err(Stop::Problem(second_document(span)));
                    }
                    Ok(())
                }
                Event::Comment(_, Placement::Right) => {
                    self.comments.extend(cut::comment(self.source, range, self.offsets));
                    Ok(())
                }
                _ => Ok(()),
            };
            fits.map_err(|TooComplex| Stop::Problem(too_complex(span)))?;
        }
        Ok(())
    }
}

/// Returns the JSON type of a scalar, determined by its tag or else by its quotes.
fn kind(tag: Option<&Tag>, style: ScalarStyle) -> Kind {
    match tag.and_then(Tag::core_suffix) {
        Some("str") => Kind::Text,
        Some("int" | "float" | "bool" | "null") => Kind::Plain,
        _ if style == ScalarStyle::Plain => Kind::Plain,
        _ => Kind::Text,
    }
}

fn recursive_alias(span: Span) -> Problem {
    Problem::new(Code::FrontMatterSyntax, span, "this alias is inside the value it refers to")
        .expected("an alias of a preceding value")
        .help("put the value in quotes if `*` is part of the text")
}

fn second_document(span: Span) -> Problem {
    Problem::new(Code::FrontMatterSyntax, span, "a second YAML document begins here")
        .expected("one document between the fences")
        .help("put a line that begins with `---` in quotes, or indent it")
}
