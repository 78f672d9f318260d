//! Blocks of a chain whose nodes lack our host functions, made natively and executed in wasm.

use crate::machines::stranger;
use codec::Encode;
use sero_circuits::{keys::development_key, Circuit};
use sero_shielded::{
    asset::Asset,
    bundle::{Bundle, Destination, NoCommand},
    compact::CompactBlock,
    curve::Scalar,
    encoding::PointBytes,
    keys::{PkrBytes, SpendingKey},
    refusal::Refusal,
};
use shielded_example_runtime::{
    extension_data, wallet, BalancesConfig, Block, Executive, Header, RuntimeCall, RuntimeGenesisConfig,
    ShieldedConfig, SignedPayload, System, TxExtension, UncheckedExtrinsic, VERSION,
};
use shielded_fixture::{address_of, pay, person, public_out, Draft, Place, Recipe, Wallet};
use sp_io::TestExternalities;
use sp_keyring::Sr25519Keyring::{Alice, Bob};
use sp_runtime::{traits::Header as _, BuildStorage, StateVersion};

/// One coin.
const COIN: u128 = 1_000_000_000_000_000_000;

/// The same chain twice.
struct Chain {
    /// As the native runtime makes it.
    native: TestExternalities,
    /// As wasm executes it.
    wasm: TestExternalities,
    number: u32,
    head: sp_core::H256,
    wallet: Wallet,
}

impl Chain {
    fn new(people: &[&SpendingKey]) -> Self {
        let [input, output] = Circuit::BUNDLE.map(|circuit| development_key(circuit).to_vec());
        let genesis = RuntimeGenesisConfig {
            balances: BalancesConfig { balances: vec![(Alice.to_account_id(), 100 * COIN)], ..Default::default() },
            shielded: ShieldedConfig { verifying_keys: (input, output), ..Default::default() },
            ..Default::default()
        };
        let state = genesis.build_storage().expect("the genesis is sound");
        let mut native = TestExternalities::from(state.clone());
        let head = native.execute_with(|| System::block_hash(0));
        Chain { native, wasm: state.into(), number: 0, head, wallet: Wallet::new(people) }
    }

    /// Makes a block, has it executed, and compares the states.
    fn block(&mut self, transactions: Vec<UncheckedExtrinsic>) {
        self.number += 1;
        let header = Header::new(self.number, Default::default(), Default::default(), self.head, Default::default());
        let block = self.native.execute_with(|| made(header, transactions));
        // It compares the roots itself, and panics where they differ.
        stranger::<()>(&mut self.wasm.ext(), "Core_execute_block", &block);
        let root = || sp_io::storage::root(StateVersion::V1);
        assert_eq!(self.native.execute_with(root), block.header.state_root.encode());
        assert_eq!(self.wasm.execute_with(root), block.header.state_root.encode());

        let compact = self.native.execute_with(wallet::compact_block);
        let told: CompactBlock = stranger(&mut self.wasm.ext(), "ShieldedApi_compact_block", &());
        assert_eq!(told, compact);
        for (index, note) in (compact.first_index..).zip(compact.bundles.iter().flat_map(|bundle| &bundle.notes)) {
            self.wallet.read(index, note);
        }
        self.wallet.checkpoint(self.number);
        self.head = block.header.hash();
    }

    /// What the chain says of a bundle for its next block: the name of the refusal, if there is one.
    fn check(&mut self, bundle: &Bundle<NoCommand>) -> Result<(), &'static str> {
        let native = self.native.execute_with(|| wallet::check_bundle(bundle));
        let told: Result<(), Refusal> = stranger(&mut self.wasm.ext(), "ShieldedApi_check_bundle", bundle);
        assert_eq!(told, native);
        native.map_err(|refusal| refusal.name())
    }
}

/// A block as its author makes it.
fn made(header: Header, transactions: Vec<UncheckedExtrinsic>) -> Block {
    Executive::initialize_block(&header);
    for transaction in &transactions {
        assert_eq!(Executive::apply_extrinsic(transaction.clone()), Ok(Ok(())));
    }
    Block { header: Executive::finalize_block(), extrinsics: transactions }
}

fn shield(to: PkrBytes, value: u128) -> RuntimeCall {
    pallet_shielded::Call::shield { to: Box::new(to), asset: Asset::sero(), value }.into()
}

fn signed(call: RuntimeCall, nonce: u32) -> UncheckedExtrinsic {
    let extension = TxExtension::new(extension_data(nonce));
    let payload = SignedPayload::new(call.clone(), extension.clone()).expect("has its implicits");
    let signature = payload.using_encoded(|bytes| Alice.sign(bytes));
    UncheckedExtrinsic::new_signed(call, Alice.to_account_id().into(), signature.into(), extension)
}

#[test]
fn a_chain_without_our_host_functions_comes_to_the_same_state_and_refuses_the_same() {
    let (alice, bob) = (person(1), person(2));
    let mut chain = Chain::new(&[&alice, &bob]);
    let transaction = chain.native.execute_with(|| signed(shield(address_of(&alice), 10 * COIN), 0));
    chain.block(vec![transaction]);

    // Nine proofs: in wasm their loops go together.
    let fee = chain.native.execute_with(|| wallet::minimum_fee(5, 4, 2, None));
    let place = Place {
        block: chain.number + 1,
        genesis: chain.native.execute_with(|| System::block_hash(0)).into(),
        transaction_version: VERSION.transaction_version,
    };
    let draft: Draft<NoCommand> = chain.wallet.draft_at(
        place,
        Recipe {
            inputs: vec![chain.wallet.note_of(&alice, 10 * COIN)],
            dummies: 4,
            outputs: vec![pay(&bob, COIN), pay(&bob, COIN), pay(&bob, COIN), pay(&alice, 4 * COIN - fee)],
            public_outs: vec![
                public_out(Destination::Account(Bob.to_account_id().into()), 2 * COIN),
                public_out(Destination::Address(address_of(&bob)), COIN),
            ],
            fee,
            ..Default::default()
        },
    );
    let bundle = draft.sign();
    assert_eq!(chain.check(&bundle), Ok(()));
    type Spoil = fn(&mut Draft<NoCommand>);
    let spoils: [(&str, Spoil); 6] = [
        ("Proof", |draft| draft.body.inputs[4].proof = draft.body.inputs[3].proof),
        ("Proof", |draft| draft.body.outputs[3].proof = draft.body.outputs[2].proof),
        ("Encoding", |draft| draft.body.outputs[3].note.rpk = PointBytes([0xff; 32])),
        ("Encoding", |draft| draft.body.public_outs[1].to = Destination::Address(PkrBytes([0; 96]))),
        ("SpendSignature", |draft| draft.spend_secrets[2] = Scalar::from(1u64)),
        ("BindingSignature", |draft| draft.body.fee += 1),
    ];
    for (name, spoil) in spoils {
        let mut spoilt = draft.clone();
        spoil(&mut spoilt);
        assert_eq!(chain.check(&spoilt.sign()), Err(name));
    }

    chain.block(vec![wallet::extrinsic(bundle.clone())]);
    // The shielded note, four of the bundle, and one with public contents.
    assert_eq!(chain.wallet.owned.len(), 6);
    assert_eq!(chain.check(&bundle), Err("NilAlreadySpent"));
}
