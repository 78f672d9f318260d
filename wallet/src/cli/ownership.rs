//! Proofs of ownership: asking, proving, judging.

use std::path::{Path, PathBuf};

use clap::Args;
use codec::{Decode, DecodeAll, Encode};
use serde_json::json;
use sero_shielded::ownership::{Challenge, OwnershipProof};
use sero_wallet::{
    asset::{full, parse, parse_id},
    chain::Chain,
    ownership::{self, challenge, challenge_since, OwnershipError, Question},
};

use super::{args::NetworkName, files::NewFile, keys::open, look, node, pay, Answer, Arguments, CliError};

/// Options of `ticket challenge`.
#[derive(Args)]
pub struct Ask {
    /// The ticket or package: CATEGORY#<id> or package:<id>
    asset: String,
    /// Take notes from this index on, rather than only those that are made from now on; 0 for any. Needs no node
    #[arg(long, value_name = "INDEX")]
    since: Option<u64>,
    /// For whom and what you ask; the owner is shown it, and nobody can put another text beside your challenge
    #[arg(long = "for", value_name = "TEXT")]
    purpose: Option<String>,
    /// Where to write it; nothing is overwritten
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Options of `ticket prove`.
#[derive(Args)]
pub struct Prove {
    /// The ticket or package: CATEGORY#<id> or package:<id>
    asset: String,
    /// What `ticket challenge` wrote: a file, or its contents with 0x before them
    #[arg(long, value_name = "FILE|HEX")]
    challenge: String,
    /// Where to write the proof; nothing is overwritten
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Options of `ticket verify`.
#[derive(Args)]
pub struct Verify {
    /// Your challenge: a file, or its contents with 0x before them
    #[arg(long, value_name = "FILE|HEX")]
    challenge: String,
    /// The answer: a file, or its contents with 0x before them
    #[arg(long, value_name = "FILE|HEX")]
    proof: String,
    /// Ask no node: this is the root of the note tree at the end of the proof's block
    #[arg(long, value_name = "HEX", requires = "genesis", requires = "network")]
    root: Option<String>,
    /// The chain's genesis hash, with --root
    #[arg(long, value_name = "HEX", requires = "root")]
    genesis: Option<String>,
    /// The kind of chain, with --root
    #[arg(long, requires = "root")]
    network: Option<NetworkName>,
}

/// Asks who owns something.
pub async fn ask(arguments: &Arguments, options: &Ask) -> Result<Answer, CliError> {
    let asset = parse(&options.asset)?;
    let challenge = match options.since {
        Some(since) => challenge_since(asset, since).map_err(OwnershipError::Challenge)?,
        None => challenge(&node(arguments).await?, asset).await?,
    };
    let question = match &options.purpose {
        Some(text) => Question::about(&challenge, text)?,
        None => Question::from(challenge),
    };
    let hex = write(NewFile::wanted(&options.out)?, &question)?;
    let json = json!({
        "challenge": hex, "asset": full(&asset), "since": challenge.since, "for": question.purpose()?,
        "file": file(&options.out),
    });
    let text = match &options.out {
        Some(path) => format!(
            "Wrote a challenge about {} to {}; notes from {} on answer it",
            full(&asset),
            path.display(),
            challenge.since
        ),
        None => hex,
    };
    Ok(Answer { json, text })
}

/// Proves that one owns something.
pub async fn prove(arguments: &Arguments, options: &Prove) -> Result<Answer, CliError> {
    let asset = parse(&options.asset)?;
    let (challenge, purpose) = asked(&options.challenge)?;
    if challenge.asset != asset {
        // Who proves must know what he proves.
        let (what, command) = ("challenge about this asset", "ticket challenge");
        return Err(CliError::Encoding { what, command });
    }
    let out = NewFile::wanted(&options.out)?;
    let mut wallet = open(arguments)?;
    let chain = node(arguments).await?;
    look::read(arguments, &mut wallet, &chain, false).await?;
    match &purpose {
        Some(text) => eprintln!("You answer for: {text}"),
        None => eprintln!("The challenge does not say for whom or what it is; answer it only if you know"),
    }
    let spinner = pay::spinner(arguments, "proving");
    let prover = pay::prover(&wallet).await?;
    let proof = wallet.prove_ownership(&chain, prover, &challenge).await;
    spinner.finish_and_clear();
    let proof = proof?;
    let hex = write(out, &proof)?;
    let json = json!({
        "proof": hex, "asset": full(&asset), "since": challenge.since, "for": purpose, "block": proof.anchor_block,
        "root": const_hex::encode_prefixed(proof.anchor.0), "file": file(&options.out),
    });
    let text = match &options.out {
        Some(path) => {
            format!("Wrote to {} that you own {}, as of block {}", path.display(), full(&asset), proof.anchor_block)
        }
        None => hex,
    };
    Ok(Answer { json, text })
}

/// Judges a proof.
pub async fn verify(arguments: &Arguments, options: &Verify) -> Result<Answer, CliError> {
    let (challenge, purpose) = asked(&options.challenge)?;
    let proof: OwnershipProof = read(&options.proof, "proof", "ticket prove")?;
    let is_final = match (&options.root, &options.genesis, options.network) {
        (Some(root), Some(genesis), Some(network)) => {
            let (root, genesis) = (parse_id(root)?, parse_id(genesis)?);
            ownership::verify_at(network.into(), &genesis, &root, &challenge, &proof)?;
            None
        }
        // Clap sees to it that all three are there or none.
        _ => {
            let chain = node(arguments).await?;
            ownership::verify(&chain, &challenge, &proof).await?;
            Some(proof.anchor_block <= chain.info().await?.finalized.number)
        }
    };
    let (asset, block, since) = (full(&challenge.asset), proof.anchor_block, challenge.since);
    let warning = match is_final {
        Some(false) => {
            format!("\nBlock {block} is not final: the chain can still lose it, and what the proof says with it")
        }
        _ => String::new(),
    };
    Ok(Answer {
        json: json!({
            "valid": true, "asset": asset, "since": since, "for": purpose, "block": block, "final": is_final,
        }),
        text: format!(
            "The proof holds: who made it owned {asset} at some moment between note {since} and the end of block {block}{warning}"
        ),
    })
}

/// Reads a challenge, and for what it is.
fn asked(given: &str) -> Result<(Challenge, Option<String>), CliError> {
    let question: Question = read(given, "challenge", "ticket challenge")?;
    Ok((question.challenge, question.purpose()?))
}

fn file(path: &Option<PathBuf>) -> Option<String> {
    path.as_ref().map(|path| path.display().to_string())
}

/// Writes something where the user wants it, and returns it in hex.
fn write(file: Option<NewFile>, value: &impl Encode) -> Result<String, CliError> {
    let hex = const_hex::encode_prefixed(value.encode());
    if let Some(file) = file {
        file.write(format!("{hex}\n").as_bytes())?;
    }
    Ok(hex)
}

fn read<T: Decode>(given: &str, what: &'static str, command: &'static str) -> Result<T, CliError> {
    let bad = || CliError::Encoding { what, command };
    let text = match given.starts_with("0x") {
        true => given.to_string(),
        false => {
            let path = Path::new(given);
            std::fs::read_to_string(path).map_err(|error| CliError::File { path: path.into(), error })?
        }
    };
    let bytes = const_hex::decode(text.trim()).map_err(|_| bad())?;
    T::decode_all(&mut bytes.as_slice()).map_err(|_| bad())
}
