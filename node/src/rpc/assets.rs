//! What the `sero_` methods tell of registered assets.

use codec::Encode;
use pallet_shielded_assets_runtime_api::AssetsApi;
use sero_rpc::{
    AssetList, CategoryInfo, Decimal, Hex32, HexBytes, RpcError, TicketInfo, TokenInfo, MAX_ASSETS_PER_CALL,
};
use sero_runtime::Hash;
use sero_shielded::{
    asset::Asset,
    encoding::FieldBytes,
    name::Name,
    registry::{Issuer, TicketRecord},
};
use sp_api::ProvideRuntimeApi;

use super::blocks::internal;
use crate::service::FullClient;

/// A part of the list of assets.
pub fn list(client: &FullClient, at: Hash, from: u64, limit: u32) -> Result<AssetList, RpcError> {
    let limit = limit.min(MAX_ASSETS_PER_CALL);
    let (total, assets) = client.runtime_api().assets(at, from, limit).map_err(internal)?;
    Ok(AssetList { total, assets: HexBytes(assets.encode()) })
}

/// A token.
pub fn token(client: &FullClient, at: Hash, name: &str) -> Result<Option<TokenInfo>, RpcError> {
    let name = read_name(name)?;
    let record = client.runtime_api().token(at, *name.bytes()).map_err(internal)?;
    Ok(record.map(|record| TokenInfo {
        name: name.to_string(),
        id: id(&name.token()),
        decimals: record.decimals,
        supply: Decimal(record.supply),
        cap: record.cap.map(Decimal),
        issuer: issuer(&record.issuer),
        registered: record.registered,
    }))
}

/// A category of tickets.
pub fn category(client: &FullClient, at: Hash, name: &str) -> Result<Option<CategoryInfo>, RpcError> {
    let name = read_name(name)?;
    let record = client.runtime_api().category(at, *name.bytes()).map_err(internal)?;
    Ok(record.map(|record| CategoryInfo {
        name: name.to_string(),
        tickets: Decimal(record.tickets),
        issuer: issuer(&record.issuer),
        registered: record.registered,
    }))
}

/// A ticket.
pub fn ticket(client: &FullClient, at: Hash, category: &str, ticket: Hex32) -> Result<Option<TicketInfo>, RpcError> {
    let category = read_name(category)?;
    let record = client.runtime_api().ticket(at, *category.bytes(), ticket.0).map_err(internal)?;
    Ok(record.map(|record| {
        let (burnt, data, deposit) = match record {
            TicketRecord::Held { data, deposit } => (false, data, deposit),
            TicketRecord::Burnt => (true, Default::default(), 0),
        };
        TicketInfo {
            category: category.to_string(),
            ticket,
            id: id(&Asset::Ticket { category: *category.bytes(), id: ticket.0 }),
            burnt,
            data: HexBytes(data.encode()),
            deposit: Decimal(deposit),
        }
    }))
}

fn read_name(name: &str) -> Result<Name, RpcError> {
    Name::parse(name).map_err(|error| RpcError::BadEncoding { what: "name".into(), why: error.to_string() })
}

fn id(asset: &Asset) -> Hex32 {
    Hex32(FieldBytes::from(asset.id()).0)
}

fn issuer(issuer: &Option<Issuer>) -> Option<HexBytes> {
    issuer.as_ref().map(|issuer| HexBytes(issuer.bytes().to_vec()))
}
