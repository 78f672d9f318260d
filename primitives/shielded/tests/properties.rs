//! What holds for all keys, addresses, notes and signatures, and what breaks each of them.

use ark_ec::{AffineRepr, CurveGroup};
use ark_ff::PrimeField;
use proptest::prelude::*;
use sero_shielded::{
    address::{identify, AddressError, Kind, Network},
    asset::{self, Asset},
    bundle::{balance_key, BalanceError, PublicTerm},
    curve::{g_k, in_prime_subgroup, mul, mul_g_k, mul_g_r, mul_u128, square_root, Point, Scalar, F},
    encoding::{EncodingError, FieldBytes, PointBytes, ScalarBytes},
    encryption::{output_key, Contents, SharedSecret},
    h2c,
    keys::{KeyError, OneTimeAddress, PaymentAddress, PkrBytes, Seed, SpendingKey, TrackingKey},
    poseidon2::permute,
    recognition::Scanner,
    signature::{sign_with, verify, Role},
};

fn scalar() -> impl Strategy<Value = Scalar> {
    prop::array::uniform32(any::<u8>()).prop_map(|bytes| Scalar::from_le_bytes_mod_order(&bytes))
}

fn field() -> impl Strategy<Value = F> {
    prop::array::uniform32(any::<u8>()).prop_map(|bytes| F::from_le_bytes_mod_order(&bytes))
}

fn keys() -> impl Strategy<Value = SpendingKey> {
    prop::array::uniform32(any::<u8>()).prop_map(|seed| SpendingKey::from_seed(&Seed::new(seed)).unwrap())
}

