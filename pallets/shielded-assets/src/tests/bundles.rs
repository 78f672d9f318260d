//! Commands in bundles with real proofs: what works, and what passes for nothing else.

use super::fixture::*;
use crate::{mock::*, Kind, Names, Token};
use frame_support::BoundedVec;
use pallet_shielded::{Event, Refusal};
use sero_shielded::{
    asset::Asset,
    bundle::PublicTerm,
    command::{Command, CommandError, Entry, TicketCommand, TicketData, TokenCommand, Value},
    curve::mul_g_r,
    encoding::PointBytes,
    keys::SpendingKey,
    refusal::Place,
};

const SEAT: [u8; 32] = [7; 32];

fn gold() -> Asset {
    Asset::Token(name("GOLD"))
}

fn seat() -> Asset {
    Asset::Ticket { category: name("OPERA"), id: SEAT }
}

/// 20 bytes behind a ticket, for which 2 native coins are locked.
fn data() -> TicketData {
    let entry = Entry { key: vec![b'a'].try_into().unwrap(), value: Value::Number(1) };
    TicketData(vec![entry].try_into().unwrap())
}

/// A bundle of `keys` that gives a command from [`issuer`]`(1)`: it spends a note of `spent` native coins and pays what is left
/// behind the command's terms and a fee of 5 back, and whatever the command mints.
fn giving(wallet: &Wallet, keys: &SpendingKey, spent: u128, command: impl Into<Command>) -> Draft {
    let command = command.into();
    let coins = |inward| {
        let terms = command.terms().into_iter().filter(move |term| term.inward == inward);
        terms.filter(|term| term.asset.is_sero()).map(|term| term.value).sum::<u128>()
    };
    let change = spent + coins(true) - coins(false) - 5;
    let minted: Vec<PublicTerm> =
        command.terms().into_iter().filter(|term| term.inward && !term.asset.is_sero()).collect();
    let minted = minted.iter().map(|term| pay_in(term.asset, keys, term.value));
    wallet.draft(Recipe {
        inputs: vec![wallet.note_of(keys, spent)],
        outputs: [pay(keys, change)].into_iter().chain(minted).collect(),
        fee: 5,
        from: Some(keys),
        from_at: Some(issuer(1)),
        command: Some(command),
        ..Default::default()
    })
}

/// 1 owns 500 of a token and one ticket, and notes of 1,000 and 2,000 native coins; 2 owns nothing.
fn assets(test: impl FnOnce(Wallet, SpendingKey, SpendingKey)) {
    on_chain(|| {
        let (alice, bob) = (person(1), person(2));
        let mut wallet = funded(&alice, &[&bob], &[100, 200, 300, 1_000, 2_000]);
        let drafts = [
            giving(&wallet, &alice, 100, Command::Token(register(name("GOLD"), 500, Some(700)))),
            giving(&wallet, &alice, 200, Command::Ticket(register_category(name("OPERA")))),
        ];
        for draft in drafts {
            submit(draft.sign()).unwrap();
        }
        let ticket = issue_ticket(name("OPERA"), SEAT, data());
        submit(giving(&wallet, &alice, 300, Command::Ticket(ticket)).sign()).unwrap();
        wallet.end_block();
        test(wallet, alice, bob)
    });
}

#[test]
fn what_a_bundle_issues_is_its_issuers_and_moves_privately() {
    assets(|mut wallet, alice, bob| {
        assert_eq!((held(&gold()), held(&seat())), (500, 1));
        let draft = wallet.draft(Recipe {
            inputs: vec![
                wallet.note_in(&gold(), &alice),
                wallet.note_in(&seat(), &alice),
                wallet.note_of(&alice, 1_000),
            ],
            outputs: vec![
                pay_in(gold(), &bob, 120),
                pay_in(gold(), &alice, 380),
                pay_in(seat(), &bob, 1),
                pay(&bob, 995),
            ],
            fee: 5,
            ..Default::default()
        });
        submit(draft.sign()).unwrap();
        wallet.end_block();
        assert_eq!((held(&gold()), held(&seat())), (500, 1));

        // Whoever holds them burns them; what a ticket's data locked goes to its last holder, and nothing for its place.
        let burn = burn_ticket(name("OPERA"), SEAT);
        let deposit = 2;
        let draft = wallet.draft(Recipe {
            inputs: vec![wallet.note_in(&seat(), &bob), wallet.note_of(&bob, 995)],
            outputs: vec![pay(&bob, 995 + deposit - 5)],
            fee: 5,
            from: Some(&bob),
            command: Some(Command::Ticket(burn)),
            ..Default::default()
        });
        submit(draft.sign()).unwrap();
        wallet.end_block();
        let draft = wallet.draft(Recipe {
            inputs: vec![wallet.note_of(&bob, 120), wallet.note_of(&bob, 992)],
            outputs: vec![pay_in(gold(), &bob, 20), pay(&bob, 987)],
            fee: 5,
            from: Some(&bob),
            command: Some(Command::Token(TokenCommand::Burn { name: name("GOLD"), value: 100 })),
            ..Default::default()
        });
        submit(draft.sign()).unwrap();
        assert_eq!((held(&gold()), held(&seat())), (400, 0));
        assert_eq!(ShieldedAssets::token(&name("GOLD")).unwrap().supply, 400);
    });
}

