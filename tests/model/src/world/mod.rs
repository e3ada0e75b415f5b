//! The program: performs a request through the use cases and tells what came of it in the model's words.
//!
//! Decides nothing. What no rule can explain (the store's errors, a conflict of keys) is a defect, and ends the case.

mod enter;
mod parse;
mod reasons;

use std::fmt::Debug;

use app::account::block::set_blocked as block_account;
use app::account::create::{self as account_create, CreateAccount};
use app::account::create_endpoint::{self, CreateEndpoint};
use app::account::update::UpdateAccount;
use app::account::update_endpoint::{self, UpdateEndpoint};
use app::account::{
    AccountLookup, change_password, delete as account_delete, find as account_find, update as account_update,
};
use app::credits::transfer::{TransferCredits, transfer_credits};
use app::customer::block::set_blocked as block_customer;
use app::customer::create::{self as customer_create, CreateCustomer};
use app::customer::create_with_user::{self, CreateWithUser, CreateWithUserError};
use app::customer::delete as customer_delete;
use app::customer::fields::Seen;
use app::customer::find::{Lookup, find};
use app::customer::settings::{self, SettingsChange};
use app::customer::update::{self as customer_update, UpdateCustomer};
use app::funds::FundsOf;
use app::funds::book::{BookFunds, book_funds};
use app::funds::low_balance;
use app::routing_group::{create as group_create, delete as group_delete, update as group_update};
use app::service_plan::{create as plan_create, delete as plan_delete, update as plan_update};
use app::tariff::{create as tariff_create, delete as tariff_delete, update as tariff_update};
use app::web_user::block as web_user_block;
use app::web_user::create::{self as web_user_create, CreateWebUser};
use app::{Context, IdempotencyKey};
use charging::LowBalanceChange;
use money::{Amount, Commodity, Currency};
use party::account::EndpointChange;
use party::customer::{BillingChoice, Draft, RightsChoice};
use party::dictionary::RoutingPolicy;
use party::ids::{AccountId, CustomerId, RoutingGroupId, ServicePlanId, TariffId, WebUserId};
use party::password::Password;
use party::routing_group::{RoutingGroupChange, RoutingGroupTerms};
use party::service_plan::{ServicePlanChange, ServicePlanDraft, ServicePlanTerms};
use party::tariff::{TariffChange, TariffTerms, TermsChange};
use party::text::Line;
use party::web_user::AccessLevel;
use support::TestInstallation;

pub(crate) use self::enter::{enter, viewer};
use self::parse::{
    account_lookup, billing_type, change, endpoint_change, funds_change, lookup, parsed, parsed_twice,
    password, profile, tariff_choice, title,
};
use self::reasons::{
    of_account, of_account_delete, of_account_update, of_block, of_booking, of_create, of_delete,
    of_endpoint_update, of_first_user, of_group_update, of_low_balance, of_new_account, of_new_endpoint,
    of_new_owned, of_new_plan, of_new_web_user, of_owned_delete, of_plan_update, of_settings,
    of_tariff_update, of_transfer, of_update, of_web_user,
};
use crate::operation::{Answer, BillingAsked, Made, Operation, OwnAsked, Reason, TariffAsked};
use crate::tree::apply::FIRST_PASSWORD;

/// What no rule explains.
pub(crate) type Unexplained = String;

