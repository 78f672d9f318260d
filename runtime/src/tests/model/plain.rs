//! The model: what a person would do with pencil and paper.

use std::collections::{BTreeMap, BTreeSet};

use frame_support::assert_ok;
use sero_shielded::{
    asset::{Asset, ListedAsset, SERO_NAME},
    bundle::PublicTerm,
    command::{Command, CommandError, PackageCommand, TicketCommand, TicketData, TokenCommand},
    encoding::FieldBytes,
    keys::PkrBytes,
    name::Name,
    package::package_id,
    registry::{Issuer, TicketRecord},
};
use sp_runtime::{DispatchError, TokenError};

use super::{accounts, in_pool, issuer as issuer_of, name};
use crate::{accounting, accounting::Accounts, registry, Balances, Packages, Runtime, ShieldedAssets, SERO};

/// What stands under a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Token { cap: Option<u128>, supply: u128 },
    Category { tickets: u128 },
}

/// The model.
#[derive(Clone, Debug)]
pub struct Model {
    names: BTreeMap<[u8; 32], (Kind, Option<u8>)>,
    skeletons: BTreeSet<[u8; 32]>,
    /// What comes back for each ticket; nothing for burnt ones.
    pub tickets: BTreeMap<([u8; 32], [u8; 32]), Option<u128>>,
    /// What comes back for each package.
    pub packages: BTreeMap<[u8; 32], u128>,
    /// Ids in the order in which they were made, opened ones included.
    pub made: Vec<[u8; 32]>,
    pool: BTreeMap<Asset, u128>,
    holdings: BTreeMap<(usize, Asset), u128>,
    balances: [u128; 2],
    /// Native coins of all other accounts.
    others: u128,
    listed: Vec<Asset>,
    fees: u128,
}

impl Model {
    /// The chain's state behind the genesis.
    pub fn new() -> Self {
        let balances = accounts().map(|who| Balances::free_balance(&who));
        Model {
            names: [(SERO_NAME, (Kind::Token { cap: None, supply: 0 }, None))].into(),
            skeletons: [Name::SERO.skeleton()].into(),
            tickets: BTreeMap::new(),
            packages: BTreeMap::new(),
            made: vec![],
            pool: [(Asset::sero(), in_pool(&Asset::sero()))].into(),
            holdings: BTreeMap::new(),
            balances,
            others: Balances::total_issuance() - balances[0] - balances[1],
            listed: vec![Asset::sero()],
            fees: 0,
        }
    }

    fn pool(&self, asset: &Asset) -> u128 {
        self.pool.get(asset).copied().unwrap_or_default()
    }

    fn held(&self, account: usize, asset: &Asset) -> u128 {
        self.holdings.get(&(account, *asset)).copied().unwrap_or_default()
    }

    /// An asset that may exist: tokens, tickets, packages.
    pub fn asset(&self, at: usize) -> Asset {
        match at {
            0..=3 => Asset::Token(name(at)),
            4 | 5 => Asset::sero(),
            6..=8 => Asset::Ticket { category: name(2), id: [at as u8 - 6; 32] },
            9 => Asset::Ticket { category: name(0), id: [0; 32] },
            _ => Asset::Package(self.made.get(at - 10).copied().unwrap_or([8; 32])),
        }
    }

    /// Whether terms can be met: the place of the first that cannot.
    pub fn room(&self, terms: &[PublicTerm]) -> Result<(), u32> {
        for (place, term) in (0u32..).zip(terms) {
            let before = terms.iter().take(place as usize);
            let same = before.filter(|other| other.asset == term.asset && other.inward == term.inward);
            let moved: u128 = same.map(|other| other.value).sum();
            let sum = moved.checked_add(term.value).ok_or(place)?;
            let fits = match term.inward {
                true => self.pool(&term.asset).checked_add(sum).is_some(),
                false => self.pool(&term.asset) >= sum,
            };
            fits.then_some(()).ok_or(place)?;
        }
        Ok(())
    }

