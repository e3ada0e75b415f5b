//! What the refusals of accounts become.

use app::RequestId;
use app::account::ChangeAccountError;
use app::account::create_endpoint::{CreateEndpointError, TakenName};
use app::account::delete::DeleteAccountError;
use app::account::find::FindAccountError;
use app::account::update_endpoint::{ContactDatum, UpdateEndpointError};
use party::access::Refusal;
use party::account::Feature;
use party::contact::PhoneNumberError;
use xmlrpc::Fault;

use super::funds::{Payer, of_opening};
use super::{CONFLICT, FORBIDDEN, bad, fault, flag_name, of_refusal, of_store, taken, wrong};

const ADD: &str = "bit 0 (add) of accounts_mgmt";
const EDIT: &str = "bit 1 (edit) of accounts_mgmt";
const DELETE: &str = "bit 2 (delete) of accounts_mgmt";

pub(crate) fn of_create_endpoint(error: &CreateEndpointError, request_id: &RequestId) -> Fault {
    of_endpoint(error, ADD, request_id)
}

pub(crate) fn of_update_endpoint(error: &UpdateEndpointError, request_id: &RequestId) -> Fault {
    match error {
        UpdateEndpointError::Unknown => wrong("i_account"),
        UpdateEndpointError::NotAnEndpoint => fault(
            FORBIDDEN,
            "Account spends its customer's funds: only username, web_password, blocked, contact, phone and email can \
             change",
        ),
        UpdateEndpointError::Contact(ContactDatum::Email) => {
            bad("email", "must be an e-mail address, or empty")
        }
        UpdateEndpointError::Contact(ContactDatum::Phone) => bad("phone", PhoneNumberError),
        UpdateEndpointError::OtherCurrency => {
            bad("i_billing_plan", "must be in the currency of the account's balance, which does not change")
        }
        UpdateEndpointError::VoipPasswordNeeded => {
            bad("voip_password", "is required: it is bound to authname, which changes")
        }
        UpdateEndpointError::Endpoint(error) => of_endpoint(error, EDIT, request_id),
    }
}

fn of_endpoint(error: &CreateEndpointError, needed: &str, request_id: &RequestId) -> Fault {
    match error {
        CreateEndpointError::Refused(refusal) => of_refusal(*refusal, needed),
        CreateEndpointError::WrongServicePlan => wrong("i_billing_plan"),
        CreateEndpointError::WrongRoutingGroup => wrong("i_routing_group"),
        CreateEndpointError::RoutingGroupNeeded => bad("i_routing_group", "is required"),
        CreateEndpointError::WrongCommissionAgent => wrong("i_commission_agent"),
        CreateEndpointError::FeatureBeyondOwner(feature) => of_feature(*feature),
        CreateEndpointError::Taken(name) => taken(taken_name(*name)),
        CreateEndpointError::Name(error) => bad("username", error),
        CreateEndpointError::WebPassword(error) => bad("web_password", error),
        CreateEndpointError::VoipPassword(error) => bad("voip_password", error),
        CreateEndpointError::Book(error) => of_opening(*error, Payer::Account),
        CreateEndpointError::Amount(_) => bad("balance", "is too large, by itself or with credit_limit"),
        CreateEndpointError::Conflict(error) => fault(CONFLICT, error.to_string()),
        CreateEndpointError::Store(error) => of_store(error, request_id),
    }
}

/// A feature that the account's customer may not give it. The reference documents what opens it (section 4.4,
/// `dncl_enabled`), not what is answered without; this is the form in which other missing rights are told.
fn of_feature(feature: Feature) -> Fault {
    let name = feature_name(feature);
    let needed = feature.needs().map_or("", flag_name);
    fault(FORBIDDEN, format!("Parameter {name} may be true only with the right {needed}"))
}

/// The wire name of what is taken.
pub(crate) fn taken_name(name: TakenName) -> &'static str {
    match name {
        TakenName::Username => "username",
        TakenName::Authname => "authname",
    }
}

/// The wire name of a feature.
pub(crate) fn feature_name(feature: Feature) -> &'static str {
    match feature {
        Feature::VoiceMail => "vm_enabled",
        Feature::PreferredCodecOnly => "use_preferred_codec_only",
        Feature::Registration => "reg_allowed",
        Feature::WelcomeCall => "welcome_call_ivr",
        Feature::TrustCallerNumber => "trust_cli",
        Feature::LoopsDisallowed => "disallow_loops",
        Feature::VoiceMailDeletedAfterForward => "vm_del_after_fwd",
        Feature::Invoicing => "invoicing_enabled",
        Feature::FollowMe => "followme_enabled",
        Feature::VoiceMailDialIn => "vm_dialin_access",
        Feature::HideOwnNumber => "hide_own_cli",
        Feature::BlockAnonymous => "block_incoming_anonymous",
        Feature::DoNotDisturb => "dnd_enabled",
        Feature::PassAssertedIdentity => "pass_p_asserted_id",
        Feature::DoNotCallListLookup => "dncl_lookup",
        Feature::RingbackTone => "generate_ringbacktone",
        Feature::FreeOnNetCalls => "allow_free_onnet_calls",
        Feature::TrustPrivacyHeaders => "trust_privacy_hdrs",
        Feature::LanAccess => "lan_access",
    }
}

/// `named` is the parameter that named the account.
pub(crate) fn of_find_account(error: &FindAccountError, named: &str, request_id: &RequestId) -> Fault {
    match error {
        FindAccountError::Unknown => wrong(named),
        FindAccountError::Refused(Refusal::Absent) => wrong("i_customer"),
        FindAccountError::Refused(Refusal::Forbidden) => fault(FORBIDDEN, "No permission"),
        FindAccountError::Store(error) => of_store(error, request_id),
    }
}

/// `named` is the parameter that named the account.
pub(crate) fn of_change_account(error: &ChangeAccountError, named: &str, request_id: &RequestId) -> Fault {
    of_change(error, named, EDIT, request_id)
}

pub(crate) fn of_delete_account(error: &DeleteAccountError, request_id: &RequestId) -> Fault {
    match error {
        DeleteAccountError::Change(error) => of_change(error, "i_account", DELETE, request_id),
        DeleteAccountError::Amount(error) => bad("i_account", format!("holds too much: {error}")),
    }
}

fn of_change(error: &ChangeAccountError, named: &str, needed: &str, request_id: &RequestId) -> Fault {
    match error {
        ChangeAccountError::Unknown => wrong(named),
        ChangeAccountError::Refused(refusal) => of_refusal(*refusal, needed),
        ChangeAccountError::Conflict(error) => fault(CONFLICT, error.to_string()),
        ChangeAccountError::Store(error) => of_store(error, request_id),
    }
}
