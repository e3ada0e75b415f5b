//! Checking every invariant of what is stored.

use store::StoreError;
use store::tables::verify::{self, Violation};

use crate::app::App;

/// Every violation, in one snapshot; empty when the data is sound.
///
/// # Errors
/// The store's.
pub async fn verify(app: &App) -> Result<Vec<Violation>, StoreError> {
    app.store()
        .read("verify", |tx| {
            let mut violations = Vec::new();
            verify::verify(tx, &mut |violation| violations.push(violation))?;
            Ok(violations)
        })
        .await
}
