//! Customers, with every setting of [`CustomerField`]. A tariff, a routing group and a commission agent are named by number,
//! as everywhere, or by name, as those know them who write tables; digits alone are a number.

use std::borrow::Cow;
use std::collections::BTreeSet;

use party::access::{AddCustomer, Caller};
use party::customer::TariffChoice;
use party::ids::{CustomerId, ObjectId, RoutingGroupId, TariffId};
use store::tables::claims::{self, ClaimKind};
use store::tables::{routing_groups, tariffs};
use store::{Lock, StoreError, Tx};

use super::{ImportField, Imported, Stop};
use crate::app::App;
use crate::context::Context;
use crate::customer::create::{
    self, CreateCustomer, CreateCustomerError, CreatedCustomer, NewCustomerIds, Prepared,
};
use crate::customer::fields::{CustomerField, Kind, Reason, read_new, refused_new};
use crate::customer::locate;
use crate::routing_group;

/// Rows become customers of one owner.
#[derive(Debug, Clone, Copy)]
pub enum Customers {}

impl Imported for Customers {
    type Field = CustomerField;
    type Reason = Reason;
    type Request = NewCustomer;
    type Refused = CustomerRefused;
    type Prepared = Prepared;
    type Made = CreatedCustomer;

    const OPERATION: &'static str = "import.customers";

    fn read(
        owner: Option<CustomerId>,
        texts: &[(CustomerField, String)],
    ) -> Result<NewCustomer, Vec<(CustomerField, Reason)>> {
        let texts = texts.iter().map(|(field, text)| (*field, as_entered(*field, text)));
        let (by_name, texts): (Vec<_>, Vec<_>) = texts.partition(|(field, text)| is_name(*field, text));
        let by_name = by_name.into_iter().map(|(field, text)| (field, text.trim().to_owned())).collect();
        match read_new(owner, texts) {
            Ok(request) => Ok(NewCustomer { request, by_name }),
            Err(wrong) => Err(wrong.into_iter().map(|wrong| (wrong.field, wrong.reason)).collect()),
        }
    }

    fn decide(tx: &mut Tx<'_>, caller: &Caller, new: &NewCustomer) -> Result<(), CustomerRefused> {
        let request = new.resolved(tx, caller)?;
        create::decide(tx, caller, &request, NewCustomerIds::REHEARSAL, Lock::Share)?;
        Ok(())
    }

    async fn prepare(app: &App, new: &NewCustomer) -> Result<Prepared, StoreError> {
        create::prepare(app, &new.request).await
    }

    fn write(
        tx: &mut Tx<'_>,
        context: &Context,
        new: &NewCustomer,
        prepared: &Prepared,
    ) -> Result<CreatedCustomer, CustomerRefused> {
        let request = new.resolved(tx, &context.caller)?;
        let decided = create::decide(tx, &context.caller, &request, prepared.ids, Lock::Share)?;
        Ok(create::write(tx, context, decided, prepared)?)
    }

    fn ids(made: &CreatedCustomer) -> (i64, ObjectId) {
        (made.customer_id, made.object_id)
    }

    fn weigh(
        refused: CustomerRefused,
        new: &NewCustomer,
    ) -> Result<(Option<CustomerField>, CustomerRefused), Stop> {
        match refused {
            CustomerRefused::Create(CreateCustomerError::Refused(refusal)) => Err(refusal.into()),
            CustomerRefused::Create(CreateCustomerError::Store(error)) => Err(error.into()),
            CustomerRefused::Create(refused) => {
                Ok((refused_new(&refused, &new.request), CustomerRefused::Create(refused)))
            }
            CustomerRefused::Ambiguous { field, .. } => Ok((Some(field), refused)),
        }
    }
}

/// A customer to be made.
#[derive(Debug, Clone)]
pub struct NewCustomer {
    /// What is asked for, without what is named by name.
    request: CreateCustomer,
    /// What is to be looked up among the owner's.
    by_name: Vec<(CustomerField, String)>,
}

