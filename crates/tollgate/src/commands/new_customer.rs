//! What `customer create` and `reseller create` have in common.

use app::customer::create::{self, CreateCustomer};
use clap::Args;
use party::billing::BillingType;
use party::contact::ContactChange;
use party::customer::{BillingChoice, Draft, TariffChoice};
use party::ids::RoutingGroupId;
use party::names::{CustomerName, WebLogin};
use party::text::{Block, Line};
use serde_json::json;

use super::Outcome;
use super::output::{Format, Record};
use super::passwords::{Chosen, CustomerPasswords};
use super::terminal::{Session, Who, positive_units, units, with_session};
use crate::config::Settings;
use crate::world;

/// A customer to be made, whatever his rights.
#[derive(Debug, Args)]
pub(crate) struct NewCustomer {
    /// His name, unique over the installation.
    name: CustomerName,
    #[command(flatten)]
    settings: Settings,
    /// Whose customer, by number or name.
    #[arg(long, value_name = "CUSTOMER", default_value = "1")]
    owner: Who,
    /// The name to sign in with, also to the voice interface; without one nobody can sign in.
    #[arg(long, value_name = "LOGIN")]
    login: Option<WebLogin>,
    #[command(flatten)]
    passwords: CustomerPasswords,
    /// A tariff of the owner by its number, `own` for a tariff of his own, or none.
    #[arg(long, value_name = "TARIFF", default_value = "none")]
    tariff: TariffChoice,
    /// A routing group of the owner, by its number.
    #[arg(long, value_name = "NUMBER")]
    routing_group: Option<i64>,
    /// What he begins with, in the tariff's currency.
    #[arg(long, value_name = "MONEY", default_value = "0", value_parser = units, allow_hyphen_values = true)]
    balance: i64,
    /// How far he may go into debt.
    #[arg(long, value_name = "MONEY", default_value = "0", value_parser = positive_units)]
    credit_limit: i64,
    /// prepaid or postpaid; by default postpaid if there is a credit limit.
    #[arg(long, value_name = "TYPE")]
    billing_type: Option<BillingType>,
    /// Company name.
    #[arg(long, value_name = "TEXT", default_value = "", value_parser = Line::<64>::parse)]
    company: Line<64>,
    /// E-mail address.
    #[arg(long, value_name = "TEXT", default_value = "", value_parser = Line::<254>::parse)]
    email: Line<254>,
    /// Telephone number.
    #[arg(long, value_name = "TEXT", default_value = "", value_parser = Line::<32>::parse)]
    phone: Line<32>,
    /// Free text.
    #[arg(long, value_name = "TEXT", default_value = "", value_parser = Block::<255>::parse)]
    description: Block<255>,
    /// Begin with the message credits that the owner gives for free.
    #[arg(long)]
    apply_free_credits: bool,
    #[command(flatten)]
    format: Format,
}

impl NewCustomer {
    /// Makes him; `complete` adds to the draft what the command asks for beyond the common.
    pub(crate) fn create(&self, api_access: bool, complete: impl FnOnce(&mut Draft)) -> Outcome {
        let mut draft = self.draft();
        complete(&mut draft);
        let (web, api) = self.passwords.choose(self.login.is_some(), api_access, &world::entropy())?;
        with_session(&self.settings, async |session| {
            let record = self.create_in(session, draft, web, api).await?;
            self.format.one(record)
        })
    }

    async fn create_in(
        &self,
        session: &Session,
        draft: Draft,
        web: Option<Chosen>,
        api: Option<Chosen>,
    ) -> Result<Record, crate::failure::Failure> {
        let owner = session.customer_id(&self.owner).await?;
        let request = CreateCustomer {
            owner: Some(owner),
            draft,
            web_login: self.login.clone(),
            web_password: web.as_ref().map(|chosen| chosen.password.clone()),
            api_password: api.as_ref().map(|chosen| chosen.password.clone()),
            free_credits: self.apply_free_credits,
        };
        let made = create::create(&session.app, &session.context(), request).await?;
        let mut record = vec![
            ("customer", json!(made.customer_id)),
            ("object_id", json!(made.object_id.to_string())),
            ("name", json!(self.name.as_str())),
        ];
        record.extend(self.login.as_ref().map(|login| ("web_login", json!(login.as_str()))));
        let shown = [("web_password", &web), ("api_password", &api)];
        record.extend(
            shown.into_iter().filter_map(|(name, chosen)| Some((name, json!(chosen.as_ref()?.to_show()?)))),
        );
        Ok(record)
    }

    fn draft(&self) -> Draft {
        let mut draft = Draft::new(self.name.clone(), self.tariff);
        draft.change.routing_group = Some(self.routing_group.map(RoutingGroupId));
        draft.balance_units = self.balance;
        draft.credit_limit_units = self.credit_limit;
        draft.billing_type = self.billing_type.map_or(BillingChoice::ByCreditLimit, BillingChoice::Explicit);
        draft.change.contact = ContactChange {
            company_name: Some(self.company.clone()),
            email: Some(self.email.clone()),
            phone: Some(self.phone.clone()),
            ..ContactChange::default()
        };
        draft.change.description = Some(self.description.clone());
        draft
    }
}
