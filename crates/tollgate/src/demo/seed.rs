//! Makes the business: through the use cases, so that it obeys every rule and the audit log tells how it came about.

use std::collections::HashMap;

use app::account::create::{self as account_create, CreateAccount};
use app::account::create_endpoint::{self, CreateEndpoint};
use app::context::Actor;
use app::credits::transfer::{TransferCredits, transfer_credits};
use app::customer::block::set_blocked;
use app::customer::create::{self as customer_create, CreateCustomer, CreatedCustomer};
use app::customer::find::{self, Lookup};
use app::customer::update::{UpdateCustomer, update};
use app::funds::FundsOf;
use app::funds::book::{BookFunds, book_funds};
use app::funds::low_balance;
use app::init::{self, Init};
use app::secrets::generate_password;
use app::web_user::create::{self as web_user_create, CreateWebUser};
use app::{App, Context, Entropy};
use charging::{FundsChange, LowBalanceChange};
use messaging::{MailAddress, SourceAddress};
use money::{Amount, Commodity, Currency, parse_decimal};
use party::access::Caller;
use party::account::{AccountProfile, EndpointChange};

use party::contact::ContactChange;
use party::customer::{BillingChoice, Change, Draft, RightsChoice, TariffChoice};
use party::dictionary::RoutingPolicy;
use party::ids::{CustomerId, ROOT, RoutingGroupId, ServicePlanId, TariffId};
use party::password::Password;
use party::rights::{Flag, RightsChange};
use party::routing_group::RoutingGroupTerms;
use party::service_plan::{ServicePlanDraft, ServicePlanTerms};
use party::tariff::TariffTerms;
use party::text::{Block, Line, Title};
use party::web_user::AccessLevel;

use super::history::{Calendar, Event, What, events};
use super::people::{
    BRANDS, LOW_BALANCES, PEOPLE, POSTPAID_RESELLER, PREPAID_CUSTOMER, PREPAID_RESELLER, Person, ROOT_NAME,
    ROOT_TARIFF, SERVICE_PLANS, TARIFFS, USER, USERS, VOICE_USERS, WEB_USERS,
};
use super::{Directory, Login, Named, UserLogin, WebUserLogin};
use crate::failure::Failure;
use crate::installation;

/// Fills an empty database, day by day. The passwords are new ones.
pub(crate) async fn seed(app: &App, calendar: &Calendar, entropy: &Entropy) -> Result<Directory, Failure> {
    let mut business = Business { app, entropy, customers: HashMap::new(), tariffs: HashMap::new() };
    let root = business.make_root().await?;
    let routing_group_id = business.make_routing_group().await?;
    let mut logins = Vec::new();
    for person in PEOPLE {
        calendar.go_on();
        business.make_tariffs(person.owner).await?;
        logins.extend(business.make_customer(person, routing_group_id).await?);
    }
    let mut users = Vec::new();
    for (customer, username, contact, phone, sender) in USERS {
        calendar.go_on();
        users.push(business.make_user(customer, username, contact, phone, sender).await?);
    }
    let mut plans = HashMap::new();
    for (owner, name, tariff) in SERVICE_PLANS {
        plans.insert(*name, business.make_service_plan(owner, name, tariff).await?);
    }
    for user in VOICE_USERS {
        calendar.go_on();
        business.make_voice_user(user, &plans).await?;
    }
    let mut web_users = Vec::new();
    for (customer, login, access_level) in WEB_USERS {
        web_users.push(business.make_web_user(customer, login, *access_level).await?);
    }
    for (customer, threshold) in LOW_BALANCES {
        business.watch_balance(customer, threshold).await?;
    }
    for (customer, host, css) in BRANDS {
        business.give_look(customer, host, css).await?;
    }
    for event in events() {
        calendar.turn_to(event.days, event.minutes);
        business.relive(&event).await?;
    }
    let taken = |name: &str| Failure::new(format!("the demo lacks {name}"));
    let mut take = |name: &str| {
        let index = logins.iter().position(|login: &Login| login.name == name);
        index.map(|index| logins.remove(index)).ok_or_else(|| taken(name))
    };
    let (reseller_postpaid, reseller_prepaid) = (take(POSTPAID_RESELLER)?, take(PREPAID_RESELLER)?);
    Ok(Directory {
        root,
        reseller_postpaid,
        reseller_prepaid,
        others: logins,
        web_users,
        tariff_id: business.tariff(ROOT_TARIFF)?.0,
        routing_group_id: routing_group_id.0,
        customer: Named {
            name: PREPAID_CUSTOMER.to_owned(),
            object_id: business.customer(PREPAID_CUSTOMER)?.object_id.to_string(),
        },
        user: users.into_iter().find(|user| user.username == USER).ok_or_else(|| taken(USER))?,
    })
}

