//! The command `sero-wallet`: see [`cli`] for what it prints.

mod cli;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let arguments = cli::Arguments::parse();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("error: no threads can be started: {error}; end other programs and try again");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(cli::run(&arguments)) {
        Ok(answer) => {
            match arguments.json {
                true => println!("{}", answer.json),
                false => println!("{}", answer.text),
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            match arguments.json {
                true => println!("{}", error.json()),
                false => eprintln!("error: {error}"),
            }
            ExitCode::FAILURE
        }
    }
}
