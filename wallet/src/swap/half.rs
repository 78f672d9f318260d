//! One side's half of a trade: his inputs and outputs with their proofs.

use ark_ec::CurveGroup;
use ark_ff::Zero;
use bounded_collections::{BoundedVec, ConstU32};
use codec::{Decode, Encode};
use sero_circuits::{input, output, Circuit};
use sero_shielded::{
    bundle::{balance_key, PublicTerm, ShieldedInput, ShieldedOutput, MAX_INPUTS},
    curve::{mul_g_r, Scalar},
    encoding::{FieldBytes, PointBytes},
};

use super::{
    error::{Side, Spot, SwapError},
    terms::Sum,
    verify::Claim,
};
use crate::payment::sign::{InputOpening, OutputOpening};

/// Inputs, and outputs, of one half at most: two halves fit into a bundle.
pub const MAX_HALF: u32 = MAX_INPUTS / 2;

/// Inputs, and outputs, of one half at least: two halves are larger than the least payment.
pub(crate) const LEAST_HALF: usize = 2;

/// One side's inputs and outputs, proved, as they stand in the bundle.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Half {
    /// What he spends, and dummies.
    pub inputs: BoundedVec<ShieldedInput, ConstU32<MAX_HALF>>,
    /// What comes to him, and padding.
    pub outputs: BoundedVec<ShieldedOutput, ConstU32<MAX_HALF>>,
}

/// What a half hides. Its maker's alone.
pub(crate) struct Openings {
    /// One for each input.
    pub(crate) inputs: Vec<InputOpening>,
    /// One for each output.
    pub(crate) outputs: Vec<OutputOpening>,
}

impl Openings {
    /// The sum of the blindings of the inputs less those of the outputs.
    pub(crate) fn blinding(&self) -> Scalar {
        let inputs = self.inputs.iter().fold(Scalar::zero(), |sum, opening| sum + opening.ar);
        self.outputs.iter().fold(inputs, |sum, opening| sum - opening.ar)
    }
}

impl Half {
    /// The nils, in order.
    pub fn nils(&self) -> impl Iterator<Item = &FieldBytes> {
        self.inputs.iter().map(|input| &input.nil)
    }

    /// Whether it is padded, and shows no nil twice.
    ///
    /// # Errors
    /// [`SwapError::Count`], [`SwapError::RepeatedNil`].
    pub(crate) fn check_shape(&self, side: Side) -> Result<(), SwapError> {
        for (what, found) in [("inputs", self.inputs.len()), ("outputs", self.outputs.len())] {
            if found < LEAST_HALF {
                return Err(SwapError::Count { side, what, found, least: LEAST_HALF });
            }
        }
        for (place, nil) in self.nils().enumerate() {
            if let Some(earlier) = self.nils().take(place).position(|other| other == nil) {
                return Err(SwapError::RepeatedNil(Spot::Input(earlier), Spot::Input(place)));
            }
        }
        Ok(())
    }

    /// Its statements with their proofs, inputs first, every encoding checked.
    ///
    /// # Errors
    /// [`SwapError::Statement`].
    pub(crate) fn claims(&self, side: Side, anchor: &FieldBytes) -> Result<Vec<Claim>, SwapError> {
        let inputs = self.inputs.iter().enumerate().map(|(place, part)| -> Result<Claim, SwapError> {
            let public = input::Public::decode(anchor, &part.nil, &part.key, &part.asset_commitment);
            let spot = Spot::Input(place);
            let public = public.map_err(|error| SwapError::Statement { side, spot, error })?;
            Ok(Claim { circuit: Circuit::Input, public: public.to_field_elements().to_vec(), proof: part.proof })
        });
        let outputs = self.outputs.iter().enumerate().map(|(place, part)| -> Result<Claim, SwapError> {
            let note = &part.note;
            let public =
                output::Public::decode(&part.asset_commitment, &note.commitment, &note.rpk, &note.to, &note.contents);
            let spot = Spot::Output(place);
            let public = public.map_err(|error| SwapError::Statement { side, spot, error })?;
            Ok(Claim { circuit: Circuit::Output, public: public.to_field_elements().to_vec(), proof: part.proof })
        });
        inputs.chain(outputs).collect()
    }

    /// The part that a claim's place stands for.
    pub(crate) fn spot(&self, claim: usize) -> Spot {
        match claim.checked_sub(self.inputs.len()) {
            None => Spot::Input(claim),
            Some(place) => Spot::Output(place),
        }
    }

    /// Whether the half does what is said of it: `sum cm_in - sum cm_out = pays · G - gets · G + blinding · G_r`, over each
    /// asset's own base. Nobody knows a relation between these bases, so no other amounts satisfy the equation.
    ///
    /// # Errors
    /// [`SwapError::Amounts`], [`SwapError::Balance`].
    pub(crate) fn amounts_to(&self, side: Side, pays: &[Sum], gets: &Sum, blinding: &Scalar) -> Result<(), SwapError> {
        let inputs: Vec<PointBytes> = self.inputs.iter().map(|input| input.asset_commitment).collect();
        let outputs: Vec<PointBytes> = self.outputs.iter().map(|output| output.asset_commitment).collect();
        let paid = pays.iter().map(|sum| PublicTerm::out(sum.asset, sum.value));
        let terms: Vec<PublicTerm> = paid.chain([PublicTerm::inward(gets.asset, gets.value)]).collect();
        match balance_key(&inputs, &outputs, &terms)? == mul_g_r(blinding).into_affine() {
            true => Ok(()),
            false => Err(SwapError::Amounts(side)),
        }
    }
}
