//! The pool on another chain: a wallet shields, pays out, and the fee goes where that chain says.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use codec::{Decode, DecodeAll, Encode};
use frame_support::{assert_ok, storage::with_transaction, traits::Get};
use sero_circuits::{keys::development_key, Circuit};
use sero_rpc::{BlockData, BlockId, ChainInfo, Hex32, HexBytes};
use sero_shielded::{
    address::Network,
    asset::{Asset, ListedAsset, SERO_DECIMALS},
    bundle::{Bundle, NoCommand},
    command::StoredPackage,
    encoding::FieldBytes,
    keys::{PkrBytes, Seed},
    name::Name,
    registry::{CategoryRecord, TicketRecord, TokenRecord},
    tree::Frontier,
};
use sero_wallet::{
    chain::{AssetPage, Chain, ChainError},
    payment::{groth16::LocalProver, Amount, Payment, Recipient},
    vault::KdfCost,
    wallet::{Birth, Wallet},
};
use sp_keyring::Sr25519Keyring::{Alice, Bob};
use sp_runtime::{
    traits::Header as _,
    transaction_validity::{InvalidTransaction, TransactionSource, TransactionValidityError},
    BuildStorage, DispatchError, TransactionOutcome,
};

use crate::{configs::TREASURY, *};

/// One coin.
const COIN: u128 = 1_000_000_000_000_000_000;
/// What Alice has at the beginning.
const ENDOWMENT: u128 = 1_000 * COIN;

fn chain() -> sp_io::TestExternalities {
    let [input, output] = Circuit::BUNDLE.map(|circuit| development_key(circuit).to_vec());
    let genesis = RuntimeGenesisConfig {
        balances: pallet_balances::GenesisConfig {
            balances: vec![(Alice.to_account_id(), ENDOWMENT)],
            ..Default::default()
        },
        shielded: pallet_shielded::GenesisConfig { verifying_keys: (input, output), ..Default::default() },
        ..Default::default()
    };
    genesis.build_storage().expect("the genesis is sound").into()
}

fn signed(call: RuntimeCall, nonce: u32) -> UncheckedExtrinsic {
    let extension = TxExtension::new(extension_data(nonce));
    let payload = SignedPayload::new(call.clone(), extension.clone()).expect("has its implicits");
    let signature = payload.using_encoded(|bytes| Alice.sign(bytes));
    UncheckedExtrinsic::new_signed(call, Alice.to_account_id().into(), signature.into(), extension)
}

/// What the pool of a node would say; a node forgets what the question wrote.
fn validity(transaction: UncheckedExtrinsic) -> Result<(), TransactionValidityError> {
    let ask = || {
        let answer = Executive::validate_transaction(TransactionSource::External, transaction, System::parent_hash());
        TransactionOutcome::Rollback(Ok::<_, DispatchError>(answer))
    };
    with_transaction(ask).expect("it is not nested").map(|_| ())
}

/// What a node keeps for wallets, block by block, out of the runtime's interface.
#[derive(Default)]
struct Node {
    blocks: Vec<BlockData>,
    frontiers: Vec<Frontier>,
    submitted: Mutex<Vec<Vec<u8>>>,
}

impl Node {
    /// Executes a block and keeps what wallets ask for.
    fn mine(&mut self, transactions: Vec<UncheckedExtrinsic>) {
        let number = self.blocks.len() as u32;
        let parent = self.blocks.last().map(|block| block.hash).unwrap_or_default();
        // Block 0 is the state at genesis, which has a name for itself.
        let hash = if number == 0 {
            System::block_hash(0).0
        } else {
            let header =
                Header::new(number, Default::default(), Default::default(), parent.0.into(), Default::default());
            Executive::initialize_block(&header);
            for transaction in transactions {
                assert_eq!(Executive::apply_extrinsic(transaction), Ok(Ok(())));
            }
            Executive::finalize_block().hash().0
        };
        let frontier = pallet_shielded::Tree::<Runtime>::get();
        self.frontiers.push(Frontier::try_from(&frontier).expect("the chain keeps it sound"));
        self.blocks.push(BlockData {
            number,
            hash: Hex32(hash),
            parent_hash: parent,
            timestamp: u64::from(number) * 6_000,
            data: HexBytes(wallet::compact_block().encode()),
        });
    }

