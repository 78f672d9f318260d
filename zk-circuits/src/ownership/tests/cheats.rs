//! One cheat for each clause: it works once the clause is taken out of the circuit, and fails against the whole.

use crate::{
    fixtures::{self, challenge, judge_ownership, rng, run_ownership},
    gadgets::{
        digits,
        edwards::add_affine,
        fixed,
        tests::{last_window, product, Cheat, Made},
        Group,
    },
    ownership::{
        check,
        circuit::groups::{self, AGE, ALPHA, ANCHOR, COMMITMENT, INDEX, KEY, LEAF, PATH, SINCE, VIEWING_KEY},
        OwnershipCircuit, Private, Public, Violation,
    },
    verify::VerifyError,
};
use ark_bn254::Fr as F;
use ark_ec::{twisted_edwards::TECurveConfig, CurveGroup};
use ark_ed_on_bn254::EdwardsConfig;
use ark_ff::{AdditiveGroup, BigInteger, Field, PrimeField};
use rand_core::RngCore;
use sero_shielded::{
    curve::{g_k, mul, mul_g_k, Point, Scalar},
    note::note_commitment,
    poseidon2::{hash, Tag},
    tree::{child_place, children},
};

/// What the challenges ask for.
const AFTER: u64 = 1000;

/// A note of ticket 5 at a place with a left neighbour, whose vskr is small enough to be written in two ways.
fn note(seed: u64) -> (Public, Private) {
    (0..)
        .map(|offset| {
            let mut rng = rng(seed * 1000 + offset);
            let index = AFTER + u64::from(rng.next_u32());
            let (public, private, _) = fixtures::ownership(&mut rng, &challenge(5, AFTER), index);
            (public, private)
        })
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
    stopped_by(clause, public, private, cheat);
}

fn stopped_by(clause: Group, public: &Public, private: &Private, cheat: Cheat) {
    let inputs = public.to_field_elements();
    let without = cheat.clone().without(clause);
    assert_eq!(run_ownership(&inputs, private, without).0, None, "{clause}: another clause stops it");
    assert_eq!(run_ownership(&inputs, private, cheat.clone()).0, Some(clause), "the whole circuit must stop it");
    let verdict = judge_ownership(&inputs, private, cheat);
    assert_eq!(verdict, Err(VerifyError::Equation), "{clause}: the verifier must stop it");
}

fn run(public: &Public, private: &Private) -> (Option<Group>, Made) {
    run_ownership(&public.to_field_elements(), private, Cheat::default())
}

fn honest_run(public: &Public, private: &Private) -> Made {
    let (failure, made) = run(public, private);
    assert_eq!(failure, None);
    made
}

/// Claims ticket 6 with a note of ticket 5.
fn claim_another(public: &mut Public) {
    public.cc = challenge(6, 0).asset_commitment().unwrap();
}

/// Somebody who knows all of the note but its vskr.
fn without_vskr(private: &Private) -> Private {
    let mut private = private.clone();
    private.vskr = Scalar::from(1u64);
    private
}

/// The value of the highest bit of vskr, no bit, with which the product of a wrong vskr gets a chosen x.
fn top_for(target: F, lower: (F, F)) -> Option<F> {
    // The last point moves along the line through its two entries, (a + b·t, c + e·t), and is added to the lower ones. That x of the
    // sum is the target is an equation of degree two in t.
    let half = mul(&g_k(), &Scalar::from(2u64).inverse()?);
    let power = |exponent: u64| Scalar::from(2u64).pow([exponent]);
    let entry = |number: Scalar| -> (F, F) {
        let point = mul(&half.into_affine(), &number).into_affine();
        (point.x, point.y)
    };
    let offset = power(251) - Scalar::from(1u64);
    let (minus, plus) = (entry(offset - power(250)), entry(offset + power(250)));
    let (a, b, c, e) = (minus.0, plus.0 - minus.0, minus.1, plus.1 - minus.1);
    let (x, y) = lower;
    let k = target * EdwardsConfig::COEFF_D * x * y;
    let square = k * b * e;
    let linear = k * (a * e + b * c) - x * e - y * b;
    let constant = k * a * c - x * c - y * a + target;
    let root = (linear.square() - F::from(4u64) * square * constant).sqrt()?;
    Some((root - linear) / square.double())
}

