//! One cheat for each clause: it works once the clause is taken out of the circuit, and fails against the whole.

use crate::{
    fixtures::{judge_output, output, rng, run_output},
    gadgets::{
        digits,
        edwards::add_affine,
        fixed,
        tests::{Cheat, Made},
        Group,
    },
    output::{
        check,
        circuit::groups::{
            self, AR, BASE, CC, CIPHERTEXT, CM_ASSET, COMMITMENT, GENERATOR, KEYSTREAM, MAP, RPK, SECRET, VALUE,
        },
        OutputCircuit, Private, Public,
    },
    verify::VerifyError,
};
use ark_bn254::Fr as F;
use ark_ec::{AffineRepr, CurveGroup};
use ark_ff::{AdditiveGroup, Field, UniformRand};
use sero_shielded::{
    asset::{blind, commitment, generator, Asset},
    curve::{mul, mul_g_k, Point, Projective, Scalar},
    encryption::output_key,
    h2c,
    note::note_commitment,
    poseidon2::{hash, squeeze, Tag},
};

const RICHES: u128 = u128::MAX;

/// An asset that everybody can issue.
fn worthless() -> F {
    Asset::Token(*b"WORTHLESS                       ").id()
}

fn sero() -> F {
    Asset::sero().id()
}

/// An output of 5 units of the worthless asset.
fn note(seed: u64) -> (Public, Private) {
    output(&mut rng(seed), worthless(), 5)
}

/// The cheat passes without the clause, is caught with it, and claims something false. The proof that a holder of the proving
/// key makes of it is refused by the pairing equation.
fn only_stopped_by(clause: Group, public: &Public, private: &Private, cheat: Cheat) {
    assert!(check(public, private).is_err(), "{clause}: the cheat claims the truth");
    assert_eq!(run_output(public, private, cheat.clone().without(clause)).0, None, "{clause}: another clause stops it");
    assert_eq!(run_output(public, private, cheat.clone()).0, Some(clause), "the whole circuit must stop it");
    assert_eq!(judge_output(public, private, cheat), Err(VerifyError::Equation), "{clause}: the verifier must stop it");
}

fn run(public: &Public, private: &Private) -> Made {
    let (failure, made) = run_output(public, private, Cheat::default());
    assert_eq!(failure, None);
    made
}

/// What the variables are in a run over the same secrets but SERO, which the cheat would like to have made.
fn run_of_sero(public: &Public, private: &Private) -> Made {
    run_output(public, &of(private, sero(), private.value), Cheat::default()).1
}

fn of(private: &Private, aid: F, value: u128) -> Private {
    Private { aid, value, rcm: private.rcm, rsk: private.rsk, ar: private.ar }
}

/// Claims a CC that the contents of the note do not have.
fn claim_cc(public: &mut Public, private: &Private, cc: Projective) {
    public.cm_asset = blind(&cc, &private.ar).into_affine();
    public.cm = note_commitment(&cc.into_affine(), &public.zpk_r, &public.vpk_r, private.rcm);
}

/// Encrypts with a key stream from this x of the secret.
fn claim_secret(public: &mut Public, private: &Private, secret: F) {
    let [k0, k1, k2] = squeeze::<3>(Tag::Enc, &[secret, public.rpk.x]);
    public.ciphertext = [private.aid + k0, F::from(private.value) + k1, private.rcm + k2];
}

fn montgomery(point: &Point) -> (F, F) {
    let x = (F::ONE + point.y) / (F::ONE - point.y);
    (x, x / point.x)
}

