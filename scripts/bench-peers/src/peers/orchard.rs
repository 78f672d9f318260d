//! Orchard: the `orchard` crate, whose circuit needs no ceremony.

use super::Peer;
use crate::{
    ours::{BUNDLES, SCAN},
    timing::{median, on_one_core, progress, Result},
    tree,
};
use ::orchard::{
    builder::{Builder, BundleType, InProgress, Unauthorized, Unproven},
    bundle::{Authorized, BatchValidator, BundleVersion},
    circuit::{ProvingKey, VerifyingKey},
    keys::{FullViewingKey, PreparedIncomingViewingKey, Scope, SpendAuthorizingKey, SpendingKey},
    note::{ExtractedNoteCommitment, NoteVersion, RandomSeed, Rho},
    note_encryption::{CompactAction, OrchardDomain},
    tree::{MerkleHashOrchard, MerklePath},
    value::NoteValue,
    Address, Anchor, Bundle, Note, NOTE_COMMITMENT_TREE_DEPTH,
};
use incrementalmerkletree::{Hashable, Level};
use rand::{rngs::StdRng, SeedableRng};
use zcash_note_encryption::batch::try_compact_note_decryption;

/// What the signatures sign.
const SIGHASH: [u8; 32] = [7; 32];
/// The rules of the bundles: those in force for payments between any two addresses.
const VERSION: BundleVersion = BundleVersion::orchard_v2();

/// Measures all.
pub fn measure() -> Result<Peer> {
    progress("Orchard: parameters");
    let proving = ProvingKey::build(VERSION.circuit_version());
    let verifying = VerifyingKey::build(VERSION.circuit_version());
    let mut rng = StdRng::from_seed([12; 32]);
    let secret = spending_key([1; 32])?;
    let viewing = FullViewingKey::from(&secret);
    let others = FullViewingKey::from(&spending_key([2; 32])?).address_at(0u32, Scope::External);

    progress("Orchard: proofs");
    let unproven = payment(&viewing, others, &mut rng)?;
    let instances: Vec<_> =
        unproven.actions().iter().map(|action| action.to_instance(*unproven.flags(), *unproven.anchor())).collect();
    let prove_bundle = median(3, || Ok(unproven.authorization().create_proof(&proving, &instances, &mut rng)?))?;
    let proven = unproven.create_proof(&proving, &mut rng)?;
    let bundle = proven.apply_signatures(&mut rng, SIGHASH, &[SpendAuthorizingKey::from(&secret)])?;

    progress("Orchard: verification");
    let verify_bundle = median(10, || verify(&bundle, &verifying))?;
    let verify_bundles = median(5, || verify_many(&bundle, &verifying, &mut rng))? / BUNDLES as f64;

    progress("Orchard: trial decryption and tree");
    Ok(Peer {
        prove: None,
        verify: None,
        prove_bundle,
        verify_bundle,
        verify_bundles,
        scan: scan(&viewing, others, &mut rng)?,
        appends: tree::peer(MerkleHashOrchard::empty_leaf())?,
    })
}

fn spending_key(bytes: [u8; 32]) -> Result<SpendingKey> {
    Option::from(SpendingKey::from_bytes(bytes)).ok_or_else(|| "no Orchard key".into())
}

/// A payment without its proof.
type Unsigned = Bundle<InProgress<Unproven, Unauthorized>, i64>;

/// Two notes of 50 that are alone in a tree go to two receivers.
fn payment(viewing: &FullViewingKey, to: Address, rng: &mut StdRng) -> Result<Unsigned> {
    let own = viewing.address_at(0u32, Scope::External);
    let note = |number: u8| -> Option<Note> {
        let rho = Option::from(Rho::from_bytes(&[number; 32]))?;
        let seed = Option::from(RandomSeed::from_bytes([number; 32], &rho))?;
        Option::from(Note::from_parts(own, NoteValue::from_raw(50), rho, seed, NoteVersion::V2))
    };
    let notes = [note(21).ok_or("no Orchard note")?, note(22).ok_or("no Orchard note")?];
    let commitments = notes.map(|note| ExtractedNoteCommitment::from(note.commitment()));
    let [first, second] = commitments.map(|commitment| MerkleHashOrchard::from_cmx(&commitment));
    let path = |sibling: MerkleHashOrchard, position: u32| {
        let mut levels = [sibling; NOTE_COMMITMENT_TREE_DEPTH];
        for (level, node) in (0u8..).zip(levels.iter_mut()).skip(1) {
            *node = MerkleHashOrchard::empty_root(Level::from(level));
        }
        MerklePath::from_parts(position, levels)
    };
    let paths = [path(second, 0), path(first, 1)];
    let anchor = paths[0].root(commitments[0]);
    let mut builder = Builder::new(BundleType::DEFAULT, VERSION, VERSION.default_flags(), anchor)?;
    for (note, path) in notes.into_iter().zip(paths) {
        builder.add_spend(viewing.clone(), note, path)?;
    }
    for value in [60, 40] {
        builder.add_output(None, to, NoteValue::from_raw(value), [0; 512])?;
    }
    Ok(builder.build(rng)?.ok_or("the Orchard payment is empty")?.0)
}

fn verify(bundle: &Bundle<Authorized, i64>, key: &VerifyingKey) -> Result<()> {
    bundle.verify_proof(key)?;
    for action in bundle.actions() {
        action.rk().verify(&SIGHASH, action.authorization())?;
    }
    Ok(bundle.binding_validating_key().verify(&SIGHASH, bundle.authorization().binding_signature())?)
}

/// The payment [`BUNDLES`] times in one batch.
fn verify_many(bundle: &Bundle<Authorized, i64>, key: &VerifyingKey, rng: &mut StdRng) -> Result<()> {
    let mut batch = BatchValidator::new(key);
    for _ in 0..BUNDLES {
        batch.add_bundle(bundle, SIGHASH)?;
    }
    batch.validate(rng).then_some(()).ok_or_else(|| "a batch of Orchard bundles does not hold".into())
}

/// Compact outputs of others tried in a second, as light wallets do it.
fn scan(viewing: &FullViewingKey, others: Address, rng: &mut StdRng) -> Result<f64> {
    let mut builder = Builder::new(BundleType::DEFAULT, VERSION, VERSION.default_flags(), Anchor::empty_tree())?;
    for _ in 0..SCAN {
        builder.add_output(None, others, NoteValue::from_raw(5), [0; 512])?;
    }
    let bundle: Unsigned = builder.build(rng)?.ok_or("no outputs")?.0;
    let outputs: Vec<_> = bundle
        .actions()
        .iter()
        .map(|action| (OrchardDomain::for_action(action), CompactAction::from(action)))
        .collect();
    let keys = [PreparedIncomingViewingKey::new(&viewing.to_ivk(Scope::External))];
    let time = on_one_core(|| median(5, || Ok(try_compact_note_decryption(&keys, &outputs).iter().flatten().count())))?;
    Ok(SCAN as f64 / time)
}
