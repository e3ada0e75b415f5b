//! The parameters that describe an account, in the order of article 107312: the first that is missing is the one that
//! `createAccount` asks for.

use super::OWNER;
use super::shared_settings::CONTACT;
use crate::catalogue::{Kind, Parameter, Presence, nullable, optional, required, required_nullable};

/// Which account a method is about.
pub(crate) const ACCOUNT: Parameter = required("i_account", Kind::Integer, "the account's number");

/// What `createAccount` takes: contact data stand in the midst of what must be there.
pub(crate) const CREATED: &[&[Parameter]] =
    &[&[OWNER], &BEFORE_CONTACT, &required_all(CONTACT), &AFTER_CONTACT, OPTIONAL];

/// What `updateAccount` takes: the same, of which nothing must be there.
pub(crate) const UPDATED: &[&[Parameter]] =
    &[&[OWNER, ACCOUNT], &optional_all(BEFORE_CONTACT), &CONTACT, &optional_all(AFTER_CONTACT), OPTIONAL];

const BEFORE_CONTACT: [Parameter; 33] = [
    required(
        "username",
        Kind::String,
        "unique name among accounts and logins, 1 to 64 characters without white space; keeps \
         accounts_matching_rule",
    ),
    required(
        "web_password",
        Kind::String,
        "password to sign in to the self-care site; keeps i_password_policy",
    ),
    required(
        "authname",
        Kind::String,
        "what its telephones sign in with, unique among such logins, 1 to 64 characters without white space; a change \
         asks for voip_password",
    ),
    required("voip_password", Kind::String, "password of its telephones; keeps i_password_policy"),
    required_nullable("max_sessions", Kind::Integer, "concurrent calls, from 0 up; -1 or nil for unlimited"),
    required_nullable(
        "max_credit_time",
        Kind::Integer,
        "seconds that one call may last, from 0 up; -1 or nil for unlimited",
    ),
    required("translation_rule", Kind::String, "rewrites called numbers, at most 255 characters"),
    required("cli_translation_rule", Kind::String, "rewrites the number that calls, at most 255 characters"),
    required("credit_limit", Kind::Double, "how far into debt, from 0 up, at most 8 decimals"),
    nullable(
        "i_routing_group",
        Kind::Integer,
        "routing group of the owner, or the one he was himself given; required for accounts of root",
    ),
    required("i_billing_plan", Kind::Integer, "service plan of the owner; gives the base currency"),
    required("i_time_zone", Kind::Integer, "a term of the dictionary timezones"),
    required("balance", Kind::Double, "what it has, in natural sign, at most 8 decimals"),
    required("cpe_number", Kind::String, "number on the equipment, at most 64 characters"),
    required("vm_enabled", Kind::Integer, "whether it has a voice mailbox, 0 or 1"),
    required("vm_password", Kind::String, "PIN of the mailbox, at most 16 digits; empty for none"),
    required("blocked", Kind::Integer, "whether it is refused, 0 or 1"),
    required("i_lang", Kind::String, "a term of the dictionary languages"),
    required("payment_currency", Kind::String, "ISO 4217 code"),
    required("payment_method", Kind::Integer, "a term of the dictionary payment_methods"),
    required("i_export_type", Kind::Integer, "a term of the dictionary export_types"),
    required_nullable(
        "lifetime",
        Kind::Integer,
        "days after creation when it expires, from 0 up; -1 or nil for never",
    ),
    required_nullable(
        "preferred_codec",
        Kind::Integer,
        "codec by its RTP payload type: 0, 3, 4, 8, 9, 15 or 18; nil for none",
    ),
    required("use_preferred_codec_only", Kind::Boolean, "whether no other codec is offered"),
    required("reg_allowed", Kind::Integer, "whether its telephones may register, 0 or 1"),
    required("welcome_call_ivr", Kind::Integer, "whether a recording welcomes the first call, 0 or 1"),
    required_nullable(
        "on_payment_action",
        Kind::Integer,
        "what a payment sets off beside the balance: 0 to 2; nil for nothing",
    ),
    required("min_payment_amount", Kind::Double, "smallest payment, from 0 up, at most 8 decimals"),
    required("trust_cli", Kind::Boolean, "whether the number that it sends is taken as it is"),
    required("disallow_loops", Kind::Boolean, "whether calls that come back to it are refused"),
    required("vm_notify_emails", Kind::String, "who is told of a voice message, at most 255 characters"),
    required("vm_forward_emails", Kind::String, "who is sent each voice message, at most 255 characters"),
    required("vm_del_after_fwd", Kind::Boolean, "whether a voice message that was forwarded is deleted"),
];