#[test]
fn bits_of_v_that_are_no_bits_make_a_value_out_of_range() {
    // The last window's two signs are solved so that the product comes out as one with v = 2^128. A quadratic equation: it
    // has a solution for half of the values in the windows above.
    let half = {
        let mapping = h2c::map(hash(Tag::Gen, &[worthless()]));
        mapping.edwards.into_group().double().double()
    };
    let wanted = mul(&half.into_affine(), &(Scalar::from(2u64).pow([129u64]) + Scalar::ONE));
    let two = F::from(2u64);
    let [one, three] = [half, half.double() + half].map(|point| montgomery(&point.into_affine()));
    let (mean, difference) = ((three.1 + one.1) / two, (three.1 - one.1) / two);
    let solve = |value: u128| -> Option<(F, F)> {
        // What four times acc is before the last digit: 2·value + 1 and the two signs of that window, which are minus.
        let before = Scalar::from(2u64) * Scalar::from(value) + Scalar::from(4u64);
        let digit = montgomery(&(wanted - mul(&half.into_affine(), &before)).into_affine());
        // agree = (1 + s_high·s_low)/2 and y = s_high·mean + s_low·difference.
        let product = two * (digit.0 - one.0) / (three.0 - one.0) - F::ONE;
        let root = (digit.1.square() - F::from(4u64) * mean * difference * product).sqrt()?;
        let high = (digit.1 + root) / (two * mean);
        Some((high, (digit.1 - high * mean) / difference))
    };
    let (value, (high, low)) = (0..).map(|step| step * 4).find_map(|value| Some((value, solve(value)?))).unwrap();
    let (mut public, private) = output(&mut rng(1), worthless(), value);
    let bit = |sign: F| (sign + F::ONE) / two;
    let cheat = Cheat::default().set(VALUE, 0, bit(low)).set(VALUE, 1, bit(high));
    claim_cc(&mut public, &private, mul(&generator(worthless()), &Scalar::from(2u64).pow([128u64])));
    public.ciphertext[1] += bit(low) + bit(high).double() - F::from(value & 3);
    only_stopped_by(VALUE, &public, &private, cheat);
}

#[test]
fn a_generator_that_is_not_hashed_from_the_asset_turns_it_into_sero() {
    let (mut public, private) = note(2);
    // The first variable is aid.
    let cheat = Cheat::default().replay(GENERATOR, 1, &run_of_sero(&public, &private));
    claim_cc(&mut public, &private, commitment(sero(), private.value));
    only_stopped_by(GENERATOR, &public, &private, cheat);
}

#[test]
fn a_branch_flag_that_is_no_bit_turns_the_asset_into_sero() {
    let (mut public, private) = note(3);
    let honest = run(&public, &private);
    let sero_run = run_of_sero(&public, &private);
    let target = h2c::map(hash(Tag::Gen, &[sero()]));
    // x = x1·flag + (-A - x1)·(1 - flag) for the x of SERO's point.
    let x1 = honest[&MAP.curve][1];
    let a = h2c::MONTGOMERY_A;
    let flag = (target.x + a + x1) / (x1.double() + a);
    let cheat = Cheat::default()
        .set(MAP.branch, 0, flag)
        .set(MAP.curve, 3, target.y)
        .replay(MAP.index, 0, &sero_run)
        .replay(MAP.root, 0, &sero_run);
    claim_cc(&mut public, &private, commitment(sero(), private.value));
    only_stopped_by(MAP.branch, &public, &private, cheat);
}

#[test]
fn a_point_that_elligator_does_not_give_turns_the_asset_into_sero() {
    let (mut public, private) = note(4);
    let sero_run = run_of_sero(&public, &private);
    let cheat = [MAP.branch, MAP.curve, MAP.index, MAP.root]
        .into_iter()
        .fold(Cheat::default(), |cheat, clause| cheat.replay(clause, 0, &sero_run));
    claim_cc(&mut public, &private, commitment(sero(), private.value));
    only_stopped_by(MAP.curve, &public, &private, cheat);
}

#[test]
fn the_wrong_branch_has_no_point() {
    // Not a matter of a clause: where the flag is a bit and flipped, no y exists.
    for seed in 0..8 {
        let (public, private) = note(100 + seed);
        let honest = run(&public, &private);
        let cheat = Cheat::default().set(MAP.branch, 0, F::ONE - honest[&MAP.branch][0]);
        assert_eq!(run_output(&public, &private, cheat).0, Some(MAP.curve));
    }
}

/// The root flipped: the asset base is -G_aid and the value counts below zero.
fn flipped(seed: u64) -> (Public, Private, Made) {
    let (mut public, private) = note(seed);
    let honest = run(&public, &private);
    claim_cc(&mut public, &private, -commitment(private.aid, private.value));
    (public, private, honest)
}

#[test]
fn an_index_that_is_no_bits_flips_the_root() {
    let (public, private, honest) = flipped(5);
    // The lowest bit's factor is 1 + 4·b; another b gives its negative.
    let bit = honest[&MAP.index][0];
    let cheat = Cheat::default().set(MAP.index, 0, -bit - F::from(2u64).inverse().unwrap()).set(
        MAP.curve,
        3,
        -honest[&MAP.curve][3],
    );
    only_stopped_by(MAP.index, &public, &private, cheat);
}

