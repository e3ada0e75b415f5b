//! Customers as the messaging dialect lists them: in the order of their object ids, each with his message credits.

use messaging::{RotationAlgorithm, SourceAddress};
use money::{Amount, Commodity};
use party::billing::BillingType;
use party::ids::{CustomerId, ObjectId};

use super::columns::Columns;
use crate::error::StoreError;
use crate::tx::{Row, Tx};

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessagingLine {
    /// The customer's id in that dialect.
    pub object_id: ObjectId,
    /// His name.
    pub name: String,
    /// Identity in somebody else's system.
    pub integration_id: String,
    /// Pays before or after.
    pub billing_type: BillingType,
    /// How a reply number is picked.
    pub rotation: RotationAlgorithm,
    /// Price of an inbound message.
    pub inbound_charge: i64,
    /// Sender when nothing else names one.
    pub source_address: Option<SourceAddress>,
    /// Refused everything while blocked.
    pub blocked: bool,
    /// His message credits.
    pub credits: Amount,
}

/// At most `limit` customers of `owner` in the order of their object ids, from the first above `after`; from the very
/// first where that is none.
///
/// # Errors
/// The engine's.
pub fn list(
    tx: &mut Tx<'_>,
    owner: CustomerId,
    after: Option<ObjectId>,
    limit: i64,
) -> Result<Vec<MessagingLine>, StoreError> {
    let sql = "SELECT c.object_id, c.name, c.integration_id, c.billing_type, c.rotation, c.inbound_charge, \
               c.source_address, c.blocked, b.units FROM customer c \
               JOIN balance b ON b.branch_id = c.branch_id AND b.customer_id = c.customer_id \
               AND b.account_id = 0 AND b.commodity = $1 \
               WHERE c.owner_id = $2 AND c.object_id > $3 ORDER BY c.object_id LIMIT $4";
    let after = after.map(|after| after.to_string()).unwrap_or_default();
    let commodity = Commodity::MessageCredits.as_str();
    tx.query(sql, &[commodity.into(), owner.0.into(), after.as_str().into(), limit.into()], read)
}

fn read(row: &dyn Row) -> Result<MessagingLine, StoreError> {
    let mut columns = Columns::of("customer", row);
    Ok(MessagingLine {
        object_id: columns.parse(str::parse)?,
        name: columns.text()?,
        integration_id: columns.text()?,
        billing_type: columns.code(BillingType::from_code)?,
        rotation: columns.decode(RotationAlgorithm::from_code)?,
        inbound_charge: columns.int()?,
        source_address: columns.parse_opt(SourceAddress::parse)?,
        blocked: columns.bool()?,
        credits: Amount::new(columns.int()?, Commodity::MessageCredits),
    })
}
