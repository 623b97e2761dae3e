//! Diagnostics for files that are rejected without reading them.

use std::io;

use crate::post::{Code, ContentPath, Diagnostic};

/// Creates the diagnostic of a file or folder as a whole. An empty text is omitted.
pub(super) fn reject(
    code: Code,
    path: ContentPath,
    message: String,
    expected: &str,
    help: &str,
) -> Diagnostic {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Diagnostic { code, path, place: None, message, expected: some(expected), help: some(help) }
}

/// The system does not allow reading it.
pub(super) fn unreadable(path: ContentPath, error: &io::Error) -> Diagnostic {
    let help = match error.kind() {
        io::ErrorKind::PermissionDenied => "give the user that runs the service read permission",
        _ => "",
    };
    let message = format!("the file or folder cannot be read: {}", reason(error));
    reject(Code::FileUnreadable, path, message, "", help)
}

/// A FIFO, socket or device is named like a post.
pub(super) fn special(path: ContentPath) -> Diagnostic {
    reject(
        Code::FileSpecial,
        path,
        "this is a FIFO, a socket or a device; it was not opened".to_owned(),
        "a regular file",
        "replace it with a regular file, or start its name with `_`",
    )
}

/// The file has more than `limit` bytes.
pub(super) fn too_large(path: ContentPath, size: u64, limit: u64) -> Diagnostic {
    reject(
        Code::FileTooLarge,
        path,
        format!("the file has {}; it was not read", bytes(size)),
        &format!("at most {} (`max_file_size`)", bytes(limit)),
        "split the post, or increase `max_file_size`",
    )
}

/// The name cannot be represented in URLs and JSON.
pub(super) fn not_utf8(lossy: ContentPath) -> Diagnostic {
    reject(
        Code::PathNotUtf8,
        lossy,
        "the name is not valid UTF-8".to_owned(),
        "a name in UTF-8",
        "rename it",
    )
}

/// A link leads out of the content folder. `target` is as written in the link, if it can be read.
pub(super) fn link_outside(path: ContentPath, target: Option<&str>) -> Diagnostic {
    reject(
        Code::LinkOutside,
        path,
        format!("{} leads out of the content folder; it was not followed", link(target)),
        "a target inside the content folder",
        "copy the target into the content folder, or remove the link",
    )
}

/// A link leads nowhere, or through too many links.
pub(super) fn link_broken(path: ContentPath, target: Option<&str>, reason: &str) -> Diagnostic {
    reject(
        Code::LinkBroken,
        path,
        format!("{} leads nowhere: {reason}", link(target)),
        "a file or folder inside the content folder",
        "correct the link, or remove it",
    )
}

/// A link leads to a folder that contains it.
pub(super) fn link_loop(path: ContentPath, target: Option<&str>, reason: &str) -> Diagnostic {
    reject(
        Code::LinkLoop,
        path,
        format!("{} leads to {reason}; it was not followed", link(target)),
        "a link to a folder that does not contain it",
        "remove the link",
    )
}

fn link(target: Option<&str>) -> String {
    target.map_or_else(|| "the link".to_owned(), |target| format!("the link to `{target}`"))
}

/// Returns the text of a system error without its number.
pub(super) fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split_once(" (os error").map_or(text.as_str(), |(reason, _)| reason);
    let mut characters = text.chars();
    characters
        .next()
        .map_or_else(String::new, |first| first.to_lowercase().chain(characters).collect())
}

/// Formats a size: exact in bytes, and also in MiB if that is easier to read.
fn bytes(size: u64) -> String {
    const MIB: u64 = 1 << 20;
    if size < MIB {
        return format!("{size} bytes");
    }
    format!("{size} bytes ({:.1} MiB)", size as f64 / MIB as f64)
}