/// Performs `operation`, under the idempotency key `key` if there is one.
///
/// # Errors
/// What no rule explains.
pub(crate) async fn perform(
    installation: &TestInstallation,
    context: &Context,
    operation: &Operation,
    key: Option<&str>,
) -> Result<Answer, Unexplained> {
    let mut context = context.clone();
    let content = format!("{operation:?}");
    let key = key.map(|key| IdempotencyKey::new(&installation.app, key, content.as_bytes()));
    context.idempotency = key.transpose().map_err(unexplained)?;
    context.request_id = installation.app.new_request_id();
    let world = World { installation, context };
    let answer = match operation {
        Operation::CreateCustomer { .. } => world.create_customer(operation).await,
        Operation::UpdateCustomer { customer, owner, asked } => {
            let request = UpdateCustomer {
                owner: owner.map(CustomerId),
                change: change(asked)?,
                web_login: parsed_twice(asked.web_login.as_ref())?,
                web_password: password(asked.web_password)?,
                api_password: password(asked.api_password)?,
                balance_units: asked.balance,
                credit_limit_units: asked.credit_limit,
                seen: Seen::default(),
            };
            let done = customer_update::update(world.app(), &world.context, lookup(customer)?, request).await;
            nothing(done, of_update)
        }
        Operation::DeleteCustomer { customer, owner } => {
            let owner = owner.map(CustomerId);
            let done = customer_delete::delete(world.app(), &world.context, lookup(customer)?, owner).await;
            nothing(done, of_delete)
        }
        Operation::BlockCustomer { customer, above, blocked } => {
            let above = above.map(CustomerId);
            let customer = lookup(customer)?;
            let done = block_customer(world.app(), &world.context, customer, above, *blocked).await;
            nothing(done, of_block)
        }
        Operation::ChangeSettings { name, default_billing, free_credits } => {
            let change = SettingsChange {
                default_billing_type: default_billing.map(billing_type),
                free_credits_units: *free_credits,
                api_revision: None,
            };
            let name = name.parse().map_err(unexplained)?;
            let done = settings::change(world.app(), &world.context, name, change).await;
            nothing(done.map(|_| ()), of_settings)
        }
        Operation::Book { .. }
        | Operation::BookOnAccount { .. }
        | Operation::Transfer { .. }
        | Operation::SetLowBalance { .. } => world.move_money(operation).await,
        Operation::CreateAccount { .. }
        | Operation::CreateOwnAccount { .. }
        | Operation::UpdateOwnAccount { .. }
        | Operation::UpdateAccount { .. }
        | Operation::ChangePassword { .. }
        | Operation::BlockAccount { .. }
        | Operation::DeleteAccount { .. } => world.change_account(operation).await,
        owned => world.change_owned(owned).await,
    };
    match answer {
        Err(defect) => Err(format!("{defect} (to {operation:?})")),
        told => told,
    }
}

struct World<'a> {
    installation: &'a TestInstallation,
    context: Context,
}

