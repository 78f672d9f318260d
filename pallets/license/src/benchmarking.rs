//! What the calls cost.

use frame_benchmarking::v2::*;
use frame_support::traits::{EnsureOrigin, Get};
use sero_license::{IssuerKey, IssuerSecret, Phase};

use crate::{Call, Config, Heights, Issuer, Pallet, Revoked};

fn issuer() -> Result<IssuerKey, BenchmarkError> {
    let secret = IssuerSecret::from_bytes(&[1; 64]).map_err(|_| "the bytes are scalars")?;
    Ok(secret.public())
}

fn admin<T: Config>() -> Result<T::RuntimeOrigin, BenchmarkError> {
    T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Stop("nobody administers the chain"))
}

/// A thousand revoked serial numbers, and room for one more. An access does not depend on how many there are.
fn some_revoked<T: Config>() {
    for serial in 1..T::MaxRevoked::get().min(1_000) {
        Revoked::<T>::insert(serial, ());
    }
}

#[benchmarks]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn shorten_phase() -> Result<(), BenchmarkError> {
        let origin = admin::<T>()?;
        Issuer::<T>::put(issuer()?);
        Heights::<T>::put(Phase { from: 1, to: 100 });
        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, 50);
        assert_eq!(Heights::<T>::get(), Phase { from: 1, to: 50 });
        Ok(())
    }

    #[benchmark]
    fn set_issuer() -> Result<(), BenchmarkError> {
        let (origin, issuer) = (admin::<T>()?, issuer()?);
        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, issuer);
        assert_eq!(Issuer::<T>::get(), Some(issuer));
        Ok(())
    }

    #[benchmark]
    fn revoke() -> Result<(), BenchmarkError> {
        let origin = admin::<T>()?;
        some_revoked::<T>();
        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, 0);
        assert!(Revoked::<T>::contains_key(0));
        Ok(())
    }

    #[benchmark]
    fn reinstate() -> Result<(), BenchmarkError> {
        let origin = admin::<T>()?;
        some_revoked::<T>();
        Revoked::<T>::insert(0, ());
        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, 0);
        assert!(!Revoked::<T>::contains_key(0));
        Ok(())
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::chain(), crate::mock::Test);
}
