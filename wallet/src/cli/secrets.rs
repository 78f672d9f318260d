//! Passphrases and other secrets: from a file, the environment or the terminal, never from the command line.

use std::{
    io::{IsTerminal, Read},
    path::Path,
};

use zeroize::Zeroizing;

use super::{Arguments, CliError};

/// The variable that holds the passphrase.
const VARIABLE: &str = "SERO_WALLET_PASSPHRASE";

/// A secret text.
pub type Secret = Zeroizing<String>;

/// The passphrase of an existing wallet.
pub fn passphrase(arguments: &Arguments) -> Result<Secret, CliError> {
    match given(arguments)? {
        Some(passphrase) => Ok(passphrase),
        None => ask("passphrase", "give --passphrase-file or SERO_WALLET_PASSPHRASE"),
    }
}

/// The passphrase of a new wallet; typed ones are asked for twice.
pub fn new_passphrase(arguments: &Arguments) -> Result<Secret, CliError> {
    if let Some(passphrase) = given(arguments)? {
        return Ok(passphrase);
    }
    let first = passphrase(arguments)?;
    let again = ask("passphrase again", "give --passphrase-file or SERO_WALLET_PASSPHRASE")?;
    match first == again {
        true => Ok(first),
        false => Err(CliError::PassphrasesDiffer),
    }
}

fn given(arguments: &Arguments) -> Result<Option<Secret>, CliError> {
    match &arguments.passphrase_file {
        Some(path) => first_line(path).map(Some),
        None => Ok(std::env::var(VARIABLE).ok().map(Zeroizing::new)),
    }
}

/// The first line of a file.
pub fn first_line(path: &Path) -> Result<Secret, CliError> {
    let text = whole_file(path)?;
    Ok(Zeroizing::new(text.lines().next().unwrap_or_default().into()))
}

/// A whole file.
pub fn whole_file(path: &Path) -> Result<Secret, CliError> {
    std::fs::read_to_string(path).map(Zeroizing::new).map_err(|error| CliError::File { path: path.into(), error })
}

/// Asks at the terminal without showing what is typed; without a terminal, reads standard input.
pub fn ask(what: &'static str, instead: &'static str) -> Result<Secret, CliError> {
    let nobody = || CliError::NoTerminal { what, instead };
    if std::io::stdin().is_terminal() {
        return rpassword::prompt_password(format!("{what}: ")).map(Zeroizing::new).map_err(|_| nobody());
    }
    let mut text = Zeroizing::new(String::new());
    let read = std::io::stdin().take(64 * 1024).read_to_string(&mut text);
    match read {
        Ok(_) if !text.trim().is_empty() => Ok(Zeroizing::new(text.trim().into())),
        _ => Err(nobody()),
    }
}
