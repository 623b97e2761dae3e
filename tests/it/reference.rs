//! The reference pages in `docs/`: their generated parts are those that the tables in the code give.

mod command_line;

use std::fmt::Write;
use std::fs;

use inkstone::config::Key;
use inkstone::protocol::ProblemKind;

use crate::support::Service;

const BEGIN: &str = "<!-- generated: run `UPDATE_DOCS=1 cargo test --test it reference` -->\n";
const END: &str = "<!-- end of the generated part -->\n";

/// Rewrites the generated part of a page if `UPDATE_DOCS` is set, and compares it.
fn compare(name: &str, generated: &str) {
    let path = format!("{}/docs/{name}", env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(&path).expect("the page is committed");
    let (before, rest) = page.split_once(BEGIN).expect("the page has a generated part");
    let (committed, after) = rest.split_once(END).expect("the generated part ends");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, format!("{before}{BEGIN}{generated}{END}{after}"))
            .expect("the page can be written");
        return;
    }
    assert_eq!(
        committed, generated,
        "docs/{name}: run `UPDATE_DOCS=1 cargo test --test it reference`"
    );
}

/// Breaks a paragraph into lines of at most 120 characters.
fn wrapped(text: &str) -> String {
    let mut lines = String::new();
    let mut length = 0;
    for word in text.split(' ') {
        let added = word.chars().count() + 1;
        if length + added > 121 {
            lines.push('\n');
            length = 0;
        } else if length > 0 {
            lines.push(' ');
        }
        lines.push_str(word);
        length += added;
    }
    lines
}

#[test]
fn every_setting_is_documented() {
    let mut page = String::new();
    let mut section = "";
    for &key in Key::ALL {
        if key.section() != section {
            section = key.section();
            let _ = write!(page, "\n## {section}\n");
        }
        let value = match (key.placeholder(), key.without_value()) {
            ("", _) => "[=true|false]".to_owned(),
            (placeholder, Some(_)) => format!("[={placeholder}]"),
            (placeholder, None) => format!(" {placeholder}"),
        };
        let mut facts = format!("`{}`, `--{}{value}`", key.variable(), key.flag());
        match key.default_text() {
            Some(default) => facts.push_str(&format!("; default: `{default}`")),
            None => facts.push_str("; not set by default"),
        }
        if let Some(range) = key.range() {
            facts.push_str(&format!("; range: {range}"));
        }
        let _ = write!(
            page,
            "\n### `{}`\n\n{}\n\n{}.\n",
            key.name(),
            wrapped(key.help()),
            wrapped(&facts)
        );
    }
    page.push('\n');
    compare("settings.md", &page);
}

#[test]
fn every_problem_is_documented_as_it_is_served() {
    let mut page =
        "\n| code | status | title | meaning, and what to do |\n|---|---|---|---|\n".to_owned();
    let service = Service::new(&[("a.md", "---\ntitle: A\n---\n")]);
    for kind in ProblemKind::ALL {
        let (code, status) = (kind.code(), kind.status().as_u16());
        let served = service.get(&format!("/problems/{code}")).json();
        assert_eq!(served["code"], code);
        assert_eq!(served["status"], status);
        let (title, meaning) =
            (served["title"].as_str().unwrap(), served["description"].as_str().unwrap());
        let _ = writeln!(page, "| `{code}` | {status} | {title} | {meaning} |");
    }
    page.push('\n');
    compare("errors.md", &page);
}

/// The rest of the page explains all codes in `errors`, which are in the OpenAPI document.
#[test]
fn every_code_of_a_parameter_is_documented() {
    let document = inkstone::api::openapi_document();
    let schema = &document["components"]["schemas"]["ParameterError"]["properties"]["code"];
    let description = schema["description"].as_str().expect("a description");
    let codes: Vec<&str> = description.split('`').skip(1).step_by(2).collect();
    assert!(codes.len() > 10, "{description}");
    let page = include_str!("../../docs/errors.md");
    for code in codes {
        assert!(page.contains(&format!("\n| `{code}` |")), "{code}");
    }
}
