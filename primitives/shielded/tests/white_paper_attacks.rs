//! Attacks on the white paper's commitments, which work against them as they are printed and fail here.
//!
//! Each thief builds blinded commitments, and signs for their balance as an honest wallet does. Where the signature holds, a chain that
//! checked nothing else would have taken the exchange.

use ark_ec::{AffineRepr, CurveGroup};
use ark_ff::AdditiveGroup;
use proptest::prelude::*;
use sero_shielded::{
    asset::{blind, commitment, generator, Asset},
    bundle::balance_key,
    curve::{g_k, g_lic, g_r, mul_u128, Point, Projective, Scalar, F},
    encoding::PointBytes,
    h2c,
    poseidon2::{hash, Tag},
    signature::{sign_with, verify, Role},
};

const MESSAGE: [u8; 32] = [1; 32];

/// Whether what comes out balances with what goes in, as far as the binding signature can tell.
fn balances(inputs: &[Projective], outputs: &[Projective]) -> bool {
    // Any blindings, known to the thief.
    let mut next = 10u64;
    let mut blinded = |commitments: &[Projective]| -> (Vec<PointBytes>, Scalar) {
        let mut sum = Scalar::ZERO;
        let points = commitments.iter().map(|commitment| {
            next = next.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let ar = Scalar::from(next);
            sum += ar;
            PointBytes::from(blind(commitment, &ar))
        });
        let points = points.collect();
        (points, sum)
    };
    let (inputs, secret) = blinded(inputs);
    let (outputs, paid) = blinded(outputs);
    let secret = secret - paid;
    let key = balance_key(&inputs, &outputs, &[]).expect("the blindings do not cancel");
    verify(Role::Bind, &key, &MESSAGE, &sign_with(Role::Bind, &secret, &MESSAGE, &[0; 32]))
}

fn name(text: &str) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes[..text.len()].copy_from_slice(text.as_bytes());
    bytes
}

fn base(tag: u64) -> Point {
    h2c::hash_to_curve(hash(Tag::Gen, &[F::from(tag)]))
}

/// White paper 3.5 D: the commitment of a ticket is its value times the category's base.
fn printed_ticket(category: u64, value: u128) -> Projective {
    mul_u128(&base(category), value)
}

fn our_ticket(category: &str, id: u8) -> Projective {
    let mut bytes = [0; 32];
    bytes[0] = id;
    commitment(Asset::Ticket { category: name(category), id: bytes }.id(), 1)
}

#[test]
fn honest_exchanges_balance_in_both() {
    assert!(balances(&[printed_ticket(1, 5), printed_ticket(1, 7)], &[printed_ticket(1, 7), printed_ticket(1, 5)]));
    assert!(balances(
        &[our_ticket("OPERA", 5), our_ticket("OPERA", 7)],
        &[our_ticket("OPERA", 7), our_ticket("OPERA", 5)]
    ));
}

#[test]
fn tickets_5_and_7_become_6_and_6_as_printed_and_not_here() {
    assert!(balances(&[printed_ticket(1, 5), printed_ticket(1, 7)], &[printed_ticket(1, 6), printed_ticket(1, 6)]));
    // Or one of 12; or any two that nobody issued.
    assert!(balances(&[printed_ticket(1, 5), printed_ticket(1, 7)], &[printed_ticket(1, 12)]));
    assert!(balances(&[printed_ticket(1, 5)], &[printed_ticket(1, 2), printed_ticket(1, 3)]));

    let ours = [our_ticket("OPERA", 5), our_ticket("OPERA", 7)];
    let double = our_ticket("OPERA", 6) + our_ticket("OPERA", 6);
    for outputs in [
        vec![our_ticket("OPERA", 6), our_ticket("OPERA", 6)],
        vec![double],
        vec![our_ticket("OPERA", 12)],
        vec![our_ticket("OPERA", 5)],
        vec![our_ticket("OPERA", 5), our_ticket("OPERA", 5)],
    ] {
        assert!(!balances(&ours, &outputs));
    }
}

