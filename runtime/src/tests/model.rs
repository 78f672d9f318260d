//! Random orders against a plain model of the registry: supplies, holdings, the pool, deposits and the list of assets agree after
//! each, also where the chain goes back and takes another way.
//!
//! Bundles here carry no valid proofs. [`pallet_shielded::Pallet::check`] decides all rules of the state before it looks at
//! signatures, so a bundle that it refuses for its binding signature is one that the state allows; it is dispatched as authorised.
//! What proofs and signatures add is tested in the pallets, with real ones.

mod plain;

use frame_support::{assert_ok, storage::with_transaction, traits::Hooks, BoundedVec};
use pallet_shielded::Refusal;
use proptest::prelude::*;
use sero_shielded::{
    asset::Asset,
    bundle::{
        Bundle, BundleBody, Destination, ProofBytes, PublicOut, PublicTerm, ShieldedInput, ShieldedOutput, VERSION,
    },
    command::{Command, PackageCommand, TicketCommand, TicketData, TokenCommand},
    compact::EncryptedNote,
    curve::g_k,
    encoding::{FieldBytes, PointBytes},
    encryption::SealedMemo,
    keys::PkrBytes,
    package::package_id,
    signature::SignatureBytes,
};
use sp_runtime::{traits::Dispatchable, DispatchError, TransactionOutcome};

use self::plain::{name_deposit, package_deposit, stored, Model, PLACE};
use super::*;
use crate::SERO;

/// What is ordered.
#[derive(Clone, Debug)]
enum Op {
    Register {
        name: usize,
        cap: Option<u128>,
        value: u128,
        by: u8,
        slip: Slip,
    },
    RegisterCategory {
        name: usize,
        by: u8,
        slip: Slip,
    },
    Issue {
        name: usize,
        value: u128,
        by: u8,
    },
    Burn {
        name: usize,
        value: u128,
    },
    SetTokenIssuer {
        name: usize,
        by: u8,
        to: Option<u8>,
    },
    SetCategoryIssuer {
        name: usize,
        by: u8,
        to: Option<u8>,
    },
    IssueTicket {
        name: usize,
        id: u8,
        by: u8,
        slip: Slip,
    },
    BurnTicket {
        name: usize,
        id: u8,
        slip: Slip,
    },
    Create {
        notes: usize,
        bytes: usize,
        right_id: bool,
        slip: Slip,
    },
    Open {
        which: usize,
        slip: Slip,
    },
    /// A public output to an account.
    Leave {
        asset: usize,
        value: u128,
        account: usize,
    },
    /// From an account into the pool.
    Shield {
        asset: usize,
        value: u128,
        account: usize,
    },
    /// A private payment.
    Transfer,
    EndBlock,
    /// Another way that the chain could have taken, and from which it comes back.
    Fork(Vec<Op>),
}

/// How a deposit is off.
#[derive(Clone, Copy, Debug)]
enum Slip {
    Right,
    More,
    Less,
}

impl Slip {
    fn of(self, needed: u128) -> u128 {
        match self {
            Slip::Right => needed,
            Slip::More => needed + 1,
            Slip::Less => needed.saturating_sub(1),
        }
    }
}

/// The second looks like the first, the last is none.
const NAMES: [&[u8]; 6] = [b"TALERS", b"TA1ERS", b"FLORIN", b"ORTS", b"SERO", b"gold"];
const VALUES: [u128; 9] = [0, 1, 2, 100, 101, 3 * SERO, u128::MAX / 2, u128::MAX - 100, u128::MAX];

fn name(at: usize) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes[..NAMES[at].len()].copy_from_slice(NAMES[at]);
    bytes
}

pub(super) fn issuer(number: u8) -> PkrBytes {
    let r = sero_shielded::hash::hs("test", &[b"issuer"]);
    shielded_fixture::person(number).address().one_time(&r).expect("no point is the identity").to_bytes()
}

fn accounts() -> [AccountId; 2] {
    [Alice.to_account_id(), Bob.to_account_id()]
}

fn slip() -> impl Strategy<Value = Slip> {
    prop_oneof![6 => Just(Slip::Right), 1 => Just(Slip::More), 1 => Just(Slip::Less)]
}

