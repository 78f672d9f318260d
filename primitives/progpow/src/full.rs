//! Evaluation with the data set of an epoch.

use crate::{
    arch,
    ethash::Line,
    mix::{mix, Source},
    seed::Seed,
    Dataset, Program, Work,
};

/// Evaluates a nonce with a data set. The program says what the parameters are.
pub fn full(dataset: &Dataset, program: &Program, header: &[u8; 32], nonce: u64) -> Work {
    let parameters = program.parameters();
    let seed = Seed::new(parameters, header, nonce);
    let items = parameters.access_words() as usize / 16;
    let entries = dataset.lines().len() / items;
    let stored = Stored { lines: dataset.lines(), items };
    let mix = mix(program, seed.of_mix(parameters), dataset.head(), entries as u32, &stored);
    Work { mix, final_hash: seed.final_hash(parameters, header, &mix) }
}

/// Entries that lie in memory.
struct Stored<'a> {
    lines: &'a [Line],
    items: usize,
}

impl Source for Stored<'_> {
    fn expect(&self, entry: u32) {
        for line in self.entry(entry, &mut []) {
            arch::prefetch(line);
        }
    }

    fn entry<'a>(&'a self, entry: u32, _: &'a mut [Line]) -> &'a [Line] {
        let at = entry as usize * self.items;
        &self.lines[at..at + self.items]
    }
}
