//! ProgPoW as its pseudo-code has it: lane by lane, the program drawn anew in every round, no step prepared. Slow, and for
//! small data sets only.

use sero_progpow::{Carry, Ethash, Parameters, Work};

fn fnv1(a: u32, b: u32) -> u32 {
    a.wrapping_mul(0x0100_0193) ^ b
}

fn fnv1a(a: u32, b: u32) -> u32 {
    (a ^ b).wrapping_mul(0x0100_0193)
}

/// `z, w, jsr, jcong`.
struct Kiss99([u32; 4]);

impl Kiss99 {
    fn next(&mut self) -> u32 {
        let [z, w, jsr, jcong] = &mut self.0;
        *z = 36969u32.wrapping_mul(*z & 65535).wrapping_add(*z >> 16);
        *w = 18000u32.wrapping_mul(*w & 65535).wrapping_add(*w >> 16);
        let mwc = (*z << 16).wrapping_add(*w);
        *jsr ^= *jsr << 17;
        *jsr ^= *jsr >> 13;
        *jsr ^= *jsr << 5;
        *jcong = 69069u32.wrapping_mul(*jcong).wrapping_add(1234567);
        (mwc ^ *jcong).wrapping_add(*jsr)
    }
}

fn keccak(rate: usize, length: usize, data: &[u8]) -> Vec<u8> {
    let mut block = vec![0u8; rate];
    block[..data.len()].copy_from_slice(data);
    block[data.len()] ^= 0x01;
    block[rate - 1] ^= 0x80;
    let mut state = [0u64; 25];
    for (word, bytes) in state.iter_mut().zip(block.chunks(8)) {
        *word = u64::from_le_bytes(bytes.try_into().unwrap());
    }
    keccak::f1600(&mut state);
    state.iter().flat_map(|word| word.to_le_bytes()).take(length).collect()
}

fn keccak512(data: &[u8]) -> Vec<u8> {
    keccak(72, 64, data)
}

fn words(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks(4).map(|bytes| u32::from_le_bytes(bytes.try_into().unwrap())).collect()
}

