//! From the command line to the service.

use std::net::Ipv4Addr;

use sc_cli::{Error, Result, SubstrateCli};
use sc_network::{config::SyncMode, multiaddr::Protocol, Multiaddr};
use sc_service::Configuration;
use sero_runtime::OpaqueBlock as Block;

use crate::{
    chain_spec,
    cli::{Cli, Subcommand},
    service,
};

impl SubstrateCli for Cli {
    fn impl_name() -> String {
        "SERO node".into()
    }

    fn impl_version() -> String {
        env!("SUBSTRATE_CLI_IMPL_VERSION").into()
    }

    fn description() -> String {
        env!("CARGO_PKG_DESCRIPTION").into()
    }

    fn author() -> String {
        env!("CARGO_PKG_AUTHORS").into()
    }

    fn support_url() -> String {
        concat!(env!("CARGO_PKG_REPOSITORY"), "/issues").into()
    }

    fn copyright_start_year() -> i32 {
        2026
    }

    fn load_spec(&self, id: &str) -> std::result::Result<Box<dyn sc_service::ChainSpec>, String> {
        Ok(Box::new(chain_spec::load(id)?))
    }
}

/// Reads the command line and does what it says.
pub fn run() -> Result<()> {
    let cli = Cli::from_args();
    match &cli.subcommand {
        None => run_node(&cli),
        Some(Subcommand::Pow(cmd)) => cmd.run().map_err(|error| Error::Application(Box::new(error))),
        Some(Subcommand::License(cmd)) => cmd.run().map_err(|error| Error::Application(Box::new(error))),
        Some(Subcommand::Key(cmd)) => cmd.run(&cli),
        Some(Subcommand::BuildSpec(cmd)) => {
            cli.create_runner(cmd)?.sync_run(|config| cmd.run(config.chain_spec, config.network))
        }
        Some(Subcommand::ExportChainSpec(cmd)) => {
            let spec = cli.load_spec(&cmd.chain)?;
            cmd.run(spec)
        }
        Some(Subcommand::CheckBlock(cmd)) => cli.create_runner(cmd)?.async_run(|config| {
            let parts = service::new_partial(&config, service::engine)?;
            Ok((cmd.run(parts.client, parts.import_queue), parts.task_manager))
        }),
        Some(Subcommand::ExportBlocks(cmd)) => cli.create_runner(cmd)?.async_run(|config| {
            let parts = service::new_partial(&config, service::engine)?;
            Ok((cmd.run(parts.client, config.database), parts.task_manager))
        }),
        Some(Subcommand::ExportState(cmd)) => cli.create_runner(cmd)?.async_run(|config| {
            let parts = service::new_partial(&config, service::engine)?;
            Ok((cmd.run(parts.client, config.chain_spec), parts.task_manager))
        }),
        Some(Subcommand::ImportBlocks(cmd)) => cli.create_runner(cmd)?.async_run(|config| {
            let parts = service::new_partial(&config, service::engine)?;
            Ok((cmd.run(parts.client, parts.import_queue), parts.task_manager))
        }),
        Some(Subcommand::PurgeChain(cmd)) => cli.create_runner(cmd)?.sync_run(|config| cmd.run(config.database)),
        Some(Subcommand::Revert(cmd)) => cli.create_runner(cmd)?.async_run(|config| {
            let parts = service::new_partial(&config, service::engine)?;
            Ok((cmd.run(parts.client, parts.backend, None), parts.task_manager))
        }),
        Some(Subcommand::ChainInfo(cmd)) => cli.create_runner(cmd)?.sync_run(|config| cmd.run::<Block>(&config)),
    }
}

fn run_node(cli: &Cli) -> Result<()> {
    let runner = cli.create_runner(&cli.run)?;
    runner.run_node_until_exit(|mut config| async move {
        refuse_other_sync_modes(&config)?;
        listen_on_this_machine(&cli.run, &mut config.network.listen_addresses);
        let mining = cli.mining.clone();
        let dev = cli.run.shared_params.dev;
        service::start(config, mining, dev, service::engine).await.map_err(Error::from)
    })
}

/// A development chain is for one machine: with `--dev`, and where `--listen-addr` names nothing else, a node listens for
/// peers on 127.0.0.1 alone. The ports stay what they are.
fn listen_on_this_machine(run: &sc_cli::RunCmd, addresses: &mut Vec<Multiaddr>) {
    if !run.shared_params.dev || !run.network_params.listen_addr.is_empty() {
        return;
    }
    // Not on ::1 too: a machine may have no IPv6.
    addresses.retain(|address| matches!(address.iter().next(), Some(Protocol::Ip4(_))));
    for address in addresses {
        let here = address.iter().map(|part| match part {
            Protocol::Ip4(_) => Protocol::Ip4(Ipv4Addr::LOCALHOST),
            other => other,
        });
        *address = here.collect::<Multiaddr>();
    }
}

/// Fast and warp sync start only near a finality proof or a head that is at most 8 blocks above a final one: neither exists
/// on a chain of proof of work.
fn refuse_other_sync_modes(config: &Configuration) -> Result<()> {
    match config.network.sync_mode {
        SyncMode::Full => Ok(()),
        _ => Err(Error::Input("only full sync works on this chain: leave --sync out or pass --sync full".into())),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use sc_cli::CliConfiguration;

    use super::*;

    /// Where a node listens for peers that is started with these arguments.
    fn listening(arguments: &[&str]) -> Vec<String> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let base = folder.path().to_str().expect("a path in UTF-8");
        let program = ["sero-node", "--base-path", base];
        let cli = Cli::try_parse_from(program.iter().chain(arguments).copied()).expect("they are arguments");
        let runtime = tokio::runtime::Handle::current();
        let mut config = cli.run.create_configuration(&cli, runtime).expect("a configuration");
        listen_on_this_machine(&cli.run, &mut config.network.listen_addresses);
        config.network.listen_addresses.iter().map(ToString::to_string).collect()
    }

    #[tokio::test]
    async fn a_development_node_listens_on_this_machine_alone_unless_told_where() {
        assert_eq!(listening(&["--dev"]), ["/ip4/127.0.0.1/tcp/30333"]);
        assert_eq!(listening(&["--dev", "--port", "30399"]), ["/ip4/127.0.0.1/tcp/30399"]);
        let everywhere = "/ip4/0.0.0.0/tcp/30399";
        assert_eq!(listening(&["--dev", "--listen-addr", everywhere]), [everywhere]);
        let local = listening(&["--chain", "local"]);
        assert!(local.iter().any(|address| address.starts_with("/ip4/0.0.0.0/tcp/30333")), "{local:?}");
    }
}
