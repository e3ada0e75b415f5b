//! From the model's words to the types of the program.

use std::fmt::Debug;

use app::account::AccountLookup;
use app::customer::find::Lookup;
use charging::FundsChange;
use money::Percent;
use party::account::{AccountProfile, EndpointChange};
use party::billing::BillingType;
use party::customer::{Change, TariffChoice};
use party::ids::{AccountId, CustomerId, RoutingGroupId, ServicePlanId, TariffId};
use party::matching_rule::MatchingRule;
use party::password::{Password, PasswordPolicy};
use party::rights::{Flags, Manage, RightsChange};
use party::text::{Line, Title};

use super::{Unexplained, unexplained};
use crate::operation::{AccountNamed, Asked, Billing, Booking, Named, OwnAsked, TariffAsked};

pub(super) fn lookup(named: &Named) -> Result<Lookup, Unexplained> {
    Ok(match named {
        Named::Id(id) => Lookup::Id(CustomerId(*id)),
        Named::Name(name) => Lookup::Name(name.parse().map_err(unexplained)?),
        Named::Object(id) => Lookup::ObjectId(id.parse().map_err(unexplained)?),
    })
}

pub(super) fn account_lookup(named: &AccountNamed) -> Result<AccountLookup, Unexplained> {
    Ok(match named {
        AccountNamed::Object(id) => AccountLookup::User(id.parse().map_err(unexplained)?),
        AccountNamed::Number { owner, id } => {
            AccountLookup::Number { owner: owner.map(CustomerId), id: AccountId(*id) }
        }
        AccountNamed::Name { owner, username } => AccountLookup::Name {
            owner: owner.map(CustomerId),
            username: username.parse().map_err(unexplained)?,
        },
    })
}

pub(super) fn endpoint_change(asked: &OwnAsked) -> Result<EndpointChange, Unexplained> {
    Ok(EndpointChange {
        authname: parsed(asked.authname.as_ref())?,
        service_plan: asked.plan.map(ServicePlanId),
        routing_group: asked.group.map(|group| group.map(RoutingGroupId)),
        commission_agent: asked.agent.map(|agent| agent.map(CustomerId)),
        ..EndpointChange::default()
    })
}

pub(super) fn funds_change(booking: Booking) -> FundsChange {
    match booking {
        Booking::Payment => FundsChange::Payment,
        Booking::Credit => FundsChange::Credit,
        Booking::Debit => FundsChange::Debit,
    }
}

pub(super) fn parsed<T: std::str::FromStr<Err: Debug>>(
    text: Option<&String>,
) -> Result<Option<T>, Unexplained> {
    text.map(|text| text.parse()).transpose().map_err(unexplained)
}

pub(super) fn title(text: &str) -> Result<Title, Unexplained> {
    Title::parse(text).map_err(unexplained)
}

pub(super) fn password(text: Option<&str>) -> Result<Option<Password>, Unexplained> {
    text.map(Password::parse).transpose().map_err(unexplained)
}

/// What may be given, and then be none.
pub(super) fn parsed_twice<T: std::str::FromStr<Err: Debug>>(
    text: Option<&Option<String>>,
) -> Result<Option<Option<T>>, Unexplained> {
    let parse = |text: &Option<String>| text.as_ref().map(|text| text.parse()).transpose();
    text.map(parse).transpose().map_err(unexplained)
}

pub(super) fn billing_type(billing: Billing) -> BillingType {
    match billing {
        Billing::Prepaid => BillingType::Prepaid,
        Billing::Postpaid => BillingType::Postpaid,
    }
}

pub(super) fn tariff_choice(asked: TariffAsked) -> TariffChoice {
    match asked {
        TariffAsked::Unset => TariffChoice::Unset,
        TariffAsked::Own => TariffChoice::Own,
        TariffAsked::Of(tariff) => TariffChoice::Of(TariffId(tariff)),
    }
}

pub(super) fn profile(username: &str) -> Result<AccountProfile, Unexplained> {
    Ok(AccountProfile {
        username: username.parse().map_err(unexplained)?,
        contact_name: Line::default(),
        email: None,
        phone: None,
        final_status_push: None,
        source_address_swappable: false,
        source_address: None,
    })
}

pub(super) fn change(asked: &Asked) -> Result<Change, Unexplained> {
    let mask =
        |at: usize| asked.masks.get(at).copied().flatten().and_then(|mask| Manage::from_bits(mask.into()));
    let flags = |bits: u16| Flags::from_bits(bits.into()).ok_or("unknown flags");
    let rule = |on: bool| on.then(|| MatchingRule::parse("u[0-9]")).transpose();
    let policy = asked.policy.map(|policy| PasswordPolicy::new(policy.into()));
    Ok(Change {
        name: asked.name.as_ref().map(|name| name.parse()).transpose().map_err(unexplained)?,
        tariff: asked.tariff.map(tariff_choice),
        routing_group: asked.group.map(|group| group.map(RoutingGroupId)),
        commission_agent: asked.agent.map(|agent| agent.map(CustomerId)),
        rights: RightsChange {
            accounts: mask(0),
            customers: mask(1),
            tariffs: mask(2),
            vouchers: mask(3),
            granted: flags(asked.granted)?,
            denied: flags(asked.denied)?,
            depth_max: asked.depth,
        },
        overcommit_protection: asked.overcommit_protection,
        overcommit_limit: asked.overcommit_slack.map(Percent::from_units),
        accounts_matching_rule: asked.rule.map(rule).transpose().map_err(unexplained)?,
        password_policy: policy.transpose().map_err(unexplained)?,
        dns_alias: parsed_twice(asked.host.as_ref())?,
        default_billing_type: asked.default_billing.map(billing_type),
        free_credits_units: asked.free_credits,
        ..Change::default()
    })
}