impl World<'_> {
    fn app(&self) -> &app::App {
        &self.installation.app
    }

    async fn create_customer(&self, operation: &Operation) -> Result<Answer, Unexplained> {
        let Operation::CreateCustomer {
            owner,
            billing,
            with_reseller_rights,
            with_free_credits,
            asked,
            user,
        } = operation
        else {
            return Err("not a create".to_owned());
        };
        let name = asked.name.as_deref().unwrap_or_default().parse().map_err(unexplained)?;
        let mut draft = Draft::new(name, tariff_choice(asked.tariff.unwrap_or(TariffAsked::Unset)));
        draft.balance_units = asked.balance.unwrap_or(0);
        draft.credit_limit_units = asked.credit_limit.unwrap_or(0);
        draft.billing_type = match billing {
            BillingAsked::ByCreditLimit => BillingChoice::ByCreditLimit,
            BillingAsked::Explicit(billing) => BillingChoice::Explicit(billing_type(*billing)),
            BillingAsked::Default(billing) => BillingChoice::Default(billing_type(*billing)),
            BillingAsked::OfOwner => BillingChoice::OfOwner,
        };
        draft.rights = if *with_reseller_rights { RightsChoice::Reseller } else { RightsChoice::None };
        draft.change = change(asked)?;
        let customer = CreateCustomer {
            owner: owner.map(CustomerId),
            draft,
            web_login: parsed_twice(asked.web_login.as_ref())?.flatten(),
            web_password: password(asked.web_password)?,
            api_password: password(asked.api_password)?,
            free_credits: *with_free_credits,
        };
        let Some(user) = user else {
            let made = customer_create::create(self.app(), &self.context, customer).await;
            return match made {
                Ok(made) => self.made(&made, None).await.map(Ok),
                Err(error) => of_create(error).map(Err),
            };
        };
        let user = profile(user)?;
        let password = Password::parse(FIRST_PASSWORD).map_err(unexplained)?;
        let request = CreateWithUser { customer, user, password };
        match create_with_user::create(self.app(), &self.context, request).await {
            Ok(made) => self.made(&made.customer, Some(made.account)).await.map(Ok),
            Err(CreateWithUserError::Customer(error)) => of_create(error).map(Err),
            Err(CreateWithUserError::User(error)) => of_first_user(error).map(Err),
            Err(error) => Err(unexplained(error)),
        }
    }

    /// What was made, and the number of the default web user, which no answer tells.
    async fn made(
        &self,
        customer: &customer_create::CreatedCustomer,
        account: Option<account_create::CreatedAccount>,
    ) -> Result<Made, Unexplained> {
        let lookup = Lookup::Id(CustomerId(customer.customer_id));
        let view = find(self.app(), &self.installation.operator(), lookup).await.map_err(unexplained)?;
        Ok(Made {
            customer: Some((customer.customer_id, customer.object_id.to_string())),
            account: account.map(|account| (account.account_id, account.object_id.to_string())),
            number: Some(view.web_user.id.0),
            credits: None,
        })
    }

    async fn move_money(&self, operation: &Operation) -> Result<Answer, Unexplained> {
        match operation {
            Operation::Book { customer, owner, booking, units, currency } => {
                let commodity = Commodity::Currency(Currency::parse(currency).map_err(unexplained)?);
                let request = BookFunds {
                    of: FundsOf::Customer { id: CustomerId(*customer), owner: owner.map(CustomerId) },
                    change: funds_change(*booking),
                    amount: Amount::new(*units, commodity),
                    notes: Line::default(),
                    happened_at: None,
                };
                let done = book_funds(self.app(), &self.context, request).await;
                told(done, |number| Made { number, ..Made::default() }, of_booking)
            }
            Operation::BookOnAccount { account, booking, units, currency } => {
                let commodity = Commodity::Currency(Currency::parse(currency).map_err(unexplained)?);
                let request = BookFunds {
                    of: FundsOf::Account(account_lookup(account)?),
                    change: funds_change(*booking),
                    amount: Amount::new(*units, commodity),
                    notes: Line::default(),
                    happened_at: None,
                };
                let done = book_funds(self.app(), &self.context, request).await;
                told(done, |number| Made { number, ..Made::default() }, of_booking)
            }
            Operation::Transfer { name, units } => {
                let request = TransferCredits { customer: name.parse().map_err(unexplained)?, units: *units };
                let done = transfer_credits(self.app(), &self.context, request).await;
                told(done, |after| Made { credits: Some(after.units), ..Made::default() }, of_transfer)
            }
            Operation::SetLowBalance { customer, owner, threshold, charge_card, charge } => {
                let change = LowBalanceChange {
                    threshold_units: *threshold,
                    charge_card: *charge_card,
                    charge_units: *charge,
                    ..LowBalanceChange::default()
                };
                let of = FundsOf::Customer { id: CustomerId(*customer), owner: owner.map(CustomerId) };
                let done = low_balance::set(self.app(), &self.context, of, change).await;
                nothing(done, of_low_balance)
            }
            _ => Err("not about money".to_owned()),
        }
    }

    async fn change_account(&self, operation: &Operation) -> Result<Answer, Unexplained> {
        let (app, context) = (self.app(), &self.context);
        match operation {
            Operation::CreateAccount { customer, username } => {
                let request = CreateAccount {
                    customer: customer.parse().map_err(unexplained)?,
                    profile: profile(username)?,
                    password: Password::parse(FIRST_PASSWORD).map_err(unexplained)?,
                };
                let made = account_create::create(app, context, request).await;
                let describe = |made: account_create::CreatedAccount| Made {
                    account: Some((made.account_id, made.object_id.to_string())),
                    ..Made::default()
                };
                told(made, describe, of_new_account)
            }
            Operation::CreateOwnAccount { owner, asked } => self.create_own_account(*owner, asked).await,
            Operation::UpdateOwnAccount { account, asked } => {
                let voip_password = Some(FIRST_PASSWORD).filter(|_| asked.with_voip_password);
                let request = UpdateEndpoint {
                    username: parsed(asked.username.as_ref())?,
                    voip_password: password(voip_password)?,
                    blocked: asked.blocked,
                    balance_units: asked.balance,
                    credit_limit_units: asked.credit_limit,
                    change: endpoint_change(asked)?,
                    ..UpdateEndpoint::default()
                };
                let done = update_endpoint::update(app, context, account_lookup(account)?, request).await;
                nothing(done, of_endpoint_update)
            }
            Operation::UpdateAccount { account, username } => {
                let username = username.as_ref().map(|name| name.parse()).transpose().map_err(unexplained)?;
                let request = UpdateAccount { username, ..UpdateAccount::default() };
                let account = account_lookup(account)?;
                nothing(account_update::update(app, context, account, request).await, of_account_update)
            }
            Operation::ChangePassword { account, password } => {
                let account = account_lookup(account)?;
                let password = Password::parse(password).map_err(unexplained)?;
                let done = change_password::change_password(app, context, account, &password).await;
                nothing(done, of_account)
            }
            Operation::BlockAccount { account, blocked } => {
                let account = account_lookup(account)?;
                nothing(block_account(app, context, account, *blocked).await, of_account)
            }
            Operation::DeleteAccount { account } => {
                let account = account_lookup(account)?;
                nothing(account_delete::delete(app, context, account).await, of_account_delete)
            }
            _ => Err("not about an account".to_owned()),
        }
    }

    async fn create_own_account(&self, owner: Option<i64>, asked: &OwnAsked) -> Result<Answer, Unexplained> {
        let password = Password::parse(FIRST_PASSWORD).map_err(unexplained)?;
        let (username, authname) = (asked.username.as_deref(), asked.authname.as_deref());
        let request = CreateEndpoint {
            owner: owner.map(CustomerId),
            username: username.unwrap_or_default().parse().map_err(unexplained)?,
            web_password: password.clone(),
            authname: authname.unwrap_or_default().parse().map_err(unexplained)?,
            voip_password: password,
            pin: None,
            service_plan: ServicePlanId(asked.plan.unwrap_or_default()),
            blocked: asked.blocked == Some(true),
            balance_units: asked.balance.unwrap_or(0),
            credit_limit_units: asked.credit_limit.unwrap_or(0),
            change: EndpointChange { authname: None, service_plan: None, ..endpoint_change(asked)? },
        };
        let made = match create_endpoint::create(self.app(), &self.context, request).await {
            Ok(made) => made,
            Err(error) => return of_new_endpoint(error).map(Err),
        };
        // No answer tells its other id.
        let (id, owner) = (AccountId(made.account_id), owner.map(CustomerId));
        let lookup = AccountLookup::Number { owner, id };
        let found = account_find::find(self.app(), &self.context, lookup).await.map_err(unexplained)?;
        Ok(Ok(Made { account: Some((id.0, found.account.object_id.to_string())), ..Made::default() }))
    }

    async fn change_owned(&self, operation: &Operation) -> Result<Answer, Unexplained> {
        let (app, context) = (self.app(), &self.context);
        let numbered = |number: i64| Made { number: Some(number), ..Made::default() };
        match operation {
            Operation::CreateTariff { owner, currency } => {
                let currency = Currency::parse(currency).map_err(unexplained)?;
                let terms = TariffTerms::new(title("tariff")?, currency);
                let made = tariff_create::create(app, context, owner.map(CustomerId), terms).await;
                told(made, |made| numbered(made.tariff_id), of_new_owned)
            }
            Operation::UpdateTariff { owner, tariff, name, currency } => {
                let change = TariffChange {
                    currency: currency.map(Currency::parse).transpose().map_err(unexplained)?,
                    tariff_type: None,
                    terms: TermsChange { name: Some(title(name)?), ..TermsChange::default() },
                };
                let owner = owner.map(CustomerId);
                let done = tariff_update::update(app, context, owner, TariffId(*tariff), change).await;
                nothing(done, of_tariff_update)
            }
            Operation::DeleteTariff { owner, tariff } => {
                let owner = owner.map(CustomerId);
                let done = tariff_delete::delete(app, context, owner, TariffId(*tariff)).await;
                nothing(done, of_owned_delete)
            }
            Operation::CreatePlan { .. } | Operation::UpdatePlan { .. } | Operation::DeletePlan { .. } => {
                self.change_plan(operation).await
            }
            Operation::CreateGroup { owner } => {
                let terms = RoutingGroupTerms {
                    name: title("group")?,
                    policy: RoutingPolicy::DEFAULT,
                    description: Line::default(),
                };
                let made = group_create::create(app, context, owner.map(CustomerId), terms).await;
                told(made, |made| numbered(made.routing_group_id), of_new_owned)
            }
            Operation::UpdateGroup { owner, group, name } => {
                let change = RoutingGroupChange { name: Some(title(name)?), ..RoutingGroupChange::default() };
                let owner = owner.map(CustomerId);
                let done = group_update::update(app, context, owner, RoutingGroupId(*group), change).await;
                nothing(done, of_group_update)
            }
            Operation::DeleteGroup { owner, group } => {
                let owner = owner.map(CustomerId);
                let done = group_delete::delete(app, context, owner, RoutingGroupId(*group)).await;
                nothing(done, of_owned_delete)
            }
            Operation::CreateWebUser { customer, login, password } => {
                let request = CreateWebUser {
                    customer: customer.map(CustomerId),
                    login: login.parse().map_err(unexplained)?,
                    password: Password::parse(password).map_err(unexplained)?,
                    access_level: AccessLevel::Reporter,
                };
                let made = web_user_create::create(app, context, request).await;
                told(made, |made| numbered(made.web_user_id), of_new_web_user)
            }
            Operation::BlockWebUser { customer, web_user, blocked } => {
                let (customer, id) = (customer.map(CustomerId), WebUserId(*web_user));
                let done = web_user_block::set_blocked(app, context, customer, id, *blocked).await;
                nothing(done, of_web_user)
            }
            _ => Err("not about something owned".to_owned()),
        }
    }
}

