//! What the audit log says: built here, so that every record names the same things the same way.

use messaging::FinalStatusPush;
use party::account::{Account, Endpoint, Feature};
use party::billing::{Commission, PaymentTerms};
use party::contact::Contact;
use party::customer::Customer;
use party::ids::CustomerKey;
use party::routing_group::RoutingGroup;
use party::service_plan::ServicePlan;
use party::tariff::Tariff;
use serde_json::{Map, Value, json};
use store::tables::audit::{self, AuditRecord};
use store::tables::web_users::WebUser;
use store::{StoreError, Tx};

use crate::context::Context;

/// One change: what was done, to what, and how it looked before and after.
pub(crate) struct Change {
    /// The customer that the object is, or belongs to; who must still be there when the change is recorded.
    pub(crate) customer: CustomerKey,
    pub(crate) operation: &'static str,
    pub(crate) object: String,
    pub(crate) before: Option<Value>,
    pub(crate) after: Option<Value>,
}

/// Appends `change`, done by the caller of `context`, under the number `id`.
pub(crate) fn record(tx: &mut Tx<'_>, context: &Context, id: i64, change: Change) -> Result<(), StoreError> {
    audit::append(
        tx,
        &AuditRecord {
            customer: change.customer,
            id,
            at_micros: context.now.0,
            actor: context.actor.to_string(),
            face: context.face.name(),
            operation: change.operation,
            object: change.object,
            before: change.before.map(|value| value.to_string()),
            after: change.after.map(|value| value.to_string()),
            request_id: context.request_id.as_str().to_owned(),
        },
    )
}

/// Adds what a value does not say of itself, such as that a secret was changed.
pub(crate) fn note(value: &mut Value, name: &str, said: Value) {
    if let Value::Object(members) = value {
        members.insert(name.to_owned(), said);
    }
}

/// A customer without secrets. What is empty is left out: most of sixty fields are.
pub(crate) fn customer(customer: &Customer) -> Value {
    let profile = &customer.profile;
    let (rights, limits) = (&profile.rights, &profile.limits);
    let value = json!({
        "object_id": customer.object_id.to_string(),
        "owner": customer.owner().map(|owner| owner.0),
        "blocked": customer.blocked.then_some(true),
        "name": profile.name.as_str(),
        "description": profile.description.as_str(),
        "contact": contact(&profile.contact),
        "tariff": profile.tariff.map(|tariff| tariff.0),
        "routing_group": profile.routing_group.map(|group| group.0),
        "base_currency": profile.base_currency.as_str(),
        "billing_type": format!("{:?}", profile.billing_type),
        "payment": payment(&profile.payment),
        "commission": commission(&profile.commission),
        "rights": {
            "accounts": rights.accounts.bits(),
            "customers": rights.customers.bits(),
            "tariffs": rights.tariffs.bits(),
            "vouchers": rights.vouchers.bits(),
            "flags": rights.flags.bits(),
            "depth_max": rights.depth_max,
        },
        "limits": present(json!({
            "sessions_max": limits.sessions_max,
            "calls_per_second_max": limits.calls_per_second_max.map(|rate| rate.to_decimal()),
            "overcommit_protection": limits.overcommit_protection.then_some(true),
            "overcommit_limit": limits.overcommit_protection.then(|| limits.overcommit_limit.to_decimal()),
        })),
        "accounts_matching_rule": profile.accounts_matching_rule.as_ref().map(|rule| rule.source()),
        "password_policy": profile.password_policy.id(),
        "time_zone": profile.time_zone.id(),
        "language": profile.language.code(),
        "export_type": profile.export_type.id(),
        "start_page": profile.start_page.id(),
        "css": profile.branding.css.as_str(),
        "dns_alias": profile.branding.dns_alias.as_ref().map(|host| host.as_str()),
        "logo": profile.branding.logo,
        "integration_id": profile.messaging.integration_id.as_str(),
        "rotation": format!("{:?}", profile.messaging.rotation),
        "inbound_charge": profile.messaging.inbound_charge,
        "source_address": profile.messaging.source_address.as_ref().map(|address| address.as_str()),
        "reseller": reseller(customer),
    });
    present(value)
}

