//! Settings: names in sentences and in settings files, and variables.

use inkstone::config::Key;

use super::markdown::Page;

/// Beginnings of variables that are no settings: the settings file, what the benchmarks read, and what Kubernetes sets
/// for a service named `inkstone`.
const OTHERS: [&str; 6] = [
    "INKSTONE_CONFIG",
    "INKSTONE_BENCH_",
    // The executable that benchmarks run.
    "INKSTONE_BINARY",
    "INKSTONE_PORT",
    "INKSTONE_SERVICE_",
    "INKSTONE_API_SERVICE_",
];

/// Returns a line for each name of a page that is no setting. Front ends in `examples/` have variables of their own.
pub fn unknown(page: &Page) -> Vec<String> {
    let mut names = Vec::new();
    let is_example = page.path.starts_with("examples/");
    let variables = |text: &str| if is_example { Vec::new() } else { variables(text) };
    for (before, code) in &page.code {
        let before = before.trim_end();
        let is_named =
            ["setting", "settings", "设置", "设置项"].iter().any(|word| before.ends_with(word));
        // As in "The setting `prot`", but not in "settings file `inkstone.toml`".
        if is_named && is_name(code) && Key::from_name(code).is_none() {
            names.push(code.clone());
        }
        names.extend(variables(code));
    }
    for (language, text) in &page.blocks {
        names.extend(variables(text));
        if language == "toml" {
            names.extend(keys(text));
        }
    }
    names.iter().map(|name| format!("{}: there is no setting `{name}`", page.path)).collect()
}

fn is_name(code: &str) -> bool {
    code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

/// Returns the variables in a text that would be settings, but are none.
fn variables(text: &str) -> Vec<String> {
    let is_of_name = |character: char| character.is_ascii_uppercase() || character == '_';
    let names = text.split(|character| !is_of_name(character));
    let names =
        names.filter(|name| name.len() > "INKSTONE_".len() && name.starts_with("INKSTONE_"));
    names
        .filter(|name| !OTHERS.iter().any(|other| name.starts_with(other)))
        .filter(|name| Key::from_variable(name).is_none())
        .map(str::to_owned)
        .collect()
}

/// Returns the keys of a settings file that are no settings. A file of another tool has its name in the first line.
fn keys(text: &str) -> Vec<String> {
    let first = text.lines().next().unwrap_or_default();
    if first.starts_with("# ") && !first.contains("inkstone") {
        return Vec::new();
    }
    let table: toml::Table = text.parse().unwrap_or_else(|error| panic!("{error}\n{text}"));
    table.keys().filter(|key| Key::from_name(key).is_none()).cloned().collect()
}