fn step() -> impl Strategy<Value = Op> {
    let name = || 0..NAMES.len();
    let value = || prop::sample::select(VALUES.to_vec());
    let by = || 0u8..2;
    let to = || prop_oneof![(0u8..2).prop_map(Some), Just(None)];
    let cap = prop_oneof![2 => Just(None), 1 => value().prop_map(Some)];
    prop_oneof![
        4 => (name(), cap, value(), by(), slip())
            .prop_map(|(name, cap, value, by, slip)| Op::Register { name, cap, value, by, slip }),
        2 => (name(), by(), slip()).prop_map(|(name, by, slip)| Op::RegisterCategory { name, by, slip }),
        4 => (name(), value(), by()).prop_map(|(name, value, by)| Op::Issue { name, value, by }),
        4 => (name(), value()).prop_map(|(name, value)| Op::Burn { name, value }),
        1 => (name(), by(), to()).prop_map(|(name, by, to)| Op::SetTokenIssuer { name, by, to }),
        1 => (name(), by(), to()).prop_map(|(name, by, to)| Op::SetCategoryIssuer { name, by, to }),
        4 => (name(), 0u8..3, by(), slip()).prop_map(|(name, id, by, slip)| Op::IssueTicket { name, id, by, slip }),
        3 => (name(), 0u8..3, slip()).prop_map(|(name, id, slip)| Op::BurnTicket { name, id, slip }),
        3 => (0usize..3, prop::sample::select(vec![0usize, 16, 17, 900]), prop::bool::weighted(0.9), slip())
            .prop_map(|(notes, bytes, right_id, slip)| Op::Create { notes, bytes, right_id, slip }),
        3 => (0usize..4, slip()).prop_map(|(which, slip)| Op::Open { which, slip }),
        5 => (0usize..12, value(), 0usize..2)
            .prop_map(|(asset, value, account)| Op::Leave { asset, value, account }),
        5 => (0usize..12, value(), 0usize..2)
            .prop_map(|(asset, value, account)| Op::Shield { asset, value, account }),
        1 => Just(Op::Transfer),
        2 => Just(Op::EndBlock),
    ]
}

fn steps() -> impl Strategy<Value = Vec<Op>> {
    let fork = prop::collection::vec(step(), 1..8).prop_map(Op::Fork);
    prop::collection::vec(prop_oneof![12 => step(), 1 => fork], 1..40)
}

fn in_pool(asset: &Asset) -> u128 {
    pallet_shielded::Turnstile::<Runtime>::get(FieldBytes::from(asset.id()))
}

/// A description of which only the encodings are right.
pub(super) fn description() -> ShieldedOutput {
    let point = PointBytes::from(g_k());
    ShieldedOutput {
        note: EncryptedNote {
            to: issuer(0),
            commitment: FieldBytes([1; 32]),
            rpk: point,
            contents: [FieldBytes([0; 32]); 3],
            memo: SealedMemo([0; 144]),
        },
        asset_commitment: point,
        proof: ProofBytes([0; 128]),
    }
}

/// The chain and its model.
struct World {
    model: Model,
    /// Bundles so far: each has a nil of its own, on every fork.
    bundles: u64,
}

impl World {
    fn new() -> Self {
        System::set_block_number(1);
        let reserve =
            pallet_shielded::Call::shield { to: Box::new(issuer(0)), asset: Asset::sero(), value: 100_000 * SERO };
        assert_ok!(RuntimeCall::from(reserve).dispatch(RuntimeOrigin::signed(Alice.to_account_id())));
        let mut world = World { model: Model::new(), bundles: 0 };
        world.end_block();
        world
    }

    fn end_block(&mut self) {
        let now = System::block_number();
        Shielded::on_finalize(now);
        System::reset_events();
        System::set_block_number(now + 1);
    }

    fn next_nil(&mut self) -> FieldBytes {
        self.bundles += 1;
        let mut nil = [0; 32];
        nil[..8].copy_from_slice(&self.bundles.to_le_bytes());
        FieldBytes(nil)
    }

