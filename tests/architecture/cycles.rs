//! Import cycles between files. Imports in tests are ignored: a test module imports its subject's
//! parent, and other modules use its helpers.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::Breach;
use crate::code::{Code, FileId};
use crate::resolve::{Link, Target};

/// The files that each file imports, with the line of the first import.
type Imports = BTreeMap<FileId, BTreeMap<FileId, usize>>;

/// Returns one breach for each group of files that all reach each other, with the shortest cycle in it.
pub fn breaches(code: &Code, links: &[Link<'_>]) -> Vec<Breach> {
    let imports = imports(code, links);
    let reachable: BTreeMap<_, _> =
        imports.keys().map(|&file| (file, reachable(&imports, file))).collect();
    let mut seen: BTreeSet<FileId> = BTreeSet::new();
    let mut breaches = Vec::new();
    for (&file, below) in &reachable {
        if !below.contains(&file) || seen.contains(&file) {
            continue;
        }
        let group: Vec<_> = below
            .iter()
            .copied()
            .filter(|other| reachable.get(other).is_some_and(|below| below.contains(&file)))
            .collect();
        seen.extend(&group);
        let cycle = group.iter().map(|&start| shortest_cycle(&imports, start)).min_by_key(Vec::len);
        let cycle = cycle.expect("the group is not empty");
        let steps: Vec<_> = cycle
            .iter()
            .map(|&(from, to)| {
                let (file, line, imported) = (code.file(from), imports[&from][&to], code.file(to));
                format!("\n    {file}:{line} imports {imported}")
            })
            .collect();
        let message =
            format!("an import cycle among {} files; the shortest:{}", group.len(), steps.concat());
        let (from, to) = cycle[0];
        breaches.push(Breach::new(code.file(from), imports[&from][&to], message));
    }
    breaches
}

fn imports(code: &Code, links: &[Link<'_>]) -> Imports {
    let mut imports = Imports::new();
    for Link { reference, target } in links.iter().filter(|link| !link.reference.in_test) {
        let target = match target {
            Target::Item(file) => *file,
            Target::Module(module) if reference.is_glob => code.modules[*module].file,
            _ => continue,
        };
        if target != reference.file {
            let line = imports.entry(reference.file).or_default().entry(target);
            line.and_modify(|line| *line = reference.line.min(*line)).or_insert(reference.line);
        }
    }
    imports
}

/// Returns the files that a file reaches, including itself if it is in a cycle.
fn reachable(imports: &Imports, start: FileId) -> BTreeSet<FileId> {
    let mut reached = BTreeSet::new();
    let mut open = vec![start];
    while let Some(file) = open.pop() {
        let next = imports.get(&file).into_iter().flat_map(BTreeMap::keys);
        open.extend(next.copied().filter(|&next| reached.insert(next)));
    }
    reached
}

/// Returns the imports of the shortest cycle through a file.
fn shortest_cycle(imports: &Imports, start: FileId) -> Vec<(FileId, FileId)> {
    let mut came_from = BTreeMap::new();
    let mut open = VecDeque::from([start]);
    while let Some(file) = open.pop_front() {
        for &next in imports.get(&file).into_iter().flat_map(BTreeMap::keys) {
            if next == start {
                let mut steps = vec![(file, start)];
                let mut at = file;
                while let Some(&before) = came_from.get(&at) {
                    steps.push((before, at));
                    at = before;
                }
                steps.reverse();
                return steps;
            }
            if let Entry::Vacant(entry) = came_from.entry(next) {
                entry.insert(file);
                open.push_back(next);
            }
        }
    }
    unreachable!("the file is in a cycle")
}
