//! The file's own place and rights.

use std::{
    ffi::OsString,
    fs::{self, OpenOptions},
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

use super::StoreError;
use crate::random;

/// A file on its way: under another name beside its own, until it is whole. Dropped before, it is gone; a kill leaves a file
/// that nobody asks for.
pub(super) struct Draft {
    path: PathBuf,
    target: PathBuf,
}

impl Draft {
    /// Makes an empty file that only its owner may read and write.
    pub(super) fn new(target: &Path) -> Result<Self, StoreError> {
        if fs::symlink_metadata(target).is_ok() {
            return Err(StoreError::Exists(target.into()));
        }
        let name = target.file_name().ok_or_else(|| StoreError::NotAWallet(target.into()))?;
        let mut hidden = OsString::from(".");
        hidden.push(name);
        hidden.push(format!(".{}.new", const_hex::encode(*random::bytes::<8>())));
        let draft = Draft { path: target.with_file_name(hidden), target: target.into() };
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(&draft.path) {
            Ok(_) => Ok(draft),
            Err(error) => Err(draft.failed(error)),
        }
    }

    /// Where it is for now.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Gives the file its own name, if nothing has it. Nobody may have the file open: SQLite finds its journal by the name.
    pub(super) fn publish(self) -> Result<(), StoreError> {
        let exists = || StoreError::Exists(self.target.clone());
        if self.target.exists() {
            return Err(exists());
        }
        // Left by a wallet that is gone: SQLite would write its pages into this one.
        remove(&journal(&self.target)).map_err(|error| self.failed(error))?;
        match fs::hard_link(&self.path, &self.target) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::AlreadyExists => return Err(exists()),
            // Some file systems have no links, and a new name then overwrites: nothing was there just now.
            Err(_) => fs::rename(&self.path, &self.target).map_err(|error| self.failed(error))?,
        }
        sync_folder(&self.target).map_err(|error| self.failed(error))
    }

    fn failed(&self, error: io::Error) -> StoreError {
        StoreError::File { path: self.target.clone(), error }
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // Once it is published, this takes the second name away and no more.
        let _ = fs::remove_file(&self.path);
        let _ = fs::remove_file(journal(&self.path));
    }
}

/// Where SQLite keeps what takes a half-written transaction back.
fn journal(path: &Path) -> PathBuf {
    let mut name = OsString::from(path);
    name.push("-journal");
    name.into()
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Makes a new name survive a loss of power.
#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    fs::File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Takes others' rights away from an existing file. SQLite gives its journal the rights of the file.
pub(super) fn make_private(path: &Path) -> Result<(), StoreError> {
    let failed = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound => StoreError::Missing(path.into()),
        _ => StoreError::File { path: path.into(), error },
    };
    let metadata = fs::metadata(path).map_err(failed)?;
    if !metadata.is_file() {
        return Err(StoreError::NotAWallet(path.into()));
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        if metadata.permissions().mode() & 0o077 != 0 {
            fs::set_permissions(path, fs::Permissions::from_mode(0o600)).map_err(failed)?;
        }
    }
    Ok(())
}
