//! Addresses of pools.

/// A version of the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// EthereumStratum/1.0.0.
    V1,
    /// EthereumStratum/2.0.0.
    V2,
}

impl Version {
    /// Its name in the protocol.
    pub fn name(self) -> &'static str {
        match self {
            Self::V1 => "EthereumStratum/1.0.0",
            Self::V2 => "EthereumStratum/2.0.0",
        }
    }
}

/// Where a pool is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pool {
    /// Name or IP address; one of version 6 without its brackets.
    pub host: String,
    /// Port.
    pub port: u16,
    /// The only version to try, if there is one.
    pub version: Option<Version>,
}

/// Why a text is no address of a pool.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PoolError {
    /// Another scheme.
    #[error("{0:?} does not begin with stratum+tcp://, stratum1+tcp:// or stratum2+tcp://")]
    Scheme(String),
    /// No port, or none that is a number.
    #[error("{0:?} has no port")]
    Port(String),
    /// No host.
    #[error("{0:?} has no host")]
    Host(String),
}

impl Pool {
    /// Reads `stratum+tcp://HOST:PORT`.
    ///
    /// # Errors
    /// See [`PoolError`].
    pub fn parse(text: &str) -> Result<Self, PoolError> {
        let (version, rest) = match text.split_once("://") {
            Some(("stratum+tcp", rest)) => (None, rest),
            Some(("stratum1+tcp", rest)) => (Some(Version::V1), rest),
            Some(("stratum2+tcp", rest)) => (Some(Version::V2), rest),
            _ => return Err(PoolError::Scheme(text.into())),
        };
        let (host, port) = rest.trim_end_matches('/').rsplit_once(':').ok_or(PoolError::Port(text.into()))?;
        let port = port.parse().map_err(|_| PoolError::Port(text.into()))?;
        let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        if host.is_empty() {
            return Err(PoolError::Host(text.into()));
        }
        Ok(Self { host: host.into(), port, version })
    }
}

impl std::fmt::Display for Pool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_name_a_version_or_none() {
        let pool = Pool { host: "pool.example".into(), port: 3333, version: None };
        assert_eq!(Pool::parse("stratum+tcp://pool.example:3333"), Ok(pool.clone()));
        let second = Pool { version: Some(Version::V2), ..pool };
        assert_eq!(Pool::parse("stratum2+tcp://pool.example:3333/"), Ok(second));
        assert_eq!(Pool::parse("stratum1+tcp://[::1]:1").map(|pool| pool.host), Ok("::1".into()));
        assert_eq!(Pool::parse("http://a:1"), Err(PoolError::Scheme("http://a:1".into())));
        assert_eq!(Pool::parse("stratum+tcp://a"), Err(PoolError::Port("stratum+tcp://a".into())));
        assert_eq!(Pool::parse("stratum+tcp://:1"), Err(PoolError::Host("stratum+tcp://:1".into())));
    }
}
