//! What the callers see, compared with what they should.

use app::account::find::{FindAccountError, FoundAccount};
use app::account::list_page::list_page;
use app::authenticate::user::{AuthenticateUserError, authenticate};
use app::customer::find::{CustomerView, FindCustomerError, Lookup, find, find_owned};
use app::customer::list::{ListCustomers, list};
use app::customer::{list_for_messaging, settings};
use app::funds::FundsOf;
use app::funds::low_balance::{self, LowBalanceError};
use app::funds::payments::{self, PaymentPage};
use app::owned::NamedPage;
use app::{Context, audit_log, routing_group, service_plan, tariff, web_user};
use charging::CreditLimit;
use party::access::Refusal;
use party::billing::BillingType;
use party::ids::{CustomerId, WebUserId};
use party::names::{CustomerName, UserName};
use party::password::Password;
use support::TestInstallation;

use crate::operation::{Actor, Billing};
use crate::tree::{
    Account, Customer, Group, LowBalance, Own, Payment, Plan, ROOT, Rights, Tariff, Tree, WebUser,
};
use crate::world::{Unexplained, unexplained, viewer};

/// More than there ever is.
const ALL: i64 = 10_000;

/// One of so many customers is looked at after each step.
const GLANCED_AT: usize = 3;

/// One customer as the use cases describe him, or that he is not to be seen.
type Sight<T> = Option<T>;

/// After the step `at`, some are as they should be, seen by one who sees everybody: others after each step. Of `two`
/// customers, each sees the other, and what belongs to him, if he should.
pub(crate) async fn glance(
    installation: &TestInstallation,
    tree: &Tree,
    at: usize,
    two: [i64; 2],
) -> Result<(), Unexplained> {
    let watch = Watch { installation, tree };
    for id in tree.customers.keys().skip(at % GLANCED_AT).step_by(GLANCED_AT) {
        watch.customer(Actor::System, *id).await?;
    }
    let [one, other] = two;
    watch.owned(Actor::Customer(one), other).await?;
    for (onlooker, of) in [(one, other), (other, one)] {
        watch.customer(Actor::Customer(onlooker), of).await?;
        watch.belongings(Actor::Customer(onlooker), of).await?;
    }
    watch.listed_for_messaging(other).await
}

/// Everybody is seen by everybody who should see him and by nobody else, with all that belongs to him; what is stored
/// keeps every invariant; nothing came from nowhere.
pub(crate) async fn inspect(installation: &TestInstallation, tree: &Tree) -> Result<(), Unexplained> {
    let watch = Watch { installation, tree };
    for id in tree.customers.keys() {
        watch.belongings(Actor::System, *id).await?;
        watch.low_balance(*id).await?;
        watch.audited(*id).await?;
        watch.listed_for_messaging(*id).await?;
        watch.customer(Actor::System, *id).await?;
        for onlooker in tree.customers.keys() {
            watch.customer(Actor::Customer(*onlooker), *id).await?;
        }
    }
    for account in tree.accounts.values() {
        watch.sign_in(account).await?;
    }
    let records = watch.records(Actor::System, ROOT).await?.unwrap_or_default();
    same("records in the audit log", &records.len(), &tree.audited)?;
    same("what came from nowhere", &tree.imbalance(), &std::collections::BTreeMap::new())?;
    let violations = app::verify::verify(&installation.app).await.map_err(unexplained)?;
    same("violations", &violations, &Vec::new())
}

struct Watch<'a> {
    installation: &'a TestInstallation,
    tree: &'a Tree,
}

