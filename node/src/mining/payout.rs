//! To whom the mined coins go.

#[cfg(test)]
use sero_pow::Payout;
use sero_shielded::{
    address::{identify, AddressError, Kind, Network},
    curve::Scalar,
    keys::{KeyError, OneTimeAddress, PaymentAddress, Seed, SpendingKey},
};

/// What `--mine-to` may name.
#[derive(Debug, Clone, Copy)]
pub enum MineTo {
    /// A payment address: every template gets a fresh one-time address of it.
    Payment(PaymentAddress),
    /// One one-time address for all blocks.
    OneTime(OneTimeAddress),
}

/// Why there is no payout.
#[derive(Debug, thiserror::Error)]
pub enum PayoutError {
    /// The text is neither of the two kinds of addresses for this network. It is not repeated: it may be a secret.
    #[error("--mine-to: {0}. `sero-wallet address` prints that of a wallet")]
    Address(#[source] AddressError),
    /// No one-time address could be derived.
    #[error("no one-time address: {0}; name another address with --mine-to")]
    Key(#[from] KeyError),
}

/// The seed of the development account: the 32 ASCII characters of this text. Everybody knows it.
pub const DEVELOPMENT_SEED: &[u8; 32] = b"sero development account number0";

impl MineTo {
    /// Reads an address of either kind.
    pub fn parse(text: &str, network: Network) -> Result<Self, PayoutError> {
        match identify(text).map_err(PayoutError::Address)? {
            (Kind::OneTime, _) => OneTimeAddress::from_text(text, network).map(Self::OneTime),
            _ => PaymentAddress::from_text(text, network).map(Self::Payment),
        }
        .map_err(PayoutError::Address)
    }

    /// The payment address of [`DEVELOPMENT_SEED`].
    pub fn development() -> Result<Self, PayoutError> {
        let key = SpendingKey::from_seed(&Seed::new(*DEVELOPMENT_SEED))?;
        Ok(Self::Payment(key.address()))
    }

    /// The address that the next template pays.
    ///
    /// # Errors
    /// Where chance gave a scalar that makes no address.
    pub fn one_time(&self) -> Result<OneTimeAddress, PayoutError> {
        match self {
            Self::OneTime(address) => Ok(*address),
            Self::Payment(address) => Ok(address.one_time(&random_scalar())?),
        }
    }

    /// The text of the address on a network.
    pub fn to_text(self, network: Network) -> String {
        match self {
            Self::Payment(address) => address.to_text(network),
            Self::OneTime(address) => address.to_text(network),
        }
    }
}

fn random_scalar() -> Scalar {
    sero_shielded::hash::hs("sero.mining", &[&rand::random::<[u8; 32]>(), &rand::random::<[u8; 32]>()])
}

/// A payout to the development account.
#[cfg(test)]
pub fn development() -> Payout {
    let address = MineTo::development().and_then(|to| to.one_time()).expect("the development account has an address");
    Payout::V1 { payout: address.to_bytes() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NETWORK: Network = Network::Development;

    #[test]
    fn a_payment_address_gets_fresh_one_time_addresses_that_it_recognises() {
        let key = SpendingKey::from_seed(&Seed::new(*DEVELOPMENT_SEED)).expect("not zero");
        let to = MineTo::parse(&key.address().to_text(NETWORK), NETWORK).expect("an address");
        let (a, b) = (to.one_time().expect("an address"), to.one_time().expect("an address"));
        assert_ne!(a, b);
        for address in [a, b] {
            assert!(key.tracking_key().recognise(&address).is_some());
        }
    }

    #[test]
    fn a_one_time_address_is_used_as_it_is() {
        let address = development().to_address().expect("an address");
        let to = MineTo::parse(&address.to_text(NETWORK), NETWORK).expect("an address");
        assert_eq!(to.one_time().expect("an address"), address);
        assert_eq!(to.to_text(NETWORK), address.to_text(NETWORK));
    }

    #[test]
    fn an_address_of_another_network_is_refused() {
        let text = MineTo::development().expect("an address").to_text(Network::Main);
        assert!(MineTo::parse(&text, NETWORK).is_err());
        assert!(MineTo::parse("sero1nonsense", NETWORK).is_err());
    }

    #[test]
    fn a_refusal_says_what_is_wrong_and_what_to_do_and_does_not_repeat_what_may_be_a_secret() {
        let main = MineTo::development().expect("an address").to_text(Network::Main);
        let key = SpendingKey::from_seed(&Seed::new(*DEVELOPMENT_SEED)).expect("not zero");
        let tracking = key.tracking_key().to_text(NETWORK);
        let mistyped = format!("{tracking}q");
        for (text, wrong) in [
            ("sero1nonsense", "mistyped"),
            (main.as_str(), "for the main network"),
            (tracking.as_str(), "a tracking key"),
            (mistyped.as_str(), "mistyped"),
        ] {
            let error = MineTo::parse(text, NETWORK).expect_err("it is none of this chain's").to_string();
            assert!(error.starts_with("--mine-to: ") && error.contains(wrong), "{error}");
            assert!(error.contains("; ") && error.contains("`sero-wallet address` prints"), "{error}");
            assert!(!error.contains(text) && !error.contains(&tracking), "{error}");
        }
    }
}
