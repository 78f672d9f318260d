//! Fresh secrets. Everything that must not repeat is drawn here, from the operating system.

use ark_ff::PrimeField;
use rand_core::{OsRng, RngCore};
use sero_shielded::{
    curve::{Scalar, F},
    keys::{KeyError, OneTimeAddress, PaymentAddress, Seed, SpendingKey},
};
use zeroize::Zeroizing;

/// Random bytes.
pub fn bytes<const N: usize>() -> Zeroizing<[u8; N]> {
    let mut bytes = Zeroizing::new([0u8; N]);
    fill(&mut *bytes);
    bytes
}

/// Fills a place with random bytes, so that they are in no other.
pub fn fill(bytes: &mut [u8]) {
    OsRng.fill_bytes(bytes);
}

/// A random scalar, uniform up to 2^-256.
pub fn scalar() -> Scalar {
    Scalar::from_le_bytes_mod_order(&*bytes::<64>())
}

/// A random field element, uniform up to 2^-256.
pub fn field() -> F {
    F::from_le_bytes_mod_order(&*bytes::<64>())
}

/// A random number below `bound`; 0 where the bound is 0.
pub fn below(bound: u64) -> u64 {
    // The bias of 128 bits against 64 is far below anything that shows.
    let wide = u128::from_le_bytes(*bytes::<16>());
    wide.checked_rem(u128::from(bound)).unwrap_or(0) as u64
}

/// Puts things in a random order.
pub fn shuffle<T>(things: &mut [T]) {
    for last in (1..things.len()).rev() {
        things.swap(last, below(last as u64 + 1) as usize);
    }
}

/// Keys that nobody will use again.
///
/// # Errors
/// [`KeyError`] with a probability of 2^-250.
pub fn throwaway_key() -> Result<SpendingKey, KeyError> {
    SpendingKey::from_seed(&Seed::new(*bytes::<32>()))
}

/// A fresh one-time address, and the r that shows whose it is.
///
/// # Errors
/// [`KeyError`] with a probability of 2^-250.
pub fn one_time(address: &PaymentAddress) -> Result<(OneTimeAddress, Scalar), KeyError> {
    let r = scalar();
    Ok((address.one_time(&r)?, r))
}
