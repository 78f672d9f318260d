//! The file's own rights.

use std::{
    fs::{self, OpenOptions},
    io::ErrorKind,
    path::Path,
};

use super::StoreError;

/// Makes an empty file that only its owner may read and write.
pub(super) fn create_private(path: &Path) -> Result<(), StoreError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(StoreError::Exists(path.into())),
        Err(error) => Err(StoreError::File { path: path.into(), error }),
    }
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
