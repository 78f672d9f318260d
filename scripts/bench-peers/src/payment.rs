//! Our bundles: a payment of two notes to two receivers, and bundles of several assets. Statements, witnesses, proofs, signatures.

use crate::timing::Result;
use ark_ff::UniformRand;
use rand_chacha::ChaCha20Rng;
use rand_core::{RngCore, SeedableRng};
use sero_circuits::{
    input, output,
    prover::{Parameters, Statement},
    verify::{verify_batch, Item, Proof, VerifyingKey},
    Circuit,
};
use sero_shielded::{
    asset::{commitment, Asset},
    curve::{mul_g_k, mul_g_r, Point, Scalar, F},
    encryption::{output_key, Contents, SharedSecret},
    keys::{OneTimeViewing, PkrBytes, Seed, SpendingKey},
    note::Note,
    signature::{sign, verify, Role, SignatureBytes},
    tree::{Path, WitnessTree, DEPTH},
};

/// What the signatures sign.
const MESSAGE: [u8; 32] = [7; 32];

/// A bundle that balances.
pub struct Payment {
    inputs: Vec<(input::Public, input::Private)>,
    outputs: Vec<(output::Public, output::Private)>,
    signatures: Vec<(Role, Point, SignatureBytes)>,
    publics: Vec<(Circuit, Vec<F>)>,
}

/// A new account.
pub fn account(rng: &mut ChaCha20Rng) -> Result<SpendingKey> {
    let mut seed = [0; 32];
    rng.fill_bytes(&mut seed);
    Ok(SpendingKey::from_seed(&Seed::new(seed))?)
}

/// One-time addresses of a new account each.
pub fn addresses_of_others(count: usize, rng: &mut ChaCha20Rng) -> Result<Vec<PkrBytes>> {
    (0..count).map(|_| Ok(account(rng)?.address().one_time(&Scalar::rand(rng))?.to_bytes())).collect()
}

/// A note to `owner` as its ciphertext travels: address, RPK, encrypted contents, commitment.
pub type Sealed = (PkrBytes, Point, [F; 3], F);

/// Notes of `count` assets in turn to one account.
pub fn sealed_notes(owner: &SpendingKey, count: usize, assets: u8, rng: &mut ChaCha20Rng) -> Result<Vec<Sealed>> {
    let notes = (0..assets).cycle().take(count).map(|name| {
        let address = owner.address().one_time(&Scalar::rand(rng))?;
        let note = Note { aid: Asset::Token([name; 32]).id(), value: 50, address, rcm: F::rand(rng) };
        let rsk = Scalar::rand(rng);
        let secret = SharedSecret::of_sender(&rsk, address.vpk());
        let contents = secret.seal(&Contents { aid: note.aid, value: note.value, rcm: note.rcm });
        Ok((address.to_bytes(), output_key(&rsk), contents, note.commitment()))
    });
    notes.collect()
}

/// Opens a note with its viewing part and computes its commitment anew, as a wallet does before it shows a balance.
pub fn opens(viewing: &OneTimeViewing, (address, rpk, contents, commitment): &Sealed) -> bool {
    let opened = SharedSecret::of_receiver(&viewing.vskr, rpk).open(contents);
    opened.zip(address.to_address().ok()).is_some_and(|(Contents { aid, value, rcm }, address)| {
        Note { aid, value, address, rcm }.commitment() == *commitment
    })
}

impl Payment {
    /// Two notes in, two notes out, all of SERO.
    pub fn new() -> Result<Self> {
        let sero = Asset::sero();
        Self::of(&[(sero, 50), (sero, 50)], &[(sero, 60), (sero, 40)])
    }

    /// A note in and a note out of each of so many assets.
    pub fn of_assets(count: u8) -> Result<Self> {
        let notes: Vec<(Asset, u128)> = (0..count).map(|name| (Asset::Token([name; 32]), 50)).collect();
        Self::of(&notes, &notes)
    }

