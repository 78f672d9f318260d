//! Difficulties, targets, and the numbers that the dialects send for them.

use primitive_types::U256;

/// The highest hash that meets a difficulty. Zero counts as one.
pub fn target(difficulty: U256) -> U256 {
    U256::MAX / difficulty.max(U256::one())
}

/// The highest difficulty that a hash, or a target, meets.
pub fn reached(hash: &[u8; 32]) -> U256 {
    target(U256::from_big_endian(hash))
}

/// A target as 64 hexadecimal digits.
pub fn target_hex(difficulty: U256) -> String {
    const_hex::encode(target(difficulty).to_big_endian())
}

/// The difficulty of 1.0.0, where 1 is a target of `0xffff << 208`.
///
/// It is a floating-point number; so that no share falls between what it says and what the server checks, it is larger than
/// the true value by one part in 10^9.
pub fn to_index(difficulty: U256) -> f64 {
    to_f64(difficulty) * INDEX * (1.0 + 1e-9)
}

/// The difficulty that a number of 1.0.0 stands for, at least one.
pub fn from_index(index: f64) -> U256 {
    from_f64(index / INDEX).max(U256::one())
}

/// 0xffff * 2^208 / 2^256.
const INDEX: f64 = 65_535.0 / (1u64 << 48) as f64;

/// A target in Bitcoin's compact form: a byte for its length, three for its first digits.
pub fn compact(target: U256) -> u32 {
    let mut bytes = target.bits().div_ceil(8);
    let mut digits = if bytes <= 3 { target << (8 * (3 - bytes)) } else { target >> (8 * (bytes - 3)) }.low_u32();
    // The highest bit is a sign.
    if digits & 0x0080_0000 != 0 {
        digits >>= 8;
        bytes += 1;
    }
    digits | (u32::try_from(bytes).unwrap_or(0) << 24)
}

/// The nearest floating-point number.
pub fn to_f64(value: U256) -> f64 {
    value.0.iter().rev().fold(0.0, |sum, limb| sum * 2f64.powi(64) + *limb as f64)
}

/// The integer below a number; the nearest bound if there is none.
pub fn from_f64(value: f64) -> U256 {
    if value.is_nan() || value < 1.0 {
        return U256::zero();
    }
    if value >= 2f64.powi(256) {
        return U256::MAX;
    }
    if value < 2f64.powi(64) {
        return U256::from(value as u64);
    }
    // At least 2^64, so the exponent is above the 52 digits of the mantissa.
    let bits = value.to_bits();
    let exponent = usize::try_from((bits >> 52) & 0x7ff).unwrap_or(0);
    let mantissa = (bits & ((1 << 52) - 1)) | (1 << 52);
    U256::from(mantissa) << exponent.saturating_sub(1075)
}
