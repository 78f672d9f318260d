//! A small wallet inside the tests: it reads notes out of events, drafts bundles, and lets a test spoil them at any step.

use crate::{mock::*, BundleOf, Event, Refusal};
use ark_ff::UniformRand;
use frame_support::BoundedVec;
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use sero_circuits::{
    input, output,
    prover::{default_directory, Parameters, Statement},
};
use sero_shielded::{
    asset::Asset,
    bundle::{Bundle, BundleBody, Destination, ProofBytes, PublicOut, ShieldedInput, ShieldedOutput, VERSION},
    compact::{CompactNote, EncryptedNote},
    curve::{Scalar, F},
    encoding::{FieldBytes, PointBytes},
    encryption::{Memo, SharedSecret},
    keys::{PkrBytes, Seed, SpendingKey},
    note::{leaf, Note},
    signature::{sign, Role, SignatureBytes},
    tree::{Frontier, WitnessTree},
};
use std::{
    cell::RefCell,
    sync::{LazyLock, Mutex},
};

static PARAMETERS: LazyLock<Parameters> = LazyLock::new(|| {
    Parameters::development(default_directory().as_deref()).expect("the development set-up can be made")
});

thread_local! {
    static RNG: RefCell<ChaCha20Rng> = RefCell::new(ChaCha20Rng::seed_from_u64(1));
}

/// Randomness that is the same in every run.
pub fn with_rng<T>(use_it: impl FnOnce(&mut ChaCha20Rng) -> T) -> T {
    RNG.with(|rng| use_it(&mut rng.borrow_mut()))
}

pub fn random_scalar() -> Scalar {
    with_rng(Scalar::rand)
}

/// A person with keys of their own.
pub fn person(number: u8) -> SpendingKey {
    SpendingKey::from_seed(&Seed::new([number; 32])).unwrap()
}

/// A fresh one-time address.
pub fn address_of(keys: &SpendingKey) -> PkrBytes {
    keys.address().one_time(&random_scalar()).unwrap().to_bytes()
}

/// A note of somebody whom the test knows.
#[derive(Clone)]
pub struct Owned {
    pub note: Note,
    pub index: u64,
    pub keys: SpendingKey,
    pub memo: Option<Memo>,
}

/// What the test knows of the chain: its tree, and the notes that its people can read.
#[derive(Clone)]
pub struct Wallet {
    pub tree: WitnessTree,
    pub owned: Vec<Owned>,
    people: Vec<SpendingKey>,
}

impl Wallet {
    pub fn new(people: &[&SpendingKey]) -> Self {
        let people = people.iter().map(|keys| (*keys).clone()).collect();
        Wallet { tree: WitnessTree::new(Frontier::default()), owned: vec![], people }
    }

    /// Reads the events of the present block, ends it, and remembers its root as the anchor of later bundles.
    pub fn end_block(&mut self) {
        let block = System::block_number() as u32;
        for record in System::events() {
            if let RuntimeEvent::Shielded(Event::NoteAdded { index, note }) = record.event {
                self.add(index, &note);
            }
        }
        next_block();
        self.tree.checkpoint(block).unwrap();
    }

    fn add(&mut self, index: u64, compact: &CompactNote) {
        let found = self.people.iter().find_map(|keys| open(keys, index, compact));
        let commitment = match compact {
            CompactNote::Shielded(note) => note.commitment,
            CompactNote::Public(note) => note.commitment().unwrap(),
        };
        self.tree.append(leaf(index, commitment.to_field().unwrap()), found.is_some()).unwrap();
        self.owned.extend(found);
    }

    /// The last block whose root the wallet knows.
    pub fn anchor_block(&self) -> u32 {
        self.tree.checkpoints().next_back().map(|(block, _)| block).expect("a block has ended")
    }

    /// The note of a person with this value.
    pub fn note_of(&self, keys: &SpendingKey, value: u128) -> Owned {
        self.owned.iter().find(|owned| owned.keys == *keys && owned.note.value == value).cloned().expect("such a note")
    }
}

fn open(keys: &SpendingKey, index: u64, compact: &CompactNote) -> Option<Owned> {
    let tracking = keys.tracking_key();
    match compact {
        CompactNote::Public(note) => {
            let note = note.open().ok()?;
            tracking.recognise(&note.address)?;
            Some(Owned { note, index, keys: keys.clone(), memo: None })
        }
        CompactNote::Shielded(encrypted) => {
            let address = encrypted.to.to_address().ok()?;
            let viewing = tracking.recognise(&address)?;
            let secret = SharedSecret::of_receiver(&viewing.vskr, &encrypted.rpk.to_key().ok()?);
            let contents = secret.open(&encrypted.contents.map(|element| element.to_field().unwrap()))?;
            let note = Note { aid: contents.aid, value: contents.value, address, rcm: contents.rcm };
            assert_eq!(FieldBytes::from(note.commitment()), encrypted.commitment, "the output opens for its receiver");
            let memo = secret.open_memo(&encrypted.commitment, &encrypted.memo);
            Some(Owned { note, index, keys: keys.clone(), memo })
        }
    }
}

