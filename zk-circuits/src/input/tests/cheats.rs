//! One cheat for each clause: it works once the clause is taken out of the circuit, and fails against the whole.

use crate::{
    fixtures::{input, judge_input, rng, run_input},
    gadgets::{
        digits,
        edwards::add_affine,
        tests::{last_window, product, Cheat, Made},
        Group,
    },
    input::{
        check,
        circuit::groups::{self, ALPHA, ANCHOR, AR, CM_ASSET, COMMITMENT, KEY, LEAF, NIL, PATH, VIEWING_KEY},
        InputCircuit, Private, Public,
    },
    verify::VerifyError,
};
use ark_bn254::Fr as F;
use ark_ec::CurveGroup;
use ark_ff::{AdditiveGroup, BigInteger, Field, PrimeField, UniformRand};
use sero_shielded::{
    asset::{blind, commitment, Asset},
    curve::{mul_g_k, mul_g_r, Point, Projective, Scalar},
    note::nil,
    poseidon2::{hash, Tag},
    tree::{child_place, children},
};

/// A note worth 5 at a place with a left neighbour, whose vskr is small enough to be written in two ways.
fn note(seed: u64) -> (Public, Private) {
    (0..)
        .map(|offset| input(&mut rng(seed * 1000 + offset), 5))
        .find(|(_, private)| {
            let mut twice = private.vskr.into_bigint();
            twice.add_with_carry(&Scalar::MODULUS);
            twice.num_bits() <= 251 && !digits::bits(&private.vskr)[250] && private.path.position & 3 != 0
        })
        .unwrap()
}

/// The cheat passes without the clause, is caught with it, and claims something false. The proof that a holder of the proving
/// key makes of it is refused by the pairing equation.
fn only_stopped_by(clause: Group, public: &Public, private: &Private, cheat: Cheat) {
    assert!(check(public, private).is_err(), "{clause}: the cheat claims the truth");
    assert_eq!(run_input(public, private, cheat.clone().without(clause)).0, None, "{clause}: another clause stops it");
    assert_eq!(run_input(public, private, cheat.clone()).0, Some(clause), "the whole circuit must stop it");
    assert_eq!(judge_input(public, private, cheat), Err(VerifyError::Equation), "{clause}: the verifier must stop it");
}

fn honest_run(public: &Public, private: &Private) -> Made {
    let (failure, made) = run_input(public, private, Cheat::default());
    assert_eq!(failure, None);
    made
}

fn riches() -> Projective {
    commitment(Asset::sero().id(), u128::MAX)
}

/// The note of the witness, but worth the most that there is; nothing else changed.
fn rich(private: &Private) -> Private {
    let mut private = private.clone();
    private.cc = riches().into_affine();
    private
}

fn nil_of(vskr: F, leaf: F) -> F {
    hash(Tag::Nil, &[vskr, leaf])
}

fn subtract(left: Point, right: Point) -> (F, F) {
    add_affine((left.x, left.y), (-right.x, right.y)).unwrap()
}

#[test]
fn bits_of_vskr_that_are_no_bits_give_a_second_nil() {
    let (mut public, private) = note(1);
    let honest = honest_run(&public, &private);
    // The window's point stays: y = s_high·c1 + s_low·c2 keeps its value when low moves by c1 and high by -c2, and the
    // product of the two is free as well.
    let table = crate::gadgets::fixed::Table::new(
        &sero_shielded::curve::mul(&sero_shielded::curve::g_k(), &Scalar::from(2u64).inverse().unwrap()).into_affine(),
        2,
    );
    let [(_, y1), (_, y3)] = table.entries(7)[..] else { panic!() };
    let (low, high) = ((y1 + y3) / F::from(2u64), -(y3 - y1) / F::from(2u64));
    let group = VIEWING_KEY.bits;
    let place = 2 * 7;
    let made = &honest[&group];
    let both = 251 + 7;
    let cheat = Cheat::default()
        .set(group, place, made[place] + low)
        .set(group, place + 1, made[place + 1] + high)
        .set(group, both, made[both] + (low + high) / F::from(2u64));
    let vskr = F::from_bigint(private.vskr.into_bigint()).unwrap();
    let other = vskr + (low + high.double()) * F::from(2u64).pow([place as u64]);
    public.nil = nil_of(other, private.leaf());
    only_stopped_by(group, &public, &private, cheat);
}

