//! One connection, driven by the thread that uses it: what need not be waited for leaves with what must be.
//!
//! A request is awaited or posted. What is posted goes out in one piece with the next awaited request, is carried out
//! before it, and its answer is looked at first: one round trip for all of them. Until [`Line::settle`] says so, nothing
//! posted is known to have succeeded. This module knows the protocol's order and nothing of transactions.

use std::collections::{HashMap, VecDeque};
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Error, Row, Statement};

use super::failure::classify;
use super::socket::ReadPermit;
use super::value::{Bound, Encoded};
use crate::batch::{Access, Failure};
use crate::error::StoreError;
use crate::tx::{Lock, Param, check_one_row};

/// Requests posted before their answers are collected: while we do not read, the server must not stop writing.
const POSTED_MAX: usize = 128;

/// The half of a connection that sends and receives.
pub(super) type Wire = Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>;

/// A connection with its prepared statements.
pub(super) struct Line {
    access: Access,
    client: Arc<Client>,
    /// None once the connection is closed, so that whoever waits for an answer learns of it.
    wire: Option<Wire>,
    permit: ReadPermit,
    statements: HashMap<(&'static str, Option<Lock>), Statement>,
    posted: VecDeque<Posted>,
}

/// A request whose answer nobody has looked at.
struct Posted {
    sql: &'static str,
    rows: Rows,
    answer: Pin<Box<dyn Future<Output = Result<u64, Error>> + Send>>,
}

/// How many rows a statement may touch.
#[derive(Clone, Copy)]
enum Rows {
    Any,
    One,
}

/// Whether the connection may wait for bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    Never,
    Once,
}

impl Line {
    pub(super) fn new(access: Access, client: Client, wire: Wire, permit: ReadPermit) -> Self {
        let (statements, posted) = (HashMap::new(), VecDeque::new());
        Self { access, client: Arc::new(client), wire: Some(wire), permit, statements, posted }
    }

    pub(super) fn is_closed(&self) -> bool {
        self.wire.is_none()
    }

    /// Runs text without parameters.
    pub(super) fn control(&mut self, sql: &'static str) -> Result<(), Failure> {
        let client = Arc::clone(&self.client);
        self.wait(sql, client.batch_execute(sql))
    }

    /// Posts text without parameters.
    pub(super) fn post_control(&mut self, sql: &'static str) -> Result<(), Failure> {
        let client = Arc::clone(&self.client);
        self.post(sql, Rows::Any, async move { client.batch_execute(sql).await.map(|()| 0) })
    }

    /// Sends text that ends a transaction of which no answer matters any more, also of those posted before.
    pub(super) fn dismiss(&mut self, sql: &'static str) {
        self.posted.clear();
        let client = Arc::clone(&self.client);
        // Its answer is skipped when it comes, because nobody waits for it.
        let _ = pin!(client.batch_execute(sql)).poll(&mut context());
        self.drive(Reading::Never);
    }

