//! The folder for what survives a restart.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::private::{create_folder, private};
use crate::text::Revision;

/// The first bytes of each file.
const MAGIC: &[u8; 16] = b"inkstone state 1";

/// The length of a checksum.
const CHECKSUM: usize = 16;

/// A folder whose files survive a restart. Each has a checksum and is replaced as a whole, so a crash or a full
/// disk leaves the previous one. Several servers may share a folder: the last one to write wins.
#[derive(Debug, Clone)]
pub struct StateDir {
    path: PathBuf,
}

impl StateDir {
    /// Opens a folder, and creates it for this user alone if it does not exist.
    ///
    /// # Errors
    /// Returns an error if it cannot be created or is not a folder.
    pub fn open(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path = path.into();
        create_folder(&path)?;
        Ok(Self { path })
    }

    /// Returns the path of the folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Replaces a file.
    ///
    /// # Errors
    /// Returns an error if the file cannot be written; the previous one then remains.
    pub fn write(&self, name: &str, content: &[u8]) -> io::Result<()> {
        let new = self.path.join(format!("{name}.{}.new", std::process::id()));
        let written =
            write_new(&new, content).and_then(|()| fs::rename(&new, self.path.join(name)));
        if written.is_err() {
            // It may be what fills the disk.
            let _ = fs::remove_file(&new);
        }
        written
    }

    /// Returns the content of a file of up to `max_bytes`; `None` if there is no such file.
    ///
    /// # Errors
    /// Returns an error if the file cannot be read, and [`io::ErrorKind::InvalidData`] if it is damaged, too
    /// large, or of another program.
    pub fn read(&self, name: &str, max_bytes: u64) -> io::Result<Option<Vec<u8>>> {
        let path = self.path.join(name);
        match fs::symlink_metadata(&path) {
            // Opening a FIFO would wait for another program.
            Ok(found) if !found.is_file() => {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "it is not a regular file"));
            }
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        }
        let file = File::open(path)?;
        let mut bytes = Vec::new();
        let most = max_bytes.saturating_add((MAGIC.len() + CHECKSUM) as u64);
        file.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > most {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "the file is too large"));
        }
        checked(bytes).map(Some)
    }

    /// Removes a file, if there is one.
    ///
    /// # Errors
    /// Returns an error if the file cannot be removed.
    pub fn remove(&self, name: &str) -> io::Result<()> {
        match fs::remove_file(self.path.join(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            Ok(()) | Err(_) => Ok(()),
        }
    }
}

fn write_new(path: &Path, content: &[u8]) -> io::Result<()> {
    // One that a process left when it was killed. A link is not followed.
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let mut file = private(OpenOptions::new().write(true).create_new(true)).open(path)?;
    file.write_all(MAGIC)?;
    file.write_all(Revision::of(content).as_bytes())?;
    file.write_all(content)?;
    // Otherwise a crash of the machine could leave the new name with no content.
    file.sync_all()
}

/// Returns the content of a file whose checksum is right.
fn checked(mut bytes: Vec<u8>) -> io::Result<Vec<u8>> {
    let damaged = |reason| io::Error::new(io::ErrorKind::InvalidData, reason);
    let start = MAGIC.len() + CHECKSUM;
    if bytes.len() < start || !bytes.starts_with(MAGIC) {
        return Err(damaged("it is not a state file of this version"));
    }
    if bytes[MAGIC.len()..start] != *Revision::of(&bytes[start..]).as_bytes() {
        return Err(damaged("its checksum is wrong"));
    }
    bytes.drain(..start);
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io;

    use super::StateDir;

    #[test]
    fn a_file_is_replaced_as_a_whole_and_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let state = StateDir::open(folder.path().join("a/b")).unwrap();
        assert_eq!(state.read("x", 10).unwrap(), None);
        for content in [&b"one"[..], b"", b"three"] {
            state.write("x", content).unwrap();
            assert_eq!(state.read("x", 10).unwrap().unwrap(), content);
        }
        let names = fs::read_dir(state.path()).unwrap().map(|entry| entry.unwrap().file_name());
        assert_eq!(names.collect::<Vec<_>>(), ["x"]);
        state.remove("x").unwrap();
        state.remove("x").unwrap();
        assert_eq!(state.read("x", 10).unwrap(), None);
    }

    #[cfg(unix)]
    #[test]
    fn only_this_user_can_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let state = StateDir::open(folder.path().join("state")).unwrap();
        state.write("x", b"text").unwrap();
        let mode = |path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(state.path().to_owned()), 0o700);
        assert_eq!(mode(state.path().join("x")), 0o600);
    }

    #[cfg(unix)]
    #[test]
    fn links_and_special_files_are_neither_read_nor_written_through() {
        let folder = tempfile::tempdir().unwrap();
        let state = StateDir::open(folder.path().join("state")).unwrap();
        let of_others = folder.path().join("of-others");
        state.write("x", b"text").unwrap();
        fs::rename(state.path().join("x"), &of_others).unwrap();
        let bytes = fs::read(&of_others).unwrap();
        std::os::unix::fs::symlink(&of_others, state.path().join("x")).unwrap();
        assert_eq!(state.read("x", 10).unwrap_err().kind(), io::ErrorKind::InvalidData);
        let new = state.path().join(format!("x.{}.new", std::process::id()));
        std::os::unix::fs::symlink(&of_others, new).unwrap();
        state.write("x", b"other").unwrap();
        assert_eq!(state.read("x", 10).unwrap().unwrap(), b"other");
        assert_eq!(fs::read(&of_others).unwrap(), bytes);
        let fifo = state.path().join("fifo");
        assert!(std::process::Command::new("mkfifo").arg(fifo).status().unwrap().success());
        assert_eq!(state.read("fifo", 10).unwrap_err().kind(), io::ErrorKind::InvalidData);
    }

    #[test]
    fn damaged_foreign_and_large_files_are_errors() {
        let folder = tempfile::tempdir().unwrap();
        let state = StateDir::open(folder.path()).unwrap();
        state.write("x", b"some text").unwrap();
        let whole = fs::read(folder.path().join("x")).unwrap();
        for length in 0..whole.len() {
            fs::write(folder.path().join("x"), &whole[..length]).unwrap();
            let error = state.read("x", 100).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::InvalidData, "{length}");
        }
        for at in 0..whole.len() {
            let mut other = whole.clone();
            other[at] ^= 1;
            fs::write(folder.path().join("x"), &other).unwrap();
            assert!(state.read("x", 100).is_err(), "{at}");
        }
        fs::write(folder.path().join("x"), &whole).unwrap();
        assert!(state.read("x", 9).unwrap().is_some());
        assert!(state.read("x", 8).is_err());
    }
}