#[test]
fn vskr_plus_l_gives_a_second_nil() {
    let (mut public, private) = note(2);
    let mut other = private.vskr.into_bigint();
    other.add_with_carry(&Scalar::MODULUS);
    let cheat = (0..251)
        .fold(Cheat::default(), |cheat, place| cheat.set(VIEWING_KEY.bits, place, F::from(other.get_bit(place))));
    let other = F::from_le_bytes_mod_order(&other.to_bytes_le());
    public.nil = nil_of(other, private.leaf());
    only_stopped_by(VIEWING_KEY.canonical, &public, &private, cheat);
}

#[test]
fn another_vskr_gives_a_second_nil() {
    let (mut public, mut private) = note(3);
    let made = honest_run(&public, &private);
    let leaf = private.leaf();
    let group = VIEWING_KEY.product;
    let last = made[&group].len() - 1;
    let cheat = Cheat::default().set(group, last, made[&group][last]);
    private.vskr = Scalar::from(1u64);
    public.nil = nil(&private.vskr, leaf);
    only_stopped_by(group, &public, &private, cheat);
}

#[test]
fn a_commitment_that_does_not_open_mints() {
    let (mut public, private) = note(4);
    let made = honest_run(&public, &private);
    // The first two variables are CC.
    let cheat = Cheat::default().replay(COMMITMENT, 2, &made);
    public.cm_asset = blind(&riches(), &private.ar).into_affine();
    only_stopped_by(COMMITMENT, &public, &rich(&private), cheat);
}

#[test]
fn a_leaf_of_something_else_mints() {
    let (mut public, private) = note(5);
    let made = honest_run(&public, &private);
    let cheat = Cheat::default().replay(LEAF, 0, &made);
    public.cm_asset = blind(&riches(), &private.ar).into_affine();
    only_stopped_by(LEAF, &public, &rich(&private), cheat);
}

/// A note that is in no tree, spent at the place of one that is.
fn forged(seed: u64) -> (Public, Private, Made, [F; 4]) {
    let (mut public, private) = note(seed);
    let made = honest_run(&public, &private);
    let place = child_place(private.path.position, 0);
    let real = children(private.leaf(), place, &private.path.siblings[0]);
    let private = rich(&private);
    public.cm_asset = blind(&riches(), &private.ar).into_affine();
    public.nil = nil(&private.vskr, private.leaf());
    (public, private, made, real)
}

#[test]
fn a_place_that_is_no_bits_mixes_a_leaf_out_of_others() {
    let (public, private, _, real) = forged(6);
    let [a, b, _, _] = real;
    let mut cheat = Cheat::default().set(PATH.place, 0, (private.leaf() - a) / (b - a)).set(PATH.place, 1, F::ZERO);
    for (child, value) in real.into_iter().enumerate() {
        cheat = cheat.set(PATH.selection, child, value);
    }
    only_stopped_by(PATH.place, &public, &private, cheat);
}

#[test]
fn a_node_that_is_not_among_the_children_mints() {
    let (public, private, made, _) = forged(7);
    let cheat = (0..6)
        .fold(Cheat::default(), |cheat, variable| cheat.set(PATH.selection, variable, made[&PATH.selection][variable]));
    only_stopped_by(PATH.selection, &public, &private, cheat);
}

#[test]
fn a_parent_of_other_children_mints() {
    let (public, private, made, _) = forged(8);
    let cheat = Cheat::default().replay(PATH.parent, 0, &made);
    only_stopped_by(PATH.parent, &public, &private, cheat);
}

#[test]
fn a_note_under_another_root_mints() {
    let (mut public, private) = note(9);
    public.anchor += F::ONE;
    only_stopped_by(ANCHOR, &public, &private, Cheat::default());
}

#[test]
fn a_dummy_with_a_value_mints() {
    // Half of the gate each: CC.x = 0 alone is met by (0, -1), CC.y = 1 alone by no other point of the curve.
    let (_, mut private) = note(10);
    for cc in [Point::new_unchecked(F::ZERO, -F::ONE), riches().into_affine()] {
        private.cc = cc;
        let cm_asset = add_affine((cc.x, cc.y), {
            let blinding = mul_g_r(&private.ar).into_affine();
            (blinding.x, blinding.y)
        })
        .unwrap();
        let public = Public {
            anchor: F::ZERO,
            nil: nil(&private.vskr, private.leaf()),
            key: (mul_g_k(&private.alpha) + private.zpk_r).into_affine(),
            cm_asset: Point::new_unchecked(cm_asset.0, cm_asset.1),
        };
        only_stopped_by(ANCHOR, &public, &private, Cheat::default());
    }
}