#[test]
fn only_the_issuers_own_signature_issues_more() {
    assets(|wallet, alice, bob| {
        let issue = || Command::Token(TokenCommand::Issue { name: name("GOLD"), value: 50 });
        let honest = giving(&wallet, &alice, 1_000, issue());
        // The issuer's address, signed by somebody else.
        let mut stolen = honest.clone();
        stolen.from_secret = Some(shielded_fixture::random_scalar());
        assert_eq!(refused(&stolen.sign()), Refusal::FromSignature);
        // Somebody else's address.
        let mut stranger = honest.clone();
        stranger.body.from = Some(address_of(&bob));
        assert_eq!(refused(&stranger.sign()), Refusal::Command(CommandError::NotIssuer));
        // More comes out than the command says.
        let mut more = honest.clone();
        more.body.command = Some(Command::Token(TokenCommand::Issue { name: name("GOLD"), value: 49 }));
        assert_eq!(refused(&more.sign()), Refusal::BindingSignature);
        submit(honest.sign()).unwrap();
        assert_eq!(held(&gold()), 550);
    });
}

#[test]
fn a_name_is_registered_once_in_a_block_and_across_blocks() {
    on_chain(|| {
        let alice = person(1);
        let mut wallet = funded(&alice, &[], &[100, 200, 300]);
        let bundles = [(100, "GOLD"), (200, "G0LD"), (300, "GOLD")].map(|(spent, text)| {
            let command = Command::Token(register(name(text), 1, None));
            giving(&wallet, &alice, spent, command).sign()
        });
        let [first, alike, same] = bundles;
        // Each is good alone, and all three claim the same.
        let claims = [&first, &alike, &same].map(|bundle| Shielded::check(bundle).unwrap());
        assert!(claims[0] == claims[1] && claims[1] == claims[2] && !claims[0].is_empty());
        submit(first).unwrap();
        assert_eq!(refused(&alike), Refusal::Command(CommandError::LookAlike));
        assert_eq!(refused(&same), Refusal::Command(CommandError::NameTaken));
        wallet.end_block();
        assert_eq!(refused(&alike), Refusal::Command(CommandError::LookAlike));
        assert_eq!(refused(&same), Refusal::Command(CommandError::NameTaken));
    });
}

#[test]
fn two_issues_of_one_token_come_into_one_block_as_far_as_the_cap_goes() {
    assets(|wallet, alice, _| {
        let issue = |spent, value| {
            let command = Command::Token(TokenCommand::Issue { name: name("GOLD"), value });
            giving(&wallet, &alice, spent, command).sign()
        };
        let [first, second, third] = [issue(1_000, 120), issue(2_000, 80), issue(2_000, 81)];
        for bundle in [&first, &second, &third] {
            assert_eq!(Shielded::check(bundle), Ok(vec![]));
        }
        submit(first).unwrap();
        assert_eq!(refused(&third), Refusal::Command(CommandError::Cap { supply: 701, cap: 700 }));
        submit(second).unwrap();
        assert_eq!(held(&gold()), 700);
    });
}

