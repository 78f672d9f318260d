//! What a chain keeps of tokens, tickets and packages, and which commands it refuses. A plain model: maps and no hurry.

use std::collections::{BTreeMap, BTreeSet};

use codec::Encode;
use sero_shielded::{
    asset::{Asset, ListedAsset, SERO, SERO_DECIMALS},
    bundle::BundleBody,
    command::{
        Command, CommandError, PackageCommand, StoredPackage, TicketCommand, TicketData, TokenCommand, MAX_DECIMALS,
    },
    encoding::PointBytes,
    keys::PkrBytes,
    name::Name,
    note::PublicNote,
    package::package_id,
    registry::{CategoryRecord, Issuer, TicketRecord, TokenRecord},
};

/// Locked for a name.
pub const NAME_DEPOSIT: u128 = 10 * SERO;
/// Locked for each byte of a ticket's data, on top of as much for the ticket itself. What is locked for the bytes comes back.
pub const BYTE_DEPOSIT: u128 = SERO / 1000;
/// Locked for a package, and for each of its notes. The first does not come back: its id is kept for ever.
pub const PACKAGE_DEPOSIT: u128 = SERO / 10;

#[derive(Clone)]
pub struct Registry {
    pub listed: Vec<ListedAsset>,
    pub tokens: BTreeMap<[u8; 32], TokenRecord>,
    pub categories: BTreeMap<[u8; 32], CategoryRecord>,
    pub tickets: BTreeMap<([u8; 32], [u8; 32]), TicketRecord>,
    pub packages: BTreeMap<[u8; 32], StoredPackage>,
    skeletons: BTreeSet<[u8; 32]>,
}

impl Default for Registry {
    fn default() -> Self {
        Registry {
            listed: vec![ListedAsset { asset: Asset::sero(), decimals: SERO_DECIMALS }],
            tokens: BTreeMap::new(),
            categories: BTreeMap::new(),
            tickets: BTreeMap::new(),
            packages: BTreeMap::new(),
            skeletons: BTreeSet::from([Name::SERO.skeleton()]),
        }
    }
}

pub fn ticket_deposit(data: &TicketData) -> u128 {
    BYTE_DEPOSIT + ticket_returned(data)
}

/// What of it whoever burns the ticket gets.
pub fn ticket_returned(data: &TicketData) -> u128 {
    BYTE_DEPOSIT * data.encode().len() as u128
}

fn name(bytes: &[u8; 32]) -> Result<Name, CommandError> {
    Ok(Name::from_bytes(bytes)?)
}

fn same_deposit(given: u128, needed: u128) -> Result<(), CommandError> {
    match given == needed {
        true => Ok(()),
        false => Err(CommandError::Deposit { given, needed }),
    }
}

fn same_issuer(issuer: &Option<Issuer>, from: &PkrBytes) -> Result<(), CommandError> {
    match *issuer == Some(Issuer::Address(*from)) {
        true => Ok(()),
        false => Err(CommandError::NotIssuer),
    }
}

impl Registry {
    /// A note that a test gives away: of an asset that some contract issued.
    pub fn give(&mut self, note: &PublicNote, number: u32) {
        if note.asset.is_sero() {
            return;
        }
        self.list(note.asset, 0);
        if let Asset::Token(name) = note.asset {
            let token = self.tokens.entry(name).or_insert(TokenRecord {
                decimals: 0,
                supply: 0,
                cap: None,
                issuer: None,
                registered: number,
            });
            token.supply += note.value;
        }
    }

    pub fn list(&mut self, asset: Asset, decimals: u8) {
        if !self.listed.iter().any(|listed| listed.asset == asset) {
            self.listed.push(ListedAsset { asset, decimals });
        }
    }

