//! A content folder on disk.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};

use super::asset::AssetRead;
use super::beneath::OpenFolder;
use super::content_source::{ContentSource, Entering, FileRead, FileReader, SourceError};
use super::exclude::Exclude;
use super::listing::Listing;
use super::marked::walk_marked;
use super::root::RootIdentity;
use super::scan::{FolderOnDisk, Scan};
use super::secrets::{PrivateFiles, is_private_key};
use super::version::FileVersion;
use super::walk::{self, Versions, WalkOptions};
use super::{names, rejection};
use crate::post::{ContentPath, Diagnostic};

/// How often a file is read that is written to meanwhile.
const MAX_ATTEMPTS: usize = 3;

/// A folder on disk. Links inside it are followed, but nothing outside it, and only regular files, are ever
/// opened. Private keys and the server's own files are never assets.
#[derive(Debug, Clone)]
pub struct FolderSource {
    root: PathBuf,
    max_file_size: u64,
    private: PrivateFiles,
    exclude: Exclude,
}

impl FolderSource {
    /// Creates a source for a folder whose posts may be up to `max_file_size` bytes long.
    pub fn new(root: impl Into<PathBuf>, max_file_size: u64) -> Self {
        let (private, exclude) = (PrivateFiles::default(), Exclude::default());
        Self { root: root.into(), max_file_size, private, exclude }
    }

    /// Treats files and folders as if they did not exist.
    pub fn excluding(mut self, exclude: Exclude) -> Self {
        self.exclude = exclude;
        self
    }

    /// Excludes files of the server from the assets, whatever their names and the links to them.
    pub fn without(mut self, private: impl IntoIterator<Item = PathBuf>) -> Self {
        self.private = PrivateFiles::new(private);
        self
    }

    /// Returns files that are not served and may be in the folder by mistake: private ones, and those of a
    /// site's project in the folder itself, such as `_config.yml`. Sorted by path.
    pub fn withheld(&self) -> Vec<ContentPath> {
        let entries = fs::read_dir(&self.root).into_iter().flatten().flatten();
        let names = entries.map(|entry| entry.file_name());
        let site = names.filter(|name| names::is_site_file(name.as_encoded_bytes()));
        let site = site.map(|name| ContentPath::new(&name.to_string_lossy()));
        let mut paths: Vec<_> = site.chain(self.private_paths()).collect();
        paths.sort_unstable();
        paths.dedup();
        paths
    }

    /// Returns the paths of the private files that are in the folder.
    fn private_paths(&self) -> Vec<ContentPath> {
        let Ok(root) = fs::canonicalize(&self.root) else { return Vec::new() };
        let inside = self.private.real_paths().filter_map(|real| {
            let parts = real.strip_prefix(&root).ok()?.iter();
            Some(parts.map(|part| part.to_str()).collect::<Option<Vec<_>>>()?.join("/"))
        });
        inside.map(|path| ContentPath::new(&path)).collect()
    }

    fn walk_options<'a>(
        &'a self,
        root: &'a RootIdentity,
        private: &'a [ContentPath],
        entering: Entering<'a>,
    ) -> WalkOptions<'a> {
        let (root, exclude, versions) = (root.real(), &self.exclude, Versions::Read);
        WalkOptions { root, exclude, private, entering, versions }
    }

    fn error(&self, reason: &str) -> SourceError {
        SourceError(format!("the content folder `{}`: {reason}", self.root.display()))
    }
}

impl ContentSource for FolderSource {
    fn list(&self) -> Result<Listing, SourceError> {
        let root = self.root()?;
        let private = self.private_paths();
        let mut entering = |_: &FolderOnDisk| {};
        let options = WalkOptions {
            versions: Versions::Unknown,
            ..self.walk_options(&root, &private, &mut entering)
        };
        let found = walk::walk(options).map_err(|SourceError(reason)| self.error(&reason))?;
        Ok(Scan::sharing(None, root, found).listing())
    }

    fn scan(&self, known: Option<&Scan>, entering: Entering<'_>) -> Result<Scan, SourceError> {
        let root = self.root()?;
        let private = self.private_paths();
        let options = self.walk_options(&root, &private, entering);
        let found = walk::walk(options).map_err(|SourceError(reason)| self.error(&reason))?;
        Ok(Scan::sharing(known, root, found))
    }

    fn scan_marked(
        &self,
        known: &Scan,
        marked: &[PathBuf],
        entering: Entering<'_>,
    ) -> Result<Scan, SourceError> {
        let root = self.root()?;
        if root == *known.root() {
            let private = self.private_paths();
            let options = self.walk_options(&root, &private, entering);
            if let Some(folders) = walk_marked(known, marked, options) {
                return Ok(Scan::new(root, folders));
            }
        }
        self.scan(Some(known), entering)
    }

