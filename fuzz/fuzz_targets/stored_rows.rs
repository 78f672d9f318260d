//! Rows of a wallet file, behind their seal: whoever has the passphrase wrote them, yet perhaps with another version.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use parity_scale_codec::{Decode, Encode, Output};
use sero_shielded::{
    asset::Asset,
    keys::{Seed, SpendingKey},
};
use sero_wallet::{
    store::{OwnedNote, PaymentRecord, SentRecord},
    sync::Base,
    vault::{KdfCost, Secrets, Vault},
};

static VAULT: LazyLock<Vault> = LazyLock::new(|| {
    let key = SpendingKey::from_seed(&Seed::new([1; 32])).expect("not zero").tracking_key();
    let cost = KdfCost { memory_kib: 8, passes: 1, lanes: 1 };
    Vault::seal(&Secrets::Watching(&key), "correct horse", cost).expect("the cost is allowed").0
});

/// Bytes that are sealed as they are.
struct Raw<'a>(&'a [u8]);

impl Encode for Raw<'_> {
    fn encode_to<T: Output + ?Sized>(&self, into: &mut T) {
        into.write(self.0);
    }
}

fn read<T: Decode + Encode>(sealed: &[u8], bytes: &[u8]) {
    if let Ok(row) = VAULT.open_row::<T>("fuzz", 1, sealed) {
        assert_eq!(row.encode(), bytes);
    }
}

fuzz_target!(|bytes: &[u8]| {
    let sealed = VAULT.seal_row("fuzz", 1, &Raw(bytes));
    assert!(VAULT.open_row::<OwnedNote>("fuzz", 2, &sealed).is_err(), "a row opens in its place only");
    read::<OwnedNote>(&sealed, bytes);
    read::<PaymentRecord>(&sealed, bytes);
    read::<SentRecord>(&sealed, bytes);
    read::<Asset>(&sealed, bytes);
    read::<Base>(&sealed, bytes);
});
