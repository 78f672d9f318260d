//! Texts that are no addresses or keys, though their checksums hold: each mistake has its error.

use bech32::{encode, Bech32m, ByteIterExt, Fe32, Fe32IterExt, Hrp};
use sero_shielded::{
    address::{AddressError, Kind, Network},
    curve::{g_k, Scalar},
    encoding::{EncodingError, PointBytes},
    keys::{KeyError, OneTimeAddress, PaymentAddress, Seed, SpendingKey, TrackingKey},
};

const NETWORK: Network = Network::Development;

/// The modulus of the field: the smallest y that is not canonical.
const MODULUS: [u8; 32] = [
    0x01, 0x00, 0x00, 0xf0, 0x93, 0xf5, 0xe1, 0x43, 0x91, 0x70, 0xb9, 0x79, 0x48, 0xe8, 0x33, 0x28, 0x5d, 0x58, 0x81,
    0x81, 0xb6, 0x45, 0x50, 0xb8, 0x29, 0xa0, 0x31, 0xe1, 0x72, 0x4e, 0x64, 0x30,
];

/// Points that are no keys, with the reason.
fn bad_points() -> Vec<([u8; 32], EncodingError)> {
    let mut identity = [0u8; 32];
    identity[0] = 1;
    let mut signed_zero = identity;
    signed_zero[31] = 0x80;
    let mut off_curve = [0u8; 32];
    off_curve[0] = 2;
    // (1, 0): order 4.
    let small_order = [0u8; 32];
    let mixed_order = PointBytes::from(g_k() + PointBytes(small_order).to_curve().unwrap()).0;
    vec![
        (identity, EncodingError::PointIsIdentity),
        (signed_zero, EncodingError::PointNotCanonical),
        (MODULUS, EncodingError::PointNotCanonical),
        (off_curve, EncodingError::PointOffCurve),
        (small_order, EncodingError::PointOutsideSubgroup),
        (mixed_order, EncodingError::PointOutsideSubgroup),
    ]
}

/// The bytes of a payment address, a one-time address and a tracking key.
fn good() -> ([u8; 64], [u8; 96], [u8; 64]) {
    let alice = SpendingKey::from_seed(&Seed::new([1; 32])).unwrap();
    let one_time = alice.address().one_time(&Scalar::from(5u64)).unwrap();
    (alice.address().to_bytes().0, one_time.to_bytes().0, alice.tracking_key().to_bytes())
}

/// The text of any bytes.
fn as_text(kind: Kind, bytes: &[u8]) -> String {
    encode::<Bech32m>(Hrp::parse(kind.prefix(NETWORK)).unwrap(), bytes).unwrap()
}

fn read(kind: Kind, text: &str) -> Result<(), AddressError> {
    match kind {
        Kind::Payment => PaymentAddress::from_text(text, NETWORK).map(|_| ()),
        Kind::OneTime => OneTimeAddress::from_text(text, NETWORK).map(|_| ()),
        Kind::Tracking => TrackingKey::from_text(text, NETWORK).map(|_| ()),
    }
}

#[test]
fn each_point_of_a_text_is_checked() {
    type Named = fn(EncodingError) -> KeyError;
    let (payment, one_time, tracking) = good();
    let places: [(Kind, &[u8], usize, Named); 6] = [
        (Kind::Payment, &payment, 0, KeyError::Zpk),
        (Kind::Payment, &payment, 1, KeyError::Vpk),
        (Kind::OneTime, &one_time, 0, KeyError::Base),
        (Kind::OneTime, &one_time, 1, KeyError::Zpk),
        (Kind::OneTime, &one_time, 2, KeyError::Vpk),
        (Kind::Tracking, &tracking, 0, KeyError::Zpk),
    ];
    for (kind, bytes, part, named) in places {
        assert_eq!(read(kind, &as_text(kind, bytes)), Ok(()));
        for (point, cause) in bad_points() {
            let mut bad = bytes.to_vec();
            bad[part * 32..][..32].copy_from_slice(&point);
            let refused = read(kind, &as_text(kind, &bad));
            assert_eq!(refused, Err(AddressError::Key(named(cause))), "{kind}, point {part}: {point:02x?}");
        }
    }
}

#[test]
fn stray_bits_behind_the_last_byte_are_named() {
    let (payment, one_time, tracking) = good();
    let of_characters = |kind: Kind, characters: &[Fe32]| -> String {
        let prefix = Hrp::parse(kind.prefix(NETWORK)).unwrap();
        characters.iter().copied().with_checksum::<Bech32m>(&prefix).chars().collect()
    };
    // A character has five bits: three of the last one are spare behind 64 bytes, and two behind 96.
    let cases: [(Kind, &[u8], u8); 3] =
        [(Kind::Payment, &payment, 3), (Kind::Tracking, &tracking, 3), (Kind::OneTime, &one_time, 2)];
    for (kind, bytes, spare) in cases {
        let characters: Vec<Fe32> = bytes.iter().copied().bytes_to_fes().collect();
        assert_eq!(of_characters(kind, &characters), as_text(kind, bytes));
        for stray in 1..1u8 << spare {
            let mut bad = characters.clone();
            let last = bad.pop().unwrap();
            bad.push(Fe32::try_from(last.to_u8() | stray).unwrap());
            assert_eq!(read(kind, &of_characters(kind, &bad)), Err(AddressError::StrayBits), "{kind}: {stray:#b}");
        }
        // With a character more there is a byte more behind 64; behind 96 there are seven spare bits.
        let longer = [&characters[..], &[Fe32::Q]].concat();
        let error = match kind {
            Kind::OneTime => AddressError::StrayBits,
            _ => AddressError::Length { expected: 64, found: 65 },
        };
        assert_eq!(read(kind, &of_characters(kind, &longer)), Err(error), "{kind}");
    }
}

#[test]
fn texts_of_the_wrong_length_or_prefix_are_named() {
    let of = |prefix: &str, bytes: &[u8]| encode::<Bech32m>(Hrp::parse(prefix).unwrap(), bytes).unwrap();
    for found in [0, 1, 63, 65, 96] {
        let text = as_text(Kind::Payment, &vec![1; found]);
        assert_eq!(read(Kind::Payment, &text), Err(AddressError::Length { expected: 64, found }));
    }
    for prefix in ["bitcoin", "ser", "serodevx"] {
        assert_eq!(read(Kind::Payment, &of(prefix, &[1; 64])), Err(AddressError::Prefix(prefix.into())));
    }
}