fn role() -> impl Strategy<Value = Role> {
    prop::sample::select(vec![Role::Spend, Role::From, Role::Bind, Role::Vote, Role::Licence])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn poseidon2_agrees_with_an_independent_implementation(state in prop::array::uniform4(field())) {
        let mut own = state;
        permute(&mut own);
        prop_assert_eq!(own, taceo_poseidon2::bn254::t4::permutation(&state));
    }

    #[test]
    fn multiplications_agree_with_arkworks(k in scalar(), u in field(), value in any::<u128>()) {
        let point = h2c::hash_to_curve(u);
        prop_assert_eq!(mul(&point, &k), point * k);
        prop_assert_eq!(mul_g_k(&k), g_k() * k);
        prop_assert_eq!(mul_u128(&point, value), point * Scalar::from(value));
    }

    #[test]
    fn the_subgroup_test_agrees_with_arkworks(y in field()) {
        if let Some(point) = Point::get_point_from_y_unchecked(y, true) {
            prop_assert_eq!(in_prime_subgroup(&point), point.is_in_correct_subgroup_assuming_on_curve());
            prop_assert!(in_prime_subgroup(&point.mul_by_cofactor()));
        }
    }

    #[test]
    fn square_roots_agree_with_arkworks(x in field()) {
        let root = square_root(x);
        prop_assert_eq!(root.is_some(), ark_ff::Field::sqrt(&x).is_some());
        prop_assert!(root.is_none_or(|root| root * root == x));
        prop_assert!(square_root(x * x).is_some_and(|root| root == x || root == -x));
    }

    #[test]
    fn decodings_of_points_agree_with_arkworks(mut bytes in any::<[u8; 32]>(), high in 0u8..0x60) {
        use ark_serialize::CanonicalDeserialize;
        bytes[31] = bytes[31] & 0x80 | high;
        let point = PointBytes(bytes).to_curve();
        prop_assert_eq!(point.ok(), Point::deserialize_compressed_unchecked(&bytes[..]).ok());
        prop_assert_eq!(point.map_or(bytes, |point| PointBytes::from(point).0), bytes);
        let zero = PointBytes([0; 32]);
        let many = PointBytes::to_curve_many(&[zero, PointBytes(bytes), zero]);
        prop_assert_eq!(many, vec![zero.to_curve(), point, zero.to_curve()]);
    }

    #[test]
    fn every_hash_to_the_curve_lies_in_the_prime_subgroup(u in field()) {
        let mapping = h2c::map(u);
        prop_assert!(mapping.edwards.is_on_curve());
        prop_assert!(in_prime_subgroup(&h2c::hash_to_curve(u)));
        let k = mapping.k.unwrap();
        prop_assert!(k < 1 << 27);
        let mut y = mapping.s;
        for _ in 0..28 {
            y *= y;
        }
        prop_assert_eq!(ark_ff::Field::pow(&h2c::Z, [u64::from(k)]) * y, mapping.y);
    }

    #[test]
    fn encodings_come_back(k in scalar(), x in field()) {
        prop_assert_eq!(FieldBytes::from(x).to_field(), Ok(x));
        prop_assert_eq!(ScalarBytes::from(k).to_scalar(), Ok(k));
        let point = mul_g_k(&k).into_affine();
        prop_assert_eq!(PointBytes::from(point).to_point(), Ok(point));
    }

    #[test]
    fn no_bytes_make_a_decoder_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), text in ".{0,120}") {
        use codec::DecodeAll;
        let _ = sero_shielded::bundle::Bundle::<sero_shielded::command::Command>::decode_all(&mut &bytes[..]);
        let _ = sero_shielded::compact::CompactBlock::decode_all(&mut &bytes[..]);
        let _ = PaymentAddress::from_text(&text, Network::Main);
        let _ = PkrBytes::try_from(&bytes[..]).map(|pkr| pkr.to_address());
        let _ = PointBytes::try_from(&bytes[..]).map(|point| point.to_key());
    }

    #[test]
    fn only_the_owner_recognises_a_one_time_address(alice in keys(), bob in keys(), r in scalar()) {
        prop_assume!(alice != bob);
        let address = alice.address().one_time(&r).unwrap();
        let viewing = alice.tracking_key().recognise(&address).unwrap();
        prop_assert_eq!(mul_g_k(&viewing.vskr).into_affine(), *address.vpk());
        prop_assert_eq!(mul_g_k(&alice.one_time(&viewing)).into_affine(), *address.zpk());
        prop_assert!(bob.tracking_key().recognise(&address).is_none());
        let found = Scanner::new(alice.tracking_key()).recognise(&[address.to_bytes(), PkrBytes([0; 96])]);
        prop_assert_eq!(found, vec![Some(viewing), None]);
    }

    #[test]
    fn addresses_mixed_of_two_accounts_are_nobodys(alice in keys(), bob in keys(), r in scalar(), s in scalar()) {
        prop_assume!(alice != bob && r != s);
        let hers = alice.address().one_time(&r).unwrap().to_bytes();
        let his = bob.address().one_time(&r).unwrap().to_bytes();
        let other = alice.address().one_time(&s).unwrap().to_bytes();
        for (part, from) in [(0, other), (1, his), (2, his), (1, other), (2, other)] {
            let mut mixed = hers;
            mixed.0[part * 32..][..32].copy_from_slice(&from.0[part * 32..][..32]);
            let address = mixed.to_address().unwrap();
            for keys in [&alice, &bob] {
                prop_assert!(keys.tracking_key().recognise(&address).is_none());
                prop_assert_eq!(Scanner::new(keys.tracking_key()).recognise(&[mixed]), vec![None]);
            }
        }
    }

    #[test]
    fn two_one_time_addresses_of_an_account_share_no_part(alice in keys(), r in scalar(), s in scalar()) {
        prop_assume!(r != s);
        let [one, two] = [r, s].map(|r| alice.address().one_time(&r).unwrap().to_bytes().points());
        for (a, b) in one.iter().zip(&two) {
            prop_assert_ne!(a, b);
        }
        // D10: the sum of two says nothing about whether they belong together.
        let [x, y] = [&one, &two].map(|points| points[1].to_point().unwrap() - points[2].to_point().unwrap());
        prop_assert_ne!(x, y);
    }

    #[test]
    fn texts_come_back_and_every_mistake_has_its_error(alice in keys(), r in scalar(), at in any::<prop::sample::Index>()) {
        let one_time = alice.address().one_time(&r).unwrap();
        for network in Network::ALL {
            let text = alice.address().to_text(network);
            prop_assert_eq!(identify(&text), Ok((Kind::Payment, network)));
            prop_assert_eq!(PaymentAddress::from_text(&text, network), Ok(alice.address()));
            prop_assert_eq!(OneTimeAddress::from_text(&one_time.to_text(network), network), Ok(one_time));
            let tracking = alice.tracking_key();
            prop_assert_eq!(TrackingKey::from_text(&tracking.to_text(network), network), Ok(tracking));
            for other in Network::ALL.into_iter().filter(|other| *other != network) {
                let error = AddressError::Network { expected: other, found: network };
                prop_assert_eq!(PaymentAddress::from_text(&text, other), Err(error));
            }
            let kind = AddressError::Kind { expected: Kind::OneTime, found: Kind::Payment };
            prop_assert_eq!(OneTimeAddress::from_text(&text, network), Err(kind));
            let mut typo: Vec<char> = text.chars().collect();
            let at = at.index(typo.len() - 10) + 10;
            typo[at] = if typo[at] == 'q' { 'p' } else { 'q' };
            let typo: String = typo.into_iter().collect();
            prop_assert_eq!(PaymentAddress::from_text(&typo, network), Err(AddressError::Checksum));
        }
    }

    #[test]
    fn outputs_open_for_their_receiver_and_for_nobody_else(
        alice in keys(), bob in keys(), r in scalar(), rsk in scalar(), aid in field(), value in any::<u128>(), rcm in field(),
    ) {
        prop_assume!(alice != bob);
        let address = alice.address().one_time(&r).unwrap();
        let viewing = alice.tracking_key().recognise(&address).unwrap();
        let contents = Contents { aid, value, rcm };
        let sender = SharedSecret::of_sender(&rsk, address.vpk());
        let receiver = SharedSecret::of_receiver(&viewing.vskr, &output_key(&rsk));
        let sealed = sender.seal(&contents);
        prop_assert_eq!(receiver.open(&sealed), Some(contents));
        let commitment = FieldBytes::from(rcm);
        let mut memo = sender.seal_memo(&commitment, &[9; 128]);
        prop_assert_eq!(receiver.open_memo(&commitment, &memo), Some([9; 128]));
        prop_assert_eq!(receiver.open_memo(&FieldBytes::from(rcm + F::from(1u64)), &memo), None);
        memo.0[7] ^= 1;
        prop_assert_eq!(receiver.open_memo(&commitment, &memo), None);
        let stranger = SharedSecret::of_receiver(bob.tracking_key().vsk(), &output_key(&rsk));
        prop_assert_ne!(stranger.open(&sealed), Some(contents));
    }

    #[test]
    fn a_signature_holds_for_its_role_key_and_message_alone(role in role(), other in role(), secret in scalar(), message in any::<[u8; 32]>(), random in any::<[u8; 32]>(), bit in 0usize..512) {
        let key = mul(&role.base(), &secret).into_affine();
        prop_assume!(!key.is_zero());
        let signature = sign_with(role, &secret, &message, &random);
        prop_assert!(verify(role, &key, &message, &signature));
        if other != role {
            prop_assert!(!verify(other, &key, &message, &signature));
        }
        let mut changed = message;
        changed[0] ^= 1;
        prop_assert!(!verify(role, &key, &changed, &signature));
        let mut spoiled = signature;
        spoiled.0[bit / 8] ^= 1 << (bit % 8);
        prop_assert!(!verify(role, &key, &message, &spoiled));
        prop_assert!(!verify(role, &(key + role.base()).into_affine(), &message, &signature));
    }

    #[test]
    fn signing_twice_with_a_failing_random_source_leaks_no_key(secret in scalar(), one in any::<[u8; 32]>(), two in any::<[u8; 32]>()) {
        prop_assume!(one != two);
        let [a, b] = [one, two].map(|message| sign_with(Role::Spend, &secret, &message, &[0; 32]));
        // With one nonce for both, R would be the same and s1 - s2 would give the key away.
        prop_assert_ne!(&a.0[..32], &b.0[..32]);
        let other = sign_with(Role::Spend, &(secret + Scalar::from(1u64)), &one, &[0; 32]);
        prop_assert_ne!(&a.0[..32], &other.0[..32]);
    }

    #[test]
    fn cb_is_a_multiple_of_g_r_exactly_when_a_bundle_balances(
        ins in prop::collection::vec((any::<u64>(), scalar()), 1..4), fee in 0u64..1000, ar in scalar(), excess in prop::sample::select(vec![0u128, 1]),
    ) {
        let aid = Asset::sero().id();
        let blinded = |value: u128, ar: &Scalar| PointBytes::from(asset::blind(&asset::commitment(aid, value), ar));
        let total: u128 = ins.iter().map(|(value, _)| u128::from(*value)).sum();
        prop_assume!(total >= u128::from(fee));
        let inputs: Vec<PointBytes> = ins.iter().map(|(value, ar)| blinded(u128::from(*value), ar)).collect();
        let outputs = [blinded(total - u128::from(fee) + excess, &ar)];
        let terms = [PublicTerm::out(Asset::sero(), u128::from(fee))];
        let key = balance_key(&inputs, &outputs, &terms).unwrap();
        let secret = ins.iter().map(|(_, ar)| *ar).sum::<Scalar>() - ar;
        prop_assert_eq!(mul_g_r(&secret).into_affine() == key, excess == 0);
    }
}

