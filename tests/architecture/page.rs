//! The tables of ARCHITECTURE.md.

use std::collections::BTreeMap;

use crate::Breach;
use crate::effects::Effect;
use crate::manifest::library_name;

/// The name of the page.
pub const NAME: &str = "ARCHITECTURE.md";

/// The rules.
#[derive(Debug, Default)]
pub struct Page {
    /// The floors in their order, the lowest first.
    pub floors: Vec<Floor>,
    /// Where packages may be used.
    pub packages: Vec<PackageRule>,
    /// Effects that single files have although their floor is without them.
    pub exceptions: Vec<Exception>,
}

/// A row of the table of floors.
#[derive(Debug)]
pub struct Floor {
    pub name: String,
    /// The floors it may import from.
    pub imports: Vec<String>,
    pub without: Vec<Effect>,
}

/// A place where a package, or one path of it, may be used.
#[derive(Debug)]
pub struct PackageRule {
    pub line: usize,
    /// The path as written in code: `["actix_http", "header"]`.
    pub path: Vec<String>,
    /// A folder or file, relative to `src/`; `None` if it may be used anywhere.
    pub place: Option<String>,
}

/// A file that has an effect its floor is without.
#[derive(Debug)]
pub struct Exception {
    pub line: usize,
    /// The path relative to `src/`.
    pub file: String,
    pub effect: Effect,
}

impl Page {
    /// Parses the tables and returns them with all mistakes in them.
    pub fn parse(text: &str) -> (Self, Vec<Breach>) {
        let mut page = Self::default();
        let mut breaches = Vec::new();
        let mut wrong = |line, message: String| breaches.push(Breach::new(NAME, line, message));
        let tables = tables(text);
        for name in ["floor", "package", "file"] {
            if !tables.contains_key(name) {
                wrong(1, format!("no table whose first column is `{name}`"));
            }
        }
        for row in tables.get("floor").into_iter().flatten() {
            let above: Vec<_> = page.floors.iter().map(|floor| floor.name.clone()).collect();
            let imports = match row.cell(2) {
                "everything above" => above.clone(),
                cell => spans(cell),
            };
            for import in imports.iter().filter(|import| !above.contains(import)) {
                wrong(row.line, format!("`{import}` is not a floor in a row above"));
            }
            let mut without = Vec::new();
            for word in row.cell(3).split(',').map(str::trim).filter(|word| !word.is_empty()) {
                match Effect::parse(word) {
                    Some(effect) => without.push(effect),
                    None => wrong(row.line, format!("unknown effect `{word}`")),
                }
            }
            for name in spans(row.cell(0)) {
                let (imports, without) = (imports.clone(), without.clone());
                page.floors.push(Floor { name, imports, without });
            }
        }
        for row in tables.get("package").into_iter().flatten() {
            let places = match row.cell(1) {
                "anywhere" => vec![None],
                cell => spans(cell).into_iter().map(Some).collect(),
            };
            if places.is_empty() || row.cell(2).is_empty() {
                wrong(row.line, "a package needs a place and a reason".into());
            }
            for name in spans(row.cell(0)) {
                let path: Vec<_> = name.split("::").map(library_name).collect();
                for place in &places {
                    let (path, place) = (path.clone(), place.clone());
                    page.packages.push(PackageRule { line: row.line, path, place });
                }
            }
        }
        for row in tables.get("file").into_iter().flatten() {
            let Some(effect) = Effect::parse(row.cell(1)) else {
                wrong(row.line, format!("unknown effect `{}`", row.cell(1)));
                continue;
            };
            if row.cell(2).is_empty() {
                wrong(row.line, "an exception needs a reason".into());
            }
            for file in spans(row.cell(0)) {
                page.exceptions.push(Exception { line: row.line, file, effect });
            }
        }
        (page, breaches)
    }
}

/// A row of a table.
struct Row<'a> {
    line: usize,
    cells: Vec<&'a str>,
}

impl<'a> Row<'a> {
    fn cell(&self, index: usize) -> &'a str {
        self.cells.get(index).copied().unwrap_or("")
    }
}

/// Returns the rows of all tables, keyed by the heading of the first column.
fn tables(text: &str) -> BTreeMap<&str, Vec<Row<'_>>> {
    let mut tables: BTreeMap<_, Vec<_>> = BTreeMap::new();
    let mut heading = None;
    for (index, line) in text.lines().enumerate() {
        let Some(line) = line.strip_prefix('|') else {
            heading = None;
            continue;
        };
        let cells: Vec<_> =
            line.trim_end().trim_end_matches('|').split('|').map(str::trim).collect();
        match heading {
            None => heading = Some(cells[0]),
            Some(_) if cells[0].starts_with("--") => {}
            Some(heading) => {
                tables.entry(heading).or_default().push(Row { line: index + 1, cells });
            }
        }
    }
    tables
}

/// Returns the code spans of a cell.
fn spans(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}