/// The business while it is being made.
struct Business<'a> {
    app: &'a App,
    entropy: &'a Entropy,
    customers: HashMap<&'static str, CreatedCustomer>,
    tariffs: HashMap<&'static str, TariffId>,
}

impl Business<'_> {
    async fn make_root(&mut self) -> Result<Login, Failure> {
        let (web_password, api_password) = self.passwords();
        let request = Init {
            name: parsed(ROOT_NAME)?,
            web_login: parsed(ROOT_NAME)?,
            web_password: web_password.clone(),
            api_password: api_password.clone(),
            currency: currency("USD")?,
        };
        init::init(self.app, &self.operator(), request).await?;
        Ok(login(ROOT_NAME, &web_password, &api_password))
    }

    async fn make_routing_group(&self) -> Result<RoutingGroupId, Failure> {
        let terms = RoutingGroupTerms {
            name: checked(Title::parse("Least cost, all destinations"))?,
            policy: RoutingPolicy::DEFAULT,
            description: checked(Line::parse("The cheapest route first"))?,
        };
        let made = app::routing_group::create::create(self.app, &self.operator(), Some(ROOT), terms).await?;
        Ok(RoutingGroupId(made.routing_group_id))
    }

    /// The tariffs of `owner`, when his first customer needs them.
    async fn make_tariffs(&mut self, owner: &'static str) -> Result<(), Failure> {
        for (of, name, code) in TARIFFS {
            if *of != owner || self.tariffs.contains_key(name) {
                continue;
            }
            let terms = TariffTerms::new(checked(Title::parse(name))?, currency(code)?);
            let owner = self.number_of(owner)?;
            let made = app::tariff::create::create(self.app, &self.operator(), Some(owner), terms).await?;
            self.tariffs.insert(name, TariffId(made.tariff_id));
        }
        Ok(())
    }

    async fn make_service_plan(
        &self,
        owner: &str,
        name: &str,
        tariff: &str,
    ) -> Result<ServicePlanId, Failure> {
        let terms = ServicePlanTerms::new(checked(Title::parse(name))?);
        let draft = ServicePlanDraft { tariff: self.tariff(tariff)?, currency: None, terms };
        let owner = Some(self.number_of(owner)?);
        let made = app::service_plan::create::create(self.app, &self.operator(), owner, draft).await?;
        Ok(ServicePlanId(made.service_plan_id))
    }

    async fn make_customer(
        &mut self,
        person: &Person,
        routing_group: RoutingGroupId,
    ) -> Result<Option<Login>, Failure> {
        let signs_in = person.is_reseller.then(|| self.passwords());
        let mut draft = self.draft(person)?;
        draft.change.routing_group = Some((person.owner == ROOT_NAME).then_some(routing_group));
        let request = CreateCustomer {
            owner: Some(self.number_of(person.owner)?),
            draft,
            web_login: if person.is_reseller { Some(parsed(person.name)?) } else { None },
            web_password: signs_in.as_ref().map(|(web, _)| web.clone()),
            api_password: signs_in.as_ref().map(|(_, api)| api.clone()),
            free_credits: false,
        };
        let made = customer_create::create(self.app, &self.operator(), request).await?;
        self.customers.insert(person.name, made);
        Ok(signs_in.map(|(web, api)| login(person.name, &web, &api)))
    }

    fn draft(&self, person: &Person) -> Result<Draft, Failure> {
        let tariff = match person.tariff {
            Some(name) => TariffChoice::Of(self.tariff(name)?),
            None => TariffChoice::Unset,
        };
        let mut draft = Draft::new(parsed(person.name)?, tariff);
        draft.balance_units = units(person.balance)?;
        draft.credit_limit_units = units(person.credit_limit)?;
        draft.billing_type = BillingChoice::Explicit(person.billing_type);
        draft.change.contact = ContactChange {
            company_name: Some(checked(Line::parse(person.company))?),
            city: Some(checked(Line::parse(person.city))?),
            country: Some(checked(Line::parse(person.country))?),
            email: Some(checked(Line::parse(&format!("office@{}.example", person.name)))?),
            ..ContactChange::default()
        };
        if person.is_reseller {
            draft.rights = RightsChoice::Reseller;
            draft.change.free_credits_units = Some(units("10")?);
            draft.change.rights = features(person.owner);
        }
        Ok(draft)
    }

    /// What happened to a customer was done by his owner.
    async fn relive(&self, event: &Event) -> Result<(), Failure> {
        let customer = event.customer;
        match event.what {
            What::Payment(amount, notes) => {
                self.book(customer, FundsChange::Payment, units(amount)?, notes).await
            }
            What::Credit(amount, notes) => {
                self.book(customer, FundsChange::Credit, units(amount)?, notes).await
            }
            What::Traffic(units) => self.book(customer, FundsChange::Debit, units, "Traffic").await,
            What::Credits(amount) => self.give_credits(customer, units(amount)?).await,
            What::Block => {
                let id = self.number_of(customer)?;
                Ok(set_blocked(self.app, &self.owner_of(customer).await?, id, None, true).await?)
            }
        }
    }

    async fn book(&self, name: &str, change: FundsChange, units: i64, notes: &str) -> Result<(), Failure> {
        let context = self.owner_of(name).await?;
        let id = self.number_of(name)?;
        let customer = find::find(self.app, &self.operator(), Lookup::Id(id)).await?.customer;
        let amount = Amount::new(units, Commodity::Currency(customer.profile.base_currency));
        let notes = checked(Line::parse(notes))?;
        let of = FundsOf::Customer { id, owner: None };
        let request = BookFunds { of, change, amount, notes, happened_at: None };
        book_funds(self.app, &context, request).await?;
        Ok(())
    }

    /// Credits come from the owner, who asks for it himself; root's are issued.
    async fn give_credits(&self, name: &str, units: i64) -> Result<(), Failure> {
        let request = TransferCredits { customer: parsed(name)?, units };
        transfer_credits(self.app, &self.owner_of(name).await?, request).await?;
        Ok(())
    }

    async fn make_web_user(
        &self,
        customer: &str,
        login: &str,
        access_level: AccessLevel,
    ) -> Result<WebUserLogin, Failure> {
        let password = generate_password(self.entropy);
        let request = CreateWebUser {
            customer: Some(self.number_of(customer)?),
            login: parsed(login)?,
            password: password.clone(),
            access_level,
        };
        web_user_create::create(self.app, &self.operator(), request).await?;
        let note = format!("{} of {customer}", access_level.as_str().to_lowercase());
        Ok(WebUserLogin { login: login.to_owned(), password: password.reveal().to_owned(), note })
    }

    async fn watch_balance(&self, customer: &str, threshold: &str) -> Result<(), Failure> {
        let of = FundsOf::Customer { id: self.number_of(customer)?, owner: None };
        let change = LowBalanceChange {
            threshold_units: Some(Some(units(threshold)?)),
            notify_by_email: Some(true),
            ..LowBalanceChange::default()
        };
        Ok(low_balance::set(self.app, &self.operator(), of, change).await?)
    }

    async fn give_look(&self, customer: &str, host: &str, css: &str) -> Result<(), Failure> {
        let change = Change {
            dns_alias: Some(Some(parsed(host)?)),
            css: Some(checked(Block::parse(css))?),
            ..Change::default()
        };
        let id = self.number_of(customer)?;
        let request = UpdateCustomer { change, ..UpdateCustomer::default() };
        update(self.app, &self.operator(), id, request).await?;
        Ok(())
    }

    /// The circumstances in which the owner of a customer does something for him.
    async fn owner_of(&self, customer: &str) -> Result<Context, Failure> {
        let person = PEOPLE.iter().find(|person| person.name == customer);
        let owner = person.map_or(ROOT_NAME, |person| person.owner);
        let found =
            find::find(self.app, &self.operator(), Lookup::Id(self.number_of(owner)?)).await?.customer;
        Ok(Context {
            caller: Caller::Customer { key: found.key, rights: found.profile.rights },
            actor: Actor::Customer(found.key.id),
            ..self.operator()
        })
    }

    async fn make_user(
        &self,
        customer: &str,
        username: &str,
        contact: &str,
        phone: &str,
        sender: &str,
    ) -> Result<UserLogin, Failure> {
        let password = generate_password(self.entropy);
        let profile = AccountProfile {
            username: parsed(username)?,
            contact_name: checked(Line::parse(contact))?,
            email: Some(checked(MailAddress::parse(&format!("{username}.example")))?),
            phone: Some(checked(party::contact::PhoneNumber::parse(phone))?),
            final_status_push: None,
            source_address_swappable: false,
            source_address: Some(checked(SourceAddress::parse(sender))?),
        };
        let customer = self.customer(customer)?.object_id;
        let request = CreateAccount { customer, profile, password: password.clone() };
        account_create::create(self.app, &self.operator(), request).await?;
        Ok(UserLogin { username: username.to_owned(), password: password.reveal().to_owned() })
    }

    async fn make_voice_user(
        &self,
        user: &(&str, &str, &str, &str, &str, &str),
        plans: &HashMap<&str, ServicePlanId>,
    ) -> Result<(), Failure> {
        let (customer, plan, username, authname, contact, balance) = *user;
        let (web_password, voip_password) = self.passwords();
        let plan = plans.get(plan).copied();
        let contact = ContactChange {
            contact: Some(checked(Line::parse(contact))?),
            phone: Some(checked(Line::parse(&format!("+{authname}")))?),
            ..ContactChange::default()
        };
        let request = CreateEndpoint {
            owner: Some(self.number_of(customer)?),
            username: parsed(username)?,
            web_password,
            authname: parsed(authname)?,
            voip_password,
            pin: None,
            service_plan: plan.ok_or_else(|| Failure::new("the demo lacks a service plan"))?,
            blocked: false,
            balance_units: units(balance)?,
            credit_limit_units: 0,
            change: EndpointChange { contact, ..EndpointChange::default() },
        };
        create_endpoint::create(self.app, &self.operator(), request).await?;
        Ok(())
    }

    fn operator(&self) -> Context {
        installation::operator(self.app)
    }

    fn passwords(&self) -> (Password, Password) {
        (generate_password(self.entropy), generate_password(self.entropy))
    }

    fn number_of(&self, name: &str) -> Result<CustomerId, Failure> {
        if name == ROOT_NAME { Ok(ROOT) } else { Ok(CustomerId(self.customer(name)?.customer_id)) }
    }

    fn customer(&self, name: &str) -> Result<CreatedCustomer, Failure> {
        let found = self.customers.get(name).copied();
        found.ok_or_else(|| Failure::new(format!("the demo lacks the customer {name}")))
    }

    fn tariff(&self, name: &str) -> Result<TariffId, Failure> {
        let found = self.tariffs.get(name).copied();
        found.ok_or_else(|| Failure::new(format!("the demo lacks the tariff {name}")))
    }
}

