//! Closed-loop load: a fixed number of clients, each of which sends its next request when it has the last answer.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::cast::{Chance, Reseller, acts_for, reseller_name};
use crate::client::Client;
use crate::operations::Operation;
use crate::seed::Known;
use crate::server::{PASSWORD, Server, Site, processor_time};

/// Clients at once.
pub(crate) const CLIENTS: usize = 64;

/// How long the clients are at it before anything counts: the first answers come while others still begin.
const RAMP: Duration = Duration::from_millis(500);

/// A server with load on it.
pub(crate) struct Load<'a> {
    /// Where it is.
    pub(crate) site: &'a Site,
    /// It.
    pub(crate) server: &'a Server,
    /// Its resellers.
    pub(crate) known: &'a Known,
    /// And their customers.
    pub(crate) cast: &'a [Reseller],
}

/// What came of load for a while.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub(crate) struct Measured {
    /// From request to answer, in microseconds, ascending.
    pub(crate) latencies_us: Vec<u32>,
    /// How long.
    pub(crate) elapsed: Duration,
    /// What the server spent on processors.
    pub(crate) server_time: Duration,
    /// What the clients spent on processors.
    pub(crate) client_time: Duration,
    /// Batches written.
    pub(crate) batches: f64,
    /// Jobs in them.
    pub(crate) jobs: f64,
}

impl Load<'_> {
    /// Loads the server with one operation for so long; requests that are under way then are waited for and not counted.
    pub(crate) fn run(&self, operation: Operation, length: Duration) -> Result<Measured> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(self.run_clients(operation, length))
    }

    async fn run_clients(&self, operation: Operation, length: Duration) -> Result<Measured> {
        let mut ready = Vec::new();
        for index in 0..CLIENTS {
            let reseller = self.cast.get(acts_for(index)).context("a reseller")?.clone();
            let tariff = self.known.resellers.get(reseller.index).context("a reseller")?.tariff;
            let mut client =
                Client::open(self.site.address, &reseller_name(reseller.index), PASSWORD).await?;
            // Fetches the challenge or signs in, and fails early where something is amiss.
            let mut chance = Chance::new(index as u64 + 1);
            let first = if operation.is_page() { operation } else { Operation::GetCustomerInfo };
            client.call(&first.request(&reseller, tariff, &mut chance)).await?;
            ready.push((client, reseller, tariff, chance));
        }
        let before = self.server.batches()?;
        let from = Instant::now() + RAMP;
        let window = (from, from + length);
        let clients: Vec<_> = ready
            .into_iter()
            .map(|(client, reseller, tariff, chance)| {
                tokio::spawn(drive(client, operation, Arc::new(reseller), tariff, chance, window))
            })
            .collect();
        tokio::time::sleep_until(window.0.into()).await;
        let (server_before, client_before) =
            (self.server.processor_time()?, processor_time(std::process::id())?);
        tokio::time::sleep_until(window.1.into()).await;
        let server_time = self.server.processor_time()?.saturating_sub(server_before);
        let client_time = processor_time(std::process::id())?.saturating_sub(client_before);
        let mut latencies_us = Vec::new();
        for client in clients {
            latencies_us.extend(client.await??);
        }
        latencies_us.sort_unstable();
        let after = self.server.batches()?;
        let (batches, jobs) = (after.count - before.count, after.jobs - before.jobs);
        Ok(Measured { latencies_us, elapsed: length, server_time, client_time, batches, jobs })
    }
}

impl Measured {
    /// Adds another while of the same load.
    pub(crate) fn add(&mut self, other: Self) {
        self.latencies_us.extend(other.latencies_us);
        self.latencies_us.sort_unstable();
        self.elapsed += other.elapsed;
        self.server_time += other.server_time;
        self.client_time += other.client_time;
        self.batches += other.batches;
        self.jobs += other.jobs;
    }

    /// Answers in a second.
    pub(crate) fn rate(&self) -> f64 {
        self.latencies_us.len() as f64 / self.elapsed.as_secs_f64().max(0.001)
    }

    /// The latency that this part of the requests stays below, in milliseconds.
    pub(crate) fn percentile_ms(&self, part: f64) -> f64 {
        let rank = (self.latencies_us.len() as f64 * part).ceil() as usize;
        let latency = self.latencies_us.get(rank.saturating_sub(1)).copied().unwrap_or(0);
        f64::from(latency) / 1000.0
    }

    /// Jobs in an average batch; 1 where nothing was written.
    pub(crate) fn batch(&self) -> f64 {
        if self.batches < 1.0 { 1.0 } else { self.jobs / self.batches }
    }
}

async fn drive(
    mut client: Client,
    operation: Operation,
    reseller: Arc<Reseller>,
    tariff: i64,
    mut chance: Chance,
    (from, until): (Instant, Instant),
) -> Result<Vec<u32>> {
    let mut latencies = Vec::with_capacity(1 << 12);
    loop {
        let request = operation.request(&reseller, tariff, &mut chance);
        let sent = Instant::now();
        if until <= sent {
            return Ok(latencies);
        }
        client.call(&request).await.with_context(|| format!("{}: {request:?}", operation.name()))?;
        let answered = Instant::now();
        if from <= answered && answered <= until {
            latencies.push(u32::try_from((answered - sent).as_micros()).unwrap_or(u32::MAX));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_exact() {
        let measured =
            Measured { latencies_us: (1..=100).map(|n| n * 1000).collect(), ..Measured::default() };
        for (part, expected) in [(0.5, 50.0), (0.95, 95.0), (0.99, 99.0), (1.0, 100.0)] {
            assert_eq!(measured.percentile_ms(part), expected);
        }
        assert_eq!(Measured::default().percentile_ms(0.95), 0.0);
    }
}
