//! Products of a secret number with a point that is itself a variable.
//!
//! Two bits at a time from the highest: the digit is ±1 or ±3, and `4·acc + digit·P` is computed as
//! `(2·acc + digit·P) + 2·acc`.
//!
//! # Security
//!
//! The textbook's `(acc + P) + acc` degenerates to 0·slope = 0 as soon as acc is P or -P: every small value, or a chosen
//! secret, would leave the slope free and the product with it. Here acc is an odd multiple m of P, `2·m` is even, the digit is
//! odd and at most 3, and `|2·m| + 3 < l`: an even multiple never equals an odd one. In the second addition the points would
//! have to be opposite, which has no solution.

use super::{boolean::sign, edwards::Edwards, fixed::Digit, montgomery::Montgomery, Builder, Wire};
use ark_bn254::Fr as F;
use ark_ff::Field;

/// A base with what the windows select from.
#[derive(Clone, Debug)]
pub struct Base {
    one: Montgomery,
    two: Montgomery,
    three: Montgomery,
}

impl Base {
    /// `2·one` and `3·one`: seven constraints. For a point of large order.
    pub fn new(cs: &mut Builder, one: Montgomery) -> Self {
        let two = one.double(cs);
        let three = two.add(cs, &one);
        Base { one, two, three }
    }

    /// `±P` or `±3·P` by two signs, given as bits: `2·s_high + s_low`. Four constraints.
    fn by_signs(&self, cs: &mut Builder, high: &Wire, low: &Wire) -> Montgomery {
        // The digit is ±3 where the bits agree.
        let both = cs.product(high, low);
        let agree = (-&(low + high)).add_scaled(&both, F::from(2u64)).plus(F::ONE);
        let x = &cs.product(&agree, &(&self.three.x - &self.one.x)) + &self.one.x;
        // y is s_high·(y3 + y1)/2 + s_low·(y3 - y1)/2.
        let half = F::from(2u64).inverse().unwrap_or_default();
        let mean = &(&self.three.y + &self.one.y) * half;
        let difference = &(&self.three.y - &self.one.y) * half;
        let main = cs.product(&sign(high), &mean);
        let y = &main + &cs.product(&sign(low), &difference);
        Montgomery { x, y }
    }

    /// `±P` or `±3·P` by a sign and a size: three constraints.
    fn by_digit(&self, cs: &mut Builder, digit: &Digit) -> Montgomery {
        let large = digit.magnitude.first().cloned().unwrap_or_else(Wire::zero);
        let x = &cs.product(&large, &(&self.three.x - &self.one.x)) + &self.one.x;
        let size = &cs.product(&large, &(&self.three.y - &self.one.y)) + &self.one.y;
        let y = cs.product(&size, &sign(&digit.positive));
        Montgomery { x, y }
    }

    /// `v·2P` for the 128 bits of v, lowest first, as two points whose sum by a complete addition it is: `(2·v + 1)·P` and
    /// `-P`. 64 windows of 13 constraints, less four for the first doubling, which the base already has, and four for the
    /// two points in Edwards form: 832, and six for the addition.
    ///
    /// `2·v + 1` is `2^128` plus the bits of v taken as signs. The last addition is complete, so v = 0 works.
    pub fn double_value_product(&self, cs: &mut Builder, bits: &[Wire]) -> (Edwards, Edwards) {
        let mut acc: Option<Montgomery> = None;
        for pair in bits.chunks_exact(2).rev() {
            let [low, high] = pair else { continue };
            let twice = match acc {
                None => self.two.clone(),
                Some(acc) => acc.double(cs),
            };
            let digit = self.by_signs(cs, high, low);
            acc = Some(twice.double_and_add(cs, &digit));
        }
        let product = acc.unwrap_or_else(|| self.one.clone()).to_edwards(cs);
        (product, self.one.to_edwards(cs).negate())
    }

    /// `scalar·P` for digits of two bits each, the highest of one, lowest first: 12 constraints a digit.
    pub fn product(&self, cs: &mut Builder, digits: &[Digit]) -> Montgomery {
        let Some((top, rest)) = digits.split_last() else {
            return self.one.clone();
        };
        // The highest digit is a sign alone; its double is ±2P.
        let mut twice = Montgomery { x: self.two.x.clone(), y: cs.product(&sign(&top.positive), &self.two.y) };
        let mut acc = None;
        for digit in rest.iter().rev() {
            if let Some(acc) = acc.take() {
                twice = Montgomery::double(&acc, cs);
            }
            let next = self.by_digit(cs, digit);
            acc = Some(twice.double_and_add(cs, &next));
        }
        acc.unwrap_or_else(|| self.one.clone())
    }
}
