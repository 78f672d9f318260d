//! The circuit of Ownership.

use super::{Private, Public, PUBLIC_INPUTS};
use crate::gadgets::{boolean, edwards::Edwards, fixed, poseidon2, tree, viewing, Builder, Shape, Wire};
use ark_bn254::Fr as F;
use ark_ff::{AdditiveGroup, PrimeField};
use sero_shielded::{
    curve::{Point, Scalar},
    poseidon2::Tag,
    tree::{child_place, Path, DEPTH},
};

/// The clauses of the circuit.
pub mod groups {
    use crate::gadgets::{fixed, tree, viewing, Group};

    /// `VPK_r = vskr·G_k`, vskr canonical.
    pub const VIEWING_KEY: viewing::Groups = viewing::Groups {
        bits: Group("vskr is bits"),
        canonical: Group("vskr is below l"),
        product: Group("VPK_r is vskr times G_k"),
    };
    /// cm opens.
    pub const COMMITMENT: Group = Group("cm opens");
    /// The index has 64 bits.
    pub const INDEX: Group = Group("index is 64 bits");
    /// The leaf is that of index and cm.
    pub const LEAF: Group = Group("leaf of index and cm");
    /// The path leads from the leaf to the root.
    pub const PATH: tree::Groups = tree::Groups {
        place: Group("place is bits"),
        selection: Group("node is at its place"),
        parent: Group("parent of four"),
    };
    /// The root is the anchor.
    pub const ANCHOR: Group = Group("root is anchor");
    /// `alpha·G_k`.
    pub const ALPHA: fixed::Groups =
        fixed::Groups { digits: Group("alpha is digits"), product: Group("alpha times G_k") };
    /// `K = ZPK_r + alpha·G_k`.
    pub const KEY: Group = Group("K is ZPK_r plus alpha times G_k");
    /// The note's age, counted in notes from since, has 64 bits.
    pub const AGE: Group = Group("age is 64 bits");
    /// The index is since plus the age.
    pub const SINCE: Group = Group("index is since plus age");

    /// Every clause, in order.
    pub const ALL: [Group; 15] = [
        VIEWING_KEY.bits,
        VIEWING_KEY.canonical,
        VIEWING_KEY.product,
        COMMITMENT,
        INDEX,
        LEAF,
        PATH.place,
        PATH.selection,
        PATH.parent,
        ANCHOR,
        ALPHA.digits,
        ALPHA.product,
        KEY,
        AGE,
        SINCE,
    ];
}

/// The circuit without a witness.
#[derive(Clone, Copy, Debug)]
pub struct OwnershipCircuit;

impl OwnershipCircuit {
    /// The constraint system. It does not depend on any witness.
    pub fn shape() -> Shape {
        let private = Private {
            zpk_r: Point::zero(),
            rcm: F::ZERO,
            index: 0,
            path: Path { position: 0, siblings: [[F::ZERO; 3]; DEPTH] },
            vskr: Scalar::ZERO,
            alpha: Scalar::ZERO,
        };
        let mut cs = Builder::recording(&[F::ZERO; PUBLIC_INPUTS]);
        synthesize(&mut cs, &private);
        cs.finish().0
    }

    /// All variables for a statement and its witness.
    pub fn assignment(public: &Public, private: &Private) -> Vec<F> {
        let mut cs = Builder::values(&public.to_field_elements());
        synthesize(&mut cs, private);
        cs.into_assignment()
    }
}

/// Writes the circuit into a builder that was made over [`Public::to_field_elements`].
pub fn synthesize(cs: &mut Builder, private: &Private) {
    let [anchor, cc_x, cc_y, key_x, key_y, since] = cs.publics();
    let key = Edwards { x: key_x, y: key_y };

    // VPK_r = vskr·G_k with vskr below l. Its x is enough: it lies in the prime subgroup.
    let (_, vpk_r_x) = viewing::canonical_product(cs, &groups::VIEWING_KEY, &private.vskr);

    // cm opens to (CC, ZPK_r, VPK_r, rcm), CC the public one.
    cs.group(groups::COMMITMENT);
    let zpk_r = Edwards::witness(cs, &private.zpk_r);
    let rcm = cs.witness(private.rcm);
    let opening = [cc_x, cc_y, zpk_r.x.clone(), zpk_r.y.clone(), vpk_r_x, rcm];
    let cm = poseidon2::hash(cs, Tag::Note, &opening);

    // The index has 64 bits.
    cs.group(groups::INDEX);
    let index = boolean::unsigned(cs, private.index);

    // leaf = H(LEAF; index, cm)
    cs.group(groups::LEAF);
    let leaf = poseidon2::hash(cs, Tag::Leaf, &[index.clone(), cm]);

    // The path leads from the leaf to a root.
    let mut root = leaf;
    for (level, siblings) in private.path.siblings.iter().enumerate() {
        let place = child_place(private.path.position, level);
        root = tree::parent(cs, &groups::PATH, &root, place, siblings);
    }

    // The root is the anchor.
    cs.group(groups::ANCHOR);
    cs.equal(&root, &anchor);

    // K = ZPK_r + alpha·G_k
    let shift = fixed::product(cs, &groups::ALPHA, &fixed::G_K, &private.alpha);
    cs.group(groups::KEY);
    zpk_r.add_to(cs, &shift, &key);

    // The age has 64 bits: it is not negative.
    cs.group(groups::AGE);
    let difference = &index - &since;
    let age = boolean::unsigned(cs, low_word(&difference));

    // index = since + age
    cs.group(groups::SINCE);
    cs.equal(&difference, &age);
}

/// The lowest 64 bits of a wire's value, a helper for witnesses. Of a negative difference they are not the difference, and SINCE
/// fails.
fn low_word(wire: &Wire) -> u64 {
    wire.value().into_bigint().as_ref().first().copied().unwrap_or_default()
}
