//! The keys of a wallet under its passphrase.
//!
//! ```text
//! passphrase ─ argon2id(cost, salt) ─ wrapping key ┐
//! random 32 bytes: the master key ─────────────────┴ wrapped   XChaCha20-Poly1305, header as associated data
//!   ├ Hb("sero.w.track", master) seals the tracking key: who can read it sees every payment
//!   ├ Hb("sero.w.spend", master) seals the account's seed; a watch-only wallet has none
//!   └ Hb("sero.w.rows",  master) seals the contents of the tables
//! ```
//!
//! # Security
//!
//! Everything secret is wiped from memory when it is dropped, except words and keys that a user asks to be shown: whatever prints
//! them copies them. The seed is opened for the moment of signing only. Whoever can read the memory of the running program has
//! the master key; nothing here defends against that.

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::{
    aead::{Aead, Payload},
    KeyInit, XChaCha20Poly1305,
};
use codec::{Decode, DecodeAll, Encode};
use sero_shielded::{
    hash::hb,
    keys::{Seed, SpendingKey, TrackingKey},
};
use zeroize::Zeroizing;

use crate::random;

/// Bytes of a nonce; long enough to draw them at random for ever.
const NONCE_LEN: usize = 24;
/// Bytes of the master key.
const MASTER_LEN: usize = 32;
/// The only version of this format.
const VERSION: u8 = 1;
/// A file that asks for more than this is damaged or hostile: opening it would take minutes.
const MAX_COST: KdfCost = KdfCost { memory_kib: 1024 * 1024, passes: 32, lanes: 16 };

/// Why a vault does not open or close.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The passphrase is not the one, or the file was altered: the cipher cannot tell the two apart.
    #[error("wrong passphrase, or the wallet file was altered; try again, or restore the wallet from its words")]
    WrongPassphrase,
    /// No passphrase at all.
    #[error("the passphrase is empty; give one with --passphrase-file or SERO_WALLET_PASSPHRASE")]
    EmptyPassphrase,
    /// The stored bytes have not the form of a vault.
    #[error("the keys in the wallet file are damaged ({0}); restore the wallet from its words")]
    Damaged(&'static str),
    /// A sealed row of a table does not open.
    #[error("{table} row {row} of the wallet file is damaged; make it anew with `sync --rescan`")]
    Row {
        /// The table.
        table: &'static str,
        /// The row.
        row: u64,
    },
    /// Argon2 does not take the cost.
    #[error("argon2 refuses its parameters: {0}; choose another cost, or restore the wallet from its words")]
    Cost(String),
    /// A watch-only wallet has no seed.
    #[error("this wallet watches only and cannot spend; open the wallet that holds the words")]
    WatchOnly,
}

/// What guessing one passphrase costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct KdfCost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl KdfCost {
    /// 128 MiB, three passes: about a third of a second.
    pub const STANDARD: KdfCost = KdfCost { memory_kib: 128 * 1024, passes: 3, lanes: 1 };

    fn is_within(&self, limit: &KdfCost) -> bool {
        self.memory_kib <= limit.memory_kib && self.passes <= limit.passes && self.lanes <= limit.lanes
    }
}

impl Default for KdfCost {
    fn default() -> Self {
        Self::STANDARD
    }
}

#[derive(Clone, Encode, Decode)]
struct Header {
    version: u8,
    cost: KdfCost,
    salt: [u8; 32],
}

#[derive(Clone, Encode, Decode)]
struct Stored {
    header: Header,
    wrapped: Vec<u8>,
    tracking: Vec<u8>,
    seed: Option<Vec<u8>>,
}

