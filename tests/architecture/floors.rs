//! Imports between floors: each floor imports only from the floors listed for it. This holds for tests too.

use crate::Breach;
use crate::code::Code;
use crate::page::{self, Page};
use crate::resolve::{Link, Target};

/// Returns imports that are not allowed, folders missing from the table, and floors without files.
pub fn breaches(page: &Page, code: &Code, links: &[Link<'_>]) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (id, path) in code.files.iter().enumerate() {
        if !is_roof(path) && !page.floors.iter().any(|floor| floor.name == name(path)) {
            let message =
                format!("`{}` is not in the table of floors in {}", name(path), page::NAME);
            breaches.push(Breach::new(code.file(id), 1, message));
        }
    }
    for floor in &page.floors {
        if !code.files.iter().any(|path| name(path) == floor.name) {
            let message = format!("the floor `{}` has no files", floor.name);
            breaches.push(Breach::new(page::NAME, 1, message));
        }
    }
    for Link { reference, target } in links {
        let target = match target {
            Target::Item(file) => *file,
            Target::Module(module) => code.modules[*module].file,
            Target::External(_) => continue,
        };
        let (from, to) = (name(&code.files[reference.file]), name(&code.files[target]));
        let Some(floor) = page.floors.iter().find(|floor| floor.name == from) else { continue };
        if from == to || floor.imports.iter().any(|import| import == to) {
            continue;
        }
        let message = format!(
            "`{from}` must not import from `{to}`: `{}` is in {}",
            reference.path.join("::"),
            code.file(target)
        );
        breaches.push(Breach::new(code.file(reference.file), reference.line, message));
    }
    breaches
}

/// Returns whether a file is above all floors: `lib.rs` or `main.rs`.
fn is_roof(path: &str) -> bool {
    matches!(path, "lib.rs" | "main.rs")
}

/// Returns the floor of a file.
pub fn name(path: &str) -> &str {
    path.split_once('/').map_or(path, |(folder, _)| folder).trim_end_matches(".rs")
}