impl Watch<'_> {
    fn context(&self, actor: Actor) -> Result<Context, Unexplained> {
        match actor {
            Actor::System => Ok(self.installation.operator()),
            Actor::Customer(id) => viewer(self.tree, self.installation, id),
        }
    }

    /// What `actor` finds of the customer `id`.
    async fn customer(&self, actor: Actor, id: i64) -> Result<(), Unexplained> {
        let (app, context) = (&self.installation.app, self.context(actor)?);
        let what = format!("{actor:?}'s view of {id}");
        let found = find(app, &context, Lookup::Id(CustomerId(id))).await;
        let found = sight(found)?.map(|view| self.described(&view)).transpose()?;
        let expected = self.tree.customer(id).filter(|_| self.tree.sees(actor, id));
        let Some(expected) = expected else { return same(&what, &found, &None) };
        // The name that an API password is bound to is told to nobody: that there is one is.
        let known = expected.api_user.as_ref().map(|_| String::new());
        let expected = Customer { api_user: known, low_balance: LowBalance::default(), ..expected.clone() };
        same(&what, &found, &Some(expected))
    }

    /// Whether `actor` finds the customer `id` by his name among the customers of his owner, and among his own only if
    /// he is that owner.
    async fn owned(&self, actor: Actor, id: i64) -> Result<(), Unexplained> {
        let (app, context) = (&self.installation.app, self.context(actor)?);
        let Some(customer) = self.tree.customer(id) else { return Ok(()) };
        let name: CustomerName = customer.name.parse().map_err(unexplained)?;
        let owners = customer.owner.into_iter().chain(self.tree.acting(actor).map(|himself| himself.id));
        for owner in owners {
            let found = find_owned(app, &context, Some(CustomerId(owner)), Lookup::Name(name.clone())).await;
            let found = sight(found)?.map(|view| view.customer.key.id.0);
            let is_there = customer.owner == Some(owner) && self.tree.sees(actor, owner);
            same(&format!("{actor:?}'s view of {id} under {owner}"), &found, &is_there.then_some(id))?;
        }
        Ok(())
    }

    fn described(&self, view: &CustomerView) -> Result<Customer, Unexplained> {
        let (customer, profile) = (&view.customer, &view.customer.profile);
        let id = customer.key.id.0;
        let mut above = self.tree.above(id);
        above.reverse();
        let lineage: Vec<i64> = customer.lineage.iter().map(|ancestor| ancestor.0).collect();
        same(&format!("the lineage of {id}"), &lineage, &above)?;
        let rights = profile.rights;
        let masks = [rights.accounts, rights.customers, rights.tariffs, rights.vouchers];
        Ok(Customer {
            id,
            object_id: customer.object_id.to_string(),
            owner: customer.owner().map(|owner| owner.0),
            name: profile.name.to_string(),
            web_login: view.web_user.login.clone(),
            api_user: view.has_api_password.then(String::new),
            blocked: customer.blocked,
            rights: Rights {
                masks: masks.map(|mask| u8::try_from(mask.bits()).unwrap_or(u8::MAX)),
                flags: u16::try_from(rights.flags.bits()).unwrap_or(u16::MAX),
                depth: rights.depth_max,
            },
            billing: billing(profile.billing_type),
            default_billing: billing(profile.reseller.default_billing_type),
            free_credits: profile.reseller.free_credits.units(),
            tariff: profile.tariff.map(|tariff| tariff.0),
            group: profile.routing_group.map(|group| group.0),
            agent: profile.commission.agent.map(|agent| agent.0),
            overcommit_protection: profile.limits.overcommit_protection,
            overcommit_slack: profile.limits.overcommit_limit.units(),
            rule: profile.accounts_matching_rule.is_some(),
            policy: u8::try_from(profile.password_policy.id()).unwrap_or(u8::MAX),
            host: profile.branding.dns_alias.as_ref().map(|host| host.as_str().to_owned()),
            currency: profile.base_currency.as_str(),
            money: view.money.amount.units().into(),
            money_limit: limit(view.money.credit_limit),
            credits: view.credits.amount.units().into(),
            credits_limit: limit(view.credits.credit_limit),
            low_balance: LowBalance::default(),
        })
    }

    /// Every list of what belongs to `of`, as `actor` reads it.
    async fn belongings(&self, actor: Actor, of: i64) -> Result<(), Unexplained> {
        let visible = self.tree.sees(actor, of);
        let lists = [
            ("customers", self.customers(actor, of).await?),
            ("accounts", self.accounts(actor, of).await?),
            ("web users", self.web_users(actor, of).await?),
            ("tariffs", self.tariffs(actor, of).await?),
            ("service plans", self.plans(actor, of).await?),
            ("routing groups", self.groups(actor, of).await?),
            ("payments", self.payments(actor, of).await?),
        ];
        for (what, (found, expected)) in lists {
            let expected = visible.then_some(expected);
            same(&format!("{actor:?}'s list of the {what} of {of}"), &found, &expected)?;
        }
        Ok(())
    }

    async fn customers(&self, actor: Actor, of: i64) -> Result<(Sight<String>, String), Unexplained> {
        let page = ListCustomers { owner: Some(CustomerId(of)), after: CustomerId(0), offset: 0, limit: ALL };
        let found = sight(list(&self.installation.app, &self.context(actor)?, page).await)?;
        let expected: Vec<_> = self
            .tree
            .children(of)
            .map(|he| (he.id, he.name.clone(), he.web_login.clone(), he.blocked, he.money, he.money_limit))
            .collect();
        let found: Option<Vec<_>> = found.map(|lines| {
            let limit = |limit: Option<money::Amount>| limit.map(|limit| i128::from(limit.units()));
            let line = |he: app::customer::list::CustomerLine| {
                let money = i128::from(he.balance.units());
                (he.id.0, he.name, he.web_login, he.blocked, money, limit(he.credit_limit))
            };
            lines.into_iter().map(line).collect()
        });
        Ok((found.map(|found| format!("{found:?}")), format!("{expected:?}")))
    }

    async fn accounts(&self, actor: Actor, of: i64) -> Result<(Sight<String>, String), Unexplained> {
        let (app, context) = (&self.installation.app, self.context(actor)?);
        let found = match list_page(app, &context, Some(CustomerId(of)), 0, ALL).await {
            Ok(accounts) => Some(accounts),
            Err(FindAccountError::Refused(Refusal::Absent)) => None,
            Err(error) => return Err(unexplained(error)),
        };
        let found: Option<Vec<(i64, Account)>> = found
            .map(|accounts| accounts.iter().map(|found| (found.account.id.0, described(found))).collect());
        let his = self.tree.accounts.iter().filter(|(_, account)| account.customer == of);
        let expected: Vec<_> =
            his.map(|(id, account)| (*id, Account { password: "", ..account.clone() })).collect();
        Ok((found.map(|found| format!("{found:?}")), format!("{expected:?}")))
    }

    async fn web_users(&self, actor: Actor, of: i64) -> Result<(Sight<String>, String), Unexplained> {
        let (app, context) = (&self.installation.app, self.context(actor)?);
        let found = web_user::list::list(app, &context, Some(CustomerId(of)), WebUserId(0), ALL).await;
        let found: Option<Vec<(i64, WebUser)>> = sight(found)?.map(|web_users| {
            let described = |line: web_user::list::WebUserLine| {
                let login = line.login.filter(|_| !line.is_default);
                (line.id.0, WebUser { customer: of, login, blocked: line.blocked })
            };
            web_users.into_iter().map(described).collect()
        });
        let his = self.tree.web_users.iter().filter(|(_, web_user)| web_user.customer == of);
        let expected: Vec<_> = his.map(|(id, web_user)| (*id, web_user.clone())).collect();
        Ok((found.map(|found| format!("{found:?}")), format!("{expected:?}")))
    }

    async fn tariffs(&self, actor: Actor, of: i64) -> Result<(Sight<String>, String), Unexplained> {
        let (app, context) = (&self.installation.app, self.context(actor)?);
        let found = tariff::read::list(app, &context, Some(CustomerId(of)), NamedPage::ALL).await;
        let found: Option<Vec<(i64, Tariff)>> = sight(found)?.map(|tariffs| {
            let described = |tariff: party::tariff::Tariff| {
                let (name, currency) =
                    (tariff.terms.name.as_str().to_owned(), tariff.terms.currency.as_str());
                (tariff.id.0, Tariff { owner: tariff.owner.id.0, name, currency })
            };
            tariffs.into_iter().map(described).collect()
        });
        let his = self.tree.tariffs.iter().filter(|(_, tariff)| tariff.owner == of);
        let expected: Vec<_> = his.map(|(id, tariff)| (*id, tariff.clone())).collect();
        Ok((found.map(|found| format!("{found:?}")), format!("{expected:?}")))
    }

    async fn plans(&self, actor: Actor, of: i64) -> Result<(Sight<String>, String), Unexplained> {
        let (app, context) = (&self.installation.app, self.context(actor)?);
        let found = service_plan::read::list(app, &context, Some(CustomerId(of)), NamedPage::ALL).await;
        let found: Option<Vec<(i64, Plan)>> = sight(found)?.map(|plans| {
            let described = |plan: party::service_plan::ServicePlan| {
                let (owner, name) = (plan.owner.id.0, plan.terms.name.as_str().to_owned());
                let (tariff, currency) = (plan.tariff.0, plan.currency.as_str());
                (plan.id.0, Plan { owner, name, tariff, currency })
            };
            plans.into_iter().map(described).collect()
        });
        let his = self.tree.plans.iter().filter(|(_, plan)| plan.owner == of);
        let expected: Vec<_> = his.map(|(id, plan)| (*id, plan.clone())).collect();
        Ok((found.map(|found| format!("{found:?}")), format!("{expected:?}")))
    }

    async fn groups(&self, actor: Actor, of: i64) -> Result<(Sight<String>, String), Unexplained> {
        let (app, context) = (&self.installation.app, self.context(actor)?);
        let found = routing_group::read::list(app, &context, Some(CustomerId(of)), 0, ALL).await;
        let found: Option<Vec<(i64, Group)>> = sight(found)?.map(|groups| {
            let described = |group: party::routing_group::RoutingGroup| {
                let name = group.terms.name.as_str().to_owned();
                (group.id.0, Group { owner: group.owner.id.0, name })
            };
            groups.into_iter().map(described).collect()
        });
        let his = self.tree.groups.iter().filter(|(_, group)| group.owner == of);
        let expected: Vec<_> = his.map(|(id, group)| (*id, group.clone())).collect();
        Ok((found.map(|found| format!("{found:?}")), format!("{expected:?}")))
    }

    /// What the customers directly below and the holders of his accounts paid.
    async fn payments(&self, actor: Actor, of: i64) -> Result<(Sight<String>, String), Unexplained> {
        let (app, context) = (&self.installation.app, self.context(actor)?);
        let page = PaymentPage { from_micros: 0, until_micros: i64::MAX, offset: 0, limit: ALL };
        let found = match payments::list(app, &context, Some(CustomerId(of)), None, page).await {
            Ok(payments) => Some(payments),
            Err(payments::FindPaymentError::NoOwner) => None,
            Err(error) => return Err(unexplained(error)),
        };
        let found: Option<Vec<(i64, Payment)>> = found.map(|payments| {
            let described = |payment: charging::Payment| {
                let (payer, units) = (payment.payer.customer.id.0, payment.amount.units());
                let (account, at_micros) = (payment.payer.account.map(|id| id.0), payment.paid_at_micros);
                (payment.id.0, Payment { payer, account, units, at_micros })
            };
            payments.into_iter().map(described).collect()
        });
        let is_below = |payment: &Payment| {
            let is_his = payment.account.is_some() && payment.payer == of;
            let payer = self.tree.customer(payment.payer).filter(|_| payment.account.is_none());
            is_his || payer.is_some_and(|payer| payer.owner == Some(of))
        };
        let theirs = self.tree.payments.iter().filter(|(_, payment)| is_below(payment));
        let expected: Vec<_> = theirs.map(|(id, payment)| (*id, payment.clone())).collect();
        Ok((found.map(|found| format!("{found:?}")), format!("{expected:?}")))
    }

    /// His customers in the other order, and his own settings.
    async fn listed_for_messaging(&self, id: i64) -> Result<(), Unexplained> {
        let (app, context) = (&self.installation.app, self.context(Actor::Customer(id))?);
        let found = list_for_messaging::list(app, &context, None, ALL).await.map_err(unexplained)?;
        let found: Vec<_> = found
            .into_iter()
            .map(|he| {
                let credits = i128::from(he.credits.units());
                (he.object_id.to_string(), he.name, billing(he.billing_type), he.blocked, credits)
            })
            .collect();
        let mut expected: Vec<_> = self
            .tree
            .children(id)
            .map(|he| (he.object_id.clone(), he.name.clone(), he.billing, he.blocked, he.credits))
            .collect();
        expected.sort_by(|one, other| one.0.cmp(&other.0));
        same(&format!("{id}'s messaging list"), &found, &expected)?;
        let settings = settings::read(app, &context, None).await.map_err(unexplained)?;
        let settings = (billing(settings.default_billing_type), settings.free_credits.units());
        let expected = self.tree.customer(id).map(|he| (he.default_billing, he.free_credits));
        same(&format!("{id}'s settings"), &Some(settings), &expected)
    }

    async fn low_balance(&self, id: i64) -> Result<(), Unexplained> {
        let (app, context) = (&self.installation.app, self.context(Actor::System)?);
        let of = FundsOf::Customer { id: CustomerId(id), owner: None };
        let found = match low_balance::find(app, &context, of).await {
            Ok(found) => Some(LowBalance {
                threshold: found.threshold.map(|threshold| threshold.units()),
                charge_card: found.charge_card,
                charge: found.charge_amount.units(),
            }),
            Err(LowBalanceError::Refused(Refusal::Absent)) => None,
            Err(error) => return Err(unexplained(error)),
        };
        let expected = self.tree.customer(id).filter(|he| he.id != ROOT).map(|he| he.low_balance.clone());
        same(&format!("what happens at a low balance of {id}"), &found, &expected)
    }

    /// He reads of nobody but those whom he sees, or of whom is gone.
    async fn audited(&self, id: i64) -> Result<(), Unexplained> {
        let actor = Actor::Customer(id);
        let read = self.records(actor, id).await?.unwrap_or_default();
        let exists = |customer: &i64| self.tree.customers.contains_key(customer);
        let beyond = read.into_iter().find(|customer| exists(customer) && !self.tree.sees(actor, *customer));
        same(&format!("whom {id} reads of and does not see"), &beyond, &None)
    }

    /// Whom the records are about that `actor` reads of `of`.
    async fn records(&self, actor: Actor, of: i64) -> Result<Sight<Vec<i64>>, Unexplained> {
        let request =
            audit_log::ListAudit { customer: Some(CustomerId(of)), ..audit_log::ListAudit::newest(ALL) };
        let lines = sight(audit_log::list(&self.installation.app, &self.context(actor)?, request).await)?;
        let about = |line: audit_log::AuditLine| line.customer.map_or(0, |customer| customer.0);
        Ok(lines.map(|lines| lines.into_iter().map(about).collect()))
    }

    async fn sign_in(&self, account: &Account) -> Result<(), Unexplained> {
        let username: UserName = account.username.parse().map_err(unexplained)?;
        let password = Password::parse(account.password).map_err(unexplained)?;
        if account.own.is_some() {
            return Ok(());
        }
        let blocked = match authenticate(&self.installation.app, &username, &password).await {
            Ok(_) => false,
            Err(AuthenticateUserError::Blocked) => true,
            Err(error) => return Err(unexplained(error)),
        };
        let expected = account.blocked || self.tree.is_shut_out(account.customer);
        same(&format!("whether {username} is blocked"), &blocked, &expected)
    }
}

