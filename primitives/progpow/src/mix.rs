//! From a seed to a mix.

use alloc::sync::Arc;

use crate::{ethash::Line, fnv, kiss99::Kiss99, program::Frame, program::Program, seed, Parameters};

/// Where entries of the data set come from.
pub trait Source {
    /// An entry will be needed soon.
    fn expect(&self, entry: u32);
    /// The items of an entry. `room` may hold them.
    fn entry<'a>(&'a self, entry: u32, room: &'a mut [Line]) -> &'a [Line];
}

/// Fills registers from a seed, runs all rounds, and reduces the registers to a mix.
///
/// # Consensus
/// In round `r` register 0 of lane `r % lanes` picks the entry, and lane `l` gets the words from `((l ^ r) % lanes) * loads`
/// on: nobody can keep only a part of every entry.
pub fn mix(program: &Program, seed: [u32; 2], head: &Arc<[u32]>, entries: u32, source: &impl Source) -> [u8; 32] {
    let parameters = program.parameters();
    let mut frame = Frame::new(parameters, head);
    fill(parameters, seed, &mut frame.mix);
    let mut room = alloc::vec![Line::default(); parameters.access_words() as usize / 16];
    for round in 0..parameters.dag_accesses {
        let leader = round % parameters.lanes;
        let entry = frame.mix[leader as usize] % entries.max(1);
        source.expect(entry);
        program.run(&mut frame);
        deal(parameters, round, source.entry(entry, &mut room), &mut frame.given);
        program.load(&mut frame);
    }
    reduce(parameters, &frame.mix)
}

/// Fills the registers of all lanes.
pub fn fill(parameters: &Parameters, [low, high]: [u32; 2], mix: &mut [u32]) {
    let z = fnv::fnv1a(fnv::OFFSET_BASIS, low);
    let w = fnv::fnv1a(z, high);
    let lanes = parameters.lanes as usize;
    for lane in 0..parameters.lanes {
        let jsr = fnv::fnv1a(w, lane);
        let jcong = fnv::fnv1a(jsr, lane);
        let mut kiss = Kiss99 { z, w, jsr, jcong };
        for register in mix.chunks_exact_mut(lanes) {
            register[lane as usize] = kiss.draw();
        }
    }
}

/// Sorts the words of an entry by load and lane.
fn deal(parameters: &Parameters, round: u32, entry: &[Line], given: &mut [u32]) {
    let lanes = parameters.lanes as usize;
    let turn = round as usize & (lanes - 1);
    match parameters.dag_loads {
        1 => deal_by::<1>(lanes, turn, entry, given),
        2 => deal_by::<2>(lanes, turn, entry, given),
        4 => deal_by::<4>(lanes, turn, entry, given),
        8 => deal_by::<8>(lanes, turn, entry, given),
        _ => deal_by::<16>(lanes, turn, entry, given),
    }
}

/// The same with a number of loads that the compiler knows.
fn deal_by<const LOADS: usize>(lanes: usize, turn: usize, entry: &[Line], given: &mut [u32]) {
    let places = entry.iter().flat_map(|line| line.0.as_chunks::<LOADS>().0);
    for (place, words) in places.enumerate() {
        for (load, word) in words.iter().enumerate() {
            given[load * lanes + (place ^ turn)] = *word;
        }
    }
}

/// Reduces every lane to a word, and these to eight.
fn reduce(parameters: &Parameters, mix: &[u32]) -> [u8; 32] {
    let lanes = parameters.lanes as usize;
    let mut of_lane = alloc::vec![fnv::OFFSET_BASIS; lanes];
    for register in mix.chunks_exact(lanes) {
        for (hash, word) in of_lane.iter_mut().zip(register) {
            *hash = fnv::fnv1a(*hash, *word);
        }
    }
    let mut digest = [fnv::OFFSET_BASIS; 8];
    for (lane, hash) in of_lane.into_iter().enumerate() {
        digest[lane % 8] = fnv::fnv1a(digest[lane % 8], hash);
    }
    seed::bytes(&digest)
}
