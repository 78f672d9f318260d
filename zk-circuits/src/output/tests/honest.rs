//! Honest witnesses, those of the vectors among them; the native check and the circuit agree.

use crate::{
    fixtures::{output, rng, run_output},
    gadgets::tests::Cheat,
    output::{check, Private, Public},
    vectors::{field, point, scalar, vectors},
};
use ark_bn254::Fr as F;
use ark_ff::{Field, UniformRand};
use proptest::prelude::*;
use sero_shielded::{asset::Asset, curve::Scalar, encoding::PointBytes, keys::PkrBytes};

#[test]
fn the_vectors_satisfy_check_and_circuit() {
    let vectors = vectors();
    for output in vectors["outputs"].as_array().unwrap() {
        let note = &vectors["notes"][output["note"].as_u64().unwrap() as usize];
        let address = &vectors["addresses"][note["address"].as_u64().unwrap() as usize];
        let private = Private {
            aid: field(&note["aid"]),
            value: note["v"].as_str().map(|v| v.parse().unwrap()).unwrap_or_else(|| note["v"].as_u64().unwrap().into()),
            rcm: field(&note["rcm"]),
            rsk: scalar(&output["rsk"]),
            ar: scalar(&output["ar"]),
        };
        let public = Public::new(
            point(&output["cm_asset"]),
            field(&note["cm"]),
            point(&output["RPK"]),
            point(&address["ZPK_r"]),
            point(&address["VPK_r"]),
            [0, 1, 2].map(|place| field(&output["e"][place])),
        )
        .unwrap();
        assert_eq!(check(&public, &private), Ok(()));
        assert_eq!(run_output(&public, &private, Cheat::default()).0, None);

        // The same as it travels.
        let pkr = const_hex::decode_to_array(address["pkr"].as_str().unwrap()).unwrap();
        let decoded = Public::decode(
            &PointBytes::from(*public.cm_asset()),
            &public.cm().into(),
            &PointBytes::from(*public.rpk()),
            &PkrBytes(pkr),
            &public.ciphertext().map(Into::into),
        );
        assert_eq!(decoded, Ok(public));
    }
}

#[test]
fn values_at_the_edges_are_proved() {
    for (seed, value) in [0, 1, 2, 3, u128::MAX - 1, u128::MAX].into_iter().enumerate() {
        let (public, private) = output(&mut rng(seed as u64), Asset::sero().id(), value);
        assert_eq!(check(&public, &private), Ok(()));
        assert_eq!(run_output(&public, &private, Cheat::default()).0, None, "{value}");
    }
}

#[test]
fn every_witness_is_bound() {
    let (public, private) = output(&mut rng(1), Asset::sero().id(), 5);
    crate::fixtures::every_witness_is_bound(&public.to_field_elements(), |cs| {
        crate::output::synthesize(cs, &private);
    });
}

/// Changes one thing of a statement or a witness.
fn change(public: &mut Public, private: &mut Private, what: usize, seed: u64) {
    let mut rng = rng(seed);
    let (other, _) = output(&mut rng, Asset::sero().id(), 9);
    match what {
        0 => private.aid = F::rand(&mut rng),
        1 => private.value ^= 1 << (seed % 128),
        2 => private.rcm += F::ONE,
        3 => private.rsk += Scalar::ONE,
        4 => private.ar = -private.ar,
        5 => public.cm_asset = other.cm_asset,
        6 => public.cm = F::rand(&mut rng),
        7 => public.rpk = -public.rpk,
        8 => public.zpk_r = other.zpk_r,
        9 => public.vpk_r = other.vpk_r,
        // x decides alone in cm, and the key stream does not see y either: but this is another key.
        10 => public.vpk_r = -public.vpk_r,
        11..=13 => public.ciphertext[what - 11] += F::ONE,
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn check_and_circuit_agree(seed in any::<u64>(), value in any::<u128>(), what in 0usize..15) {
        let (mut public, mut private) = output(&mut rng(seed), F::from(seed), value);
        prop_assert_eq!(check(&public, &private), Ok(()));
        change(&mut public, &mut private, what, seed);
        let circuit = run_output(&public, &private, Cheat::default()).0;
        prop_assert_eq!(check(&public, &private).is_ok(), circuit.is_none(), "{:?}", circuit);
    }
}
