//! What our proofs, their verification and the scan of the chain cost.

use crate::{
    payment::{account, addresses_of_others, opens, sealed_notes, Payment},
    timing::{median, on_one_core, progress, Result},
};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use sero_circuits::{
    input::InputCircuit,
    output::OutputCircuit,
    prover::{default_directory, Parameters, ParametersError},
    verify::{verify_batch, VerifyingKey},
    Circuit,
};
use sero_shielded::recognition::Scanner;

/// Proofs in a batch.
pub const BATCHES: [usize; 4] = [1, 16, 64, 256];
/// Bundles in the batch that the peers verify as well.
pub const BUNDLES: usize = 16;
/// Outputs that a scan reads at once.
pub const SCAN: usize = 1024;
/// Assets in one bundle.
pub const ASSETS: [u8; 3] = [2, 4, 8];
/// Assets among one's own notes in a scan.
pub const SCANNED_ASSETS: u8 = 16;

/// Our numbers; times in seconds.
pub struct Ours {
    /// Constraints of Input and Output.
    pub constraints: [f64; 2],
    /// To prove one Input and one Output with all processors.
    pub prove: [f64; 2],
    /// To verify one Input and one Output on one processor.
    pub verify: [f64; 2],
    /// To prove the payment.
    pub prove_bundle: f64,
    /// To verify the payment, proofs and signatures.
    pub verify_bundle: f64,
    /// To verify the payment in a batch of [`BUNDLES`].
    pub verify_bundles: f64,
    /// To verify one proof of each of [`BATCHES`], on one processor.
    pub batch_one_core: [f64; 4],
    /// The same with all processors.
    pub batch: [f64; 4],
    /// Outputs of others recognised as such in a second by one processor.
    pub scan: f64,
    /// The same where half of the outputs are one's own, of [`SCANNED_ASSETS`] assets, and are opened and checked.
    pub scan_own: f64,
    /// To prove a bundle of each of [`ASSETS`].
    pub prove_assets: [f64; 3],
    /// To verify it, proofs and signatures.
    pub verify_assets: [f64; 3],
}

/// Measures all.
pub fn measure() -> Result<Ours> {
    progress("our parameters (made on the first run, which takes a minute)");
    let parameters = Parameters::development(default_directory().as_deref())?;
    let key = |circuit| Ok::<_, ParametersError>(parameters.of(circuit)?.verifying_key().clone());
    let keys = [key(Circuit::Input)?, key(Circuit::Output)?];
    let rng = &mut ChaCha20Rng::from_seed([5; 32]);
    let payment = Payment::new()?;

    progress("our proofs");
    let statements = payment.statements();
    let (Some(input), Some(output)) = (statements.first(), statements.last()) else {
        return Err("the payment is empty".into());
    };
    let mut one = |statement| median(5, || Ok(parameters.prove_all(&[statement], rng, |_| ())?));
    let prove = [one(*input)?, one(*output)?];
    let prove_bundle = median(7, || payment.prove(&parameters, rng))?;
    let proofs = payment.prove(&parameters, rng)?;

    progress("our verification");
    let verify_bundle = median(30, || payment.verify(&keys, &proofs, 1))?;
    let verify_bundles = median(7, || payment.verify(&keys, &proofs, BUNDLES))? / BUNDLES as f64;
    let items = payment.items(&keys, &proofs, 4);
    let (Some(first), Some(last)) = (items.first(), items.last()) else {
        return Err("the payment has no proofs".into());
    };
    let single = |item: &sero_circuits::verify::Item<'_>| {
        on_one_core(|| median(50, || Ok(item.key.verify(item.inputs, item.proof)?)))
    };
    let verify = [single(first)?, single(last)?];
    let batches = || -> Result<[f64; 4]> {
        let mut each = [0.0; 4];
        for (time, size) in each.iter_mut().zip(BATCHES) {
            *time = batch(&payment, &keys, &proofs, size)?;
        }
        Ok(each)
    };
    let (batch_one_core, batch) = (on_one_core(batches)?, batches()?);

    progress("our trial decryption");
    let addresses = addresses_of_others(SCAN, rng)?;
    let scanner = Scanner::new(account(rng)?.tracking_key());
    let found = |scanner: &Scanner| scanner.recognise(&addresses).iter().flatten().count();
    if found(&scanner) != 0 {
        return Err("an address of somebody else was recognised".into());
    }
    let scan = SCAN as f64 / on_one_core(|| median(11, || Ok(found(&scanner))))?;

    progress("our trial decryption of own notes");
    let own = account(rng)?;
    let half = sealed_notes(&own, SCAN / 2, SCANNED_ASSETS, rng)?;
    let others = addresses.iter().take(SCAN / 2);
    let mixed: Vec<_> = half.iter().map(|(address, ..)| address).chain(others).copied().collect();
    let scanner = Scanner::new(own.tracking_key());
    let opened = || {
        let viewing = scanner.recognise(&mixed);
        viewing.iter().zip(&half).filter(|(viewing, note)| viewing.as_ref().is_some_and(|v| opens(v, note))).count()
    };
    if opened() != SCAN / 2 {
        return Err("an own note was not opened".into());
    }
    let scan_own = SCAN as f64 / on_one_core(|| median(5, || Ok(opened())))?;

    progress("our bundles of several assets");
    let (mut prove_assets, mut verify_assets) = ([0.0; 3], [0.0; 3]);
    for ((prove, verify), count) in prove_assets.iter_mut().zip(&mut verify_assets).zip(ASSETS) {
        let bundle = Payment::of_assets(count)?;
        *prove = median(3, || bundle.prove(&parameters, rng))?;
        let proofs = bundle.prove(&parameters, rng)?;
        *verify = median(15, || bundle.verify(&keys, &proofs, 1))?;
    }

    let constraints =
        [InputCircuit::shape(), OutputCircuit::shape()].map(|shape| f64::from(shape.constraints() as u32));
    Ok(Ours {
        constraints,
        prove,
        verify,
        prove_bundle,
        verify_bundle,
        verify_bundles,
        batch_one_core,
        batch,
        scan,
        scan_own,
        prove_assets,
        verify_assets,
    })
}

/// What one proof of a batch of `size` costs. Batches of one alternate between the circuits.
fn batch(payment: &Payment, keys: &[VerifyingKey; 2], proofs: &[sero_circuits::Proof], size: usize) -> Result<f64> {
    let items = payment.items(keys, proofs, size.max(4));
    let runs = (512 / size).clamp(5, 32);
    if size == 1 {
        let whole = median(runs, || {
            items.iter().try_for_each(|item| verify_batch(std::slice::from_ref(item)))?;
            Ok(())
        })?;
        return Ok(whole / items.len() as f64);
    }
    Ok(median(runs, || Ok(verify_batch(&items)?))? / size as f64)
}
