//! What orders cost: deciding one and executing it, as a bundle's command does both. What their terms and released commitments
//! cost, the shielded pool measures.

use crate::{Config, Data, Packages, Pallet};
use frame_benchmarking::v2::*;
use frame_support::BoundedVec;
use sero_shielded::{
    bundle::{ProofBytes, ShieldedOutput},
    command::{PackageCommand, MAX_PACKED, MAX_SEALED_LEN},
    compact::EncryptedNote,
    encoding::{FieldBytes, PointBytes},
    encryption::SealedMemo,
    keys::PkrBytes,
    package::package_id,
};

/// The first nil of the bundle.
const NIL: FieldBytes = FieldBytes([3; 32]);

/// A description as the chain stores it; who decided the bundle has looked at it, and nobody does again.
fn description(place: u8) -> ShieldedOutput {
    ShieldedOutput {
        note: EncryptedNote {
            to: PkrBytes([place; 96]),
            commitment: FieldBytes([place; 32]),
            rpk: PointBytes([place; 32]),
            contents: [FieldBytes([place; 32]); 3],
            memo: SealedMemo([place; 144]),
        },
        asset_commitment: PointBytes([place; 32]),
        proof: ProofBytes([place; 128]),
    }
}

fn making<T: Config>(notes: u32, bytes: u32) -> PackageCommand {
    let contents = (0u8..).take(notes as usize).map(description).collect();
    let mut command = PackageCommand::Create {
        id: package_id(&NIL),
        contents: BoundedVec::truncate_from(contents),
        data: BoundedVec::truncate_from(alloc::vec![7; bytes as usize]),
        deposit: 0,
    };
    let needed = Pallet::<T>::deposit(&command);
    if let PackageCommand::Create { deposit, .. } = &mut command {
        *deposit = needed;
    }
    command
}

fn order<T: Config>(command: &PackageCommand) -> Result<(), BenchmarkError> {
    Pallet::<T>::validate(command, &NIL).map_err(|_| "the command is valid")?;
    Ok(Pallet::<T>::execute(command, &NIL)?)
}

#[benchmarks]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn create(c: Linear<0, MAX_PACKED>, b: Linear<17, MAX_SEALED_LEN>) -> Result<(), BenchmarkError> {
        let command = making::<T>(c, b);
        #[block]
        {
            order::<T>(&command)?;
        }
        assert!(Packages::<T>::contains_key(command.id()) && Data::<T>::contains_key(command.id()));
        Ok(())
    }

    #[benchmark]
    fn open() -> Result<(), BenchmarkError> {
        let made = making::<T>(MAX_PACKED, MAX_SEALED_LEN);
        order::<T>(&made)?;
        let id = *made.id();
        let deposit = Packages::<T>::get(id).map(|kept| kept.deposit).ok_or("it was made")?;
        let command = PackageCommand::Open { id, deposit };
        let released;
        #[block]
        {
            released = Pallet::<T>::released(command.id());
            order::<T>(&command)?;
        }
        assert_eq!(released.len(), MAX_PACKED as usize);
        assert!(!Packages::<T>::contains_key(command.id()));
        Ok(())
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::chain(), crate::mock::Test);
}