#[test]
fn digits_of_alpha_that_are_no_bits_let_a_stranger_sign() {
    let (mut public, private) = note(11);
    let made = honest_run(&public, &private);
    // K with a secret that the thief chose.
    public.key = mul_g_k(&Scalar::from(1234u64)).into_affine();
    let shift = subtract(public.key, private.zpk_r);
    let cheat = last_window(Cheat::default(), &ALPHA, crate::gadgets::fixed::G_K.last(), &made, shift);
    only_stopped_by(ALPHA.digits, &public, &private, cheat);
}

#[test]
fn a_product_that_is_not_alphas_lets_a_stranger_sign() {
    let (mut public, private) = note(12);
    let made = honest_run(&public, &private);
    public.key = mul_g_k(&Scalar::from(1234u64)).into_affine();
    let cheat = product(&ALPHA, &made, subtract(public.key, private.zpk_r));
    only_stopped_by(ALPHA.product, &public, &private, cheat);
}

#[test]
fn a_key_that_is_not_the_owners_lets_a_stranger_sign() {
    let (mut public, private) = note(13);
    public.key = mul_g_k(&Scalar::from(1234u64)).into_affine();
    only_stopped_by(KEY, &public, &private, Cheat::default());
}

#[test]
fn a_free_nil_spends_twice() {
    let (mut public, private) = note(14);
    public.nil = F::rand(&mut rng(14));
    only_stopped_by(NIL, &public, &private, Cheat::default());
}

#[test]
fn digits_of_ar_that_are_no_bits_mint() {
    let (mut public, private) = note(15);
    let made = honest_run(&public, &private);
    public.cm_asset = blind(&riches(), &Scalar::from(1u64)).into_affine();
    let blinding = subtract(public.cm_asset, private.cc);
    let cheat = last_window(Cheat::default(), &AR, crate::gadgets::fixed::G_R.last(), &made, blinding);
    only_stopped_by(AR.digits, &public, &private, cheat);
}

#[test]
fn a_product_that_is_not_ars_mints() {
    let (mut public, private) = note(16);
    let made = honest_run(&public, &private);
    public.cm_asset = blind(&riches(), &Scalar::from(1u64)).into_affine();
    let cheat = product(&AR, &made, subtract(public.cm_asset, private.cc));
    only_stopped_by(AR.product, &public, &private, cheat);
}

#[test]
fn a_free_asset_commitment_mints() {
    let (mut public, private) = note(17);
    public.cm_asset = blind(&riches(), &private.ar).into_affine();
    only_stopped_by(CM_ASSET, &public, &private, Cheat::default());
}

#[test]
fn the_proof_of_an_honest_run_is_accepted() {
    // Else the verifier's refusals above would mean nothing.
    let (public, private) = note(20);
    assert_eq!(judge_input(&public, &private, Cheat::default()), Ok(()));
}

#[test]
fn every_clause_has_a_cheat() {
    let cheats: [(Group, fn()); 16] = [
        (VIEWING_KEY.bits, bits_of_vskr_that_are_no_bits_give_a_second_nil),
        (VIEWING_KEY.canonical, vskr_plus_l_gives_a_second_nil),
        (VIEWING_KEY.product, another_vskr_gives_a_second_nil),
        (COMMITMENT, a_commitment_that_does_not_open_mints),
        (LEAF, a_leaf_of_something_else_mints),
        (PATH.place, a_place_that_is_no_bits_mixes_a_leaf_out_of_others),
        (PATH.selection, a_node_that_is_not_among_the_children_mints),
        (PATH.parent, a_parent_of_other_children_mints),
        (ANCHOR, a_note_under_another_root_mints),
        (ALPHA.digits, digits_of_alpha_that_are_no_bits_let_a_stranger_sign),
        (ALPHA.product, a_product_that_is_not_alphas_lets_a_stranger_sign),
        (KEY, a_key_that_is_not_the_owners_lets_a_stranger_sign),
        (NIL, a_free_nil_spends_twice),
        (AR.digits, digits_of_ar_that_are_no_bits_mint),
        (AR.product, a_product_that_is_not_ars_mints),
        (CM_ASSET, a_free_asset_commitment_mints),
    ];
    assert_eq!(cheats.map(|(clause, _)| clause), groups::ALL);
    // And the circuit knows no clause beside these.
    let written: Vec<Group> = InputCircuit::shape().groups().into_iter().map(|(group, _)| group).collect();
    assert_eq!(written, groups::ALL);
}