    /// Spends notes that are alone in a tree.
    fn of(spent: &[(Asset, u128)], made: &[(Asset, u128)]) -> Result<Self> {
        let rng = &mut ChaCha20Rng::from_seed([3; 32]);
        let owner = account(rng)?;
        let (mut tree, mut privates, mut keys) = (WitnessTree::default(), Vec::new(), Vec::new());
        for (index, (asset, value)) in (0u64..).zip(spent) {
            let address = owner.address().one_time(&Scalar::rand(rng))?;
            let viewing = owner.tracking_key().recognise(&address).ok_or("an own address is not recognised")?;
            let private = input::Private {
                cc: commitment(asset.id(), *value).into(),
                zpk_r: *address.zpk(),
                rcm: F::rand(rng),
                index,
                path: Path { position: index, siblings: [[F::from(0u64); 3]; DEPTH] },
                vskr: viewing.vskr,
                alpha: Scalar::rand(rng),
                ar: Scalar::rand(rng),
            };
            tree.append(private.leaf(), true)?;
            keys.push(owner.one_time(&viewing) + private.alpha);
            privates.push(private);
        }
        tree.checkpoint(0)?;
        let anchor = tree.root_at(0)?;
        let mut inputs = Vec::new();
        for mut private in privates {
            private.path = tree.path(private.index, 0)?;
            inputs.push((private.statement(anchor)?, private));
        }
        let mut outputs = Vec::new();
        for (asset, value) in made {
            let (rcm, rsk, ar) = (F::rand(rng), Scalar::rand(rng), Scalar::rand(rng));
            let private = output::Private { aid: asset.id(), value: *value, rcm, rsk, ar };
            let receiver = account(rng)?.address().one_time(&Scalar::rand(rng))?;
            outputs.push((private.statement(&receiver)?, private));
        }
        let balance = inputs.iter().map(|(_, private)| private.ar).sum::<Scalar>()
            - outputs.iter().map(|(_, private)| private.ar).sum::<Scalar>();
        let mut signatures = vec![(Role::Bind, mul_g_r(&balance).into(), sign(Role::Bind, &balance, &MESSAGE, rng))];
        for key in &keys {
            signatures.push((Role::Spend, mul_g_k(key).into(), sign(Role::Spend, key, &MESSAGE, rng)));
        }
        let ins = inputs.iter().map(|(public, _)| (Circuit::Input, public.to_field_elements().to_vec()));
        let outs = outputs.iter().map(|(public, _)| (Circuit::Output, public.to_field_elements().to_vec()));
        let publics = ins.chain(outs).collect();
        Ok(Payment { inputs, outputs, signatures, publics })
    }

    /// The statements with their witnesses, inputs first.
    pub fn statements(&self) -> Vec<Statement<'_>> {
        let ins = self.inputs.iter().map(|(public, private)| Statement::Input(public, private));
        let outs = self.outputs.iter().map(|(public, private)| Statement::Output(public, private));
        ins.chain(outs).collect()
    }

    /// All proofs, as the wallet makes them.
    pub fn prove(&self, parameters: &Parameters, rng: &mut ChaCha20Rng) -> Result<Vec<Proof>> {
        Ok(parameters.prove_all(&self.statements(), rng, |_| ())?)
    }

    /// `count` proofs of this payment, in turn, with all that a verifier reads.
    pub fn items<'a>(&'a self, keys: &'a [VerifyingKey; 2], proofs: &'a [Proof], count: usize) -> Vec<Item<'a>> {
        let all = self.publics.iter().zip(proofs).map(|((circuit, inputs), proof)| {
            let [input, output] = keys;
            let key = match circuit {
                Circuit::Output => output,
                _ => input,
            };
            Item { key, inputs, proof }
        });
        all.collect::<Vec<_>>().into_iter().cycle().take(count).collect()
    }

    /// Verifies `bundles` such payments, proofs in one batch and then their signatures.
    pub fn verify(&self, keys: &[VerifyingKey; 2], proofs: &[Proof], bundles: usize) -> Result<()> {
        verify_batch(&self.items(keys, proofs, self.publics.len() * bundles))?;
        for _ in 0..bundles {
            if !self.signatures.iter().all(|(role, key, signature)| verify(*role, key, &MESSAGE, signature)) {
                return Err("a signature of the payment does not hold".into());
            }
        }
        Ok(())
    }
}
