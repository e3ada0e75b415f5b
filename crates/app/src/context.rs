//! Who asks, through what, when, and under which request id: the first thing that every use case takes.

use std::fmt;
use std::net::IpAddr;

use party::access::Caller;
use party::ids::{AccountId, CustomerId, CustomerKey, WebUserId};

use crate::app::Timestamp;
use crate::idempotency::IdempotencyKey;
use crate::request_id::RequestId;

/// The way a request came in, for the audit log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Face {
    /// The voice dialect.
    XmlRpc,
    /// The messaging dialect.
    Rest,
    /// The self-care site.
    Portal,
    /// The operator's terminal.
    CommandLine,
}

impl Face {
    /// The word in the audit log.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::XmlRpc => "xmlrpc",
            Self::Rest => "rest",
            Self::Portal => "portal",
            Self::CommandLine => "command line",
        }
    }
}

/// One request's circumstances.
#[derive(Debug, Clone)]
pub struct Context {
    /// Who asks.
    pub caller: Caller,
    /// How the audit log names him.
    pub actor: Actor,
    /// Through what.
    pub face: Face,
    /// From where; nobody knows for one who sits at the terminal.
    pub peer: Option<IpAddr>,
    /// When.
    pub now: Timestamp,
    /// Finds the log line and the audit record.
    pub request_id: RequestId,
    /// Makes a repeated write answer what the first one was answered.
    pub idempotency: Option<IdempotencyKey>,
}

/// Who acted, in the words of the audit log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A customer, by his credentials.
    Customer(CustomerId),
    /// The holder of an account, by his.
    Account(AccountId),
    /// A web user of a customer, at the self-care site.
    WebUser {
        /// Who.
        id: WebUserId,
        /// On whose behalf.
        customer: CustomerId,
    },
    /// A web user who acts as a customer below.
    Acting {
        /// Who.
        id: WebUserId,
        /// His own customer.
        customer: CustomerId,
        /// On whose behalf.
        acting_as: CustomerId,
    },
    /// Somebody at the self-care site who is about to say who he is.
    Visitor,
    /// A trusted host, by its address.
    TrustedHost(String),
    /// The operator.
    Operator,
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Customer(id) => write!(f, "customer:{id}"),
            Self::Account(id) => write!(f, "account:{id}"),
            Self::WebUser { id, customer } => write!(f, "web_user:{id} of customer:{customer}"),
            Self::Acting { id, customer, acting_as } => {
                write!(f, "web_user:{id} of customer:{customer} as customer:{acting_as}")
            }
            Self::Visitor => f.write_str("visitor"),
            Self::TrustedHost(address) => write!(f, "trusted:{address}"),
            Self::Operator => f.write_str("operator"),
        }
    }
}

impl Context {
    /// The customer on whose behalf the caller acts when he names nobody: himself; nobody for the system.
    #[must_use]
    pub fn acting_customer(&self) -> Option<CustomerKey> {
        match self.caller {
            Caller::Customer { key, .. } => Some(key),
            Caller::System => None,
        }
    }
}
