//! Files that the command writes. They may tell what the user would not: nobody else may read them, and nothing is overwritten.

use std::{
    fs::{File, OpenOptions},
    io::{self, ErrorKind, Write},
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

    /// Writes the contents so that they survive a loss of power, and the file's name with them. The file is still gone if it is
    /// dropped before [`Self::keep`].
    pub fn fill(&mut self, contents: &[u8]) -> Result<(), CliError> {
        let written = self.file.write_all(contents).and_then(|()| self.file.sync_all());
        let done = written.and_then(|()| sync_folder(&self.path));
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

/// Whether the file still has the name: another one can have got it meanwhile.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    let (own, there) = (file.metadata()?, std::fs::symlink_metadata(path)?);
    Ok((own.dev(), own.ino()) == (there.dev(), there.ino()))
}

#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> io::Result<bool> {
    Ok(true)
}

/// Makes a new name survive a loss of power.
#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

impl Drop for NewFile {
    fn drop(&mut self) {
        if !self.keep {
            let gone = is_at(&self.file, &self.path).and_then(|own| match own {
                true => std::fs::remove_file(&self.path),
                false => Ok(()),
            });
            match gone {
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

    #[cfg(unix)]
    #[test]
    fn a_file_that_took_its_name_meanwhile_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        let file = NewFile::new(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        std::fs::write(&path, b"another").unwrap();
        drop(file);
        assert_eq!(std::fs::read(&path).unwrap(), b"another");
        // Neither is a link followed.
        let file = NewFile::new(&folder.path().join("b")).unwrap();
        std::fs::remove_file(folder.path().join("b")).unwrap();
        std::os::unix::fs::symlink(&path, folder.path().join("b")).unwrap();
        drop(file);
        assert!(folder.path().join("b").is_symlink() && path.exists());
    }
}
