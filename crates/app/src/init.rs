//! The first rows of an installation: its realm, the fingerprint of its key, and root.

use charging::{Balance, BalanceId, CreditLimit};
use money::{Commodity, Currency};
use party::access::{AddCustomer, Caller, Grant};
use party::customer::{self, Customer};
use party::ids::{CustomerKey, WebUserId};
use party::names::{CustomerName, WebLogin};
use party::password::Password;
use party::web_user::AccessLevel;
use store::tables::claims::{self, ClaimKind, Claimant};
use store::tables::web_users::WebUser;
use store::tables::{api_credentials, customers, installation, ledger, web_users};
use store::{StoreError, Tx};

use crate::app::{App, Sequence};
use crate::audit::{self, Change};
use crate::context::Context;
use crate::secrets::ApiDigests;

const REALM: &str = "realm";
const KEY_FINGERPRINT: &str = "key_fingerprint";

/// Root's name, logins and secrets.
#[derive(Debug, Clone)]
pub struct Init {
    /// Root's name, and the reseller name under which he uses the messaging dialect.
    pub name: CustomerName,
    /// The name to sign in with; also his API user name.
    pub web_login: WebLogin,
    /// The password to sign in with.
    pub web_password: Password,
    /// The password of his programs.
    pub api_password: Password,
    /// Currency of an installation whose tariffs say nothing else.
    pub currency: Currency,
}

/// Why there is no root.
#[derive(Debug, thiserror::Error)]
pub enum InitError {
    /// The database has one already.
    #[error("the database is initialised already")]
    AlreadyInitialised,
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a database does not go with this program's settings.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// No root yet.
    #[error("the database is not initialised")]
    NotInitialised,
    /// The key file is another installation's.
    #[error("the key file does not belong to this database")]
    WrongKey,
    /// The realm differs from the one that every stored digest was made with.
    #[error("the realm is \"{stored}\" in this database: it cannot be changed")]
    WrongRealm {
        /// The realm of the database.
        stored: String,
    },
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Whether the database has a root.
///
/// # Errors
/// The store's.
pub async fn is_initialised(app: &App) -> Result<bool, StoreError> {
    Ok(app.store().read("init.check", |tx| installation::find(tx, REALM)).await?.is_some())
}

/// Checks that database, key file and realm belong together.
///
/// # Errors
/// [`OpenError`].
pub async fn check_installation(app: &App) -> Result<(), OpenError> {
    let facts = app.store().read("init.facts", |tx| {
        Ok::<_, StoreError>((installation::find(tx, REALM)?, installation::find(tx, KEY_FINGERPRINT)?))
    });
    let (Some(stored), Some(fingerprint)) = facts.await? else { return Err(OpenError::NotInitialised) };
    if fingerprint != app.key().fingerprint() {
        return Err(OpenError::WrongKey);
    }
    if stored != app.realm() {
        return Err(OpenError::WrongRealm { stored });
    }
    Ok(())
}

/// Writes the first rows.
///
/// # Errors
/// [`InitError`]; then nothing has changed.
pub async fn init(app: &App, context: &Context, request: Init) -> Result<(), InitError> {
    let object_id = app.new_object_id();
    let root = customer::root(request.name.clone(), request.currency, object_id);
    let digests = ApiDigests::of(request.web_login.as_str(), app.realm(), request.api_password.reveal());
    let sealed = digests
        .seal(app.key(), root.key, app.random())
        .map_err(|error| StoreError::Defect(format!("an API credential cannot be sealed: {error}")))?;
    let rows = RootRows {
        web_user: WebUser {
            id: WebUserId(app.next_id(Sequence::WebUser).await?),
            customer: root.key,
            login: Some(request.web_login.as_str().to_owned()),
            password_hash: Some(app.hasher().hash(&request.web_password, app.random()).await?),
            access_level: AccessLevel::Administrator,
            is_default: true,
            blocked: false,
            one_time: None,
        },
        credential: api_credentials::ApiCredential {
            digest_user: request.web_login.as_str().to_owned(),
            sealed,
            is_off: false,
        },
        balances: [
            (app.next_id(Sequence::Record).await?, Commodity::Currency(request.currency)),
            (app.next_id(Sequence::Record).await?, Commodity::MessageCredits),
        ],
        audit_id: app.next_id(Sequence::Record).await?,
    };
    let (realm, fingerprint) = (app.realm().to_owned(), app.key().fingerprint());
    let within = context.clone();
    app.store()
        .write("init", move |tx| {
            if installation::find(tx, REALM)?.is_some() {
                return Err(InitError::AlreadyInitialised);
            }
            installation::insert(tx, REALM, &realm)?;
            installation::insert(tx, KEY_FINGERPRINT, &fingerprint)?;
            Ok(write_root(tx, &within, &root, &rows)?)
        })
        .await
}

struct RootRows {
    web_user: WebUser,
    credential: api_credentials::ApiCredential,
    balances: [(i64, Commodity); 2],
    audit_id: i64,
}

fn write_root(
    tx: &mut Tx<'_>,
    context: &Context,
    root: &Customer,
    rows: &RootRows,
) -> Result<(), StoreError> {
    let refused = |_| StoreError::Defect("the operator may not write root".to_owned());
    let grant: Grant<AddCustomer> = Caller::operator().grant(root).map_err(refused)?;
    let himself = Claimant::Customer(root.key.id);
    let login = rows.web_user.login.as_deref().unwrap_or_default();
    let (id, object_id) = (root.key.id.to_string(), root.object_id.to_string());
    let claimed = [
        (ClaimKind::CustomerName, root.profile.name.as_str(), himself),
        (ClaimKind::Login, login, Claimant::WebUser(rows.web_user.id)),
        (ClaimKind::CustomerId, &id, himself),
        (ClaimKind::ObjectId, &object_id, himself),
    ];
    for (kind, value, claimant) in claimed {
        if !claims::take(tx, kind, value, CustomerKey::ROOT.branch, claimant)? {
            return Err(StoreError::inconsistent("a name of root is taken"));
        }
    }
    customers::insert(tx, &grant, root)?;
    web_users::insert(tx, &grant, &rows.web_user)?;
    api_credentials::insert(tx, &grant, root.key, &rows.credential)?;
    for (id, commodity) in rows.balances {
        let balance = Balance::empty(BalanceId(id), root.key, commodity, CreditLimit::Unlimited);
        ledger::insert_balance(tx, &grant, &balance)?;
    }
    let change = Change {
        customer: root.key,
        operation: "init",
        object: format!("customer:{}", root.key.id),
        before: None,
        after: Some(audit::customer(root)),
    };
    audit::record(tx, context, rows.audit_id, change)
}
