//! Prints what proofs and verification cost on this machine.
//!
//! `cargo run --release -p sero-circuits --example timings`

use ark_ff::UniformRand;
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use sero_circuits::{
    input, output, ownership,
    prover::{default_directory, Parameters, Statement},
    verify::{verify_batch, Item, Proof, VerifyingKey},
    Circuit,
};
use sero_shielded::{
    asset::Asset,
    curve::Scalar,
    keys::SpendingKey,
    ownership::Challenge,
    tree::{Path, DEPTH},
};
use std::time::{Duration, Instant};

/// Takes the best of several runs.
fn best<T>(runs: usize, mut work: impl FnMut() -> T) -> (Duration, Option<T>) {
    let mut best = (Duration::MAX, None);
    for _ in 0..runs {
        let start = Instant::now();
        let result = work();
        if start.elapsed() < best.0 {
            best = (start.elapsed(), Some(result));
        }
    }
    best
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("threads: {}", rayon::current_num_threads());
    let start = Instant::now();
    let parameters = Parameters::development(default_directory().as_deref())?;
    println!("parameters: {:?} ({:?})", start.elapsed(), parameters);

    let mut rng = ChaCha20Rng::from_seed([1; 32]);
    let (dummy, _) = input::Private::dummy(&mut rng);
    let spent = dummy.statement(Asset::sero().id())?;
    let account = SpendingKey::from_seed(&sero_shielded::keys::Seed::from_bip39(&[7; 64], 0))?;
    let address = account.address().one_time(&Scalar::rand(&mut rng))?;
    let note = output::Private {
        aid: Asset::sero().id(),
        value: 5,
        rcm: sero_shielded::curve::F::rand(&mut rng),
        rsk: Scalar::rand(&mut rng),
        ar: Scalar::rand(&mut rng),
    };
    let made = note.statement(&address)?;

    let (time, _) = best(5, || parameters.prove_input(&spent, &dummy, &mut rng));
    println!("prove one Input: {time:?}");
    let (time, _) = best(5, || parameters.prove_output(&made, &note, &mut rng));
    println!("prove one Output: {time:?}");
    let ticket = Challenge::new(Asset::Package([1; 32]), 0, [0; 32])?;
    let owner = ownership::Private {
        zpk_r: *address.zpk(),
        rcm: note.rcm,
        index: 0,
        path: Path { position: 0, siblings: [[note.rcm; 3]; DEPTH] },
        vskr: Scalar::rand(&mut rng),
        alpha: Scalar::rand(&mut rng),
    };
    let root = owner.path.root(owner.leaf(&ticket.asset_commitment()?));
    let owned = owner.statement(root, &ticket)?;
    let (time, _) = best(1, || parameters.ownership().map(|_| ()));
    println!("parameters of Ownership: {time:?}");
    let (time, _) = best(5, || parameters.prove_ownership(&owned, &owner, &mut rng));
    println!("prove one Ownership: {time:?}");
    let pair = [Statement::Input(&spent, &dummy), Statement::Output(&made, &note)];
    let four = [pair[0], pair[0], pair[1], pair[1]];
    let (time, _) = best(5, || parameters.prove_all(&pair, &mut rng, |_| ()));
    println!("prove one of each: {time:?}");
    let (time, proofs) = best(5, || parameters.prove_all(&four, &mut rng, |_| ()));
    println!("prove two of each: {time:?}");
    let proofs = proofs.ok_or("no proofs")??;

    let [input, output] = Circuit::BUNDLE.map(|circuit| parameters.of(circuit));
    let parameters = [input?, output?];
    let keys = parameters.map(|parameters| parameters.verifying_key().clone());
    let inputs = [spent.to_field_elements().to_vec(), made.to_field_elements().to_vec()];
    for circuit in Circuit::BUNDLE {
        let place = circuit as usize;
        let bytes = parameters[place].verifying_key_bytes();
        let (time, _) = best(20, || VerifyingKey::parse(circuit, bytes));
        println!("read a key of {circuit}: {time:?}");
        let proof = &proofs[2 * place];
        let (time, verdict) = best(20, || keys[place].verify(&inputs[place], proof));
        println!("verify one {circuit}: {time:?} {verdict:?}");
    }
    let (time, _) = best(20, || proofs[0].points());
    println!("read a proof: {time:?}");
    for size in [2, 4, 16, 64, 256] {
        let items: Vec<Item<'_>> = (0..size)
            .map(|place| {
                let circuit = place % 2;
                let proof: &Proof = &proofs[2 * circuit + place / 2 % 2];
                Item { key: &keys[circuit], inputs: &inputs[circuit], proof }
            })
            .collect();
        let (time, verdict) = best(10, || verify_batch(&items));
        println!("verify a batch of {size}: {time:?}, {:?} each {verdict:?}", time / size as u32);
    }
    Ok(())
}
