//! Who there is in the made-up business: two wholesalers with resellers three levels deep, two resellers of texts, their
//! customers, users and web users, what they sell and how their sites look.

use party::billing::BillingType::{self, Postpaid, Prepaid};
use party::web_user::AccessLevel;

/// The owner of everything.
pub(super) const ROOT_NAME: &str = "root";
/// A reseller of texts who pays afterwards.
pub(super) const POSTPAID_RESELLER: &str = "bluewave";
/// A reseller of texts who pays before.
pub(super) const PREPAID_RESELLER: &str = "pocketsms";
/// A customer of the prepaid reseller.
pub(super) const PREPAID_CUSTOMER: &str = "sunrise-yoga";
/// A user of that customer.
pub(super) const USER: &str = "desk@sunrise-yoga";
/// What root sells at.
pub(super) const ROOT_TARIFF: &str = "Retail USD";

/// A price list: owner, name, currency.
pub(super) const TARIFFS: &[(&str, &str, &str)] = &[
    (ROOT_NAME, ROOT_TARIFF, "USD"),
    (ROOT_NAME, "Retail EUR", "EUR"),
    ("meridian", "Meridian resale USD", "USD"),
    ("meridian", "Meridian resale EUR", "EUR"),
    ("harbor-telecom", "Harbor retail USD", "USD"),
];

/// A service plan: owner, name, one of his tariffs.
pub(super) const SERVICE_PLANS: &[(&str, &str, &str)] = &[
    ("meridian", "Meridian monthly", "Meridian resale USD"),
    ("harbor-telecom", "Harbor family", "Harbor retail USD"),
];

/// A customer of the made-up business; sums are decimals.
pub(super) struct Person {
    /// Name, and login of who signs in.
    pub(super) name: &'static str,
    /// Whose customer.
    pub(super) owner: &'static str,
    /// Company.
    pub(super) company: &'static str,
    /// City.
    pub(super) city: &'static str,
    /// Country.
    pub(super) country: &'static str,
    /// One of the owner's.
    pub(super) tariff: Option<&'static str>,
    /// When he pays.
    pub(super) billing_type: BillingType,
    /// What he begins with.
    pub(super) balance: &'static str,
    /// How far into debt.
    pub(super) credit_limit: &'static str,
    /// Whether he has customers of his own, and signs in.
    pub(super) is_reseller: bool,
}

