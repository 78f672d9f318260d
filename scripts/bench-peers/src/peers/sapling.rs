//! Sapling: `sapling-crypto` with the parameters of the Zcash ceremony.

use super::Peer;
use crate::{
    ours::{BUNDLES, SCAN},
    timing::{median, middle, on_one_core, progress, Result},
    tree,
};
use group::GroupEncoding;
use incrementalmerkletree::{Hashable, Level, Position};
use rand::{rngs::StdRng, SeedableRng};
use sapling_crypto::{
    builder::{Builder, BundleType, ProverProgress, UnauthorizedBundle},
    bundle::{Authorized, Bundle, GrothProofBytes, OutputDescription, SpendDescription},
    circuit::{OutputParameters, SpendParameters},
    note_encryption::{CompactOutputDescription, PreparedIncomingViewingKey, SaplingDomain, Zip212Enforcement},
    value::NoteValue,
    zip32::ExtendedSpendingKey,
    Anchor, BatchValidator, MerklePath, Node, Note, PaymentAddress, Rseed, SaplingVerificationContext,
    NOTE_COMMITMENT_TREE_DEPTH,
};
use std::time::{Duration, Instant};
use zcash_note_encryption::{batch::try_compact_note_decryption, ShieldedOutput};
use zip32::Scope;

/// Constraints of Spend and Output, as the tests of `sapling-crypto` pin them.
pub const CONSTRAINTS: [f64; 2] = [98_777.0, 7_827.0];
/// What the signatures sign.
const SIGHASH: [u8; 32] = [7; 32];
/// The bundle is proved so often.
const RUNS: usize = 2;

/// Hears when each proof of a bundle is done.
struct Stopwatch {
    last: Instant,
    proofs: Vec<Duration>,
}

impl ProverProgress for &mut Stopwatch {
    fn update(&mut self, _: u32, _: u32) {
        self.proofs.push(self.last.elapsed());
        self.last = Instant::now();
    }
}

/// Measures all.
pub fn measure() -> Result<Peer> {
    progress("Sapling: parameters");
    let (spend, output) = wagyu_zcash_parameters::load_sapling_parameters();
    let spend = SpendParameters::read(&spend[..], false)?;
    let output = OutputParameters::read(&output[..], false)?;
    let mut rng = StdRng::from_seed([11; 32]);
    let key = |seed| ExtendedSpendingKey::master(&[seed; 32]).ok_or("no Sapling key");
    let (keys, others) = (key(1)?, key(2)?.default_address().1);

    progress("Sapling: proofs (half a minute)");
    let (mut whole, mut spends, mut outputs) = (Vec::new(), Vec::new(), Vec::new());
    let mut bundle = None;
    for _ in 0..RUNS {
        let unproven = payment(&keys, others, &mut rng)?;
        let start = Instant::now();
        let mut watch = Stopwatch { last: start, proofs: Vec::new() };
        let proven = unproven.create_proofs(&spend, &output, &mut rng, &mut watch);
        whole.push(start.elapsed());
        let (first, last) = watch.proofs.split_at(2);
        spends.extend_from_slice(first);
        outputs.extend_from_slice(last);
        bundle = Some(proven.apply_signatures(&mut rng, SIGHASH, &[keys.expsk().ask().clone()])?);
    }
    let bundle = bundle.ok_or("nothing was proved")?;

    progress("Sapling: verification");
    let (spend_key, output_key) = (spend.prepared_verifying_key(), output.prepared_verifying_key());
    let check_spend = |context: &mut SaplingVerificationContext, spend: &SpendDescription<Authorized>| {
        let proof = groth16::Proof::read(&spend.zkproof()[..])?;
        let (nullifier, signature) = (spend.nullifier().0, *spend.spend_auth_sig());
        let holds = context.check_spend(
            spend.cv(),
            *spend.anchor(),
            &nullifier,
            *spend.rk(),
            &SIGHASH,
            signature,
            proof,
            &spend_key,
        );
        holds.then_some(()).ok_or_else(|| "a Sapling spend does not hold".into())
    };
    let check_output =
        |context: &mut SaplingVerificationContext, output: &OutputDescription<GrothProofBytes>| -> Result<()> {
            let proof = groth16::Proof::read(&output.zkproof()[..])?;
            let key = Option::from(jubjub::ExtendedPoint::from_bytes(&output.ephemeral_key().0));
            let key = key.ok_or("a Sapling key is no point")?;
            let holds = context.check_output(output.cv(), *output.cmu(), key, proof, &output_key);
            holds.then_some(()).ok_or_else(|| "a Sapling output does not hold".into())
        };
    let first_spend = bundle.shielded_spends().first().ok_or("no spend")?;
    let first_output = bundle.shielded_outputs().first().ok_or("no output")?;
    let verify = [
        median(30, || check_spend(&mut SaplingVerificationContext::new(), first_spend))?,
        median(30, || check_output(&mut SaplingVerificationContext::new(), first_output))?,
    ];
    let verify_bundle = median(10, || {
        let mut context = SaplingVerificationContext::new();
        bundle.shielded_spends().iter().try_for_each(|spend| check_spend(&mut context, spend))?;
        bundle.shielded_outputs().iter().try_for_each(|output| check_output(&mut context, output))?;
        let holds = context.final_check(*bundle.value_balance(), &SIGHASH, bundle.authorization().binding_sig);
        holds.then_some(()).ok_or_else(|| "a Sapling bundle does not balance".into())
    })?;
    let verify_bundles = median(5, || verify_many(&bundle, &spend, &output, &mut rng))? / BUNDLES as f64;

    progress("Sapling: trial decryption and tree");
    Ok(Peer {
        prove: Some([middle(&mut spends).as_secs_f64(), middle(&mut outputs).as_secs_f64()]),
        verify: Some(verify),
        prove_bundle: middle(&mut whole).as_secs_f64(),
        verify_bundle,
        verify_bundles,
        scan: scan(&keys, others, &mut rng)?,
        appends: tree::peer(Node::empty_leaf())?,
    })
}

