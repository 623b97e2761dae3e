//! Sets `BUILD_COMMIT` for `inkstone --version`, if it is not set: to the commit that is checked out. Has the linker pack
//! the relocations of the binary.
//!
//! Git's files are read directly, because a build must not require git. If they are missing, as in a package from
//! crates.io, or in a format unknown here, there is no commit, and the build goes on.
//!
//! Cargo compiles the package again whenever it runs this, so it must run it only when the commit may have changed.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if packs_relocations() {
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
    println!("cargo::rerun-if-env-changed=BUILD_COMMIT");
    if env::var("BUILD_COMMIT").is_ok_and(|commit| !commit.trim().is_empty()) {
        return;
    }
    let package = env::var_os("CARGO_MANIFEST_DIR").expect("Cargo sets it");
    let head = Head::of(Path::new(&package)).unwrap_or_default();
    // A file that doesn't exist counts as changed each time.
    for file in head.files.iter().filter(|file| file.exists()) {
        println!("cargo::rerun-if-changed={}", file.display());
    }
    if let Some(commit) = head.commit {
        println!("cargo::rustc-env=BUILD_COMMIT={commit}");
    }
}

/// Whether relocations are packed: the addresses in constants, which the loader of a binary at a random address adjusts.
/// They take 23 kB instead of 1.8 MB, all of which stays in the memory of the process. The loader of glibc knows them from
/// version 2.36, and this machine has the one that the binary will use, unless it is for another one.
fn packs_relocations() -> bool {
    let variable = |name| env::var(name).unwrap_or_default();
    let is_for_glibc =
        variable("CARGO_CFG_TARGET_OS") == "linux" && variable("CARGO_CFG_TARGET_ENV") == "gnu";
    is_for_glibc && variable("HOST") == variable("TARGET") && glibc() >= Some((2, 36))
}

/// Returns the version of glibc on this machine.
fn glibc() -> Option<(u32, u32)> {
    let asked = Command::new("getconf").arg("GNU_LIBC_VERSION").output().ok()?;
    glibc_version(str::from_utf8(&asked.stdout).ok()?)
}