/// What goes into a vault.
pub enum Secrets<'a> {
    /// An account that can spend.
    Spending(&'a Seed),
    /// An account that can only look.
    Watching(&'a TrackingKey),
}

/// An open vault.
pub struct Vault {
    /// 32 bytes, on the heap: what is moved leaves no copy on the stack.
    master: Zeroizing<Vec<u8>>,
    tracking: TrackingKey,
    seed: Option<Vec<u8>>,
}

impl Vault {
    /// Makes a vault and its stored form.
    ///
    /// # Errors
    /// [`VaultError::EmptyPassphrase`], [`VaultError::Cost`], or [`VaultError::Damaged`] for a seed without keys.
    pub fn seal(secrets: &Secrets<'_>, passphrase: &str, cost: KdfCost) -> Result<(Self, Vec<u8>), VaultError> {
        let tracking = match secrets {
            Secrets::Spending(seed) => spending_key(seed)?.tracking_key(),
            Secrets::Watching(key) => (*key).clone(),
        };
        let header = Header { version: VERSION, cost, salt: *random::bytes() };
        let mut master = Zeroizing::new(vec![0; MASTER_LEN]);
        random::fill(&mut master);
        let wrapping = wrapping_key(passphrase, &header)?;
        let seed = match secrets {
            Secrets::Spending(seed) => Some(encrypt(&subkey(&master, "sero.w.spend"), b"seed", seed.expose())),
            Secrets::Watching(_) => None,
        };
        let bytes = Zeroizing::new(tracking.to_bytes());
        let stored = Stored {
            wrapped: encrypt(&wrapping, &header.encode(), &master),
            tracking: encrypt(&subkey(&master, "sero.w.track"), b"tracking", &*bytes),
            seed: seed.clone(),
            header,
        };
        Ok((Vault { master, tracking, seed }, stored.encode()))
    }

    /// Opens a stored vault.
    ///
    /// # Errors
    /// [`VaultError::WrongPassphrase`], [`VaultError::EmptyPassphrase`] or [`VaultError::Damaged`].
    pub fn open(stored: &[u8], passphrase: &str) -> Result<Self, VaultError> {
        let stored = Stored::decode_all(&mut &stored[..]).map_err(|_| VaultError::Damaged("they do not decode"))?;
        if stored.header.version != VERSION {
            return Err(VaultError::Damaged("their version is unknown"));
        }
        if !stored.header.cost.is_within(&MAX_COST) {
            return Err(VaultError::Damaged("they ask for too much work"));
        }
        let wrapping = wrapping_key(passphrase, &stored.header)?;
        let master = decrypt(&wrapping, &stored.header.encode(), &stored.wrapped).ok_or(VaultError::WrongPassphrase)?;
        if master.len() != MASTER_LEN {
            return Err(VaultError::Damaged("master key"));
        }
        let bytes = decrypt(&subkey(&master, "sero.w.track"), b"tracking", &stored.tracking)
            .ok_or(VaultError::Damaged("tracking key"))?;
        let bytes: &[u8; 64] = bytes.as_slice().try_into().map_err(|_| VaultError::Damaged("tracking key"))?;
        let tracking = TrackingKey::from_bytes(bytes).map_err(|_| VaultError::Damaged("tracking key"))?;
        Ok(Vault { master, tracking, seed: stored.seed })
    }

    /// The tracking key.
    pub fn tracking(&self) -> &TrackingKey {
        &self.tracking
    }

    /// Whether the vault holds no seed.
    pub fn is_watch_only(&self) -> bool {
        self.seed.is_none()
    }

    /// The spending key, for as long as the caller holds it.
    ///
    /// # Errors
    /// [`VaultError::WatchOnly`], or [`VaultError::Damaged`] where seed and tracking key do not belong together.
    pub fn spending(&self) -> Result<SpendingKey, VaultError> {
        let sealed = self.seed.as_ref().ok_or(VaultError::WatchOnly)?;
        let bytes =
            decrypt(&subkey(&self.master, "sero.w.spend"), b"seed", sealed).ok_or(VaultError::Damaged("seed"))?;
        // By reference up to the seed, which wipes itself.
        let bytes: &[u8; 32] = bytes.as_slice().try_into().map_err(|_| VaultError::Damaged("seed"))?;
        let key = spending_key(&Seed::new(*bytes))?;
        if key.tracking_key() != self.tracking {
            return Err(VaultError::Damaged("seed"));
        }
        Ok(key)
    }

    /// Seals a row of a table.
    pub fn seal_row(&self, table: &'static str, row: u64, contents: &impl Encode) -> Vec<u8> {
        let plain = Zeroizing::new(contents.encode());
        encrypt(&subkey(&self.master, "sero.w.rows"), &row_name(table, row), &plain)
    }

    /// Opens a row of a table. A row moved to another place does not open.
    ///
    /// # Errors
    /// [`VaultError::Row`].
    pub fn open_row<T: Decode>(&self, table: &'static str, row: u64, sealed: &[u8]) -> Result<T, VaultError> {
        decrypt(&subkey(&self.master, "sero.w.rows"), &row_name(table, row), sealed)
            .and_then(|plain| T::decode_all(&mut plain.as_slice()).ok())
            .ok_or(VaultError::Row { table, row })
    }
}

fn spending_key(seed: &Seed) -> Result<SpendingKey, VaultError> {
    SpendingKey::from_seed(seed).map_err(|_| VaultError::Damaged("the seed gives no keys"))
}

fn row_name(table: &'static str, row: u64) -> Vec<u8> {
    (table, row).encode()
}

fn subkey(master: &[u8], tag: &str) -> Zeroizing<[u8; 32]> {
    Zeroizing::new(hb(tag, &[master]))
}

fn wrapping_key(passphrase: &str, header: &Header) -> Result<Zeroizing<[u8; 32]>, VaultError> {
    if passphrase.is_empty() {
        return Err(VaultError::EmptyPassphrase);
    }
    let cost = |error: argon2::Error| VaultError::Cost(error.to_string());
    let KdfCost { memory_kib, passes, lanes } = header.cost;
    let params = Params::new(memory_kib, passes, lanes, Some(32)).map_err(cost)?;
    let mut key = Zeroizing::new([0u8; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.as_bytes(), &header.salt, &mut *key)
        .map_err(cost)?;
    Ok(key)
}

/// The nonce, then the ciphertext.
pub(crate) fn encrypt(key: &[u8; 32], associated: &[u8], plain: &[u8]) -> Vec<u8> {
    let mut sealed = random::bytes::<NONCE_LEN>().to_vec();
    let payload = Payload { msg: plain, aad: associated };
    // Fails only for messages of 256 GiB; what is then stored does not open, and says so.
    let nonce: [u8; NONCE_LEN] = sealed.as_slice().try_into().unwrap_or_default();
    let body = XChaCha20Poly1305::new(key.into()).encrypt(&nonce.into(), payload);
    sealed.extend(body.unwrap_or_default());
    sealed
}

/// What [`encrypt`] sealed; nothing where it was altered, or sealed with another key or other associated data.
pub(crate) fn decrypt(key: &[u8; 32], associated: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, body) = sealed.split_first_chunk::<NONCE_LEN>()?;
    XChaCha20Poly1305::new(key.into())
        .decrypt(nonce.into(), Payload { msg: body, aad: associated })
        .ok()
        .map(Zeroizing::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUICK: KdfCost = KdfCost { memory_kib: 8, passes: 1, lanes: 1 };

    #[test]
    fn the_right_passphrase_gives_the_keys_back() {
        let seed = Seed::new([7; 32]);
        let (sealed, stored) = Vault::seal(&Secrets::Spending(&seed), "correct", QUICK).unwrap();
        let opened = Vault::open(&stored, "correct").unwrap();
        assert_eq!(opened.tracking(), sealed.tracking());
        assert_eq!(opened.spending().unwrap(), SpendingKey::from_seed(&seed).unwrap());
    }

    #[test]
    fn a_wrong_or_empty_passphrase_is_refused() {
        let seed = Seed::new([7; 32]);
        let (_, stored) = Vault::seal(&Secrets::Spending(&seed), "correct", QUICK).unwrap();
        assert_eq!(Vault::open(&stored, "Correct").err(), Some(VaultError::WrongPassphrase));
        assert_eq!(Vault::open(&stored, "").err(), Some(VaultError::EmptyPassphrase));
        let empty = Vault::seal(&Secrets::Spending(&seed), "", QUICK);
        assert_eq!(empty.err(), Some(VaultError::EmptyPassphrase));
    }

    #[test]
    fn no_flipped_or_missing_byte_goes_unnoticed() {
        let seed = Seed::new([7; 32]);
        let (_, stored) = Vault::seal(&Secrets::Spending(&seed), "correct", QUICK).unwrap();
        for place in 0..stored.len() {
            let mut bad = stored.clone();
            bad[place] ^= 1;
            let refused = Vault::open(&bad, "correct").and_then(|vault| vault.spending().map(drop));
            assert!(refused.is_err(), "byte {place}");
        }
        for length in 0..stored.len() {
            assert!(Vault::open(&stored[..length], "correct").is_err(), "length {length}");
        }
    }

    #[test]
    fn a_watch_only_vault_holds_no_seed() {
        let key = SpendingKey::from_seed(&Seed::new([7; 32])).unwrap().tracking_key();
        let (vault, stored) = Vault::seal(&Secrets::Watching(&key), "watch", QUICK).unwrap();
        assert!(vault.is_watch_only());
        let opened = Vault::open(&stored, "watch").unwrap();
        assert_eq!(opened.spending().err(), Some(VaultError::WatchOnly));
    }

    #[test]
    fn a_row_opens_in_its_own_place_only() {
        let (vault, _) = Vault::seal(&Secrets::Spending(&Seed::new([7; 32])), "x", QUICK).unwrap();
        let sealed = vault.seal_row("notes", 5, &42u64);
        assert_eq!(vault.open_row("notes", 5, &sealed), Ok(42u64));
        let moved = vault.open_row::<u64>("notes", 6, &sealed);
        assert_eq!(moved, Err(VaultError::Row { table: "notes", row: 6 }));
    }
}
