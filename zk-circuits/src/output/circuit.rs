//! The circuit of Output.

use super::{Private, Public, PUBLIC_INPUTS};
use crate::gadgets::{
    boolean::{bits, number},
    edwards::Edwards,
    elligator, fixed, poseidon2,
    variable::Base,
    Builder, Shape,
};
use ark_bn254::Fr as F;
use ark_ff::AdditiveGroup;
use sero_shielded::{curve::Scalar, poseidon2::Tag};

/// The clauses of the circuit.
pub mod groups {
    use crate::gadgets::{elligator, fixed, Group};

    /// The value has 128 bits.
    pub const VALUE: Group = Group("v is 128 bits");
    /// The input of the hash to the curve is a hash of the asset id.
    pub const GENERATOR: Group = Group("hash of aid");
    /// The hash to the curve.
    pub const MAP: elligator::Groups = elligator::Groups {
        branch: Group("branch flag is a bit"),
        curve: Group("point of Elligator 2"),
        index: Group("index of the root is 27 bits"),
        root: Group("root of y is pinned"),
    };
    /// Four times the point of the map, and its small multiples.
    pub const BASE: Group = Group("multiples of the map's point");
    /// `CC = v·G_aid`.
    pub const CC: Group = Group("CC is v times G_aid");
    /// `ar·G_r`.
    pub const AR: fixed::Groups = fixed::Groups { digits: Group("ar is digits"), product: Group("ar times G_r") };
    /// `cm_asset = CC + ar·G_r`.
    pub const CM_ASSET: Group = Group("cm_asset is CC plus ar times G_r");
    /// cm opens to the note.
    pub const COMMITMENT: Group = Group("cm opens");
    /// `RPK = rsk·G_k`.
    pub const RPK: fixed::Groups =
        fixed::Groups { digits: Group("rsk is digits"), product: Group("RPK is rsk times G_k") };
    /// `SECRET = rsk·VPK_r`.
    pub const SECRET: Group = Group("SECRET is rsk times VPK_r");
    /// The key stream is squeezed from the secret.
    pub const KEYSTREAM: Group = Group("key stream of SECRET and RPK");
    /// The ciphertext is the contents plus the key stream.
    pub const CIPHERTEXT: Group = Group("ciphertext of aid, v and rcm");

    /// Every clause, in order.
    pub const ALL: [Group; 17] = [
        VALUE,
        GENERATOR,
        MAP.branch,
        MAP.curve,
        MAP.index,
        MAP.root,
        BASE,
        CC,
        AR.digits,
        AR.product,
        CM_ASSET,
        COMMITMENT,
        RPK.digits,
        RPK.product,
        SECRET,
        KEYSTREAM,
        CIPHERTEXT,
    ];
}

/// The circuit without a witness.
#[derive(Clone, Copy, Debug)]
pub struct OutputCircuit;

impl OutputCircuit {
    /// The constraint system. It does not depend on any witness.
    pub fn shape() -> Shape {
        let private = Private { aid: F::ZERO, value: 0, rcm: F::ZERO, rsk: Scalar::ZERO, ar: Scalar::ZERO };
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
    let [cm_asset_x, cm_asset_y, cm, rpk_x, rpk_y, zpk_r_x, zpk_r_y, vpk_r_x, vpk_r_y, e0, e1, e2] = cs.publics();
    let cm_asset = Edwards { x: cm_asset_x, y: cm_asset_y };
    let rpk = Edwards { x: rpk_x, y: rpk_y };
    let vpk_r = Edwards { x: vpk_r_x, y: vpk_r_y };

    // v is 128 bits.
    cs.group(groups::VALUE);
    let value_bits: [bool; 128] = core::array::from_fn(|place| private.value >> place & 1 == 1);
    let value_bits = bits(cs, &value_bits);
    let value = number(&value_bits);

    // The point of Elligator 2 over H(GEN; aid).
    cs.group(groups::GENERATOR);
    let aid = cs.witness(private.aid);
    let generator = poseidon2::hash(cs, Tag::Gen, std::slice::from_ref(&aid));
    let point = elligator::map(cs, &groups::MAP, &generator);

    // Four times the point, half of G_aid. For a hash that nobody can choose the point has a large order.
    cs.group(groups::BASE);
    let half = point.double(cs).double(cs);
    let half = Base::new(cs, half);

    // CC = v·G_aid = (2v + 1)·half - half. The last addition is complete: v = 0 gives the identity.
    cs.group(groups::CC);
    let (product, correction) = half.double_value_product(cs, &value_bits);
    let cc = product.add(cs, &correction);

    // cm_asset = CC + ar·G_r
    let blinding = fixed::product(cs, &groups::AR, &fixed::G_R, &private.ar);
    cs.group(groups::CM_ASSET);
    cc.add_to(cs, &blinding, &cm_asset);

    // cm opens to (CC, ZPK_r, VPK_r, rcm). x of VPK_r is enough: VPK_r lies in the prime subgroup.
    cs.group(groups::COMMITMENT);
    let rcm = cs.witness(private.rcm);
    let opening = [cc.x, cc.y, zpk_r_x, zpk_r_y, vpk_r.x.clone(), rcm.clone()];
    let opened = poseidon2::hash(cs, Tag::Note, &opening);
    cs.equal(&opened, &cm);

    // RPK = rsk·G_k
    cs.group(groups::RPK.digits);
    let rsk = fixed::digits(cs, &fixed::G_K_PAIRS, &private.rsk);
    cs.group(groups::RPK.product);
    let (lower, upper) = fixed::summands(cs, &fixed::G_K_PAIRS, &rsk);
    lower.add_to(cs, &upper, &rpk);

    // SECRET = rsk·VPK_r by the same digits. The verifier saw to it that VPK_r has prime order.
    cs.group(groups::SECRET);
    let vpk_r = vpk_r.to_montgomery(cs);
    let secret = Base::new(cs, vpk_r).product(cs, &rsk).edwards_x(cs);

    // The key stream is H(ENC; SECRET.x, RPK.x), three elements long.
    cs.group(groups::KEYSTREAM);
    let [k0, k1, k2] = poseidon2::squeeze(cs, Tag::Enc, &[secret, rpk.x]);

    // (e0, e1, e2) = (aid, v, rcm) + key stream
    cs.group(groups::CIPHERTEXT);
    cs.equal(&(&aid + &k0), &e0);
    cs.equal(&(&value + &k1), &e1);
    cs.equal(&(&rcm + &k2), &e2);
}
