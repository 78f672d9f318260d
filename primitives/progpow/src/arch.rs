//! The same code twice: once for any processor, once for those with AVX2.

/// Functions that take the same arguments.
pub trait Family {
    /// The arguments.
    type Args<'a>;
}

/// A function of a family. It and what it calls is to be inlined, for only then is it compiled for the better processor.
pub trait Kernel<F: Family> {
    /// Runs it.
    fn run(args: F::Args<'_>);
}

/// A function of a family in the best version for this processor.
pub struct Routine<F: Family>(for<'a> unsafe fn(F::Args<'a>));

impl<F: Family> Clone for Routine<F> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<F: Family> Copy for Routine<F> {}

impl<F: Family> Routine<F> {
    /// The best version of a function.
    pub fn best<K: Kernel<F>>() -> Self {
        #[cfg(all(feature = "std", target_arch = "x86_64"))]
        if std::arch::is_x86_feature_detected!("avx2") {
            return Self(avx2::<F, K>);
        }
        Self(plain::<F, K>)
    }

    /// Runs it.
    // The call is unsafe because of the instructions that `avx2` may use, and `best` takes `avx2` only from a processor that
    // has them. `plain` has no condition.
    #[allow(unsafe_code)]
    #[inline(always)]
    pub fn call(&self, args: F::Args<'_>) {
        // SAFETY: see above.
        unsafe { (self.0)(args) }
    }
}

fn plain<F: Family, K: Kernel<F>>(args: F::Args<'_>) {
    K::run(args);
}

#[cfg(all(feature = "std", target_arch = "x86_64"))]
#[target_feature(enable = "avx2")]
fn avx2<F: Family, K: Kernel<F>>(args: F::Args<'_>) {
    K::run(args);
}

/// Asks for memory that is needed soon.
// A hint only: it reads nothing, so any address is fine.
#[allow(unsafe_code)]
#[inline(always)]
pub fn prefetch<T>(place: &T) {
    #[cfg(target_arch = "x86_64")]
    {
        use core::arch::x86_64::{_mm_prefetch, _MM_HINT_T0};
        // SAFETY: a prefetch has no effect but on the processor's caches, and SSE belongs to every x86-64.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(core::ptr::from_ref(place).cast()) };
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = place;
}
