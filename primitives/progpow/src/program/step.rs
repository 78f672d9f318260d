//! One instruction of a program, on all lanes at once.

use alloc::{sync::Arc, vec, vec::Vec};

use crate::{
    arch::{Family, Kernel, Routine},
    Parameters,
};

/// The lanes that one vector instruction or two treat.
const WIDE: usize = 16;

/// What the steps work on.
pub struct Frame {
    /// The registers: all lanes of register 0, then all of register 1 and so on, so that a step reads neighbours.
    pub mix: Vec<u32>,
    /// What was loaded from the data set: the first word of all lanes, then the second and so on.
    pub given: Vec<u32>,
    /// The beginning of the data set.
    head: Arc<[u32]>,
    /// Groups of lanes that a step treats one after the other.
    groups: usize,
}

impl Frame {
    /// Registers of zeros. The beginning of the data set has a power of two of words.
    pub fn new(parameters: &Parameters, head: &Arc<[u32]>) -> Self {
        let lanes = parameters.lanes as usize;
        Self {
            mix: vec![0; lanes * parameters.regs as usize],
            given: vec![0; lanes * parameters.dag_loads as usize],
            head: head.clone(),
            groups: groups(parameters),
        }
    }
}

/// A function and what it works on: indices of groups of lanes in the registers or, for what was loaded, in that.
pub struct Step {
    routine: Routine<Steps>,
    into: u32,
    first: u32,
    second: u32,
    rotation: u32,
}

/// The functions of steps.
struct Steps;

impl Family for Steps {
    type Args<'a> = (&'a mut Frame, &'a Step);
}

impl Step {
    /// Merges two registers into a third.
    pub fn math(parameters: &Parameters, into: u32, from: [u32; 2], operation: u32, merge: u32) -> Self {
        let routine = if wide(parameters) { math::<WIDE>(operation, merge) } else { math::<1>(operation, merge) };
        Self::new(parameters, routine, into, from, merge)
    }

    /// Merges a word of the data set's beginning into a register. Another register is its address.
    pub fn cached(parameters: &Parameters, into: u32, from: u32, merge: u32) -> Self {
        let routine = if wide(parameters) { cached::<WIDE>(merge) } else { cached::<1>(merge) };
        Self::new(parameters, routine, into, [from, 0], merge)
    }

    /// Merges what was loaded from the data set into a register.
    pub fn given(parameters: &Parameters, into: u32, load: u32, merge: u32) -> Self {
        let routine = if wide(parameters) { given::<WIDE>(merge) } else { given::<1>(merge) };
        Self::new(parameters, routine, into, [load, 0], merge)
    }

    fn new(parameters: &Parameters, routine: Routine<Steps>, into: u32, [first, second]: [u32; 2], merge: u32) -> Self {
        let groups = groups(parameters) as u32;
        // A rotation by 0 would do nothing.
        let rotation = (merge >> 16) % 31 + 1;
        Self { routine, into: into * groups, first: first * groups, second: second * groups, rotation }
    }

    /// Runs it.
    #[inline(always)]
    pub fn run(&self, frame: &mut Frame) {
        self.routine.call((frame, self));
    }
}

fn wide(parameters: &Parameters) -> bool {
    (parameters.lanes as usize).is_multiple_of(WIDE)
}

fn groups(parameters: &Parameters) -> usize {
    let lanes = parameters.lanes as usize;
    if wide(parameters) {
        lanes / WIDE
    } else {
        lanes
    }
}

/// The function for a drawn operation and a drawn merge.
fn math<const W: usize>(operation: u32, merge: u32) -> Routine<Steps> {
    macro_rules! merges {
        ($operation:literal) => {
            match merge % 4 {
                0 => Routine::best::<Math<$operation, 0, W>>(),
                1 => Routine::best::<Math<$operation, 1, W>>(),
                2 => Routine::best::<Math<$operation, 2, W>>(),
                _ => Routine::best::<Math<$operation, 3, W>>(),
            }
        };
    }
    match operation % 11 {
        0 => merges!(0),
        1 => merges!(1),
        2 => merges!(2),
        3 => merges!(3),
        4 => merges!(4),
        5 => merges!(5),
        6 => merges!(6),
        7 => merges!(7),
        8 => merges!(8),
        9 => merges!(9),
        _ => merges!(10),
    }
}

fn cached<const W: usize>(merge: u32) -> Routine<Steps> {
    match merge % 4 {
        0 => Routine::best::<Cached<0, W>>(),
        1 => Routine::best::<Cached<1, W>>(),
        2 => Routine::best::<Cached<2, W>>(),
        _ => Routine::best::<Cached<3, W>>(),
    }
}

fn given<const W: usize>(merge: u32) -> Routine<Steps> {
    match merge % 4 {
        0 => Routine::best::<Given<0, W>>(),
        1 => Routine::best::<Given<1, W>>(),
        2 => Routine::best::<Given<2, W>>(),
        _ => Routine::best::<Given<3, W>>(),
    }
}

/// Merges an operation on two registers, `W` lanes at a time.
struct Math<const OPERATION: u32, const MERGE: u32, const W: usize>;

