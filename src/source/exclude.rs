//! The globs of the setting `exclude`.

use std::fmt;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// Files and folders that are treated as if they did not exist, named by globs as in a `.gitignore` file.
///
/// A glob without `/` names files and folders anywhere, one with `/` is a path from the content folder. `*` and
/// `?` do not match `/`, `**` does. A folder is excluded with everything in it.
#[derive(Clone, Default)]
pub struct Exclude {
    globs: Vec<String>,
    set: GlobSet,
}

impl Exclude {
    /// Creates the set of what some globs name.
    ///
    /// # Errors
    /// Returns a message that names the glob that is malformed.
    pub fn new(globs: Vec<String>) -> Result<Self, String> {
        let mut set = GlobSetBuilder::new();
        for glob in &globs {
            for pattern in patterns(glob) {
                let pattern = GlobBuilder::new(&pattern).literal_separator(true).build();
                set.add(pattern.map_err(|error| {
                    format!(
                        "`{glob}` is not a glob: {}; expected a glob such as `drafts/**`",
                        error.kind()
                    )
                })?);
            }
        }
        let set = set.build().map_err(|error| error.to_string())?;
        Ok(Self { globs, set })
    }

    /// Returns the globs as they were given.
    pub fn globs(&self) -> &[String] {
        &self.globs
    }

    /// Returns whether a path from the content folder, or a folder that contains it, is excluded.
    pub fn contains(&self, path: &str) -> bool {
        !self.set.is_empty() && self.set.is_match(path)
    }
}

/// Returns the patterns for whole paths: of what a glob names, and of everything in it.
fn patterns(glob: &str) -> [String; 2] {
    let bare = glob.strip_prefix("./").unwrap_or(glob);
    let is_rooted = bare.trim_end_matches('/').contains('/');
    let name = bare.trim_matches('/');
    let path = if is_rooted { name.to_owned() } else { format!("**/{name}") };
    let inside = format!("{path}/**");
    [path, inside]
}

impl fmt::Debug for Exclude {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Exclude").field(&self.globs).finish()
    }
}

impl PartialEq for Exclude {
    fn eq(&self, other: &Self) -> bool {
        self.globs == other.globs
    }
}

#[cfg(test)]
mod tests {
    use super::Exclude;

    fn excludes(glob: &str, path: &str) -> bool {
        Exclude::new(vec![glob.to_owned()]).unwrap().contains(path)
    }

    #[test]
    fn a_glob_without_a_slash_names_files_and_folders_anywhere() {
        for (glob, path) in [
            ("drafts", "drafts/a.md"),
            ("drafts", "a/drafts/b/c.md"),
            ("drafts/", "a/drafts/b.md"),
            ("*.draft.md", "a/b.draft.md"),
            ("README.md", "a/README.md"),
            ("{a,b}.md", "x/b.md"),
        ] {
            assert!(excludes(glob, path), "{glob} {path}");
        }
        assert!(!excludes("drafts", "drafts.md"));
        assert!(!excludes("*.md", "a.mdx"));
    }

    #[test]
    fn a_glob_with_a_slash_is_a_path_from_the_content_folder() {
        for (glob, path) in [
            ("/about.md", "about.md"),
            ("./a/b.md", "a/b.md"),
            ("archive/20*/", "archive/2019/a.md"),
            ("a/**/z.md", "a/b/c/z.md"),
            ("a/**", "a/b.md"),
        ] {
            assert!(excludes(glob, path), "{glob} {path}");
        }
        assert!(!excludes("/about.md", "a/about.md"));
        assert!(!excludes("a/*.md", "a/b/c.md"));
        assert!(!Exclude::default().contains("a.md"));
    }

    #[test]
    fn a_malformed_glob_is_an_error() {
        let error = Exclude::new(vec!["a[".to_owned()]).unwrap_err();
        assert!(error.starts_with("`a[` is not a glob"), "{error}");
    }
}
