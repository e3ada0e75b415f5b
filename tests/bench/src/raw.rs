//! The work that cannot be avoided, without the product: the same rows in batches of the same size on the engine
//! alone, and the same password hash on all processors.

use std::borrow::Cow;
use std::sync::atomic::{AtomicI64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow};
use argon2::{Algorithm, Argon2, Block, Params, Version};

use crate::cast::{Chance, HOT, RESELLERS, Reseller};
use crate::engine::{Connection, Place, Value};
use crate::operations::Operation;
use crate::seed::Known;
use crate::template::{Fresh, Template};

/// Makes copies that nobody else makes; far above the numbers that the product gives.
static SERIAL: AtomicI64 = AtomicI64::new(1_000_000_000);

/// The product's recommended cost: KiB of memory and passes.
const HASH_COST: (u32, u32) = (19_456, 2);

/// Work done in a while.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Done {
    /// How often.
    pub(crate) count: f64,
    /// In how many seconds.
    pub(crate) seconds: f64,
}

impl Done {
    /// Adds another while.
    pub(crate) fn add(&mut self, other: Self) {
        self.count += other.count;
        self.seconds += other.seconds;
    }

    /// How often in a second.
    pub(crate) fn rate(self) -> f64 {
        self.count / self.seconds.max(0.001)
    }
}

/// Writes what `operation` writes, `batch` requests to a transaction, on as many connections as the product has.
pub(crate) fn write_rows(
    place: &Place,
    known: &Known,
    cast: &[Reseller],
    operation: Operation,
    batch: usize,
    length: Duration,
) -> Result<Done> {
    let writers = place.writers();
    thread::scope(|scope| {
        let write = |writer| {
            scope.spawn(move || Writer { place, known, cast, operation, writer, writers }.run(batch, length))
        };
        let threads: Vec<_> = (0..writers).map(write).collect();
        let mut done = Done::default();
        for thread in threads {
            let one = thread.join().map_err(|_| anyhow!("a writer panicked"))??;
            done.count += one.count;
            done.seconds = one.seconds.max(done.seconds);
        }
        Ok(done)
    })
}

/// Hashes passwords on every processor, with memory that is taken once.
pub(crate) fn hash_passwords(length: Duration) -> Result<Done> {
    let processors = thread::available_parallelism()?.get();
    thread::scope(|scope| {
        let threads: Vec<_> = (0..processors).map(|_| scope.spawn(move || hash_on_one(length))).collect();
        let mut done = Done::default();
        for thread in threads {
            let one = thread.join().map_err(|_| anyhow!("a hasher panicked"))??;
            done.count += one.count;
            done.seconds = one.seconds.max(done.seconds);
        }
        Ok(done)
    })
}

fn hash_on_one(length: Duration) -> Result<Done> {
    let (memory_kib, passes) = HASH_COST;
    let params = Params::new(memory_kib, passes, 1, None).map_err(|error| anyhow!("{error}"))?;
    let mut memory = vec![Block::default(); params.block_count()];
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let started = Instant::now();
    let mut done = Done::default();
    while started.elapsed() < length {
        let mut out = [0; 32];
        argon2
            .hash_password_into_with_memory(
                b"Customer-password-1",
                b"sixteen byte sal",
                &mut out,
                &mut memory,
            )
            .map_err(|error| anyhow!("{error}"))?;
        done.count += 1.0;
    }
    Ok(Done { seconds: started.elapsed().as_secs_f64(), ..done })
}

/// One connection's share. Each works for resellers of its own, so that none waits for a row that another one holds.
struct Writer<'a> {
    place: &'a Place,
    known: &'a Known,
    cast: &'a [Reseller],
    operation: Operation,
    writer: usize,
    writers: usize,
}

impl Writer<'_> {
    fn run(&self, batch: usize, length: Duration) -> Result<Done> {
        let mut connection = self.place.connect()?;
        let mut chance = Chance::new(SERIAL.load(Ordering::Relaxed).unsigned_abs() + self.writer as u64);
        // The statements are prepared before the clock starts.
        self.write_batch(&mut connection, 1, &mut chance)?;
        let started = Instant::now();
        let mut done = Done::default();
        while started.elapsed() < length {
            self.write_batch(&mut connection, batch, &mut chance)?;
            done.count += batch as f64;
        }
        Ok(Done { seconds: started.elapsed().as_secs_f64(), ..done })
    }

    fn write_batch(&self, connection: &mut Connection, batch: usize, chance: &mut Chance) -> Result<()> {
        connection.begin()?;
        for turn in 0..batch {
            let index = self.reseller(turn, chance);
            let known = self.known.resellers.get(index).context("a reseller")?;
            let reseller = self.cast.get(index).context("a reseller")?;
            let template = known.template(self.operation).context("an operation that writes")?;
            let serial = SERIAL.fetch_add(1, Ordering::Relaxed);
            if self.operation == Operation::AddCredits {
                let number = reseller.customer(chance);
                write_copy(connection, template, Fresh { number, serial })?;
                move_credit(connection, known.key.branch, known.key.id, -1)?;
                move_credit(connection, known.key.branch, number, 1)?;
            } else {
                write_copy(connection, template, Fresh { number: serial, serial })?;
            }
        }
        connection.commit()
    }

    /// Every other time the hot one, where he is ours.
    fn reseller(&self, turn: usize, chance: &mut Chance) -> usize {
        if turn.is_multiple_of(2) && HOT % self.writers == self.writer {
            return HOT;
        }
        let ours = RESELLERS / self.writers;
        let which = usize::try_from(chance.below(i64::try_from(ours).unwrap_or(1))).unwrap_or(0);
        (which * self.writers + self.writer) % RESELLERS
    }
}

fn write_copy(connection: &mut Connection, template: &Template, fresh: Fresh) -> Result<()> {
    for row in &template.rows {
        connection.execute(&row.sql, &row.fill(fresh))?;
    }
    Ok(())
}

/// Changes a balance by so many credits.
fn move_credit(connection: &mut Connection, branch: i64, customer: i64, credits: i64) -> Result<()> {
    let sql = "UPDATE balance SET units = units + $1 WHERE branch_id = $2 AND customer_id = $3 \
               AND account_id = 0 AND commodity = 'credits'";
    let params = [credits * 100_000_000, branch, customer].map(|number| Cow::Owned(Value::Int(number)));
    connection.execute(sql, &params).map(|_| ())
}