/// Value bases from a windowed hash, as Pedersen hashes are built: a fixed base for each window, times the window's contents.
fn printed_base(name: &[u8; 32]) -> Projective {
    let windows = (0u64..).zip(name.chunks(2));
    windows.map(|(at, window)| mul_u128(&base(100 + at), 1 + u128::from(window[0]) + 256 * u128::from(window[1]))).sum()
}

fn printed_token(name: &[u8; 32], value: u128) -> Projective {
    mul_u128(&printed_base(name).into_affine(), value)
}

fn our_token(name: &[u8; 32], value: u128) -> Projective {
    commitment(Asset::Token(*name).id(), value)
}

#[test]
fn two_tokens_become_two_others_by_crafted_names_as_printed_and_not_here() {
    // The thief registers the first two, of which he may issue what he likes; the last are worth something. Windows are exchanged,
    // so the sums of the bases are the same.
    let [own, other] = [name("GOOR"), name("SELD")];
    let [gold, seor] = [name("GOLD"), name("SEOR")];
    assert_eq!(printed_base(&own) + printed_base(&other), printed_base(&gold) + printed_base(&seor));

    let printed = |a: &[u8; 32], b: &[u8; 32]| [printed_token(a, 1_000), printed_token(b, 1_000)];
    assert!(balances(&printed(&own, &other), &printed(&gold, &seor)));
    let ours = |a: &[u8; 32], b: &[u8; 32]| [our_token(a, 1_000), our_token(b, 1_000)];
    assert!(!balances(&ours(&own, &other), &ours(&gold, &seor)));
    assert!(balances(&ours(&own, &other), &ours(&other, &own)));
}

#[test]
fn a_prover_who_may_choose_the_root_mints_and_here_it_is_pinned() {
    // With -G for G, an output adds to the inputs. H2C gives one of both, whoever asks.
    let gold = our_token(&name("GOLD"), 100);
    assert!(balances(&[gold], &[-gold, gold + gold]));
    let id = Asset::Token(name("GOLD")).id();
    let pinned = h2c::map(hash(Tag::Gen, &[id]));
    assert!(pinned.k.is_some_and(|k| k < 1 << (h2c::TWO_ADICITY - 1)));
    assert_ne!(generator(id), -generator(id));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whose base were the identity would weigh nothing; whose were G_r could be blinded away; whose were the negative of another's
    /// would mint it.
    #[test]
    fn no_asset_has_a_base_that_weighs_nothing_or_undoes_another(a: [u8; 32], b: [u8; 32]) {
        let assets = [
            Asset::Token(a),
            Asset::Token(b),
            Asset::Ticket { category: a, id: b },
            Asset::Ticket { category: b, id: a },
            Asset::Package(a),
            Asset::sero(),
        ];
        let bases: Vec<Point> = assets.iter().map(|asset| generator(asset.id())).collect();
        for (at, base) in bases.iter().enumerate() {
            prop_assert!(!base.is_zero());
            for fixed in [g_k(), g_r(), g_lic()] {
                prop_assert!(*base != fixed && *base != -fixed);
            }
            for other in bases.iter().skip(at + 1) {
                prop_assert!(*base != -*other);
                prop_assert!(base != other || a == b);
            }
        }
    }

    /// No sum of two equals a sum of two others, for values of any size.
    #[test]
    fn values_do_not_wander_between_assets(a: [u8; 32], b: [u8; 32], v: u128, w: u128) {
        prop_assume!(a != b && v != 0 && w != 0);
        let (ours, theirs) = ([our_token(&a, v), our_token(&b, w)], [our_token(&a, w), our_token(&b, v)]);
        prop_assert_eq!(balances(&ours, &theirs), v == w);
    }

    /// What makes values add up within one asset is what made ids add up in the white paper.
    #[test]
    fn values_of_one_token_add_up(a: [u8; 32], v: u64, w: u64) {
        let (v, w) = (u128::from(v), u128::from(w));
        prop_assert!(balances(&[our_token(&a, v), our_token(&a, w)], &[our_token(&a, v + w)]));
        prop_assert!(!balances(&[our_token(&a, v), our_token(&a, w)], &[our_token(&a, v + w + 1)]));
    }
}
