//! The wire form is pinned, and client and server agree about it over a real socket.

use jsonrpsee::{
    core::{
        async_trait,
        client::{ClientT, Error as ClientError},
        SubscriptionResult,
    },
    rpc_params,
    server::{PendingSubscriptionSink, ServerBuilder, SubscriptionMessage},
    ws_client::WsClientBuilder,
};
use serde_json::json;

use crate::*;

fn info() -> ChainInfo {
    ChainInfo {
        genesis: Hex32([1; 32]),
        network: Network::Development,
        best: BlockId { number: 7, hash: Hex32([2; 32]) },
        finalized: BlockId { number: 0, hash: Hex32([1; 32]) },
        anchor_window: 60_000,
        finality_depth: 10,
        block_time_ms: 2_000,
        max_expiry: 64,
        spec_version: 1,
        transaction_version: 1,
        heavier_fork_below_finality: false,
    }
}

fn token(name: String) -> TokenInfo {
    TokenInfo {
        name,
        id: Hex32([5; 32]),
        decimals: 2,
        supply: Decimal(7),
        cap: None,
        issuer: Some(HexBytes(vec![6; 20])),
        registered: 8,
    }
}

fn block(number: u32) -> BlockData {
    BlockData {
        number,
        hash: Hex32([3; 32]),
        parent_hash: Hex32([4; 32]),
        timestamp: 1_000,
        data: HexBytes(vec![0xab, 0xcd]),
    }
}

#[test]
fn names_are_camel_case_and_bytes_are_hex() {
    let h = |b: &str| format!("0x{}", b.repeat(32));
    assert_eq!(
        serde_json::to_value(info()).unwrap(),
        json!({
            "genesis": h("01"), "network": "development",
            "best": {"number": 7, "hash": h("02")}, "finalized": {"number": 0, "hash": h("01")},
            "anchorWindow": 60000, "finalityDepth": 10, "blockTimeMs": 2000, "maxExpiry": 64,
            "specVersion": 1, "transactionVersion": 1, "heavierForkBelowFinality": false
        })
    );
    assert_eq!(
        serde_json::to_value(BlockEvent::Block(block(5))).unwrap(),
        json!({"type": "block", "number": 5, "hash": h("03"), "parentHash": h("04"), "timestamp": 1000, "data": "0xabcd"})
    );
    assert_eq!(
        serde_json::to_value(BlockEvent::Rollback { to_number: 4, to_hash: Hex32([9; 32]) }).unwrap(),
        json!({"type": "rollback", "toNumber": 4, "toHash": h("09")})
    );
    assert_eq!(
        serde_json::to_value(token("GOLD".into())).unwrap(),
        json!({
            "name": "GOLD", "id": h("05"), "decimals": 2, "supply": "7", "cap": null,
            "issuer": format!("0x{}", "06".repeat(20)), "registered": 8
        })
    );
    assert_eq!(serde_json::to_value(NilStatus { spent_in: None }).unwrap(), json!({"spentIn": null}));
    assert_eq!(serde_json::to_value(Decimal(u128::MAX)).unwrap(), json!("340282366920938463463374607431768211455"));
}

#[test]
fn text_that_is_no_value_is_refused_with_its_cause() {
    assert_eq!("ab".parse::<HexBytes>(), Err(TextError::NoPrefix));
    assert!(matches!("0xabc".parse::<HexBytes>(), Err(TextError::BadHex(_))));
    assert!(matches!("0xzz".parse::<HexBytes>(), Err(TextError::BadHex(_))));
    for second in ["0x0xab", "0x0Xab", "0x0X"] {
        assert!(matches!(second.parse::<HexBytes>(), Err(TextError::BadHex(_))), "{second}");
    }
    assert_eq!("0xab".parse::<Hex32>(), Err(TextError::WrongLength { got: 1 }));
    for bad in ["", "+1", "-1", " 1", "1.0", "340282366920938463463374607431768211456"] {
        assert_eq!(bad.parse::<Decimal>(), Err(TextError::BadDecimal(bad.into())), "{bad:?}");
    }
}

#[test]
fn each_error_has_its_own_code_and_says_what_to_do_next() {
    let all = [
        RpcError::UnknownBlock(1),
        RpcError::StateUnavailable(1),
        RpcError::BadEncoding { what: "bundle".into(), why: "end".into() },
        RpcError::Oversized { got: 2, limit: 1 },
        RpcError::BundleRefused { cause: "Expired".into(), detail: "too late".into() },
        RpcError::PoolRefused("full".into()),
        RpcError::Internal("x".into()),
        RpcError::BadRange { from: 2, to: 1 },
        RpcError::Unsafe("sero_stratumWorkers".into()),
    ];
    for (place, error) in all.into_iter().enumerate() {
        assert_eq!(error.code(), -33_000 - place as i32);
        // The refusal of a bundle ends with the runtime's own advice.
        let advises = error.to_string().contains("; ") || matches!(error, RpcError::BundleRefused { .. });
        assert!(advises, "{error}");
        let cause = error.cause().to_owned();
        assert_eq!(RpcError::cause_of(&error.into()), Some(cause));
    }
}

struct Fixed;