#[test]
fn a_root_that_is_not_pinned_can_be_flipped() {
    let (public, private, honest) = flipped(6);
    let cheat = Cheat::default().set(MAP.curve, 3, -honest[&MAP.curve][3]);
    only_stopped_by(MAP.root, &public, &private, cheat);
}

#[test]
fn a_base_that_is_not_the_maps_turns_the_asset_into_sero() {
    let (mut public, private) = note(7);
    let cheat = Cheat::default().replay(BASE, 0, &run_of_sero(&public, &private));
    claim_cc(&mut public, &private, commitment(sero(), private.value));
    only_stopped_by(BASE, &public, &private, cheat);
}

#[test]
fn a_product_that_is_not_of_v_mints() {
    let (mut public, private) = note(8);
    let rich = run_output(&public, &of(&private, private.aid, RICHES), Cheat::default()).1;
    let cheat = Cheat::default().replay(CC, 0, &rich);
    claim_cc(&mut public, &private, commitment(private.aid, RICHES));
    only_stopped_by(CC, &public, &private, cheat);
}

/// cm_asset burns nothing while the note holds 5.
fn unpaid(seed: u64) -> (Public, Private, Made, (F, F)) {
    let (mut public, private) = note(seed);
    let honest = run(&public, &private);
    public.cm_asset = blind(&Projective::ZERO, &Scalar::from(1u64)).into_affine();
    let cc = commitment(private.aid, private.value).into_affine();
    let blinding = add_affine((public.cm_asset.x, public.cm_asset.y), (-cc.x, cc.y)).unwrap();
    (public, private, honest, blinding)
}

#[test]
fn digits_of_ar_that_are_no_bits_mint() {
    let (public, private, honest, target) = unpaid(9);
    let product = &honest[&AR.product];
    let lower = &product[product.len() - 9..][..2];
    let (x, y) = add_affine(target, (-lower[0], lower[1])).unwrap();
    let [(x0, y0), (x1, y1)] = fixed::G_R.last()[..] else { panic!() };
    let magnitude = (y - y0) / (y1 - y0);
    let sign = x / (x0 + magnitude * (x1 - x0));
    let count = honest[&AR.digits].len();
    let cheat = Cheat::default().set(AR.digits, count - 2, (sign + F::ONE) / F::from(2u64)).set(
        AR.digits,
        count - 1,
        magnitude,
    );
    only_stopped_by(AR.digits, &public, &private, cheat);
}

#[test]
fn a_product_that_is_not_ars_mints() {
    let (public, private, honest, (x, y)) = unpaid(10);
    let count = honest[&AR.product].len();
    let cheat = Cheat::default().set(AR.product, count - 6, x).set(AR.product, count - 5, y);
    only_stopped_by(AR.product, &public, &private, cheat);
}

#[test]
fn a_free_asset_commitment_mints() {
    let (public, private, _, _) = unpaid(11);
    only_stopped_by(CM_ASSET, &public, &private, Cheat::default());
}

#[test]
fn a_commitment_that_does_not_open_mints() {
    let (mut public, private) = note(12);
    let cc = commitment(sero(), RICHES).into_affine();
    public.cm = note_commitment(&cc, &public.zpk_r, &public.vpk_r, private.rcm);
    only_stopped_by(COMMITMENT, &public, &private, Cheat::default());
}

#[test]
fn digits_of_rsk_that_are_no_bits_make_an_output_that_does_not_open() {
    let (mut public, private) = note(13);
    let honest = run(&public, &private);
    // RPK of another secret: the last window of two bits is moved to what is missing.
    public.rpk = output_key(&Scalar::from(99u64));
    let signs = digits::signs(&private.rsk);
    let window = |windows: &[digits::Window], base: &Point| -> Projective {
        windows.iter().rev().fold(Projective::ZERO, |sum, window| {
            let size = Scalar::from(1 + 2 * u64::from(window.magnitude));
            let digit = mul(base, &if window.positive { size } else { -size });
            sum.double().double() + digit
        })
    };
    let windows = digits::windows(&signs, 2);
    let base = sero_shielded::curve::g_k();
    let below = window(&windows[..124], &base);
    let power = |exponent: u64| Scalar::from(2u64).pow([exponent]);
    let top = mul_g_k(&if signs[250] { power(250) } else { -power(250) });
    let (x, y) = montgomery(&(Projective::from(public.rpk) - top - below).into_affine());
    let [(x0, y0), (x1, y1)] = fixed::G_K_PAIRS.entries(124)[..] else { panic!() };
    let magnitude = (x - x0) / (x1 - x0);
    let sign = y / (y0 + magnitude * (y1 - y0));
    assert_eq!(honest[&RPK.digits].len(), 251);
    let cheat = Cheat::default().set(RPK.digits, 2 * 124, (sign + F::ONE) / F::from(2u64)).set(
        RPK.digits,
        2 * 124 + 1,
        magnitude,
    );
    // The secret is what the circuit makes of such digits.
    let (_, made) = run_output(&public, &private, cheat.clone());
    claim_secret(&mut public, &private, *made[&SECRET].last().unwrap());
    only_stopped_by(RPK.digits, &public, &private, cheat);
}

