//! What stands behind a ticket, and behind the tickets that it names.

use std::collections::{HashSet, VecDeque};

use sero_shielded::{asset::Asset, name::Name, registry::TicketRecord};

use crate::chain::{Chain, ChainError};

/// How far tickets are followed at most.
pub const MAX_DEPTH: u32 = 8;
/// How many are read at most: sixteen behind each of sixteen would soon be too many.
pub const MAX_FOLLOWED: usize = 64;

/// A ticket on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Followed {
    /// The ticket.
    pub asset: Asset,
    /// How many tickets lie between the first one and this; 0 for the first.
    pub depth: u32,
    /// What the chain says of it; nothing where it was never issued.
    pub record: Option<TicketRecord>,
}

/// Reads a ticket and those that stand behind it, nearest first, each once: tickets can name each other in circles. Not more than
/// [`MAX_FOLLOWED`] of them, and not further than `depth`.
///
/// # Errors
/// [`ChainError`].
pub async fn follow<C: Chain + ?Sized>(
    chain: &C,
    category: &Name,
    id: &[u8; 32],
    depth: u32,
) -> Result<Vec<Followed>, ChainError> {
    let first = Asset::Ticket { category: *category.bytes(), id: *id };
    let (mut seen, mut found) = (HashSet::from([first]), Vec::new());
    let mut waiting = VecDeque::from([(first, 0u32)]);
    while let Some((asset, at)) = waiting.pop_front() {
        let Asset::Ticket { category, id } = asset else { continue };
        // What is no name is not registered.
        let record = match Name::from_bytes(&category) {
            Ok(category) => chain.ticket(&category, &id).await?,
            Err(_) => None,
        };
        if let Some(TicketRecord::Held { data, .. }) = record.as_ref().filter(|_| at < depth.min(MAX_DEPTH)) {
            for (next, _) in data.assets() {
                let is_ticket = matches!(next, Asset::Ticket { .. });
                if is_ticket && seen.len() < MAX_FOLLOWED && seen.insert(*next) {
                    waiting.push_back((*next, at.saturating_add(1)));
                }
            }
        }
        found.push(Followed { asset, depth: at, record });
    }
    Ok(found)
}
