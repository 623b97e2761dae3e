//! A model of the source: modules, the names in them, and the paths they use.

use std::collections::{BTreeMap, HashMap};

use crate::Breach;
use crate::reader::Reader;

pub type FileId = usize;
pub type ModuleId = usize;

/// The source of the library and of the binary.
#[derive(Debug, Default)]
pub struct Code {
    /// Paths relative to `src/`.
    pub files: Vec<String>,
    pub modules: Vec<Module>,
    pub references: Vec<Reference>,
    pub constructs: Vec<Construct>,
}

/// A module, either a file or inline.
#[derive(Debug)]
pub struct Module {
    pub file: FileId,
    pub parent: Option<ModuleId>,
    pub names: HashMap<String, Names>,
    /// The paths of `use path::*`.
    pub globs: Vec<Vec<String>>,
}

/// Everything that one name stands for in a module.
#[derive(Debug, Default)]
pub struct Names {
    /// The module defines an item of this name that is not a module.
    pub is_item: bool,
    /// Child modules: several if `cfg` chooses between files.
    pub modules: Vec<ModuleId>,
    /// The paths that `use` declarations give this name to.
    pub imports: Vec<Vec<String>>,
}

/// A path of at least two segments, or an import.
#[derive(Debug)]
pub struct Reference {
    pub file: FileId,
    pub module: ModuleId,
    pub line: usize,
    pub path: Vec<String>,
    pub is_glob: bool,
    /// The code is compiled only for tests.
    pub in_test: bool,
}

/// Something that has an effect and is not a path.
#[derive(Debug)]
pub struct Construct {
    pub file: FileId,
    pub line: usize,
    pub kind: ConstructKind,
}

/// A kind of [`Construct`].
#[derive(Debug)]
pub enum ConstructKind {
    /// An async function, block or closure, or `.await`.
    Async,
    /// A call of `.elapsed()`, which reads the time.
    Elapsed,
    /// A static that is not plain data.
    Static(String),
    /// A macro called by a single name.
    Macro(String),
}

impl Code {
    /// Parses the sources, starting from `lib.rs` and `main.rs`.
    pub fn read(sources: &BTreeMap<String, String>) -> (Self, Vec<Breach>) {
        let mut code = Self::default();
        let mut breaches = Vec::new();
        for root in ["lib.rs", "main.rs"] {
            if sources.contains_key(root) {
                Reader::read_root(root, sources, &mut code, &mut breaches);
            }
        }
        for file in sources.keys().filter(|file| !code.files.contains(file)) {
            breaches.push(Breach::new(
                format!("src/{file}"),
                1,
                "no `mod` declaration includes this file",
            ));
        }
        (code, breaches)
    }

    /// Returns the path of a file relative to the root of the repository.
    pub fn file(&self, file: FileId) -> String {
        format!("src/{}", self.files[file])
    }

    /// Adds a module and its name in the parent.
    pub fn add_module(&mut self, name: &str, file: FileId, parent: Option<ModuleId>) -> ModuleId {
        let id = self.modules.len();
        let (names, globs) = (HashMap::new(), Vec::new());
        self.modules.push(Module { file, parent, names, globs });
        if let Some(parent) = parent {
            self.names(parent, name).modules.push(id);
        }
        id
    }

    /// Returns the entry of a name in a module, creating it if needed.
    pub fn names(&mut self, module: ModuleId, name: &str) -> &mut Names {
        self.modules[module].names.entry(name.to_owned()).or_default()
    }
}