#[test]
fn bits_of_vskr_that_are_no_bits_prove_without_vskr() {
    let (public, private, cheat) = (1..)
        .find_map(|seed| {
            let (public, private) = note(seed);
            let vpk_r = mul_g_k(&private.vskr).into_affine();
            let private = without_vskr(&private);
            let made = run(&public, &private).1;
            // The sum of the lower windows stands before: three products and x of the sum.
            let product = &made[&VIEWING_KEY.product];
            let lower = &product[product.len() - 6..][..2];
            let top = top_for(vpk_r.x, (lower[0], lower[1]))?;
            Some((public, private, Cheat::default().set(VIEWING_KEY.bits, 250, top)))
        })
        .unwrap();
    only_stopped_by(VIEWING_KEY.bits, &public, &private, cheat);
}

#[test]
fn vskr_plus_l_is_no_witness() {
    // It would claim nothing false: no nil hangs on vskr here.
    let (public, private) = note(2);
    let mut other = private.vskr.into_bigint();
    other.add_with_carry(&Scalar::MODULUS);
    let cheat = (0..251)
        .fold(Cheat::default(), |cheat, place| cheat.set(VIEWING_KEY.bits, place, F::from(other.get_bit(place))));
    assert_eq!(check(&public, &private), Ok(()));
    stopped_by(VIEWING_KEY.canonical, &public, &private, cheat);
}

#[test]
fn a_product_that_is_not_vskrs_proves_without_vskr() {
    let (public, private) = note(3);
    let made = honest_run(&public, &private);
    let last = made[&VIEWING_KEY.product].len() - 1;
    let cheat = Cheat::default().set(VIEWING_KEY.product, last, made[&VIEWING_KEY.product][last]);
    only_stopped_by(VIEWING_KEY.product, &public, &without_vskr(&private), cheat);
}

#[test]
fn a_commitment_that_does_not_open_turns_ticket_5_into_ticket_6() {
    let (mut public, private) = note(4);
    let made = honest_run(&public, &private);
    claim_another(&mut public);
    only_stopped_by(COMMITMENT, &public, &private, Cheat::default().replay(COMMITMENT, 0, &made));
}

#[test]
fn an_index_that_is_no_bits_may_be_one_that_no_chain_gives() {
    let (mut public, mut private) = note(5);
    private.index = 5;
    let vpk_r = mul_g_k(&private.vskr).into_affine();
    let cm = note_commitment(&public.cc, &private.zpk_r, &vpk_r, private.rcm);
    // 2^64 + 5: the age, counted from since, has 64 bits.
    let beyond = F::from(1u128 << 64);
    public.anchor = private.path.root(hash(Tag::Leaf, &[beyond + F::from(5u64), cm]));
    only_stopped_by(INDEX, &public, &private, Cheat::default().set(INDEX, 0, beyond + F::ONE));
}

#[test]
fn a_leaf_of_something_else_turns_ticket_5_into_ticket_6() {
    let (mut public, private) = note(6);
    let made = honest_run(&public, &private);
    claim_another(&mut public);
    only_stopped_by(LEAF, &public, &private, Cheat::default().replay(LEAF, 0, &made));
}

#[test]
fn a_free_leaf_makes_an_old_note_young() {
    let (mut public, mut private) = note(7);
    let made = honest_run(&public, &private);
    public.since = private.index + 1;
    private.index += 1;
    only_stopped_by(LEAF, &public, &private, Cheat::default().replay(LEAF, 0, &made));
}

/// A note that is in no tree, claimed at the place of one that is.
fn forged(seed: u64) -> (Public, Private, Made, [F; 4]) {
    let (mut public, private) = note(seed);
    let made = honest_run(&public, &private);
    let place = child_place(private.path.position, 0);
    let real = children(private.leaf(&public.cc), place, &private.path.siblings[0]);
    claim_another(&mut public);
    (public, private, made, real)
}

#[test]
fn a_place_that_is_no_bits_mixes_a_leaf_out_of_others() {
    let (public, private, _, real) = forged(8);
    let [a, b, _, _] = real;
    let place = (private.leaf(&public.cc) - a) / (b - a);
    let mut cheat = Cheat::default().set(PATH.place, 0, place).set(PATH.place, 1, F::ZERO);
    for (child, value) in real.into_iter().enumerate() {
        cheat = cheat.set(PATH.selection, child, value);
    }
    only_stopped_by(PATH.place, &public, &private, cheat);
}

#[test]
fn a_node_that_is_not_among_the_children_claims_any_ticket() {
    let (public, private, made, _) = forged(9);
    let cheat = (0..6)
        .fold(Cheat::default(), |cheat, variable| cheat.set(PATH.selection, variable, made[&PATH.selection][variable]));
    only_stopped_by(PATH.selection, &public, &private, cheat);
}

