//! Packages: their keys, and what is in them.

use codec::{Decode, Encode};
use sero_shielded::{
    asset::Asset,
    command::StoredPackage,
    encoding::FieldBytes,
    encryption::Memo,
    hash::hb,
    package::{Inspection, PackageKey, Packed},
};

use super::OrderError;
use crate::{
    chain::Chain,
    memo,
    payment::{request::NO_MEMO, PayError, Payment, Recipient},
    store::StoreError,
    wallet::Wallet,
};

/// What was in a package when the wallet made it or looked into it. A node shows the contents, and the cipher of the data binds
/// nobody who has the key to one text: so a later look is compared with the first.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Seen {
    /// Its notes: asset id and value.
    notes: Vec<(FieldBytes, u128)>,
    /// Bytes of data.
    length: u32,
    /// A hash of the data.
    hash: [u8; 32],
}

impl Seen {
    /// Of contents and data.
    pub fn of(contents: &[Packed], data: &[u8]) -> Self {
        let notes: Vec<(FieldBytes, u128)> =
            contents.iter().map(|packed| (FieldBytes::from(packed.aid), packed.value)).collect();
        let length = u32::try_from(data.len()).unwrap_or(u32::MAX);
        Seen { notes, length, hash: hb("sero.w.package", &[data]) }
    }
}

/// A package that the account owns: it can open it, or pass it on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnPackage {
    /// Its id.
    pub id: [u8; 32],
    /// Whether the wallet has its key.
    pub has_key: bool,
    /// Whether its note can be spent now.
    pub spendable: bool,
}

/// Reads a package from the chain, and what is in it with its key: all that whoever has the key and the package's note can take
/// out.
///
/// # Errors
/// [`OrderError::PackageUnknown`], [`OrderError::Inspect`], or [`PayError::Chain`].
pub async fn find<C: Chain + ?Sized>(
    chain: &C,
    id: &[u8; 32],
    key: &PackageKey,
) -> Result<(StoredPackage, Inspection), PayError> {
    let package = chain.package(id).await?.ok_or_else(|| OrderError::PackageUnknown(const_hex::encode(id)))?;
    let inside = key.inspect(id, &package).map_err(OrderError::Inspect)?;
    Ok((package, inside))
}

impl Wallet {
    /// Keeps the key of a package.
    ///
    /// # Errors
    /// [`StoreError::Sqlite`].
    pub fn keep_package_key(&mut self, id: &[u8; 32], key: &PackageKey) -> Result<(), StoreError> {
        self.keep_package(id, key, None)
    }

    /// Keeps the key of a package, and what was in it.
    ///
    /// # Errors
    /// [`StoreError::Sqlite`].
    pub fn keep_package(&mut self, id: &[u8; 32], key: &PackageKey, seen: Option<Seen>) -> Result<(), StoreError> {
        let kept = self.store.package_keys(&self.vault)?;
        let told = |before: &Option<Seen>| seen.is_none() || *before == seen;
        if kept.iter().any(|(other, known, before)| other == id && known == key && told(before)) {
            return Ok(());
        }
        let batch = self.store.batch()?;
        batch.add_package_key(&self.vault, id, key, seen)?;
        batch.commit()
    }

    /// The notes that were in a package, as the wallet knows it: asset id and value of each.
    pub(crate) fn packed_notes(&self, id: &[u8; 32]) -> Result<Vec<(FieldBytes, u128)>, StoreError> {
        let kept = self.store.package_keys(&self.vault)?.into_iter().rev();
        let mut seen = kept.filter(|(other, ..)| other == id).filter_map(|(_, _, seen)| seen);
        Ok(seen.next().map(|seen| seen.notes).unwrap_or_default())
    }

    /// Compares what a node shows in a package with what was in it before.
    fn check_seen(&self, id: &[u8; 32], key: &PackageKey, inside: &Inspection) -> Result<(), PayError> {
        let now = Seen::of(&inside.contents, &inside.data);
        let kept = self.store.package_keys(&self.vault)?.into_iter();
        let mut before = kept.filter(|(other, known, _)| other == id && known == key).filter_map(|(_, _, seen)| seen);
        match before.all(|seen| seen == now) {
            true => Ok(()),
            false => Err(OrderError::OtherContents(const_hex::encode(id)).into()),
        }
    }