/// The tree, owners before those they own. The first two are the wholesalers.
pub(super) const PEOPLE: &[Person] = &[
    Person {
        tariff: Some(ROOT_TARIFF),
        billing_type: Postpaid,
        balance: "4200",
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
        balance: "320",
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
    reseller(PREPAID_RESELLER, ROOT_NAME, "Pocket SMS", "Brisbane", "Australia"),
    Person {
        balance: "18",
        ..customer("old-town-cafe", "corner-phones", "Old Town Café", "Annapolis", "United States")
    },
    Person {
        billing_type: Postpaid,
        ..customer("greenfield-clinic", POSTPAID_RESELLER, "Greenfield Clinic", "Sydney", "Australia")
    },
    customer("riverside-bakery", POSTPAID_RESELLER, "Riverside Bakery", "Newcastle", "Australia"),
    customer(PREPAID_CUSTOMER, PREPAID_RESELLER, "Sunrise Yoga", "Brisbane", "Australia"),
    customer("coast-rescue", PREPAID_RESELLER, "Coast Rescue", "Gold Coast", "Australia"),
    retail("atlas-couriers", "Atlas Couriers", "Leeds", "United Kingdom", "412.60", "500"),
    retail("brightside-dental", "Brightside Dental", "Bristol", "United Kingdom", "88.15", "0"),
    retail("cobalt-gyms", "Cobalt Gyms", "Manchester", "United Kingdom", "-126.40", "250"),
    retail("dovetail-joinery", "Dovetail Joinery", "York", "United Kingdom", "19.95", "0"),
    retail("elm-street-vets", "Elm Street Vets", "Norwich", "United Kingdom", "140", "0"),
    retail("fjord-freight", "Fjord Freight AS", "Bergen", "Norway", "2310.75", "1500"),
    retail("grove-lettings", "Grove Lettings", "Bath", "United Kingdom", "61.30", "100"),
    retail("halcyon-hotels", "Halcyon Hotels", "Edinburgh", "United Kingdom", "-890", "3000"),
    retail("ironbridge-tools", "Ironbridge Tools", "Telford", "United Kingdom", "205.50", "0"),
    retail("juniper-books", "Juniper Books", "Oxford", "United Kingdom", "33.20", "50"),
    retail("kestrel-taxis", "Kestrel Taxis", "Cardiff", "United Kingdom", "7.85", "0"),
    retail("lumen-studios", "Lumen Studios", "Dublin", "Ireland", "560", "400"),
];

/// A user: customer, user name, contact person, telephone, sender of messages that name none.
pub(super) const USERS: &[(&str, &str, &str, &str, &str)] = &[
    (PREPAID_CUSTOMER, USER, "Mia Chen", "+61 7 5550 0101", "SunriseYoga"),
    ("coast-rescue", "ops@coast-rescue", "Jack Wilson", "+61 7 5550 0140", "61755500140"),
    ("greenfield-clinic", "reception@greenfield-clinic", "Dr. Amelia Brown", "+61 2 5550 0112", "Greenfield"),
    ("riverside-bakery", "orders@riverside-bakery", "Tom Rossi", "+61 2 5550 0177", "Riverside"),
    ("old-town-cafe", "front@old-town-cafe", "Grace Miller", "+1 410 555 0119", "14105550119"),
    ("meridian", "alerts@meridian", "Priya Nair", "+44 20 7946 0110", "Meridian"),
    ("meridian", "invoices@meridian", "Owen Clarke", "+44 20 7946 0122", "Meridian"),
    ("meridian", "noc@meridian", "Sam Whitfield", "+44 20 7946 0135", "442079460135"),
    ("atlas-couriers", "dispatch@atlas-couriers", "Leah Morgan", "+44 113 496 0150", "Atlas"),
    ("brightside-dental", "reminders@brightside-dental", "Dr. Ellis Ward", "+44 117 496 0161", "Brightside"),
];

/// A user who calls: customer, one of his service plans, user name, what the telephone signs in with, contact person,
/// balance.
pub(super) const VOICE_USERS: &[(&str, &str, &str, &str, &str, &str)] = &[
    ("meridian", "Meridian monthly", "alex.hart", "442079460201", "Alex Hart", "24.50"),
    ("meridian", "Meridian monthly", "boardroom", "442079460210", "Priya Nair", "60"),
    ("meridian", "Meridian monthly", "chloe.bennett", "442079460202", "Chloe Bennett", "18.75"),
    ("meridian", "Meridian monthly", "daniel.okafor", "442079460203", "Daniel Okafor", "41.20"),
    ("meridian", "Meridian monthly", "reception", "442079460200", "Front desk", "35"),
    ("harbor-telecom", "Harbor family", "harbor.desk", "14105550180", "Ruth Alvarez", "15"),
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

/// Who buys from the first wholesaler and has nobody below him.
const fn retail(
    name: &'static str,
    company: &'static str,
    city: &'static str,
    country: &'static str,
    balance: &'static str,
    credit_limit: &'static str,
) -> Person {
    let tariff = Some("Meridian resale USD");
    Person { tariff, balance, credit_limit, ..customer(name, "meridian", company, city, country) }
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
    }
}

/// A further web user: whose, his login, his access level.
pub(super) const WEB_USERS: &[(&str, &str, AccessLevel)] = &[
    ("meridian", "anna.reed", AccessLevel::Administrator),
    ("meridian", "accounts.desk", AccessLevel::Billing),
    ("meridian", "night.shift", AccessLevel::Noc),
    ("meridian", "board", AccessLevel::Reporter),
];

/// Who is written to when he has less: customer, threshold.
pub(super) const LOW_BALANCES: &[(&str, &str)] =
    &[("meridian", "5000"), ("harbor-telecom", "500"), ("citylink", "100"), ("nordlicht-net", "50")];

/// The look of a reseller's site: customer, host name, style sheet.
pub(super) const BRANDS: &[(&str, &str, &str)] = &[
    (
        "meridian",
        "portal.meridian.example",
        ":root {\n  --accent: light-dark(#0f6b5c, #7ad3c0);\n  --accent-hover: light-dark(#0a4d42, #a4e4d6);\n  \
         --accent-soft: light-dark(#e4f2ef, #1d3833);\n  --series-0: light-dark(#0f6b5c, #7ad3c0);\n  \
         --series-1: light-dark(#b8731f, #e9b36b);\n}\n",
    ),
    ("northstar", "my.northstar.example", ":root {\n  --accent: light-dark(#7a2e6e, #e3a3d8);\n}\n"),
];