#[test]
fn a_key_of_another_secret_makes_an_output_that_does_not_open() {
    let (mut public, private) = note(14);
    let secret = mul(&public.vpk_r, &private.rsk).into_affine().x;
    public.rpk = output_key(&Scalar::from(99u64));
    claim_secret(&mut public, &private, secret);
    only_stopped_by(RPK.product, &public, &private, Cheat::default());
}

#[test]
fn a_free_secret_makes_an_output_that_does_not_open() {
    let (mut public, private) = note(15);
    let honest = run(&public, &private);
    let secret = F::rand(&mut rng(15));
    claim_secret(&mut public, &private, secret);
    let cheat = Cheat::default().set(SECRET, honest[&SECRET].len() - 1, secret);
    only_stopped_by(SECRET, &public, &private, cheat);
}

#[test]
fn a_free_key_stream_makes_an_output_that_does_not_open() {
    let (mut public, private) = note(16);
    let (_, other) = note(17);
    let made = run_output(&public, &of(&other, private.aid, private.value), Cheat::default()).1;
    let cheat = Cheat::default().replay(KEYSTREAM, 0, &made);
    let secret = mul(&public.vpk_r, &other.rsk).into_affine().x;
    claim_secret(&mut public, &private, secret);
    only_stopped_by(KEYSTREAM, &public, &private, cheat);
}

#[test]
fn a_free_ciphertext_makes_an_output_that_does_not_open() {
    for element in 0..3 {
        let (mut public, private) = note(18);
        public.ciphertext[element] += F::ONE;
        only_stopped_by(CIPHERTEXT, &public, &private, Cheat::default());
    }
}

#[test]
fn the_proof_of_an_honest_run_is_accepted() {
    // Else the verifier's refusals above would mean nothing.
    let (public, private) = note(20);
    assert_eq!(judge_output(&public, &private, Cheat::default()), Ok(()));
}

#[test]
fn every_clause_has_a_cheat() {
    let cheats: [(Group, fn()); 17] = [
        (VALUE, bits_of_v_that_are_no_bits_make_a_value_out_of_range),
        (GENERATOR, a_generator_that_is_not_hashed_from_the_asset_turns_it_into_sero),
        (MAP.branch, a_branch_flag_that_is_no_bit_turns_the_asset_into_sero),
        (MAP.curve, a_point_that_elligator_does_not_give_turns_the_asset_into_sero),
        (MAP.index, an_index_that_is_no_bits_flips_the_root),
        (MAP.root, a_root_that_is_not_pinned_can_be_flipped),
        (BASE, a_base_that_is_not_the_maps_turns_the_asset_into_sero),
        (CC, a_product_that_is_not_of_v_mints),
        (AR.digits, digits_of_ar_that_are_no_bits_mint),
        (AR.product, a_product_that_is_not_ars_mints),
        (CM_ASSET, a_free_asset_commitment_mints),
        (COMMITMENT, a_commitment_that_does_not_open_mints),
        (RPK.digits, digits_of_rsk_that_are_no_bits_make_an_output_that_does_not_open),
        (RPK.product, a_key_of_another_secret_makes_an_output_that_does_not_open),
        (SECRET, a_free_secret_makes_an_output_that_does_not_open),
        (KEYSTREAM, a_free_key_stream_makes_an_output_that_does_not_open),
        (CIPHERTEXT, a_free_ciphertext_makes_an_output_that_does_not_open),
    ];
    assert_eq!(cheats.map(|(clause, _)| clause), groups::ALL);
    // And the circuit knows no clause beside these.
    let written: Vec<Group> = OutputCircuit::shape().groups().into_iter().map(|(group, _)| group).collect();
    assert_eq!(written, groups::ALL);
}