/// Reads what `getconf` prints, such as `glibc 2.36`.
fn glibc_version(printed: &str) -> Option<(u32, u32)> {
    let mut numbers = printed.trim().strip_prefix("glibc ")?.split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

/// The commit that is checked out.
#[derive(Debug, Default)]
struct Head {
    /// The beginning of its hash.
    commit: Option<String>,
    /// Files and folders, one of which changes when another commit is checked out. Some may not exist.
    files: Vec<PathBuf>,
}

impl Head {
    /// Reads a repository by gitrepository-layout(5). Only one whose root is the package is read: the package may be
    /// in the folder of another project.
    fn of(package: &Path) -> Option<Self> {
        let folder = git_folder(package)?;
        let head = folder.join("HEAD");
        let text = read(&head)?;
        let Some(branch) = text.strip_prefix("ref:").map(str::trim_start) else {
            return Some(Self { commit: abbreviate(&text), files: vec![head] });
        };
        // Branches are common to all worktrees.
        let common = read(&folder.join("commondir")).map(|path| folder.join(path));
        let common = common.unwrap_or(folder);
        let loose = common.join(branch);
        if let Some(hash) = read(&loose) {
            return Some(Self { commit: abbreviate(&hash), files: vec![head, loose] });
        }
        let packed = common.join("packed-refs");
        let commit = read(&packed).and_then(|refs| {
            let hash = |line: &str| abbreviate(line.strip_suffix(branch)?.trim_end());
            refs.lines().find_map(hash)
        });
        let mut files = vec![head, packed];
        // The next commit creates the file of the branch.
        files.extend(loose.ancestors().skip(1).find(|folder| folder.is_dir()).map(Path::to_owned));
        Some(Self { commit, files })
    }
}

/// Returns the folder that contains `HEAD`. In a worktree or submodule, the file `.git` contains its path.
fn git_folder(package: &Path) -> Option<PathBuf> {
    let git = package.join(".git");
    if git.is_dir() {
        return Some(git);
    }
    let text = read(&git)?;
    Some(package.join(text.strip_prefix("gitdir:")?.trim_start()))
}

fn read(file: &Path) -> Option<String> {
    fs::read_to_string(file).ok().map(|text| text.trim_end().to_owned())
}

/// Returns as many digits of a hash as `git log --oneline` shows; `None` if it is not a SHA-1 or SHA-256.
fn abbreviate(hash: &str) -> Option<String> {
    let is_hash =
        matches!(hash.len(), 40 | 64) && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hash.then(|| hash[..7].to_owned())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::{Head, glibc_version};

    const ONE: &str = "1111111aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    const TWO: &str = "2222222bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

    #[test]
    fn versions_are_compared_as_numbers() {
        assert_eq!(glibc_version("glibc 2.36\n"), Some((2, 36)));
        assert_eq!(glibc_version("glibc 2.36.9000\n"), Some((2, 36)));
        assert!(glibc_version("glibc 2.9") < glibc_version("glibc 2.36"));
        assert_eq!(glibc_version("undefined\n"), None);
        assert_eq!(glibc_version("glibc x.y"), None);
    }

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, format!("{text}\n")).unwrap();
        }
        folder
    }

    /// Returns the commit, and the files to watch that exist, relative to the folder.
    fn head(folder: &Path, package: &str) -> (Option<String>, Vec<PathBuf>) {
        let root = folder.canonicalize().unwrap();
        let head = Head::of(&folder.join(package)).unwrap_or_default();
        let real = head.files.iter().filter_map(|file| file.canonicalize().ok());
        let files = real.map(|file| file.strip_prefix(&root).unwrap().to_owned()).collect();
        (head.commit, files)
    }

    fn found(commit: &str, files: &[&str]) -> (Option<String>, Vec<PathBuf>) {
        (Some(commit.to_owned()), files.iter().map(PathBuf::from).collect())
    }

    #[test]
    fn the_commit_of_a_branch_is_in_its_file() {
        let files = [(".git/HEAD", "ref: refs/heads/a/b"), (".git/refs/heads/a/b", ONE)];
        let folder = folder(&files);
        assert_eq!(
            head(folder.path(), ""),
            found("1111111", &[".git/HEAD", ".git/refs/heads/a/b"])
        );
    }

    #[test]
    fn a_commit_without_a_branch_is_in_head() {
        let sha_256 = ONE.to_owned() + &ONE[..24];
        for hash in [ONE, &sha_256] {
            let folder = folder(&[(".git/HEAD", hash)]);
            assert_eq!(head(folder.path(), ""), found("1111111", &[".git/HEAD"]));
        }
    }

    #[test]
    fn a_packed_branch_is_watched_for_the_file_of_its_next_commit() {
        let packed = format!(
            "# pack-refs with: peeled fully-peeled sorted \n{TWO} refs/heads/domain\n\
             {ONE} refs/heads/main\n{TWO} refs/tags/v1\n^{TWO}"
        );
        let folder = folder(&[
            (".git/HEAD", "ref: refs/heads/main"),
            (".git/packed-refs", &packed),
            (".git/refs/heads/other", TWO),
        ]);
        let watched = [".git/HEAD", ".git/packed-refs", ".git/refs/heads"];
        assert_eq!(head(folder.path(), ""), found("1111111", &watched));
        fs::write(folder.path().join(".git/refs/heads/main"), TWO).unwrap();
        assert_eq!(head(folder.path(), "").0.as_deref(), Some("2222222"));
    }

    #[test]
    fn a_worktree_has_a_head_of_its_own_and_shares_branches() {
        let folder = folder(&[
            ("main/.git/HEAD", "ref: refs/heads/main"),
            ("main/.git/refs/heads/main", ONE),
            ("main/.git/refs/heads/side", TWO),
            ("main/.git/worktrees/side/HEAD", "ref: refs/heads/side"),
            ("main/.git/worktrees/side/commondir", "../.."),
            ("side/.git", "gitdir: ../main/.git/worktrees/side"),
        ]);
        let watched = ["main/.git/worktrees/side/HEAD", "main/.git/refs/heads/side"];
        assert_eq!(head(folder.path(), "side"), found("2222222", &watched));
    }

    #[test]
    fn there_is_no_commit_without_a_repository_or_in_an_unknown_format() {
        let around = [(".git/HEAD", "ref: refs/heads/main"), (".git/refs/heads/main", ONE)];
        let in_another = folder(&[around[0], around[1], ("vendor/inkstone/Cargo.toml", "")]);
        assert_eq!(head(in_another.path(), "vendor/inkstone"), (None, Vec::new()));
        for files in [
            &[(".git/HEAD", "ref: refs/heads/main"), (".git/refs/heads/main", "1111111")][..],
            // The format reftable.
            &[(".git/HEAD", "ref: refs/heads/.invalid"), (".git/refs/heads", "this is a reftable")],
            // No commit yet.
            &[(".git/HEAD", "ref: refs/heads/main"), (".git/refs/tags/none", "")],
            &[(".git/HEAD", "")],
            &[(".git", "gitdir: none")],
            &[(".git", "")],
        ] {
            assert_eq!(head(folder(files).path(), "").0, None, "{files:?}");
        }
    }
}
