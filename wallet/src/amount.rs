//! Amounts as people write them: decimal text for integers of 128 bits.

use std::fmt;

pub use sero_shielded::asset::SERO_DECIMALS;

/// Why a text is no amount.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// Something that is no decimal number.
    #[error("\"{0}\" is no amount; write digits with at most one point, for example 1.5")]
    Text(String),
    /// More decimals than the asset has.
    #[error("\"{text}\" has {found} decimals, and this asset has {allowed}; round it")]
    Decimals {
        /// The text.
        text: String,
        /// Its decimals.
        found: usize,
        /// Decimals of the asset.
        allowed: u8,
    },
    /// More than 128 bits.
    #[error("\"{0}\" is more than can exist; check the amount")]
    Overflow(String),
    /// Nothing.
    #[error("the amount is zero; name what to pay")]
    Zero,
}

/// Reads an amount that is above zero, in units of 10^-`decimals`.
///
/// # Errors
/// See [`AmountError`].
pub fn parse(text: &str, decimals: u8) -> Result<u128, AmountError> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let pointless = !text.contains('.') || !fraction.is_empty();
    if whole.is_empty() || !pointless || !digits(whole) || !digits(fraction) {
        return Err(AmountError::Text(text.into()));
    }
    let missing = usize::from(decimals).checked_sub(fraction.len()).ok_or_else(|| AmountError::Decimals {
        text: text.into(),
        found: fraction.len(),
        allowed: decimals,
    })?;
    let overflow = || AmountError::Overflow(text.into());
    let mut value = 0u128;
    let padding = std::iter::repeat_n(b'0', missing);
    for digit in whole.bytes().chain(fraction.bytes()).chain(padding) {
        value = value
            .checked_mul(10)
            .and_then(|value| value.checked_add(u128::from(digit.wrapping_sub(b'0'))))
            .ok_or_else(overflow)?;
    }
    match value {
        0 => Err(AmountError::Zero),
        value => Ok(value),
    }
}

/// An amount written in units of the asset, without needless zeros.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Display {
    /// In the smallest unit.
    pub value: u128,
    /// Decimals of the asset.
    pub decimals: u8,
}

impl fmt::Display for Display {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = format!("{:0>width$}", self.value, width = usize::from(self.decimals) + 1);
        let (whole, fraction) = digits.split_at(digits.len() - usize::from(self.decimals));
        match fraction.trim_end_matches('0') {
            "" => f.write_str(whole),
            fraction => write!(f, "{whole}.{fraction}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_are_read_exactly() {
        assert_eq!(parse("1", 18), Ok(1_000_000_000_000_000_000));
        assert_eq!(parse("0.000000000000000001", 18), Ok(1));
        assert_eq!(parse("340282366920938463463374607431768211455", 0), Ok(u128::MAX));
        assert_eq!(parse("007.50", 2), Ok(750));
    }

    #[test]
    fn zero_overflow_and_too_many_decimals_are_three_errors() {
        assert_eq!(parse("0.0", 18), Err(AmountError::Zero));
        let huge = "340282366920938463463374607431768211456";
        assert_eq!(parse(huge, 0), Err(AmountError::Overflow(huge.into())));
        let fine = "0.0000000000000000001";
        let error = AmountError::Decimals { text: fine.into(), found: 19, allowed: 18 };
        assert_eq!(parse(fine, 18), Err(error));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in ["", ".", "1.", ".5", "-1", "+1", "1e3", "1,5", "1.2.3", " 1", "１"] {
            assert_eq!(parse(text, 18), Err(AmountError::Text(text.into())), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn an_amount_survives_writing_and_reading(value in 1u128.., decimals in 0u8..30) {
            prop_assert_eq!(parse(&Display { value, decimals }.to_string(), decimals), Ok(value));
        }

        #[test]
        fn no_text_panics(text in ".{0,60}", decimals in 0u8..40) {
            let _ = parse(&text, decimals);
        }
    }
}
