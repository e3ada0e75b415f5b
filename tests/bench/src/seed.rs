//! An installation with many customers: resellers made by the program itself, and then copies of what it wrote.
//!
//! Every stored row is a copy of a row that the product wrote for a request of the same kind, so `tollgate check`
//! passes, and a changed schema changes what is stored here without anybody's help.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use xmlrpc::{Limits, Value as Wire, parse_response};

use crate::cast::{RESELLERS, Reseller, Share, parent_name, reseller_name, resellers};
use crate::client::{Call, Client};
use crate::engine::{Connection, Place};
use crate::operations::{Operation, voice};
use crate::server::{PASSWORD, Site};
use crate::template::{Fresh, Key, Template, find};

/// The most customers whose rows are checked once they are stored: what is sound for them is sound for more.
const CHECKED_MAX: i64 = 10_000;

/// What is known about an installation besides what is in its database.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Known {
    /// About each reseller.
    pub(crate) resellers: Vec<KnownReseller>,
}

/// What is known about a reseller.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct KnownReseller {
    /// Where he is.
    pub(crate) key: Key,
    /// His tariff.
    pub(crate) tariff: i64,
    create_customer: Template,
    customer_create: Template,
    customer_user_create: Template,
    add_credits: Template,
}

impl KnownReseller {
    /// The rows that one request of an operation writes; none for one that reads.
    pub(crate) fn template(&self, operation: Operation) -> Option<&Template> {
        match operation {
            Operation::CreateCustomer => Some(&self.create_customer),
            Operation::CustomerCreate => Some(&self.customer_create),
            Operation::CustomerUserCreate => Some(&self.customer_user_create),
            Operation::AddCredits => Some(&self.add_credits),
            Operation::GetCustomerInfo
            | Operation::ListCustomers
            | Operation::Balance
            | Operation::PageOverview
            | Operation::PageCustomers
            | Operation::PageCustomersLater
            | Operation::PageCustomersSearch
            | Operation::PageCustomersByNumber
            | Operation::PageCustomersLow
            | Operation::PageCustomersBelow
            | Operation::PageCustomer => None,
        }
    }
}

/// Makes an installation of `customers`, of whom one reseller has `share`.
pub(crate) fn make(site: &Site, customers: i64, share: Share) -> Result<Known> {
    site.init()?;
    let (server, _) = site.start()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let tariffs = runtime.block_on(populate(site))?;
    server.stop()?;
    let mut connection = site.place.connect()?;
    let known = tariffs.into_iter().enumerate();
    let known = known.map(|(index, tariff)| known_reseller(&mut connection, index, tariff));
    let known = Known { resellers: known.collect::<Result<_>>().context("reading back what was made")? };
    store(&mut connection, &site.place, &known, &resellers(customers, share))?;
    if customers <= CHECKED_MAX {
        site.check()?;
    }
    Ok(known)
}

/// The installation of `customers` on SQLite in `folder`; one that was made before by the same schema is used again.
pub(crate) fn make_or_find(
    program: &Path,
    folder: &Path,
    customers: i64,
    share: Share,
    stamp: &str,
) -> Result<Known> {
    let (stamp_file, known_file) = (folder.join("stamp"), folder.join("known.json"));
    if fs::read_to_string(&stamp_file).is_ok_and(|left| left == stamp) {
        return Ok(serde_json::from_slice(&fs::read(known_file)?)?);
    }
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    let known = make(&Site::configure(program, folder, None)?, customers, share)?;
    fs::write(known_file, serde_json::to_vec(&known)?)?;
    fs::write(stamp_file, stamp)?;
    Ok(known)
}

