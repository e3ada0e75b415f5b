//! The made-up business: two wholesalers with resellers three levels deep, two resellers of texts, their customers and
//! users. Made through the use cases, so that it obeys every rule and the audit log tells how it came about.

use std::collections::HashMap;

use app::account::create::{self as account_create, CreateAccount};
use app::context::Actor;
use app::credits::transfer::{TransferCredits, transfer_credits};
use app::customer::create::{self as customer_create, CreateCustomer, CreatedCustomer};
use app::customer::find::{self, Lookup};
use app::init::{self, Init};
use app::secrets::generate_password;
use app::{App, Context, Entropy};
use messaging::{MailAddress, SourceAddress};
use money::{Amount, Currency, parse_decimal};
use party::access::Caller;
use party::account::AccountProfile;
use party::billing::BillingType::{self, Postpaid, Prepaid};
use party::contact::ContactChange;
use party::customer::{BillingChoice, Draft, RightsChoice, TariffChoice};
use party::dictionary::RoutingPolicy;
use party::ids::{CustomerId, ROOT, RoutingGroupId, TariffId};
use party::password::Password;
use party::routing_group::RoutingGroupTerms;
use party::service_plan::{ServicePlanDraft, ServicePlanTerms};
use party::tariff::TariffTerms;
use party::text::{Line, Title};

use super::{Directory, Login, Named, UserLogin};
use crate::failure::Failure;
use crate::installation;

const ROOT_NAME: &str = "root";
const POSTPAID_RESELLER: &str = "bluewave";
const PREPAID_RESELLER: &str = "pocketsms";
const PREPAID_CUSTOMER: &str = "sunrise-yoga";
const USER: &str = "desk@sunrise-yoga";
const ROOT_TARIFF: &str = "Retail USD";

/// A price list: owner, name, currency.
const TARIFFS: &[(&str, &str, &str)] = &[
    (ROOT_NAME, ROOT_TARIFF, "USD"),
    (ROOT_NAME, "Retail EUR", "EUR"),
    ("meridian", "Meridian resale USD", "USD"),
    ("meridian", "Meridian resale EUR", "EUR"),
    ("harbor-telecom", "Harbor retail USD", "USD"),
];

/// A service plan: owner, name, one of his tariffs.
const SERVICE_PLANS: &[(&str, &str, &str)] = &[
    ("meridian", "Meridian monthly", "Meridian resale USD"),
    ("harbor-telecom", "Harbor family", "Harbor retail USD"),
];

/// A customer of the made-up business; sums are decimals.
struct Person {
    name: &'static str,
    owner: &'static str,
    company: &'static str,
    city: &'static str,
    country: &'static str,
    /// One of the owner's.
    tariff: Option<&'static str>,
    billing_type: BillingType,
    balance: &'static str,
    credit_limit: &'static str,
    /// Whether he has customers of his own, and signs in.
    is_reseller: bool,
    /// Message credits that his owner gives him; prepaid ones only.
    credits: &'static str,
}

/// The tree, owners before those they own. The first two are the wholesalers.
const PEOPLE: &[Person] = &[
    Person {
        tariff: Some(ROOT_TARIFF),
        billing_type: Postpaid,
        balance: "12500",
        credit_limit: "50000",
        ..reseller("meridian", ROOT_NAME, "Meridian Wholesale Ltd", "London", "United Kingdom")
    },
    Person {
        tariff: Some("Retail EUR"),
        billing_type: Postpaid,
        balance: "-840.75",
        credit_limit: "20000",
        ..reseller("northstar", ROOT_NAME, "Northstar Carrier GmbH", "Hamburg", "Germany")
    },
    Person {
        tariff: Some("Meridian resale USD"),
        balance: "1500",
        ..reseller("harbor-telecom", "meridian", "Harbor Telecom Inc.", "Baltimore", "United States")
    },
    Person {
        balance: "240.50",
        ..reseller("citylink", "harbor-telecom", "CityLink Services", "Annapolis", "United States")
    },
    Person {
        balance: "35.2",
        ..reseller("corner-phones", "citylink", "Corner Phones", "Annapolis", "United States")
    },
    Person {
        tariff: Some("Meridian resale EUR"),
        billing_type: Postpaid,
        balance: "310",
        credit_limit: "2500",
        ..reseller("alpine-voice", "meridian", "Alpine Voice AG", "Innsbruck", "Austria")
    },
    Person {
        balance: "95",
        ..reseller("nordlicht-net", "northstar", "Nordlicht Net KG", "Lübeck", "Germany")
    },
    Person {
        billing_type: Postpaid,
        credit_limit: "5000",
        ..reseller(POSTPAID_RESELLER, ROOT_NAME, "Blue Wave Messaging", "Sydney", "Australia")
    },
    Person {
        credits: "100000",
        ..reseller(PREPAID_RESELLER, ROOT_NAME, "Pocket SMS", "Brisbane", "Australia")
    },
    Person {
        balance: "18",
        ..customer("old-town-cafe", "corner-phones", "Old Town Café", "Annapolis", "United States")
    },
    Person {
        billing_type: Postpaid,
        ..customer("greenfield-clinic", POSTPAID_RESELLER, "Greenfield Clinic", "Sydney", "Australia")
    },
    Person {
        credits: "500",
        ..customer("riverside-bakery", POSTPAID_RESELLER, "Riverside Bakery", "Newcastle", "Australia")
    },
    Person {
        credits: "250",
        ..customer(PREPAID_CUSTOMER, PREPAID_RESELLER, "Sunrise Yoga", "Brisbane", "Australia")
    },
    Person {
        credits: "1200",
        ..customer("coast-rescue", PREPAID_RESELLER, "Coast Rescue", "Gold Coast", "Australia")
    },
];

