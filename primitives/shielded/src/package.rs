//! Packages: notes and data that the chain holds under a key.
//!
//! A package holds up to four ordinary output descriptions whose one-time addresses belong to an account derived from a 32-byte
//! key, and data encrypted under the same key. The chain keeps them instead of appending their notes. Who may open it is another
//! matter: a note of the asset `Package(id)`, which moves like any other. So a buyer who is shown the key can check the contents
//! before he pays ([`PackageKey::inspect`]), and gains nothing by knowing it until the note is his. Opening reveals no key.
//!
//! ```text
//! id    = Hb("SERO_pkg", first nil of the creating bundle)
//! seed  = Hb("sero.pkg.acc", key)                     the account
//! r, rcm, ar = Hs("sero.pkg.r" ..., key, id, place)
//! rsk   = Hs("sero.pkg.rsk", key, id, place, cm)
//! data  : ChaCha20-Poly1305 under Hb("sero.pkg.data", key, id), nonce 0
//! ```
//!
//! White paper 3.5 H closes a package by publishing its key: whoever saw the transaction had it.

use crate::{
    asset::blind,
    bundle::ShieldedOutput,
    command::{StoredPackage, MAX_DATA_LEN, MAX_PACKED},
    curve::{Scalar, F},
    encoding::{FieldBytes, PointBytes},
    encryption::{Contents, SharedSecret},
    hash::{hb, hs},
    keys::{KeyError, OneTimeAddress, OneTimeViewing, Seed, SpendingKey},
    note::Note,
};
use alloc::vec::Vec;
use ark_ec::CurveGroup;
use ark_ff::PrimeField;
use chacha20poly1305::{aead::AeadInPlace, ChaCha20Poly1305, KeyInit};
use core::fmt;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// `Hb("SERO_pkg", first nil)`: nils never repeat, so ids do not either.
pub fn package_id(first_nil: &FieldBytes) -> [u8; 32] {
    hb("SERO_pkg", &[&first_nil.0])
}

/// The key of a package: reads all of it. Secret.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct PackageKey([u8; 32]);

impl fmt::Debug for PackageKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PackageKey(..)")
    }
}

/// The secrets of one packed note. The sender's is another, since it depends on what is packed: [`PackageKey::rsk`].
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct PackedSecrets {
    /// Makes the one-time address.
    pub r: Scalar,
    /// The blinding of the commitment.
    pub rcm: F,
    /// The blinding of the asset commitment.
    pub ar: Scalar,
}

/// What is inside one packed note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Packed {
    /// The asset id.
    pub aid: F,
    /// The value.
    pub value: u128,
}

/// What is inside a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspection {
    /// Its notes.
    pub contents: Vec<Packed>,
    /// Its data.
    pub data: Vec<u8>,
}

/// Why a package cannot be read with a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InspectError {
    /// The key gives no account: as likely as guessing one.
    #[error("{0}")]
    Key(KeyError),
    /// A packed note is not under this key.
    #[error("note {0} of the package does not belong to this key; ask for the right key, and do not pay")]
    Address(u32),
    /// A packed note does not hold what its ciphertext says, or cannot be taken out with this key alone.
    #[error("note {0} of the package cannot be taken out with its key; do not pay for it")]
    Note(u32),
    /// The data.
    #[error("the data of the package do not open with this key; do not pay for them")]
    Data,
}

/// Why data cannot be sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} bytes are too many for a package; {MAX_DATA_LEN} is the limit")]
pub struct DataTooLong(pub usize);

impl PackageKey {
    /// Wraps random bytes.
    pub const fn new(bytes: [u8; 32]) -> Self {
        PackageKey(bytes)
    }

    /// The secret bytes.
    pub const fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// The account to which the packed notes belong.
    ///
    /// # Errors
    /// [`KeyError::ZeroSecret`], as likely as guessing the key.
    pub fn account(&self) -> Result<SpendingKey, KeyError> {
        SpendingKey::from_seed(&Seed::new(hb("sero.pkg.acc", &[&self.0])))
    }

    /// The secrets of the packed note at a place, from 0.
    pub fn secrets(&self, id: &[u8; 32], place: u32) -> PackedSecrets {
        let secret = |tag: &str| hs(tag, &[&self.0, id, &place.to_le_bytes()]);
        // l is below the modulus of F.
        let rcm = F::from_bigint(secret("sero.pkg.rcm").into_bigint()).unwrap_or_default();
        PackedSecrets { r: secret("sero.pkg.r"), rcm, ar: secret("sero.pkg.ar") }
    }

