//! Tests of what files add up to.

use crate::compile::{CompileOptions, Compiled};
use crate::live::files::{FileChange, FileRead, Files, ReadOptions, read_all};
use crate::live::reload::OnInvalid;
use crate::post::{Code, ContentPath, Diagnostic};
use crate::source::{ContentSource, Listing, MemorySource, Reason};

const GOOD: &str = "---\ntitle: Good\n---\n\nText.\n";
const BAD: &str = "---\ntitle: Bad\ndate: yesterday\n---\n\nText.\n";

fn path(path: &str) -> ContentPath {
    ContentPath::new(path)
}

/// Files that are updated from content in memory.
struct Folder {
    files: Files,
    on_invalid: OnInvalid,
}

impl Folder {
    fn new(on_invalid: OnInvalid, files: &[(&str, &str)]) -> Self {
        let mut folder = Self { files: Files::default(), on_invalid };
        folder.update(files);
        folder
    }

    fn update(&mut self, files: &[(&str, &str)]) -> Vec<(String, FileChange)> {
        self.update_to(files, Listing::default())
    }

    /// Reads all files and removes the others. Of the listing, what is rejected counts.
    fn update_to(&mut self, files: &[(&str, &str)], rest: Listing) -> Vec<(String, FileChange)> {
        let source: MemorySource = files.iter().copied().collect();
        let listing = Listing { rejected: rest.rejected, ..source.list().unwrap() };
        let compile = CompileOptions::default();
        let options = ReadOptions { compile: &compile, keeps_originals: true };
        let paths: Vec<_> = listing.files.iter().collect();
        let known = |path: &ContentPath| self.files.revision(path);
        let read = read_all(&source, &paths, known, options, &|| {});
        let mut changes = Vec::new();
        for (path, read) in paths.into_iter().zip(read) {
            if let Some(read) = read
                && let Some(change) = self.files.store(path, read, self.on_invalid)
            {
                changes.push((path.to_string(), change));
            }
        }
        let removed = self.files.retain(&listing, self.on_invalid);
        changes.extend(removed.into_iter().map(|(path, change)| (path.to_string(), change)));
        changes
    }

    fn titles(&self) -> Vec<String> {
        let contents = self.files.contents(&Listing::default());
        contents.posts.iter().map(|post| post.title.to_string()).collect()
    }

    fn codes(&self) -> Vec<Code> {
        let contents = self.files.contents(&Listing::default());
        contents.diagnostics.iter().map(|found| found.code).collect()
    }
}

fn change(path: &str, change: FileChange) -> (String, FileChange) {
    (path.to_owned(), change)
}

#[test]
fn files_that_are_equal_have_not_changed() {
    let files = [("a.md", GOOD), ("b.md", BAD), ("README.md", "# Not a post")];
    let mut folder = Folder::new(OnInvalid::Keep, &files);
    assert_eq!(folder.update(&files), []);
    assert_eq!(folder.titles(), ["Good"]);
    assert_eq!(folder.codes(), [Code::DateInvalid]);
    let contents = folder.files.contents(&Listing::default());
    assert_eq!((contents.left_out.count(Reason::Readme), contents.kept), (1, 0));
}

#[test]
fn what_happens_to_files_is_reported() {
    let mut folder = Folder::new(OnInvalid::Keep, &[("a.md", GOOD), ("b.md", GOOD)]);
    let changes = folder.update(&[("b.md", "# Edited"), ("c.md", GOOD)]);
    let expected = [
        change("b.md", FileChange::Edited),
        change("c.md", FileChange::Added),
        change("a.md", FileChange::Removed),
    ];
    assert_eq!(changes, expected);
    assert_eq!(folder.titles(), ["Edited", "Good"]);
}

#[test]
fn the_last_valid_version_of_a_file_with_an_error_is_kept_until_it_is_deleted() {
    let mut folder = Folder::new(OnInvalid::Keep, &[("a.md", GOOD)]);
    assert_eq!(folder.update(&[("a.md", BAD)]), [change("a.md", FileChange::Broken)]);
    assert_eq!(folder.titles(), ["Good"]);
    assert_eq!(folder.codes(), [Code::DateInvalid, Code::LastValidServed]);
    assert_eq!(folder.update(&[("a.md", "")]), [change("a.md", FileChange::Edited)]);
    assert_eq!(folder.titles(), ["Good"]);
    assert_eq!(folder.codes(), [Code::FileEmpty, Code::LastValidServed]);
    assert_eq!(folder.update(&[("a.md", "# New")]), [change("a.md", FileChange::Mended)]);
    assert_eq!(
        (folder.titles(), folder.codes()),
        (vec!["New".to_owned()], vec![Code::TitleFromHeading])
    );
    folder.update(&[("a.md", BAD)]);
    assert_eq!(folder.update(&[]), [change("a.md", FileChange::Removed)]);
    assert_eq!((folder.titles(), folder.codes()), (vec![], vec![Code::NoPosts]));
}