impl<const OPERATION: u32, const MERGE: u32, const W: usize> Kernel<Steps> for Math<OPERATION, MERGE, W> {
    #[inline(always)]
    fn run((frame, step): (&mut Frame, &Step)) {
        let mix = frame.mix.as_chunks_mut::<W>().0;
        for group in 0..frame.groups {
            let (a, b) = (mix[step.first as usize + group], mix[step.second as usize + group]);
            let mut data = [0; W];
            for (data, (a, b)) in data.iter_mut().zip(a.into_iter().zip(b)) {
                *data = operate::<OPERATION>(a, b);
            }
            merge_all::<MERGE, W>(&mut mix[step.into as usize + group], &data, step.rotation);
        }
    }
}

/// Merges words of the data set's beginning.
struct Cached<const MERGE: u32, const W: usize>;

impl<const MERGE: u32, const W: usize> Kernel<Steps> for Cached<MERGE, W> {
    #[inline(always)]
    fn run((frame, step): (&mut Frame, &Step)) {
        let mix = frame.mix.as_chunks_mut::<W>().0;
        let head = &*frame.head;
        let mask = head.len().wrapping_sub(1);
        for group in 0..frame.groups {
            let address = mix[step.first as usize + group];
            let mut data = [0; W];
            for (data, address) in data.iter_mut().zip(address) {
                *data = head[address as usize & mask];
            }
            merge_all::<MERGE, W>(&mut mix[step.into as usize + group], &data, step.rotation);
        }
    }
}

/// Merges what was loaded.
struct Given<const MERGE: u32, const W: usize>;

impl<const MERGE: u32, const W: usize> Kernel<Steps> for Given<MERGE, W> {
    #[inline(always)]
    fn run((frame, step): (&mut Frame, &Step)) {
        let (mix, given) = (frame.mix.as_chunks_mut::<W>().0, frame.given.as_chunks::<W>().0);
        for group in 0..frame.groups {
            let data = &given[step.first as usize + group];
            merge_all::<MERGE, W>(&mut mix[step.into as usize + group], data, step.rotation);
        }
    }
}

#[inline(always)]
fn merge_all<const MERGE: u32, const W: usize>(into: &mut [u32; W], data: &[u32; W], rotation: u32) {
    for (into, data) in into.iter_mut().zip(data) {
        *into = merge::<MERGE>(*into, *data, rotation);
    }
}

/// Puts data into a register whose entropy must stay whatever the data is.
#[inline(always)]
fn merge<const MERGE: u32>(a: u32, b: u32, rotation: u32) -> u32 {
    match MERGE {
        0 => a.wrapping_mul(33).wrapping_add(b),
        1 => (a ^ b).wrapping_mul(33),
        2 => a.rotate_left(rotation) ^ b,
        _ => a.rotate_right(rotation) ^ b,
    }
}

/// Random mathematics.
#[inline(always)]
fn operate<const OPERATION: u32>(a: u32, b: u32) -> u32 {
    match OPERATION {
        0 => a.wrapping_add(b),
        1 => a.wrapping_mul(b),
        2 => ((u64::from(a) * u64::from(b)) >> 32) as u32,
        3 => a.min(b),
        4 => a.rotate_left(b % 32),
        5 => a.rotate_right(b % 32),
        6 => a & b,
        7 => a | b,
        8 => a ^ b,
        9 => a.leading_zeros() + b.leading_zeros(),
        _ => a.count_ones() + b.count_ones(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{primitives, row};

    /// A frame whose registers 0, 1 and so on hold these words in all lanes.
    fn frame(parameters: &Parameters, registers: &[u32]) -> Frame {
        let mut frame = Frame::new(parameters, &Arc::from([0; 16]));
        for (lanes, word) in frame.mix.chunks_mut(parameters.lanes as usize).zip(registers) {
            lanes.fill(*word);
        }
        frame
    }

    /// Lanes in one wide group, in two, and one by one.
    fn shapes() -> [Parameters; 3] {
        [16, 32, 8].map(|lanes| Parameters { lanes, ..Parameters::V0_9_2 })
    }

    #[test]
    fn operations_are_the_public_ones() {
        for parameters in shapes() {
            for vector in primitives()["math"].as_array().unwrap() {
                let [a, b, operation, result] = row(vector);
                // Into a register of zeros, merge 0 puts what comes.
                let mut frame = frame(&parameters, &[a, b, 0]);
                Step::math(&parameters, 2, [0, 1], operation, 0).run(&mut frame);
                let lanes = parameters.lanes as usize;
                assert_eq!(frame.mix[2 * lanes..3 * lanes], vec![result; lanes], "{vector}");
            }
        }
    }

    #[test]
    fn merges_are_the_public_ones_from_all_sources() {
        for parameters in shapes() {
            let lanes = parameters.lanes as usize;
            for vector in primitives()["merge"].as_array().unwrap() {
                let [a, b, merge, result] = row(vector);
                let mut from_registers = frame(&parameters, &[a, b]);
                // An `and` of a register with itself is that register.
                Step::math(&parameters, 0, [1, 1], 6, merge).run(&mut from_registers);
                let mut from_load = frame(&parameters, &[a]);
                from_load.given[lanes..2 * lanes].fill(b);
                Step::given(&parameters, 0, 1, merge).run(&mut from_load);
                let mut from_cache = frame(&parameters, &[a, 16 + 5]);
                from_cache.head = (0..16).map(|at| if at == 5 { b } else { 0 }).collect();
                Step::cached(&parameters, 0, 1, merge).run(&mut from_cache);
                for frame in [from_registers, from_load, from_cache] {
                    assert_eq!(frame.mix[..lanes], vec![result; lanes], "{vector}");
                }
            }
        }
    }
}
