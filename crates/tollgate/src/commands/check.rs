//! `tollgate check`: every invariant of what is stored.

use clap::Args;
use serde_json::json;

use super::Outcome;
use super::output::Format;
use super::terminal::with_session;
use crate::config::Settings;
use crate::failure::Failure;

/// See `tollgate check --help`.
#[derive(Debug, Args)]
pub(crate) struct Check {
    #[command(flatten)]
    settings: Settings,
    #[command(flatten)]
    format: Format,
}

impl Check {
    pub(crate) fn run(&self) -> Outcome {
        with_session(&self.settings, async |session| {
            let violations = app::verify::verify(&session.app).await?;
            if violations.is_empty() {
                return self.format.verdict("sound: every invariant holds");
            }
            let count = violations.len();
            let records = violations.into_iter().map(|violation| {
                vec![
                    ("branch", json!(violation.branch.0)),
                    ("number", json!(violation.id)),
                    ("broken_invariant", json!(violation.invariant)),
                ]
            });
            self.format.list(records.collect())?;
            Err(Failure::new(format!("broken invariants: {count}")))
        })
    }
}