#[test]
fn a_file_with_an_error_can_be_removed_instead() {
    let mut folder = Folder::new(OnInvalid::Remove, &[("a.md", GOOD)]);
    assert_eq!(folder.update(&[("a.md", BAD)]), [change("a.md", FileChange::Broken)]);
    assert_eq!((folder.titles(), folder.codes()), (vec![], vec![Code::DateInvalid]));
}

#[test]
fn the_posts_of_a_folder_that_cannot_be_read_are_kept() {
    let rejected = |at: &str| {
        let found = Diagnostic {
            code: Code::FileUnreadable,
            path: path(at),
            place: None,
            message: String::new(),
            expected: None,
            help: None,
        };
        Listing { rejected: vec![found], ..Listing::default() }
    };
    let files = [("a/b/c.md", GOOD), ("a/bad.md", BAD), ("ab.md", GOOD), ("d.md", GOOD)];
    let mut folder = Folder::new(OnInvalid::Keep, &files);
    let changes = folder.update_to(&[("d.md", GOOD)], rejected("a"));
    let expected = [
        change("a/b/c.md", FileChange::Broken),
        change("a/bad.md", FileChange::Removed),
        change("ab.md", FileChange::Removed),
    ];
    assert_eq!(changes, expected);
    assert_eq!(folder.titles(), ["Good", "Good"]);
    assert_eq!(folder.update_to(&[("d.md", GOOD)], rejected("a")), [], "it is known");
    assert_eq!(folder.update(&files)[0], change("a/b/c.md", FileChange::Mended));

    let mut folder = Folder::new(OnInvalid::Remove, &files);
    folder.update_to(&[("d.md", GOOD)], rejected("a"));
    assert_eq!(folder.titles(), ["Good"]);
}

#[test]
fn the_bytes_of_a_last_valid_version_are_those_of_its_file() {
    for good in [GOOD, "\u{feff}# BOM\n", "# Line\r\n\r\nText", "---\ntitle: \u{1}A\n---\nB\u{2}\n"]
    {
        let mut folder = Folder::new(OnInvalid::Keep, &[("a.md", good)]);
        folder.update(&[("a.md", BAD)]);
        let kept: Vec<_> = folder.files.last_valid().collect();
        assert_eq!(kept, [(&path("a.md"), good.as_bytes().to_vec())]);
    }
}

#[test]
fn a_stored_version_is_restored_only_if_the_file_still_has_an_error() {
    let mut folder = Folder::new(OnInvalid::Keep, &[("a.md", BAD), ("b.md", "# B")]);
    let compile = CompileOptions::default();
    let options = ReadOptions { compile: &compile, keeps_originals: true };
    for name in ["a.md", "b.md", "gone.md"] {
        let version = FileRead::of(&path(name), GOOD.as_bytes(), None, options).unwrap();
        folder.files.restore(&path(name), version);
    }
    assert_eq!(folder.titles(), ["Good", "B"]);
    assert_eq!(folder.files.last_valid().count(), 1);
    let bad = FileRead::of(&path("a.md"), BAD.as_bytes(), None, options).unwrap();
    folder.files.restore(&path("a.md"), bad);
    assert_eq!(folder.titles(), ["Good", "B"]);
}

#[test]
fn files_that_were_not_read_are_found() {
    let folder = Folder::new(OnInvalid::Keep, &[("a.md", GOOD), ("c.md", GOOD)]);
    let listed = ["a.md", "b.md", "c.md", "d.md"].map(path);
    assert_eq!(folder.files.unread(&listed), [&listed[1], &listed[3]]);
}

#[test]
fn a_file_at_which_the_compiler_panics_has_an_error() {
    let fault = |_: &ContentPath, _: &[u8]| -> Compiled { panic!("a fault") };
    let read = FileRead::compiled_by(fault, &path("a.md"), b"a", None, false).unwrap();
    assert_eq!(read.diagnostics[0].code, Code::FileFailed);
}
