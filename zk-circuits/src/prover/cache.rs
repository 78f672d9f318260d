//! Parameters on disk: a file and its BLAKE2b checksum beside it, safe with several processes at once.
//!
//! Files are written under a name of their own and then renamed, so a reader finds a whole file or none. What is written is the
//! same for everybody, so it does not matter who renames last. A file that does not match its checksum is never used.

use blake2b_simd::Params;
use std::{
    ffi::OsString,
    fs, io,
    io::Write,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

/// `$SERO_PARAMS`, else `.cache/sero/params` in the home directory; nothing where neither is known.
pub fn default_directory() -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    set("SERO_PARAMS")
        .map(PathBuf::from)
        .or_else(|| set("HOME").map(|home| PathBuf::from(home).join(".cache/sero/params")))
}

/// What a directory holds under a name.
#[derive(Debug)]
pub(super) enum Found<T = Vec<u8>> {
    /// The contents, as their checksum says.
    Whole(T),
    /// No file, or no checksum.
    Nothing,
    /// Something that must not be used, and why.
    Refused(String),
}

impl Found {
    /// Reads the contents.
    pub fn map<T>(self, read: impl FnOnce(Vec<u8>) -> T) -> Found<T> {
        match self {
            Found::Whole(bytes) => Found::Whole(read(bytes)),
            Found::Nothing => Found::Nothing,
            Found::Refused(reason) => Found::Refused(reason),
        }
    }
}

/// The checksum of a file, as `b2sum -l 256` computes it.
pub(super) fn checksum(bytes: &[u8]) -> String {
    Params::new().hash_length(32).hash(bytes).to_hex().to_string()
}

/// Reads a file and compares it with its checksum.
pub(super) fn read(path: &Path) -> Found {
    let contents = fs::read(path).and_then(|bytes| Ok((bytes, fs::read(checksum_path(path))?)));
    match contents {
        Ok((bytes, written)) => {
            let expected = checksum(&bytes);
            if written.get(..expected.len()) == Some(expected.as_bytes()) {
                Found::Whole(bytes)
            } else {
                Found::Refused(format!("{} does not match its checksum", path.display()))
            }
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Found::Nothing,
        Err(error) => Found::Refused(format!("{}: {error}", path.display())),
    }
}

/// Writes a file and its checksum.
pub(super) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory)?;
    }
    replace(path, bytes)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    replace(&checksum_path(path), format!("{}  {name}\n", checksum(bytes)).as_bytes())
}

/// The file beside a file that holds its checksum.
fn checksum_path(path: &Path) -> PathBuf {
    with_suffix(path, ".b2sum")
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Puts a whole file in place at once.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    // Process and counter: two writers never share a name.
    let unique = COUNTER.fetch_add(1, Ordering::Relaxed);
    let temporary = with_suffix(path, &format!(".{}.{unique}.tmp", std::process::id()));
    let written = fs::File::create(&temporary)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&temporary, path));
    if written.is_err() {
        // The cause is reported; a file that stays behind is never read.
        let _ = fs::remove_file(&temporary);
    }
    written
}