/// Makes the resellers, a tariff for each, and one example of everything that is copied; returns the tariffs.
async fn populate(site: &Site) -> Result<Vec<i64>> {
    let mut messaging = Client::open(site.address, "", "").await?;
    let mut tariffs = Vec::new();
    for index in 0..RESELLERS {
        let (name, parent) = (reseller_name(index), parent_name(index));
        let form = format!(
            "name={name}&password={PASSWORD}&billingType=POST_PAID&defaultCustomerBillingType=PRE_PAID\
             &freeCredits=10&resellerName={parent}&resellerPassword={PASSWORD}"
        );
        messaging.call(&Call::Messaging("reseller/create", form)).await?;
        let mut client = Client::open(site.address, &name, PASSWORD).await?;
        let tariff = voice("createTariff", &[("name", "string", "Standard"), ("currency", "string", "USD")]);
        let tariff = whole_number(client.call(&tariff).await?, "i_tariff")?;
        for operation in [Operation::CreateCustomer, Operation::CustomerCreate, Operation::CustomerUserCreate]
        {
            client.call(&operation.create(index, tariff, &example(operation, index))).await?;
        }
        // Somebody who is copied must not have been given anything.
        let customer = example(Operation::AddCredits, index);
        client.call(&Operation::CustomerCreate.create(index, tariff, &customer)).await?;
        let form = format!("reseller={name}&password={PASSWORD}&customer={customer}&creditsToAdd=1");
        messaging.call(&Call::Messaging("admin/addCredits", form)).await?;
        tariffs.push(tariff);
    }
    Ok(tariffs)
}

fn whole_number(document: &str, member: &str) -> Result<i64> {
    let answer = parse_response(document.as_bytes(), None, &Limits::default())?;
    let Ok(Wire::Struct(members)) = answer else { anyhow::bail!("no struct: {document}") };
    let number = members.iter().find(|(name, _)| *name == member).map(|(_, value)| value);
    match number {
        Some(Wire::Int(number)) => Ok(*number),
        other => anyhow::bail!("{member} is {other:?}"),
    }
}

/// The name of the example of an operation; as long as the names of the copies, so that rows have their usual size.
fn example(operation: Operation, reseller: usize) -> String {
    let letter = match operation {
        Operation::CreateCustomer => 'v',
        Operation::CustomerCreate => 'm',
        Operation::AddCredits => 't',
        _ => 'u',
    };
    format!("e{letter}{reseller:09}")
}

fn known_reseller(connection: &mut Connection, index: usize, tariff: i64) -> Result<KnownReseller> {
    let mut of_create = |operation| Template::of_create(connection, &example(operation, index));
    Ok(KnownReseller {
        create_customer: of_create(Operation::CreateCustomer)?,
        customer_create: of_create(Operation::CustomerCreate)?,
        customer_user_create: of_create(Operation::CustomerUserCreate)?,
        add_credits: Template::of_transfer(connection, &example(Operation::AddCredits, index))?,
        key: find(connection, &reseller_name(index))?,
        tariff,
    })
}

/// Writes the customers, table by table, and moves the counters beyond them.
fn store(connection: &mut Connection, place: &Place, known: &Known, cast: &[Reseller]) -> Result<()> {
    if matches!(place, Place::Sqlite(_)) {
        connection.run("PRAGMA synchronous = OFF; PRAGMA cache_size = -1048576")?;
    }
    connection.begin()?;
    let first = known.resellers.first().context("there are resellers")?;
    for at in 0..first.create_customer.rows.len() {
        let example = first.create_customer.rows.get(at).context("a row of the example")?;
        let of_reseller = |(reseller, known): (&Reseller, &'_ KnownReseller)| {
            let (first, count) = (reseller.first, reseller.count);
            let row = known.create_customer.rows.get(at).cloned();
            (first..first + count).filter_map(move |number| {
                let filled = row.as_ref()?.fill(Fresh { number, serial: number });
                Some(filled.into_iter().map(|value| std::borrow::Cow::Owned(value.into_owned())).collect())
            })
        };
        let rows = cast.iter().zip(&known.resellers).flat_map(of_reseller);
        connection.store_many(&example.table, &example.columns, &example.sql, rows)?;
    }
    connection.run(
        "UPDATE counter SET next = 10000000 WHERE name IN ('customer', 'web_user', 'account'); \
         UPDATE counter SET next = 100000000 WHERE name = 'record'",
    )?;
    connection.commit()?;
    // What the running program does of itself, sooner or later: not while it is measured.
    match place {
        Place::Sqlite(_) => connection.run("PRAGMA wal_checkpoint(TRUNCATE)"),
        Place::Postgres(_) => {
            connection.run("VACUUM ANALYZE")?;
            connection.run("CHECKPOINT")
        }
    }
}
