//! What is licensed is taken, and everything else is refused with an error of its own.

mod forgery;
mod license;
mod properties;
mod text;
mod vectors;

use rand_core::{CryptoRng, RngCore};
use sero_shielded::{
    encoding::PointBytes,
    hash::hs,
    keys::{PkrBytes, Seed, SpendingKey},
};

use crate::{AuthorLicense, AuthorSecret, IssuerKey, IssuerSecret, License, Place, Prop, Refusal};

/// A random source that failed: the same byte for ever.
pub struct Stuck(pub u8);

impl RngCore for Stuck {
    fn next_u32(&mut self) -> u32 {
        u32::from_le_bytes([self.0; 4])
    }
    fn next_u64(&mut self) -> u64 {
        u64::from_le_bytes([self.0; 8])
    }
    fn fill_bytes(&mut self, dest: &mut [u8]) {
        dest.fill(self.0);
    }
    fn try_fill_bytes(&mut self, dest: &mut [u8]) -> Result<(), rand_core::Error> {
        self.fill_bytes(dest);
        Ok(())
    }
}

impl CryptoRng for Stuck {}

pub const GENESIS: [u8; 32] = [3; 32];
pub const PLACE: Place = Place { genesis: GENESIS, parent: [4; 32], height: 50 };

pub fn issuer() -> IssuerSecret {
    IssuerSecret::generate(&mut Stuck(1))
}

pub fn author() -> AuthorSecret {
    AuthorSecret::generate(&mut Stuck(2))
}

pub fn license_until(until: u32, serial: u32) -> License {
    issuer().issue(&author().zpk(), Prop::new(until, serial), &GENESIS, &mut Stuck(3)).expect("the author's key is one")
}

/// Valid until block 100, number 7.
pub fn license() -> License {
    license_until(100, 7)
}

pub fn payout(n: u8) -> PkrBytes {
    let address = SpendingKey::from_seed(&Seed::new([n; 32])).expect("not zero").address();
    address.one_time(&hs("test", &[&[n]])).expect("no point is the identity").to_bytes()
}

/// The author's licence in the header of [`PLACE`] that pays to the first address.
pub fn shown() -> AuthorLicense {
    author().show(license(), &PLACE, &payout(1), &mut Stuck(4))
}

/// Checks a licence on a chain on which nothing is revoked.
pub fn check(shown: &AuthorLicense, payout: &PkrBytes, place: &Place) -> Result<(), Refusal> {
    shown.check(payout, place, &issuer().public(), |_| false)
}

pub fn key(zpk: PointBytes, prop: PointBytes) -> IssuerKey {
    IssuerKey { zpk, prop }
}