    fn bundle(&self, nil: FieldBytes, out: Option<PublicOut>, command: Option<(Command, u8)>) -> Bundle<Command> {
        let (command, by) = command.unzip();
        let fee = wallet::minimum_fee(1, 1, out.iter().count() as u32, command.as_ref());
        let now = System::block_number();
        let point = PointBytes::from(g_k());
        let input = ShieldedInput { nil, key: point, asset_commitment: point, proof: ProofBytes([0; 128]) };
        Bundle {
            body: BundleBody {
                version: VERSION,
                key_version: 1,
                expiry: now + 10,
                anchor: wallet::root_of(now - 1).expect("a block has ended"),
                inputs: BoundedVec::truncate_from(vec![input]),
                outputs: BoundedVec::truncate_from(vec![description()]),
                public_outs: BoundedVec::truncate_from(out.into_iter().collect()),
                from: by.map(issuer),
                fee,
                command,
            },
            spend_signatures: BoundedVec::truncate_from(vec![SignatureBytes([0; 64])]),
            binding_signature: SignatureBytes([0; 64]),
            from_signature: by.map(|_| SignatureBytes([0; 64])),
        }
    }

    /// Hands in a bundle, if the state allows it, and returns the verdict. One without proofs is refused for its binding signature
    /// at last.
    fn submit(&self, bundle: Bundle<Command>) -> Result<(), Refusal> {
        match Shielded::check(&bundle) {
            Err(Refusal::BindingSignature) => {}
            Err(refusal) => return Err(refusal),
            Ok(_) => panic!("nobody signed it"),
        }
        let call = RuntimeCall::from(pallet_shielded::Call::submit { bundle: Box::new(bundle) });
        let authorized: RuntimeOrigin = frame_system::RawOrigin::Authorized.into();
        call.dispatch(authorized).expect("what the state allows can be executed");
        Ok(())
    }

    /// A command in a bundle: the chain's verdict is the model's.
    fn order(&mut self, make: impl FnOnce(&Model, &FieldBytes) -> (Command, u8)) {
        let nil = self.next_nil();
        let (command, by) = make(&self.model, &nil);
        let bundle = self.bundle(nil, None, Some((command.clone(), by)));
        let fee = bundle.body.fee;
        let terms: Vec<PublicTerm> = [PublicTerm::out(Asset::sero(), fee)].into_iter().chain(command.terms()).collect();
        let expected = self.model.room(&terms).map_err(Refusal::Turnstile);
        let expected = expected.and_then(|()| self.model.rule(&command, by, &nil).map_err(Refusal::Command));
        assert_eq!(self.submit(bundle), expected, "{command:?}");
        if expected.is_ok() {
            self.model.settle(&terms, fee);
            self.model.execute(&command, by);
        }
    }

    fn leave(&mut self, asset: Asset, value: u128, account: usize) {
        // Nothing, and more than one of a ticket, have no shape.
        let value = if matches!(asset, Asset::Token(_)) { value.max(1) } else { 1 };
        let to = Destination::Account(accounts()[account].clone().into());
        let nil = self.next_nil();
        let bundle = self.bundle(nil, Some(PublicOut { to, asset, value, memo: Default::default() }), None);
        let fee = bundle.body.fee;
        let terms = [PublicTerm::out(asset, value), PublicTerm::out(Asset::sero(), fee)];
        let payable = self.model.payable(account, &asset, value);
        let expected = payable.then_some(()).ok_or(Refusal::Unpayable(0));
        let expected = expected.and_then(|()| self.model.room(&terms).map_err(Refusal::Turnstile));
        assert_eq!(self.submit(bundle), expected, "{asset:?} {value}");
        if expected.is_ok() {
            self.model.settle(&terms, fee);
            self.model.pay(account, &asset, value);
        }
    }

    fn shield(&mut self, asset: Asset, value: u128, account: usize) {
        let call = RuntimeCall::from(pallet_shielded::Call::shield { to: Box::new(issuer(1)), asset, value });
        let origin = RuntimeOrigin::signed(accounts()[account].clone());
        let done = call.dispatch(origin).map(|_| ()).map_err(|failed| failed.error);
        let mut after = self.model.clone();
        let expected = after.take(account, &asset, value);
        assert_eq!(done, expected, "{asset:?} {value}");
        if expected.is_ok() {
            self.model = after;
        }
    }

