//! Customers, with every setting of [`CustomerField`].

use party::access::Caller;
use party::ids::{CustomerId, ObjectId};
use store::{StoreError, Tx};

use super::{ImportField, Imported, Stop};
use crate::app::App;
use crate::context::Context;
use crate::customer::create::{
    self, CreateCustomer, CreateCustomerError, CreatedCustomer, NewCustomerIds, Prepared,
};
use crate::customer::fields::{CustomerField, Kind, Reason, read_new, refused_new};

/// Rows become customers of one owner.
#[derive(Debug, Clone, Copy)]
pub enum Customers {}

impl Imported for Customers {
    type Field = CustomerField;
    type Reason = Reason;
    type Request = CreateCustomer;
    type Refused = CreateCustomerError;
    type Prepared = Prepared;
    type Made = CreatedCustomer;

    const OPERATION: &'static str = "import.customers";

    fn read(
        owner: Option<CustomerId>,
        texts: &[(CustomerField, String)],
    ) -> Result<CreateCustomer, Vec<(CustomerField, Reason)>> {
        let texts = texts.iter().map(|(field, text)| (*field, as_entered(*field, text)));
        read_new(owner, texts)
            .map_err(|wrong| wrong.into_iter().map(|wrong| (wrong.field, wrong.reason)).collect())
    }

    fn decide(tx: &mut Tx<'_>, caller: &Caller, request: &CreateCustomer) -> Result<(), CreateCustomerError> {
        create::decide(tx, caller, request, NewCustomerIds::REHEARSAL).map(|_| ())
    }

    async fn prepare(app: &App, request: &CreateCustomer) -> Result<Prepared, StoreError> {
        create::prepare(app, request).await
    }

    fn write(
        tx: &mut Tx<'_>,
        context: &Context,
        request: &CreateCustomer,
        prepared: &Prepared,
    ) -> Result<CreatedCustomer, CreateCustomerError> {
        let decided = create::decide(tx, &context.caller, request, prepared.ids)?;
        create::write(tx, context, decided, prepared)
    }

    fn ids(made: &CreatedCustomer) -> (i64, ObjectId) {
        (made.customer_id, made.object_id)
    }

    fn weigh(
        refused: CreateCustomerError,
        request: &CreateCustomer,
    ) -> Result<(Option<CustomerField>, CreateCustomerError), Stop> {
        match refused {
            CreateCustomerError::Refused(refusal) => Err(refusal.into()),
            CreateCustomerError::Store(error) => Err(error.into()),
            refused => Ok((refused_new(&refused, request), refused)),
        }
    }
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
