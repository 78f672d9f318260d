//! The tests' wallet on the mock chain, and short ways to give commands.

use crate::mock::*;
use pallet_shielded::{Bundle, Event, Refusal};
use sero_shielded::{
    asset::Asset,
    bundle::{Destination, PublicOut},
    command::{Command, CommandError, TicketCommand, TicketData, TokenCommand},
    encoding::FieldBytes,
    keys::{PkrBytes, SpendingKey},
    name::Name,
};
use shielded_fixture::Place;
use sp_runtime::DispatchResult;

pub use shielded_fixture::{address_of, pay, pay_in, person, public_out, Wallet};

pub type Draft = shielded_fixture::Draft<Command>;
pub type Recipe<'a> = shielded_fixture::Recipe<'a, Command>;

/// The wallet's view of the mock chain.
pub trait OnChain {
    /// Reads the events of the present block, ends it, and remembers its root.
    fn end_block(&mut self);
    /// Proves a recipe for the present block.
    fn draft(&self, recipe: Recipe<'_>) -> Draft;
}

impl OnChain for Wallet {
    fn end_block(&mut self) {
        let block = System::block_number() as u32;
        for record in System::events() {
            if let RuntimeEvent::Shielded(Event::NoteAdded { index, note }) = record.event {
                self.read(index, &note);
            }
        }
        next_block();
        self.checkpoint(block);
    }

    fn draft(&self, recipe: Recipe<'_>) -> Draft {
        let place = Place {
            block: System::block_number() as u32,
            genesis: System::block_hash(0).into(),
            transaction_version: System::runtime_version().transaction_version,
        };
        self.draft_at(place, recipe)
    }
}

/// A chain on which a person owns one note of native coins of each value.
pub fn funded(keys: &SpendingKey, others: &[&SpendingKey], values: &[u128]) -> Wallet {
    let people: Vec<&SpendingKey> = [keys].into_iter().chain(others.iter().copied()).collect();
    let mut wallet = Wallet::new(&people);
    for value in values {
        let to = Box::new(address_of(keys));
        Shielded::shield(RuntimeOrigin::signed(ALICE), to, Asset::sero(), *value).unwrap();
    }
    wallet.end_block();
    wallet
}

/// Submits a bundle as the chain does: validity, then dispatch on the same state.
pub fn submit(bundle: Bundle<Command>) -> Result<(), Refusal> {
    Shielded::check(&bundle)?;
    let authorized: RuntimeOrigin = frame_system::RawOrigin::Authorized.into();
    Shielded::submit(authorized, Box::new(bundle)).expect("what is authorised can be dispatched");
    Ok(())
}

/// How a bundle is refused.
pub fn refused(bundle: &Bundle<Command>) -> Refusal {
    Shielded::check(bundle).expect_err("the bundle must be refused")
}

/// What the turnstile holds of an asset.
pub fn held(asset: &Asset) -> u128 {
    pallet_shielded::Turnstile::<Test>::get(FieldBytes::from(asset.id()))
}

pub fn to_account(account: &sp_runtime::AccountId32, asset: Asset, value: u128) -> PublicOut {
    let bytes = *<sp_runtime::AccountId32 as AsRef<[u8; 32]>>::as_ref(account);
    PublicOut { asset, ..public_out(Destination::Account(bytes), value) }
}

/// The bytes of a name.
pub fn name(text: &str) -> [u8; 32] {
    *Name::parse(text).unwrap().bytes()
}

/// 32 bytes that begin like that, which need not be a name.
pub fn raw(text: &[u8]) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes[..text.len()].copy_from_slice(text);
    bytes
}

/// A one-time address that is the same in every run.
pub fn issuer(number: u8) -> PkrBytes {
    let r = sero_shielded::hash::hs("test", &[&[number]]);
    person(number).address().one_time(&r).unwrap().to_bytes()
}

/// The command that registers a token, with its right deposit.
pub fn register(name: [u8; 32], value: u128, cap: Option<u128>) -> TokenCommand {
    let mut command = TokenCommand::Register { name, decimals: 9, cap, value, deposit: 0 };
    let right = ShieldedAssets::token_deposit(&command);
    if let TokenCommand::Register { deposit, .. } = &mut command {
        *deposit = right;
    }
    command
}

/// The command that registers a category, with its right deposit.
pub fn register_category(category: [u8; 32]) -> TicketCommand {
    let deposit = ShieldedAssets::ticket_deposit(&TicketCommand::Register { category, deposit: 0 });
    TicketCommand::Register { category, deposit }
}

/// The command that issues a ticket, with its right deposit.
pub fn issue_ticket(category: [u8; 32], id: [u8; 32], data: TicketData) -> TicketCommand {
    let deposit =
        ShieldedAssets::ticket_deposit(&TicketCommand::Issue { category, id, data: data.clone(), deposit: 0 });
    TicketCommand::Issue { category, id, data, deposit }
}

/// The command that burns a ticket, with its right deposit.
pub fn burn_ticket(category: [u8; 32], id: [u8; 32]) -> TicketCommand {
    let deposit = ShieldedAssets::ticket_deposit(&TicketCommand::Burn { category, id, deposit: 0 });
    TicketCommand::Burn { category, id, deposit }
}

/// A command as a bundle would give it, without the bundle: it is decided, its terms move between a reserve of native coins and
/// the pool, it is executed. For rules in which no proof takes part.
pub fn order(command: impl Into<Order>, from: &PkrBytes) -> Result<(), CommandError> {
    let order = command.into().0;
    let first_nil = FieldBytes([0; 32]);
    let context = pallet_shielded::CommandContext { from, first_nil: &first_nil };
    pallet_shielded::Command::<Test>::validate(&order, &context)?;
    for term in order.terms() {
        let id = FieldBytes::from(term.asset.id());
        pallet_shielded::Turnstile::<Test>::mutate(id, |held| {
            *held = match term.inward {
                true => held.checked_add(term.value).expect("the pool takes it"),
                false => held.checked_sub(term.value).expect("the pool has it"),
            }
        });
    }
    let executed: DispatchResult = pallet_shielded::Command::<Test>::execute(&order, &context);
    executed.expect("what validity allows can be executed");
    Ok(())
}

/// A command of either kind.
pub struct Order(Command);

impl From<TokenCommand> for Order {
    fn from(command: TokenCommand) -> Self {
        Order(Command::Token(command))
    }
}

impl From<TicketCommand> for Order {
    fn from(command: TicketCommand) -> Self {
        Order(Command::Ticket(command))
    }
}

/// Puts native coins into the pool, for deposits.
pub fn reserve(value: u128) {
    Shielded::shield(RuntimeOrigin::signed(ALICE), Box::new(issuer(9)), Asset::sero(), value).unwrap();
}

/// How a command is refused; nothing changes.
pub fn refuse(command: impl Into<Order>, from: &PkrBytes) -> CommandError {
    use sp_runtime::StateVersion::V1;
    let before = sp_io::storage::root(V1);
    let error = order(command, from).expect_err("the command must be refused");
    assert_eq!(before, sp_io::storage::root(V1), "a refusal writes nothing");
    error
}
