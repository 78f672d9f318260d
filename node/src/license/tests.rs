//! The commands as a person uses them, one after the other.

use std::path::Path;

use clap::Parser;
use sero_license::Place;
use sero_shielded::keys::PkrBytes;
use sp_core::H256;

use super::*;

#[derive(Debug, clap::Parser)]
struct Cli {
    #[command(subcommand)]
    cmd: LicenseCmd,
}

const GENESIS: H256 = H256([3; 32]);

fn run(args: &[&str]) -> Result<(Value, Result<(), LicenseError>), LicenseError> {
    let args = std::iter::once("license").chain(args.iter().copied());
    Cli::try_parse_from(args).expect("the arguments are right").cmd.answer()
}

fn done(args: &[&str]) -> Value {
    let (value, result) = run(args).expect("an answer");
    result.expect("success");
    value
}

fn failed(args: &[&str]) -> LicenseError {
    run(args).expect_err("a failure")
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().expect("a text")
}

/// A directory with the keys of an issuer and of a miner, and a licence.
struct Desk {
    dir: tempfile::TempDir,
    public: String,
    zpk: String,
}

impl Desk {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let at = |name: &str| dir.path().join(name).to_str().expect("a path").to_string();
        let public = text(&done(&["issuer", &at("issuer.json")]), "public").into();
        let zpk = text(&done(&["key", &at("author.json")]), "zpk").into();
        let desk = Self { dir, public, zpk };
        let licence = desk.issue(&desk.zpk);
        std::fs::write(desk.at("licence.json"), format!("{licence:#}")).expect("written");
        desk
    }

    fn at(&self, name: &str) -> String {
        self.dir.path().join(name).to_str().expect("a path").into()
    }

    fn issue(&self, zpk: &str) -> Value {
        let (issuer, genesis) = (self.at("issuer.json"), hex(&GENESIS.0));
        done(&["issue", "--issuer", &issuer, "--zpk", zpk, "--until", "100", "--serial", "7", "--genesis", &genesis])
    }

    fn check(&self, more: &[&str]) -> (Value, Result<(), LicenseError>) {
        let (file, genesis) = (self.at("licence.json"), hex(&GENESIS.0));
        let args = ["check", &file, "--issuer-public", &self.public, "--genesis", &genesis];
        run(&[&args, more].concat()).expect("an answer")
    }

    fn author(&self) -> Result<Author, LicenseError> {
        self.author_on(GENESIS)
    }

    fn author_on(&self, genesis: H256) -> Result<Author, LicenseError> {
        Author::load(Path::new(&self.at("author.json")), Path::new(&self.at("licence.json")), genesis)
    }
}

#[test]
fn a_requested_and_issued_licence_is_valid() {
    let desk = Desk::new();
    let request = done(&["request", &desk.at("author.json"), "--genesis", &hex(&GENESIS.0)]);
    assert_eq!(text(&request, "kind"), "sero-licence-request");
    assert_eq!(text(&request, "zpk"), desk.zpk);
    let (answer, result) = desk.check(&["--height", "100"]);
    result.expect("valid");
    assert_eq!(answer["valid"], true);
    assert_eq!((&answer["licence"]["until"], &answer["licence"]["serial"]), (&100.into(), &7.into()));
}

#[test]
fn a_refused_licence_is_printed_and_fails() {
    let desk = Desk::new();
    let (answer, result) = desk.check(&["--height", "101"]);
    assert_eq!((&answer["valid"], text(&answer, "refusal")), (&false.into(), "Expired"));
    let Err(LicenseError::Refused { refusal, .. }) = result else { panic!("refused") };
    assert_eq!(refusal, Refusal::Expired { until: 100, height: 101 });

    let file = desk.at("licence.json");
    let mut changed: Value = serde_json::from_slice(&std::fs::read(&file).expect("read")).expect("JSON");
    assert_eq!(changed["until"], 100);
    changed["until"] = 999.into();
    std::fs::write(&file, changed.to_string()).expect("written");
    assert_eq!(text(&desk.check(&[]).0, "refusal"), "Forged");
}

