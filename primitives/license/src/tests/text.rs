//! The JSON forms.

use super::*;
use crate::{
    text::{AuthorKeyText, IssuerKeyText, LicenseText, RequestText},
    IssuerError, SecretError, Tag,
};

fn text() -> LicenseText {
    LicenseText::new(&license(), author().zpk(), GENESIS, issuer().public())
}

#[test]
fn a_licence_comes_back_from_its_text() {
    let json = serde_json::to_string_pretty(&text()).expect("a text");
    let read: LicenseText = serde_json::from_str(&json).expect("the same form");
    assert_eq!(read, text());
    assert_eq!(read.license(), license());
    assert_eq!(read.check(&issuer().public(), &GENESIS, Some(100)), Ok(()));
    assert_eq!(read.check(&issuer().public(), &GENESIS, None), Ok(()));
    // The names are an interface.
    let value: serde_json::Value = serde_json::from_str(&json).expect("an object");
    let names: Vec<_> = value.as_object().expect("an object").keys().cloned().collect();
    assert_eq!(names, ["genesis", "issuer", "kind", "r", "s", "serial", "until", "zpk"]);
    assert_eq!(value["kind"], "sero-licence");
    assert_eq!(value["genesis"], format!("0x{}", "03".repeat(32)));
}

#[test]
fn a_request_comes_back_from_its_text_and_is_no_licence() {
    let request = RequestText::new(GENESIS, author().zpk());
    let json = serde_json::to_string(&request).expect("a text");
    assert_eq!(serde_json::from_str::<RequestText>(&json).expect("the same form"), request);
    let refused = serde_json::from_str::<LicenseText>(&json).expect_err("another kind").to_string();
    assert!(refused.contains("sero-licence-request"), "{refused}");
    let other = serde_json::to_string(&text()).expect("a text");
    assert!(serde_json::from_str::<RequestText>(&other).is_err());
}

#[test]
fn a_text_is_checked_against_the_whole_genesis_and_issuer() {
    // Hashes that begin alike have one tag.
    let mut alike = GENESIS;
    alike[31] ^= 1;
    let refused = Refusal::OtherNetwork { found: Tag::of(&GENESIS), expected: Tag::of(&alike) };
    assert_eq!(text().check(&issuer().public(), &alike, None), Err(refused));
    let other = IssuerSecret::generate(&mut Stuck(9)).public();
    let refused = Refusal::UnknownIssuer { found: issuer().public().tag(), expected: other.tag() };
    assert_eq!(text().check(&other, &GENESIS, None), Err(refused));
    let expired = Refusal::Expired { until: 100, height: 101 };
    assert_eq!(text().check(&issuer().public(), &GENESIS, Some(101)), Err(expired));
    type Change = fn(&mut LicenseText);
    let changes: [Change; 4] = [
        |text| text.until = 101,
        |text| text.serial = 8,
        |text| text.zpk = issuer().public().zpk.0,
        |text| text.genesis[31] ^= 1,
    ];
    for change in changes {
        let mut forged = text();
        change(&mut forged);
        assert_eq!(forged.check(&issuer().public(), &forged.genesis, None), Err(Refusal::Forged));
    }
}

#[test]
fn an_issuers_key_is_read_with_and_without_prefix_and_nothing_else_is() {
    let public = issuer().public();
    let text = public.to_string();
    assert_eq!(text.parse(), Ok(public));
    assert_eq!(text.trim_start_matches("0x").parse(), Ok(public));
    for bad in ["", "0x", &text[..100], &format!("{text}00"), "zz"] {
        assert_eq!(bad.parse::<IssuerKey>(), Err(IssuerError::Text));
    }
    assert!(matches!("00".repeat(64).parse::<IssuerKey>(), Err(IssuerError::Zpk(_))));
}

#[test]
fn keys_come_back_from_their_texts() {
    let json = serde_json::to_string(&AuthorKeyText::new(&author())).expect("a text");
    let read: AuthorKeyText = serde_json::from_str(&json).expect("the same form");
    assert_eq!(read.secret(), Ok(author()));
    assert!(serde_json::from_str::<IssuerKeyText>(&json).is_err());
    let other = AuthorSecret::generate(&mut Stuck(9)).zpk();
    let damaged = json.replace(&const_hex::encode(author().zpk()), &const_hex::encode(other));
    let read: AuthorKeyText = serde_json::from_str(&damaged).expect("the same form");
    assert_eq!(read.secret(), Err(SecretError::Mismatch));

    let json = serde_json::to_string(&IssuerKeyText::new(&issuer())).expect("a text");
    let read: IssuerKeyText = serde_json::from_str(&json).expect("the same form");
    assert_eq!(read.secret(), Ok(issuer()));
    let other = IssuerSecret::generate(&mut Stuck(9)).public().to_string();
    let damaged = json.replace(&issuer().public().to_string(), &other);
    let read: IssuerKeyText = serde_json::from_str(&damaged).expect("the same form");
    assert_eq!(read.secret(), Err(SecretError::Mismatch));
}