    fn name_rule(&self, bytes: &[u8; 32], deposit: u128) -> Result<(), CommandError> {
        let name = Name::from_bytes(bytes)?;
        if self.names.contains_key(bytes) {
            return Err(CommandError::NameTaken);
        }
        if self.skeletons.contains(&name.skeleton()) {
            return Err(CommandError::LookAlike);
        }
        exact(deposit, name_deposit(bytes))
    }

    fn issued_by(&self, name: &[u8; 32], by: u8, token: bool) -> Result<Kind, CommandError> {
        let (kind, issuer) = self.names.get(name).ok_or(CommandError::Unregistered)?;
        if matches!(kind, Kind::Token { .. }) != token {
            return Err(CommandError::WrongKind);
        }
        if *issuer != Some(by) {
            return Err(CommandError::NotIssuer);
        }
        Ok(*kind)
    }

    /// The rule that a command breaks.
    pub fn rule(&self, command: &Command, by: u8, first_nil: &FieldBytes) -> Result<(), CommandError> {
        match command {
            Command::Token(TokenCommand::Register { name, cap, value, deposit, .. }) => {
                self.name_rule(name, *deposit)?;
                within(*cap, *value)
            }
            Command::Token(TokenCommand::Issue { name, value }) => {
                let Kind::Token { cap, supply } = self.known_token(name, Some(by))? else { panic!("it is a token") };
                nonzero(*value)?;
                within(cap, supply.checked_add(*value).ok_or(CommandError::Supply)?)
            }
            Command::Token(TokenCommand::Burn { name, value }) => {
                let Kind::Token { supply, .. } = self.known_token(name, None)? else { panic!("it is a token") };
                nonzero(*value)?;
                if supply < *value {
                    return Err(CommandError::Burn(supply));
                }
                Ok(())
            }
            Command::Token(TokenCommand::SetIssuer { name, .. }) => self.issued_by(name, by, true).map(|_| ()),
            Command::Ticket(TicketCommand::Register { category, deposit }) => self.name_rule(category, *deposit),
            Command::Ticket(TicketCommand::Issue { category, id, deposit, .. }) => {
                self.issued_by(category, by, false)?;
                if self.tickets.contains_key(&(*category, *id)) {
                    return Err(CommandError::TicketIssued);
                }
                exact(*deposit, PLACE + stored(1))
            }
            Command::Ticket(TicketCommand::Burn { category, id, deposit }) => {
                match self.names.get(category) {
                    None => return Err(CommandError::Unregistered),
                    Some((Kind::Token { .. }, _)) => return Err(CommandError::WrongKind),
                    Some((Kind::Category { .. }, _)) => {}
                }
                let locked = self.tickets.get(&(*category, *id)).copied().flatten();
                exact(*deposit, locked.ok_or(CommandError::TicketUnknown)?)
            }
            Command::Ticket(TicketCommand::SetIssuer { category, .. }) => {
                self.issued_by(category, by, false).map(|_| ())
            }
            Command::Package(PackageCommand::Create { id, contents, data, deposit }) => {
                if *id != package_id(first_nil) {
                    return Err(CommandError::PackageId);
                }
                match data.len() {
                    0 if contents.is_empty() => return Err(CommandError::PackageEmpty),
                    bytes @ 1..=16 => return Err(CommandError::PackageData(bytes as u32)),
                    _ => {}
                }
                exact(*deposit, PLACE + package_deposit(contents.len(), data.len()))
            }
            Command::Package(PackageCommand::Open { id, deposit }) => {
                exact(*deposit, *self.packages.get(id).ok_or(CommandError::PackageUnknown)?)
            }
        }
    }

    /// A token that is not the native coin, and whose issuer is `by` where one is asked for.
    fn known_token(&self, name: &[u8; 32], by: Option<u8>) -> Result<Kind, CommandError> {
        if *name == SERO_NAME {
            return Err(CommandError::Native);
        }
        match (self.names.get(name), by) {
            (Some((kind @ Kind::Token { .. }, _)), None) => Ok(*kind),
            (Some(_), None) => Err(CommandError::WrongKind),
            (None, None) => Err(CommandError::Unregistered),
            (_, Some(by)) => self.issued_by(name, by, true),
        }
    }

