//! Random statements with their witnesses, for tests.

use crate::{
    gadgets::{
        tests::{Cheat, Made},
        Builder, Group,
    },
    input, output, ownership,
    prover::{default_directory, CircuitParameters, Parameters},
    verify::VerifyError,
    Circuit,
};
use ark_bn254::Fr as F;
use ark_ec::CurveGroup;
use ark_ff::UniformRand;
use rand_chacha::ChaCha20Rng;
use rand_core::{RngCore, SeedableRng};
use sero_shielded::{
    asset::{commitment, Asset},
    curve::Scalar,
    keys::{OneTimeAddress, Seed, SpendingKey},
    ownership::Challenge,
    tree::{Path, CAPACITY, DEPTH},
};
use std::sync::LazyLock;

/// The development parameters.
pub static PARAMETERS: LazyLock<Parameters> =
    LazyLock::new(|| Parameters::development(default_directory().as_deref()).unwrap());

/// Those of one circuit.
pub fn parameters(circuit: Circuit) -> &'static CircuitParameters {
    PARAMETERS.of(circuit).unwrap()
}

/// A source of test data.
pub fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

/// A new account's one-time address with its secret viewing key.
pub fn address(rng: &mut ChaCha20Rng) -> (OneTimeAddress, Scalar) {
    let (address, _, vskr) = owner(rng);
    (address, vskr)
}

/// A new account's one-time address with zskr and vskr.
pub fn owner(rng: &mut ChaCha20Rng) -> (OneTimeAddress, Scalar, Scalar) {
    let mut seed = [0; 32];
    rng.fill_bytes(&mut seed);
    let account = SpendingKey::from_seed(&Seed::new(seed)).unwrap();
    let address = account.address().one_time(&Scalar::rand(rng)).unwrap();
    let viewing = account.tracking_key().recognise(&address).unwrap();
    let zskr = account.one_time(&viewing);
    (address, zskr, viewing.vskr)
}

/// A note of `value` SERO somewhere in a random tree, with its statement.
pub fn input(rng: &mut ChaCha20Rng, value: u128) -> (input::Public, input::Private) {
    let (address, vskr) = address(rng);
    let siblings = [[(); 3]; DEPTH].map(|level| level.map(|()| F::rand(rng)));
    let position = rng.next_u64() >> 32;
    let private = input::Private {
        cc: commitment(Asset::sero().id(), value).into_affine(),
        zpk_r: *address.zpk(),
        rcm: F::rand(rng),
        index: position,
        path: Path { position, siblings },
        vskr,
        alpha: Scalar::rand(rng),
        ar: Scalar::rand(rng),
    };
    let anchor = private.path.root(private.leaf());
    (private.statement(anchor).unwrap(), private)
}

/// The native coin's asset id.
pub fn sero() -> F {
    Asset::sero().id()
}

/// A new note of `value` of an asset, with its statement.
pub fn output(rng: &mut ChaCha20Rng, aid: F, value: u128) -> (output::Public, output::Private) {
    let (address, _) = address(rng);
    let private = output::Private { aid, value, rcm: F::rand(rng), rsk: Scalar::rand(rng), ar: Scalar::rand(rng) };
    (private.statement(&address).unwrap(), private)
}

/// A ticket of one category.
pub fn ticket(number: u8) -> Asset {
    Asset::Ticket { category: [1; 32], id: [number; 32] }
}

/// A challenge about a ticket.
pub fn challenge(number: u8, since: u64) -> Challenge {
    Challenge::new(ticket(number), since, [number; 32]).unwrap()
}

/// A note of the challenged asset, the one at `index`, in a random tree, with its statement and the secret zskr.
pub fn ownership(
    rng: &mut ChaCha20Rng,
    challenge: &Challenge,
    index: u64,
) -> (ownership::Public, ownership::Private, Scalar) {
    let (address, zskr, vskr) = owner(rng);
    let siblings = [[(); 3]; DEPTH].map(|level| level.map(|()| F::rand(rng)));
    let private = ownership::Private {
        zpk_r: *address.zpk(),
        rcm: F::rand(rng),
        index,
        path: Path { position: index % CAPACITY, siblings },
        vskr,
        alpha: Scalar::rand(rng),
    };
    let anchor = private.path.root(private.leaf(&challenge.asset_commitment().unwrap()));
    (private.statement(anchor, challenge).unwrap(), private, zskr)
}