/// A user: customer, user name, contact person, telephone, sender of messages that name none.
const USERS: &[(&str, &str, &str, &str, &str)] = &[
    (PREPAID_CUSTOMER, USER, "Mia Chen", "+61 7 5550 0101", "SunriseYoga"),
    ("coast-rescue", "ops@coast-rescue", "Jack Wilson", "+61 7 5550 0140", "61755500140"),
    ("greenfield-clinic", "reception@greenfield-clinic", "Dr. Amelia Brown", "+61 2 5550 0112", "Greenfield"),
    ("riverside-bakery", "orders@riverside-bakery", "Tom Rossi", "+61 2 5550 0177", "Riverside"),
    ("old-town-cafe", "front@old-town-cafe", "Grace Miller", "+1 410 555 0119", "14105550119"),
];

const fn reseller(
    name: &'static str,
    owner: &'static str,
    company: &'static str,
    city: &'static str,
    country: &'static str,
) -> Person {
    Person { is_reseller: true, ..customer(name, owner, company, city, country) }
}

const fn customer(
    name: &'static str,
    owner: &'static str,
    company: &'static str,
    city: &'static str,
    country: &'static str,
) -> Person {
    Person {
        name,
        owner,
        company,
        city,
        country,
        tariff: None,
        billing_type: Prepaid,
        balance: "0",
        credit_limit: "0",
        is_reseller: false,
        credits: "0",
    }
}

/// Fills an empty database. The passwords are new ones.
pub(crate) async fn seed(app: &App, entropy: &Entropy) -> Result<Directory, Failure> {
    let mut business = Business { app, entropy, customers: HashMap::new(), tariffs: HashMap::new() };
    let root = business.make_root().await?;
    let routing_group_id = business.make_routing_group().await?;
    let mut logins = Vec::new();
    for person in PEOPLE {
        business.make_tariffs(person.owner).await?;
        logins.extend(business.make_customer(person, routing_group_id).await?);
        business.give_credits(person).await?;
    }
    let mut users = Vec::new();
    for (customer, username, contact, phone, sender) in USERS {
        users.push(business.make_user(customer, username, contact, phone, sender).await?);
    }
    for (owner, name, tariff) in SERVICE_PLANS {
        business.make_service_plan(owner, name, tariff).await?;
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

    async fn make_service_plan(&self, owner: &str, name: &str, tariff: &str) -> Result<(), Failure> {
        let terms = ServicePlanTerms::new(checked(Title::parse(name))?);
        let draft = ServicePlanDraft { tariff: self.tariff(tariff)?, currency: None, terms };
        let owner = Some(self.number_of(owner)?);
        app::service_plan::create::create(self.app, &self.operator(), owner, draft).await?;
        Ok(())
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
        }
        Ok(draft)
    }

    /// Credits come from the owner, who asks for it himself; root's are issued.
    async fn give_credits(&self, person: &Person) -> Result<(), Failure> {
        let units = units(person.credits)?;
        if units == 0 {
            return Ok(());
        }
        let owner = self.number_of(person.owner)?;
        let found = find::find(self.app, &self.operator(), Lookup::Id(owner)).await?.customer;
        let context = Context {
            caller: Caller::Customer { key: found.key, rights: found.profile.rights },
            actor: Actor::Customer(found.key.id),
            ..self.operator()
        };
        let request = TransferCredits { customer: parsed(person.name)?, units };
        transfer_credits(self.app, &context, request).await?;
        Ok(())
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