    fn run(&mut self, op: Op) {
        match op {
            Op::Register { name: at, cap, value, by, slip } => self.order(|_, _| {
                let deposit = slip.of(name_deposit(&name(at)));
                (Command::Token(TokenCommand::Register { name: name(at), decimals: 6, cap, value, deposit }), by)
            }),
            Op::RegisterCategory { name: at, by, slip } => self.order(|_, _| {
                let deposit = slip.of(name_deposit(&name(at)));
                (Command::Ticket(TicketCommand::Register { category: name(at), deposit }), by)
            }),
            Op::Issue { name: at, value, by } => {
                self.order(|_, _| (Command::Token(TokenCommand::Issue { name: name(at), value }), by))
            }
            Op::Burn { name: at, value } => {
                self.order(|_, _| (Command::Token(TokenCommand::Burn { name: name(at), value }), 1))
            }
            Op::SetTokenIssuer { name: at, by, to } => self
                .order(|_, _| (Command::Token(TokenCommand::SetIssuer { name: name(at), issuer: to.map(issuer) }), by)),
            Op::SetCategoryIssuer { name: at, by, to } => self.order(|_, _| {
                (Command::Ticket(TicketCommand::SetIssuer { category: name(at), issuer: to.map(issuer) }), by)
            }),
            Op::IssueTicket { name: at, id, by, slip } => self.order(|_, _| {
                let (deposit, data) = (slip.of(PLACE + stored(1)), TicketData::default());
                let command = TicketCommand::Issue { category: name(at), id: [id; 32], data, deposit };
                (Command::Ticket(command), by)
            }),
            Op::BurnTicket { name: at, id, slip } => self.order(|model, _| {
                let returned = model.tickets.get(&(name(at), [id; 32])).copied().flatten().unwrap_or_default();
                let command = TicketCommand::Burn { category: name(at), id: [id; 32], deposit: slip.of(returned) };
                (Command::Ticket(command), 1)
            }),
            Op::Create { notes, bytes, right_id, slip } => self.order(|_, nil| {
                let command = PackageCommand::Create {
                    id: if right_id { package_id(nil) } else { [9; 32] },
                    contents: BoundedVec::truncate_from(vec![description(); notes]),
                    data: BoundedVec::truncate_from(vec![7; bytes]),
                    deposit: slip.of(PLACE + package_deposit(notes, bytes)),
                };
                (Command::Package(command), 0)
            }),
            Op::Open { which, slip } => self.order(|model, _| {
                let id = model.made.get(which).copied().unwrap_or([8; 32]);
                let locked = model.packages.get(&id).copied().unwrap_or_default();
                (Command::Package(PackageCommand::Open { id, deposit: slip.of(locked) }), 1)
            }),
            Op::Leave { asset, value, account } => self.leave(self.model.asset(asset), value, account),
            Op::Shield { asset, value, account } => self.shield(self.model.asset(asset), value, account),
            Op::Transfer => {
                let nil = self.next_nil();
                let bundle = self.bundle(nil, None, None);
                let fee = bundle.body.fee;
                assert_eq!(self.submit(bundle), Ok(()));
                self.model.settle(&[PublicTerm::out(Asset::sero(), fee)], fee);
            }
            Op::EndBlock => self.end_block(),
            Op::Fork(ops) => {
                let before = self.model.clone();
                let fork = || {
                    ops.into_iter().for_each(|op| {
                        self.run(op);
                        self.model.agrees();
                    });
                    TransactionOutcome::Rollback(Ok::<_, DispatchError>(()))
                };
                assert_ok!(with_transaction(fork));
                self.model = before;
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn every_order_does_what_a_plain_model_says(steps in steps()) {
        chain_of(genesis::DEVELOPMENT).execute_with(|| {
            let mut world = World::new();
            world.model.agrees();
            for op in steps {
                world.run(op);
                world.model.agrees();
            }
            world.end_block();
            assert_ok!(Shielded::do_try_state());
        });
    }
}
