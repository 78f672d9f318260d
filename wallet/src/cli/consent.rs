//! Asking before what cannot be undone.

use std::io::{BufRead, IsTerminal};

use clap::Args;

use super::{Arguments, CliError};

/// The option of everything that asks.
#[derive(Args)]
pub struct Consent {
    /// Do not ask
    #[arg(long)]
    pub yes: bool,
}

impl Consent {
    /// Says what will happen, and asks whether it shall unless the user said so before.
    pub fn ask(&self, arguments: &Arguments, what: &str) -> Result<(), CliError> {
        match self.yes {
            true => {
                eprintln!("{what}");
                Ok(())
            }
            false => ask(arguments, what, "give --yes if that is meant"),
        }
    }
}

/// Says what will happen and asks whether it shall. A program cannot be asked: it is told what to give instead.
pub fn ask(arguments: &Arguments, what: &str, instead: &'static str) -> Result<(), CliError> {
    let nobody = || CliError::NoConsent { what: what.into(), instead };
    if arguments.json || !std::io::stdin().is_terminal() {
        return Err(nobody());
    }
    eprint!("{what}. Type yes to go on: ");
    let mut text = String::new();
    std::io::stdin().lock().read_line(&mut text).map_err(|_| nobody())?;
    match text.trim() {
        "yes" => Ok(()),
        _ => Err(CliError::Declined),
    }
}