const AFTER_CONTACT: [Parameter; 2] = [
    required("i_password_policy", Kind::Integer, "a term of the dictionary password_policies"),
    required(
        "i_media_relay_type",
        Kind::Integer,
        "how its speech is relayed: 0 never, 1 when needed, 2 always",
    ),
];

/// What may be told besides, with what is there where it is not.
const OPTIONAL: &[Parameter] = &[
    nullable("i_account_class", Kind::Integer, "there are no classes: nil"),
    nullable("vm_timeout", Kind::Integer, "seconds of ringing before the mailbox answers, from 0 up; nil"),
    optional("vm_check_number", Kind::String, "what it dials to hear its messages, at most 64 characters"),
    nullable(
        "i_commission_agent",
        Kind::Integer,
        "a customer of the account's customer, who earns a commission; nil for none",
    ),
    optional("commission_size", Kind::Double, "percent of call revenue, -100 to 100, at most 10 decimals; 0"),
    optional("lan_access", Kind::Boolean, "whether it is reached over the local network; false"),
    optional("batch_tag", Kind::String, "the batch that it was made in, at most 64 characters"),
    nullable("i_provisioning", Kind::Integer, "telephones are not set up from here: nil"),
    optional("invoicing_enabled", Kind::Boolean, "whether it is written invoices; false"),
    nullable("i_invoice_template", Kind::Integer, "there are no templates: nil"),
    optional("i_caller_name_type", Kind::Integer, "where the name comes from that it shows; 1, as sent"),
    optional("caller_name", Kind::String, "a name of its own to show, at most 64 characters"),
    optional("followme_enabled", Kind::Boolean, "whether calls follow its holder; false"),
    optional("vm_dialin_access", Kind::Boolean, "whether the mailbox can be called from elsewhere; false"),
    optional("hide_own_cli", Kind::Boolean, "whether it hides its number; false"),
    optional("block_incoming_anonymous", Kind::Boolean, "whether it refuses callers without a number; false"),
    optional("i_incoming_anonymous_action", Kind::Integer, "what happens to those; 1, they are rejected"),
    optional("dnd_enabled", Kind::Boolean, "whether it takes no calls; false"),
    optional("description", Kind::String, "one line of at most 255 characters"),
    optional("pass_p_asserted_id", Kind::Boolean, "whether its asserted identity is passed on; false"),
    optional(
        "p_assrt_id_translation_rule",
        Kind::String,
        "rewrites the identity that it asserts, at most 255 characters",
    ),
    optional(
        "dncl_lookup",
        Kind::Boolean,
        "whether do-not-call lists are looked up, for which the customer needs dncl_enabled; false",
    ),
    optional("generate_ringbacktone", Kind::Boolean, "whether the switch plays the ring-back tone; false"),
    nullable(
        "max_calls_per_second",
        Kind::Double,
        "call set-ups per second, from 0 up, at most 8 decimals; nil for unlimited",
    ),
    optional(
        "allow_free_onnet_calls",
        Kind::Boolean,
        "whether it calls within the switch for free without money; false",
    ),
    optional("start_page", Kind::Integer, "first page after sign-in: 1 or 4; 1"),
    optional("trust_privacy_hdrs", Kind::Boolean, "whether privacy headers that it sends are obeyed; false"),
    optional(
        "privacy_schemas",
        Kind::Array,
        "pai, rpid or both, in order of precedence: the privacy headers that it may send; both",
    ),
];

/// The same rows, all of which must be there.
const fn required_all<const N: usize>(rows: [Parameter; N]) -> [Parameter; N] {
    with_presence(rows, Presence::Required, Presence::RequiredNullable)
}

/// The same rows, none of which must be there.
const fn optional_all<const N: usize>(rows: [Parameter; N]) -> [Parameter; N] {
    with_presence(rows, Presence::Optional, Presence::Nullable)
}

/// The same rows, with one presence for those that always have a value and another for those that may be nil.
#[expect(clippy::indexing_slicing, reason = "the compiler evaluates it")]
const fn with_presence<const N: usize>(
    mut rows: [Parameter; N],
    valued: Presence,
    nullable: Presence,
) -> [Parameter; N] {
    let mut at = 0;
    while at < N {
        rows[at].presence = match rows[at].presence {
            Presence::Required | Presence::Optional => valued,
            Presence::RequiredNullable | Presence::Nullable => nullable,
        };
        at += 1;
    }
    rows
}
