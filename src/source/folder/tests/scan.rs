//! Tests of scans.

use std::fs;
use std::path::{Path, PathBuf};

use super::{LIMIT, folder, source};
use crate::post::ContentPath;
use crate::source::{ContentSource, FileVersion, FolderSource, Scan};

fn scan(source: &FolderSource) -> Scan {
    source.scan(None, &mut |_| {}).unwrap()
}

/// Everything that a scan contains, in a form that can be compared.
fn content(scan: &Scan) -> (Vec<(ContentPath, FileVersion)>, Vec<ContentPath>, String) {
    let mut files: Vec<_> = scan.files().map(|file| (file.path.clone(), file.version)).collect();
    files.sort_by(|(a, _), (b, _)| a.cmp(b));
    let listing = scan.listing();
    let rejected = format!("{:?} {}", listing.rejected, listing.left_out);
    (files, listing.assets, rejected)
}

fn changed(scan: &Scan, before: &Scan) -> Vec<String> {
    scan.changed_since(before).iter().map(ToString::to_string).collect()
}

#[test]
fn files_that_differ_from_an_earlier_scan_are_found() {
    let temporary = folder(&["a.md", "b/c.md", "b/d.png", "e/f.md"]);
    let root = temporary.path().join("posts");
    let source = source(&temporary);
    let before = scan(&source);
    assert_eq!(changed(&before, &Scan::default()), ["a.md", "b/c.md", "b/d.png", "e/f.md"]);
    let same = source.scan(Some(&before), &mut |_| {}).unwrap();
    assert!(same.is_same_as(&before) && changed(&same, &before).is_empty());

    fs::write(root.join("b/d.png"), "other pixels").unwrap();
    // The same size, and perhaps the same time.
    fs::write(root.join("new"), "# text").unwrap();
    fs::rename(root.join("new"), root.join("a.md")).unwrap();
    fs::remove_file(root.join("e/f.md")).unwrap();
    fs::write(root.join("e/g.md"), "").unwrap();
    let after = source.scan(Some(&before), &mut |_| {}).unwrap();
    assert!(!after.is_same_as(&before));
    assert_eq!(changed(&after, &before), ["a.md", "b/d.png", "e/g.md"]);
    assert_eq!(after.version(&ContentPath::new("e/f.md")), None);
    assert_eq!(after.version(&ContentPath::new("b/d.png")).unwrap().bytes(), 12);
}

#[test]
fn folders_are_announced_before_they_are_read() {
    let temporary = folder(&["a.md", "b/c/d.md", ".git/e.md", "node_modules/f.md"]);
    let root = fs::canonicalize(temporary.path().join("posts")).unwrap();
    let mut entered = Vec::new();
    let source = source(&temporary);
    let found = source
        .scan(None, &mut |folder| {
            fs::write(folder.path.join("new.md"), "").unwrap();
            entered.push(folder.path.clone());
        })
        .unwrap();
    assert_eq!(entered, [root.clone(), root.join("b"), root.join("b/c")]);
    assert!(found.version(&ContentPath::new("b/c/new.md")).is_some());
}

#[test]
fn the_content_of_a_file_has_the_version_of_the_scan() {
    let temporary = folder(&["a.md"]);
    let source = source(&temporary);
    let path = ContentPath::new("a.md");
    assert_eq!(Some(source.read(&path).unwrap().version), scan(&source).version(&path));
}

#[test]
fn one_file_in_a_large_folder_is_examined_by_itself() {
    let names: Vec<String> = (0..600).map(|number| format!("x/{number:03}.md")).collect();
    let temporary = folder(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let source = FolderSource::new(temporary.path().join("posts"), LIMIT);
    let known = scan(&source);
    let real = known.root().real().join("x");
    fs::write(real.join("007.md"), "# Changed").unwrap();
    fs::remove_file(real.join("008.md")).unwrap();
    fs::write(real.join("new.png"), "").unwrap();
    fs::write(real.join("not-marked.md"), "").unwrap();
    let marked = ["007.md", "008.md", "new.png", ".x.swp"].map(|name| real.join(name));
    let mut entered = 0;
    let after = source.scan_marked(&known, &marked, &mut |_| entered += 1).unwrap();
    assert_eq!(changed(&after, &known), ["x/007.md", "x/new.png"]);
    assert_eq!((after.files().count(), entered), (600, 0));
    // A new folder cannot be found so.
    fs::create_dir(real.join("y")).unwrap();
    fs::write(real.join("y/z.md"), "").unwrap();
    let after = source.scan_marked(&after, &[real.join("y")], &mut |_| {}).unwrap();
    assert_eq!(content(&after), content(&scan(&source)));
}

/// A sequence of numbers that is always the same.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.0 >> 33) as usize % bound
    }
}

/// Changes a tree in some way, and returns the paths of which there would be events.
fn change(root: &Path, numbers: &mut Numbers, with_links: bool) -> Vec<PathBuf> {
    let folders = ["", "a", "a/b", "c", "zh", "c/d"];
    let names = ["1.md", "2.md", "3.png", "_4.md", ".5.md", "b", "d", "6.txt"];
    let mut path = || {
        let folder = root.join(folders[numbers.below(folders.len())]);
        // Events have the real path of the folder.
        fs::canonicalize(&folder).unwrap_or(folder).join(names[numbers.below(names.len())])
    };
    let (from, to) = (path(), path());
    match numbers.below(if with_links { 7 } else { 6 }) {
        0 | 1 => fs::write(&from, "# text").and_then(|()| Ok(vec![fs::canonicalize(&from)?])),
        2 => fs::remove_file(&from).map(|()| vec![from]),
        3 => fs::rename(&from, &to).map(|()| vec![from, to]),
        4 => fs::create_dir_all(&from).map(|()| {
            let inside = from.ancestors().take_while(|path| *path != root);
            inside.map(Path::to_owned).collect()
        }),
        5 => fs::remove_dir_all(&from).map(|()| vec![from]),
        _ => link(&to, &from).map(|()| vec![from]),
    }
    // What the system refuses is no change.
    .unwrap_or_default()
}

#[cfg(unix)]
fn link(target: &Path, at: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(target, at)
}

#[cfg(not(unix))]
fn link(_: &Path, _: &Path) -> std::io::Result<()> {
    Ok(())
}

#[test]
fn a_scan_of_what_is_marked_equals_one_of_everything() {
    for (seed, with_links) in [(1, false), (2, true), (3, false), (4, true)] {
        let temporary = folder(&["a/b/1.md", "c/1.md", "zh/1.md"]);
        let root = fs::canonicalize(temporary.path().join("posts")).unwrap();
        let source = source(&temporary);
        let mut known = scan(&source);
        let mut numbers = Numbers(seed);
        for step in 0..600 {
            let mut marked = Vec::new();
            for _ in 0..=numbers.below(3) {
                marked.extend(change(&root, &mut numbers, with_links));
            }
            let after = source.scan_marked(&known, &marked, &mut |_| {}).unwrap();
            let whole = scan(&source);
            assert_eq!(content(&after), content(&whole), "seed {seed}, step {step}: {marked:?}");
            assert!(!after.is_same_as(&known) || content(&after) == content(&known));
            known = after;
        }
    }
}