/// Runs the circuit of Input: the first clause that fails, and what its variables were.
pub fn run_input(public: &input::Public, private: &input::Private, cheat: Cheat) -> (Option<Group>, Made) {
    finish(cheat_input(public, private, cheat))
}

/// Proves Input over the variables of a cheat, as somebody with the proving key can, and asks the verifier.
pub fn judge_input(public: &input::Public, private: &input::Private, cheat: Cheat) -> Result<(), VerifyError> {
    judge(Circuit::Input, &public.to_field_elements(), cheat_input(public, private, cheat))
}

fn cheat_input(public: &input::Public, private: &input::Private, cheat: Cheat) -> Builder {
    let mut cs = Builder::recording(&public.to_field_elements());
    cs.cheat = cheat;
    input::synthesize(&mut cs, private);
    cs
}

/// Runs the circuit of Output: the first clause that fails, and what its variables were.
pub fn run_output(public: &output::Public, private: &output::Private, cheat: Cheat) -> (Option<Group>, Made) {
    finish(cheat_output(public, private, cheat))
}

/// [`judge_input`] for Output.
pub fn judge_output(public: &output::Public, private: &output::Private, cheat: Cheat) -> Result<(), VerifyError> {
    judge(Circuit::Output, &public.to_field_elements(), cheat_output(public, private, cheat))
}

fn cheat_output(public: &output::Public, private: &output::Private, cheat: Cheat) -> Builder {
    let mut cs = Builder::recording(&public.to_field_elements());
    cs.cheat = cheat;
    output::synthesize(&mut cs, private);
    cs
}

/// Runs the circuit of Ownership over public inputs that may be anything.
pub fn run_ownership(
    inputs: &[F; ownership::PUBLIC_INPUTS],
    private: &ownership::Private,
    cheat: Cheat,
) -> (Option<Group>, Made) {
    finish(cheat_ownership(inputs, private, cheat))
}

/// [`judge_input`] for Ownership.
pub fn judge_ownership(
    inputs: &[F; ownership::PUBLIC_INPUTS],
    private: &ownership::Private,
    cheat: Cheat,
) -> Result<(), VerifyError> {
    judge(Circuit::Ownership, inputs, cheat_ownership(inputs, private, cheat))
}

fn cheat_ownership(inputs: &[F], private: &ownership::Private, cheat: Cheat) -> Builder {
    let mut cs = Builder::recording(inputs);
    cs.cheat = cheat;
    ownership::synthesize(&mut cs, private);
    cs
}

fn finish(cs: Builder) -> (Option<Group>, Made) {
    let made = cs.cheat.made().clone();
    let (shape, assignment) = cs.finish();
    (shape.unsatisfied(&assignment), made)
}

fn judge(circuit: Circuit, inputs: &[F], cs: Builder) -> Result<(), VerifyError> {
    let parameters = parameters(circuit);
    let proof = parameters.prove_anything(&cs.into_assignment());
    parameters.verifying_key().verify(inputs, &proof)
}

/// Changes each witness of a run in turn, alone: some constraint must break.
pub fn every_witness_is_bound(publics: &[F], synthesize: impl FnOnce(&mut Builder)) {
    let mut cs = Builder::recording(publics);
    synthesize(&mut cs);
    let (shape, mut assignment) = cs.finish();
    assert_eq!(shape.unsatisfied(&assignment), None);
    let rows = shape.rows_by_variable();
    for variable in shape.instance_variables()..shape.variables() {
        let value = assignment[variable];
        assignment[variable] += F::from(1u64);
        assert!(rows[variable].iter().any(|row| shape.breaks(*row, &assignment)), "witness {variable} is free");
        assignment[variable] = value;
    }
}
