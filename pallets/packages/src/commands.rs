//! Commands of bundles about packages.
//!
//! # Consensus
//! Both are decided wholly in validity: on the state that validity saw, execution succeeds.

use crate::{Config, Data, Deposits, Error, Event, Kept, Packages, Pallet};
use alloc::{vec, vec::Vec};
use codec::Encode;
use frame_support::{storage::with_storage_layer, traits::Get};
use pallet_shielded::ListAsset;
use sero_shielded::{
    asset::Asset,
    bundle::ShieldedOutput,
    command::{CommandError, PackageCommand},
    encoding::{FieldBytes, PointBytes},
    package::package_id,
};
use sp_runtime::{traits::Convert, ArithmeticError, DispatchError, DispatchResult, SaturatedConversion};

/// Bytes that encryption adds: data of no more hold nothing.
const TAG: usize = 16;

/// The tag by which bundles that want one package know of each other in the pool.
pub fn claim(id: &[u8; 32]) -> Vec<u8> {
    (b"sero/package", id).encode()
}

impl<T: Config> Pallet<T> {
    /// Decides a command of packages, and returns what it claims.
    ///
    /// # Consensus
    /// A new package has the id of the bundle's first nil, holds notes or data, and locks exactly the deposits of its place and its size.
    /// One that is opened exists, and the deposit is what was locked for its size.
    ///
    /// # Errors
    /// The rule that it breaks.
    pub fn validate(command: &PackageCommand, first_nil: &FieldBytes) -> Result<Vec<Vec<u8>>, CommandError> {
        match command {
            PackageCommand::Create { id, contents, data, deposit } => {
                if *id != package_id(first_nil) || Packages::<T>::contains_key(id) {
                    return Err(CommandError::PackageId);
                }
                if contents.is_empty() && data.is_empty() {
                    return Err(CommandError::PackageEmpty);
                }
                if !data.is_empty() && data.len() <= TAG {
                    return Err(CommandError::PackageData(data.len() as u32));
                }
                exactly(*deposit, Self::deposit(command))?;
            }
            PackageCommand::Open { id, deposit } => {
                let kept = Packages::<T>::get(id).ok_or(CommandError::PackageUnknown)?;
                exactly(*deposit, kept.deposit)?;
            }
        }
        Ok(vec![claim(command.id())])
    }

    /// Executes a command of packages, or changes nothing. The coins and the package's unit are moved by whoever calls.
    ///
    /// # Errors
    /// Where [`Self::validate`] would refuse it.
    pub fn execute(command: &PackageCommand, first_nil: &FieldBytes) -> DispatchResult {
        with_storage_layer(|| {
            Self::validate(command, first_nil).map_err(Error::<T>::from)?;
            match command {
                PackageCommand::Create { id, contents, data, deposit } => {
                    change_deposits::<T>(|sum| sum.checked_add(*deposit))?;
                    let created = frame_system::Pallet::<T>::block_number().saturated_into();
                    // The rest pays for the place in the list.
                    let returned = size_deposit::<T>(contents, data);
                    Packages::<T>::insert(id, Kept { contents: contents.clone(), deposit: returned, created });
                    if !data.is_empty() {
                        Data::<T>::insert(id, data);
                    }
                    let index = T::Assets::list(Asset::Package(*id), 0)?;
                    Self::deposit_event(Event::PackageCreated { id: *id, index });
                }
                PackageCommand::Open { id, deposit } => {
                    change_deposits::<T>(|sum| sum.checked_sub(*deposit))?;
                    Packages::<T>::remove(id);
                    Data::<T>::remove(id);
                    Self::deposit_event(Event::PackageOpened { id: *id });
                }
            }
            Ok(())
        })
    }

    /// The asset commitments that re-enter the balance of a bundle which opens a package.
    pub fn released(id: &[u8; 32]) -> Vec<PointBytes> {
        let kept = Packages::<T>::get(id).map(|kept| kept.contents).unwrap_or_default();
        kept.iter().map(|content| content.asset_commitment).collect()
    }

    /// What a command of packages has to name as its deposit; 0 where there is no such package.
    pub fn deposit(command: &PackageCommand) -> u128 {
        match command {
            PackageCommand::Create { contents, data, .. } => {
                T::Place::get().saturating_add(size_deposit::<T>(contents, data))
            }
            PackageCommand::Open { id, .. } => Packages::<T>::get(id).map_or(0, |kept| kept.deposit),
        }
    }
}

/// What a package locks until it is opened.
fn size_deposit<T: Config>(contents: &[ShieldedOutput], data: &[u8]) -> u128 {
    let bytes = contents.encoded_size().saturating_add(data.len());
    T::Deposit::convert(u32::try_from(bytes).unwrap_or(u32::MAX))
}

/// # Consensus
/// Deposits are exact: a wallet computes the balance out of the command alone.
fn exactly(given: u128, needed: u128) -> Result<(), CommandError> {
    if given != needed {
        return Err(CommandError::Deposit { given, needed });
    }
    Ok(())
}

fn change_deposits<T: Config>(change: impl FnOnce(u128) -> Option<u128>) -> DispatchResult {
    Deposits::<T>::try_mutate(|sum| {
        *sum = change(*sum).ok_or(DispatchError::Arithmetic(ArithmeticError::Overflow))?;
        Ok(())
    })
}
