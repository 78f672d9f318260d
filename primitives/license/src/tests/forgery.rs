//! The white paper's literal form can be forged, and ours cannot in that way.

use sero_shielded::{
    curve::{g_lic, mul, Point, Projective, Scalar},
    encoding::PointBytes,
};

use super::*;
use crate::{
    license::{challenge, weight},
    Tag,
};

/// The points and numbers of one statement.
struct Statement {
    zpk: PointBytes,
    prop: Prop,
}

impl Statement {
    /// `Hash(ZPK)*PK_zpk + prop*PK_prop`: public, as its parts are.
    fn key(&self) -> Projective {
        let issuer = issuer().public();
        let point = |bytes: PointBytes| bytes.to_key().expect("a key");
        mul(&point(issuer.zpk), &weight(&self.zpk)) + mul(&point(issuer.prop), &Scalar::from(self.prop.0))
    }

    /// The white paper's check, letter by letter: `R + Hash(ZPK)*PK_zpk + prop*PK_prop = s*G`.
    fn literal(&self, r: &Projective, s: &Scalar) -> bool {
        *r + self.key() == mul(&g_lic(), s)
    }

    /// Ours.
    fn ours(&self, r: &Projective, s: &Scalar) -> Result<(), Refusal> {
        let issuer = issuer().public();
        let (r, s) = ((*r).into(), (*s).into());
        let license = License { network: Tag::of(&GENESIS), issuer: issuer.tag(), prop: self.prop, r, s };
        license.verify(&self.zpk, &GENESIS, &issuer)
    }
}

/// A miner whom nobody licensed, and the best licence there could be.
fn wanted() -> Statement {
    Statement { zpk: AuthorSecret::generate(&mut Stuck(77)).zpk(), prop: Prop::new(u32::MAX, 1) }
}

#[test]
fn the_literal_form_takes_what_nobody_issued_and_ours_does_not() {
    let wanted = wanted();
    for n in 1..20u64 {
        // Pick s, solve for R. No secret is used.
        let s = Scalar::from(n);
        let r = mul(&g_lic(), &s) - wanted.key();
        assert!(wanted.literal(&r, &s), "the literal form can be forged");
        assert_eq!(wanted.ours(&r, &s), Err(Refusal::Forged));
    }
}

#[test]
fn solving_for_r_under_a_guessed_challenge_fails() {
    let wanted = wanted();
    for guess in 0..20u64 {
        // The same strategy, for the equation with a challenge: R holds the guess, and the challenge holds R.
        let (s, e) = (Scalar::from(5u64), Scalar::from(guess));
        let r = mul(&g_lic(), &s) - mul(&Point::from(wanted.key()), &e);
        assert_eq!(wanted.ours(&r, &s), Err(Refusal::Forged));
        // Solving again for the challenge that came out changes R, and with it the challenge.
        let found = challenge(&r.into(), &issuer().public(), &wanted.zpk, wanted.prop, &GENESIS);
        let again = mul(&g_lic(), &s) - mul(&Point::from(wanted.key()), &found);
        assert_eq!(wanted.ours(&again, &s), Err(Refusal::Forged));
    }
}

#[test]
fn a_licence_moved_to_another_statement_passes_the_literal_form_only() {
    // An honest pair of the literal form: whoever has one has all.
    let own = Statement { zpk: author().zpk(), prop: Prop::new(100, 7) };
    let s = Scalar::from(123u64);
    let r = mul(&g_lic(), &s) - own.key();
    let wanted = wanted();
    let moved = r + own.key() - wanted.key();
    assert!(own.literal(&r, &s) && wanted.literal(&moved, &s));

    let issued = license();
    let r = Projective::from(issued.r.to_key().expect("a key"));
    let s = issued.s.to_scalar().expect("canonical");
    assert_eq!(own.ours(&r, &s), Ok(()));
    assert_eq!(wanted.ours(&(r + own.key() - wanted.key()), &s), Err(Refusal::Forged));
}

#[test]
fn adding_to_both_sides_passes_the_literal_form_only() {
    let own = Statement { zpk: author().zpk(), prop: Prop::new(100, 7) };
    let issued = license();
    let r = Projective::from(issued.r.to_key().expect("a key"));
    let s = issued.s.to_scalar().expect("canonical");
    let (more, by) = (Projective::from(g_lic()), Scalar::from(1u64));
    assert_eq!(own.ours(&(r + more), &(s + by)), Err(Refusal::Forged));
    let literal = mul(&g_lic(), &s) - own.key();
    assert!(own.literal(&(literal + more), &(s + by)));
}
