//! Commands: what decodes encodes to the same bytes, its terms and data are computed without a panic, and names read back.
#![no_main]

use libfuzzer_sys::fuzz_target;
use parity_scale_codec::{DecodeAll, Encode};
use sero_shielded::{
    command::{Command, TicketCommand},
    name::Name,
};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(command) = Command::decode_all(&mut &bytes[..]) {
        assert_eq!(Command::decode_all(&mut &command.encode()[..]).as_ref(), Ok(&command));
        assert!(command.terms().iter().all(|term| term.value > 0));
        if let Command::Ticket(TicketCommand::Issue { data, .. }) = &command {
            let _ = data.check();
            let _ = data.assets().count();
        }
    }
    if let Some(name) = bytes.first_chunk().and_then(|bytes| Name::from_bytes(bytes).ok()) {
        assert_eq!(Name::parse(&name.to_string()), Ok(name));
        assert_ne!(name.skeleton()[0], 0);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        if let Ok(name) = Name::parse(text) {
            assert_eq!(name.to_string(), text.to_ascii_uppercase());
        }
    }
});
