//! Where the maker keeps what his half hides until somebody answers: inside the offer itself, under a key of his own.
//!
//! So the wallet file needs no table of open offers, an offer can be finished by any copy of the account (one that was restored
//! from its words an hour ago, too), and what is lost with the offer's file is the offer. The key comes from zsk: what opens was
//! written by somebody who could have spent the notes anyway. Were it from vsk, whoever has the tracking key could seal terms of
//! his own, and the account would finish them. The offer's own hash is authenticated beside: an offer that was altered in
//! any place does not open, so the maker never signs terms that he did not write.
//!
//! The sealed bytes are of one length for a given number of inputs and outputs: they do not tell dummies from notes.

use bounded_collections::{BoundedVec, ConstU32};
use codec::{Decode, DecodeAll, Encode};
use sero_shielded::{
    encoding::{FieldBytes, ScalarBytes},
    encryption::{Contents, Memo},
    hash::hb,
    keys::SpendingKey,
    note::Note,
};
use zeroize::{Zeroize, Zeroizing};

use super::{
    half::{Half, Openings, MAX_HALF},
    offer::MAX_SEALED,
    SwapError,
};
use crate::{
    payment::{
        build::BuildError,
        sign::{InputOpening, OutputOpening, Owner},
    },
    vault::{decrypt, encrypt},
};

#[derive(Encode, Decode)]
struct SealedInput {
    dummy: bool,
    /// Of a dummy the secret of its K, else alpha.
    secret: ScalarBytes,
    ar: ScalarBytes,
}

#[derive(Encode, Decode)]
struct SealedOutput {
    aid: FieldBytes,
    value: u128,
    rcm: FieldBytes,
    memo: Memo,
    rsk: ScalarBytes,
    ar: ScalarBytes,
}

#[derive(Encode, Decode)]
struct Sealed {
    inputs: BoundedVec<SealedInput, ConstU32<MAX_HALF>>,
    outputs: BoundedVec<SealedOutput, ConstU32<MAX_HALF>>,
}

impl Drop for SealedInput {
    fn drop(&mut self) {
        self.secret.0.zeroize();
        self.ar.0.zeroize();
    }
}

impl Drop for SealedOutput {
    fn drop(&mut self) {
        self.rsk.0.zeroize();
        self.ar.0.zeroize();
        // It may hold the key of a package.
        self.memo.zeroize();
    }
}

fn key(spending: &SpendingKey) -> Zeroizing<[u8; 32]> {
    let (zsk, _) = spending.expose();
    let zsk = Zeroizing::new(ScalarBytes::from(*zsk).0);
    Zeroizing::new(hb("sero.swap.seal", &[&*zsk]))
}

/// Seals openings into the offer `id`. Which notes they spend the wallet knows by their nils; that is left out.
pub(crate) fn seal(
    spending: &SpendingKey,
    id: &[u8; 32],
    openings: &Openings,
) -> Result<BoundedVec<u8, ConstU32<MAX_SEALED>>, SwapError> {
    let inputs = openings.inputs.iter().map(|opening| {
        let (dummy, secret) = match &opening.owner {
            Owner::Dummy { secret } => (true, *secret),
            Owner::Account { .. } => (false, opening.alpha),
        };
        SealedInput { dummy, secret: secret.into(), ar: opening.ar.into() }
    });
    let outputs = openings.outputs.iter().map(|opening| {
        let Contents { aid, value, rcm } = opening.contents;
        let (rsk, ar) = (opening.rsk.into(), opening.ar.into());
        SealedOutput { aid: aid.into(), value, rcm: rcm.into(), memo: opening.memo, rsk, ar }
    });
    let plain = Sealed {
        inputs: BoundedVec::try_from(inputs.collect::<Vec<_>>()).map_err(|_| BuildError::TooMany("inputs"))?,
        outputs: BoundedVec::try_from(outputs.collect::<Vec<_>>()).map_err(|_| BuildError::TooMany("outputs"))?,
    };
    let plain = Zeroizing::new(plain.encode());
    let sealed = encrypt(&key(spending), id, &plain);
    Ok(BoundedVec::try_from(sealed).map_err(|_| BuildError::TooMany("sealed bytes"))?)
}

/// Opens what [`seal`] sealed. `note` finds one's own unspent notes by their nils.
///
/// # Errors
/// [`SwapError::NotYours`], or [`SwapError::Gone`] for a note that the account no longer has.
pub(crate) fn open(
    spending: &SpendingKey,
    id: &[u8; 32],
    sealed: &[u8],
    half: &Half,
    note: impl Fn(&FieldBytes) -> Option<(u64, Note)>,
) -> Result<Openings, SwapError> {
    let plain = decrypt(&key(spending), id, sealed).ok_or(SwapError::NotYours)?;
    let plain = Sealed::decode_all(&mut plain.as_slice()).map_err(|_| SwapError::NotYours)?;
    if (plain.inputs.len(), plain.outputs.len()) != (half.inputs.len(), half.outputs.len()) {
        return Err(SwapError::NotYours);
    }
    let scalar = |bytes: &ScalarBytes| bytes.to_scalar().map_err(|_| SwapError::NotYours);
    let field = |bytes: &FieldBytes| bytes.to_field().map_err(|_| SwapError::NotYours);
    let mut inputs = Vec::with_capacity(plain.inputs.len());
    for (place, (part, nil)) in plain.inputs.iter().zip(half.nils()).enumerate() {
        let (secret, ar) = (scalar(&part.secret)?, scalar(&part.ar)?);
        let owner = match part.dummy {
            true => Owner::Dummy { secret },
            false => {
                let (index, note) = note(nil).ok_or(SwapError::Gone(place))?;
                Owner::Account { index, note }
            }
        };
        inputs.push(InputOpening { owner, alpha: secret, ar });
    }
    let mut outputs = Vec::with_capacity(plain.outputs.len());
    for part in plain.outputs.iter() {
        let contents = Contents { aid: field(&part.aid)?, value: part.value, rcm: field(&part.rcm)? };
        let (rsk, ar) = (scalar(&part.rsk)?, scalar(&part.ar)?);
        // The signer finds by itself that the address is one's own; the rest is worthless padding.
        outputs.push(OutputOpening { contents, memo: part.memo, rsk, ar, claim: None });
    }
    Ok(Openings { inputs, outputs })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random;

    #[test]
    fn who_has_the_tracking_key_alone_makes_no_seal_that_opens() {
        let spending = random::throwaway_key().unwrap();
        let half = Half { inputs: BoundedVec::default(), outputs: BoundedVec::default() };
        let openings = Openings { inputs: vec![], outputs: vec![] };
        let opens = |sealed: &[u8]| open(&spending, &[1; 32], sealed, &half, |_| None);
        let sealed = seal(&spending, &[1; 32], &openings).unwrap();
        assert!(opens(&sealed).is_ok());
        let plain = Sealed { inputs: BoundedVec::default(), outputs: BoundedVec::default() }.encode();
        let tracking = spending.tracking_key();
        let vsk = ScalarBytes::from(*tracking.vsk()).0;
        let whole = tracking.to_bytes();
        for secret in [&vsk[..], &whole[..], &whole[..32]] {
            let forged = encrypt(&hb("sero.swap.seal", &[secret]), &[1; 32], &plain);
            assert!(matches!(opens(&forged), Err(SwapError::NotYours)));
        }
    }
}
