//! Reading and writing.

use std::{
    fs::{self, OpenOptions},
    io::{self, ErrorKind, Write},
    path::{Path, PathBuf},
};

use sero_license::SecretError;

/// Why a file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// A key would be overwritten.
    #[error("{0} exists already, and a key that is overwritten is lost; choose another name")]
    Exists(PathBuf),
    /// The system refuses.
    #[error("{path}: {error}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// Others may read a secret.
    #[error("others may read the secret in {path} (mode {mode:03o}); run `chmod 600 {path}`")]
    Open {
        /// The file.
        path: PathBuf,
        /// Its rights.
        mode: u32,
    },
    /// Not what belongs there.
    #[error("{path} does not hold what is needed here: {error}")]
    Text {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        error: serde_json::Error,
    },
    /// The secret in it is none.
    #[error("{path}: {source}; take it from a backup, or make a new key")]
    Secret {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: SecretError,
    },
}

/// Writes a new file that only its owner may read.
pub(super) fn write_secret(path: &Path, text: &impl serde::Serialize) -> Result<(), FileError> {
    let failed = |error: io::Error| match error.kind() {
        ErrorKind::AlreadyExists => FileError::Exists(path.into()),
        _ => FileError::Io { path: path.into(), error },
    };
    let mut bytes = serde_json::to_vec_pretty(text).map_err(|error| FileError::Text { path: path.into(), error })?;
    bytes.push(b'\n');
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(failed)?;
    file.write_all(&bytes).and_then(|()| file.sync_all()).map_err(failed)
}

/// Reads a file that holds a secret, unless others may read it too.
pub(super) fn read_secret<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T, FileError> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let metadata = fs::metadata(path).map_err(|error| FileError::Io { path: path.into(), error })?;
        let mode = metadata.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            return Err(FileError::Open { path: path.into(), mode });
        }
    }
    read(path)
}

/// Reads a file.
pub(super) fn read<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T, FileError> {
    let bytes = fs::read(path).map_err(|error| FileError::Io { path: path.into(), error })?;
    serde_json::from_slice(&bytes).map_err(|error| FileError::Text { path: path.into(), error })
}
