//! Which use cases leave a record.

/// Every use case that leaves a record, as the log calls it.
pub const OPERATIONS: &[&str] = &[
    "init",
    "customer.create",
    "customer.update",
    "customer.delete",
    "customer.block",
    "customer.unblock",
    "customer.set_low_balance",
    "customer.add_funds",
    "customer.credit",
    "customer.debit",
    "customer.reverse",
    "credits.transfer",
    "customer.change_settings",
    "brand.change",
    "brand.set_logo",
    "brand.remove_logo",
    "account.create",
    "account.update",
    "account.delete",
    "account.block",
    "account.unblock",
    "account.change_password",
    "account.reset_one_time",
    "account.use_one_time",
    "account.reset_second_factor",
    "account.set_low_balance",
    "account.test_push",
    "account.add_funds",
    "account.credit",
    "account.debit",
    "account.reverse",
    "api_access.set_password",
    "api_access.switch_off",
    "api_access.switch_on",
    "web_user.create",
    "web_user.set_access_level",
    "web_user.delete",
    "web_user.block",
    "web_user.unblock",
    "web_user.reset_one_time",
    "web_user.use_one_time",
    "web_user.change_password",
    "web_user.reset_second_factor",
    "second_factor.turn_on",
    "second_factor.turn_off",
    "second_factor.renew_recovery_codes",
    "session.sign_in",
    "session.sign_out",
    "session.revoke",
    "session.act_as",
    "session.return",
    "tariff.create",
    "tariff.update",
    "tariff.delete",
    "routing_group.create",
    "routing_group.update",
    "routing_group.delete",
    "service_plan.create",
    "service_plan.update",
    "service_plan.delete",
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};

    use super::*;

    fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                sources(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }

    /// Whoever adds a use case that leaves a record names it here.
    #[test]
    fn every_use_case_that_leaves_a_record_is_named() {
        let mut files = Vec::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
        let mut recorded = BTreeSet::new();
        for file in files.iter().filter(|file| !file.to_string_lossy().contains("audit_log")) {
            let text = std::fs::read_to_string(file).expect("a source file");
            let places = ["operation: ", "let operation = "].into_iter();
            for at in places.flat_map(|start| text.match_indices(start)).map(|(at, _)| at) {
                // A literal, or a choice between literals up to the object.
                let rest = &text[at..];
                let Some(end) = rest.find("object") else { continue };
                let quoted = rest[..end].split('"').skip(1).step_by(2);
                recorded.extend(quoted.map(str::to_owned));
            }
        }
        let known: BTreeSet<String> = OPERATIONS.iter().map(|name| (*name).to_owned()).collect();
        assert_eq!(recorded, known);
    }
}
