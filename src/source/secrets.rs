//! Files that are never served, whatever their names.

use std::fs::{self, File};
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};

/// How much of a file in PEM is searched for a private key. Certificates may precede it.
const PEM_LENGTH: u64 = 1 << 16;

/// The beginnings of private keys that are not PEM: of PuTTY, and of SSH2 (RFC 4716 defines only the public
/// ones).
const KEYS: [&[u8]; 2] = [b"PuTTY-User-Key-File-", b"---- BEGIN SSH2 ENCRYPTED PRIVATE KEY"];

/// The beginnings of files in PEM: a boundary (RFC 7468), or the attributes that OpenSSL writes before it.
const PEM: [&[u8]; 3] = [b"-----BEGIN ", b"Bag Attributes", b"Key Attributes"];

/// The length of the longest beginning.
const BEGINNING: usize = 64;

/// The files of the server itself, such as its settings file.
#[derive(Debug, Clone, Default)]
pub(super) struct PrivateFiles(Vec<PathBuf>);

impl PrivateFiles {
    /// Creates the set of the files at these paths. They are found again each time, because they may be
    /// replaced.
    pub(super) fn new(paths: impl IntoIterator<Item = PathBuf>) -> Self {
        let absolute = |path: PathBuf| std::path::absolute(&path).unwrap_or(path);
        Self(paths.into_iter().map(absolute).collect())
    }

    /// Returns the canonical paths of the files that exist.
    pub(super) fn real_paths(&self) -> impl Iterator<Item = PathBuf> {
        self.0.iter().filter_map(|path| fs::canonicalize(path).ok())
    }

    /// Returns whether an open file is one of these files, through whichever link it was opened.
    #[cfg(unix)]
    pub(super) fn contain(&self, file: &File, _: &Path) -> io::Result<bool> {
        use std::os::unix::fs::MetadataExt;
        let identity = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
        let opened = identity(file.metadata()?);
        let mut own = self.0.iter().filter_map(|path| fs::metadata(path).ok());
        Ok(own.any(|own| identity(own) == opened))
    }

    /// Returns whether the file at a path is one of these files.
    #[cfg(not(unix))]
    pub(super) fn contain(&self, _: &File, path: &Path) -> io::Result<bool> {
        let real = fs::canonicalize(path)?;
        Ok(self.real_paths().any(|own| own == real))
    }
}

/// Returns whether the content of a file is a private key, by its first line that is not blank. The
/// position is the beginning before and after.
pub(super) fn is_private_key(file: &mut (impl Read + Seek)) -> io::Result<bool> {
    let mut bytes = Vec::with_capacity(BEGINNING);
    file.take(BEGINNING as u64).read_to_end(&mut bytes)?;
    let begins_with = |bytes: &[u8], beginnings: &[&[u8]]| {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
        // Blank lines may be longer than what was read.
        beginnings.iter().any(|beginning| bytes.starts_with(beginning))
    };
    let is_blank = bytes.len() == BEGINNING && bytes.trim_ascii().is_empty();
    if is_blank || begins_with(&bytes, &PEM) {
        file.take(PEM_LENGTH).read_to_end(&mut bytes)?;
    }
    file.rewind()?;
    let is_pem = begins_with(&bytes, &PEM);
    Ok(begins_with(&bytes, &KEYS)
        || (is_pem && memchr::memmem::find(&bytes, b"PRIVATE KEY").is_some()))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::is_private_key;

    #[test]
    fn private_keys_are_recognized_by_their_first_line() {
        let late = format!("-----BEGIN CERTIFICATE-----\n{}", "MIIB\n".repeat(2000));
        for key in [
            "-----BEGIN PRIVATE KEY-----\nMIIE",
            "\u{feff}\r\n-----BEGIN RSA PRIVATE KEY-----\r\n",
            "-----BEGIN ENCRYPTED PRIVATE KEY-----",
            "-----BEGIN OPENSSH PRIVATE KEY-----\n",
            "-----BEGIN PGP PRIVATE KEY BLOCK-----\n",
            "Bag Attributes\n    friendlyName: a\n-----BEGIN PRIVATE KEY-----\n",
            &format!("{late}-----END CERTIFICATE-----\n-----BEGIN EC PRIVATE KEY-----\n"),
            &format!("{}-----BEGIN PRIVATE KEY-----\n", "\n".repeat(200)),
            "PuTTY-User-Key-File-3: ssh-ed25519\n",
            "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\n",
        ] {
            let mut file = Cursor::new(key);
            assert!(is_private_key(&mut file).unwrap(), "{key:.60}");
            assert_eq!(file.position(), 0);
        }
        for other in [
            "",
            &late,
            "-----BEGIN PUBLIC KEY-----\n",
            "A key begins with:\n-----BEGIN PRIVATE KEY-----\n",
            "\u{89}PNG\r\n",
            &" ".repeat(100_000),
        ] {
            assert!(!is_private_key(&mut Cursor::new(other)).unwrap(), "{other:.60}");
        }
    }
}