    fn head(&self) -> BlockId {
        let block = self.blocks.last().expect("there is a block 0");
        BlockId { number: block.number, hash: block.hash }
    }
}

#[async_trait]
impl Chain for Node {
    async fn info(&self) -> Result<ChainInfo, ChainError> {
        Ok(ChainInfo {
            genesis: self.blocks[0].hash,
            network: sero_rpc::Network::Development,
            best: self.head(),
            finalized: BlockId { number: 0, hash: self.blocks[0].hash },
            anchor_window: <Runtime as pallet_shielded::Config>::AnchorWindow::get(),
            finality_depth: 100,
            block_time_ms: 6_000,
            max_expiry: <Runtime as pallet_shielded::Config>::MaxExpiry::get(),
            spec_version: VERSION.spec_version,
            transaction_version: VERSION.transaction_version,
            heavier_fork_below_finality: false,
        })
    }

    async fn blocks(&self, from: u32, to: u32) -> Result<Vec<BlockData>, ChainError> {
        Ok(self.blocks[from as usize..=to as usize].to_vec())
    }

    async fn frontier(&self, number: u32) -> Result<Frontier, ChainError> {
        Ok(self.frontiers[number as usize].clone())
    }

    async fn root(&self, number: u32) -> Result<[u8; 32], ChainError> {
        Ok(FieldBytes::from(self.frontiers[number as usize].root()).0)
    }

    async fn minimum_fee(
        &self,
        inputs: u32,
        outputs: u32,
        public_outs: u32,
        _command: Option<&sero_shielded::command::Command>,
    ) -> Result<u128, ChainError> {
        Ok(wallet::minimum_fee(inputs, outputs, public_outs, None))
    }

    async fn deposit(&self, _command: &sero_shielded::command::Command) -> Result<u128, ChainError> {
        Err(ChainError::Node("this chain knows no commands".into()))
    }

    async fn assets(&self, from: u64, _limit: u32) -> Result<AssetPage, ChainError> {
        let native = ListedAsset { asset: Asset::sero(), decimals: SERO_DECIMALS };
        Ok(AssetPage { total: 1, assets: (from == 0).then_some(native).into_iter().collect() })
    }

    async fn token(&self, _name: &Name) -> Result<Option<TokenRecord>, ChainError> {
        Ok(None)
    }

    async fn category(&self, _name: &Name) -> Result<Option<CategoryRecord>, ChainError> {
        Ok(None)
    }

    async fn ticket(&self, _category: &Name, _id: &[u8; 32]) -> Result<Option<TicketRecord>, ChainError> {
        Ok(None)
    }

    async fn next_index(&self) -> Result<u64, ChainError> {
        Ok(self.frontiers.last().expect("there is a block 0").size())
    }

    async fn package(&self, _id: &[u8; 32]) -> Result<Option<StoredPackage>, ChainError> {
        Ok(None)
    }

    async fn submit_bundle(&self, bundle: Vec<u8>) -> Result<[u8; 32], ChainError> {
        self.submitted.lock().expect("nobody panicked").push(bundle);
        Ok([0; 32])
    }

    async fn account_nonce(&self, _account: &str) -> Result<u32, ChainError> {
        Err(ChainError::Node("not asked for here".into()))
    }

    async fn submit_extrinsic(&self, _extrinsic: Vec<u8>) -> Result<[u8; 32], ChainError> {
        Err(ChainError::Node("not asked for here".into()))
    }
}

fn shield(to: PkrBytes, value: u128) -> RuntimeCall {
    pallet_shielded::Call::shield { to: Box::new(to), asset: Asset::sero(), value }.into()
}

fn wallet_of(folder: &tempfile::TempDir) -> Wallet {
    let birth = Birth { cost: KdfCost { memory_kib: 64, passes: 1, lanes: 1 }, ..Birth::early(Network::Development) };
    let path = folder.path().join("wallet");
    Wallet::restore(&path, "only for this test", &Seed::new([9; 32]), birth).expect("a wallet")
}