#[test]
fn a_miner_shows_a_licence_that_the_chain_takes() {
    let desk = Desk::new();
    let author = desk.author().expect("key and licence belong together");
    let (parent, to) = (H256([4; 32]), PkrBytes([5; 96]));
    let payout = author.payout(parent, to);
    assert_eq!(payout.address(), &to);
    let shown = payout.license().expect("the second version");
    let issuer: IssuerKey = desk.public.parse().expect("a key");
    let place = Place { genesis: GENESIS.0, parent: parent.0, height: 100 };
    assert_eq!(shown.check(&to, &place, &issuer, |_| false), Ok(()));
    assert_eq!(shown.license, *author.license());
    let other = Place { parent: [6; 32], ..place };
    assert_eq!(shown.check(&to, &other, &issuer, |_| false), Err(Refusal::AnotherMiners));
}

#[test]
fn a_miner_with_another_key_or_on_another_network_does_not_start() {
    let desk = Desk::new();
    let refused = desk.author_on(H256([9; 32])).expect_err("another network");
    assert!(matches!(refused, LicenseError::Refused { refusal: Refusal::OtherNetwork { .. }, .. }));

    std::fs::remove_file(desk.at("author.json")).expect("removed");
    done(&["key", &desk.at("author.json")]);
    let refused = desk.author().expect_err("another key");
    assert!(matches!(refused, LicenseError::OtherKey { ref licensed, .. } if *licensed == desk.zpk), "{refused}");
}

#[derive(Debug, clap::Parser)]
struct Miner {
    #[clap(flatten)]
    license: LicenseArgs,
}

#[test]
fn licence_and_key_are_named_together_or_not_at_all() {
    for alone in [["miner", "--license", "l.json"], ["miner", "--license-key", "k.json"]] {
        assert!(Miner::try_parse_from(alone).is_err());
    }
    let both = ["miner", "--license", "l.json", "--license-key", "k.json"];
    let args = Miner::try_parse_from(both).expect("both").license;
    assert!(matches!(args.author(GENESIS), Err(LicenseError::File(FileError::Io { .. }))));
}

#[test]
fn without_a_licence_there_is_no_author() {
    assert!(LicenseArgs::default().author(GENESIS).expect("nothing to read").is_none());
}

#[cfg(unix)]
#[test]
fn key_files_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new();
    for name in ["author.json", "issuer.json"] {
        let mode = std::fs::metadata(desk.at(name)).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let open = std::fs::Permissions::from_mode(0o640);
    std::fs::set_permissions(desk.at("author.json"), open).expect("changed");
    let refused = desk.author().expect_err("others may read it");
    assert!(matches!(refused, LicenseError::File(FileError::Open { mode: 0o640, .. })));
    assert!(refused.to_string().contains("chmod 600"));
}

#[test]
fn a_key_is_never_overwritten() {
    let desk = Desk::new();
    for (cmd, name) in [("key", "author.json"), ("issuer", "issuer.json")] {
        let before = std::fs::read(desk.at(name)).expect("read");
        assert!(matches!(failed(&[cmd, &desk.at(name)]), LicenseError::File(FileError::Exists(_))));
        assert_eq!(std::fs::read(desk.at(name)).expect("read"), before);
    }
}

#[test]
fn a_file_of_another_kind_is_named() {
    let desk = Desk::new();
    let refused = failed(&["request", &desk.at("issuer.json"), "--genesis", &hex(&GENESIS.0)]).to_string();
    assert!(refused.contains("sero-licence-issuer-key"), "{refused}");
    let missing = failed(&["request", &desk.at("nothing.json"), "--genesis", &hex(&GENESIS.0)]);
    assert!(matches!(missing, LicenseError::File(FileError::Io { .. })));
}

#[test]
fn arguments_that_are_no_keys_are_refused() {
    let desk = Desk::new();
    let (issuer, genesis, zero) = (desk.at("issuer.json"), hex(&GENESIS.0), hex(&[0xff; 32]));
    let args = ["issue", "--issuer", &issuer, "--zpk", &zero, "--until", "1", "--serial", "1", "--genesis", &genesis];
    assert!(matches!(failed(&args), LicenseError::Zpk(Refusal::Zpk(_))));
    let short = Cli::try_parse_from(["license", "request", "author.json", "--genesis", "0x00"]);
    assert!(short.expect_err("too short").to_string().contains("64 hexadecimal digits"));
    let check = ["license", "check", "f", "--issuer-public", "00", "--genesis", &genesis];
    assert!(Cli::try_parse_from(check).expect_err("no key").to_string().contains("128 hexadecimal digits"));
}
