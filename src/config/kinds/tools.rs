//! The syntax of other tools.

use crate::config::kind::{Canonical, Describe, Kind, did_you_mean, items, quoted};
use crate::config::value::Value;
use crate::post::{Tool, Tools};
use crate::text::suggest::nearest;

/// The word for every syntax.
const ALL: &str = "auto";
/// The word for no syntax.
const NONE: &str = "none";

/// `auto`, `none`, or a list of syntaxes.
pub(in crate::config) struct ToolSyntax;

fn word(tool: Tool) -> &'static str {
    match tool {
        Tool::Containers => "containers",
        Tool::WikiLinks => "wikilinks",
        Tool::Liquid => "liquid",
        Tool::Shortcodes => "shortcodes",
        Tool::Kramdown => "kramdown",
    }
}

fn words() -> impl Iterator<Item = &'static str> {
    Tool::ALL.iter().map(|&tool| word(tool))
}

impl Describe for ToolSyntax {
    fn placeholder(&self) -> String {
        "SYNTAXES".to_owned()
    }
}

impl Kind<Tools> for ToolSyntax {
    fn read(&self, value: &Value) -> Result<Tools, String> {
        let found = items(value, "syntaxes")?;
        match found.as_slice() {
            [one] if one.eq_ignore_ascii_case(ALL) => return Ok(Tools::ALL),
            [one] if one.eq_ignore_ascii_case(NONE) => return Ok(Tools::NONE),
            _ => {}
        }
        let tool = |name: &str| {
            let found = Tool::ALL.iter().find(|&&tool| word(tool).eq_ignore_ascii_case(name));
            found.copied().ok_or_else(|| {
                let all = words().collect::<Vec<_>>().join(", ");
                let hint = did_you_mean(nearest(name, words().chain([ALL, NONE])));
                let name = quoted(name);
                format!("found {name}; expected {ALL}, {NONE} or a list of {all}{hint}")
            })
        };
        found.into_iter().map(tool).collect()
    }
}

impl Canonical<Tools> for ToolSyntax {
    fn canonical(&self, value: &Tools) -> Option<String> {
        let found = Tool::ALL.iter().filter(|&&tool| value.contains(tool));
        Some(found.map(|&tool| word(tool)).collect::<Vec<_>>().join(","))
    }
}