#[test]
fn a_wallet_shields_and_pays_out_of_the_pool_of_another_chain() {
    let asynchronous = tokio::runtime::Runtime::new().expect("threads");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (mut chain, mut node, mut wallet) = (chain(), Node::default(), wallet_of(&folder));
    chain.execute_with(|| {
        node.mine(vec![]);
        let to = wallet.one_time_address().expect("its keys are sound").to_bytes();
        node.mine(vec![signed(shield(to, 10 * COIN), 0)]);
        assert_eq!(Balances::total_issuance(), ENDOWMENT - 10 * COIN);
        // Wallets take the root of a block ten deep whose number is a multiple of eight.
        while node.head().number < 18 {
            node.mine(vec![]);
        }

        let to = Recipient::Account(Bob.to_account_id().into());
        let wish = [Payment { to, asset: Asset::sero(), amount: Amount::Exact(4 * COIN), memo: [0; 128] }];
        let prover = Arc::new(LocalProver::load(Network::Development).expect("the development parameters"));
        let (sent, _) = asynchronous.block_on(wallet.send(&node, prover, &wish)).expect("it pays");
        let bytes = node.submitted.lock().expect("nobody panicked").remove(0);
        let bundle = Bundle::<NoCommand>::decode_all(&mut &bytes[..]).expect("a bundle");
        assert_eq!(crate::wallet::check_bundle(&bundle), Ok(()));
        let transaction = crate::wallet::extrinsic(bundle);
        // As it would travel.
        let transaction = UncheckedExtrinsic::decode(&mut &transaction.encode()[..]).expect("it decodes");
        assert_ok!(validity(transaction.clone()));
        node.mine(vec![transaction.clone()]);

        assert_eq!(Balances::free_balance(Bob.to_account_id()), 4 * COIN);
        assert_eq!(Balances::free_balance(TREASURY), sent.fee);
        let held = pallet_shielded::Turnstile::<Runtime>::get(FieldBytes::from(Asset::sero().id()));
        assert_eq!(held, 6 * COIN - sent.fee);
        assert_eq!(validity(transaction), Err(InvalidTransaction::Stale.into()));

        // The change is the wallet's, and it sees so by the runtime's interface alone.
        asynchronous.block_on(wallet.sync(&node, |_| {})).expect("it syncs");
        let [coins] = &wallet.balance()[..] else { panic!("one asset") };
        assert_eq!(coins.total(), 6 * COIN - sent.fee);
    });
}

#[test]
fn extension_data_that_nobody_signed_are_the_defaults() {
    chain().execute_with(|| {
        let call: RuntimeCall = frame_system::Call::remark { remark: vec![] }.into();
        let general =
            |nonce| UncheckedExtrinsic::new_transaction(call.clone(), TxExtension::new(extension_data(nonce)));
        // Nobody authorised it, which is found out after its extension data.
        let other = InvalidTransaction::Custom(extension::EXTENSION_DATA_NOT_DEFAULT).into();
        assert_eq!(validity(general(1)), Err(other));
        assert!(validity(general(0)).is_err_and(|error| error != other));
        assert_ok!(validity(signed(call.clone(), 0)));
    });
}

#[test]
fn the_page_quotes_this_runtime() {
    let page = include_str!("../../../../docs/reuse-the-pallet.md");
    let sources = [include_str!("lib.rs"), include_str!("configs.rs"), include_str!("apis.rs")];
    let lines = |text: &str| -> String { text.lines().map(str::trim).collect::<Vec<_>>().join("\n") };
    let sources = sources.map(lines);
    let mut blocks = 0;
    for block in page.split("```rust\n").skip(1) {
        let (code, _) = block.split_once("```").expect("the block ends");
        // Dots stand for what is left out.
        for part in lines(code).split("\n..\n") {
            let part = part.trim();
            assert!(sources.iter().any(|source| source.contains(part)), "not in this runtime:\n{part}");
        }
        blocks += 1;
    }
    assert!(blocks >= 5, "{blocks}");
}
