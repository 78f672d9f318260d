//! The command line.

use std::{net::SocketAddr, path::PathBuf};

/// Keeps the SERO chain, mines, and serves wallets.
#[derive(Debug, clap::Parser)]
pub struct Cli {
    /// What to do instead of running the node.
    #[command(subcommand)]
    pub subcommand: Option<Subcommand>,

    /// How to run the node.
    #[clap(flatten)]
    pub run: sc_cli::RunCmd,

    /// How to mine.
    #[clap(flatten)]
    pub mining: MiningArgs,
}

/// How to mine.
#[derive(Debug, Clone, clap::Args)]
pub struct MiningArgs {
    /// Mine. `--dev` and `--mine-to` imply it.
    #[arg(long)]
    pub mine: bool,

    /// Who receives reward and fees: a payment address (sero...; each block pays to a fresh one-time address of it) or a
    /// one-time address (seroot...). Development and local chains pay to the well-known development account without it.
    #[arg(long, value_name = "ADDRESS")]
    pub mine_to: Option<String>,

    /// Threads that search for a seal; 0 leaves the search to miners outside the node.
    #[arg(long, value_name = "NUMBER", default_value = "1")]
    pub mine_threads: usize,

    /// Search all of the time also on development and local chains, where threads otherwise rest nine tenths of it.
    #[arg(long)]
    pub mine_full_speed: bool,

    /// By what right, while the chain asks authors for a licence.
    #[clap(flatten)]
    pub license: crate::license::LicenseArgs,

    /// Miners outside the node.
    #[clap(flatten)]
    pub stratum: StratumArgs,
}

/// How miners outside the node are served.
#[derive(Debug, Clone, clap::Args)]
pub struct StratumArgs {
    /// Serve stratum at this address, for example 127.0.0.1:3333. What is mined goes to --mine-to.
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub stratum: Option<SocketAddr>,

    /// Seconds between two shares of a worker, at which its share difficulty aims.
    #[arg(long, value_name = "SECONDS", default_value = "10", requires = "stratum")]
    pub stratum_share_seconds: u64,

    /// Keep a pool's accounts in this file: workers log in with a payment address and are paid for their shares by
    /// `sero-wallet pool-pay`.
    #[arg(long, value_name = "FILE", requires = "stratum")]
    pub pool: Option<PathBuf>,

    /// What the pool keeps, in hundredths of a per cent.
    #[arg(long, value_name = "BASIS POINTS", default_value = "100", requires = "pool", value_parser = clap::value_parser!(u16).range(0..=10_000))]
    pub pool_fee: u16,

    /// How many blocks' worth of work the shares span among which a block's reward is divided.
    #[arg(long, value_name = "BLOCKS", default_value = "2", requires = "pool", value_parser = clap::value_parser!(u32).range(1..=100))]
    pub pool_window: u32,

    /// The least that is paid out, in SERO.
    #[arg(long, value_name = "SERO", default_value = "1", requires = "pool")]
    pub pool_minimum: u64,
}

/// What to do instead of running the node.
#[derive(Debug, clap::Subcommand)]
pub enum Subcommand {
    /// Compute the proof of work.
    #[command(subcommand)]
    Pow(crate::pow_command::PowCommand),

    /// Issue and check mining licences.
    #[command(subcommand)]
    License(crate::license::LicenseCmd),

    /// Key management cli utilities
    #[command(subcommand)]
    Key(sc_cli::KeySubcommand),

    /// Build a chain specification.
    BuildSpec(sc_cli::BuildSpecCmd),

    /// Export the chain specification.
    ExportChainSpec(sc_cli::ExportChainSpecCmd),

    /// Validate blocks.
    CheckBlock(sc_cli::CheckBlockCmd),

    /// Export blocks.
    ExportBlocks(sc_cli::ExportBlocksCmd),

    /// Export the state of a given block into a chain spec.
    ExportState(sc_cli::ExportStateCmd),

    /// Import blocks.
    ImportBlocks(sc_cli::ImportBlocksCmd),

    /// Remove the whole chain.
    PurgeChain(sc_cli::PurgeChainCmd),

    /// Revert the chain to a previous state. It cannot go below a final block.
    Revert(sc_cli::RevertCmd),

    /// Db meta columns information.
    ChainInfo(sc_cli::ChainInfoCmd),
}