/// One shielded output to be.
pub struct Pay<'a> {
    pub to: &'a SpendingKey,
    pub asset: Asset,
    pub value: u128,
}

pub fn pay(to: &SpendingKey, value: u128) -> Pay<'_> {
    Pay { to, asset: Asset::sero(), value }
}

pub fn public_out(to: Destination, value: u128) -> PublicOut {
    PublicOut { to, asset: Asset::sero(), value, memo: Default::default() }
}

pub fn to_account(account: &sp_runtime::AccountId32, value: u128) -> PublicOut {
    public_out(Destination::Account(*<sp_runtime::AccountId32 as AsRef<[u8; 32]>>::as_ref(account)), value)
}

/// A bundle that is proved and not yet signed, with the secrets that sign it.
#[derive(Clone)]
pub struct Draft {
    pub body: BundleBody<TestCommand>,
    pub spend_secrets: Vec<Scalar>,
    pub input_blindings: Vec<Scalar>,
    pub output_blindings: Vec<Scalar>,
    pub bind_secret: Scalar,
    pub from_secret: Option<Scalar>,
}

/// What a draft is made of.
#[derive(Default)]
pub struct Recipe<'a> {
    pub inputs: Vec<Owned>,
    pub dummies: usize,
    pub outputs: Vec<Pay<'a>>,
    pub public_outs: Vec<PublicOut>,
    pub fee: u128,
    pub from: Option<&'a SpendingKey>,
    pub command: Option<TestCommand>,
}

impl Wallet {
    /// Proves a recipe. Nothing checks that it balances.
    pub fn draft(&self, recipe: Recipe<'_>) -> Draft {
        let block = self.anchor_block();
        let anchor = self.tree.root_at(block).unwrap();
        let mut statements: Vec<(input::Public, input::Private)> = vec![];
        let mut spend_secrets = vec![];
        for owned in &recipe.inputs {
            let viewing = owned.keys.tracking_key().recognise(&owned.note.address).unwrap();
            let private = input::Private {
                cc: owned.note.asset_commitment(),
                zpk_r: *owned.note.address.zpk(),
                rcm: owned.note.rcm,
                index: owned.index,
                path: self.tree.path(owned.index, block).unwrap(),
                vskr: viewing.vskr,
                alpha: random_scalar(),
                ar: random_scalar(),
            };
            spend_secrets.push(owned.keys.one_time(&viewing) + private.alpha);
            statements.push((private.statement(anchor).unwrap(), private));
        }
        for _ in 0..recipe.dummies {
            let (private, zskr) = with_rng(input::Private::dummy);
            spend_secrets.push(zskr + private.alpha);
            statements.push((private.statement(anchor).unwrap(), private));
        }
        let outputs: Vec<(output::Public, output::Private, PkrBytes)> = recipe
            .outputs
            .iter()
            .map(|pay| {
                let address = pay.to.address().one_time(&random_scalar()).unwrap();
                let private = output::Private {
                    aid: pay.asset.id(),
                    value: pay.value,
                    rcm: with_rng(F::rand),
                    rsk: random_scalar(),
                    ar: random_scalar(),
                };
                (private.statement(&address).unwrap(), private, address.to_bytes())
            })
            .collect();
        let input_blindings: Vec<Scalar> = statements.iter().map(|(_, private)| private.ar).collect();
        let output_blindings: Vec<Scalar> = outputs.iter().map(|(_, private, _)| private.ar).collect();
        let bind_secret = input_blindings.iter().sum::<Scalar>() - output_blindings.iter().sum::<Scalar>();

        let proofs: Vec<ProofBytes> = {
            let all: Vec<Statement<'_>> = statements
                .iter()
                .map(|(public, private)| Statement::Input(public, private))
                .chain(outputs.iter().map(|(public, private, _)| Statement::Output(public, private)))
                .collect();
            static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
            let _guard = ONE_AT_A_TIME.lock();
            let proofs = with_rng(|rng| PARAMETERS.prove_all(&all, rng, |_| ())).unwrap();
            proofs.into_iter().map(|proof| ProofBytes(proof.0)).collect()
        };
        let (input_proofs, output_proofs) = proofs.split_at(statements.len());
        let inputs = statements.iter().zip(input_proofs).map(|((public, _), proof)| ShieldedInput {
            nil: public.nil().into(),
            key: (*public.key()).into(),
            asset_commitment: (*public.cm_asset()).into(),
            proof: *proof,
        });
        let new_notes = outputs.iter().zip(output_proofs).map(|((public, private, to), proof)| {
            let commitment = FieldBytes::from(public.cm());
            let secret = SharedSecret::of_sender(&private.rsk, public.vpk_r());
            ShieldedOutput {
                note: EncryptedNote {
                    to: *to,
                    commitment,
                    rpk: PointBytes::from(*public.rpk()),
                    contents: public.ciphertext().map(FieldBytes::from),
                    memo: secret.seal_memo(&commitment, &[42; 128]),
                },
                asset_commitment: (*public.cm_asset()).into(),
                proof: *proof,
            }
        });
        let from = recipe.from.map(|keys| {
            let address = keys.address().one_time(&random_scalar()).unwrap();
            let viewing = keys.tracking_key().recognise(&address).unwrap();
            (address.to_bytes(), keys.one_time(&viewing))
        });
        Draft {
            body: BundleBody {
                version: VERSION,
                key_version: 1,
                expiry: System::block_number() as u32 + 10,
                anchor: anchor.into(),
                inputs: BoundedVec::truncate_from(inputs.collect()),
                outputs: BoundedVec::truncate_from(new_notes.collect()),
                public_outs: BoundedVec::truncate_from(recipe.public_outs),
                from: from.map(|(address, _)| address),
                fee: recipe.fee,
                command: recipe.command,
            },
            spend_secrets,
            input_blindings,
            output_blindings,
            bind_secret,
            from_secret: from.map(|(_, secret)| secret),
        }
    }
}

