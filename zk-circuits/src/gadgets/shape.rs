//! A constraint system without an assignment: its matrices, its hash, and its way into arkworks' set-up.

use super::{wire::Terms, Group};
use ark_bn254::Fr as F;
use ark_ff::{AdditiveGroup, BigInteger, PrimeField};
use ark_relations::gr1cs::{
    ConstraintSynthesizer, ConstraintSystemRef, LinearCombination, Matrix, SynthesisError, Variable,
};
use blake2b_simd::Params;

/// One constraint.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub group: Group,
    pub terms: [Terms; 3],
}

impl Row {
    fn is_broken(&self, assignment: &[F]) -> bool {
        let value = |terms: &Terms| -> F {
            terms
                .iter()
                .map(|(column, coefficient)| {
                    assignment.get(*column as usize).map_or(F::ZERO, |value| *value * coefficient)
                })
                .sum()
        };
        let [a, b, c] = self.terms.each_ref().map(value);
        a * b != c
    }
}

/// A constraint system.
#[derive(Clone, Debug)]
pub struct Shape {
    publics: usize,
    variables: usize,
    rows: Vec<Row>,
}

impl Shape {
    pub(super) fn new(publics: usize, variables: usize, rows: Vec<Row>) -> Self {
        Shape { publics, variables, rows }
    }

    /// Constraints.
    pub fn constraints(&self) -> usize {
        self.rows.len()
    }

    /// Variables: the constant 1, the public inputs, the witnesses.
    pub fn variables(&self) -> usize {
        self.variables
    }

    /// The constant 1 and the public inputs.
    pub fn instance_variables(&self) -> usize {
        self.publics + 1
    }

    /// The size that the domain of the proof system must hold.
    pub fn domain(&self) -> usize {
        self.constraints() + self.instance_variables()
    }

    /// How many constraints serve each clause, in order of appearance.
    pub fn groups(&self) -> Vec<(Group, usize)> {
        let mut groups: Vec<(Group, usize)> = Vec::new();
        for row in &self.rows {
            match groups.iter_mut().find(|(group, _)| *group == row.group) {
                Some((_, count)) => *count += 1,
                None => groups.push((row.group, 1)),
            }
        }
        groups
    }

    /// Variables with a term in the matrices A, B and C: those of B cost a multiplication in G2 each.
    pub fn densities(&self) -> [usize; 3] {
        core::array::from_fn(|matrix| {
            let mut seen = vec![false; self.variables];
            for (column, _) in self.rows.iter().filter_map(|row| row.terms.get(matrix)).flatten() {
                if let Some(seen) = seen.get_mut(*column as usize) {
                    *seen = true;
                }
            }
            seen.into_iter().filter(|seen| *seen).count()
        })
    }

    /// The clause of the first constraint that an assignment breaks; nothing where it satisfies all.
    pub fn unsatisfied(&self, assignment: &[F]) -> Option<Group> {
        self.rows.iter().find(|row| row.is_broken(assignment)).map(|row| row.group)
    }

    /// For each variable, the constraints that mention it.
    #[cfg(test)]
    pub(crate) fn rows_by_variable(&self) -> Vec<Vec<usize>> {
        let mut rows = vec![Vec::new(); self.variables];
        for (place, row) in self.rows.iter().enumerate() {
            for (column, _) in row.terms.iter().flatten() {
                rows[*column as usize].push(place);
            }
        }
        rows
    }

    /// Whether an assignment breaks a constraint.
    #[cfg(test)]
    pub(crate) fn breaks(&self, row: usize, assignment: &[F]) -> bool {
        self.rows[row].is_broken(assignment)
    }

    /// The matrices A, B and C as arkworks has them.
    pub fn matrices(&self) -> [Matrix<F>; 3] {
        core::array::from_fn(|matrix| {
            self.rows
                .iter()
                .filter_map(|row| row.terms.get(matrix))
                .map(|terms| terms.iter().map(|(column, c)| (*c, *column as usize)).collect())
                .collect()
        })
    }

    /// BLAKE2b-256 of the system: counts of public inputs, variables and constraints, then row by row the terms of A, B and C,
    /// each list with its length in front, each term a column (4 bytes) and a coefficient (32), all little-endian.
    pub fn digest(&self) -> [u8; 32] {
        let mut state = Params::new().hash_length(32).personal(b"sero.r1cs\0\0\0\0\0\0\0").to_state();
        for count in [self.publics, self.variables, self.rows.len()] {
            state.update(&(count as u64).to_le_bytes());
        }
        for terms in self.rows.iter().flat_map(|row| &row.terms) {
            state.update(&(terms.len() as u32).to_le_bytes());
            for (column, coefficient) in terms {
                state.update(&column.to_le_bytes());
                state.update(&coefficient.into_bigint().to_bytes_le());
            }
        }
        let mut digest = [0u8; 32];
        digest.copy_from_slice(state.finalize().as_bytes());
        digest
    }
}

/// For the set-up alone: the variables get no values.
impl ConstraintSynthesizer<F> for &Shape {
    fn generate_constraints(self, cs: ConstraintSystemRef<F>) -> Result<(), SynthesisError> {
        let mut columns = Vec::with_capacity(self.variables);
        columns.push(Variable::One);
        for _ in 0..self.publics {
            columns.push(cs.new_input_variable(|| Err(SynthesisError::AssignmentMissing))?);
        }
        for _ in self.instance_variables()..self.variables {
            columns.push(cs.new_witness_variable(|| Err(SynthesisError::AssignmentMissing))?);
        }
        for row in &self.rows {
            let [a, b, c] = row.terms.each_ref().map(|terms| {
                LinearCombination(
                    terms.iter().filter_map(|(column, c)| Some((*c, *columns.get(*column as usize)?))).collect(),
                )
            });
            cs.enforce_r1cs_constraint(|| a, || b, || c)?;
        }
        Ok(())
    }
}
