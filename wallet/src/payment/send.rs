//! The whole way of a payment.

use std::{
    collections::HashMap,
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use codec::DecodeAll;
use sero_shielded::{
    bundle::Bundle, command::Command, compact::CompactNote, encoding::FieldBytes, keys::PkrBytes, package::PackageKey,
};

use super::{
    plan::Wish,
    prove::Prover,
    request::{self, Payment},
    PayError, ANCHOR_DEPTH,
};
use crate::{
    chain::{Chain, ChainError},
    store::{KeptPackage, PaymentRecord, PaymentRow, SentTo},
    sync::{read_sent, Shown},
    wallet::Wallet,
};

/// For how many blocks a payment is valid: long enough to be mined, short enough that lost ones free their notes soon. All
/// wallets take the same.
pub const EXPIRY_AHEAD: u32 = 40;
/// So many blocks after its last block a payment is given up and its notes are free. Until then a fork could still mine it,
/// beside another payment made in its place: as deep as anchors.
pub const RELEASE_DEPTH: u32 = ANCHOR_DEPTH;

/// A finished bundle, not yet handed in.
#[derive(Clone, Debug)]
pub struct Built {
    /// SCALE of the bundle.
    pub bundle: Vec<u8>,
    /// The fee.
    pub fee: u128,
    /// The last block that may hold it.
    pub expiry: u32,
    /// What each payment pays, in the order of the wish.
    pub values: Vec<u128>,
    /// SERO that its command locks.
    pub deposit: u128,
    /// Id and key of the package that it makes.
    pub package: Option<([u8; 32], PackageKey)>,
    /// What is kept of a package that it makes or opens.
    pub(super) kept: Option<KeptPackage>,
    pub(super) names: HashMap<PkrBytes, String>,
}

/// A payment that the node took.
#[derive(Clone, Debug)]
pub struct Sent {
    /// The extrinsic's hash.
    pub hash: [u8; 32],
    /// The bundle's first nil: its name, wherever it is mined.
    pub id: FieldBytes,
    /// The last block that may hold it.
    pub expiry: u32,
    /// The fee.
    pub fee: u128,
}

impl Wallet {
    /// Pays: reads the chain, builds a bundle, locks its notes and hands it in.
    ///
    /// # Errors
    /// See [`PayError`]. After [`PayError::Refused`] nothing is locked.
    pub async fn send<C: Chain + ?Sized, P: Prover + 'static>(
        &mut self,
        chain: &C,
        prover: Arc<P>,
        payments: &[Payment],
    ) -> Result<(Sent, Built), PayError> {
        let built = self.build_payment(chain, prover, payments).await?;
        let sent = self.submit_built(chain, &built).await?;
        Ok((sent, built))
    }

    /// Hands in what [`Self::build_payment`] or [`Self::build_order`] made just now. The key of a new package is kept first.
    ///
    /// # Errors
    /// [`PayError::Refused`], [`PayError::Unsure`].
    pub async fn submit_built<C: Chain + ?Sized>(&mut self, chain: &C, built: &Built) -> Result<Sent, PayError> {
        if let Some((id, key, seen)) = &built.kept {
            self.keep_package(id, key, seen.clone())?;
        }
        self.hand_in(chain, &built.bundle, &built.names).await
    }

    /// Builds a bundle and hands nothing in. Its notes are **not** locked: the next payment may take the same.
    ///
    /// # Errors
    /// See [`PayError`].
    pub async fn build_payment<C: Chain + ?Sized, P: Prover + 'static>(
        &mut self,
        chain: &C,
        prover: Arc<P>,
        payments: &[Payment],
    ) -> Result<Built, PayError> {
        request::check(payments)?;
        let ready = self.ready(chain).await?;
        let payments = &self.with_keys(payments);
        self.put_together(chain, prover, &ready, Wish { payments, order: None }).await
    }

    /// Hands in SCALE of a bundle, made here or elsewhere, and locks those of its notes that are one's own.
    ///
    /// # Errors
    /// [`PayError::NotABundle`], [`PayError::Refused`], [`PayError::Unsure`].
    pub async fn submit<C: Chain + ?Sized>(&mut self, chain: &C, bundle: &[u8]) -> Result<Sent, PayError> {
        self.hand_in(chain, bundle, &HashMap::new()).await
    }

    /// Hands in again what still waits: after a reorganisation a node may have lost it. Returns how many were taken.
    ///
    /// # Errors
    /// [`PayError::Chain`] where the connection breaks. Refusals are no errors: the node may have the payment already.
    pub async fn resubmit<C: Chain + ?Sized>(&mut self, chain: &C) -> Result<u32, PayError> {
        // A row without a bundle locks notes and hands nothing in.
        let valid = |row: &&PaymentRow| {
            self.is_waiting(row) && self.state.tip.number < row.expiry && !row.record.bundle.is_empty()
        };
        let waiting = self.state.payments.iter().filter(valid);
        let bundles: Vec<Vec<u8>> = waiting.map(|row| row.record.bundle.clone()).collect();
        let mut taken = 0u32;
        for bundle in bundles {
            match chain.submit_bundle(bundle).await {
                Ok(_) => taken = taken.saturating_add(1),
                Err(ChainError::Refused { .. } | ChainError::Node(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(taken)
    }

    /// Stores a bundle, hands it in, and forgets it again where the node refuses it.
    pub(crate) async fn hand_in<C: Chain + ?Sized>(
        &mut self,
        chain: &C,
        bytes: &[u8],
        names: &HashMap<PkrBytes, String>,
    ) -> Result<Sent, PayError> {
        let bundle =
            Bundle::<Command>::decode_all(&mut &bytes[..]).map_err(|error| PayError::NotABundle(error.to_string()))?;
        let (expiry, fee) = (bundle.body.expiry, bundle.body.fee);
        let id = bundle.nils().next().copied().unwrap_or_default();
        // Written before it is sent: a kill in between must not free the notes.
        let new = self.remember(bytes, &bundle, names)?;
        match chain.submit_bundle(bytes.to_vec()).await {
            Ok(hash) => Ok(Sent { hash, id, expiry, fee }),
            // Where the node says that it does not take it. That can be a lie.
            Err(error @ (ChainError::Refused { .. } | ChainError::Unreachable { .. })) => {
                if let Some(row) = new {
                    let batch = self.store.batch()?;
                    batch.remove_payment(row)?;
                    batch.commit()?;
                    self.state.payments.retain(|payment| payment.id != row);
                }
                Err(PayError::Refused(error))
            }
            // A node can take a bundle and answer with an error.
            Err(error) => Err(PayError::Unsure { error, expiry }),
        }
    }

    /// Stores a payment of one's own notes; nothing where it is stored already or spends none of them.
    fn remember(
        &mut self,
        bytes: &[u8],
        bundle: &Bundle<Command>,
        names: &HashMap<PkrBytes, String>,
    ) -> Result<Option<i64>, PayError> {
        let body = &bundle.body;
        let nils: Vec<FieldBytes> = bundle.nils().copied().collect();
        let own = |nil: &&FieldBytes| self.state.by_nil.contains_key(*nil);
        let own_nils: Vec<FieldBytes> = nils.iter().filter(own).copied().collect();
        let known = self.state.payments.iter().any(|row| row.record.bundle == bytes);
        if known || own_nils.is_empty() {
            return Ok(None);
        }
        let notes: Vec<CompactNote> = body.outputs.iter().map(|output| CompactNote::Shielded(output.note)).collect();
        let terms: Vec<_> = body.command.iter().flat_map(Command::terms).collect();
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let shown = Shown {
            nils: &nils,
            notes: &notes,
            public_outs: &body.public_outs,
            fee: body.fee,
            terms: &terms,
            timestamp: u64::try_from(now.as_millis()).unwrap_or_default(),
        };
        let sent = read_sent(self.vault.tracking(), &shown);
        let recipients = sent.outputs.iter().map(|output| match &output.to {
            SentTo::Shielded(pkr) => names.get(pkr).cloned(),
            _ => None,
        });
        let recipients = recipients.collect();
        let record = PaymentRecord { bundle: bytes.to_vec(), nils, own_nils, sent, recipients };
        let expiry = body.expiry;
        let batch = self.store.batch()?;
        let id = batch.add_payment(&self.vault, expiry, &record)?;
        batch.commit()?;
        let row = PaymentRow { id, expiry, mined_height: None, conflict_height: None, record };
        self.state.payments.push(row);
        Ok(Some(id))
    }
}
