//! Mining licences on the command line, and for the miner.
//!
//! ```text
//! miner                                   issuer
//! license key author.json
//!                                         license issuer issuer.json       -> the public key, for the chain's genesis
//! license request author.json --genesis .. -> request
//!                                         license issue --issuer issuer.json --zpk .. --until .. --serial .. --genesis ..
//! license check licence.json ..           <- licence
//! --license licence.json --license-key author.json
//! ```
//!
//! Each command prints one JSON object.

mod author;
mod file;

use std::path::PathBuf;

use rand::rngs::OsRng;
use serde_json::{json, Value};
use sero_license::{
    text::{AuthorKeyText, IssuerKeyText, LicenseText, RequestText},
    AuthorSecret, IssuerKey, IssuerSecret, Prop, Refusal,
};
use sero_shielded::encoding::PointBytes;

pub use author::{Author, AuthorKey, LicenseArgs};
pub use file::FileError;

/// What to do with mining licences.
#[derive(Debug, clap::Subcommand)]
pub enum LicenseCmd {
    /// Make the key of a miner, for which a licence can be issued. It is no wallet's key and holds no coins.
    Key {
        /// Where the key goes; the file must not exist.
        file: PathBuf,
    },

    /// Make the key of an issuer. Its public part belongs into the genesis of a chain.
    Issuer {
        /// Where the key goes; the file must not exist.
        file: PathBuf,
    },

    /// Print the request for a licence that goes to the issuer.
    Request {
        /// The file that `license key` made.
        file: PathBuf,
        /// Hash of the chain's block 0, as the RPC `chain_getBlockHash` with 0 gives it.
        #[arg(long, value_name = "HASH", value_parser = bytes32)]
        genesis: [u8; 32],
    },

    /// Issue a licence and print it.
    Issue {
        /// The file that `license issuer` made.
        #[arg(long, value_name = "FILE")]
        issuer: PathBuf,
        /// The miner's key, from the request.
        #[arg(long, value_name = "HEX", value_parser = bytes32)]
        zpk: [u8; 32],
        /// The last height at which the licence is valid.
        #[arg(long, value_name = "HEIGHT")]
        until: u32,
        /// A number by which the licence can be revoked. Take one that no other licence has.
        #[arg(long, value_name = "NUMBER")]
        serial: u32,
        /// Hash of the chain's block 0, from the request.
        #[arg(long, value_name = "HASH", value_parser = bytes32)]
        genesis: [u8; 32],
    },

    /// Check a licence. Whether it is revoked only the chain knows.
    Check {
        /// The licence.
        file: PathBuf,
        /// The issuer's public key.
        #[arg(long, value_name = "HEX")]
        issuer_public: IssuerKey,
        /// Hash of the chain's block 0.
        #[arg(long, value_name = "HASH", value_parser = bytes32)]
        genesis: [u8; 32],
        /// A height at which the licence should be valid.
        #[arg(long, value_name = "HEIGHT")]
        height: Option<u32>,
    },
}

/// Why a command on licences fails.
#[derive(Debug, thiserror::Error)]
pub enum LicenseError {
    /// A file cannot be read, or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// The licence is not good.
    #[error("{path}: {refusal}")]
    Refused {
        /// The licence's file.
        path: PathBuf,
        /// What is wrong with it.
        refusal: Refusal,
    },
    /// `--zpk` is no key.
    #[error("--zpk: {0}; take the zpk that `license request` prints on the miner's machine")]
    Zpk(Refusal),
    /// Licence and key are of two miners.
    #[error(
        "the licence {license} is for author key {licensed}, and {key} holds {held}; name the key file that the licence was \
         requested with, or request a licence for this one"
    )]
    OtherKey {
        /// The licence's file.
        license: PathBuf,
        /// The key that it is for.
        licensed: String,
        /// The key's file.
        key: PathBuf,
        /// The key in it.
        held: String,
    },
}

impl LicenseCmd {
    /// Does what the command says and prints one JSON object.
    ///
    /// # Errors
    /// A refused licence is printed as well.
    pub fn run(&self) -> Result<(), LicenseError> {
        let (answer, result) = self.answer()?;
        println!("{answer:#}");
        result
    }

    /// The object to print, and whether the command succeeded.
    fn answer(&self) -> Result<(Value, Result<(), LicenseError>), LicenseError> {
        let done = |value| Ok((value, Ok(())));
        match self {
            Self::Key { file } => {
                let secret = AuthorSecret::generate(&mut OsRng);
                file::write_secret(file, &AuthorKeyText::new(&secret))?;
                done(json!({ "file": file, "zpk": hex(&secret.zpk().0) }))
            }
            Self::Issuer { file } => {
                let secret = IssuerSecret::generate(&mut OsRng);
                file::write_secret(file, &IssuerKeyText::new(&secret))?;
                done(json!({ "file": file, "public": secret.public().to_string() }))
            }
            Self::Request { file, genesis } => done(value(&RequestText::new(*genesis, AuthorKey::load(file)?.zpk()))),
            Self::Issue { issuer, zpk, until, serial, genesis } => {
                let secret = file::read_secret::<IssuerKeyText>(issuer)?.secret();
                let secret = secret.map_err(|source| FileError::Secret { path: issuer.into(), source })?;
                let zpk = PointBytes(*zpk);
                let license = secret.issue(&zpk, Prop::new(*until, *serial), genesis, &mut OsRng);
                let license = license.map_err(LicenseError::Zpk)?;
                done(value(&LicenseText::new(&license, zpk, *genesis, secret.public())))
            }
            Self::Check { file, issuer_public, genesis, height } => {
                let license: LicenseText = file::read(file)?;
                Ok(match license.check(issuer_public, genesis, *height) {
                    Ok(()) => (json!({ "valid": true, "licence": value(&license) }), Ok(())),
                    Err(refusal) => {
                        let answer =
                            json!({ "valid": false, "refusal": refusal.name(), "reason": refusal.to_string() });
                        (answer, Err(LicenseError::Refused { path: file.into(), refusal }))
                    }
                })
            }
        }
    }
}

/// Maps of strings and numbers are always values.
fn value(text: &impl serde::Serialize) -> Value {
    serde_json::to_value(text).unwrap_or_default()
}

fn hex(bytes: &[u8]) -> String {
    const_hex::encode_prefixed(bytes)
}

/// Reads 32 bytes in hexadecimal digits.
fn bytes32(text: &str) -> Result<[u8; 32], String> {
    const_hex::decode_to_array(text).map_err(|_| "64 hexadecimal digits are needed, with or without 0x".into())
}

#[cfg(test)]
mod tests;
