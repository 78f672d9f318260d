//! The circuit of Input.

use super::{Private, Public, PUBLIC_INPUTS};
use crate::gadgets::{edwards::Edwards, fixed, poseidon2, tree, viewing, Builder, Shape, Wire};
use ark_bn254::Fr as F;
use ark_ff::{AdditiveGroup, Field};
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
    /// The leaf is that of index and cm.
    pub const LEAF: Group = Group("leaf of index and cm");
    /// The path leads from the leaf to the root.
    pub const PATH: tree::Groups = tree::Groups {
        place: Group("place is bits"),
        selection: Group("node is at its place"),
        parent: Group("parent of four"),
    };
    /// The root is the anchor, or the input is a dummy.
    pub const ANCHOR: Group = Group("root is anchor or dummy");
    /// `alpha·G_k`.
    pub const ALPHA: fixed::Groups =
        fixed::Groups { digits: Group("alpha is digits"), product: Group("alpha times G_k") };
    /// `K = ZPK_r + alpha·G_k`.
    pub const KEY: Group = Group("K is ZPK_r plus alpha times G_k");
    /// The nil is that of vskr and the leaf.
    pub const NIL: Group = Group("nil of vskr and leaf");
    /// `ar·G_r`.
    pub const AR: fixed::Groups = fixed::Groups { digits: Group("ar is digits"), product: Group("ar times G_r") };
    /// `cm_asset = CC + ar·G_r`.
    pub const CM_ASSET: Group = Group("cm_asset is CC plus ar times G_r");

    /// Every clause, in order.
    pub const ALL: [Group; 16] = [
        VIEWING_KEY.bits,
        VIEWING_KEY.canonical,
        VIEWING_KEY.product,
        COMMITMENT,
        LEAF,
        PATH.place,
        PATH.selection,
        PATH.parent,
        ANCHOR,
        ALPHA.digits,
        ALPHA.product,
        KEY,
        NIL,
        AR.digits,
        AR.product,
        CM_ASSET,
    ];
}

/// The circuit without a witness.
#[derive(Clone, Copy, Debug)]
pub struct InputCircuit;

impl InputCircuit {
    /// The constraint system. It does not depend on any witness.
    pub fn shape() -> Shape {
        let private = Private {
            cc: Point::zero(),
            zpk_r: Point::zero(),
            rcm: F::ZERO,
            index: 0,
            path: Path { position: 0, siblings: [[F::ZERO; 3]; DEPTH] },
            vskr: Scalar::ZERO,
            alpha: Scalar::ZERO,
            ar: Scalar::ZERO,
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
    let [anchor, nil, key_x, key_y, cm_asset_x, cm_asset_y] = cs.publics();
    let key = Edwards { x: key_x, y: key_y };
    let cm_asset = Edwards { x: cm_asset_x, y: cm_asset_y };

    // VPK_r = vskr·G_k with vskr below l. Its x is enough: it lies in the prime subgroup.
    let (vskr, vpk_r_x) = viewing::canonical_product(cs, &groups::VIEWING_KEY, &private.vskr);

    // cm opens to (CC, ZPK_r, VPK_r, rcm).
    cs.group(groups::COMMITMENT);
    let cc = Edwards::witness(cs, &private.cc);
    let zpk_r = Edwards::witness(cs, &private.zpk_r);
    let rcm = cs.witness(private.rcm);
    let opening = [cc.x.clone(), cc.y.clone(), zpk_r.x.clone(), zpk_r.y.clone(), vpk_r_x, rcm];
    let cm = poseidon2::hash(cs, Tag::Note, &opening);

    // leaf = H(LEAF; index, cm)
    cs.group(groups::LEAF);
    let index = cs.witness(F::from(private.index));
    let leaf = poseidon2::hash(cs, Tag::Leaf, &[index, cm]);

    // The path leads from the leaf to a root.
    let mut root = leaf.clone();
    for (level, siblings) in private.path.siblings.iter().enumerate() {
        let place = child_place(private.path.position, level);
        root = tree::parent(cs, &groups::PATH, &root, place, siblings);
    }

    // The root is the anchor, or CC is the identity (0, 1): a dummy.
    cs.group(groups::ANCHOR);
    let miss = &root - &anchor;
    cs.enforce(&miss, &cc.x, &Wire::zero());
    cs.enforce(&miss, &cc.y.plus(-F::ONE), &Wire::zero());

    // K = ZPK_r + alpha·G_k
    let shift = fixed::product(cs, &groups::ALPHA, &fixed::G_K, &private.alpha);
    cs.group(groups::KEY);
    zpk_r.add_to(cs, &shift, &key);

    // nil = H(NIL; vskr, leaf)
    cs.group(groups::NIL);
    let computed = poseidon2::hash(cs, Tag::Nil, &[vskr, leaf]);
    cs.equal(&computed, &nil);

    // cm_asset = CC + ar·G_r
    let blinding = fixed::product(cs, &groups::AR, &fixed::G_R, &private.ar);
    cs.group(groups::CM_ASSET);
    cc.add_to(cs, &blinding, &cm_asset);
}
