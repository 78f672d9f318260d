//! The creator: from a plan to a half whose proofs are still missing. Needs the tracking key only.

use bounded_collections::{BoundedVec, Get};
use sero_shielded::encoding::FieldBytes;

use super::{
    half::{Half, Openings},
    plan::HalfPlan,
    SwapError,
};
use crate::{
    payment::{
        build::{dummy, receive, spend, BuildError, Context, Input, Output},
        prove::Statement,
    },
    random,
};

/// A half to be proved.
pub(crate) struct Created {
    /// The half; its proofs are zeros.
    pub(crate) half: Half,
    /// What it hides.
    pub(crate) openings: Openings,
    /// What is to be proved: inputs, then outputs, in order.
    pub(crate) statements: Vec<Statement>,
}

/// Builds a half. `front` is the half that stands before it in the bundle: the secrets of outputs are bound to the bundle's
/// first nil and to their places in it, so that the tracking key reads them in the finished bundle as in any other.
pub(crate) fn create(plan: &HalfPlan, front: Option<&Half>, context: &Context<'_>) -> Result<Created, SwapError> {
    let block = context.anchor;
    let anchor = context.tree.root_at(block).map_err(|_| SwapError::NoRoot { block })?;
    let mut inputs = plan
        .inputs
        .iter()
        .map(|row| spend(row, context, anchor))
        .chain((0..plan.dummies).map(|_| dummy(anchor)))
        .collect::<Result<Vec<_>, _>>()?;
    random::shuffle(&mut inputs);
    let own = inputs.first().map(|input| input.wire.nil);
    let first_nil: FieldBytes = front.and_then(|half| half.nils().next().copied()).or(own).unwrap_or_default();
    let places = front.map_or(0, |half| half.outputs.len() as u32)..;
    let outputs = places
        .zip(&plan.outputs)
        .map(|(place, planned)| receive(planned, place, &first_nil, context.key))
        .collect::<Result<Vec<_>, _>>()?;

    let mut statements = Vec::with_capacity(inputs.len().saturating_add(outputs.len()));
    let (mut wire_inputs, mut input_openings) = (Vec::new(), Vec::new());
    for Input { wire, opening, statement } in inputs {
        wire_inputs.push(wire);
        input_openings.push(opening);
        statements.push(statement);
    }
    let (mut wire_outputs, mut output_openings) = (Vec::new(), Vec::new());
    for Output { wire, opening, statement } in outputs {
        wire_outputs.push(wire);
        output_openings.push(opening);
        statements.push(statement);
    }
    Ok(Created {
        half: Half { inputs: bounded(wire_inputs, "inputs")?, outputs: bounded(wire_outputs, "outputs")? },
        openings: Openings { inputs: input_openings, outputs: output_openings },
        statements,
    })
}

fn bounded<T, S: Get<u32>>(things: Vec<T>, what: &'static str) -> Result<BoundedVec<T, S>, BuildError> {
    BoundedVec::try_from(things).map_err(|_| BuildError::TooMany(what))
}
