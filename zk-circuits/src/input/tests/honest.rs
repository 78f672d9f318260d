//! Honest witnesses, those of the vectors among them; the native check and the circuit agree.

use crate::{
    fixtures::{input, rng, run_input},
    gadgets::tests::Cheat,
    input::{check, Private, Public, Violation},
    statement::Part,
    vectors::{field, point, scalar, vectors},
};
use ark_bn254::Fr as F;
use ark_ec::CurveGroup;
use ark_ff::{AdditiveGroup, Field, UniformRand};
use proptest::prelude::*;
use sero_shielded::{
    curve::{mul_g_k, Point, Scalar},
    encoding::{EncodingError, FieldBytes, PointBytes},
    tree::{Path, DEPTH},
};

#[test]
fn the_vectors_satisfy_check_and_circuit() {
    let vectors = vectors();
    for input in vectors["inputs"].as_array().unwrap() {
        let number =
            |value: &serde_json::Value| value.as_u64().unwrap_or_else(|| value.as_str().unwrap().parse().unwrap());
        let index = number(&input["index"]);
        let note = &vectors["notes"][input["note"].as_u64().unwrap() as usize];
        let address = &vectors["addresses"][note["address"].as_u64().unwrap() as usize];
        let path = vectors["tree"]["paths"].as_array().unwrap().iter().find(|path| number(&path["index"]) == index);
        let siblings = match path {
            Some(path) => {
                core::array::from_fn(|level| core::array::from_fn(|place| field(&path["path"][level]["others"][place])))
            }
            None => [[F::ZERO; 3]; DEPTH],
        };
        let private = Private {
            cc: point(&note["CC"]),
            zpk_r: point(&address["ZPK_r"]),
            rcm: field(&note["rcm"]),
            index,
            path: Path { position: index & 0xffff_ffff, siblings },
            vskr: scalar(&input["vskr"]),
            alpha: scalar(&input["alpha"]),
            ar: scalar(&input["ar"]),
        };
        assert_eq!(private.leaf(), field(&input["leaf"]));
        // Without a path in the vectors the anchor is that of the siblings at hand; all else is theirs.
        let anchor = match path {
            Some(_) => field(&input["anchor"]),
            None => private.path.root(private.leaf()),
        };
        let public = Public::decode(
            &FieldBytes::from(anchor),
            &FieldBytes::from(field(&input["nil"])),
            &PointBytes::from(point(&input["K"])),
            &PointBytes::from(point(&input["cm_asset"])),
        )
        .unwrap();
        assert_eq!(check(&public, &private), Ok(()));
        assert_eq!(run_input(&public, &private, Cheat::default()).0, None);
        assert_eq!(public.key.x, field(&input["K_x"]));
    }
}

#[test]
fn a_dummy_is_proved_under_any_anchor() {
    let mut rng = rng(1);
    for _ in 0..4 {
        let (private, zskr) = Private::dummy(&mut rng);
        let public = private.statement(F::rand(&mut rng)).unwrap();
        assert_eq!(check(&public, &private), Ok(()));
        assert_eq!(run_input(&public, &private, Cheat::default()).0, None);
        assert_eq!(public.key, mul_g_k(&(zskr + private.alpha)).into_affine());
    }
}

#[test]
fn a_dummys_key_may_be_off_the_curve_and_reaches_k_and_the_nil_only() {
    let mut rng = rng(2);
    let (honest, _) = Private::dummy(&mut rng);
    let anchor = F::rand(&mut rng);
    let expected = honest.statement(anchor).unwrap();
    let mut private = honest.clone();
    private.zpk_r = Point::new_unchecked(F::from(3u64), F::from(4u64));
    // K comes out off the curve, and no such statement can be made.
    let refused = private.statement(anchor).unwrap_err();
    assert_eq!((refused.part, refused.cause), (Part::Key, EncodingError::PointOffCurve));
    // The circuit has no objection: what it says of anchor and cm_asset is unchanged.
    let sum = mul_g_k(&private.alpha).into_affine();
    let (x, y) = crate::gadgets::edwards::add_affine((F::from(3u64), F::from(4u64)), (sum.x, sum.y)).unwrap();
    let public = Public {
        key: Point::new_unchecked(x, y),
        nil: sero_shielded::note::nil(&private.vskr, private.leaf()),
        ..expected
    };
    assert_eq!(check(&public, &private), Ok(()));
    assert_eq!(run_input(&public, &private, Cheat::default()).0, None);
}