    /// Moves what terms move, and the fee.
    pub fn settle(&mut self, terms: &[PublicTerm], fee: u128) {
        for term in terms {
            let held = self.pool.entry(term.asset).or_default();
            *held = if term.inward { *held + term.value } else { *held - term.value };
        }
        self.fees += fee;
    }

    /// Does what a valid command says.
    pub fn execute(&mut self, command: &Command, by: u8) {
        match command {
            Command::Token(TokenCommand::Register { name, cap, value, .. }) => {
                self.skeletons.insert(Name::from_bytes(name).expect("it is valid").skeleton());
                self.names.insert(*name, (Kind::Token { cap: *cap, supply: *value }, Some(by)));
                self.listed.push(Asset::Token(*name));
            }
            Command::Token(TokenCommand::Issue { name, value }) => {
                self.change(name, |supply| supply + value);
            }
            Command::Token(TokenCommand::Burn { name, value }) => {
                self.change(name, |supply| supply - value);
            }
            Command::Token(TokenCommand::SetIssuer { name, issuer }) => self.hand_on(name, issuer),
            Command::Ticket(TicketCommand::SetIssuer { category, issuer }) => self.hand_on(category, issuer),
            Command::Ticket(TicketCommand::Register { category, .. }) => {
                self.skeletons.insert(Name::from_bytes(category).expect("it is valid").skeleton());
                self.names.insert(*category, (Kind::Category { tickets: 0 }, Some(by)));
            }
            Command::Ticket(TicketCommand::Issue { category, id, deposit, .. }) => {
                self.tickets.insert((*category, *id), Some(*deposit - PLACE));
                self.change(category, |tickets| tickets + 1);
                self.listed.push(Asset::Ticket { category: *category, id: *id });
            }
            Command::Ticket(TicketCommand::Burn { category, id, .. }) => {
                self.tickets.insert((*category, *id), None);
                self.change(category, |tickets| tickets - 1);
            }
            Command::Package(PackageCommand::Create { id, deposit, .. }) => {
                self.packages.insert(*id, *deposit - PLACE);
                self.made.push(*id);
                self.listed.push(Asset::Package(*id));
            }
            Command::Package(PackageCommand::Open { id, .. }) => {
                self.packages.remove(id);
            }
        }
    }

    fn change(&mut self, name: &[u8; 32], change: impl FnOnce(u128) -> u128) {
        let (kind, _) = self.names.get_mut(name).expect("it is registered");
        let (Kind::Token { supply: number, .. } | Kind::Category { tickets: number }) = kind;
        *number = change(*number);
    }

    fn hand_on(&mut self, name: &[u8; 32], issuer: &Option<PkrBytes>) {
        let number = issuer.map(|to| (0..2).find(|number| issuer_of(*number) == to).expect("one of ours"));
        self.names.get_mut(name).expect("it is registered").1 = number;
    }

    /// Whether an account can be paid.
    pub fn payable(&self, account: usize, asset: &Asset, value: u128) -> bool {
        if asset.is_sero() {
            let public = self.others + self.balances[0] + self.balances[1];
            return public.checked_add(value).is_some();
        }
        let sum = self.held(account, asset).checked_add(value);
        self.listed.contains(asset) && sum.is_some_and(|sum| matches!(asset, Asset::Token(_)) || sum == 1)
    }

    pub fn pay(&mut self, account: usize, asset: &Asset, value: u128) {
        if asset.is_sero() {
            self.balances[account] += value;
        } else {
            *self.holdings.entry((account, *asset)).or_default() += value;
        }
    }

    pub fn take(&mut self, account: usize, asset: &Asset, value: u128) -> Result<(), DispatchError> {
        if value == 0 || !(matches!(asset, Asset::Token(_)) || value == 1) {
            return Err(pallet_shielded::Error::<Runtime>::InvalidValue.into());
        }
        if !self.listed.contains(asset) {
            return Err(TokenError::UnknownAsset.into());
        }
        let from = match asset.is_sero() {
            true => &mut self.balances[account],
            false => self.holdings.entry((account, *asset)).or_default(),
        };
        *from = from.checked_sub(value).ok_or(TokenError::FundsUnavailable)?;
        *self.pool.entry(*asset).or_default() += value;
        Ok(())
    }