fn bytes(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

fn is_prime(number: u64) -> bool {
    number > 1
        && (2..number).take_while(|divisor| divisor * divisor <= number).all(|divisor| !number.is_multiple_of(divisor))
}

/// A data set of words.
pub struct Dag(Vec<u32>);

impl Dag {
    /// The data set of an epoch.
    pub fn new(ethash: &Ethash, epoch: u64) -> Self {
        let mut size = ethash.cache_bytes_init + ethash.cache_bytes_growth * epoch - 64;
        while !is_prime(size / 64) {
            size -= 128;
        }
        let mut seed = vec![0u8; 32];
        for _ in 0..epoch {
            seed = keccak(136, 32, &seed);
        }
        let n = (size / 64) as usize;
        let mut cache = vec![keccak512(&seed)];
        while cache.len() < n {
            cache.push(keccak512(&cache[cache.len() - 1]));
        }
        for _ in 0..ethash.cache_rounds {
            for i in 0..n {
                let v = words(&cache[i])[0] as usize % n;
                let xor: Vec<u8> = cache[(i + n - 1) % n].iter().zip(&cache[v]).map(|(a, b)| a ^ b).collect();
                cache[i] = keccak512(&xor);
            }
        }
        let cache: Vec<Vec<u32>> = cache.iter().map(|item| words(item)).collect();

        let mut size = ethash.dataset_bytes_init + ethash.dataset_bytes_growth * epoch - 128;
        while !is_prime(size / 128) {
            size -= 256;
        }
        let item = |i: u32| {
            let mut mix = cache[i as usize % n].clone();
            mix[0] ^= i;
            mix = words(&keccak512(&bytes(&mix)));
            for j in 0..ethash.dataset_parents {
                let parent = &cache[fnv1(i ^ j, mix[j as usize % 16]) as usize % n];
                mix = mix.iter().zip(parent).map(|(a, b)| fnv1(*a, *b)).collect();
            }
            words(&keccak512(&bytes(&mix)))
        };
        Self((0..(size / 64) as u32).flat_map(item).collect())
    }
}

fn merge(a: u32, b: u32, r: u32) -> u32 {
    let rotation = (r >> 16) % 31 + 1;
    match r % 4 {
        0 => a.wrapping_mul(33).wrapping_add(b),
        1 => (a ^ b).wrapping_mul(33),
        2 => a.rotate_left(rotation) ^ b,
        _ => a.rotate_right(rotation) ^ b,
    }
}

fn math(a: u32, b: u32, r: u32) -> u32 {
    match r % 11 {
        0 => a.wrapping_add(b),
        1 => a.wrapping_mul(b),
        2 => ((a as u64 * b as u64) >> 32) as u32,
        3 => a.min(b),
        4 => a.rotate_left(b & 31),
        5 => a.rotate_right(b & 31),
        6 => a & b,
        7 => a | b,
        8 => a ^ b,
        9 => a.leading_zeros() + b.leading_zeros(),
        _ => a.count_ones() + b.count_ones(),
    }
}

fn fill_mix(seed: u64, lane: u32, regs: u32) -> Vec<u32> {
    let z = fnv1a(0x811c9dc5, seed as u32);
    let w = fnv1a(z, (seed >> 32) as u32);
    let jsr = fnv1a(w, lane);
    let jcong = fnv1a(jsr, lane);
    let mut kiss = Kiss99([z, w, jsr, jcong]);
    (0..regs).map(|_| kiss.next()).collect()
}

fn prog_init(prog_seed: u64, regs: u32) -> (Kiss99, Vec<u32>, Vec<u32>) {
    let z = fnv1a(0x811c9dc5, prog_seed as u32);
    let w = fnv1a(z, (prog_seed >> 32) as u32);
    let jsr = fnv1a(w, prog_seed as u32);
    let jcong = fnv1a(jsr, (prog_seed >> 32) as u32);
    let mut kiss = Kiss99([z, w, jsr, jcong]);
    let mut dst: Vec<u32> = (0..regs).collect();
    let mut src = dst.clone();
    for i in (1..regs as usize).rev() {
        dst.swap(i, kiss.next() as usize % (i + 1));
        src.swap(i, kiss.next() as usize % (i + 1));
    }
    (kiss, dst, src)
}

fn prog_loop(parameters: &Parameters, prog_seed: u64, r: u32, mix: &mut [Vec<u32>], dag: &Dag) {
    let Parameters { lanes, regs, dag_loads, cache_bytes, cache_accesses, math_operations, .. } = *parameters;
    let entries = dag.0.len() as u32 / (lanes * dag_loads);
    let base = mix[(r % lanes) as usize][0] % entries;
    let entry: Vec<Vec<u32>> = (0..lanes)
        .map(|l| {
            let lane = base * lanes + (l ^ r) % lanes;
            (0..dag_loads).map(|i| dag.0[(lane * dag_loads + i) as usize]).collect()
        })
        .collect();
    let (mut kiss, dst_order, src_order) = prog_init(prog_seed, regs);
    let mut dsts = dst_order.iter().cycle();
    let mut srcs = src_order.iter().cycle();
    for i in 0..cache_accesses.max(math_operations) {
        if i < cache_accesses {
            let src = *srcs.next().unwrap() as usize;
            let dst = *dsts.next().unwrap() as usize;
            let sel = kiss.next();
            for lane in mix.iter_mut() {
                let offset = lane[src] % (cache_bytes / 4);
                lane[dst] = merge(lane[dst], dag.0[offset as usize], sel);
            }
        }
        if i < math_operations {
            let rnd = kiss.next() % (regs * (regs - 1));
            let src1 = rnd % regs;
            let mut src2 = rnd / regs;
            if src2 >= src1 {
                src2 += 1;
            }
            let sel1 = kiss.next();
            let dst = *dsts.next().unwrap() as usize;
            let sel2 = kiss.next();
            for lane in mix.iter_mut() {
                let data = math(lane[src1 as usize], lane[src2 as usize], sel1);
                lane[dst] = merge(lane[dst], data, sel2);
            }
        }
    }
    for i in 0..dag_loads as usize {
        let dst = if i == 0 { 0 } else { *dsts.next().unwrap() as usize };
        let sel = kiss.next();
        for (lane, words) in mix.iter_mut().zip(&entry) {
            lane[dst] = merge(lane[dst], words[i], sel);
        }
    }
}

fn keccak_f800(absorbed: &[u32]) -> Vec<u32> {
    let mut state = [0u32; 25];
    state[..absorbed.len()].copy_from_slice(absorbed);
    keccak::f800(&mut state);
    state[..8].to_vec()
}

/// Evaluates a nonce.
pub fn hash(parameters: &Parameters, dag: &Dag, prog_seed: u64, header: &[u8; 32], nonce: u64) -> Work {
    let header = words(header);
    let nonce = [nonce as u32, (nonce >> 32) as u32];
    let (init, seed) = match parameters.carry {
        Carry::Seed64 => {
            let init = keccak_f800(&[header.as_slice(), &nonce].concat());
            let seed = (u64::from(init[0].swap_bytes()) << 32) | u64::from(init[1].swap_bytes());
            (init, seed)
        }
        Carry::Seed256 { first, .. } => {
            let init = keccak_f800(&[header.as_slice(), &nonce, &first].concat());
            let seed = (u64::from(init[1]) << 32) | u64::from(init[0]);
            (init, seed)
        }
    };
    let mut mix: Vec<Vec<u32>> = (0..parameters.lanes).map(|lane| fill_mix(seed, lane, parameters.regs)).collect();
    for r in 0..parameters.dag_accesses {
        prog_loop(parameters, prog_seed, r, &mut mix, dag);
    }
    let of_lane = mix.iter().map(|lane| lane.iter().fold(0x811c9dc5, |hash, word| fnv1a(hash, *word)));
    let mut digest = [0x811c9dc5u32; 8];
    for (l, hash) in of_lane.enumerate() {
        digest[l % 8] = fnv1a(digest[l % 8], hash);
    }
    let last = match parameters.carry {
        Carry::Seed64 => {
            keccak_f800(&[header.as_slice(), &[seed as u32, (seed >> 32) as u32], digest.as_slice()].concat())
        }
        Carry::Seed256 { last, .. } => keccak_f800(&[init.as_slice(), &digest, &last].concat()),
    };
    Work { mix: bytes(&digest).try_into().unwrap(), final_hash: bytes(&last).try_into().unwrap() }
}
