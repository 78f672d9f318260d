//! The miner's side: a key, a licence, and the payouts that show it.

use std::path::{Path, PathBuf};

use rand::rngs::OsRng;
use sero_license::{
    text::{AuthorKeyText, LicenseText},
    AuthorSecret, License, Place,
};
use sero_pow::Payout;
use sero_shielded::{encoding::PointBytes, keys::PkrBytes};
use sp_core::H256;

use super::{file, hex, FileError, LicenseError};

/// With which licence to mine.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct LicenseArgs {
    /// The mining licence that the blocks show, for a chain in its licence phase.
    #[arg(long, value_name = "FILE", requires = "license_key")]
    pub license: Option<PathBuf>,

    /// The key that the licence was issued for, as `license key` made it.
    #[arg(long, value_name = "FILE", requires = "license")]
    pub license_key: Option<PathBuf>,
}

impl LicenseArgs {
    /// Who mines, if there is a licence, on the chain of a genesis hash.
    pub fn author(&self, genesis: H256) -> Result<Option<Author>, LicenseError> {
        match (&self.license, &self.license_key) {
            (Some(license), Some(key)) => Author::load(key, license, genesis).map(Some),
            _ => Ok(None),
        }
    }
}

/// An author's key.
#[derive(Debug, Clone)]
pub struct AuthorKey(AuthorSecret);

impl AuthorKey {
    /// Reads the file that `license key` made.
    pub fn load(path: &Path) -> Result<Self, FileError> {
        let secret = file::read_secret::<AuthorKeyText>(path)?.secret();
        secret.map(Self).map_err(|source| FileError::Secret { path: path.into(), source })
    }

    /// The public key.
    pub fn zpk(&self) -> PointBytes {
        self.0.zpk()
    }
}

/// A miner with a licence.
#[derive(Debug, Clone)]
pub struct Author {
    key: AuthorKey,
    license: License,
    genesis: H256,
}

impl Author {
    /// Reads key and licence.
    ///
    /// # Errors
    /// A licence of another key or network, and one that its own issuer did not prove, are refused here. Whether the chain
    /// knows that issuer, and whether it revoked the licence, the blocks will show.
    pub fn load(key_file: &Path, license_file: &Path, genesis: H256) -> Result<Self, LicenseError> {
        let key = AuthorKey::load(key_file)?;
        let text: LicenseText = file::read(license_file)?;
        if text.zpk() != key.zpk() {
            return Err(LicenseError::OtherKey {
                license: license_file.into(),
                licensed: hex(&text.zpk().0),
                key: key_file.into(),
                held: hex(&key.zpk().0),
            });
        }
        text.check(&text.issuer, &genesis.0, None)
            .map_err(|refusal| LicenseError::Refused { path: license_file.into(), refusal })?;
        Ok(Self { key, license: text.license(), genesis })
    }

    /// The licence.
    pub fn license(&self) -> &License {
        &self.license
    }

    /// The payout of a block on `parent` that pays to an address. It is good for this parent and this address only.
    pub fn payout(&self, parent: H256, payout: PkrBytes) -> Payout {
        // The height is not signed: the parent gives it.
        let place = Place { genesis: self.genesis.0, parent: parent.0, height: 0 };
        Payout::V2 { payout, author: self.key.0.show(self.license, &place, &payout, &mut OsRng) }
    }
}
