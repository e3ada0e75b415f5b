//! Reading tariffs.

use party::access::View;
use party::ids::{CustomerId, TariffId};
use party::tariff::Tariff;
use store::Lock;
use store::tables::tariffs;

use crate::app::App;
use crate::context::Context;
use crate::customer::find::FindCustomerError;
use crate::customer::locate;

/// The tariff `id` of `owner`, or of the caller where none is named; none if it is not his.
///
/// # Errors
/// There is no such owner in the caller's branch, or the store's.
pub async fn find(
    app: &App,
    context: &Context,
    owner: Option<CustomerId>,
    id: TariffId,
) -> Result<Option<Tariff>, FindCustomerError> {
    let caller = context.caller.clone();
    app.store()
        .read("tariff.find", move |tx| {
            let (_, owner) = locate::owner::<View>(tx, &caller, owner, Lock::Share)?;
            Ok(tariffs::load(tx, owner.key, id)?)
        })
        .await
}

/// The tariffs of `owner` whose name contains `pattern` (`%` and `_` as in SQL's LIKE, whatever the case), ascending
/// by number.
///
/// # Errors
/// There is no such owner in the caller's branch, or the store's.
pub async fn list(
    app: &App,
    context: &Context,
    owner: Option<CustomerId>,
    pattern: Option<String>,
    offset: usize,
    limit: usize,
) -> Result<Vec<Tariff>, FindCustomerError> {
    let caller = context.caller.clone();
    app.store()
        .read("tariff.list", move |tx| {
            let (_, owner) = locate::owner::<View>(tx, &caller, owner, Lock::Share)?;
            // One owner has few tariffs, and the two engines disagree on what ILIKE and LIKE mean beyond ASCII.
            let mut tariffs = tariffs::list(tx, owner.key)?;
            if let Some(pattern) = &pattern {
                tariffs.retain(|tariff| matches_pattern(tariff.terms.name.as_str(), pattern));
            }
            Ok(tariffs.into_iter().skip(offset).take(limit).collect())
        })
        .await
}

/// SQL's ILIKE: `%` is any text, `_` any character, case does not matter.
fn matches_pattern(text: &str, pattern: &str) -> bool {
    let text: Vec<char> = text.to_lowercase().chars().collect();
    // Of the text's prefixes, those that the pattern read so far matches.
    let mut matched = vec![false; text.len() + 1];
    if let Some(empty) = matched.first_mut() {
        *empty = true;
    }
    for wanted in pattern.to_lowercase().chars() {
        let mut next = vec![false; matched.len()];
        let mut any_before = false;
        for (length, slot) in next.iter_mut().enumerate() {
            let at = |index: usize| matched.get(index).copied().unwrap_or(false);
            any_before |= at(length);
            let one_shorter = length.checked_sub(1);
            *slot = match wanted {
                '%' => any_before,
                '_' => one_shorter.is_some_and(at),
                c => one_shorter.is_some_and(|before| at(before) && text.get(before) == Some(&c)),
            };
        }
        matched = next;
    }
    matched.last().copied().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, pattern: &str, expected: bool) {
        assert_eq!(matches_pattern(text, pattern), expected, "{text} ~ {pattern}");
    }

    #[test]
    fn patterns() {
        check("Retail USD", "retail%", true);
        check("Retail USD", "%usd", true);
        check("Retail USD", "%TAIL%", true);
        check("Retail USD", "retail", false);
        check("Retail", "_etai_", true);
        check("", "%", true);
        check("", "_", false);
        check("Ромашка", "ром%", true);
        check(&"a".repeat(128), &"%a".repeat(60), true);
    }
}
