//! The rows that one request left behind, and copies of them with other names and numbers.
//!
//! What the product wrote for one customer is read back once and then written again and again: as the stored customers
//! of an installation, and as the raw work that a request is compared with. So both follow the schema by themselves.

use std::borrow::Cow;

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

use crate::engine::{Connection, Named, Value};

/// Records (balances, postings, audit lines) that one copy may need.
const RECORDS_PER_COPY: i64 = 8;

/// Which of a customer's records his credits are: balances are read in the order of their commodities.
const CREDITS_RECORD: i64 = 1;

/// The rows of one request.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Template {
    /// Row by row, in an order that may be written.
    pub(crate) rows: Vec<TemplateRow>,
}

/// A row with holes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct TemplateRow {
    /// Its table.
    pub(crate) table: String,
    /// Its columns, divided by commas.
    pub(crate) columns: String,
    /// The statement that writes it.
    pub(crate) sql: String,
    cells: Vec<Cell>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
enum Cell {
    Fixed(Value),
    /// The number of whom it is about.
    Number,
    /// The number of a record.
    Record(i64),
    /// The credits of whom it is about.
    Credits,
    Text(Vec<Piece>),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum Piece {
    Literal(String),
    Name,
    Number,
    Object(i64),
    Request,
}

/// What a copy is filled with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fresh {
    /// The number of whom it is about.
    pub(crate) number: i64,
    /// What makes its records, names and requests its own.
    pub(crate) serial: i64,
}

/// Where a customer is.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Key {
    /// His branch.
    pub(crate) branch: i64,
    /// His number.
    pub(crate) id: i64,
}

/// The name, and login, of the copy `serial`.
pub(crate) fn name(serial: i64) -> String {
    format!("c{serial:010}")
}

/// The customer called `name`.
pub(crate) fn find(connection: &mut Connection, name: &str) -> Result<Key> {
    let sql = "SELECT branch_id, id FROM claim WHERE kind = 'customer_name' AND value = $1";
    let rows = connection.rows(sql, &[Value::Text(name.to_owned())])?;
    match rows.first().map(Vec::as_slice) {
        Some([(_, Value::Int(branch)), (_, Value::Int(id))]) => Ok(Key { branch: *branch, id: *id }),
        _ => bail!("there is no customer {name}"),
    }
}

impl Template {
    /// Everything that making the customer `name` wrote.
    pub(crate) fn of_create(connection: &mut Connection, name: &str) -> Result<Self> {
        let key = find(connection, name)?;
        let place = [Value::Int(key.branch), Value::Int(key.id)];
        let mut found = Vec::new();
        let of_customer = [
            ("claim", "SELECT * FROM claim WHERE branch_id = $1 AND noun = 'customer' AND id = $2"),
            (
                "claim",
                "SELECT * FROM claim WHERE noun = 'web_user' AND id IN \
                 (SELECT web_user_id FROM web_user WHERE branch_id = $1 AND customer_id = $2)",
            ),
            (
                "claim",
                "SELECT * FROM claim WHERE noun = 'account' AND id IN \
                 (SELECT account_id FROM account WHERE branch_id = $1 AND customer_id = $2)",
            ),
            ("customer", "SELECT * FROM customer WHERE branch_id = $1 AND customer_id = $2"),
            ("web_user", "SELECT * FROM web_user WHERE branch_id = $1 AND customer_id = $2"),
            ("account", "SELECT * FROM account WHERE branch_id = $1 AND customer_id = $2"),
            ("balance", "SELECT * FROM balance WHERE branch_id = $1 AND customer_id = $2 ORDER BY commodity"),
        ];
        for (table, sql) in of_customer {
            found.extend(connection.rows(sql, &place)?.into_iter().map(|row| (table, row)));
        }
        let request = request_of(connection, key, "customer.create")?;
        of_request(connection, key.branch, &request, &mut found)?;
        compile(&found, &Known { name, key, request: &request, credits: None })
    }

    /// What giving credits to the customer `name` wrote, without the two balances that it changed.
    pub(crate) fn of_transfer(connection: &mut Connection, name: &str) -> Result<Self> {
        let key = find(connection, name)?;
        let request = request_of(connection, key, "credits.transfer")?;
        let mut found = Vec::new();
        of_request(connection, key.branch, &request, &mut found)?;
        let sql = "SELECT balance_id FROM balance WHERE branch_id = $1 AND customer_id = $2 AND commodity = 'credits'";
        let credits = connection.number(sql, &[Value::Int(key.branch), Value::Int(key.id)])?;
        compile(&found, &Known { name, key, request: &request, credits: Some(credits) })
    }
}

