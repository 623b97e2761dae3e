//! YAML 1.2 with locations, built from parser events.

mod explain;
mod tabs;

use granit_parser::{Event, Options, Parser, ScalarStyle, ScanError, Tag};

use super::builder::{Builder, MAX_DEPTH, TooComplex, too_complex};
use super::outcome::{Outcome, Rewritten};
use super::schema::is_null;
use super::value::{Kind, Node, Value};
use crate::compile::report::{Problem, Span};
use crate::post::Code;
pub use explain::{NARROW_COLON, has_wide_colon};
use tabs::OffsetMap;

/// Parses the first document of `source`. If it is invalid and lines are indented with tabs, it is
/// parsed again with two spaces for each tab, as Hexo does.
pub fn read<'a>(source: &'a str, base: usize, rewritten: &'a Rewritten) -> Outcome<'a> {
    let strict = parse(source, &OffsetMap::shifted(base));
    if strict.complete || !tabs::indent_with_tabs(source) {
        return strict;
    }
    let (text, offsets, first) = tabs::expand(source, base);
    let mut outcome = parse(rewritten.get_or_init(|| text), &offsets);
    outcome.problems.push(
        Problem::new(Code::FrontMatterTabs, first, "the YAML is indented with tabs")
            .expected("spaces, which all tools support")
            .help("replace each tab at the start of a line with two spaces"),
    );
    outcome
}

/// The reason for stopping early.
enum Stop {
    Scan(ScanError),
    Problem(Problem),
}

fn parse<'a>(source: &'a str, offsets: &OffsetMap) -> Outcome<'a> {
    let mut builder = Builder::default();
    let stopped = feed(source, offsets, &mut builder).err();
    let complete = stopped.is_none();
    let broken = stopped.map(|stop| match stop {
        Stop::Problem(problem) => problem,
        Stop::Scan(error) => explain::explain(source, offsets, &error, builder.innermost_open()),
    });
    let (root, mut problems) = builder.finish();
    problems.extend(broken);
    Outcome { root, problems, complete }
}

/// Passes the events of the first document to the builder.
fn feed<'a>(source: &'a str, offsets: &OffsetMap, builder: &mut Builder<'a>) -> Result<(), Stop> {
    let mut options = Options::default();
    options.flow_nesting_limit = MAX_DEPTH;
    options.block_nesting_limit = MAX_DEPTH;
    options.set_emit_comments(false);
    let mut documents = 0;
    for event in Parser::new_from_str_with_options(source, options) {
        let (event, span) = event.map_err(Stop::Scan)?;
        let range = span.byte_range().expect("spans in a string have byte offsets");
        let span = offsets.span(range.clone());
        let fits = match event {
            Event::Scalar(text, style, anchor, tag) => {
                let plain = style == ScalarStyle::Plain && !range.is_empty();
                let text =
                    if range.is_empty() && style == ScalarStyle::Plain { "".into() } else { text };
                let kind = kind(tag.as_deref(), style);
                let null = kind == Kind::Plain && is_null(&text);
                let node = match null {
                    true => Node { span, value: Value::Null },
                    false => Node::scalar(span, text, kind),
                };
                builder.leaf(node, plain, anchor)
            }
            Event::SequenceStart(_, anchor, _) => builder.open_seq(span.start, anchor),
            Event::MappingStart(_, anchor, _) => builder.open_map(span.start, anchor),
            Event::SequenceEnd | Event::MappingEnd => {
                builder.close(offsets.block_end(source, range.end));
                Ok(())
            }
            Event::Alias(anchor) => match builder.alias(anchor, span) {
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
            _ => Ok(()),
        };
        fits.map_err(|TooComplex| Stop::Problem(too_complex(span)))?;
    }
    Ok(())
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