    /// What goes beside a note of an asset: beside a package its key, where it is known, so that whoever gets the note can open the
    /// package, also after a restore.
    pub(crate) fn key_memo(&self, aid: &FieldBytes) -> Memo {
        match self.label(aid).asset {
            Some(Asset::Package(id)) => self.package_memo(&id),
            _ => NO_MEMO,
        }
    }

    /// The key of a package as a memo; nothing where it is not known.
    pub fn package_memo(&self, id: &[u8; 32]) -> Memo {
        let keys = self.package_keys(id).unwrap_or_default();
        keys.first().map_or(NO_MEMO, memo::from_package_key)
    }

    /// Payments of packages with their keys beside them, where nothing else is. A plain account's memo is public: it gets none.
    pub(crate) fn with_keys(&self, payments: &[Payment]) -> Vec<Payment> {
        let with_key =
            |payment: &Payment| match payment {
                Payment {
                    to: Recipient::Address(_) | Recipient::OneTime(_), asset: Asset::Package(id), memo, ..
                } if *memo == NO_MEMO => Payment { memo: self.package_memo(id), ..*payment },
                payment => *payment,
            };
        payments.iter().map(with_key).collect()
    }

    /// Keys that are said to be of a package: the one kept last first, then those that came beside its note. So the keys of one's
    /// own packages are there after a restore. Somebody may have sent a wrong one.
    ///
    /// # Errors
    /// [`StoreError`] for damaged rows.
    pub fn package_keys(&self, id: &[u8; 32]) -> Result<Vec<PackageKey>, StoreError> {
        let aid = FieldBytes::from(Asset::Package(*id).id());
        let kept = self.store.package_keys(&self.vault)?.into_iter().rev();
        let kept = kept.filter(|(other, ..)| other == id).map(|(_, key, _)| key);
        let notes = self.store.notes(&self.vault, true)?.into_iter().rev();
        let beside = notes.filter(|row| row.note.aid == aid).filter_map(|row| row.note.memo.package_key());
        Ok(kept.chain(beside).collect())
    }

    /// The key of a package that is on the chain: the given one, else the first known one that opens it.
    ///
    /// # Errors
    /// [`OrderError::KeyUnknown`]; [`OrderError::Inspect`] where the given key, or each known one, is wrong;
    /// [`OrderError::OtherContents`] where the node shows something else than before; [`OrderError::PackageUnknown`],
    /// [`PayError::Chain`].
    pub async fn find_package<C: Chain + ?Sized>(
        &mut self,
        chain: &C,
        id: &[u8; 32],
        given: Option<PackageKey>,
    ) -> Result<(PackageKey, StoredPackage, Inspection), PayError> {
        let candidates = match given {
            Some(key) => vec![key],
            None => self.package_keys(id)?,
        };
        let mut refused = PayError::from(OrderError::KeyUnknown(const_hex::encode(id)));
        for key in candidates {
            match find(chain, id, &key).await {
                Ok((package, inside)) => {
                    self.check_seen(id, &key, &inside)?;
                    return Ok((key, package, inside));
                }
                Err(PayError::Order(error @ OrderError::Inspect(_))) => refused = error.into(),
                Err(error) => return Err(error),
            }
        }
        Err(refused)
    }

    /// The packages that the account owns.
    ///
    /// # Errors
    /// [`StoreError`] for damaged rows.
    pub fn packages(&self) -> Result<Vec<OwnPackage>, StoreError> {
        let mut packages = Vec::new();
        for balance in self.balance() {
            let Some(Asset::Package(id)) = balance.asset else { continue };
            if balance.total() > 0 {
                let has_key = !self.package_keys(&id)?.is_empty();
                packages.push(OwnPackage { id, has_key, spendable: balance.spendable > 0 });
            }
        }
        Ok(packages)
    }
}