fn contact(contact: &Contact) -> Value {
    present(json!({
        "company_name": contact.company_name.as_str(),
        "salutation": contact.salutation.as_str(),
        "first_name": contact.first_name.as_str(),
        "last_name": contact.last_name.as_str(),
        "middle_initial": contact.middle_initial.as_str(),
        "street_address": contact.street_address.as_str(),
        "state": contact.state.as_str(),
        "postal_code": contact.postal_code.as_str(),
        "city": contact.city.as_str(),
        "country": contact.country.as_str(),
        "contact": contact.contact.as_str(),
        "phone": contact.phone.as_str(),
        "fax": contact.fax.as_str(),
        "alternative_phone": contact.alternative_phone.as_str(),
        "alternative_contact": contact.alternative_contact.as_str(),
        "email": contact.email.as_str(),
        "cc": contact.cc.as_str(),
        "bcc": contact.bcc.as_str(),
        "mail_from": contact.mail_from.as_str(),
    }))
}

/// What a reseller lays down for his customers.
pub(crate) fn reseller(customer: &Customer) -> Value {
    let settings = &customer.profile.reseller;
    json!({
        "default_billing_type": format!("{:?}", settings.default_billing_type),
        "free_credits": settings.free_credits.to_decimal(),
        "api_revision": format!("{:?}", settings.api_revision),
    })
}

/// An account without secrets.
pub(crate) fn account(account: &Account) -> Value {
    let profile = &account.profile;
    present(json!({
        "object_id": account.object_id.to_string(),
        "customer": account.customer.id.0,
        "blocked": account.blocked.then_some(true),
        "username": profile.username.as_str(),
        "contact_name": profile.contact_name.as_str(),
        "email": profile.email.as_ref().map(|email| email.as_str()),
        "phone": profile.phone.as_ref().map(|phone| phone.as_str()),
        "final_status_push": profile.final_status_push.as_ref().map(push),
        "source_address_swappable": profile.source_address_swappable.then_some(true),
        "source_address": profile.source_address.as_ref().map(|address| address.as_str()),
        "endpoint": account.endpoint().map(endpoint),
    }))
}

/// How an account calls and is billed, without secrets.
fn endpoint(endpoint: &Endpoint) -> Value {
    let features = Feature::ALL.iter().filter(|feature| endpoint.features.has(**feature));
    let features: Vec<String> = features.map(|feature| format!("{feature:?}")).collect();
    present(json!({
        "authname": endpoint.authname.as_str(),
        "service_plan": endpoint.service_plan.0,
        "routing_group": endpoint.routing_group.map(|group| group.0),
        "features": features,
        "sessions_max": endpoint.sessions_max,
        "calls_per_second_max": endpoint.calls_per_second_max.map(|rate| rate.to_decimal()),
        "session_seconds_max": endpoint.session_seconds_max,
        "called_number_rule": endpoint.called_number_rule.as_str(),
        "caller_number_rule": endpoint.caller_number_rule.as_str(),
        "asserted_identity_rule": endpoint.asserted_identity_rule.as_str(),
        "equipment_number": endpoint.equipment_number.as_str(),
        "time_zone": endpoint.time_zone.id(),
        "language": endpoint.language.code(),
        "export_type": endpoint.export_type.id(),
        "start_page": endpoint.start_page.id(),
        "password_policy": endpoint.password_policy.id(),
        "lifetime_days": endpoint.lifetime_days,
        "preferred_codec": endpoint.preferred_codec.map(|codec| codec.id()),
        "media_relay_type": endpoint.media_relay_type.id(),
        "on_payment_action": endpoint.on_payment_action.map(|action| action.id()),
        "voice_mail": present(json!({
            "after_seconds": endpoint.voice_mail_after_seconds,
            "number": endpoint.voice_mail_number.as_str(),
            "notify": endpoint.voice_mail_notify.as_str(),
            "forward": endpoint.voice_mail_forward.as_str(),
        })),
        "caller_name_type": endpoint.caller_name_type.id(),
        "caller_name": endpoint.caller_name.as_str(),
        "incoming_anonymous_action": endpoint.incoming_anonymous_action.id(),
        "privacy_schemes": endpoint.privacy_schemes.as_str(),
        "batch_tag": endpoint.batch_tag.as_str(),
        "description": endpoint.description.as_str(),
        "payment": payment(&endpoint.payment),
        "commission": commission(&endpoint.commission),
        "contact": contact(&endpoint.contact),
    }))
}

