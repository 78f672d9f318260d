//! Mining licences: an issuer lets the authors of blocks work during a phase of the chain.
//!
//! An issuer has two secrets and shows their products with G_lic ([`IssuerKey`]). A [`License`] is its proof for one author
//! key ZPK and one [`Prop`], which says until when the licence is valid and under which serial number it can be revoked. The
//! author shows it in each header, with a signature by the author key over the block's parent and payout
//! ([`AuthorLicense`]). A [`Phase`] says at which heights a licence is asked for, a [`Refusal`] why one is not taken.
//!
//! The white paper's proof, `R + Hash(ZPK)*PK_zpk + prop*PK_prop = s*G`, has no challenge: anybody picks s and solves for R.
//! Here a challenge binds everything that the proof is about ([`License::verify`]).
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod author;
mod issuer;
mod license;
mod phase;
mod prop;
mod refusal;
mod secret;
mod tag;
#[cfg(feature = "std")]
pub mod text;

pub use author::{AuthorLicense, AuthorSecret, Place};
pub use issuer::{IssuerError, IssuerKey, IssuerSecret};
pub use license::License;
pub use phase::Phase;
pub use prop::Prop;
pub use refusal::Refusal;
pub use secret::SecretError;
pub use tag::Tag;

#[cfg(test)]
mod tests;
