//! The signer of a half. It believes nobody, the wallet that built the half included.
//!
//! The half is put before the signer of payments as a bundle of its own: that rebuilds every nil, key, commitment and
//! ciphertext from the openings. Then what comes in and goes out is counted, and must be what the side agreed to, to the last
//! unit. What the other half does is not looked at here, and need not be: whatever it is, this account pays what it
//! agreed to pay and gets what it agreed to get, for both stand in the body that is signed.

use std::collections::HashMap;

use super::{
    answer::Answer,
    error::Side,
    half::{Half, Openings},
    offer::Offer,
    terms::Deal,
    SwapError,
};
use crate::payment::{
    balance::binding_key,
    build::BuildError,
    sign::{InputOpening, Owner, Signer, Summary, Unsigned},
};
use ark_ec::CurveGroup;
use bounded_collections::BoundedVec;
use rand_core::OsRng;
use sero_shielded::{
    bundle::{BundleBody, ShieldedInput, ShieldedOutput, VERSION},
    command::Command,
    curve::{mul_g_r, Scalar},
    encoding::FieldBytes,
    keys::SpendingKey,
    signature::{sign, verify, Role, SignatureBytes},
};

/// One's own half as a bundle without anything else, for the signer's checks. Nobody signs this bundle: it does not balance.
pub(crate) fn alone(offer: &Offer, half: &Half, openings: Openings) -> Result<Unsigned, SwapError> {
    let body = BundleBody {
        version: VERSION,
        key_version: offer.chain.key_version,
        expiry: offer.expiry,
        anchor: offer.anchor,
        inputs: BoundedVec::try_from(half.inputs.to_vec()).map_err(|_| BuildError::TooMany("inputs"))?,
        outputs: BoundedVec::try_from(half.outputs.to_vec()).map_err(|_| BuildError::TooMany("outputs"))?,
        public_outs: BoundedVec::default(),
        from: None,
        fee: 0,
        command: None,
    };
    let Openings { inputs, outputs } = openings;
    Ok(Unsigned {
        body,
        genesis: offer.chain.genesis,
        transaction_version: offer.chain.transaction_version,
        inputs,
        outputs,
        command: Default::default(),
    })
}

/// Checks one's own half and signs its inputs, over the whole bundle.
///
/// # Errors
/// [`SwapError::NotAsked`] where the half does something else than `deal`; those of the signer.
pub(crate) fn sign_spends(
    key: &SpendingKey,
    half: &Unsigned,
    deal: &Deal,
    body: &BundleBody<Command>,
) -> Result<Vec<SignatureBytes>, SwapError> {
    let signer = Signer::new(key);
    let secrets = signer.inputs(half)?;
    let summary = signer.outputs(half)?;
    if !is_asked(&half.inputs, &summary, deal) {
        return Err(SwapError::NotAsked);
    }
    // Computed here, never handed in; and over a body that holds the half that was checked.
    if !holds(body, half) {
        return Err(SwapError::NotAsked);
    }
    let sighash = body.sighash(&half.genesis, half.transaction_version);
    Ok(secrets.iter().map(|secret| sign(Role::Spend, secret, &sighash, &mut OsRng)).collect())
}

/// Signs that the whole bundle balances. `secret` is the sum of both sides' blindings.
///
/// # Errors
/// [`SwapError::Amounts`] where it does not.
pub(crate) fn sign_balance(
    body: &BundleBody<Command>,
    sighash: &[u8; 32],
    secret: &Scalar,
) -> Result<SignatureBytes, SwapError> {
    if binding_key(body, &[])? != mul_g_r(secret).into_affine() {
        return Err(SwapError::Amounts(Side::Taker));
    }
    Ok(sign(Role::Bind, secret, sighash, &mut OsRng))
}

/// Verifies the signatures of an answer: each of the taker's spends, and the balance.
///
/// # Errors
/// [`SwapError::Count`], [`SwapError::SpendSignature`], [`SwapError::BindingSignature`].
pub(crate) fn verify_answer(body: &BundleBody<Command>, sighash: &[u8; 32], answer: &Answer) -> Result<(), SwapError> {
    let (inputs, signatures) = (&answer.half.inputs, &answer.spend_signatures);
    if inputs.len() != signatures.len() {
        let (found, least) = (signatures.len(), inputs.len());
        return Err(SwapError::Count { side: Side::Taker, what: "signatures", found, least });
    }
    for (place, (input, signature)) in inputs.iter().zip(signatures.iter()).enumerate() {
        let key = input.key.to_key().map_err(|_| SwapError::SpendSignature(place))?;
        if !verify(Role::Spend, &key, sighash, signature) {
            return Err(SwapError::SpendSignature(place));
        }
    }
    match verify(Role::Bind, &binding_key(body, &[])?, sighash, &answer.binding_signature) {
        true => Ok(()),
        false => Err(SwapError::BindingSignature),
    }
}

