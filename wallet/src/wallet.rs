//! The wallet: a file, its keys, and the chain as far as it was read.

use std::{path::Path, sync::Arc};

use sero_shielded::{
    address::{AddressError, Network},
    keys::{KeyError, OneTimeAddress, PaymentAddress, Seed, TrackingKey},
    recognition::Scanner,
};

use crate::{
    chain::{self, Chain, ChainError, ChainInfo},
    mnemonic::{self, MnemonicError},
    random,
    store::{Store, StoreError},
    sync::{Base, BlockRef, ChainState, SyncError},
    vault::{KdfCost, Secrets, Vault, VaultError},
};

/// Why a wallet cannot be made or opened.
#[derive(Debug, thiserror::Error)]
pub enum WalletError {
    /// The file.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The keys.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The words.
    #[error(transparent)]
    Mnemonic(#[from] MnemonicError),
    /// The tracking key.
    #[error("the tracking key cannot be read: {0}; give all of what `tracking-key` printed")]
    Tracking(AddressError),
    /// Unlucky randomness.
    #[error("{0}; try again")]
    Key(#[from] KeyError),
    /// The chain, where a birthday was asked for.
    #[error(transparent)]
    Sync(#[from] SyncError),
}

/// What a new wallet is told besides its keys.
#[derive(Clone, Debug)]
pub struct Birth {
    /// The network; addresses show it.
    pub network: Network,
    /// The genesis hash and the block from which to read; nothing to read the first chain it meets from the beginning.
    pub base: Option<([u8; 32], Base)>,
    /// What guessing the passphrase costs.
    pub cost: KdfCost,
}

impl Birth {
    /// A wallet that reads everything.
    pub fn early(network: Network) -> Self {
        Birth { network, base: None, cost: KdfCost::STANDARD }
    }

    /// A wallet with new keys: nothing before the chain's last final block can concern it.
    ///
    /// # Errors
    /// [`SyncError::Chain`].
    pub async fn now<C: Chain + ?Sized>(chain: &C) -> Result<Self, SyncError> {
        let info = chain.info().await?;
        Self::at_block(chain, &info, info.finalized.number).await
    }

    /// A wallet whose account received nothing up to a block; a block above the last final one is lowered to it.
    ///
    /// # Errors
    /// [`SyncError::Chain`].
    pub async fn at<C: Chain + ?Sized>(chain: &C, block: u32) -> Result<Self, SyncError> {
        let info = chain.info().await?;
        Self::at_block(chain, &info, block.min(info.finalized.number)).await
    }

    async fn at_block<C: Chain + ?Sized>(chain: &C, info: &ChainInfo, number: u32) -> Result<Self, SyncError> {
        let network = chain::network(info);
        let base = match number {
            0 => Base::genesis(info.genesis.0),
            number => {
                let hash = chain::hash_at(chain, info, number).await?;
                let hash = hash.ok_or(ChainError::UnknownBlock(number))?;
                let frontier = chain.frontier(number).await?.encoded();
                Base { block: BlockRef { number, hash }, frontier }
            }
        };
        Ok(Birth { network, base: Some((info.genesis.0, base)), cost: KdfCost::STANDARD })
    }
}

/// An open wallet.
///
/// ```no_run
/// use sero_wallet::{chain::RpcChain, wallet::{Birth, Wallet}};
///
/// # async fn doc() -> Result<(), Box<dyn std::error::Error>> {
/// let chain = RpcChain::connect("ws://127.0.0.1:9944").await?;
/// let birth = Birth::now(&chain).await?;
/// let (mut wallet, words) = Wallet::create("a.db".as_ref(), "a good passphrase", birth)?;
/// println!("write down: {}", words.as_str());
/// wallet.sync(&chain, |_| {}).await?;
/// for asset in wallet.balance() {
///     println!("{} {}", asset.spendable, asset.name);
/// }
/// # Ok(()) }
/// ```
pub struct Wallet {
    pub(crate) store: Store,
    pub(crate) vault: Vault,
    pub(crate) scanner: Arc<Scanner>,
    pub(crate) state: ChainState,
    network: Network,
}

fn unlock(path: &Path, passphrase: &str) -> Result<(Store, Vault), WalletError> {
    let mut store = Store::open(path)?;
    let sealed = store.meta::<Vec<u8>>("vault").ok().flatten().ok_or(StoreError::Lost("its keys"))?;
    let vault = Vault::open(&sealed, passphrase)?;
    network_of(&store)?;
    store.migrate(&vault)?;
    Ok((store, vault))
}

fn network_of(store: &Store) -> Result<Network, StoreError> {
    let name = store.meta::<String>("network").ok().flatten();
    name.and_then(|name| Network::from_name(&name)).ok_or(StoreError::Lost("its network"))
}

/// Takes a wallet back to its birthday, or to the beginning of whichever chain it meets where that cannot be read.
fn begin_again(store: &mut Store, vault: &Vault) -> Result<u32, StoreError> {
    let birthday = match (store.meta::<[u8; 32]>("genesis"), store.meta::<Base>("base")) {
        (Ok(Some(genesis)), Ok(Some(base))) if base.tree().is_ok() => Some((genesis, base)),
        _ => None,
    };
    let batch = store.batch()?;
    batch.forget_chain()?;
    let forgotten = batch.forget_unreadable(vault)?;
    match birthday {
        Some((genesis, base)) => batch.begin(&genesis, &base)?,
        None => batch.begin_nowhere()?,
    }
    batch.commit()?;
    Ok(forgotten)
}

impl Wallet {
    /// Makes a wallet with new keys, and returns the 24 words from which it can be restored.
    ///
    /// # Errors
    /// [`WalletError`].
    pub fn create(path: &Path, passphrase: &str, birth: Birth) -> Result<(Self, mnemonic::Words), WalletError> {
        let words = mnemonic::generate()?;
        let seed = mnemonic::seed(&words, "", 0)?;
        Ok((Self::make(path, passphrase, &Secrets::Spending(&seed), birth)?, words))
    }

    /// Makes a wallet of the keys of an account.
    ///
    /// # Errors
    /// [`WalletError`].
    pub fn restore(path: &Path, passphrase: &str, seed: &Seed, birth: Birth) -> Result<Self, WalletError> {
        Self::make(path, passphrase, &Secrets::Spending(seed), birth)
    }

    /// Makes a wallet that sees all of an account and can spend nothing.
    ///
    /// # Errors
    /// [`WalletError`].
    pub fn watch(path: &Path, passphrase: &str, tracking_key: &str, birth: Birth) -> Result<Self, WalletError> {
        let key = TrackingKey::from_text(tracking_key, birth.network).map_err(WalletError::Tracking)?;
        Self::make(path, passphrase, &Secrets::Watching(&key), birth)
    }

    fn make(path: &Path, passphrase: &str, secrets: &Secrets<'_>, birth: Birth) -> Result<Self, WalletError> {
        // Before the file: a refused passphrase leaves nothing behind.
        let (vault, sealed) = Vault::seal(secrets, passphrase, birth.cost)?;
        let store = Store::create(path, |batch| {
            batch.set_meta("vault", &sealed)?;
            batch.set_meta("network", &birth.network.name().to_string())?;
            birth.base.as_ref().map_or(Ok(()), |(genesis, base)| batch.begin(genesis, base))
        })?;
        Self::assemble(store, vault)
    }

    /// Opens a wallet.
    ///
    /// # Errors
    /// [`WalletError`].
    pub fn open(path: &Path, passphrase: &str) -> Result<Self, WalletError> {
        let (store, vault) = unlock(path, passphrase)?;
        Self::assemble(store, vault)
    }

    /// Opens a wallet of which no more than the keys must be whole, for [`Self::rescan`] to follow. Where anything else
    /// cannot be read, the wallet goes back to its birthday: what it read from the chain is forgotten, and so are payments
    /// that cannot be read, whose number is returned. A whole wallet stays as it is.
    ///
    /// # Errors
    /// [`WalletError`].
    pub fn repair(path: &Path, passphrase: &str) -> Result<(Self, u32), WalletError> {
        let (mut store, vault) = unlock(path, passphrase)?;
        let mut forgotten = 0;
        if ChainState::load(&store, &vault).is_err() {
            forgotten = begin_again(&mut store, &vault).map_err(|error| match error {
                StoreError::Sqlite(error) => store.explain(error),
                error => error,
            })?;
        }
        Ok((Self::assemble(store, vault)?, forgotten))
    }

    fn assemble(store: Store, vault: Vault) -> Result<Self, WalletError> {
        let network = network_of(&store)?;
        let state = ChainState::load(&store, &vault)?;
        let scanner = Arc::new(Scanner::new(vault.tracking().clone()));
        Ok(Wallet { store, vault, scanner, state, network })
    }

    /// Reads the state from the file again.
    pub(crate) fn reload(&mut self) -> Result<(), StoreError> {
        self.state = ChainState::load(&self.store, &self.vault)?;
        Ok(())
    }

    /// The network.
    pub fn network(&self) -> Network {
        self.network
    }

    /// The last block read.
    pub fn tip(&self) -> BlockRef {
        self.state.tip
    }

    /// Whether the wallet cannot spend.
    pub fn is_watch_only(&self) -> bool {
        self.vault.is_watch_only()
    }

    /// The payment address, to be given to others.
    pub fn address(&self) -> PaymentAddress {
        self.vault.tracking().address()
    }

    /// The payment address as text.
    pub fn address_text(&self) -> String {
        self.address().to_text(self.network)
    }

    /// A fresh one-time address. It needs no bookkeeping: the tracking key recognises it.
    ///
    /// # Errors
    /// [`KeyError`] with a probability of 2^-250.
    pub fn one_time_address(&self) -> Result<OneTimeAddress, KeyError> {
        Ok(random::one_time(&self.address())?.0)
    }

    /// The tracking key as text. It is secret: whoever has it sees every payment.
    pub fn tracking_key_text(&self) -> zeroize::Zeroizing<String> {
        zeroize::Zeroizing::new(self.vault.tracking().to_text(self.network))
    }
}
