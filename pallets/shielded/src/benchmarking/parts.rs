//! The largest bundle taken apart, so that a benchmark can put together a bundle of any shape without a prover.
//!
//! The file `parts.scale` holds it. The test of this module proves it anew and compares; with `SERO_WRITE_PARTS` set it
//! writes the file.

use alloc::{boxed::Box, vec::Vec};
use codec::{Decode, Encode};
use frame_support::BoundedVec;
use sero_circuits::verify::Proof;
use sero_shielded::{
    asset::Asset,
    bundle::{Bundle, BundleBody, Destination, PublicOut, ShieldedInput, ShieldedOutput, VERSION},
    curve::Scalar,
    encoding::{FieldBytes, ScalarBytes},
    keys::PkrBytes,
    signature::{sign_with, Role, SignatureBytes},
};
use sp_runtime::SaturatedConversion;

/// The version under which the benchmarks set the development verifying keys.
pub const KEY_VERSION: u32 = 1;

/// A proved input with the secrets that sign it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct InputPart {
    /// As in a bundle.
    pub input: ShieldedInput,
    /// The secret of its key.
    pub secret: ScalarBytes,
    /// How its asset commitment is blinded.
    pub blinding: ScalarBytes,
}

/// A proved output.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct OutputPart {
    /// As in a bundle.
    pub output: ShieldedOutput,
    /// How its asset commitment is blinded.
    pub blinding: ScalarBytes,
}

/// A bundle taken apart: the first input has all of the value, the others and the outputs have none.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Parts {
    /// What the proofs hold under.
    pub anchor: FieldBytes,
    /// SERO of the first input.
    pub value: u128,
    /// As many as a bundle can have.
    pub inputs: Vec<InputPart>,
    /// As many as a bundle can have.
    pub outputs: Vec<OutputPart>,
    /// One-time addresses for as many public outputs as a bundle can have.
    pub addresses: Vec<PkrBytes>,
    /// Who gives a command.
    pub from: PkrBytes,
    /// The secret of `from`.
    pub from_secret: ScalarBytes,
}

/// The bytes of the file.
pub const FILE: &[u8] = include_bytes!("parts.scale");

fn scalar(bytes: &ScalarBytes) -> Scalar {
    bytes.to_scalar().expect("the file holds canonical scalars")
}

impl Parts {
    /// What the file holds.
    pub fn read() -> Self {
        Parts::decode(&mut &FILE[..]).expect("the file holds the parts")
    }

    /// A valid bundle of `i` inputs, `o` outputs and `p` public outputs to one-time addresses, with a `from`. A `fresh` that was
    /// not used before makes proofs that no cache holds.
    pub fn bundle<T: crate::Config>(&self, i: u32, o: u32, p: u32, fresh: u64) -> Box<crate::BundleOf<T>> {
        let inputs = self.inputs.iter().take(i as usize);
        let outputs = self.outputs.iter().take(o as usize);
        let blinding = inputs.clone().map(|part| scalar(&part.blinding)).sum::<Scalar>()
            - outputs.clone().map(|part| scalar(&part.blinding)).sum::<Scalar>();
        let another = |proof| Proof::from(proof).scaled(fresh).expect("the file holds proofs").into();
        let body = BundleBody {
            version: VERSION,
            key_version: KEY_VERSION,
            // Benchmarks are prepared in block 0 and run in block 1.
            expiry: SaturatedConversion::saturated_into::<u32>(frame_system::Pallet::<T>::block_number())
                .saturating_add(1),
            anchor: self.anchor,
            inputs: BoundedVec::truncate_from(
                inputs.clone().map(|part| ShieldedInput { proof: another(part.input.proof), ..part.input }).collect(),
            ),
            outputs: BoundedVec::truncate_from(
                outputs.map(|part| ShieldedOutput { proof: another(part.output.proof), ..part.output }).collect(),
            ),
            public_outs: BoundedVec::truncate_from(self.addresses.iter().take(p as usize).map(public_out).collect()),
            from: Some(self.from),
            fee: self.value.saturating_sub(p.into()),
            command: None,
        };
        let unsigned = Bundle {
            body,
            spend_signatures: BoundedVec::default(),
            binding_signature: SignatureBytes([0; 64]),
            from_signature: None,
        };
        let message = crate::Pallet::<T>::sighash(&unsigned);
        let sign = |role, secret: &Scalar| sign_with(role, secret, &message, &[0; 32]);
        Box::new(Bundle {
            spend_signatures: BoundedVec::truncate_from(
                inputs.map(|part| sign(Role::Spend, &scalar(&part.secret))).collect(),
            ),
            binding_signature: sign(Role::Bind, &blinding),
            from_signature: Some(sign(Role::From, &scalar(&self.from_secret))),
            ..unsigned
        })
    }
}

/// The least that can be paid out.
fn public_out(to: &PkrBytes) -> PublicOut {
    PublicOut { to: Destination::Address(*to), asset: Asset::sero(), value: 1, memo: Default::default() }
}
