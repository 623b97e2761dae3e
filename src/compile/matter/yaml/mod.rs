//! YAML 1.2 with places, from the parser's events.

mod explain;
mod tabs;

use granit_parser::{Event, Options, Parser, ScalarStyle, ScanError, Tag};

use super::builder::{Builder, MAX_DEPTH, TooComplex, too_complex};
use super::schema::is_null;
use super::value::{Kind, Node, Value};
use super::{Copy, Outcome};
use crate::compile::report::{Problem, Span};
use crate::post::Code;
pub use explain::{NARROW_COLON, has_wide_colon};
use tabs::Places;

/// Reads the first document of `source`. Where it breaks and lines begin with tabs, it is read
/// again as Hexo reads it: two blanks for each tab.
pub fn read<'a>(source: &'a str, base: usize, copy: &'a Copy) -> Outcome<'a> {
    let strict = parse(source, &Places::plain(base));
    if strict.complete || !tabs::indent_with_tabs(source) {
        return strict;
    }
    let (text, places, first) = tabs::expand(source, base);
    let mut outcome = parse(copy.get_or_init(|| text), &places);
    outcome.problems.push(
        Problem::new(Code::FrontMatterTabs, first, "the YAML is indented with tabs")
            .expected("blanks, which every tool reads")
            .help("replace each tab at the start of a line by two blanks"),
    );
    outcome
}

/// Why reading stops early.
enum Stop {
    Scan(ScanError),
    Problem(Problem),
}

fn parse<'a>(source: &'a str, places: &Places) -> Outcome<'a> {
    let mut builder = Builder::default();
    let stopped = feed(source, places, &mut builder).err();
    let complete = stopped.is_none();
    let broken = stopped.map(|stop| match stop {
        Stop::Problem(problem) => problem,
        Stop::Scan(error) => explain::explain(source, places, &error, builder.innermost_open()),
    });
    let (root, mut problems) = builder.finish();
    problems.extend(broken);
    Outcome { root, problems, complete }
}

/// Hands the events of the first document to the builder.
fn feed<'a>(source: &'a str, places: &Places, builder: &mut Builder<'a>) -> Result<(), Stop> {
    let mut options = Options::default();
    options.flow_nesting_limit = MAX_DEPTH;
    options.block_nesting_limit = MAX_DEPTH;
    options.set_emit_comments(false);
    let mut documents = 0;
    for event in Parser::new_from_str_with_options(source, options) {
        let (event, span) = event.map_err(Stop::Scan)?;
        let range = span.byte_range().unwrap_or(0..0);
        let span = places.span(range.clone());
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
                builder.close(places.block_end(source, range.end));
                Ok(())
            }
            Event::Alias(anchor) => match builder.alias(anchor, span) {
                Ok(None) => return Err(Stop::Problem(holds_itself(span))),
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

/// What a scalar is as JSON: its tag decides, else its quotes.
fn kind(tag: Option<&Tag>, style: ScalarStyle) -> Kind {
    match tag.and_then(Tag::core_suffix) {
        Some("str") => Kind::Text,
        Some("int" | "float" | "bool" | "null") => Kind::Plain,
        _ if style == ScalarStyle::Plain => Kind::Plain,
        _ => Kind::Text,
    }
}

fn holds_itself(span: Span) -> Problem {
    Problem::new(Code::FrontMatterSyntax, span, "this alias stands inside the value it repeats")
        .expected("an alias of a value that is complete")
        .help("put the value in quotes if `*` is meant as a character")
}

fn second_document(span: Span) -> Problem {
    Problem::new(Code::FrontMatterSyntax, span, "a second YAML document begins here")
        .expected("one document between the fences")
        .help("put a line that begins with `---` in quotes, or indent it")
}
