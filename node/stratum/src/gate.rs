//! Who may connect.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::Arc,
    time::Instant,
};

use parking_lot::Mutex;

use crate::{Config, Refusal};

/// Bans that are remembered; more push out those that end first.
const BANS: usize = 10_000;

/// Counts connections and remembers bans.
pub struct Gate {
    connections: usize,
    per_address: usize,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    total: usize,
    addresses: HashMap<IpAddr, usize>,
    bans: HashMap<IpAddr, Instant>,
}

impl Gate {
    /// A gate that nobody went through.
    pub fn new(config: &Config) -> Arc<Self> {
        Arc::new(Self {
            connections: config.connections,
            per_address: config.connections_per_address,
            state: Mutex::default(),
        })
    }

    /// Lets a connection in, until the pass is dropped.
    ///
    /// # Errors
    /// Banned, or too many already.
    pub fn admit(self: &Arc<Self>, address: IpAddr, now: Instant) -> Result<Pass, Refusal> {
        let address = network(address);
        let mut state = self.state.lock();
        if let Some(until) = state.bans.get(&address) {
            let left = until.saturating_duration_since(now);
            if !left.is_zero() {
                return Err(Refusal::Banned { seconds: left.as_secs().saturating_add(1) });
            }
            state.bans.remove(&address);
        }
        if state.total >= self.connections {
            return Err(Refusal::Full { limit: self.connections });
        }
        let here = state.addresses.get(&address).copied().unwrap_or(0);
        if here >= self.per_address {
            return Err(Refusal::TooManyConnections { limit: self.per_address });
        }
        state.addresses.insert(address, here.saturating_add(1));
        state.total = state.total.saturating_add(1);
        Ok(Pass { address, gate: self.clone() })
    }

    /// How many are in.
    pub fn total(&self) -> usize {
        self.state.lock().total
    }
}

/// Permission to be connected.
pub struct Pass {
    address: IpAddr,
    gate: Arc<Gate>,
}

impl Pass {
    /// Keeps the address out until then. Its other connections stay.
    pub fn ban(&self, until: Instant) {
        let mut state = self.gate.state.lock();
        if state.bans.len() >= BANS {
            let first = state.bans.iter().min_by_key(|(_, until)| **until).map(|(address, _)| *address);
            if let Some(first) = first {
                state.bans.remove(&first);
            }
        }
        state.bans.insert(self.address, until);
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        let mut state = self.gate.state.lock();
        state.total = state.total.saturating_sub(1);
        if let Some(here) = state.addresses.get_mut(&self.address) {
            *here = here.saturating_sub(1);
            if *here == 0 {
                state.addresses.remove(&self.address);
            }
        }
    }
}

/// What one party controls: an IPv4 address, or the 64 bits that name an IPv6 network.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX))),
        v4 => v4,
    }
}