    /// Runs a statement and tells how many rows it touched.
    pub(super) fn execute(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<u64, Failure> {
        let statement = self.statement(sql, params, None)?;
        let client = Arc::clone(&self.client);
        self.wait(sql, client.execute_raw(&statement, params.iter().map(|param| Bound(*param))))
    }

    /// Posts a statement that must touch one row.
    pub(super) fn post_one(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<(), Failure> {
        let statement = self.statement(sql, params, None)?;
        let encoded = Encoded::all(params, statement.params())
            .map_err(|error| Failure::Refused(StoreError::Defect(format!("{error}: {sql}"))))?;
        let client = Arc::clone(&self.client);
        self.post(sql, Rows::One, async move { client.execute_raw(&statement, encoded).await })
    }

    /// Runs a statement and returns its rows.
    pub(super) fn query(
        &mut self,
        sql: &'static str,
        params: &[Param<'_>],
        lock: Option<Lock>,
    ) -> Result<Vec<Row>, Failure> {
        let statement = self.statement(sql, params, lock)?;
        let bound: Vec<Bound<'_>> = params.iter().map(|param| Bound(*param)).collect();
        let bound: Vec<&(dyn ToSql + Sync)> =
            bound.iter().map(|bound| bound as &(dyn ToSql + Sync)).collect();
        let client = Arc::clone(&self.client);
        self.wait(sql, client.query(&statement, &bound))
    }

    /// Waits until everything posted is answered.
    pub(super) fn settle(&mut self) -> Result<(), Failure> {
        if self.posted.is_empty() {
            return Ok(());
        }
        self.run(|_| Poll::Ready(Ok(())))
    }

    fn statement(
        &mut self,
        sql: &'static str,
        params: &[Param<'_>],
        lock: Option<Lock>,
    ) -> Result<Statement, Failure> {
        let statement = match self.statements.get(&(sql, lock)) {
            Some(statement) => statement.clone(),
            None => self.prepare(sql, lock)?,
        };
        let wanted = statement.params().len();
        if wanted != params.len() {
            let detail = format!("{} parameters given, {wanted} wanted: {sql}", params.len());
            return Err(Failure::Refused(StoreError::Defect(detail)));
        }
        Ok(statement)
    }

    fn prepare(&mut self, sql: &'static str, lock: Option<Lock>) -> Result<Statement, Failure> {
        let client = Arc::clone(&self.client);
        let statement = match lock {
            None => self.wait(sql, client.prepare(sql)),
            Some(Lock::Share) => self.wait(sql, client.prepare(&format!("{sql} FOR SHARE"))),
            Some(Lock::Update) => self.wait(sql, client.prepare(&format!("{sql} FOR UPDATE"))),
        }?;
        self.statements.insert((sql, lock), statement.clone());
        Ok(statement)
    }

    fn post(
        &mut self,
        sql: &'static str,
        rows: Rows,
        answer: impl Future<Output = Result<u64, Error>> + Send + 'static,
    ) -> Result<(), Failure> {
        if POSTED_MAX <= self.posted.len() {
            self.settle()?;
        }
        let mut posted = Posted { sql, rows, answer: Box::pin(answer) };
        // The first poll puts the request into the queue, behind those before it.
        match posted.poll(self.access) {
            Poll::Pending => self.posted.push_back(posted),
            Poll::Ready(answer) => answer?,
        }
        Ok(())
    }

    fn wait<T>(
        &mut self,
        sql: &'static str,
        request: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Failure> {
        let (access, mut request) = (self.access, pin!(request));
        self.run(|context| request.as_mut().poll(context).map_err(|error| classify(sql, &error, access)))
    }

    /// Sends everything, and returns when `request` and all that was posted before it are answered: the worst failure
    /// if there is any.
    fn run<T>(
        &mut self,
        mut request: impl FnMut(&mut Context<'_>) -> Poll<Result<T, Failure>>,
    ) -> Result<T, Failure> {
        let mut answer = Poll::Pending;
        let mut failure = None;
        let answer = loop {
            if answer.is_pending() {
                answer = request(&mut context());
            }
            self.collect(&mut failure);
            match answer {
                Poll::Ready(answer) if self.posted.is_empty() => break answer,
                unanswered => {
                    answer = unanswered;
                    self.drive(Reading::Never);
                    self.drive(Reading::Once);
                }
            }
        };
        let failure = match (answer, failure) {
            (Ok(value), None) => return Ok(value),
            (Ok(_), Some(failure)) => failure,
            (Err(later), earlier) => Failure::worst(earlier, later),
        };
        match failure {
            // Also what a statement is told whose tables changed under it: the next try prepares it anew.
            Failure::Conflict(_) => self.statements.clear(),
            Failure::Lost(_) | Failure::Down(_) => self.wire = None,
            Failure::Refused(_) => (),
        }
        Err(failure)
    }

    fn collect(&mut self, failure: &mut Option<Failure>) {
        while let Some(first) = self.posted.front_mut()
            && let Poll::Ready(answer) = first.poll(self.access)
        {
            self.posted.pop_front();
            if let Err(later) = answer {
                *failure = Some(Failure::worst(failure.take(), later));
            }
        }
    }

    /// Sends what waits to be sent, and waits for bytes where that is wanted.
    fn drive(&mut self, reading: Reading) {
        self.permit.set(reading == Reading::Once);
        if let Some(wire) = &mut self.wire
            && wire.as_mut().poll(&mut context()).is_ready()
        {
            self.wire = None;
        }
    }
}

impl Posted {
    fn poll(&mut self, access: Access) -> Poll<Result<(), Failure>> {
        self.answer.as_mut().poll(&mut context()).map(|answer| match (answer, self.rows) {
            (Err(error), _) => Err(classify(self.sql, &error, access)),
            (Ok(rows), Rows::One) => check_one_row(self.sql, rows).map_err(Failure::Refused),
            (Ok(_), Rows::Any) => Ok(()),
        })
    }
}

/// Nobody need be woken: whoever waits blocks in the socket.
fn context() -> Context<'static> {
    Context::from_waker(Waker::noop())
}
