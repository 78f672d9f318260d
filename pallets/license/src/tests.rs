//! Who may make a block, and who may change that.

use frame_support::{assert_noop, assert_ok};
use sero_license::{IssuerKey, License, Phase, Refusal, Tag};
use sero_pow::Payout;
use sero_shielded::encoding::PointBytes;
use sp_runtime::{testing::H256, DispatchError};

use crate::{
    mock::{
        author, chain, genesis, issuer, license, shows, shows_nothing, shows_on, Licenses, RuntimeOrigin, System, Test,
        GENESIS, PARENT,
    },
    Error, Event, Heights, Issuer, Revoked,
};

fn check(payload: &[u8], height: u32) -> Result<(), Refusal> {
    let verdict = Licenses::check(payload, PARENT, height);
    Licenses::do_try_state().expect("the state is sound");
    verdict
}

fn last_event() -> Event<Test> {
    let record = System::events().pop().expect("an event");
    record.event.try_into().expect("an event of the pallet")
}

fn root() -> RuntimeOrigin {
    RuntimeOrigin::root()
}

#[test]
fn a_licence_is_needed_in_the_phase_and_nowhere_else() {
    chain().execute_with(|| {
        let phase = Phase { from: 10, to: 201 };
        assert_eq!(Licenses::phase(), Some(phase));
        for height in [2, 9, 201, u32::MAX] {
            assert_eq!(check(&shows_nothing(), height), Ok(()));
            assert_eq!(check(&shows(license(7)), height), Ok(()));
        }
        for height in [10, 100, 200] {
            assert_eq!(check(&shows_nothing(), height), Err(Refusal::Missing { height, phase }));
        }
        assert_eq!(check(&shows(license(7)), 10), Ok(()));
        assert_eq!(check(&shows(license(7)), 100), Ok(()));
    });
}

#[test]
fn outside_of_the_phase_a_licence_is_not_looked_at() {
    chain().execute_with(|| {
        let junk = License { r: PointBytes([0xff; 32]), network: Tag([9; 4]), ..license(66) };
        assert_eq!(check(&shows(junk), 9), Ok(()));
        assert!(check(&shows(junk), 10).is_err());
    });
}

#[test]
fn without_a_phase_nothing_is_asked() {
    genesis(0, 0, "", vec![]).execute_with(|| {
        assert_eq!(Licenses::phase(), None);
        for height in [0, 1, u32::MAX] {
            assert_eq!(check(&shows_nothing(), height), Ok(()));
        }
        assert_noop!(Licenses::shorten_phase(root(), 0), Error::<Test>::NoPhase);
    });
}

#[test]
fn each_bad_licence_has_its_own_refusal() {
    chain().execute_with(|| {
        let license = license(7);
        let (network, other) = (Tag::of(&GENESIS.0), Tag([9; 4]));
        let expired = Refusal::Expired { until: 100, height: 101 };
        assert_eq!(check(&shows(license), 101), Err(expired));
        assert_eq!(check(&shows(self::license(66)), 50), Err(Refusal::Revoked { serial: 66 }));

        let refused = Refusal::OtherNetwork { found: other, expected: network };
        assert_eq!(check(&shows(License { network: other, ..license }), 50), Err(refused));
        let refused = Refusal::UnknownIssuer { found: other, expected: issuer(1).public().tag() };
        assert_eq!(check(&shows(License { issuer: other, ..license }), 50), Err(refused));

        let longer = License { prop: sero_license::Prop::new(199, 7), ..license };
        assert_eq!(check(&shows(longer), 50), Err(Refusal::Forged));
        assert_eq!(check(&shows_on(license, GENESIS), 50), Err(Refusal::AnotherMiners));
        assert!(matches!(check(&shows(License { r: PointBytes([0xff; 32]), ..license }), 50), Err(Refusal::R(_))));
    });
}

#[test]
fn a_licence_under_another_payout_is_another_miners() {
    chain().execute_with(|| {
        let mut payload = shows(license(7));
        let Ok(Payout::V2 { author, .. }) = Payout::decode_exact(&payload) else { panic!("a licence is shown") };
        assert_eq!(author.zpk, self::author(1).zpk());
        // One bit of the address.
        payload[1] ^= 1;
        assert_eq!(check(&payload, 50), Err(Refusal::AnotherMiners));
    });
}

#[test]
fn bytes_that_are_no_payout_are_malformed_in_the_phase() {
    chain().execute_with(|| {
        let payload = shows(license(7));
        for bad in [&[][..], &[1], &[9; 97], &payload[..272]] {
            assert_eq!(check(bad, 50), Err(Refusal::Malformed));
            // Elsewhere the node's check of the header finds it.
            assert_eq!(check(bad, 5), Ok(()));
        }
    });
}

#[test]
fn the_first_block_knows_the_genesis_by_its_parent() {
    let issuer = issuer(1).public().to_string();
    genesis(1, 10, &issuer, vec![]).execute_with(|| {
        let payload = shows_on(license(7), GENESIS);
        assert_eq!(Licenses::check(&payload, GENESIS, 1), Ok(()));
        assert!(matches!(Licenses::check(&payload, H256([9; 32]), 1), Err(Refusal::OtherNetwork { .. })));
    });
}

#[test]
fn a_phase_only_gets_shorter() {
    chain().execute_with(|| {
        for to in [201, 202, u32::MAX] {
            assert_noop!(Licenses::shorten_phase(root(), to), Error::<Test>::NotShorter);
        }
        assert_ok!(Licenses::shorten_phase(root(), 60));
        let phase = Phase { from: 10, to: 60 };
        assert_eq!(last_event(), Event::PhaseShortened { phase });
        assert_eq!(check(&shows_nothing(), 59), Err(Refusal::Missing { height: 59, phase }));
        assert_eq!(check(&shows_nothing(), 60), Ok(()));
        assert_noop!(Licenses::shorten_phase(root(), 61), Error::<Test>::NotShorter);
    });
}

