//! Files that the command writes. They may tell what the user would not: nobody else may read them, and nothing is overwritten.

use std::{
    fs::{File, OpenOptions},
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
};

use super::CliError;

/// A new file that waits for its contents; dropped without them it is gone. Made before anything is locked or signed, so that
/// nothing of that fails for want of a place.
pub struct NewFile {
    path: PathBuf,
    file: File,
    keep: bool,
}

impl NewFile {
    /// Makes an empty file that only its owner may read and write.
    pub fn new(path: &Path) -> Result<Self, CliError> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(path) {
            Ok(file) => Ok(NewFile { path: path.into(), file, keep: false }),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(CliError::Exists(path.into())),
            Err(error) => Err(CliError::File { path: path.into(), error }),
        }
    }

    /// The same where the user named a file.
    pub fn wanted(path: &Option<PathBuf>) -> Result<Option<Self>, CliError> {
        path.as_deref().map(NewFile::new).transpose()
    }

    /// Writes the contents so that they survive a loss of power. The file is still gone if it is dropped before [`Self::keep`].
    pub fn fill(&mut self, contents: &[u8]) -> Result<(), CliError> {
        let done = self.file.write_all(contents).and_then(|()| self.file.sync_all());
        done.map_err(|error| CliError::File { path: self.path.clone(), error })
    }

    /// Lets the file stay.
    pub fn keep(mut self) {
        self.keep = true;
    }

    /// Writes the contents, and lets the file stay.
    pub fn write(mut self, contents: &[u8]) -> Result<(), CliError> {
        self.fill(contents)?;
        self.keep();
        Ok(())
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        if !self.keep {
            match std::fs::remove_file(&self.path) {
                Ok(()) => {}
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => eprintln!("{}: {error}", self.path.display()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_its_owners_alone_and_overwrites_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        drop(NewFile::new(&path).unwrap());
        assert!(!path.exists());
        NewFile::new(&path).unwrap().write(b"one").unwrap();
        assert!(matches!(NewFile::new(&path), Err(CliError::Exists(_))));
        assert_eq!(std::fs::read(&path).unwrap(), b"one");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        assert!(matches!(NewFile::new(&path.join("b")), Err(CliError::File { .. })));
    }
}