impl TemplateRow {
    /// The values of one copy.
    pub(crate) fn fill(&self, fresh: Fresh) -> Vec<Cow<'_, Value>> {
        self.cells.iter().map(|cell| cell.fill(fresh)).collect()
    }
}

impl Cell {
    fn fill(&self, fresh: Fresh) -> Cow<'_, Value> {
        let int = |number| Cow::Owned(Value::Int(number));
        match self {
            Self::Fixed(value) => Cow::Borrowed(value),
            Self::Number => int(fresh.number),
            Self::Record(index) => int(fresh.serial * RECORDS_PER_COPY + index),
            Self::Credits => int(fresh.number * RECORDS_PER_COPY + CREDITS_RECORD),
            Self::Text(pieces) => {
                Cow::Owned(Value::Text(pieces.iter().map(|piece| piece.fill(fresh)).collect()))
            }
        }
    }
}

impl Piece {
    fn fill(&self, fresh: Fresh) -> Cow<'_, str> {
        match self {
            Self::Literal(text) => Cow::Borrowed(text),
            Self::Name => Cow::Owned(name(fresh.serial)),
            Self::Number => Cow::Owned(fresh.number.to_string()),
            Self::Object(index) => Cow::Owned(format!("{:024x}", fresh.serial * RECORDS_PER_COPY + index)),
            Self::Request => Cow::Owned(format!("{:016x}", fresh.serial)),
        }
    }
}

/// The request that did `operation`, the last word of which may differ, to a customer.
fn request_of(connection: &mut Connection, key: Key, operation: &str) -> Result<String> {
    let sql = "SELECT request_id FROM audit WHERE branch_id = $1 AND object = $2 AND operation = $3";
    let params = [
        Value::Int(key.branch),
        Value::Text(format!("customer:{}", key.id)),
        Value::Text(operation.to_owned()),
    ];
    match connection.rows(sql, &params)?.pop().and_then(|mut row| row.pop()) {
        Some((_, Value::Text(request))) => Ok(request),
        _ => bail!("nobody did {operation} to customer {}", key.id),
    }
}

fn of_request(
    connection: &mut Connection,
    branch: i64,
    request: &str,
    found: &mut Vec<(&'static str, Named)>,
) -> Result<()> {
    let params = [Value::Int(branch), Value::Text(request.to_owned())];
    let of_request = [
        ("posting", "SELECT * FROM posting WHERE branch_id = $1 AND request_id = $2"),
        (
            "entry",
            "SELECT e.* FROM entry e JOIN posting p ON p.branch_id = e.branch_id AND p.posting_id = e.posting_id \
             WHERE p.branch_id = $1 AND p.request_id = $2",
        ),
        ("audit", "SELECT * FROM audit WHERE branch_id = $1 AND request_id = $2"),
    ];
    for (table, sql) in of_request {
        found.extend(connection.rows(sql, &params)?.into_iter().map(|row| (table, row)));
    }
    Ok(())
}

/// What in the rows is to be replaced.
struct Known<'a> {
    name: &'a str,
    key: Key,
    request: &'a str,
    credits: Option<i64>,
}