#[test]
fn a_phase_that_was_ended_stays_ended() {
    chain().execute_with(|| {
        assert_ok!(Licenses::shorten_phase(root(), 10));
        assert_eq!(last_event(), Event::PhaseShortened { phase: Phase::default() });
        assert_eq!(Licenses::phase(), None);
        assert_eq!(check(&shows_nothing(), 50), Ok(()));
        assert_noop!(Licenses::shorten_phase(root(), 5), Error::<Test>::NoPhase);
    });
}

#[test]
fn another_issuer_ends_the_licences_of_the_old_one() {
    chain().execute_with(|| {
        let new = issuer(2).public();
        assert_ok!(Licenses::set_issuer(root(), new));
        assert_eq!(last_event(), Event::IssuerSet { issuer: new });
        let refused = Refusal::UnknownIssuer { found: issuer(1).public().tag(), expected: new.tag() };
        assert_eq!(check(&shows(license(7)), 50), Err(refused));
        let prop = license(7).prop;
        let renewed = issuer(2).issue(&author(1).zpk(), prop, &GENESIS.0, &mut crate::mock::rng()).expect("a key");
        assert_eq!(check(&shows(renewed), 50), Ok(()));
        // What was revoked stays so.
        assert_ok!(Licenses::set_issuer(root(), issuer(1).public()));
        assert_eq!(check(&shows(license(66)), 50), Err(Refusal::Revoked { serial: 66 }));
    });
}

#[test]
fn an_issuer_that_is_no_key_is_refused() {
    chain().execute_with(|| {
        let good = issuer(2).public();
        let bad = PointBytes([0xff; 32]);
        for issuer in [IssuerKey { zpk: bad, ..good }, IssuerKey { prop: bad, ..good }] {
            assert_noop!(Licenses::set_issuer(root(), issuer), Error::<Test>::InvalidIssuer);
        }
    });
}

#[test]
fn a_serial_number_is_revoked_and_reinstated() {
    chain().execute_with(|| {
        assert_ok!(Licenses::revoke(root(), 7));
        assert_eq!(last_event(), Event::LicenseRevoked { serial: 7 });
        assert_eq!(check(&shows(license(7)), 50), Err(Refusal::Revoked { serial: 7 }));
        assert_noop!(Licenses::revoke(root(), 7), Error::<Test>::AlreadyRevoked);
        assert_ok!(Licenses::reinstate(root(), 7));
        assert_eq!(last_event(), Event::LicenseReinstated { serial: 7 });
        assert_eq!(check(&shows(license(7)), 50), Ok(()));
        assert_noop!(Licenses::reinstate(root(), 7), Error::<Test>::NotRevoked);
    });
}

#[test]
fn revocations_are_bounded() {
    chain().execute_with(|| {
        assert_ok!(Licenses::revoke(root(), 1));
        assert_ok!(Licenses::revoke(root(), 2));
        assert_noop!(Licenses::revoke(root(), 3), Error::<Test>::TooManyRevoked);
        assert_eq!(Revoked::<Test>::count(), 3);
        assert_ok!(Licenses::reinstate(root(), 66));
        assert_ok!(Licenses::revoke(root(), 3));
    });
}

#[test]
fn nobody_else_changes_anything() {
    chain().execute_with(|| {
        for origin in [RuntimeOrigin::signed(1), RuntimeOrigin::none()] {
            let refused = DispatchError::BadOrigin;
            assert_noop!(Licenses::shorten_phase(origin.clone(), 20), refused);
            assert_noop!(Licenses::set_issuer(origin.clone(), issuer(2).public()), refused);
            assert_noop!(Licenses::revoke(origin.clone(), 1), refused);
            assert_noop!(Licenses::reinstate(origin, 66), refused);
        }
    });
}

#[test]
fn a_state_that_cannot_be_is_found() {
    chain().execute_with(|| {
        Issuer::<Test>::kill();
        assert!(Licenses::do_try_state().is_err());
        assert_eq!(Licenses::check(&shows(license(7)), PARENT, 50), Err(Refusal::NoIssuer));
        Heights::<Test>::kill();
        assert_ok!(Licenses::do_try_state());
        Issuer::<Test>::put(IssuerKey { zpk: PointBytes([0xff; 32]), ..issuer(1).public() });
        assert!(Licenses::do_try_state().is_err());
    });
    chain().execute_with(|| {
        for serial in 0..3 {
            Revoked::<Test>::insert(serial, ());
        }
        assert!(Licenses::do_try_state().is_err());
    });
}

#[test]
#[should_panic(expected = "a licence phase needs license.issuer")]
fn a_genesis_with_a_phase_and_no_issuer_is_refused() {
    genesis(1, 10, "", vec![]);
}

#[test]
#[should_panic(expected = "license.from is behind license.to")]
fn a_genesis_whose_phase_ends_before_it_begins_is_refused() {
    genesis(10, 1, &issuer(1).public().to_string(), vec![]);
}

#[test]
#[should_panic(expected = "license.issuer is an issuer's public key")]
fn a_genesis_with_a_bad_issuer_is_refused() {
    genesis(0, 0, "nonsense", vec![]);
}

#[test]
#[should_panic(expected = "license.revoked is too long")]
fn a_genesis_with_too_many_revocations_is_refused() {
    genesis(0, 0, "", vec![1, 2, 3, 4]);
}