fn payment(terms: &PaymentTerms) -> Value {
    present(json!({
        "currency": terms.currency.as_str(),
        "method": terms.method.id(),
        "minimum": terms.minimum.to_decimal(),
    }))
}

fn commission(commission: &Commission) -> Value {
    let agent = commission.agent;
    agent.map_or(Value::Null, |agent| json!({ "agent": agent.0, "size": commission.size.to_decimal() }))
}

/// A web user without secrets.
pub(crate) fn web_user(web_user: &WebUser) -> Value {
    json!({
        "customer": web_user.customer.id.0,
        "login": web_user.login,
        "access_level": web_user.access_level.as_str(),
    })
}

/// A tariff, with what its terms say beyond nothing.
pub(crate) fn tariff(tariff: &Tariff) -> Value {
    let terms = &tariff.terms;
    present(json!({
        "owner": tariff.owner.id.0,
        "name": terms.name.as_str(),
        "currency": terms.currency.as_str(),
        "tariff_type": terms.tariff_type.id(),
        "connect_fee": terms.connect_fee.to_decimal(),
        "free_seconds": terms.free_seconds,
        "post_call_surcharge": terms.post_call_surcharge.to_decimal(),
        "grace_period_seconds": terms.grace_period_seconds,
        "loss_protection": terms.loss_protection,
        "loss_max": terms.loss_max.map(|loss| loss.to_decimal()),
        "cost_round_up": terms.cost_round_up,
        "decimal_precision": terms.decimal_precision,
        "average_duration_seconds": terms.average_duration_seconds,
        "local_calling": terms.local_calling,
        "local_calling_rule": terms.local_calling_rule.as_str(),
    }))
}

/// A routing group.
pub(crate) fn routing_group(group: &RoutingGroup) -> Value {
    json!({
        "owner": group.owner.id.0,
        "name": group.terms.name.as_str(),
        "policy": group.terms.policy.id(),
        "description": group.terms.description.as_str(),
    })
}

/// A service plan.
pub(crate) fn service_plan(plan: &ServicePlan) -> Value {
    json!({
        "owner": plan.owner.id.0,
        "tariff": plan.tariff.0,
        "currency": plan.currency.as_str(),
        "name": plan.terms.name.as_str(),
        "description": plan.terms.description.as_str(),
        "billing_cycle": plan.terms.billing_cycle.id(),
        "prepaid": plan.terms.prepaid,
        "suspend_all_calls": plan.terms.suspend_all_calls,
    })
}

pub(crate) fn push(push: &FinalStatusPush) -> Value {
    match push {
        FinalStatusPush::Smpp => json!({ "type": "smpp" }),
        FinalStatusPush::Url(url) => json!({ "type": "url", "url": url.as_str() }),
        FinalStatusPush::Email(email) => json!({ "type": "email", "to": email.to().as_str() }),
    }
}

/// `value` without members that say nothing.
fn present(value: Value) -> Value {
    let Value::Object(members) = value else { return value };
    let says_nothing = |value: &Value| match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) => false,
    };
    let members: Map<String, Value> = members.into_iter().filter(|(_, value)| !says_nothing(value)).collect();
    Value::Object(members)
}
