//! The binding key of a bundle with its command.

use sero_shielded::{
    bundle::{balance_key, BalanceError, BundleBody},
    command::Command,
    curve::Point,
    encoding::PointBytes,
};

/// CB. What a command packs leaves like the bundle's outputs; what it takes out of a package, whose asset commitments are
/// `opened`, comes in like its inputs; its terms are public terms.
pub(crate) fn binding_key(body: &BundleBody<Command>, opened: &[PointBytes]) -> Result<Point, BalanceError> {
    let command = body.command.as_ref();
    let packed = command.map(Command::packed).unwrap_or_default();
    let inputs = body.inputs.iter().map(|input| input.asset_commitment).chain(opened.iter().copied());
    let outputs = body.outputs.iter().chain(packed).map(|output| output.asset_commitment);
    let terms = body.public_terms().chain(command.into_iter().flat_map(Command::terms));
    balance_key(&inputs.collect::<Vec<_>>(), &outputs.collect::<Vec<_>>(), &terms.collect::<Vec<_>>())
}