    fn root(&self) -> Result<RootIdentity, SourceError> {
        let found = RootIdentity::of(&self.root).and_then(|root| {
            let is_folder = fs::metadata(root.real())?.is_dir();
            Ok((root, is_folder))
        });
        match found {
            Ok((root, true)) => Ok(root),
            Ok((_, false)) => Err(self.error("this is a file, not a folder")),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Err(self.error("the folder does not exist"))
            }
            Err(error) => {
                let reason = rejection::reason(&error);
                Err(self.error(&format!("it cannot be read: {reason}")))
            }
        }
    }

    fn read(&self, path: &ContentPath) -> Result<FileRead, Box<Diagnostic>> {
        self.read_below(&OpenFolder::at(&self.root), path)
    }

    fn reader(&self) -> FileReader<'_> {
        let root = OpenFolder::at(&self.root);
        Box::new(move |path| self.read_below(&root, path))
    }

    fn open(&self, path: &ContentPath) -> io::Result<Box<dyn AssetRead>> {
        if !names::may_be_asset(path) || self.exclude.contains(path.as_str()) {
            return Err(io::ErrorKind::NotFound.into());
        }
        let mut file = self.open_asset(path).map_err(|error| {
            if is_not_found(&error) { io::ErrorKind::NotFound.into() } else { error }
        })?;
        let whole = self.root.join(path.as_str());
        if self.private.contain(&file, &whole)? || is_private_key(&mut file)? {
            return Err(io::ErrorKind::NotFound.into());
        }
        Ok(Box::new(file))
    }
}

impl FolderSource {
    fn read_below(
        &self,
        root: &OpenFolder,
        path: &ContentPath,
    ) -> Result<FileRead, Box<Diagnostic>> {
        let unreadable = |error: io::Error| Box::new(rejection::unreadable(path.clone(), &error));
        let mut file = match root.open(path.as_str()) {
            Some(file) => file,
            None => self.open_post(path)?,
        };
        let mut metadata = file.metadata().map_err(unreadable)?;
        let mut attempts = 1;
        loop {
            if !metadata.is_file() {
                return Err(rejection::special(path.clone()).into());
            }
            let limit = self.max_file_size;
            if metadata.len() > limit {
                return Err(rejection::too_large(path.clone(), metadata.len(), limit).into());
            }
            let mut bytes = Vec::with_capacity(metadata.len() as usize + 1);
            // If it has grown, that is found below, without a call of the system that reads nothing. The length of a
            // virtual file may be unknown.
            let length = match metadata.len() {
                0 => limit.saturating_add(1),
                length => length,
            };
            let part = Read::by_ref(&mut file).take(length);
            { part }.read_to_end(&mut bytes).map_err(unreadable)?;
            if bytes.len() as u64 > limit {
                let size = bytes.len() as u64;
                return Err(rejection::too_large(path.clone(), size, limit).into());
            }
            let version = FileVersion::of_file(&metadata);
            let after = file.metadata().map_err(unreadable)?;
            let is_unwritten = FileVersion::of_file(&after).is_unwritten_since(&version);
            if is_unwritten || attempts == MAX_ATTEMPTS {
                return Ok(FileRead { bytes, version });
            }
            metadata = after;
            attempts += 1;
            file.rewind().map_err(unreadable)?;
        }
    }

    fn open_post(&self, path: &ContentPath) -> Result<File, Box<Diagnostic>> {
        let unreadable = |error: io::Error| Box::new(rejection::unreadable(path.clone(), &error));
        let root = fs::canonicalize(&self.root).map_err(unreadable)?;
        let mut wanted = root.clone();
        wanted.extend(path.as_str().split('/'));
        // The folder may have changed since it was listed, so the path is checked again.
        let real = fs::canonicalize(&wanted).map_err(unreadable)?;
        if !real.starts_with(&root) {
            let target = fs::read_link(&wanted).ok();
            let target = target.as_ref().map(|target| target.to_string_lossy());
            return Err(rejection::link_outside(path.clone(), target.as_deref()).into());
        }
        let is_file = fs::symlink_metadata(&real).map_err(unreadable)?.is_file();
        if !is_file {
            return Err(rejection::special(path.clone()).into());
        }
        open(&real).map_err(unreadable)
    }

    fn open_asset(&self, path: &ContentPath) -> io::Result<File> {
        if let Some(file) = OpenFolder::at(&self.root).open(path.as_str()) {
            return if file.metadata()?.is_file() {
                Ok(file)
            } else {
                Err(io::ErrorKind::NotFound.into())
            };
        }
        let root = fs::canonicalize(&self.root)?;
        let mut wanted = root.clone();
        wanted.extend(path.as_str().split('/'));
        // As for posts, the folder may have changed since it was listed.
        let real = fs::canonicalize(&wanted)?;
        let may_be_opened = real.starts_with(&root)
            && names::is_asset_target(&real)
            && fs::symlink_metadata(&real)?.is_file();
        if !may_be_opened {
            return Err(io::ErrorKind::NotFound.into());
        }
        let file = open(&real)?;
        if !file.metadata()?.is_file() {
            return Err(io::ErrorKind::NotFound.into());
        }
        Ok(file)
    }
}

/// Returns whether an error is one of those with which the system reports that a file doesn't exist,
/// including links that lead nowhere.
fn is_not_found(error: &io::Error) -> bool {
    #[cfg(unix)]
    let is_loop = error.raw_os_error() == Some(libc::ELOOP);
    #[cfg(not(unix))]
    let is_loop = false;
    is_loop
        || matches!(
            error.kind(),
            io::ErrorKind::NotADirectory
                | io::ErrorKind::InvalidFilename
                | io::ErrorKind::InvalidInput
        )
}

/// Opens a canonical path for reading. If a link or FIFO has taken its place in the meantime, the link is
/// not followed and the FIFO does not block.
fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK);
    }
    options.open(path)
}

#[cfg(test)]
mod tests;