#[test]
fn a_parent_of_other_children_claims_any_ticket() {
    let (public, private, made, _) = forged(10);
    only_stopped_by(PATH.parent, &public, &private, Cheat::default().replay(PATH.parent, 0, &made));
}

#[test]
fn a_free_anchor_claims_any_ticket() {
    let (public, private, _, _) = forged(11);
    only_stopped_by(ANCHOR, &public, &private, Cheat::default());
}

/// A K whose secret somebody else chose, and what alpha times G_k would have to be.
fn stranger(public: &mut Public, private: &Private) -> (F, F) {
    public.key = mul_g_k(&Scalar::from(1234u64)).into_affine();
    let Point { x, y } = private.zpk_r;
    add_affine((public.key.x, public.key.y), (-x, y)).unwrap()
}

#[test]
fn digits_of_alpha_that_are_no_bits_let_a_stranger_sign() {
    let (mut public, private) = note(12);
    let made = honest_run(&public, &private);
    let shift = stranger(&mut public, &private);
    let cheat = last_window(Cheat::default(), &ALPHA, fixed::G_K.last(), &made, shift);
    only_stopped_by(ALPHA.digits, &public, &private, cheat);
}

#[test]
fn a_product_that_is_not_alphas_lets_a_stranger_sign() {
    let (mut public, private) = note(13);
    let made = honest_run(&public, &private);
    let shift = stranger(&mut public, &private);
    only_stopped_by(ALPHA.product, &public, &private, product(&ALPHA, &made, shift));
}

#[test]
fn a_key_that_is_not_the_owners_lets_a_stranger_sign() {
    let (mut public, private) = note(14);
    stranger(&mut public, &private);
    only_stopped_by(KEY, &public, &private, Cheat::default());
}

#[test]
fn an_age_that_is_no_bits_makes_an_old_note_young() {
    let (mut public, private) = note(15);
    public.since = private.index + 95;
    assert_eq!(check(&public, &private), Err(Violation::Since));
    // The difference as it is, a field element near the modulus, in one bit.
    let cheat =
        (1..64).fold(Cheat::default(), |cheat, place| cheat.set(AGE, place, F::ZERO)).set(AGE, 0, -F::from(95u64));
    only_stopped_by(AGE, &public, &private, cheat);
}

#[test]
fn a_free_age_makes_an_old_note_young() {
    let (mut public, private) = note(16);
    public.since = private.index + 95;
    only_stopped_by(SINCE, &public, &private, Cheat::default());
}

#[test]
fn the_proof_of_an_honest_run_is_accepted() {
    // Else the verifier's refusals above would mean nothing.
    let (public, private) = note(20);
    assert_eq!(judge_ownership(&public.to_field_elements(), &private, Cheat::default()), Ok(()));
}

#[test]
fn every_clause_has_a_cheat() {
    let cheats: [(Group, fn()); 15] = [
        (VIEWING_KEY.bits, bits_of_vskr_that_are_no_bits_prove_without_vskr),
        (VIEWING_KEY.canonical, vskr_plus_l_is_no_witness),
        (VIEWING_KEY.product, a_product_that_is_not_vskrs_proves_without_vskr),
        (COMMITMENT, a_commitment_that_does_not_open_turns_ticket_5_into_ticket_6),
        (INDEX, an_index_that_is_no_bits_may_be_one_that_no_chain_gives),
        (LEAF, a_leaf_of_something_else_turns_ticket_5_into_ticket_6),
        (PATH.place, a_place_that_is_no_bits_mixes_a_leaf_out_of_others),
        (PATH.selection, a_node_that_is_not_among_the_children_claims_any_ticket),
        (PATH.parent, a_parent_of_other_children_claims_any_ticket),
        (ANCHOR, a_free_anchor_claims_any_ticket),
        (ALPHA.digits, digits_of_alpha_that_are_no_bits_let_a_stranger_sign),
        (ALPHA.product, a_product_that_is_not_alphas_lets_a_stranger_sign),
        (KEY, a_key_that_is_not_the_owners_lets_a_stranger_sign),
        (AGE, an_age_that_is_no_bits_makes_an_old_note_young),
        (SINCE, a_free_age_makes_an_old_note_young),
    ];
    assert_eq!(cheats.map(|(clause, _)| clause), groups::ALL);
    // And the circuit knows no clause beside these.
    let written: Vec<Group> = OwnershipCircuit::shape().groups().into_iter().map(|(group, _)| group).collect();
    assert_eq!(written, groups::ALL);
}
