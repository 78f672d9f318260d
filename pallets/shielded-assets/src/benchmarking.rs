//! What orders cost: deciding one and executing it, as a bundle's command does both. What their terms cost, the shielded pool
//! measures.

use crate::{Config, DepositRule, Names, Pallet, Tickets};
use alloc::vec::Vec;
use frame_benchmarking::v2::*;
use frame_support::BoundedVec;
use sero_shielded::{
    command::{Entry, TicketCommand, TicketData, TokenCommand, Value, MAX_BYTES, MAX_DECIMALS, MAX_ENTRIES},
    hash::hs,
    keys::{PkrBytes, Seed, SpendingKey},
    name::Name,
    registry::TicketRecord,
};

/// Bytes of data in all entries of a ticket together.
const MOST: u32 = MAX_ENTRIES * MAX_BYTES;
/// The id of the ticket.
const ID: [u8; 32] = [5; 32];

fn issuer() -> Result<PkrBytes, BenchmarkError> {
    let keys = SpendingKey::from_seed(&Seed::new([1; 32])).map_err(|_| "the seed gives a key")?.address();
    Ok(keys.one_time(&hs("benchmark", &[])).map_err(|_| "the address can be used")?.to_bytes())
}

/// The longest name, and the widest.
fn name() -> Result<Name, BenchmarkError> {
    Ok(Name::from_bytes(&[b'W'; 32]).map_err(|_| "a name of letters")?)
}

fn name_deposit<T: Config>() -> u128 {
    T::Deposits::name(32)
}

/// `bytes` of data in as few entries as can hold them.
fn data(bytes: u32) -> TicketData {
    let entry = |(place, bytes): (u8, u32)| Entry {
        key: BoundedVec::truncate_from(alloc::vec![b'a'.saturating_add(place)]),
        value: Value::Bytes(BoundedVec::truncate_from(alloc::vec![7; bytes as usize])),
    };
    let whole = (0..bytes / MAX_BYTES).map(|_| MAX_BYTES);
    let rest = Some(bytes % MAX_BYTES).filter(|rest| *rest > 0);
    TicketData(BoundedVec::truncate_from((0u8..).zip(whole.chain(rest)).map(entry).collect::<Vec<_>>()))
}

/// Deciding and executing an order of `from`, whose address is made before anything is measured.
fn token<T: Config>(command: TokenCommand, from: &PkrBytes) -> Result<(), BenchmarkError> {
    Pallet::<T>::validate_token(&command, from).map_err(|_| "the command is valid")?;
    Ok(Pallet::<T>::execute_token(&command, from)?)
}

fn ticket<T: Config>(command: TicketCommand, from: &PkrBytes) -> Result<(), BenchmarkError> {
    Pallet::<T>::validate_ticket(&command, from).map_err(|_| "the command is valid")?;
    Ok(Pallet::<T>::execute_ticket(&command, from)?)
}

fn registration<T: Config>() -> Result<TokenCommand, BenchmarkError> {
    let (name, deposit) = (*name()?.bytes(), name_deposit::<T>());
    Ok(TokenCommand::Register { name, decimals: MAX_DECIMALS, cap: Some(u128::MAX), value: 1_000, deposit })
}

fn category<T: Config>() -> Result<TicketCommand, BenchmarkError> {
    Ok(TicketCommand::Register { category: *name()?.bytes(), deposit: name_deposit::<T>() })
}

fn issue<T: Config>(bytes: u32) -> Result<TicketCommand, BenchmarkError> {
    let data = data(bytes);
    let deposit = Pallet::<T>::ticket_deposit_of(&data);
    Ok(TicketCommand::Issue { category: *name()?.bytes(), id: ID, data, deposit })
}

#[benchmarks]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn register_token() -> Result<(), BenchmarkError> {
        let from = issuer()?;
        let command = registration::<T>()?;
        #[block]
        {
            token::<T>(command, &from)?;
        }
        assert!(Names::<T>::contains_key(name()?.bytes()));
        Ok(())
    }

    #[benchmark]
    fn register_category() -> Result<(), BenchmarkError> {
        let from = issuer()?;
        let command = category::<T>()?;
        #[block]
        {
            ticket::<T>(command, &from)?;
        }
        assert!(Names::<T>::contains_key(name()?.bytes()));
        Ok(())
    }

    #[benchmark]
    fn issue_token() -> Result<(), BenchmarkError> {
        let from = issuer()?;
        token::<T>(registration::<T>()?, &from)?;
        let name = *name()?.bytes();
        #[block]
        {
            token::<T>(TokenCommand::Issue { name, value: 7 }, &from)?;
        }
        assert_eq!(Pallet::<T>::token(&name).map(|token| token.supply), Some(1_007));
        Ok(())
    }

    #[benchmark]
    fn burn_token() -> Result<(), BenchmarkError> {
        let from = issuer()?;
        token::<T>(registration::<T>()?, &from)?;
        let name = *name()?.bytes();
        #[block]
        {
            token::<T>(TokenCommand::Burn { name, value: 7 }, &from)?;
        }
        assert_eq!(Pallet::<T>::token(&name).map(|token| token.supply), Some(993));
        Ok(())
    }

    #[benchmark]
    fn set_issuer() -> Result<(), BenchmarkError> {
        let from = issuer()?;
        token::<T>(registration::<T>()?, &from)?;
        let command = TokenCommand::SetIssuer { name: *name()?.bytes(), issuer: Some(from) };
        #[block]
        {
            token::<T>(command, &from)?;
        }
        Ok(())
    }

    #[benchmark]
    fn issue_ticket(b: Linear<0, MOST>) -> Result<(), BenchmarkError> {
        let from = issuer()?;
        ticket::<T>(category::<T>()?, &from)?;
        let command = issue::<T>(b)?;
        #[block]
        {
            ticket::<T>(command, &from)?;
        }
        assert!(Tickets::<T>::contains_key(name()?.bytes(), ID));
        Ok(())
    }

    #[benchmark]
    fn burn_ticket() -> Result<(), BenchmarkError> {
        let from = issuer()?;
        ticket::<T>(category::<T>()?, &from)?;
        let (issued, category) = (issue::<T>(MOST)?, *name()?.bytes());
        ticket::<T>(issued, &from)?;
        let deposit = Pallet::<T>::returned_for(&category, &ID).ok_or("the ticket exists")?;
        #[block]
        {
            ticket::<T>(TicketCommand::Burn { category, id: ID, deposit }, &from)?;
        }
        assert_eq!(Pallet::<T>::ticket(&category, &ID), Some(TicketRecord::Burnt));
        Ok(())
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::chain(), crate::mock::Test);
}