/// Why a row's customer is not made.
#[derive(Debug, thiserror::Error)]
pub enum CustomerRefused {
    /// As one whom a form asks for.
    #[error(transparent)]
    Create(#[from] CreateCustomerError),
    /// Several of the owner's are called so.
    #[error("is the name of several, the numbers {}: write the number", numbers_text(.numbers))]
    Ambiguous {
        /// What.
        field: CustomerField,
        /// Which.
        numbers: Vec<i64>,
    },
}

impl From<StoreError> for CustomerRefused {
    fn from(error: StoreError) -> Self {
        Self::Create(error.into())
    }
}

impl NewCustomer {
    /// What is asked for, with the numbers of what has these names now.
    fn resolved(&self, tx: &mut Tx<'_>, caller: &Caller) -> Result<Cow<'_, CreateCustomer>, CustomerRefused> {
        if self.by_name.is_empty() {
            return Ok(Cow::Borrowed(&self.request));
        }
        let owner = locate::owner::<AddCustomer>(tx, caller, self.request.owner, Lock::Share);
        let (_, owner) = owner.map_err(CreateCustomerError::from)?;
        let mut request = self.request.clone();
        for (field, name) in &self.by_name {
            let draft = &mut request.draft;
            match field.kind() {
                Kind::Tariff => {
                    let found = tariffs::find_named(tx, owner.key, name)?.into_iter().map(|id| id.0);
                    let id = TariffId(the_one(*field, found, CreateCustomerError::WrongTariff)?);
                    (draft.tariff, draft.change.tariff) = (TariffChoice::Of(id), Some(TariffChoice::Of(id)));
                }
                Kind::RoutingGroup => {
                    let mut found: BTreeSet<_> =
                        routing_groups::find_named(tx, owner.key, name)?.into_iter().collect();
                    let given = routing_group::read::given_to(tx, &owner)?;
                    found.extend(
                        given.filter(|given| given.terms.name.as_str() == name).map(|given| given.id),
                    );
                    let found = found.into_iter().map(|id| id.0);
                    let id = the_one(*field, found, CreateCustomerError::WrongRoutingGroup)?;
                    draft.change.routing_group = Some(Some(RoutingGroupId(id)));
                }
                _ => {
                    let claim = claims::find(tx, ClaimKind::CustomerName, name)?;
                    let found = claim.and_then(|claim| claim.customer()).map(|key| key.id.0);
                    let id = the_one(*field, found, CreateCustomerError::WrongCommissionAgent)?;
                    draft.change.commission_agent = Some(Some(CustomerId(id)));
                }
            }
        }
        Ok(Cow::Owned(request))
    }
}

/// The only one of `found`; `none` where there is none.
fn the_one(
    field: CustomerField,
    found: impl IntoIterator<Item = i64>,
    none: CreateCustomerError,
) -> Result<i64, CustomerRefused> {
    let numbers: Vec<i64> = found.into_iter().collect();
    match numbers.as_slice() {
        [] => Err(none.into()),
        [number] => Ok(*number),
        _ => Err(CustomerRefused::Ambiguous { field, numbers }),
    }
}

/// Whether a text is a name of what the setting refers to, and neither its number nor one of the setting's own words.
fn is_name(field: CustomerField, text: &str) -> bool {
    let text = text.trim();
    let refers = match field.kind() {
        Kind::Tariff => text.parse::<TariffChoice>().is_err(),
        Kind::RoutingGroup | Kind::Sibling => true,
        _ => false,
    };
    refers && !text.bytes().all(|byte| byte.is_ascii_digit())
}

fn numbers_text(numbers: &[i64]) -> String {
    numbers.iter().map(i64::to_string).collect::<Vec<_>>().join(", ")
}

impl ImportField for CustomerField {
    fn all() -> &'static [Self] {
        Self::ALL
    }

    fn name(self) -> &'static str {
        self.name()
    }

    fn is_required(self) -> bool {
        self.is_required()
    }

    fn is_secret(self) -> bool {
        matches!(self.kind(), Kind::Secret)
    }

    fn name_of(self, text: &str) -> Option<String> {
        match self {
            Self::Name | Self::WebLogin => Some(text.to_owned()),
            // Host names are the same in either case.
            Self::DnsAlias => Some(text.to_lowercase()),
            _ => None,
        }
    }

    fn is_number(self) -> bool {
        matches!(self.kind(), Kind::Number | Kind::Decimal | Kind::Money | Kind::Percent)
    }
}

/// A table says percentages with their sign.
fn as_entered(field: CustomerField, text: &str) -> &str {
    match field.kind() {
        Kind::Percent => text.trim_end().trim_end_matches('%'),
        _ => text,
    }
}