#[test]
fn a_note_of_no_value_counts_as_a_dummy() {
    let (public, private) = input(&mut rng(3), 0);
    let public = Public { anchor: public.anchor + F::ONE, ..public };
    assert_eq!(check(&public, &private), Ok(()));
    assert_eq!(run_input(&public, &private, Cheat::default()).0, None);
}

#[test]
fn one_note_at_two_places_has_two_leaves() {
    let (public, mut private) = input(&mut rng(4), 5);
    private.index += 1;
    assert_eq!(check(&public, &private), Err(Violation::Anchor));
    assert!(run_input(&public, &private, Cheat::default()).0.is_some());
}

#[test]
fn keys_of_small_order_and_the_identity_are_refused() {
    let (public, _) = input(&mut rng(5), 5);
    let with = |key: Point, cm_asset: Point| {
        Public::new(public.anchor, public.nil, key, cm_asset).map_err(|error| (error.part, error.cause))
    };
    let small = Point::new_unchecked(F::ZERO, -F::ONE);
    let mixed = (public.key + small).into_affine();
    let off = Point::new_unchecked(F::ONE, F::ONE);
    assert_eq!(with(Point::zero(), public.cm_asset), Err((Part::Key, EncodingError::PointIsIdentity)));
    for (point, cause) in [
        (small, EncodingError::PointOutsideSubgroup),
        (mixed, EncodingError::PointOutsideSubgroup),
        (off, EncodingError::PointOffCurve),
    ] {
        assert_eq!(with(point, public.cm_asset), Err((Part::Key, cause)));
        assert_eq!(with(public.key, point), Err((Part::CmAsset, cause)));
    }
    assert!(with(public.key, Point::zero()).is_ok());
}

#[test]
fn alpha_and_ar_may_be_zero() {
    let (_, mut private) = input(&mut rng(6), 5);
    private.alpha = Scalar::ZERO;
    private.ar = Scalar::ZERO;
    let public = private.statement(private.path.root(private.leaf())).unwrap();
    assert_eq!(run_input(&public, &private, Cheat::default()).0, None);
}

#[test]
fn every_witness_is_bound() {
    let (public, private) = input(&mut rng(7), 5);
    crate::fixtures::every_witness_is_bound(&public.to_field_elements(), |cs| {
        crate::input::synthesize(cs, &private);
    });
}

/// Changes one thing of a statement or a witness.
fn change(public: &mut Public, private: &mut Private, what: usize, seed: u64) {
    let mut rng = rng(seed);
    let (other, _) = input(&mut rng, 9);
    match what {
        0 => private.cc = other.cm_asset,
        1 => private.zpk_r = other.key,
        2 => private.rcm += F::ONE,
        3 => private.index ^= 1 << (seed % 64),
        4 => private.path.position ^= 1 << (seed % 32),
        5 => private.path.siblings[seed as usize % DEPTH][seed as usize % 3] += F::ONE,
        6 => private.vskr += Scalar::ONE,
        7 => private.alpha = -private.alpha,
        8 => private.ar += Scalar::ONE,
        9 => public.anchor += F::ONE,
        10 => public.nil += F::ONE,
        11 => public.key = other.key,
        12 => public.cm_asset = -public.cm_asset,
        // -VPK_r has the same x: the commitment opens to it, the nil does not.
        13 => private.vskr = -private.vskr,
        14 => private.cc = Point::zero(),
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn check_and_circuit_agree(seed in any::<u64>(), value in any::<u128>(), dummy: bool, what in 0usize..16) {
        let mut source = rng(seed);
        let (mut public, mut private) = if dummy {
            let (private, _) = Private::dummy(&mut source);
            (private.statement(F::rand(&mut source)).unwrap(), private)
        } else {
            input(&mut source, value)
        };
        prop_assert_eq!(check(&public, &private), Ok(()));
        change(&mut public, &mut private, what, seed);
        let circuit = run_input(&public, &private, Cheat::default()).0;
        prop_assert_eq!(check(&public, &private).is_ok(), circuit.is_none(), "{:?}", circuit);
    }
}
