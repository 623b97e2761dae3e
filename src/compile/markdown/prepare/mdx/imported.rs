//! Recognizes MDX in files with the extension `.md`, as Docusaurus reads them.

use std::collections::HashSet;

use memchr::memmem;

use super::super::lines_outside_code::lines_outside_code;

const IMPORT: &str = "import ";

/// Returns whether a body imports a component, outside of code and between other blocks: one whose tag it has, or
/// one of the site in its first lines. Anything less may be prose, or a listing that is not marked as one.
pub fn imports_components(markdown: &str) -> bool {
    if memmem::find(markdown.as_bytes(), IMPORT.as_bytes()).is_none() {
        return false;
    }
    let mut used: Option<HashSet<&str>> = None;
    let (mut is_between, mut is_first) = (true, true);
    for line in lines_outside_code(markdown) {
        if let Some(names) = line.text.strip_prefix(IMPORT).filter(|_| is_between).and_then(names) {
            let used = used.get_or_insert_with(|| components(markdown));
            let is_component = |name: &str| {
                used.contains(name)
                    || is_first && is_of_site(line.text) && name.starts_with(char::is_uppercase)
            };
            if names.split([' ', ',', '{', '}']).any(is_component) {
                return true;
            }
        } else {
            is_between = line.text.trim().is_empty();
            is_first = is_first && is_between;
        }
    }
    false
}

/// Returns what a statement, after its first word, imports. `None` if it is none.
fn names(statement: &str) -> Option<&str> {
    let (names, module) = statement.trim_end().trim_end_matches(';').split_once(" from ")?;
    let module = module.trim();
    let is_quoted = |quote: char| {
        module.len() > 2
            && module.strip_prefix(quote).and_then(|rest| rest.find(quote))
                == Some(module.len() - 2)
    };
    (is_quoted('\'') || is_quoted('"')).then_some(names)
}

/// Whether a statement imports a module of the site, by its path or by an alias of Docusaurus.
fn is_of_site(statement: &str) -> bool {
    let module = statement.rsplit(" from ").next().unwrap_or_default().trim();
    ["./", "../", "@site/", "@theme/", "@docusaurus/"]
        .iter()
        .any(|path| module.get(1..).is_some_and(|module| module.starts_with(path)))
}

/// Returns the names in the start tags of components.
fn components(markdown: &str) -> HashSet<&str> {
    let name = |at: usize| {
        let rest = &markdown[at + 1..];
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let length = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
        rest.starts_with(|c: char| c.is_ascii_uppercase()).then(|| &rest[..length])
    };
    memchr::memchr_iter(b'<', markdown.as_bytes()).filter_map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::imports_components;

    #[test]
    fn a_component_that_is_imported_and_used_is_mdx() {
        for body in [
            "import Tabs from '@theme/Tabs';\n\n<Tabs>\n",
            "\nimport Tabs from '@theme/Tabs';\n",
            "text\n\nimport a from \"a\"\nimport A, { B } from \"b\"\n\n<B x={1} />\n",
            "import { DetailedExplanation } from '../components/DetailedExplanation'\r\n\r\n<DetailedExplanation>\r\n",
        ] {
            assert!(imports_components(body), "{body}");
        }
        for body in [
            "text\n\nimport Tabs from '@theme/Tabs';\n",
            "import Tabs from 'tabs';\n",
            "text\nimport Tabs from '@theme/Tabs';\n\n<Tabs>\n",
            "```js\nimport Tabs from '@theme/Tabs';\n```\n\n<Tabs>\n",
            "    import Tabs from '@theme/Tabs';\n\n<Tabs>\n",
            "import Vec from Rust\n\nVec<Vec>\n",
            "<script setup>\nimport Tabs from './Tabs.vue'\n</script>\n\n<Tabs>\n",
        ] {
            assert!(!imports_components(body), "{body}");
        }
    }
}