impl World<'_> {
    async fn change_plan(&self, operation: &Operation) -> Result<Answer, Unexplained> {
        let (app, context) = (self.app(), &self.context);
        match operation {
            Operation::CreatePlan { owner, tariff, currency } => {
                let draft = ServicePlanDraft {
                    tariff: TariffId(*tariff),
                    currency: currency.map(Currency::parse).transpose().map_err(unexplained)?,
                    terms: ServicePlanTerms::new(title("plan")?),
                };
                let made = plan_create::create(app, context, owner.map(CustomerId), draft).await;
                told(made, |made| Made { number: Some(made.service_plan_id), ..Made::default() }, of_new_plan)
            }
            Operation::UpdatePlan { owner, plan, tariff, name } => {
                let mut change = ServicePlanChange { tariff: tariff.map(TariffId), ..Default::default() };
                change.terms.name = Some(title(name)?);
                let (owner, id) = (owner.map(CustomerId), ServicePlanId(*plan));
                nothing(plan_update::update(app, context, owner, id, change).await, of_plan_update)
            }
            Operation::DeletePlan { owner, plan } => {
                let (owner, id) = (owner.map(CustomerId), ServicePlanId(*plan));
                nothing(plan_delete::delete(app, context, owner, id).await, of_owned_delete)
            }
            _ => Err("not about a service plan".to_owned()),
        }
    }
}

fn told<T, E: Debug>(
    done: Result<T, E>,
    describe: impl FnOnce(T) -> Made,
    reason: impl FnOnce(E) -> Result<Reason, Unexplained>,
) -> Result<Answer, Unexplained> {
    match done {
        Ok(made) => Ok(Ok(describe(made))),
        Err(error) => reason(error).map(Err),
    }
}

fn nothing<E: Debug>(
    done: Result<(), E>,
    reason: impl FnOnce(E) -> Result<Reason, Unexplained>,
) -> Result<Answer, Unexplained> {
    told(done, |()| Made::default(), reason)
}

pub(crate) fn unexplained(error: impl Debug) -> Unexplained {
    format!("no rule explains {error:?}")
}