    /// The deposit that a command has to name.
    pub fn deposit(&self, command: &Command) -> u128 {
        match command {
            Command::Token(TokenCommand::Register { .. }) | Command::Ticket(TicketCommand::Register { .. }) => {
                NAME_DEPOSIT
            }
            Command::Ticket(TicketCommand::Issue { data, .. }) => ticket_deposit(data),
            Command::Ticket(TicketCommand::Burn { category, id, .. }) => match self.tickets.get(&(*category, *id)) {
                Some(TicketRecord::Held { deposit, .. }) => *deposit,
                _ => 0,
            },
            Command::Package(PackageCommand::Create { contents, data, .. }) => {
                PACKAGE_DEPOSIT * (1 + contents.len() as u128) + BYTE_DEPOSIT * data.len() as u128
            }
            Command::Package(PackageCommand::Open { id, .. }) => {
                self.packages.get(id).map_or(0, |package| package.deposit)
            }
            _ => 0,
        }
    }

    /// The asset commitments that re-enter a bundle's balance.
    pub fn opened(&self, body: &BundleBody<Command>) -> Vec<PointBytes> {
        let id = body.command.as_ref().and_then(Command::opened);
        let package = id.and_then(|id| self.packages.get(&id));
        package.map(|package| package.asset_commitments().collect()).unwrap_or_default()
    }

    pub fn check(&self, body: &BundleBody<Command>) -> Result<(), CommandError> {
        let (Some(command), Some(from)) = (&body.command, &body.from) else { return Ok(()) };
        match command {
            Command::Token(command) => self.check_token(command, from),
            Command::Ticket(command) => self.check_ticket(command, from),
            Command::Package(command) => self.check_package(command, body),
        }
    }

    fn check_name(&self, bytes: &[u8; 32]) -> Result<(), CommandError> {
        let name = name(bytes)?;
        if self.tokens.contains_key(bytes) || self.categories.contains_key(bytes) {
            return Err(CommandError::NameTaken);
        }
        match self.skeletons.contains(&name.skeleton()) {
            true => Err(CommandError::LookAlike),
            false => Ok(()),
        }
    }

    fn token(&self, bytes: &[u8; 32]) -> Result<&TokenRecord, CommandError> {
        if name(bytes)? == Name::SERO {
            return Err(CommandError::Native);
        }
        self.tokens.get(bytes).ok_or(match self.categories.contains_key(bytes) {
            true => CommandError::WrongKind,
            false => CommandError::Unregistered,
        })
    }

    fn category(&self, bytes: &[u8; 32]) -> Result<&CategoryRecord, CommandError> {
        name(bytes)?;
        self.categories.get(bytes).ok_or(match self.tokens.contains_key(bytes) {
            true => CommandError::WrongKind,
            false => CommandError::Unregistered,
        })
    }

    fn check_token(&self, command: &TokenCommand, from: &PkrBytes) -> Result<(), CommandError> {
        let within = |supply: u128, value: u128, cap: Option<u128>| {
            let supply = supply.checked_add(value).ok_or(CommandError::Supply)?;
            match cap.filter(|cap| supply > *cap) {
                Some(cap) => Err(CommandError::Cap { supply, cap }),
                None => Ok(()),
            }
        };
        match command {
            TokenCommand::Register { name, decimals, cap, value, deposit } => {
                self.check_name(name)?;
                if *decimals > MAX_DECIMALS {
                    return Err(CommandError::Decimals(*decimals));
                }
                within(0, *value, *cap)?;
                same_deposit(*deposit, NAME_DEPOSIT)
            }
            TokenCommand::Issue { name, value } => {
                let token = self.token(name)?;
                same_issuer(&token.issuer, from)?;
                if *value == 0 {
                    return Err(CommandError::ZeroValue);
                }
                within(token.supply, *value, token.cap)
            }
            TokenCommand::Burn { name, value } => {
                let token = self.token(name)?;
                match *value {
                    0 => Err(CommandError::ZeroValue),
                    value if value > token.supply => Err(CommandError::Burn(token.supply)),
                    _ => Ok(()),
                }
            }
            TokenCommand::SetIssuer { name, .. } => same_issuer(&self.token(name)?.issuer, from),
        }
    }