    /// Compares the chain with the model.
    pub fn agrees(&self) {
        for (name, (kind, issuer)) in &self.names {
            let issuer = issuer.map(|by| Issuer::Address(issuer_of(by)));
            match kind {
                Kind::Token { .. } if *name == SERO_NAME => {}
                Kind::Token { cap, supply } => {
                    let token = registry::token(name).expect("it is registered");
                    assert_eq!((token.cap, token.supply, token.issuer), (*cap, *supply, issuer));
                }
                Kind::Category { tickets } => {
                    let category = registry::category(name).expect("it is registered");
                    assert_eq!((category.tickets, category.issuer), (*tickets, issuer));
                }
            }
        }
        assert_eq!(pallet_shielded_assets::Names::<Runtime>::iter().count(), self.names.len());
        for ((category, id), locked) in &self.tickets {
            let record = registry::ticket(category, id).expect("it was issued");
            let expected = locked
                .map_or(TicketRecord::Burnt, |deposit| TicketRecord::Held { data: TicketData::default(), deposit });
            assert_eq!(record, expected);
        }
        for id in &self.made {
            assert_eq!(registry::package(id).map(|package| package.deposit), self.packages.get(id).copied());
        }
        for (asset, value) in &self.pool {
            assert_eq!(in_pool(asset), *value, "{asset:?}");
        }
        for ((account, asset), value) in &self.holdings {
            let id = FieldBytes::from(asset.id());
            assert_eq!(pallet_shielded_assets::Holdings::<Runtime>::get(&accounts()[*account], id), *value);
        }
        assert_eq!(accounts().map(|who| Balances::free_balance(&who)), self.balances);
        let (total, listed) = registry::assets(0, u32::MAX);
        assert_eq!(total, listed.len() as u64);
        assert_eq!(listed.iter().map(|ListedAsset { asset, .. }| *asset).collect::<Vec<_>>(), self.listed);
        // Deposits, and no native coin lost.
        let now = Accounts::now();
        let places = |count: usize| PLACE * count as u128;
        let tickets: u128 = places(self.tickets.len()) + self.tickets.values().flatten().sum::<u128>();
        let names: u128 = self.names.keys().map(name_deposit).sum();
        assert_eq!(now.assets, names + tickets);
        assert_eq!(now.packages, places(self.made.len()) + self.packages.values().sum::<u128>());
        assert_eq!(now.pending, self.fees);
        assert_ok!(accounting::check());
        assert_ok!(ShieldedAssets::do_try_state());
        assert_ok!(Packages::do_try_state());
    }
}

fn exact(given: u128, needed: u128) -> Result<(), CommandError> {
    (given == needed).then_some(()).ok_or(CommandError::Deposit { given, needed })
}

fn within(cap: Option<u128>, supply: u128) -> Result<(), CommandError> {
    match cap {
        Some(cap) if cap < supply => Err(CommandError::Cap { supply, cap }),
        _ => Ok(()),
    }
}

fn nonzero(value: u128) -> Result<(), CommandError> {
    (value > 0).then_some(()).ok_or(CommandError::ZeroValue)
}

/// Of the names here: four letters and six. Nothing is locked for the native coin's.
pub fn name_deposit(name: &[u8; 32]) -> u128 {
    match name {
        name if *name == SERO_NAME => 0,
        name if name[4] == 0 => 500 * SERO,
        _ => 10 * SERO,
    }
}

/// Of a ticket or package, whatever becomes of it.
pub const PLACE: u128 = SERO / 10;

/// Of so many bytes.
pub fn stored(bytes: usize) -> u128 {
    bytes as u128 * SERO / 1_000
}

/// A description has 560 bytes.
pub fn package_deposit(notes: usize, bytes: usize) -> u128 {
    stored(1 + 560 * notes + bytes)
}
