//! The command line.

use std::num::NonZeroUsize;

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
    /// Mine. `--dev` implies it.
    #[arg(long)]
    pub mine: bool,

    /// Who receives reward and fees: a payment address (sero...; each block pays to a fresh one-time address of it) or a
    /// one-time address (seroot...). Development and local chains pay to the well-known development account without it.
    #[arg(long, value_name = "ADDRESS")]
    pub mine_to: Option<String>,

    /// Threads that search for a seal.
    #[arg(long, value_name = "NUMBER", default_value = "1")]
    pub mine_threads: NonZeroUsize,

    /// Search all of the time also on development and local chains, where threads otherwise rest nine tenths of it.
    #[arg(long)]
    pub mine_full_speed: bool,
}

/// What to do instead of running the node.
#[derive(Debug, clap::Subcommand)]
pub enum Subcommand {
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
