//! Honest witnesses, those of the vectors among them; what each clause refuses; the native check and the circuit agree.

use crate::{
    fixtures::{self, challenge, owner, ownership, rng, run_ownership, ticket},
    gadgets::{tests::Cheat, Group},
    input,
    ownership::{
        check,
        circuit::groups::{AGE, ANCHOR, KEY, SINCE},
        OwnershipError, Private, Public, Violation,
    },
    statement::{Part, PublicError},
    vectors::{field, point, scalar, vectors},
};
use ark_bn254::Fr as F;
use ark_ec::CurveGroup;
use ark_ff::{AdditiveGroup, Field, UniformRand};
use proptest::prelude::*;
use rand_core::RngCore;
use sero_shielded::{
    asset::{commitment, Asset},
    curve::{mul_g_k, Point, Scalar},
    encoding::EncodingError,
    note::{leaf, note_commitment},
    ownership::{Challenge, ChallengeError},
    tree::{Path, CAPACITY},
};

fn run(public: &Public, private: &Private) -> Option<Group> {
    run_ownership(&public.to_field_elements(), private, Cheat::default()).0
}

/// What the native check and the circuit say.
fn verdicts(public: &Public, private: &Private) -> (Result<(), Violation>, Option<Group>) {
    (check(public, private), run(public, private))
}

const HOLDS: (Result<(), Violation>, Option<Group>) = (Ok(()), None);

#[test]
fn the_vectors_satisfy_check_and_circuit() {
    let vectors = vectors();
    let mut seen = 0;
    for input in vectors["inputs"].as_array().unwrap() {
        let number =
            |value: &serde_json::Value| value.as_u64().unwrap_or_else(|| value.as_str().unwrap().parse().unwrap());
        let index = number(&input["index"]);
        let note = &vectors["notes"][input["note"].as_u64().unwrap() as usize];
        let address = &vectors["addresses"][note["address"].as_u64().unwrap() as usize];
        let paths = vectors["tree"]["paths"].as_array().unwrap();
        let Some(path) = paths.iter().find(|path| number(&path["index"]) == index) else { continue };
        let siblings =
            core::array::from_fn(|level| core::array::from_fn(|place| field(&path["path"][level]["others"][place])));
        let private = Private {
            zpk_r: point(&address["ZPK_r"]),
            rcm: field(&note["rcm"]),
            index,
            path: Path { position: index % CAPACITY, siblings },
            vskr: scalar(&input["vskr"]),
            alpha: scalar(&input["alpha"]),
        };
        let public =
            Public { anchor: field(&input["anchor"]), cc: point(&note["CC"]), key: point(&input["K"]), since: index };
        assert_eq!(private.leaf(&public.cc), field(&input["leaf"]));
        assert_eq!(verdicts(&public, &private), HOLDS);
        seen += 1;
    }
    assert!(seen > 0);
}

#[test]
fn tickets_and_packages_are_proved() {
    for asset in [ticket(5), Asset::Package([5; 32])] {
        let asked = Challenge::new(asset, 3, [0; 32]).unwrap();
        let (public, private, zskr) = ownership(&mut rng(1), &asked, 7);
        assert_eq!(verdicts(&public, &private), HOLDS);
        assert_eq!(public.cc, commitment(asset.id(), 1).into_affine());
        assert_eq!(public.key, mul_g_k(&(zskr + private.alpha)).into_affine());
    }
}

#[test]
fn each_clause_alone_refuses() {
    let (public, private, _) = ownership(&mut rng(2), &challenge(5, 3), 7);
    let other = ownership(&mut rng(3), &challenge(5, 3), 7).1;
    let of = |change: &dyn Fn(&mut Public, &mut Private)| {
        let (mut public, mut private) = (public, private.clone());
        change(&mut public, &mut private);
        verdicts(&public, &private)
    };
    let anchor = (Err(Violation::Anchor), Some(ANCHOR));
    let key = (Err(Violation::Key), Some(KEY));
    // What the leaf holds, the way to the root, and the root itself.
    assert_eq!(of(&|public, _| public.anchor += F::ONE), anchor);
    assert_eq!(of(&|_, private| private.vskr += Scalar::ONE), anchor);
    assert_eq!(of(&|_, private| private.rcm += F::ONE), anchor);
    assert_eq!(of(&|_, private| private.index += 1), anchor);
    assert_eq!(of(&|_, private| private.path.position ^= 1), anchor);
    assert_eq!(of(&|_, private| private.path.siblings[15][2] += F::ONE), anchor);
    let zpk_r = |public: &mut Public, private: &mut Private| {
        private.zpk_r = other.zpk_r;
        public.key = (mul_g_k(&private.alpha) + private.zpk_r).into_affine();
    };
    assert_eq!(of(&zpk_r), anchor);
    // K.
    assert_eq!(of(&|public, _| public.key = mul_g_k(&Scalar::from(7u64)).into_affine()), key);
    assert_eq!(of(&|public, _| public.key = -public.key), key);
    assert_eq!(of(&|_, private| private.alpha += Scalar::ONE), key);
    // since.
    assert_eq!(of(&|public, _| public.since = 8), (Err(Violation::Since), Some(SINCE)));
}

