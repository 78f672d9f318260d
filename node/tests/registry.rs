//! What a node tells of assets.

use crate::common::{wait_for, Node};
use codec::DecodeAll;
use jsonrpsee::{
    core::client::{ClientT, Error},
    rpc_params,
};
use sero_rpc::{Hex32, HexBytes, RpcError, SeroApiClient};
use sero_shielded::{
    asset::{Asset, ListedAsset, SERO_DECIMALS},
    command::{Command, PackageCommand, TokenCommand},
    encoding::FieldBytes,
    name::Name,
};

fn cause<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    let Err(Error::Call(error)) = result else { panic!("refused: {result:?}") };
    RpcError::cause_of(&error).expect("a cause")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_native_coin_is_the_first_asset_and_what_is_not_there_is_null() {
    let node = Node::dev();
    let client = node.client().await;
    wait_for(&client, |info| info.best.number >= 2).await;
    let sero = ListedAsset { asset: Asset::sero(), decimals: SERO_DECIMALS };
    let list = client.assets(0, 10).await.expect("it answers");
    assert_eq!(list.total, 1);
    assert_eq!(Vec::<ListedAsset>::decode_all(&mut &list.assets.0[..]), Ok(vec![sero]));
    let listed = client.asset(Hex32(FieldBytes::from(Asset::sero().id()).0)).await.expect("it answers");
    assert_eq!(listed.map(|HexBytes(bytes)| ListedAsset::decode_all(&mut &bytes[..])), Some(Ok(sero)));
    assert_eq!(client.asset(Hex32([0; 32])).await.expect("it answers"), None);

    let token = client.token("sero".into()).await.expect("it answers").expect("it is registered");
    assert_eq!((token.name.as_str(), token.decimals, token.issuer), ("SERO", SERO_DECIMALS, None));
    assert!(token.supply.0 > 0, "rewards were issued");
    assert_eq!(client.token("GOLD".into()).await.expect("it answers"), None);
    assert_eq!(client.category("SERO".into()).await.expect("it answers"), None);
    assert_eq!(client.ticket("SEAT".into(), Hex32([1; 32])).await.expect("it answers"), None);
    assert_eq!(client.package(Hex32([1; 32])).await.expect("it answers"), None);
    assert!(client.next_index().await.expect("it answers") >= 2, "each block pays a note");
}

#[tokio::test(flavor = "multi_thread")]
async fn deposits_and_fees_of_commands_are_told_and_bad_ones_are_refused() {
    use codec::Encode;

    let node = Node::dev();
    let client = node.client().await;
    let register = |name: &str| {
        let name = *Name::parse(name).expect("a name").bytes();
        let command = Command::Token(TokenCommand::Register { name, decimals: 0, cap: None, value: 1, deposit: 0 });
        HexBytes(command.encode())
    };
    let (short, long) = (client.deposit(register("A")).await, client.deposit(register("GOLDBAR")).await);
    assert!(short.expect("it answers") > long.expect("it answers"), "short names are dear");
    let unknown = Command::Package(PackageCommand::Open { id: [7; 32], deposit: 1 });
    assert_eq!(client.deposit(HexBytes(unknown.encode())).await.expect("it answers").0, 0);
    let plain = client.minimum_fee(2, 3, 0, None).await.expect("it answers");
    let with_command = client.minimum_fee(2, 3, 0, Some(register("GOLDBAR"))).await.expect("it answers");
    assert!(with_command > plain);

    assert_eq!(cause(client.token("1GOLD".into()).await), "BadEncoding");
    assert_eq!(cause(client.token("A".repeat(33)).await), "BadEncoding");
    assert_eq!(cause(client.deposit(HexBytes(vec![9])).await), "BadEncoding");
    let mut trailing = register("GOLDBAR").0;
    trailing.push(0);
    assert_eq!(cause(client.deposit(HexBytes(trailing)).await), "BadEncoding");
    let wrong: Result<serde_json::Value, Error> = client.request("sero_ticket", rpc_params!["SEAT", "0x01"]).await;
    let Err(Error::Call(error)) = wrong else { panic!("two bytes are no id") };
    assert_eq!(error.code(), -32_602);
}
