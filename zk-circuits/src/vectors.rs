//! The test vectors of the protocol.

use ark_bn254::Fr as F;
use serde_json::Value;
use sero_shielded::{
    curve::{Point, Scalar},
    encoding::{FieldBytes, PointBytes, ScalarBytes},
};

/// All of them.
pub fn vectors() -> Value {
    serde_json::from_str(include_str!("../../primitives/shielded/tests/vectors.json")).unwrap()
}

fn bytes(value: &Value) -> [u8; 32] {
    const_hex::decode_to_array(value.as_str().unwrap()).unwrap()
}

/// A field element.
pub fn field(value: &Value) -> F {
    FieldBytes(bytes(value)).to_field().unwrap()
}

/// A scalar.
pub fn scalar(value: &Value) -> Scalar {
    ScalarBytes(bytes(value)).to_scalar().unwrap()
}

/// A point of the prime subgroup.
pub fn point(value: &Value) -> Point {
    PointBytes(bytes(value)).to_point().unwrap()
}
