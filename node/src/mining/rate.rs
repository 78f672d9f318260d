//! How fast this node searches.

use std::{sync::Arc, time::Duration};

use substrate_prometheus_endpoint::{register, Gauge, PrometheusError, Registry, F64};
use tokio::time::Instant;

use super::Board;

/// Between two measurements.
const INTERVAL: Duration = Duration::from_secs(10);
/// Measurements between two lines in the log.
const EACH: u32 = 6;

/// The gauge `sero_hash_rate`.
pub struct HashRate {
    gauge: Option<Gauge<F64>>,
}

impl HashRate {
    /// Registers the gauge where there is a registry.
    ///
    /// # Errors
    /// Where a metric of the name exists.
    pub fn new(registry: Option<&Registry>) -> Result<Self, PrometheusError> {
        let gauge = registry
            .map(|registry| {
                let gauge = Gauge::new("sero_hash_rate", "Nonces that this node's threads try in a second")?;
                register(gauge, registry)
            })
            .transpose()?;
        Ok(Self { gauge })
    }

    /// Measures until the node ends.
    pub async fn run(self, board: Arc<Board>) {
        let (mut before, mut at) = (board.total_tried(), Instant::now());
        for round in 1u32.. {
            tokio::time::sleep(INTERVAL).await;
            let now = board.total_tried();
            let rate = now.wrapping_sub(before) as f64 / at.elapsed().as_secs_f64();
            (before, at) = (now, Instant::now());
            if let Some(gauge) = &self.gauge {
                gauge.set(rate);
            }
            if round.is_multiple_of(EACH) {
                log::info!(target: "sero::mining", "⛏  {}", text(rate));
            }
        }
    }
}

/// A rate with a unit that leaves one to three digits before the point.
pub fn text(rate: f64) -> String {
    let units = ["H/s", "kH/s", "MH/s", "GH/s", "TH/s"];
    let mut rate = rate;
    for unit in units {
        if rate < 1_000.0 {
            return format!("{rate:.1} {unit}");
        }
        rate /= 1_000.0;
    }
    format!("{rate:.1} PH/s")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_have_readable_units() {
        for (rate, expected) in [(0.0, "0.0 H/s"), (999.0, "999.0 H/s"), (23_450.0, "23.4 kH/s"), (5e15, "5.0 PH/s")] {
            assert_eq!(text(rate), expected);
        }
    }
}
