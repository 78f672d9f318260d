//! Appends to the note tree in wasm, built with the flags of a runtime.
#![no_std]

use ark_ff::PrimeField;
use sero_shielded::{curve::F, tree::Frontier};

#[global_allocator]
static ALLOCATOR: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}

/// Appends the leaves `1..=count` to an empty tree and returns the lowest 64 bits of its root.
#[no_mangle]
pub extern "C" fn append(count: u32) -> u64 {
    let mut frontier = Frontier::default();
    for leaf in 1..=count {
        if frontier.append(F::from(leaf)).is_err() {
            break;
        }
    }
    let [lowest, ..] = frontier.root().into_bigint().0;
    lowest
}
