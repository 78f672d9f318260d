//! A prover that does not follow the gadgets: it takes constraints away and puts other values into variables.

use crate::gadgets::{edwards::add_affine, fixed, Group};
use ark_bn254::Fr as F;
use ark_ff::Field;
use std::collections::HashMap;

/// What a [`crate::gadgets::Builder`] does differently.
#[derive(Clone, Default)]
pub(crate) struct Cheat {
    /// The clause whose constraints are left out.
    pub removed: Option<Group>,
    /// Other values, by clause and number of the variable in order of creation. What the gadgets compute afterwards follows.
    values: HashMap<(Group, usize), F>,
    /// The values that the variables of each clause got.
    made: Made,
}

/// Values of variables, clause by clause in order of creation.
pub(crate) type Made = HashMap<Group, Vec<F>>;

impl Cheat {
    /// Puts a value into a variable of a clause.
    pub fn set(mut self, group: Group, place: usize, value: F) -> Self {
        self.values.insert((group, place), value);
        self
    }

    /// Puts the values of another run into all variables of a clause from a place on.
    pub fn replay(mut self, group: Group, from: usize, run: &Made) -> Self {
        for (place, value) in run[&group].iter().enumerate().skip(from) {
            self.values.insert((group, place), *value);
        }
        self
    }

    /// Leaves a clause out.
    pub fn without(mut self, group: Group) -> Self {
        self.removed = Some(group);
        self
    }

    /// The value that a new variable gets.
    pub fn witness(&mut self, group: Group, honest: F) -> F {
        let made = self.made.entry(group).or_default();
        let value = self.values.get(&(group, made.len())).copied().unwrap_or(honest);
        made.push(value);
        value
    }

    /// The values that all variables got.
    pub fn made(&self) -> &Made {
        &self.made
    }
}

/// Digits of the last window, no bits, that move a product to a chosen point.
pub(crate) fn last_window(cheat: Cheat, groups: &fixed::Groups, last: &[(F, F)], made: &Made, target: (F, F)) -> Cheat {
    // The sum of the lower windows stands before: the upper point's x, the sum, and four products.
    let product = &made[&groups.product];
    let lower = &product[product.len() - 9..][..2];
    let (x, y) = add_affine(target, (-lower[0], lower[1])).unwrap();
    let [(x0, y0), (x1, y1)] = last[..] else { panic!() };
    let magnitude = (y - y0) / (y1 - y0);
    let sign = x / (x0 + magnitude * (x1 - x0));
    let digits = made[&groups.digits].len();
    cheat.set(groups.digits, digits - 2, (sign + F::ONE) / F::from(2u64)).set(groups.digits, digits - 1, magnitude)
}

/// Puts a chosen point into the product itself.
pub(crate) fn product(groups: &fixed::Groups, made: &Made, (x, y): (F, F)) -> Cheat {
    let count = made[&groups.product].len();
    Cheat::default().set(groups.product, count - 6, x).set(groups.product, count - 5, y)
}