#[test]
fn a_deposit_off_by_one_is_refused_though_it_balances() {
    on_chain(|| {
        let alice = person(1);
        let wallet = funded(&alice, &[], &[100]);
        for given in [35, 37] {
            let command =
                TokenCommand::Register { name: name("GOLD"), decimals: 9, cap: None, value: 1, deposit: given };
            let draft = giving(&wallet, &alice, 100, Command::Token(command));
            let wrong = CommandError::Deposit { given, needed: 36 };
            assert_eq!(refused(&draft.sign()), Refusal::Command(wrong));
        }
    });
}

#[test]
fn a_token_does_not_pass_for_a_ticket_nor_a_ticket_for_a_token() {
    assets(|mut wallet, alice, _| {
        // One unit of the token, so that values agree.
        let split = wallet.draft(Recipe {
            inputs: vec![wallet.note_in(&gold(), &alice), wallet.note_of(&alice, 1_000)],
            outputs: vec![pay_in(gold(), &alice, 499), pay(&alice, 994), pay_in(gold(), &alice, 1)],
            fee: 6,
            ..Default::default()
        });
        submit(split.sign()).unwrap();
        wallet.end_block();
        let unit = wallet.owned.iter().find(|owned| owned.note.value == 1 && owned.note.aid == gold().id()).unwrap();
        let ticket = wallet.note_in(&seat(), &alice);
        let coins = wallet.note_of(&alice, 2_000);
        for (input, output) in [(unit, seat()), (&ticket, gold())] {
            let draft = wallet.draft(Recipe {
                inputs: vec![input.clone(), coins.clone()],
                outputs: vec![pay_in(output, &alice, 1), pay(&alice, 1_995)],
                fee: 5,
                ..Default::default()
            });
            assert_eq!(refused(&draft.sign()), Refusal::BindingSignature, "{output:?}");
        }
        // Nor do they where a command takes them.
        let burn_token = Command::Token(TokenCommand::Burn { name: name("GOLD"), value: 1 });
        let burn_ticket = Command::Ticket(burn_ticket(name("OPERA"), SEAT));
        for (input, command, back) in [(&ticket, burn_token, 0), (unit, burn_ticket, 2)] {
            let draft = wallet.draft(Recipe {
                inputs: vec![input.clone(), coins.clone()],
                outputs: vec![pay(&alice, 1_995 + back)],
                fee: 5,
                from: Some(&alice),
                command: Some(command.clone()),
                ..Default::default()
            });
            assert_eq!(refused(&draft.sign()), Refusal::BindingSignature, "{command:?}");
        }
        // Nor under each other's names: a token has no tickets, a category no units.
        let as_ticket = TicketCommand::Burn { category: name("GOLD"), id: SEAT, deposit: 2 };
        let as_token = TokenCommand::Issue { name: name("OPERA"), value: 1 };
        pallet_shielded::Turnstile::<Test>::insert(ticket_id(name("GOLD")), 1);
        for command in [Command::Ticket(as_ticket), Command::Token(as_token)] {
            let draft = giving(&wallet, &alice, 2_000, command);
            assert_eq!(refused(&draft.sign()), Refusal::Command(CommandError::WrongKind));
        }
        pallet_shielded::Turnstile::<Test>::remove(ticket_id(name("GOLD")));
    });
}

fn ticket_id(category: [u8; 32]) -> sero_shielded::encoding::FieldBytes {
    Asset::Ticket { category, id: SEAT }.id().into()
}

#[test]
fn a_ticket_is_not_split_merged_or_duplicated() {
    assets(|mut wallet, alice, bob| {
        let other = [8; 32];
        let issue = Command::Ticket(issue_ticket(name("OPERA"), other, TicketData::default()));
        submit(giving(&wallet, &alice, 1_000, issue).sign()).unwrap();
        wallet.end_block();
        let neighbour = Asset::Ticket { category: name("OPERA"), id: other };
        let middle = Asset::Ticket { category: name("OPERA"), id: [6; 32] };
        let both = || vec![wallet.note_in(&seat(), &alice), wallet.note_in(&neighbour, &alice)];
        let one = || vec![wallet.note_in(&seat(), &alice)];
        for (what, tickets, outputs) in [
            ("split", one(), vec![(seat(), 1), (seat(), 1)]),
            ("duplicated under another id", one(), vec![(seat(), 1), (neighbour, 1)]),
            ("made worth two", one(), vec![(seat(), 2)]),
            ("merged", both(), vec![(seat(), 2)]),
            ("merged into another", both(), vec![(middle, 2)]),
            ("renumbered", one(), vec![(middle, 1)]),
            (
                "averaged: ids 7 and 8 into 6 and 9",
                both(),
                vec![(middle, 1), (Asset::Ticket { category: name("OPERA"), id: [9; 32] }, 1)],
            ),
            ("lost", one(), vec![]),
        ] {
            let tickets_out = outputs.into_iter().map(|(asset, value)| pay_in(asset, &bob, value));
            let draft = wallet.draft(Recipe {
                inputs: tickets.into_iter().chain([wallet.note_of(&alice, 2_000)]).collect(),
                outputs: tickets_out.chain([pay(&alice, 1_995)]).collect(),
                fee: 5,
                ..Default::default()
            });
            assert_eq!(refused(&draft.sign()), Refusal::BindingSignature, "{what}");
        }
    });
}

