//! What a command did, in words for the history.

use sero_shielded::{
    asset::Asset,
    bundle::PublicTerm,
    command::{Command, TicketCommand, TokenCommand},
    encoding::FieldBytes,
};

use crate::asset::name_text;

/// One thing that a command did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// It registered a name.
    Registered(String),
    /// It handed the right to issue on, or gave it up.
    IssuerChanged(String),
    /// It issued some of an asset.
    Issued(Asset, u128),
    /// It destroyed some of an asset.
    Burnt(Asset, u128),
    /// It made a package.
    Packed([u8; 32]),
    /// It opened a package.
    Opened([u8; 32]),
    /// It put a note into a package: asset id and value.
    PutIn(FieldBytes, u128),
    /// It took a note out of one.
    TookOut(FieldBytes, u128),
    /// It locked a deposit of SERO.
    Locked(u128),
    /// A deposit of SERO came back.
    Released(u128),
}

/// What a command did. The public terms tell most of it; the command itself, which only the wallet that gave it has, the rest.
pub fn deeds(command: Option<&Command>, terms: &[PublicTerm]) -> Vec<Deed> {
    let named = match command {
        Some(Command::Token(TokenCommand::Register { name, .. })) => Some(Deed::Registered(name_text(name))),
        Some(Command::Ticket(TicketCommand::Register { category, .. })) => Some(Deed::Registered(name_text(category))),
        Some(Command::Token(TokenCommand::SetIssuer { name, .. })) => Some(Deed::IssuerChanged(name_text(name))),
        Some(Command::Ticket(TicketCommand::SetIssuer { category, .. })) => {
            Some(Deed::IssuerChanged(name_text(category)))
        }
        _ => None,
    };
    named.into_iter().chain(terms.iter().map(deed)).collect()
}

fn deed(term: &PublicTerm) -> Deed {
    let PublicTerm { asset, value, inward } = *term;
    match (asset, inward) {
        (asset, true) if asset.is_sero() => Deed::Released(value),
        (asset, false) if asset.is_sero() => Deed::Locked(value),
        (Asset::Package(id), true) => Deed::Packed(id),
        (Asset::Package(id), false) => Deed::Opened(id),
        (asset, true) => Deed::Issued(asset, value),
        (asset, false) => Deed::Burnt(asset, value),
    }
}

impl Deed {
    /// One word for programs.
    pub fn action(&self) -> &'static str {
        match self {
            Deed::Registered(_) => "registered",
            Deed::IssuerChanged(_) => "issuer-changed",
            Deed::Issued(..) => "issued",
            Deed::Burnt(..) => "burnt",
            Deed::Packed(_) => "packed",
            Deed::Opened(_) => "opened",
            Deed::PutIn(..) => "put-in",
            Deed::TookOut(..) => "took-out",
            Deed::Locked(_) => "locked",
            Deed::Released(_) => "released",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sero_shielded::{asset::SERO, name::Name};

    #[test]
    fn terms_alone_tell_what_moved_and_the_command_tells_the_name() {
        let name = Name::parse("GOLD").unwrap();
        let command = Command::Token(TokenCommand::Register {
            name: *name.bytes(),
            decimals: 2,
            cap: None,
            value: 7,
            deposit: SERO,
        });
        let moved = [Deed::Locked(SERO), Deed::Issued(name.token(), 7)];
        assert_eq!(deeds(None, &command.terms()), moved);
        assert_eq!(deeds(Some(&command), &command.terms())[0], Deed::Registered("GOLD".into()));
        let ticket = Asset::Ticket { category: *name.bytes(), id: [1; 32] };
        let terms = [PublicTerm::out(ticket, 1), PublicTerm::inward(Asset::sero(), 5)];
        assert_eq!(deeds(None, &terms), [Deed::Burnt(ticket, 1), Deed::Released(5)]);
        let terms = [PublicTerm::inward(Asset::Package([1; 32]), 1), PublicTerm::out(Asset::Package([2; 32]), 1)];
        assert_eq!(deeds(None, &terms), [Deed::Packed([1; 32]), Deed::Opened([2; 32])]);
        let change = Command::Token(TokenCommand::SetIssuer { name: *name.bytes(), issuer: None });
        assert_eq!(deeds(Some(&change), &change.terms()), [Deed::IssuerChanged("GOLD".into())]);
    }
}
