//! The dependencies in Cargo.toml.

/// A dependency.
#[derive(Debug)]
pub struct Dependency {
    /// The name as written in code: `actix_web`.
    pub name: String,
    pub line: usize,
    /// It is available to tests and benchmarks only.
    pub is_dev: bool,
}

/// The parts of Cargo.toml that the rules need.
#[derive(Debug)]
pub struct Manifest {
    pub dependencies: Vec<Dependency>,
}

impl Manifest {
    /// Parses a manifest in which each dependency has its own line or table.
    pub fn parse(text: &str) -> Self {
        let mut dependencies: Vec<Dependency> = Vec::new();
        let mut section = "";
        let mut add = |name: &str, line, section: &str| {
            let name = library_name(name.trim());
            if !dependencies.iter().any(|known| known.name == name) {
                let is_dev = section.contains("dev-dependencies");
                dependencies.push(Dependency { name, line, is_dev });
            }
        };
        for (index, line) in text.lines().enumerate() {
            if let Some(header) = line.strip_prefix('[') {
                section = header.trim_end().trim_end_matches(']');
                if let Some((kind, name)) = section.split_once("dependencies.") {
                    add(name, index + 1, kind);
                }
            } else if section.ends_with("dependencies")
                && let Some((name, _)) = line.split_once('=')
                && !name.trim_start().starts_with('#')
            {
                add(name, index + 1, section);
            }
        }
        Self { dependencies }
    }

    /// Returns whether a path starting with this name is in another crate.
    pub fn is_external(&self, name: &str) -> bool {
        matches!(name, "std" | "core" | "alloc")
            || self.dependencies.iter().any(|known| known.name == name)
    }
}

/// Returns the name that code uses for a package.
pub fn library_name(package: &str) -> String {
    match package {
        // Its library has a name of its own.
        "kamadak-exif" => "exif".to_owned(),
        _ => package.replace('-', "_"),
    }
}