impl Draft {
    /// The hash to be signed on this chain.
    pub fn sighash(&self) -> [u8; 32] {
        let unsigned = Bundle {
            body: self.body.clone(),
            spend_signatures: Default::default(),
            binding_signature: SignatureBytes([0; 64]),
            from_signature: None,
        };
        Shielded::sighash(&unsigned)
    }

    pub fn sign(&self) -> BundleOf<Test> {
        self.sign_over(self.sighash())
    }

    /// Signs some other hash.
    pub fn sign_over(&self, message: [u8; 32]) -> BundleOf<Test> {
        with_rng(|rng| {
            let spends = self.spend_secrets.iter().map(|secret| sign(Role::Spend, secret, &message, rng)).collect();
            Bundle {
                body: self.body.clone(),
                spend_signatures: BoundedVec::truncate_from(spends),
                binding_signature: sign(Role::Bind, &self.bind_secret, &message, rng),
                from_signature: self.from_secret.map(|secret| sign(Role::From, &secret, &message, rng)),
            }
        })
    }
}

/// Submits a bundle as the chain does: validity, then dispatch on the same state.
pub fn submit(bundle: BundleOf<Test>) -> Result<(), Refusal> {
    Shielded::check(&bundle)?;
    let authorized: RuntimeOrigin = frame_system::RawOrigin::Authorized.into();
    Shielded::submit(authorized, Box::new(bundle)).expect("what is authorised can be dispatched");
    Ok(())
}

/// Whether the refusal comes, and nothing changes.
pub fn refused(bundle: &BundleOf<Test>) -> Refusal {
    use sp_runtime::StateVersion;
    let before = sp_io::storage::root(StateVersion::V1);
    let refusal = Shielded::check(bundle).expect_err("the bundle must be refused");
    assert_eq!(before, sp_io::storage::root(StateVersion::V1), "a refusal writes nothing");
    refusal
}

/// What the turnstile holds of an asset.
pub fn held(asset: &Asset) -> u128 {
    crate::Turnstile::<Test>::get(FieldBytes::from(asset.id()))
}

/// A chain on which a person owns one note of each value, one block old.
pub fn funded(keys: &SpendingKey, others: &[&SpendingKey], values: &[u128]) -> Wallet {
    let people: Vec<&SpendingKey> = [keys].into_iter().chain(others.iter().copied()).collect();
    let mut wallet = Wallet::new(&people);
    for value in values {
        let to = Box::new(address_of(keys));
        Shielded::shield(RuntimeOrigin::signed(ALICE), to, Asset::sero(), *value).unwrap();
    }
    wallet.end_block();
    wallet
}
