//! What gadgets write into: an assignment of all variables and, on request, the constraints.

use super::{
    shape::{Row, Shape},
    wire::Wire,
};
use ark_bn254::Fr as F;
use ark_ff::Field;
use core::fmt;

/// The clause of a statement that a constraint serves.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Group(pub &'static str);

impl fmt::Debug for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// An assignment in the making and the constraints over it.
pub struct Builder {
    /// The constant 1, the public inputs, the witnesses.
    assignment: Vec<F>,
    publics: usize,
    rows: Option<Vec<Row>>,
    group: Group,
    #[cfg(test)]
    pub(crate) cheat: super::tests::Cheat,
}

impl Builder {
    /// A builder that keeps values only: for proofs.
    pub fn values(publics: &[F]) -> Self {
        let mut assignment = Vec::with_capacity(1 << 13);
        assignment.push(F::ONE);
        assignment.extend_from_slice(publics);
        Builder {
            assignment,
            publics: publics.len(),
            rows: None,
            group: Group("unnamed"),
            #[cfg(test)]
            cheat: Default::default(),
        }
    }

    /// A builder that keeps the constraints as well.
    pub fn recording(publics: &[F]) -> Self {
        Builder { rows: Some(Vec::with_capacity(1 << 13)), ..Self::values(publics) }
    }

    /// The wires of the public inputs, in order.
    pub fn publics<const N: usize>(&self) -> [Wire; N] {
        core::array::from_fn(|place| match self.assignment.get(place + 1) {
            Some(value) if place < self.publics => Wire::variable(place as u32 + 1, *value, self.rows.is_some()),
            _ => Wire::zero(),
        })
    }

    /// Names the clause that the constraints from here on serve.
    pub fn group(&mut self, group: Group) {
        self.group = group;
    }

    /// A new variable.
    pub fn witness(&mut self, value: F) -> Wire {
        #[cfg(test)]
        let value = self.cheat.witness(self.group, value);
        let column = self.assignment.len() as u32;
        self.assignment.push(value);
        Wire::variable(column, value, self.rows.is_some())
    }

    /// Demands `a · b = c`. Variables of `b` are the dear ones.
    pub fn enforce(&mut self, a: &Wire, b: &Wire, c: &Wire) {
        #[cfg(test)]
        if self.cheat.removed == Some(self.group) {
            return;
        }
        let group = self.group;
        if let Some(rows) = &mut self.rows {
            rows.push(Row { group, terms: [a, b, c].map(|wire| wire.terms().to_vec()) });
        }
    }

    /// Demands `a = b`.
    pub fn equal(&mut self, a: &Wire, b: &Wire) {
        self.enforce(&(a - b), &Wire::one(), &Wire::zero());
    }

    /// A new variable that is `a · b`.
    pub fn product(&mut self, a: &Wire, b: &Wire) -> Wire {
        let product = self.witness(a.value() * b.value());
        self.enforce(a, b, &product);
        product
    }

    /// A new variable that is `a / b`. Unbound where both are 0, without a solution where `b` alone is.
    pub fn quotient(&mut self, a: &Wire, b: &Wire) -> Wire {
        let quotient = self.witness(a.value() * b.inverse());
        self.enforce(b, &quotient, a);
        quotient
    }

    /// Constraints so far, where they are kept.
    pub fn len(&self) -> usize {
        self.rows.as_ref().map_or(0, Vec::len)
    }

    /// Whether no constraint was written.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The assignment: the constant 1, the public inputs, the witnesses.
    pub fn into_assignment(self) -> Vec<F> {
        self.assignment
    }

    /// The constraint system and the assignment.
    pub fn finish(self) -> (Shape, Vec<F>) {
        let shape = Shape::new(self.publics, self.assignment.len(), self.rows.unwrap_or_default());
        (shape, self.assignment)
    }
}
