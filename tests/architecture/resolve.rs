//! Finds the file or package that a path refers to.
//!
//! A re-exported name counts as a name of the file that defines it. Items defined by macros are invisible
//! here, so a name that is not found in a module of the crate counts as defined in its file.

use crate::code::{Code, FileId, ModuleId, Reference};
use crate::manifest::Manifest;

/// A reference and one of its targets.
#[derive(Debug)]
pub struct Link<'a> {
    pub reference: &'a Reference,
    pub target: Target,
}

/// What a path refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// An item in a file.
    Item(FileId),
    /// A module itself; each item used through it is a reference of its own.
    Module(ModuleId),
    /// A path in another crate.
    External(Vec<String>),
}

/// Resolves all references.
pub fn links<'a>(code: &'a Code, manifest: &'a Manifest) -> Vec<Link<'a>> {
    let mut links = Vec::new();
    for reference in &code.references {
        let mut resolver = Resolver { code, manifest, in_progress: Vec::new() };
        for target in resolver.resolve(reference.module, &reference.path) {
            links.push(Link { reference, target });
        }
    }
    links
}

struct Resolver<'a> {
    code: &'a Code,
    manifest: &'a Manifest,
    /// Lookups in progress, as imports can be circular.
    in_progress: Vec<(ModuleId, Vec<String>)>,
}

impl Resolver<'_> {
    /// Resolves a path as written in a module.
    fn resolve(&mut self, from: ModuleId, path: &[String]) -> Vec<Target> {
        let mut module = from;
        let mut rest = path;
        while let [first, after @ ..] = rest {
            module = match first.as_str() {
                "crate" => self.root(module),
                "self" => module,
                "super" => self.code.modules[module].parent.unwrap_or(module),
                _ => break,
            };
            rest = after;
        }
        if rest.len() < path.len() {
            return self.within(module, rest);
        }
        let mut found = self.lookup(from, path);
        if found.is_empty() && self.manifest.is_external(&path[0]) {
            found.push(Target::External(path.to_vec()));
        }
        found
    }

    /// Resolves a path relative to a module of the crate.
    fn within(&mut self, module: ModuleId, path: &[String]) -> Vec<Target> {
        if path.is_empty() {
            return vec![Target::Module(module)];
        }
        let found = self.lookup(module, path);
        if found.is_empty() { vec![Target::Item(self.code.modules[module].file)] } else { found }
    }

    /// Looks up a path by the names of a module. Returns an empty list if the module has no such name.
    fn lookup(&mut self, module: ModuleId, path: &[String]) -> Vec<Target> {
        let lookup = (module, path.to_vec());
        if self.in_progress.contains(&lookup) {
            return Vec::new();
        }
        self.in_progress.push(lookup);
        let found = self.lookup_once(module, path);
        self.in_progress.pop();
        found
    }

    fn lookup_once(&mut self, module: ModuleId, path: &[String]) -> Vec<Target> {
        let code = self.code;
        let here = &code.modules[module];
        let (first, rest) = path.split_first().expect("a path has a segment");
        let mut found = Vec::new();
        if let Some(names) = here.names.get(first) {
            let inner: Vec<_> =
                names.modules.iter().flat_map(|&inner| self.within(inner, rest)).collect();
            if !rest.is_empty() && !inner.is_empty() {
                return inner;
            }
            if names.is_item {
                found.push(Target::Item(here.file));
            }
            for import in &names.imports {
                let whole: Vec<_> = import.iter().chain(rest).cloned().collect();
                if import[0] != *first {
                    found.extend(self.resolve(module, &whole));
                    continue;
                }
                // In `use name::name` the first name is a module or package, not the import itself.
                if names.modules.is_empty() && self.manifest.is_external(first) {
                    found.push(Target::External(whole.clone()));
                }
                for &inner in &names.modules {
                    found.extend(self.within(inner, &whole[1..]));
                }
            }
            if found.is_empty() {
                found = inner;
            }
        }
        if found.is_empty() {
            for glob in &here.globs {
                for target in self.resolve(module, glob) {
                    if let Target::Module(inner) = target {
                        found.extend(self.lookup(inner, path));
                    }
                }
            }
        }
        if found.iter().any(|target| !matches!(target, Target::Module(_))) {
            found.retain(|target| !matches!(target, Target::Module(_)));
        }
        found
    }

    fn root(&self, mut module: ModuleId) -> ModuleId {
        while let Some(parent) = self.code.modules[module].parent {
            module = parent;
        }
        module
    }
}