fn compile(found: &[(&'static str, Named)], known: &Known<'_>) -> Result<Template> {
    let of_columns = |names: &[&str]| -> Vec<Value> {
        let mut values: Vec<Value> = Vec::new();
        for (column, value) in found.iter().flat_map(|(_, row)| row) {
            if names.contains(&column.as_str()) && !values.contains(value) {
                values.push(value.clone());
            }
        }
        values
    };
    let records = of_columns(&["balance_id", "posting_id", "audit_id"]);
    if i64::try_from(records.len())? > RECORDS_PER_COPY {
        bail!("a copy has more records than there are numbers for");
    }
    let mut texts = vec![
        (known.name.to_owned(), vec![Piece::Name]),
        (known.request.to_owned(), vec![Piece::Request]),
        (format!("customer:{}", known.key.id), vec![Piece::Literal("customer:".to_owned()), Piece::Number]),
    ];
    for (index, object) in (0..).zip(of_columns(&["object_id"])) {
        if let Value::Text(object) = object {
            texts.push((object, vec![Piece::Object(index)]));
        }
    }
    for account in of_columns(&["account_id"]) {
        if let Value::Int(account) = account {
            let pieces = vec![Piece::Literal("account:".to_owned()), Piece::Number];
            texts.push((format!("account:{account}"), pieces));
        }
    }
    let row = |(table, row): &(&'static str, Named)| -> Result<TemplateRow> {
        let cell = |(column, value): &(String, Value)| cell(column, value, known, &records, &texts);
        let columns: Vec<&str> = row.iter().map(|(column, _)| column.as_str()).collect();
        let placeholders: Vec<String> = (1..=row.len()).map(|number| format!("${number}")).collect();
        let columns = columns.join(", ");
        let sql = format!("INSERT INTO {table} ({columns}) VALUES ({})", placeholders.join(", "));
        let cells = row.iter().map(cell).collect();
        Ok(TemplateRow { table: (*table).to_owned(), columns, sql, cells })
    };
    let rows = found.iter().map(row).collect::<Result<Vec<_>>>().context("a row cannot be copied")?;
    Ok(Template { rows })
}

fn cell(
    column: &str,
    value: &Value,
    known: &Known<'_>,
    records: &[Value],
    texts: &[(String, Vec<Piece>)],
) -> Cell {
    let record = (0..).zip(records).find(|(_, record)| *record == value).map(|(index, _)| index);
    match (column, value, record) {
        // A customer's own balance is nobody's account.
        ("account_id", Value::Int(0), _) => Cell::Fixed(value.clone()),
        ("customer_id" | "web_user_id" | "account_id" | "id", Value::Int(_), _) => Cell::Number,
        ("balance_id" | "posting_id" | "audit_id" | "debit" | "credit", Value::Int(_), Some(index)) => {
            Cell::Record(index)
        }
        ("debit" | "credit", Value::Int(_), None)
            if known.credits.map(Value::Int).as_ref() == Some(value) =>
        {
            Cell::Credits
        }
        ("value", Value::Text(text), _) if *text == known.key.id.to_string() => {
            Cell::Text(vec![Piece::Number])
        }
        (_, Value::Text(text), _) => match pieces(text, texts) {
            pieces if pieces.iter().all(|piece| matches!(piece, Piece::Literal(_))) => {
                Cell::Fixed(value.clone())
            }
            pieces => Cell::Text(pieces),
        },
        _ => Cell::Fixed(value.clone()),
    }
}

/// `text`, cut at everything that is to be replaced.
fn pieces(text: &str, texts: &[(String, Vec<Piece>)]) -> Vec<Piece> {
    let next = texts.iter().filter_map(|(known, with)| text.find(known.as_str()).map(|at| (at, known, with)));
    let Some((at, known, with)) = next.min_by_key(|(at, ..)| *at) else {
        return vec![Piece::Literal(text.to_owned())];
    };
    let (before, rest) = text.split_at_checked(at).unwrap_or((text, ""));
    let after = rest.strip_prefix(known.as_str()).unwrap_or_default();
    let mut cut = vec![Piece::Literal(before.to_owned())];
    cut.extend(with.iter().cloned());
    cut.extend(pieces(after, texts));
    cut.retain(|piece| !matches!(piece, Piece::Literal(text) if text.is_empty()));
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_replaces_what_is_its_own_and_nothing_else() {
        let row = |pairs: &[(&str, Value)]| {
            pairs.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect::<Named>()
        };
        let text = |text: &str| Value::Text(text.to_owned());
        let found = [
            (
                "balance",
                row(&[
                    ("branch_id", Value::Int(7)),
                    ("customer_id", Value::Int(9)),
                    ("balance_id", Value::Int(40)),
                ]),
            ),
            (
                "audit",
                row(&[
                    ("audit_id", Value::Int(41)),
                    ("object", text("customer:9")),
                    ("after", text("{\"name\":\"m1\",\"x\":9}")),
                ]),
            ),
            (
                "entry",
                row(&[("debit", Value::Int(-1)), ("credit", Value::Int(40)), ("units", Value::Int(40))]),
            ),
        ];
        let known = Known { name: "m1", key: Key { branch: 7, id: 9 }, request: "r", credits: None };
        let template = compile(&found, &known).unwrap();
        let filled = |at: usize| {
            template.rows[at]
                .fill(Fresh { number: 100, serial: 100 })
                .into_iter()
                .map(Cow::into_owned)
                .collect::<Vec<_>>()
        };
        assert_eq!(filled(0), [Value::Int(7), Value::Int(100), Value::Int(800)]);
        assert_eq!(
            filled(1),
            [Value::Int(801), text("customer:100"), text("{\"name\":\"c0000000100\",\"x\":9}")]
        );
        assert_eq!(filled(2), [Value::Int(-1), Value::Int(800), Value::Int(40)]);
        assert_eq!(
            template.rows[0].sql,
            "INSERT INTO balance (branch_id, customer_id, balance_id) VALUES ($1, $2, $3)"
        );
    }
}