#[test]
fn a_note_of_one_ticket_does_not_serve_for_another() {
    let (public, private, _) = ownership(&mut rng(4), &challenge(5, 0), 7);
    for asset in [ticket(6), Asset::Package([5; 32]), Asset::Ticket { category: [5; 32], id: [1; 32] }] {
        let asked = Challenge::new(asset, 0, [5; 32]).unwrap();
        let other = private.statement(public.anchor, &asked).unwrap();
        assert_eq!(verdicts(&other, &private), (Err(Violation::Anchor), Some(ANCHOR)));
    }
}

#[test]
fn a_note_of_another_value_does_not_serve() {
    // 0 would be a dummy, -1 the root of the asset's base flipped.
    let (public, private, _) = ownership(&mut rng(5), &challenge(5, 0), 7);
    for cc in [Point::zero(), commitment(ticket(5).id(), 2).into_affine(), -public.cc] {
        let mut other = public;
        other.anchor = private.path.root(private.leaf(&cc));
        assert_eq!(verdicts(&other, &private), (Err(Violation::Anchor), Some(ANCHOR)));
        // It is in that tree indeed.
        assert_eq!(verdicts(&Public { cc, ..other }, &private), HOLDS);
    }
}

#[test]
fn a_dummy_proves_no_ownership() {
    // The dummy of a bundle: CC = (0, 1), under any anchor.
    let mut rng = rng(6);
    let (dummy, _) = input::Private::dummy(&mut rng);
    let private = Private {
        zpk_r: dummy.zpk_r,
        rcm: dummy.rcm,
        index: dummy.index,
        path: dummy.path.clone(),
        vskr: dummy.vskr,
        alpha: dummy.alpha,
    };
    let anchor = F::rand(&mut rng);
    let public = private.statement(anchor, &challenge(5, 0)).unwrap();
    assert_eq!(verdicts(&public, &private), (Err(Violation::Anchor), Some(ANCHOR)));
    // Not even if somebody took CC = (0, 1) for an asset's.
    let public = Public { cc: Point::zero(), ..public };
    assert_eq!(verdicts(&public, &private), (Err(Violation::Anchor), Some(ANCHOR)));
}

/// A note at `index` against a challenge that asks for `since`.
fn aged(index: u64, since: u64) -> (Result<(), Violation>, Option<Group>) {
    let (public, private, _) = ownership(&mut rng(7), &challenge(5, since), index);
    verdicts(&public, &private)
}

#[test]
fn a_note_may_be_as_old_as_since_and_no_older() {
    let late = (Err(Violation::Since), Some(SINCE));
    let big = 1 << 63;
    for index in [0, 1, 7, u64::from(u32::MAX), CAPACITY, big - 1, big, u64::MAX - 1, u64::MAX] {
        assert_eq!(aged(index, index), HOLDS, "{index}");
        assert_eq!(aged(index, 0), HOLDS, "{index}");
        if let Some(since) = index.checked_sub(1) {
            assert_eq!(aged(index, since), HOLDS, "{index}");
        }
        if let Some(since) = index.checked_add(1) {
            assert_eq!(aged(index, since), late, "{index}");
            assert_eq!(aged(index, u64::MAX), late, "{index}");
        }
    }
}

#[test]
fn a_difference_below_zero_does_not_wrap_around() {
    // index - since is a field element near the modulus; neither its own lowest bits nor those of the difference modulo 2^64 or of
    // anything else are an age.
    let mut random = rng(8);
    for (index, since) in [(5, 6), (0, u64::MAX), (u64::MAX - 1, u64::MAX), (7, 1 << 63)] {
        let (public, private, _) = ownership(&mut rng(9), &challenge(5, since), index);
        let ages = [index.wrapping_sub(since), since - index, index, since, 0, 1, u64::MAX, random.next_u64()];
        for age in ages {
            let cheat = (0..64).fold(Cheat::default(), |cheat, place| cheat.set(AGE, place, F::from(age >> place & 1)));
            let (failure, _) = run_ownership(&public.to_field_elements(), &private, cheat);
            assert_eq!(failure, Some(SINCE), "{index} {since} {age}");
        }
    }
}

#[test]
fn since_has_64_bits_outside_the_circuit() {
    let (public, private, _) = ownership(&mut rng(10), &challenge(5, 0), 5);
    let with = |since: F| {
        let mut inputs = public.to_field_elements();
        inputs[5] = since;
        run_ownership(&inputs, &private, Cheat::default()).0
    };
    // The circuit takes since as it is, and -1, which is nearly the modulus, as one less than 0. A `Public` holds no such thing.
    assert_eq!(with(F::from(1u128 << 64)), Some(SINCE));
    assert_eq!(with(F::from(u128::MAX)), Some(SINCE));
    assert_eq!(with(-F::from(1u128 << 64)), Some(SINCE));
    assert_eq!(with(-F::ONE), None);
}

