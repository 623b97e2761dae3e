//! Where a folder really is, through all links in its path.

use std::collections::VecDeque;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::version::{FileId, FileVersion};

/// The maximum number of links in a path. Operating systems allow about 40.
const MAX_LINKS: usize = 40;

/// A link in a path.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Link {
    /// The canonical path of its folder, and its name.
    path: PathBuf,
    /// What it contains.
    target: PathBuf,
    /// Differs if the link was replaced, even by one with the same inode and target.
    version: FileVersion,
}

/// The identity of a source's root: the folder and all links in its path. If two are not equal, the source was
/// replaced, as git-sync does by switching a link. All are equal for sources that are not on disk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RootIdentity {
    links: Vec<Link>,
    real: PathBuf,
    id: FileId,
}

impl RootIdentity {
    /// Determines the identity of a folder.
    ///
    /// # Errors
    /// Returns an error if it does not exist or cannot be reached.
    pub(super) fn of(root: &Path) -> io::Result<Self> {
        let (links, real) = trail(&std::path::absolute(root)?)?;
        let id = FileId::of(&fs::metadata(&real)?);
        Ok(Self { links, real, id })
    }

    /// Returns the canonical path.
    pub fn real(&self) -> &Path {
        &self.real
    }

    /// Returns the paths whose replacement replaces the root: of each link, and of the folder itself. Their parents
    /// must be watched, because a watch on a link or folder does not see that.
    pub fn replaceable(&self) -> impl Iterator<Item = &Path> {
        let links = self.links.iter().map(|link| link.path.as_path());
        links.chain([self.real.as_path()]).filter(|path| path.parent().is_some())
    }
}

/// Returns the folders, all canonical, in which a link on the way to a file or the file itself can be replaced, or
/// appear where the path leads nowhere. The folder of `path` must be canonical.
pub(super) fn folders_on_the_way(path: &Path) -> Vec<PathBuf> {
    let mut folders = Vec::new();
    let end = walk_path(path, &mut |link, _| folders.extend(link.parent().map(Path::to_owned)));
    let end = end.unwrap_or_else(|(_, end)| end);
    folders.extend(end.parent().map(Path::to_owned));
    folders.sort_unstable();
    folders.dedup();
    folders
}

/// Returns all links in an absolute path, and its canonical form.
fn trail(path: &Path) -> io::Result<(Vec<Link>, PathBuf)> {
    let mut links = Vec::new();
    let real = walk_path(path, &mut |link, target| {
        if let Ok(metadata) = fs::symlink_metadata(link) {
            let version = FileVersion::of_file(&metadata);
            links.push(Link { path: link.to_owned(), target: target.to_owned(), version });
        }
    })
    .map_err(|(error, _)| error)?;
    Ok((links, real))
}

/// Resolves an absolute path as the system does, and calls `on_link` for each link with its path, whose folder is
/// canonical, and its target.
///
/// # Errors
/// Returns the error and the path at which it ends.
fn walk_path(
    path: &Path,
    on_link: &mut dyn FnMut(&Path, &Path),
) -> Result<PathBuf, (io::Error, PathBuf)> {
    let mut real = PathBuf::new();
    let mut pending: VecDeque<OsString> = parts(path).collect();
    let mut links = 0;
    while let Some(part) = pending.pop_front() {
        match Path::new(&part).components().next() {
            Some(Component::ParentDir) => {
                real.pop();
            }
            Some(Component::Normal(_)) => {
                real.push(&part);
                let target = match fs::symlink_metadata(&real) {
                    Ok(found) if found.is_symlink() => fs::read_link(&real),
                    Ok(_) => continue,
                    Err(error) => Err(error),
                };
                links += 1;
                let target = match target {
                    Ok(target) if links <= MAX_LINKS => target,
                    Ok(_) => {
                        let error = io::Error::other("there are too many links in the path");
                        return Err((error, real));
                    }
                    Err(error) => return Err((error, real)),
                };
                on_link(&real, &target);
                real.pop();
                for part in parts(&target).collect::<Vec<_>>().into_iter().rev() {
                    pending.push_front(part);
                }
            }
            // The beginning of an absolute path.
            Some(_) => real.push(&part),
            None => {}
        }
    }
    Ok(real)
}

fn parts(path: &Path) -> impl Iterator<Item = OsString> {
    let parts = path.components().filter(|part| !matches!(part, Component::CurDir));
    parts.map(|part| part.as_os_str().to_owned())
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;
    use std::path::Path;

    use super::{RootIdentity, folders_on_the_way};

    #[test]
    fn a_switched_link_anywhere_in_the_path_is_another_root() {
        let temporary = tempfile::tempdir().unwrap();
        let top = fs::canonicalize(temporary.path()).unwrap();
        for folder in ["a/posts", "b/posts", "d"] {
            fs::create_dir_all(top.join(folder)).unwrap();
        }
        symlink("../a", top.join("d/current")).unwrap();
        symlink("d/../d/current/posts", top.join("site")).unwrap();
        let root = top.join("site");
        let before = RootIdentity::of(&root).unwrap();
        assert_eq!(before.real(), top.join("a/posts"));
        let replaceable: Vec<_> = before.replaceable().map(Path::to_owned).collect();
        assert_eq!(replaceable, [top.join("site"), top.join("d/current"), top.join("a/posts")]);
        assert_eq!(RootIdentity::of(&root).unwrap(), before);

        symlink("../b", top.join("d/new")).unwrap();
        fs::rename(top.join("d/new"), top.join("d/current")).unwrap();
        let after = RootIdentity::of(&root).unwrap();
        assert_ne!(after, before);
        assert_eq!(after.real(), top.join("b/posts"));

        fs::rename(top.join("b/posts"), top.join("b/old")).unwrap();
        assert!(RootIdentity::of(&root).is_err());
        fs::create_dir(top.join("b/posts")).unwrap();
        assert_ne!(RootIdentity::of(&root).unwrap(), after);
    }

    #[test]
    fn the_way_to_a_file_passes_the_folder_of_each_link() {
        let temporary = tempfile::tempdir().unwrap();
        let top = fs::canonicalize(temporary.path()).unwrap();
        fs::create_dir(top.join("..2026_1")).unwrap();
        fs::create_dir(top.join("x")).unwrap();
        fs::write(top.join("..2026_1/a.md"), "").unwrap();
        symlink("..2026_1", top.join("..data")).unwrap();
        symlink("../..data/a.md", top.join("x/a.md")).unwrap();
        symlink("loop", top.join("loop")).unwrap();
        let expected = [top.clone(), top.join("..2026_1"), top.join("x")];
        assert_eq!(folders_on_the_way(&top.join("x/a.md")), expected);
        assert_eq!(folders_on_the_way(&top.join("loop")), std::slice::from_ref(&top));
        symlink("../..data/gone.md", top.join("x/gone.md")).unwrap();
        assert_eq!(folders_on_the_way(&top.join("x/gone.md")), expected);
    }
}
