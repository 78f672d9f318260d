//! Plain accounts, as the state keeps them.

use codec::Decode;
use jsonrpsee::{core::client::ClientT, rpc_params, ws_client::WsClient};
use sero_rpc::HexBytes;
use sp_io::hashing::{blake2_128, twox_128};

/// Where the state keeps what belongs to a plain account.
pub fn account_key(account: &[u8; 32]) -> HexBytes {
    HexBytes([&twox_128(b"System")[..], &twox_128(b"Account"), &blake2_128(account), account].concat())
}

/// What a plain account has.
pub async fn free(client: &WsClient, account: &[u8; 32]) -> u128 {
    let stored: Option<HexBytes> =
        client.request("state_getStorage", rpc_params![account_key(account)]).await.expect("it answers");
    let Some(HexBytes(bytes)) = stored else { return 0 };
    // Nonce and three counters come first.
    let (_, free) = <([u32; 4], u128)>::decode(&mut &bytes[..]).expect("an account");
    free
}