#[test]
fn one_note_at_two_places_has_two_leaves() {
    let (public, mut private, _) = ownership(&mut rng(11), &challenge(5, 0), 7);
    // The same place in the next tree.
    private.index += CAPACITY;
    assert_eq!(verdicts(&public, &private), (Err(Violation::Anchor), Some(ANCHOR)));
}

#[test]
fn keys_of_small_order_and_the_identity_are_refused() {
    let asked = challenge(5, 0);
    let (public, mut private, zskr) = ownership(&mut rng(12), &asked, 7);
    let with = |key: Point| Public::new(public.anchor, &asked, key);
    let small = Point::new_unchecked(F::ZERO, -F::ONE);
    for (key, cause) in [
        (Point::zero(), EncodingError::PointIsIdentity),
        (small, EncodingError::PointOutsideSubgroup),
        ((public.key + small).into_affine(), EncodingError::PointOutsideSubgroup),
        (Point::new_unchecked(F::ONE, F::ONE), EncodingError::PointOffCurve),
    ] {
        assert_eq!(with(key), Err(OwnershipError::Public(PublicError { part: Part::Key, cause })));
    }
    assert_eq!(with(public.key), Ok(public));
    private.alpha = -zskr;
    let refused = private.statement(public.anchor, &asked);
    let cause = EncodingError::PointIsIdentity;
    assert_eq!(refused, Err(OwnershipError::Public(PublicError { part: Part::Key, cause })));
}

#[test]
fn there_is_no_statement_about_a_token() {
    let (public, private, _) = ownership(&mut rng(13), &challenge(5, 0), 7);
    let refused = Err(OwnershipError::Challenge(ChallengeError::Token));
    for asset in [Asset::sero(), Asset::Token([5; 32])] {
        let asked = Challenge { asset, ..challenge(5, 0) };
        assert_eq!(private.statement(public.anchor, &asked), refused);
        assert_eq!(Public::new(public.anchor, &asked, public.key), refused);
        assert_eq!(Public::decode(&public.anchor.into(), &asked, &public.key.into()), refused);
    }
}

#[test]
fn alpha_may_be_zero() {
    let (public, mut private, _) = ownership(&mut rng(14), &challenge(5, 0), 7);
    private.alpha = Scalar::ZERO;
    let public = private.statement(public.anchor, &challenge(5, 0)).unwrap();
    assert_eq!(verdicts(&public, &private), HOLDS);
}

#[test]
fn a_note_with_public_content_is_proved() {
    // rcm = 0: a ticket that a contract paid out.
    let mut rng = rng(15);
    let (address, _, vskr) = owner(&mut rng);
    let asked = challenge(5, 9);
    let cm = note_commitment(&asked.asset_commitment().unwrap(), address.zpk(), address.vpk(), F::ZERO);
    let (_, other, _) = ownership(&mut rng, &asked, 9);
    let mut private = other.clone();
    (private.zpk_r, private.rcm, private.vskr) = (*address.zpk(), F::ZERO, vskr);
    let public = private.statement(private.path.root(leaf(9, cm)), &asked).unwrap();
    assert_eq!(verdicts(&public, &private), HOLDS);
}

#[test]
fn every_witness_is_bound() {
    let (public, private, _) = ownership(&mut rng(16), &challenge(5, 3), 7);
    fixtures::every_witness_is_bound(&public.to_field_elements(), |cs| {
        crate::ownership::synthesize(cs, &private);
    });
}

/// Changes one thing of a statement or a witness.
fn change(public: &mut Public, private: &mut Private, what: usize, seed: u64) {
    let mut rng = rng(seed);
    let (other, another, _) = ownership(&mut rng, &challenge(6, 0), 9);
    match what {
        0 => private.zpk_r = another.zpk_r,
        1 => private.rcm += F::ONE,
        2 => private.index ^= 1 << (seed % 64),
        3 => private.path.position ^= 1 << (seed % 32),
        4 => private.path.siblings[seed as usize % 16][seed as usize % 3] += F::ONE,
        5 => private.vskr += Scalar::ONE,
        6 => private.alpha = -private.alpha,
        7 => public.anchor += F::ONE,
        8 => public.cc = other.cc,
        9 => public.cc = -public.cc,
        10 => public.cc = Point::zero(),
        11 => public.key = other.key,
        12 => public.since ^= 1 << (seed % 64),
        13 => public.since = seed,
        // -VPK_r has the same x: the commitment opens to it, and no nil tells the two apart.
        14 => private.vskr = -private.vskr,
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn check_and_circuit_agree(seed in any::<u64>(), index in any::<u64>(), age in any::<u64>(), what in 0usize..16) {
        let since = index - age % index.saturating_add(1).max(1);
        let (mut public, mut private, _) = ownership(&mut rng(seed), &challenge(5, since), index);
        prop_assert_eq!(check(&public, &private), Ok(()));
        change(&mut public, &mut private, what, seed);
        let circuit = run(&public, &private);
        prop_assert_eq!(check(&public, &private).is_ok(), circuit.is_none(), "{:?}", circuit);
    }
}
