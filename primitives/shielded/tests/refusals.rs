//! What a refusal says.

use sero_shielded::{
    address::{AddressError, Kind, Network},
    bundle::{BalanceError, ShapeError},
    command::{CommandError, DataError},
    encoding::EncodingError,
    keys::KeyError,
    name::NameError,
    refusal::{Part, Place, Refusal},
};

const CAUSE: EncodingError = EncodingError::FieldNotCanonical;

/// One of each, in the order of the checks.
fn refusals() -> Vec<Refusal> {
    vec![
        Refusal::Paused,
        Refusal::Shape(ShapeError::NoInputs),
        Refusal::Expired { expiry: 1, now: 2 },
        Refusal::ExpiryTooFar { expiry: 9, latest: 8 },
        Refusal::Fee { given: 1, minimum: 2 },
        Refusal::KeyVersion(1),
        Refusal::ExitOnly(1),
        Refusal::Encoding { place: Place::Input(0), part: Part::Nil, cause: CAUSE },
        Refusal::UnknownAnchor,
        Refusal::NilAlreadySpent(0),
        Refusal::Unpayable(0),
        Refusal::Turnstile(0),
        Refusal::Command(CommandError::NameTaken),
        Refusal::Balance(BalanceError::Identity),
        Refusal::SpendSignature(0),
        Refusal::BindingSignature,
        Refusal::FromSignature,
        Refusal::Proof(Place::Output(1)),
        Refusal::Keys,
    ]
}

/// One of each.
fn command_errors() -> Vec<CommandError> {
    vec![
        CommandError::Name(NameError::Empty),
        CommandError::NameTaken,
        CommandError::LookAlike,
        CommandError::Unregistered,
        CommandError::WrongKind,
        CommandError::NotIssuer,
        CommandError::Native,
        CommandError::ZeroValue,
        CommandError::Decimals(39),
        CommandError::Cap { supply: 2, cap: 1 },
        CommandError::Supply,
        CommandError::Burn(1),
        CommandError::Deposit { given: 1, needed: 2 },
        CommandError::Data(DataError::Key(0)),
        CommandError::TicketIssued,
        CommandError::TicketUnknown,
        CommandError::PackageId,
        CommandError::PackageEmpty,
        CommandError::PackageData(3),
        CommandError::PackageUnknown,
        CommandError::Issuer(CAUSE),
        CommandError::Contract,
    ]
}

#[test]
fn a_refused_command_is_named_by_its_own_error() {
    for error in command_errors() {
        assert!(format!("{error:?}").starts_with(error.name()), "{error:?}");
        assert_eq!(Refusal::Command(error).name(), error.name());
    }
}

fn advises(error: &impl ToString) {
    let message = error.to_string();
    let advice = message.split_once("; ").map(|(_, advice)| advice.trim());
    assert!(advice.is_some_and(|advice| !advice.is_empty()), "no advice: {message}");
}

#[test]
fn each_has_its_own_code_and_name() {
    for (place, refusal) in refusals().iter().enumerate() {
        assert_eq!(usize::from(refusal.code()), place, "{refusal:?}");
        let shown = format!("{refusal:?}");
        assert!(shown.starts_with(refusal.name()) || shown == format!("Command({})", refusal.name()));
    }
    let mut names: Vec<_> = refusals().iter().map(Refusal::name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), refusals().len());
}

#[test]
fn each_says_what_to_do_next() {
    refusals().iter().for_each(advises);
    let shapes = [
        ShapeError::Version(2),
        ShapeError::NoInputs,
        ShapeError::SpendSignatures { inputs: 2, signatures: 1 },
        ShapeError::CommandWithoutFrom,
        ShapeError::FromSignature,
        ShapeError::RepeatedNil(0, 1),
        ShapeError::Value(0),
        ShapeError::ZeroValue(0),
        ShapeError::TermValue(2),
    ];
    shapes.iter().for_each(advises);
    let names = [
        NameError::Empty,
        NameError::TooLong(33),
        NameError::First(b'1'),
        NameError::Character { place: 1, byte: b'a' },
        NameError::Padding { place: 2, byte: b'A' },
    ];
    names.iter().for_each(advises);
    let data =
        [DataError::Key(0), DataError::RepeatedKey(0, 1), DataError::Text(0), DataError::Value(0), DataError::Asset(0)];
    data.iter().for_each(advises);
    [BalanceError::Input(0, CAUSE), BalanceError::Output(1, CAUSE), BalanceError::Identity].iter().for_each(advises);
    let addresses = [
        AddressError::Checksum,
        AddressError::Prefix("bitcoin".into()),
        AddressError::Network { expected: Network::Main, found: Network::Local },
        AddressError::Kind { expected: Kind::Payment, found: Kind::Tracking },
        AddressError::Length { expected: 64, found: 63 },
        AddressError::StrayBits,
        AddressError::Key(KeyError::Zpk(EncodingError::PointIsIdentity)),
    ];
    addresses.iter().for_each(advises);
}
