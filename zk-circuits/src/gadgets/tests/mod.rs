//! Gadgets against their native counterparts, with their exact costs; and the tool that makes provers cheat.

mod cheat;
mod hashes;
mod numbers;
mod products;

pub(crate) use cheat::{last_window, product, Cheat, Made};

use super::{Builder, Group};
use ark_bn254::Fr as F;

/// Runs a gadget alone: its constraints, the first clause that fails, what came out and what its variables were.
fn run<T>(cheat: Cheat, gadget: impl FnOnce(&mut Builder) -> T) -> (usize, Option<Group>, T, Made) {
    let mut cs = Builder::recording(&[]);
    cs.cheat = cheat;
    let result = gadget(&mut cs);
    let made = cs.cheat.made().clone();
    let (shape, assignment) = cs.finish();
    (shape.constraints(), shape.unsatisfied(&assignment), result, made)
}

/// Changes each variable of a gadget in turn, everything after it recomputed: none may get through with another result. Variables of the
/// clause `chosen` are the prover's choice.
fn nothing_is_free<T: PartialEq>(chosen: Option<Group>, gadget: impl Fn(&mut Builder) -> T) {
    let (_, failure, honest, made) = run(Cheat::default(), &gadget);
    assert_eq!(failure, None);
    for (group, values) in made.iter().filter(|(group, _)| Some(**group) != chosen) {
        for (place, value) in values.iter().enumerate() {
            let cheat = Cheat::default().set(*group, place, *value + F::from(1u64));
            let (_, failure, result, _) = run(cheat, &gadget);
            assert!(failure.is_some() || result == honest, "{group}: variable {place} is free");
        }
    }
}
