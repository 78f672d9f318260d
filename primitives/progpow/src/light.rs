//! Evaluation with the cache of an epoch.

use crate::{
    ethash::Line,
    mix::{mix, Source},
    seed::Seed,
    Cache, Program, Work,
};

/// Evaluates a nonce with a cache. The program says what the parameters are, the cache which data set.
pub fn light(cache: &Cache, program: &Program, header: &[u8; 32], nonce: u64) -> Work {
    let parameters = program.parameters();
    let seed = Seed::new(parameters, header, nonce);
    let items = parameters.access_words() / 16;
    let entries = cache.dataset_items() / items;
    let mix = mix(program, seed.of_mix(parameters), cache.head(), entries, &Computed { cache, items });
    Work { mix, final_hash: seed.final_hash(parameters, header, &mix) }
}

/// Entries that are computed when they are needed.
struct Computed<'a> {
    cache: &'a Cache,
    items: u32,
}

impl Source for Computed<'_> {
    fn expect(&self, _: u32) {}

    fn entry<'a>(&'a self, entry: u32, room: &'a mut [Line]) -> &'a [Line] {
        self.cache.light().items(entry * self.items, room);
        room
    }
}
