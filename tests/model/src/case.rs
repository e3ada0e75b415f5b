//! One case: a fresh installation, a sequence of steps, and after each the comparison of what is with what should be.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use app::Context;
use app::customer::find::{Lookup, find};
use party::ids::CustomerId;
use support::{ROOT_NAME, TestInstallation};
use tokio::runtime::Runtime;

use crate::choose::{Request, choose};
use crate::operation::{Actor, Answer, Reason};
use crate::steps::Step;
use crate::tree::apply::blank;
use crate::tree::judge::judge;
use crate::tree::{Customer, ROOT, Tree, WebUser};
use crate::watch;
use crate::world::{Unexplained, enter, perform, unexplained};

/// What the case runs on.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

/// A case that went wrong: what was asked until then, in readable form, and what went wrong.
#[derive(Debug)]
pub(crate) struct Failure {
    /// The step that failed; beyond the last: the inspection at the end.
    pub(crate) at: usize,
    pub(crate) told: String,
}

/// Runs `steps` on a fresh installation, and tells what kinds of requests were done; none where the engine is not there.
pub(crate) fn run(engine: Engine, steps: &[Step]) -> Option<Result<BTreeSet<String>, Failure>> {
    let runtime = Runtime::new().expect("a runtime");
    let mut case = Case::default();
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        runtime.block_on(async {
            let installation = match engine {
                Engine::Sqlite => TestInstallation::sqlite().await,
                Engine::Postgres => TestInstallation::postgres().await?,
            };
            Some(case.run(&installation, steps).await)
        })
    }));
    let wrong = match outcome {
        Ok(None) => return None,
        Ok(Some(Ok(()))) => return Some(Ok(case.done)),
        Ok(Some(Err(wrong))) => wrong,
        Err(_) => "it panicked: see above".to_owned(),
    };
    Some(Err(Failure { at: case.at, told: format!("{}   {wrong}\n", case.told) }))
}

#[derive(Default)]
struct Case {
    tree: Tree,
    at: usize,
    told: String,
    done: BTreeSet<String>,
}

impl Case {
    async fn run(&mut self, installation: &TestInstallation, steps: &[Step]) -> Result<(), Unexplained> {
        self.begin(installation).await?;
        for (at, step) in steps.iter().enumerate() {
            self.at = at;
            let request = choose(&self.tree, step);
            installation.clock.advance(Duration::from_secs(request.wait));
            self.tell(&request);
            let answer = self.take(installation, &request).await?;
            let _ = writeln!(self.told, "   -> {answer:?}");
            if answer.is_ok() {
                self.done.insert(request.operation.kind());
            }
            let himself = self.tree.acting(request.actor).map_or(ROOT, |customer| customer.id);
            let onlooker = self.tree.customer(request.onlooker).map_or(ROOT, |customer| customer.id);
            watch::glance(installation, &self.tree, at, [himself, onlooker]).await?;
        }
        self.at = steps.len();
        watch::inspect(installation, &self.tree).await
    }

    /// Root, as he was made with the installation.
    async fn begin(&mut self, installation: &TestInstallation) -> Result<(), Unexplained> {
        let root = Lookup::Id(CustomerId(ROOT));
        let root = find(&installation.app, &installation.operator(), root).await.map_err(unexplained)?;
        let name = ROOT_NAME.to_owned();
        let customer = Customer {
            object_id: root.customer.object_id.to_string(),
            api_user: Some(name.clone()),
            web_login: Some(name.clone()),
            name,
            ..blank()
        };
        let default = WebUser { customer: customer.id, login: None, blocked: false };
        self.tree.web_users.insert(root.web_user.id.0, default);
        self.tree.customers.insert(customer.id, customer);
        self.tree.audited = 1;
        Ok(())
    }

    fn tell(&mut self, request: &Request) {
        let who = match request.actor {
            Actor::System => "the system".to_owned(),
            Actor::Customer(id) => {
                format!("{id} ({})", self.tree.customer(id).map_or("", |he| he.name.as_str()))
            }
        };
        let twice = if request.twice { " twice" } else { "" };
        let _ = writeln!(self.told, "{:>2} {who} asks{twice}: {:?}", self.at + 1, request.operation);
    }

    /// Performs the request, compares the answer and, where it was done, changes the model.
    async fn take(
        &mut self,
        installation: &TestInstallation,
        request: &Request,
    ) -> Result<Answer, Unexplained> {
        let Request { actor, operation, .. } = request;
        let verdict = judge(&self.tree, *actor, operation);
        let answer = match enter(installation, &self.tree, *actor).await? {
            None => Err(Reason::ShutOut),
            Some(context) => self.ask(installation, &context, request).await?,
        };
        if !verdict.admits(answer.as_ref().map(|_| ()).map_err(|reason| *reason)) {
            return Err(format!("is      {answer:?}\n    must be {verdict:?}"));
        }
        if let Ok(made) = &answer {
            self.tree.apply(*actor, operation, made, installation.clock.now().0);
        }
        Ok(answer)
    }

    /// A request that is sent twice under one key is answered twice the same and done once.
    async fn ask(
        &self,
        installation: &TestInstallation,
        context: &Context,
        request: &Request,
    ) -> Result<Answer, Unexplained> {
        let operation = &request.operation;
        if !request.twice {
            return perform(installation, context, operation, None).await;
        }
        let key = format!("step-{}", self.at);
        let first = perform(installation, context, operation, Some(&key)).await?;
        let again = perform(installation, context, operation, Some(&key)).await?;
        if first == again {
            return Ok(first);
        }
        Err(format!("answered first   {first:?}\n    and the same key {again:?}"))
    }
}