/// Whether a body holds all inputs and outputs of a half, each list in one piece and in order, under the same frame, and
/// nothing beside notes and a fee.
fn holds(body: &BundleBody<Command>, half: &Unsigned) -> bool {
    let (inputs, outputs): (&[ShieldedInput], &[ShieldedOutput]) = (&half.body.inputs, &half.body.outputs);
    let frame = body.anchor == half.body.anchor
        && body.expiry == half.body.expiry
        && body.key_version == half.body.key_version
        && body.public_outs.is_empty()
        && body.from.is_none()
        && body.command.is_none();
    frame
        && body.inputs.windows(inputs.len().max(1)).any(|part| part == inputs)
        && body.outputs.windows(outputs.len().max(1)).any(|part| part == outputs)
}

/// Whether a half does what was agreed: for each asset, what is spent and what is got equal what is kept and what is paid.
fn is_asked(inputs: &[InputOpening], found: &Summary, deal: &Deal) -> bool {
    let spent = inputs.iter().filter_map(|opening| match &opening.owner {
        Owner::Account { note, .. } => Some((FieldBytes::from(note.aid), note.value)),
        Owner::Dummy { .. } => None,
    });
    let paid = deal.pays.iter().map(|sum| (FieldBytes::from(sum.asset.id()), sum.value));
    let got = (FieldBytes::from(deal.gets.asset.id()), deal.gets.value);
    let kept = found.kept.iter().map(|(aid, value, _)| (*aid, *value));
    let before = sums(spent.chain([got]));
    let after = sums(kept.chain(paid));
    found.effects.is_empty() && found.fee == 0 && before.is_some() && before == after
}

/// Sums by asset; nothing where one does not fit into 128 bits.
fn sums(parts: impl Iterator<Item = (FieldBytes, u128)>) -> Option<HashMap<FieldBytes, u128>> {
    let mut sums: HashMap<FieldBytes, u128> = HashMap::new();
    for (aid, value) in parts.filter(|(_, value)| *value > 0) {
        let sum = sums.entry(aid).or_default();
        *sum = sum.checked_add(value)?;
    }
    Some(sums)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{payment::sign::Effect, random, swap::Sum};
    use sero_shielded::{asset::Asset, keys::PkrBytes, note::Note};

    const COIN: Asset = Asset::Token([7; 32]);

    fn input(asset: Asset, value: u128) -> InputOpening {
        let address = random::throwaway_key().unwrap().address().one_time(&random::scalar()).unwrap();
        let note = Note { aid: asset.id(), value, address, rcm: random::field() };
        InputOpening { owner: Owner::Account { index: 0, note }, alpha: random::scalar(), ar: random::scalar() }
    }

    fn dummy() -> InputOpening {
        let secret = random::scalar();
        InputOpening { owner: Owner::Dummy { secret }, alpha: secret, ar: random::scalar() }
    }

    fn keeps(kept: &[(Asset, u128)]) -> Summary {
        let kept = kept.iter().map(|(asset, value)| (asset.id().into(), *value, [0; 128]));
        Summary { effects: vec![], kept: kept.collect(), fee: 0, order: None }
    }

    fn deal() -> Deal {
        Deal { pays: vec![Sum { asset: Asset::sero(), value: 3 }], gets: Sum { asset: COIN, value: 40 } }
    }

    #[test]
    fn a_half_must_do_what_was_agreed_to_the_last_unit() {
        let inputs = [input(Asset::sero(), 10), dummy()];
        let asked = |summary: &Summary| is_asked(&inputs, summary, &deal());
        assert!(asked(&keeps(&[(COIN, 40), (Asset::sero(), 7)])));
        assert!(asked(&keeps(&[(COIN, 40), (Asset::sero(), 7), (Asset::sero(), 0)])));
        for wrong in [
            vec![(COIN, 39), (Asset::sero(), 7)],
            vec![(COIN, 40), (Asset::sero(), 6)],
            vec![(COIN, 41), (Asset::sero(), 7)],
            vec![(COIN, 40)],
            vec![(Asset::sero(), 7)],
            vec![(COIN, 40), (Asset::sero(), 7), (Asset::Token([8; 32]), 1)],
        ] {
            assert!(!asked(&keeps(&wrong)), "{wrong:?}");
        }
    }

    #[test]
    fn nothing_of_a_half_goes_to_anybody_else() {
        let inputs = [input(Asset::sero(), 10)];
        let mut summary = keeps(&[(COIN, 40), (Asset::sero(), 7)]);
        assert!(is_asked(&inputs, &summary, &deal()));
        let (to, aid) = (PkrBytes([0; 96]), FieldBytes::from(COIN.id()));
        // Worthless, and still something that nobody asked for.
        summary.effects.push(Effect::Shielded { to, address: None, aid, value: 0, memo: [1; 128] });
        assert!(!is_asked(&inputs, &summary, &deal()));
    }

    #[test]
    fn sums_above_128_bits_are_no_sums() {
        let inputs = [input(COIN, u128::MAX)];
        let summary = keeps(&[(COIN, u128::MAX), (COIN, 40)]);
        assert!(!is_asked(&inputs, &summary, &deal()));
    }
}