#[async_trait]
impl SeroApiServer for Fixed {
    fn chain_info(&self) -> Result<ChainInfo, RpcError> {
        Ok(info())
    }
    fn blocks(&self, from: u32, to: u32) -> Result<Vec<BlockData>, RpcError> {
        if from > to {
            return Err(RpcError::BadRange { from, to });
        }
        Ok((from..=to).map(block).collect())
    }
    async fn subscribe_blocks(&self, pending: PendingSubscriptionSink, from: u32) -> SubscriptionResult {
        let sink = pending.accept().await?;
        sink.send(SubscriptionMessage::from_json(&BlockEvent::Block(block(from)))?).await?;
        Ok(())
    }
    fn root(&self, number: u32) -> Result<Hex32, RpcError> {
        Err(RpcError::StateUnavailable(number))
    }
    fn frontier(&self, _: u32) -> Result<HexBytes, RpcError> {
        Ok(HexBytes(vec![]))
    }
    fn next_index(&self) -> Result<u64, RpcError> {
        Ok(1 << 33)
    }
    fn nil_status(&self, _: Hex32) -> Result<NilStatus, RpcError> {
        Ok(NilStatus { spent_in: Some(3) })
    }
    fn minimum_fee(
        &self,
        inputs: u32,
        outputs: u32,
        public_outs: u32,
        command: Option<HexBytes>,
    ) -> Result<Decimal, RpcError> {
        let length = command.map_or(0, |command| command.0.len() as u128);
        Ok(Decimal((u128::from(inputs + outputs + public_outs) << 64) + length))
    }
    fn deposit(&self, command: HexBytes) -> Result<Decimal, RpcError> {
        Ok(Decimal(command.0.len() as u128))
    }
    fn assets(&self, from: u64, limit: u32) -> Result<AssetList, RpcError> {
        Ok(AssetList { total: from + u64::from(limit), assets: HexBytes(vec![0]) })
    }
    fn asset(&self, id: Hex32) -> Result<Option<HexBytes>, RpcError> {
        Ok((id != Hex32([0; 32])).then(|| HexBytes(id.0.to_vec())))
    }
    fn token(&self, name: String) -> Result<Option<TokenInfo>, RpcError> {
        Ok(Some(token(name)))
    }
    fn category(&self, _: String) -> Result<Option<CategoryInfo>, RpcError> {
        Ok(None)
    }
    fn ticket(&self, _: String, _: Hex32) -> Result<Option<TicketInfo>, RpcError> {
        Ok(None)
    }
    fn package(&self, id: Hex32) -> Result<Option<HexBytes>, RpcError> {
        Ok(Some(HexBytes(id.0.to_vec())))
    }
    async fn submit_bundle(&self, _: HexBytes) -> Result<Submitted, RpcError> {
        Err(RpcError::BundleRefused { cause: "NilAlreadySpent".into(), detail: "input 0".into() })
    }
}

#[tokio::test]
async fn client_and_server_understand_each_other() {
    let server = ServerBuilder::default().build("127.0.0.1:0").await.unwrap();
    let url = format!("ws://{}", server.local_addr().unwrap());
    let _running = server.start(Fixed.into_rpc());
    let client = WsClientBuilder::default().build(url).await.unwrap();

    assert_eq!(client.chain_info().await.unwrap(), info());
    assert_eq!(client.blocks(3, 4).await.unwrap(), vec![block(3), block(4)]);
    assert_eq!(client.minimum_fee(1, 1, 1, None).await.unwrap(), Decimal(3 << 64));
    assert_eq!(client.minimum_fee(1, 1, 1, Some(HexBytes(vec![0; 9]))).await.unwrap(), Decimal((3 << 64) + 9));
    // Clients may leave out what they do not have.
    let fee: Decimal = client.request("sero_minimumFee", rpc_params![1, 1, 1]).await.unwrap();
    assert_eq!(fee, Decimal(3 << 64));
    assert_eq!(client.token("GOLD".into()).await.unwrap(), Some(token("GOLD".into())));
    assert_eq!(client.ticket("SEAT".into(), Hex32([0; 32])).await.unwrap(), None);
    assert_eq!(client.assets(3, 4).await.unwrap().total, 7);
    assert_eq!(client.asset(Hex32([1; 32])).await.unwrap(), Some(HexBytes(vec![1; 32])));
    assert_eq!(client.asset(Hex32([0; 32])).await.unwrap(), None);
    // A number, above 32 bits too.
    assert_eq!(client.next_index().await.unwrap(), 1 << 33);
    let index: u64 = client.request("sero_nextIndex", rpc_params![]).await.unwrap();
    assert_eq!(index, 1 << 33);
    assert_eq!(client.nil_status(Hex32([0; 32])).await.unwrap(), NilStatus { spent_in: Some(3) });
    let mut stream = client.subscribe_blocks(9).await.unwrap();
    assert_eq!(stream.next().await.unwrap().unwrap(), BlockEvent::Block(block(9)));

    let ClientError::Call(refused) = client.submit_bundle(HexBytes(vec![1])).await.unwrap_err() else {
        panic!("a call error is wanted")
    };
    assert_eq!(RpcError::cause_of(&refused), Some("NilAlreadySpent".into()));
}