/// Two notes of 50 that are alone in a tree go to two receivers.
fn payment(keys: &ExtendedSpendingKey, to: PaymentAddress, rng: &mut StdRng) -> Result<UnauthorizedBundle<i64>> {
    let viewing = keys.to_diversifiable_full_viewing_key();
    let own = viewing.default_address().1;
    let notes =
        [[21; 32], [22; 32]].map(|seed| Note::from_parts(own, NoteValue::from_raw(50), Rseed::AfterZip212(seed)));
    let [first, second] = [&notes[0], &notes[1]].map(|note| Node::from_cmu(&note.cmu()));
    let path = |sibling: Node, position: u64| {
        let levels = (1..NOTE_COMMITMENT_TREE_DEPTH).map(|level| Node::empty_root(Level::from(level)));
        let path = std::iter::once(sibling).chain(levels).collect();
        MerklePath::from_parts(path, Position::from(position)).map_err(|()| "the path has a wrong length")
    };
    let paths = [path(second, 0)?, path(first, 1)?];
    let anchor = Anchor::from(paths[0].root(first));
    let mut builder = Builder::new(Zip212Enforcement::On, BundleType::DEFAULT, anchor);
    for (note, path) in notes.into_iter().zip(paths) {
        builder.add_spend(viewing.fvk().clone(), note, path)?;
    }
    for value in [60, 40] {
        builder.add_output(None, to, NoteValue::from_raw(value), [0; 512])?;
    }
    let built = builder.build::<SpendParameters, OutputParameters, _, i64>(std::slice::from_ref(keys), rng)?;
    Ok(built.ok_or("the Sapling payment is empty")?.0)
}

/// The payment [`BUNDLES`] times in one batch.
fn verify_many(
    bundle: &Bundle<Authorized, i64>,
    spend: &SpendParameters,
    output: &OutputParameters,
    rng: &mut StdRng,
) -> Result<()> {
    let mut batch = BatchValidator::new();
    for _ in 0..BUNDLES {
        if !batch.check_bundle(bundle.clone(), SIGHASH) {
            return Err("a Sapling bundle is refused".into());
        }
    }
    let holds = batch.validate(&spend.verifying_key(), &output.verifying_key(), rng);
    holds.then_some(()).ok_or_else(|| "a batch of Sapling bundles does not hold".into())
}

/// Compact outputs of others tried in a second, as light wallets do it.
fn scan(keys: &ExtendedSpendingKey, others: PaymentAddress, rng: &mut StdRng) -> Result<f64> {
    let mut builder = Builder::new(Zip212Enforcement::On, BundleType::DEFAULT, Anchor::empty_tree());
    for _ in 0..SCAN {
        builder.add_output(None, others, NoteValue::from_raw(5), [0; 512])?;
    }
    let built = builder.build::<SpendParameters, OutputParameters, _, i64>(&[], rng)?;
    let outputs: Vec<_> = built
        .ok_or("no outputs")?
        .0
        .shielded_outputs()
        .iter()
        .map(|output| {
            let (ephemeral_key, cmu) = (output.ephemeral_key().clone(), *output.cmu());
            let enc_ciphertext = ShieldedOutput::<SaplingDomain>::enc_ciphertext_compact(output).0;
            let output = CompactOutputDescription { ephemeral_key, cmu, enc_ciphertext };
            (SaplingDomain::new(Zip212Enforcement::On), output)
        })
        .collect();
    let viewing = keys.to_diversifiable_full_viewing_key().to_ivk(Scope::External);
    let keys = [PreparedIncomingViewingKey::new(&viewing)];
    let time = on_one_core(|| median(5, || Ok(try_compact_note_decryption(&keys, &outputs).iter().flatten().count())))?;
    Ok(SCAN as f64 / time)
}
