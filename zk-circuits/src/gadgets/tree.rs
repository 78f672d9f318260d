//! One level of the note tree: 269 constraints.

use super::{boolean, poseidon2, Builder, Group, Wire};
use ark_bn254::Fr as F;
use sero_shielded::tree::children;

/// The clauses of a level.
#[derive(Clone, Copy, Debug)]
pub struct Groups {
    /// The two bits of the place are bits.
    pub place: Group,
    /// The node stands at its place among its siblings.
    pub selection: Group,
    /// The parent is the compression of the four.
    pub parent: Group,
}

/// The parent of `node`, which stands at `place` among its siblings.
pub fn parent(cs: &mut Builder, groups: &Groups, node: &Wire, place: usize, siblings: &[F; 3]) -> Wire {
    // The place is two bits.
    cs.group(groups.place);
    let low = boolean::bit(cs, place & 1 == 1);
    let high = boolean::bit(cs, place & 2 == 2);

    // The four children are free but for the one at the place, which is the node.
    cs.group(groups.selection);
    let [a, b, c, d] = children(node.value(), place & 3, siblings).map(|child| cs.witness(child));
    let left = &a + &cs.product(&(&b - &a), &low);
    let right = &c + &cs.product(&(&d - &c), &low);
    cs.enforce(&(&right - &left), &high, &(node - &left));

    // The parent is their compression.
    cs.group(groups.parent);
    poseidon2::compress(cs, [a, b, c, d])
}
