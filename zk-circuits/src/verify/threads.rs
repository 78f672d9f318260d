//! One loop for many items, on all processors where there is a standard library. The result never depends on it.

use alloc::vec::Vec;

/// Items from which on threads pay.
#[cfg(feature = "std")]
const WORTHWHILE: usize = 4;

/// Maps every item, in order.
pub(super) fn map<T: Sync, R: Send>(items: &[T], f: impl Fn(&T) -> R + Sync + Send) -> Vec<R> {
    #[cfg(feature = "std")]
    if items.len() >= WORTHWHILE {
        use rayon::prelude::*;
        return items.par_iter().map(f).collect();
    }
    items.iter().map(f).collect()
}

/// Maps slices that together are all items, one slice for each thread.
pub(super) fn map_slices<T: Sync, R: Send>(items: &[T], f: impl Fn(&[T]) -> R + Sync + Send) -> Vec<R> {
    #[cfg(feature = "std")]
    if items.len() >= WORTHWHILE {
        use rayon::prelude::*;
        let size = items.len().div_ceil(rayon::current_num_threads()).max(1);
        return items.par_chunks(size).map(f).collect();
    }
    if items.is_empty() {
        return Vec::new();
    }
    alloc::vec![f(items)]
}

/// Runs both, on two threads where there are two.
pub(super) fn join<A: Send, B: Send>(a: impl FnOnce() -> A + Send, b: impl FnOnce() -> B + Send) -> (A, B) {
    #[cfg(feature = "std")]
    return rayon::join(a, b);
    #[cfg(not(feature = "std"))]
    return (a(), b());
}