#[test]
fn a_ticket_is_burnt_once_though_two_bundles_try() {
    assets(|wallet, alice, _| {
        let burn = |spent: u128| {
            let draft = wallet.draft(Recipe {
                inputs: vec![wallet.note_in(&seat(), &alice), wallet.note_of(&alice, spent)],
                outputs: vec![pay(&alice, spent + 2 - 5)],
                fee: 5,
                from: Some(&alice),
                command: Some(Command::Ticket(burn_ticket(name("OPERA"), SEAT))),
                ..Default::default()
            });
            draft.sign()
        };
        let [first, second] = [burn(1_000), burn(2_000)];
        submit(first).unwrap();
        assert_eq!(refused(&second), Refusal::NilAlreadySpent(0));
        // Without the note there is nothing to burn: the pool holds none of it.
        let without = giving(
            &wallet,
            &alice,
            2_000,
            Command::Ticket(TicketCommand::Burn { category: name("OPERA"), id: SEAT, deposit: 2 }),
        );
        // The fee is term 0.
        assert_eq!(refused(&without.sign()), Refusal::Turnstile(1));
    });
}

#[test]
fn a_ticket_is_issued_once_in_a_block() {
    assets(|wallet, alice, _| {
        let issue = |spent| {
            let command = Command::Ticket(issue_ticket(name("OPERA"), [8; 32], TicketData::default()));
            giving(&wallet, &alice, spent, command).sign()
        };
        let [first, second] = [issue(1_000), issue(2_000)];
        assert_eq!(Shielded::check(&first), Shielded::check(&second));
        submit(first).unwrap();
        assert_eq!(refused(&second), Refusal::Command(CommandError::TicketIssued));
    });
}

#[test]
fn a_failed_burn_gives_back_what_it_took() {
    assets(|mut wallet, alice, _| {
        let command = Command::Token(TokenCommand::Burn { name: name("GOLD"), value: 500 });
        let draft = wallet.draft(Recipe {
            inputs: vec![wallet.note_in(&gold(), &alice), wallet.note_of(&alice, 1_000)],
            outputs: vec![pay(&alice, 995)],
            fee: 5,
            from: Some(&alice),
            command: Some(command),
            ..Default::default()
        });
        let bundle = draft.sign();
        Shielded::check(&bundle).unwrap();
        // No order of bundles leads here; a damaged registry would.
        let set_supply = |supply| {
            Names::<Test>::mutate(name("GOLD"), |entry| {
                let entry = entry.as_mut().unwrap();
                let Kind::Token(token) = entry.kind else { panic!("it is a token") };
                entry.kind = Kind::Token(Token { supply, ..token });
            })
        };
        set_supply(499);
        let authorized: RuntimeOrigin = frame_system::RawOrigin::Authorized.into();
        Shielded::submit(authorized, Box::new(bundle)).unwrap();
        set_supply(500);
        assert_eq!(held(&gold()), 500);
        assert!(System::events()
            .iter()
            .any(|record| matches!(record.event, RuntimeEvent::Shielded(Event::CommandFailed { .. }))));
        let notes = wallet.owned.len();
        wallet.end_block();
        let back = &wallet.owned[notes + 1].note;
        assert_eq!((back.aid, back.value), (gold().id(), 500));
    });
}

