//! `sero-node pow`: the work function by hand.

use serde_json::json;
use sero_pow::{Preset, ProgPowError};
use sero_progpow::{seed_hash, Engine};

/// What to compute.
#[derive(Debug, Clone, clap::Subcommand)]
pub enum PowCommand {
    /// Evaluate one nonce and print mix and final hash as JSON.
    ///
    /// Example: sero-node pow hash --preset 0.9.4 --height 30000 --nonce 0x7b
    ///   --header 0xffeeddccbbaa9988776655443322110000112233445566778899aabbccddeeff
    #[command(verbatim_doc_comment)]
    Hash(HashArgs),
}

/// One evaluation.
#[derive(Debug, Clone, clap::Args)]
pub struct HashArgs {
    /// The rules: development, 0.9.2, 0.9.3, 0.9.4, go-sero or white-paper.
    #[arg(long)]
    preset: String,
    /// Height of the block; it decides on data set and program.
    #[arg(long)]
    height: u32,
    /// Hash of the header without seal: 32 bytes in hexadecimal.
    #[arg(long)]
    header: String,
    /// The nonce: decimal, or hexadecimal behind 0x.
    #[arg(long)]
    nonce: String,
}

/// Why nothing was computed.
#[derive(Debug, thiserror::Error)]
pub enum PowCommandError {
    /// No such rules.
    #[error("--preset {0:?} is none; pass development, 0.9.2, 0.9.3, 0.9.4, go-sero or white-paper")]
    Preset(String),
    /// The header.
    #[error("--header {0:?} is not 32 bytes in hexadecimal; pass 64 digits, with or without 0x before them")]
    Header(String),
    /// The nonce.
    #[error("--nonce {0:?} is not a number of 64 bits; pass it in decimal, or in hexadecimal behind 0x")]
    Nonce(String),
    /// No work at this height.
    #[error("--height {height}: {source}; pass a lower height, which needs a smaller cache")]
    Work {
        /// The height.
        height: u32,
        /// Why not.
        source: ProgPowError,
    },
}

impl PowCommand {
    /// Does it.
    ///
    /// # Errors
    /// See [`PowCommandError`].
    pub fn run(&self) -> Result<(), PowCommandError> {
        let Self::Hash(args) = self;
        println!("{}", args.evaluate()?);
        Ok(())
    }
}

impl HashArgs {
    fn evaluate(&self) -> Result<serde_json::Value, PowCommandError> {
        let unknown = || PowCommandError::Preset(self.preset.clone());
        let preset: Preset = serde_json::from_value(json!(self.preset)).map_err(|_| unknown())?;
        let parameters = preset.parameters();
        let mut header = [0; 32];
        const_hex::decode_to_slice(&self.header, &mut header)
            .map_err(|_| PowCommandError::Header(self.header.clone()))?;
        let nonce = match self.nonce.strip_prefix("0x") {
            Some(digits) => u64::from_str_radix(digits, 16),
            None => self.nonce.parse(),
        }
        .map_err(|_| PowCommandError::Nonce(self.nonce.clone()))?;
        let height = u64::from(self.height);
        let work = Engine::new(parameters)
            .light(height, &header, nonce)
            .map_err(|source| PowCommandError::Work { height: self.height, source })?;
        let epoch = parameters.epoch(height);
        Ok(json!({
            "preset": self.preset,
            "height": height,
            "epoch": epoch,
            "seedHash": const_hex::encode_prefixed(seed_hash(epoch)),
            "mix": const_hex::encode_prefixed(work.mix),
            "finalHash": const_hex::encode_prefixed(work.final_hash),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(preset: &str, header: &str, nonce: &str) -> HashArgs {
        HashArgs { preset: preset.into(), height: 3, header: header.into(), nonce: nonce.into() }
    }

    const HEADER: &str = "0x0101010101010101010101010101010101010101010101010101010101010101";

    #[test]
    fn every_preset_has_a_name_by_which_it_is_found() {
        for parameters in sero_progpow::Parameters::all() {
            let preset: Preset = serde_json::from_value(json!(parameters.name)).expect(parameters.name);
            assert_eq!(preset.parameters().name, parameters.name);
        }
    }

    #[test]
    fn a_nonce_reads_the_same_in_both_notations() {
        let a = args("development", HEADER, "255").evaluate().expect("it is right");
        assert_eq!(a, args("development", HEADER, "0xff").evaluate().expect("it is right"));
        assert!(a["mix"].as_str().is_some_and(|mix| mix.len() == 66));
    }

    #[test]
    fn each_wrong_argument_is_named_with_what_to_pass() {
        let height = HashArgs { height: u32::MAX, ..args("0.9.4", HEADER, "1") };
        for (args, named) in [
            (args("0.9", HEADER, "1"), "--preset \"0.9\""),
            (args("development", "0x01", "1"), "--header \"0x01\""),
            (args("development", HEADER, "-1"), "--nonce \"-1\""),
            (height, "--height 4294967295: "),
        ] {
            let error = args.evaluate().expect_err("it is wrong").to_string();
            assert!(error.starts_with(named) && error.contains("; pass "), "{error}");
        }
    }
}