fn login(name: &str, web_password: &Password, api_password: &Password) -> Login {
    Login {
        name: name.to_owned(),
        web_login: name.to_owned(),
        web_password: web_password.reveal().to_owned(),
        api_password: api_password.reveal().to_owned(),
    }
}

/// What the resellers of an owner may use: the wholesalers most of it, theirs some of that.
fn features(owner: &str) -> RightsChange {
    let flags: &[Flag] = match owner {
        ROOT_NAME => &[Flag::Callshop, Flag::IvrApplications, Flag::QualityReports, Flag::Conferencing],
        "meridian" => &[Flag::Callshop, Flag::QualityReports],
        _ => &[],
    };
    flags.iter().fold(RightsChange::default(), |change, flag| change.with(*flag, true))
}

fn units(decimal: &str) -> Result<i64, Failure> {
    checked(parse_decimal(decimal, Amount::SCALE))
}

fn currency(code: &str) -> Result<Currency, Failure> {
    checked(Currency::parse(code))
}

fn parsed<T: std::str::FromStr<Err: std::fmt::Display>>(text: &str) -> Result<T, Failure> {
    checked(text.parse())
}

/// The tables above are right, so this never fails; if it does, it says which rule was broken.
fn checked<T, E: std::fmt::Display>(result: Result<T, E>) -> Result<T, Failure> {
    result.map_err(|error| Failure::new(format!("the demo's own data is refused: {error}")))
}