#[test]
fn public_outputs_pay_tokens_to_accounts_which_shield_them_again() {
    assets(|wallet, alice, _| {
        let draft = wallet.draft(Recipe {
            inputs: vec![
                wallet.note_in(&gold(), &alice),
                wallet.note_in(&seat(), &alice),
                wallet.note_of(&alice, 1_000),
            ],
            outputs: vec![pay_in(gold(), &alice, 470), pay(&alice, 995)],
            public_outs: vec![to_account(&ALICE, gold(), 30), to_account(&BOB, seat(), 1)],
            fee: 5,
            ..Default::default()
        });
        submit(draft.sign()).unwrap();
        assert_eq!((held(&gold()), held(&seat())), (470, 0));
        let shield =
            |who, asset, value| Shielded::shield(RuntimeOrigin::signed(who), Box::new(issuer(2)), asset, value);
        shield(ALICE, gold(), 30).unwrap();
        shield(BOB, seat(), 1).unwrap();
        assert_eq!((held(&gold()), held(&seat())), (500, 1));
    });
}

#[test]
fn a_ticket_that_an_account_holds_already_is_not_paid_to_it_again() {
    assets(|wallet, alice, _| {
        let out = |count| vec![to_account(&BOB, seat(), 1); count];
        let draft = |count| {
            wallet.draft(Recipe {
                inputs: vec![wallet.note_in(&seat(), &alice), wallet.note_of(&alice, 1_000)],
                outputs: vec![pay(&alice, 995)],
                public_outs: out(count),
                fee: 5,
                ..Default::default()
            })
        };
        assert_eq!(refused(&draft(2).sign()), Refusal::Turnstile(1));
        let mut unknown = draft(1);
        let asset = Asset::Ticket { category: name("OPERA"), id: [8; 32] };
        unknown.body.public_outs = BoundedVec::truncate_from(vec![to_account(&BOB, asset, 1)]);
        assert_eq!(refused(&unknown.sign()), Refusal::Unpayable(0));
        // Nobody holds anything who does not exist.
        let mut nobody = draft(1);
        nobody.body.public_outs = BoundedVec::truncate_from(vec![to_account(&NOBODY, seat(), 1)]);
        assert_eq!(refused(&nobody.sign()), Refusal::Unpayable(0));
        submit(draft(1).sign()).unwrap();
    });
}

/// A note of 100 native coins goes in, one of 50 comes out, and 145 are paid to an account beside a fee of 5. The pool holds more
/// than enough; the commitment of the output is what `forge` makes of it.
fn forged(forge: impl FnOnce(&Draft) -> (PointBytes, sero_shielded::curve::Scalar), paid: u128) -> Refusal {
    on_chain(|| {
        let alice = person(1);
        let wallet = funded(&alice, &[], &[100, 10_000]);
        let mut draft = wallet.draft(Recipe {
            inputs: vec![wallet.note_of(&alice, 100)],
            outputs: vec![pay(&alice, 50)],
            public_outs: vec![to_account(&ALICE, Asset::sero(), paid)],
            fee: 5,
            ..Default::default()
        });
        let (commitment, secret) = forge(&draft);
        draft.body.outputs[0].asset_commitment = commitment;
        draft.bind_secret = secret;
        refused(&draft.sign())
    })
}

#[test]
fn an_output_with_the_negated_base_balances_and_is_not_proved() {
    let negated = |draft: &Draft| {
        let point = draft.body.outputs[0].asset_commitment.to_point().unwrap();
        (PointBytes::from(-point), draft.input_blindings[0] + draft.output_blindings[0])
    };
    assert_eq!(forged(negated, 145), Refusal::Proof(Place::Output(0)));
}

#[test]
fn an_output_whose_base_is_the_identity_balances_and_is_not_proved() {
    // The note is worth 50, its commitment nothing.
    let nothing = |draft: &Draft| (PointBytes::from(mul_g_r(&draft.output_blindings[0])), draft.bind_secret);
    assert_eq!(forged(nothing, 95), Refusal::Proof(Place::Output(0)));
}

#[test]
fn an_output_whose_base_is_that_of_the_blinding_balances_and_is_not_proved() {
    use sero_shielded::curve::Scalar;
    // As if 50 · G_r were a value: to the balance it is one more blinding.
    let blinding = |draft: &Draft| {
        let ar = draft.output_blindings[0] + Scalar::from(50u64);
        (PointBytes::from(mul_g_r(&ar)), draft.input_blindings[0] - ar)
    };
    assert_eq!(forged(blinding, 95), Refusal::Proof(Place::Output(0)));
}
