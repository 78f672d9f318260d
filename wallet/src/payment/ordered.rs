//! What a signer makes sure of about a command: that it hides nothing from whoever signs it.

use sero_shielded::{
    bundle::ShieldedOutput,
    command::{Command, PackageCommand, StoredPackage},
    encoding::{FieldBytes, PointBytes},
    encryption::Contents,
    keys::PkrBytes,
    package::{package_id, PackageKey, Packed},
};

use super::{
    request::NO_MEMO,
    sign::{check_output, OutputOpening, SignError},
};

/// What a command hides from everybody else.
#[derive(Clone, Debug, Default)]
pub enum CommandOpening {
    /// Nothing, or there is no command.
    #[default]
    Plain,
    /// What is in a new package.
    Pack {
        /// Its key.
        key: PackageKey,
        /// Its notes.
        contents: Vec<Packed>,
        /// Its data.
        data: Vec<u8>,
    },
    /// What is in a package that is opened.
    Open {
        /// Its key.
        key: PackageKey,
        /// The package as the chain holds it.
        package: StoredPackage,
    },
}

/// A command, as the signer found it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ordered {
    /// Who gives it.
    pub from: PkrBytes,
    /// The command itself.
    pub command: Command,
    /// The key of a package that is made.
    pub key: Option<PackageKey>,
    /// The notes that go into it.
    pub packed: Vec<Packed>,
    /// The data that go into it.
    pub data: Vec<u8>,
    /// The notes that come out of a package.
    pub opened: Vec<Packed>,
}

impl CommandOpening {
    /// The asset commitments that re-enter the balance.
    pub fn opened(&self) -> Vec<PointBytes> {
        match self {
            CommandOpening::Open { package, .. } => package.asset_commitments().collect(),
            CommandOpening::Plain | CommandOpening::Pack { .. } => Vec::new(),
        }
    }
}

/// Checks a command against its opening and says what it does.
pub(super) fn check(
    command: &Command,
    from: &PkrBytes,
    first_nil: Option<&FieldBytes>,
    opening: &CommandOpening,
) -> Result<Ordered, SignError> {
    let (packed, data, opened) = (Vec::new(), Vec::new(), Vec::new());
    let mut ordered = Ordered { from: *from, command: command.clone(), key: None, packed, data, opened };
    match (command, opening) {
        (Command::Token(_) | Command::Ticket(_), CommandOpening::Plain) => {}
        (
            Command::Package(PackageCommand::Create { id, contents, data, .. }),
            CommandOpening::Pack { key, contents: said, data: said_data },
        ) => {
            if first_nil.map(package_id) != Some(*id) {
                return Err(SignError::Command("the package's id"));
            }
            check_packed(key, id, contents, said).map_err(SignError::Command)?;
            if key.open(id, data).as_ref() != Some(said_data) {
                return Err(SignError::Command("the package's data"));
            }
            ordered.key = Some(key.clone());
            ordered.packed.clone_from(said);
            ordered.data.clone_from(said_data);
        }
        (Command::Package(PackageCommand::Open { id, deposit }), CommandOpening::Open { key, package }) => {
            if *deposit != package.deposit {
                return Err(SignError::Command("the package's deposit"));
            }
            let inside = key.inspect(id, package).map_err(|_| SignError::Command("the package"))?;
            ordered.opened = inside.contents;
        }
        _ => return Err(SignError::Command("its kind")),
    }
    Ok(ordered)
}

/// Rebuilds packed notes from the key: what is not made of it could never be taken out.
fn check_packed(
    key: &PackageKey,
    id: &[u8; 32],
    contents: &[ShieldedOutput],
    said: &[Packed],
) -> Result<(), &'static str> {
    if contents.len() != said.len() {
        return Err("the number of packed notes");
    }
    for (place, (wire, packed)) in (0u32..).zip(contents.iter().zip(said)) {
        let address = key.address(id, place).map_err(|_| "the package's key")?;
        if wire.note.to != address.to_bytes() {
            return Err("the address of a packed note");
        }
        let secrets = key.secrets(id, place);
        let Packed { aid, value } = *packed;
        let contents = Contents { aid, value, rcm: secrets.rcm };
        let (rsk, ar) = (key.rsk(id, place, &wire.note.commitment), secrets.ar);
        check_output(wire, &address, &OutputOpening { contents, memo: NO_MEMO, rsk, ar, claim: None })?;
    }
    Ok(())
}