fn described(found: &FoundAccount) -> Account {
    let account = &found.account;
    let own = account.endpoint().map(|endpoint| Own {
        authname: endpoint.authname.to_string(),
        plan: endpoint.service_plan.0,
        group: endpoint.routing_group.map(|group| group.0),
        agent: endpoint.commission.agent.map(|agent| agent.0),
        currency: found.currency.as_str(),
        money: found.funds.map_or(0, |funds| funds.amount.units().into()),
        money_limit: found.funds.and_then(|funds| limit(funds.credit_limit)).unwrap_or(-1),
    });
    Account {
        object_id: account.object_id.to_string(),
        customer: account.customer.id.0,
        username: account.profile.username.to_string(),
        password: "",
        blocked: account.blocked,
        own,
    }
}

fn limit(limit: CreditLimit) -> Option<i128> {
    match limit {
        CreditLimit::Of(amount) => Some(amount.units().into()),
        CreditLimit::Unlimited => None,
    }
}

fn billing(billing_type: BillingType) -> Billing {
    match billing_type {
        BillingType::Prepaid => Billing::Prepaid,
        BillingType::Postpaid => Billing::Postpaid,
    }
}

/// What is outside the branch and what is not there at all look the same from here: absent.
fn sight<T>(found: Result<T, FindCustomerError>) -> Result<Sight<T>, Unexplained> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(FindCustomerError::Unknown | FindCustomerError::Refused(Refusal::Absent)) => Ok(None),
        Err(error) => Err(unexplained(error)),
    }
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, found: &T, expected: &T) -> Result<(), Unexplained> {
    if found == expected {
        return Ok(());
    }
    Err(format!("{what}:\n    is      {found:?}\n    must be {expected:?}"))
}