#[test]
fn blindings_that_cancel_make_no_binding_key() {
    let commitment = PointBytes::from(asset::blind(&asset::commitment(Asset::sero().id(), 5), &Scalar::from(7u64)));
    assert_eq!(balance_key(&[commitment], &[commitment], &[]), Err(BalanceError::Identity));
    let mut bad = PointBytes([0; 32]);
    bad.0[0] = 2;
    assert!(matches!(balance_key(&[bad], &[], &[]), Err(BalanceError::Input(0, _))));
    assert!(matches!(balance_key(&[], &[commitment, bad], &[]), Err(BalanceError::Output(1, _))));
}

#[test]
fn zero_and_identity_are_no_keys() {
    let alice = SpendingKey::from_seed(&Seed::new([1; 32])).unwrap();
    let zero = alice.address().one_time(&Scalar::from(0u64));
    assert_eq!(zero, Err(KeyError::Base(EncodingError::PointIsIdentity)));
    let mut tracking = alice.tracking_key().to_bytes();
    tracking[32..].fill(0);
    assert_eq!(TrackingKey::from_bytes(&tracking), Err(KeyError::ZeroSecret));
    tracking[32..].fill(0xff);
    assert_eq!(TrackingKey::from_bytes(&tracking), Err(KeyError::Vsk(EncodingError::ScalarNotCanonical)));
}

#[test]
fn secrets_do_not_show_in_debug_output() {
    let keys = SpendingKey::from_seed(&Seed::new([7; 32])).unwrap();
    let shown = format!("{keys:?} {:?} {:?}", Seed::new([7; 32]), keys.tracking_key());
    let vsk = const_hex::encode(ScalarBytes::from(*keys.tracking_key().vsk()).0);
    assert!(!shown.contains(&vsk) && !shown.contains("0707"));
}