    /// The sender's secret of the key agreement for the packed note at a place. It is bound to the note's commitment: another
    /// note, in a bundle that is built anew over the same nil, is encrypted under another key stream.
    pub fn rsk(&self, id: &[u8; 32], place: u32, commitment: &FieldBytes) -> Scalar {
        hs("sero.pkg.rsk", &[&self.0, id, &place.to_le_bytes(), &commitment.0])
    }

    /// The one-time address of the packed note at a place.
    ///
    /// # Errors
    /// [`KeyError`], as likely as guessing the key.
    pub fn address(&self, id: &[u8; 32], place: u32) -> Result<OneTimeAddress, KeyError> {
        self.account()?.address().one_time(&self.secrets(id, place).r)
    }

    /// Encrypts data; none stay none.
    ///
    /// One key, one build: the cipher's key follows from the package's key and id alone. Whoever sealed other data for the same
    /// bundle, built once more over the same first nil, would show both to everybody who sees the two. Take a fresh
    /// [`PackageKey`] for each build.
    ///
    /// # Errors
    /// [`DataTooLong`].
    pub fn seal(&self, id: &[u8; 32], data: &[u8]) -> Result<Vec<u8>, DataTooLong> {
        if data.len() > MAX_DATA_LEN as usize {
            return Err(DataTooLong(data.len()));
        }
        let mut sealed = data.to_vec();
        if !data.is_empty() {
            // Fails only for messages of 256 GiB.
            let tag = self.cipher(id).encrypt_in_place_detached(&Default::default(), id, &mut sealed);
            sealed.extend(tag.map_err(|_| DataTooLong(data.len()))?);
        }
        Ok(sealed)
    }

    /// Decrypts data; nothing where they are not under this key.
    pub fn open(&self, id: &[u8; 32], sealed: &[u8]) -> Option<Vec<u8>> {
        if sealed.is_empty() {
            return Some(Vec::new());
        }
        let (body, tag) = sealed.split_at_checked(sealed.len().checked_sub(16)?)?;
        let mut data = body.to_vec();
        self.cipher(id).decrypt_in_place_detached(&Default::default(), id, &mut data, tag.into()).ok()?;
        Some(data)
    }

    fn cipher(&self, id: &[u8; 32]) -> ChaCha20Poly1305 {
        let key = Zeroizing::new(hb("sero.pkg.data", &[&self.0, id]));
        ChaCha20Poly1305::new((&*key).into())
    }

    /// Reads a package and makes sure that whoever has this key and the package's note can take out what it says.
    ///
    /// # Errors
    /// See [`InspectError`].
    pub fn inspect(&self, id: &[u8; 32], package: &StoredPackage) -> Result<Inspection, InspectError> {
        let account = self.account().map_err(InspectError::Key)?;
        let mut contents = Vec::with_capacity(MAX_PACKED as usize);
        for (place, content) in (0u32..).zip(&package.contents) {
            let address = self.address(id, place).map_err(InspectError::Key)?;
            let viewing = account.tracking_key().recognise(&address);
            let viewing = viewing.filter(|_| content.note.to == address.to_bytes());
            let viewing = viewing.ok_or(InspectError::Address(place))?;
            let packed = self.inspect_note(id, place, content, address, &viewing);
            contents.push(packed.ok_or(InspectError::Note(place))?);
        }
        let data = self.open(id, &package.data).ok_or(InspectError::Data)?;
        Ok(Inspection { contents, data })
    }

    /// The commitments are computed anew: what the key does not give cannot be balanced when the package is opened.
    fn inspect_note(
        &self,
        id: &[u8; 32],
        place: u32,
        content: &ShieldedOutput,
        address: OneTimeAddress,
        viewing: &OneTimeViewing,
    ) -> Option<Packed> {
        let secrets = self.secrets(id, place);
        let rpk = content.note.rpk.to_key().ok()?;
        let [e0, e1, e2] = &content.note.contents;
        let sealed = [e0.to_field().ok()?, e1.to_field().ok()?, e2.to_field().ok()?];
        let Contents { aid, value, rcm } = SharedSecret::of_receiver(&viewing.vskr, &rpk).open(&sealed)?;
        let note = Note { aid, value, address, rcm };
        let blinded = PointBytes::from(blind(&note.asset_commitment().into(), &secrets.ar).into_affine());
        let whole = rcm == secrets.rcm
            && FieldBytes::from(note.commitment()) == content.note.commitment
            && blinded == content.asset_commitment;
        whole.then_some(Packed { aid, value })
    }
}