    fn check_ticket(&self, command: &TicketCommand, from: &PkrBytes) -> Result<(), CommandError> {
        match command {
            TicketCommand::Register { category, deposit } => {
                self.check_name(category)?;
                same_deposit(*deposit, NAME_DEPOSIT)
            }
            TicketCommand::Issue { category, id, data, deposit } => {
                same_issuer(&self.category(category)?.issuer, from)?;
                data.check()?;
                if self.tickets.contains_key(&(*category, *id)) {
                    return Err(CommandError::TicketIssued);
                }
                same_deposit(*deposit, ticket_deposit(data))
            }
            TicketCommand::Burn { category, id, deposit } => {
                self.category(category)?;
                match self.tickets.get(&(*category, *id)) {
                    Some(TicketRecord::Held { deposit: held, .. }) => same_deposit(*deposit, *held),
                    _ => Err(CommandError::TicketUnknown),
                }
            }
            TicketCommand::SetIssuer { category, .. } => same_issuer(&self.category(category)?.issuer, from),
        }
    }

    fn check_package(&self, command: &PackageCommand, body: &BundleBody<Command>) -> Result<(), CommandError> {
        match command {
            PackageCommand::Create { id, contents, data, deposit } => {
                if body.inputs.first().map(|input| package_id(&input.nil)) != Some(*id) {
                    return Err(CommandError::PackageId);
                }
                if contents.is_empty() && data.is_empty() {
                    return Err(CommandError::PackageEmpty);
                }
                let needed = self.deposit(&Command::Package(command.clone()));
                same_deposit(*deposit, needed)
            }
            PackageCommand::Open { id, deposit } => {
                let package = self.packages.get(id).ok_or(CommandError::PackageUnknown)?;
                same_deposit(*deposit, package.deposit)
            }
        }
    }

    /// Does what [`Self::check`] allowed.
    pub fn execute(&mut self, body: &BundleBody<Command>, number: u32) {
        let (Some(command), Some(from)) = (&body.command, &body.from) else { return };
        let issuer = |address: &Option<PkrBytes>| address.map(Issuer::Address);
        match command.clone() {
            Command::Token(TokenCommand::Register { name: bytes, decimals, cap, value, .. }) => {
                self.skeletons.insert(name(&bytes).unwrap().skeleton());
                self.list(Asset::Token(bytes), decimals);
                let issuer = Some(Issuer::Address(*from));
                self.tokens.insert(bytes, TokenRecord { decimals, supply: value, cap, issuer, registered: number });
            }
            Command::Token(TokenCommand::Issue { name, value }) => self.tokens.get_mut(&name).unwrap().supply += value,
            Command::Token(TokenCommand::Burn { name, value }) => self.tokens.get_mut(&name).unwrap().supply -= value,
            Command::Token(TokenCommand::SetIssuer { name, issuer: next }) => {
                self.tokens.get_mut(&name).unwrap().issuer = issuer(&next);
            }
            Command::Ticket(TicketCommand::Register { category, .. }) => {
                self.skeletons.insert(name(&category).unwrap().skeleton());
                let issuer = Some(Issuer::Address(*from));
                self.categories.insert(category, CategoryRecord { tickets: 0, issuer, registered: number });
            }
            Command::Ticket(TicketCommand::Issue { category, id, data, .. }) => {
                let deposit = ticket_returned(&data);
                self.list(Asset::Ticket { category, id }, 0);
                self.categories.get_mut(&category).unwrap().tickets += 1;
                self.tickets.insert((category, id), TicketRecord::Held { data, deposit });
            }
            Command::Ticket(TicketCommand::Burn { category, id, .. }) => {
                self.categories.get_mut(&category).unwrap().tickets -= 1;
                self.tickets.insert((category, id), TicketRecord::Burnt);
            }
            Command::Ticket(TicketCommand::SetIssuer { category, issuer: next }) => {
                self.categories.get_mut(&category).unwrap().issuer = issuer(&next);
            }
            Command::Package(PackageCommand::Create { id, contents, data, deposit }) => {
                let deposit = deposit - PACKAGE_DEPOSIT;
                self.list(Asset::Package(id), 0);
                self.packages.insert(id, StoredPackage { contents, data, deposit, created: number });
            }
            Command::Package(PackageCommand::Open { id, .. }) => {
                self.packages.remove(&id).unwrap();
            }
        }
    }
}
