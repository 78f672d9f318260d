//! The random program of a period.

mod step;

use alloc::vec::Vec;

use crate::{fnv, kiss99::Kiss99, Parameters};
pub use step::{Frame, Step};

/// The program of a period, resolved as far as it can be: which function runs on which registers with which rotation. A
/// round of a hash walks through the steps and decides nothing.
pub struct Program {
    parameters: Parameters,
    period: u64,
    /// Up to where a round needs no item of the data set.
    steps: Vec<Step>,
    /// What merges the item.
    loads: Vec<Step>,
}

impl Program {
    /// Compiles the program of a period. It takes microseconds.
    ///
    /// # Panics
    /// Where [`Parameters::check`] fails, which it does for no preset.
    pub fn compile(parameters: &Parameters, period: u64) -> Self {
        parameters.check().expect("the parameters fit together; qed");
        let mut random = Random::new(parameters.regs, period);
        let mut steps = Vec::new();
        for at in 0..parameters.cache_accesses.max(parameters.math_operations) {
            if at < parameters.cache_accesses {
                let (source, into) = (random.source(), random.destination());
                steps.push(Step::cached(parameters, into, source, random.draw()));
            }
            if at < parameters.math_operations {
                let [first, second] = random.two_registers();
                let operation = random.draw();
                let into = random.destination();
                steps.push(Step::math(parameters, into, [first, second], operation, random.draw()));
            }
        }
        // The first load always goes into register 0, which picks the entry of the next round.
        let loads = (0..parameters.dag_loads)
            .map(|load| {
                let into = if load == 0 { 0 } else { random.destination() };
                Step::given(parameters, into, load, random.draw())
            })
            .collect();
        Self { parameters: *parameters, period, steps, loads }
    }

    /// The parameters it was compiled for.
    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// Its period.
    pub fn period(&self) -> u64 {
        self.period
    }

    /// Runs a round up to where it needs the entry of the data set.
    #[inline]
    pub(crate) fn run(&self, frame: &mut Frame) {
        for step in &self.steps {
            step.run(frame);
        }
    }

    /// Merges the entry of the data set.
    #[inline]
    pub(crate) fn load(&self, frame: &mut Frame) {
        for step in &self.loads {
            step.run(frame);
        }
    }
}

/// Draws a program.
struct Random {
    kiss: Kiss99,
    destinations: Cycle,
    sources: Cycle,
}

impl Random {
    /// # Consensus
    /// The period seeds the generator, which first shuffles the registers twice: in one order every register is merged into
    /// before any is merged into again, in the other all are used as addresses likewise.
    fn new(regs: u32, period: u64) -> Self {
        let (low, high) = (period as u32, (period >> 32) as u32);
        let z = fnv::fnv1a(fnv::OFFSET_BASIS, low);
        let w = fnv::fnv1a(z, high);
        let jsr = fnv::fnv1a(w, low);
        let jcong = fnv::fnv1a(jsr, high);
        let mut kiss = Kiss99 { z, w, jsr, jcong };
        let (mut destinations, mut sources): (Vec<u32>, Vec<u32>) =
            (0..regs).map(|register| (register, register)).unzip();
        for last in (1..regs).rev() {
            destinations.swap(last as usize, (kiss.draw() % (last + 1)) as usize);
            sources.swap(last as usize, (kiss.draw() % (last + 1)) as usize);
        }
        Self { kiss, destinations: Cycle::new(destinations), sources: Cycle::new(sources) }
    }

    fn draw(&mut self) -> u32 {
        self.kiss.draw()
    }

    fn destination(&mut self) -> u32 {
        self.destinations.next()
    }

    fn source(&mut self) -> u32 {
        self.sources.next()
    }

    /// Two different ones.
    fn two_registers(&mut self) -> [u32; 2] {
        let regs = self.destinations.order.len() as u32;
        let drawn = self.draw() % (regs * (regs - 1));
        let (first, second) = (drawn % regs, drawn / regs);
        [first, if second >= first { second + 1 } else { second }]
    }
}

/// Registers in an order that starts again at its end.
struct Cycle {
    order: Vec<u32>,
    at: usize,
}

impl Cycle {
    fn new(order: Vec<u32>) -> Self {
        Self { order, at: 0 }
    }

    fn next(&mut self) -> u32 {
        let register = self.order[self.at % self.order.len()];
        self.at += 1;
        register
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{primitives, row, words};

    #[test]
    fn registers_are_shuffled_as_published() {
        let vector = &primitives()["period_600"];
        let random = Random::new(32, 600);
        assert_eq!(random.sources.order, words(&vector["sources"]));
        assert_eq!(random.destinations.order, words(&vector["destinations"]));
        let [z, w, jsr, jcong] = row(&vector["kiss99"]);
        assert_eq!(random.kiss, Kiss99 { z, w, jsr, jcong });
    }

    #[test]
    fn the_two_sources_of_an_operation_differ() {
        let mut random = Random::new(3, 7);
        let drawn: Vec<[u32; 2]> = (0..200).map(|_| random.two_registers()).collect();
        assert!(drawn.iter().all(|[first, second]| first != second && *first < 3 && *second < 3));
        assert!((0..3).all(|first| (0..3).all(|second| first == second || drawn.contains(&[first, second]))));
    }
}
