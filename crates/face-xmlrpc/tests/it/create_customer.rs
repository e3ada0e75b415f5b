//! `createCustomer`, parameter by parameter: what is taken is read back, what is not is refused by name.

pub(crate) mod flags;
pub(crate) mod numbers;
pub(crate) mod references;
pub(crate) mod settings;
pub(crate) mod texts;

use std::collections::{BTreeMap, BTreeSet};

use face_xmlrpc::catalogue;
use xmlrpc::{Struct, Value};

use crate::world::{World, double, int, merged, refused, text};

/// A parameter and what becomes of the values that a client may give it.
pub(crate) struct Row {
    pub(crate) parameter: &'static str,
    /// What `getCustomerInfo` shows when the parameter is not given; nothing for what it never shows.
    pub(crate) default: Option<Value>,
    pub(crate) cases: Vec<(Value, Outcome)>,
}

#[derive(Debug, Clone)]
pub(crate) enum Outcome {
    /// The customer is made, and `getCustomerInfo` shows this.
    Shown(Value),
    /// The customer is made; the parameter is never shown.
    Taken,
    Refused(i32, String),
}

impl Row {
    pub(crate) fn new(parameter: &'static str, default: impl Into<Value>) -> Self {
        Self { parameter, default: Some(default.into()), cases: Vec::new() }
    }

    pub(crate) fn never_shown(parameter: &'static str) -> Self {
        Self { parameter, default: None, cases: Vec::new() }
    }

    pub(crate) fn shows(self, given: impl Into<Value>, shown: impl Into<Value>) -> Self {
        self.with(given.into(), Outcome::Shown(shown.into()))
    }

    pub(crate) fn keeps(self, given: impl Into<Value>) -> Self {
        let given = given.into();
        self.shows(given.clone(), given)
    }

    pub(crate) fn takes(self, given: impl Into<Value>) -> Self {
        self.with(given.into(), Outcome::Taken)
    }

    /// Refused as malformed or out of range.
    pub(crate) fn bad(self, given: impl Into<Value>, rule: &str) -> Self {
        self.refuses(given, 400, &format!("Parameter # {rule}"))
    }

    /// Refused as referring to nothing.
    pub(crate) fn wrong(self, given: impl Into<Value>) -> Self {
        self.refuses(given, 401, "Wrong #")
    }

    /// `#` stands for the parameter's name.
    pub(crate) fn refuses(self, given: impl Into<Value>, code: i32, string: &str) -> Self {
        let string = string.replace('#', self.parameter);
        self.with(given.into(), Outcome::Refused(code, string))
    }

    fn with(mut self, given: Value, outcome: Outcome) -> Self {
        self.cases.push((given, outcome));
        self
    }
}

/// Things that some values refer to.
pub(crate) struct Known {
    pub(crate) tariff: i64,
    routing_group: i64,
    sibling: i64,
}

impl Known {
    pub(crate) async fn make(world: &World) -> Self {
        Self {
            tariff: world.tariff(&world.root, "USD").await,
            routing_group: world.routing_group(&world.root).await,
            sibling: world.customer(&world.root, Struct::new()).await,
        }
    }

    pub(crate) fn rows(&self) -> Vec<Row> {
        let families =
            [texts::rows(), flags::rows(), numbers::rows(), settings::rows(), references::rows(self)];
        families.into_iter().flatten().collect()
    }
}

/// What `getCustomerInfo` shows of a customer of root for whom nothing was asked.
pub(crate) fn defaults(rows: &[Row]) -> Shown {
    let mut shown = Shown::from([
        ("i_access_level".to_owned(), "ADMINISTRATOR".into()),
        ("default_user".to_owned(), true.into()),
        ("blocked".to_owned(), false.into()),
        ("base_currency".to_owned(), "USD".into()),
    ]);
    let of_rows = rows.iter().filter_map(|row| Some((row.parameter.to_owned(), row.default.clone()?)));
    shown.extend(of_rows);
    shown
}

pub(crate) type Shown = BTreeMap<String, Value>;

/// The numbers that a customer is given, of which only the first is known before: the others have their form.
pub(crate) fn identity(id: i64, info: &Struct) -> [(String, Value); 3] {
    let other_id = text(info, "customer_id");
    let is_lower_hex = other_id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    assert!(other_id.len() == 24 && is_lower_hex, "{other_id}");
    [
        ("i_customer".to_owned(), id.into()),
        ("i_web_user".to_owned(), int(info, "i_web_user").into()),
        ("customer_id".to_owned(), other_id.into()),
    ]
}

/// Gives every value of some rows to a customer of his own.
async fn check(family: fn(&Known) -> Vec<Row>) {
    for world in World::all().await {
        let known = Known::make(&world).await;
        let defaults = defaults(&known.rows());
        let before = world.children(&world.root).await.len();
        let mut made = 0;
        for row in family(&known) {
            for (given, outcome) in &row.cases {
                made += usize::from(!matches!(outcome, Outcome::Refused(..)));
                check_case(&world, &defaults, &row, given, outcome).await;
            }
        }
        let after = world.children(&world.root).await.len();
        assert_eq!(after, before + made, "{}: a refused customer exists", world.engine());
    }
}

async fn check_case(world: &World, defaults: &Shown, row: &Row, given: &Value, outcome: &Outcome) {
    let Row { parameter, .. } = row;
    let place = format!("{}: {parameter} = {given:.60?}", world.engine());
    let request = merged(world.least(), Struct::new().with(*parameter, given.clone()));
    let name = request.get("name").cloned().unwrap();
    let answer = world.root.call("createCustomer", request).await;
    if let Outcome::Refused(code, string) = outcome {
        assert_eq!(answer, refused(*code, string), "{place}");
        return;
    }
    let created = answer.unwrap_or_else(|fault| panic!("{place}: {fault}"));
    assert_eq!(created.len(), 2, "{place}: {created:?}");
    let id = int(&created, "i_customer");
    let info = world.info(&world.root, id).await;
    let mut expected = defaults.clone();
    expected.insert("name".to_owned(), name);
    expected.extend(identity(id, &info));
    if let Outcome::Shown(shown) = outcome {
        expected.insert((*parameter).to_owned(), shown.clone());
    }
    assert_eq!(info.into_iter().collect::<Shown>(), expected, "{place}");
}

#[tokio::test]
async fn texts_are_kept_as_they_are() {
    check(|_| texts::rows()).await;
}

#[tokio::test]
async fn flags_are_read_in_every_spelling_and_shown_in_one() {
    check(|_| flags::rows()).await;
}

#[tokio::test]
async fn numbers_are_exact_and_bounded() {
    check(|_| numbers::rows()).await;
}

#[tokio::test]
async fn settings_are_terms_of_their_dictionaries() {
    check(|_| settings::rows()).await;
}

#[tokio::test]
async fn references_lead_somewhere() {
    check(references::rows).await;
}

#[test]
fn every_parameter_of_the_catalogue_is_here_once() {
    let rows = Known { tariff: 1, routing_group: 1, sibling: 2 }.rows();
    let tested: Vec<&str> = rows.iter().map(|row| row.parameter).collect();
    let method = catalogue::find("createCustomer").unwrap();
    let documented: BTreeSet<&str> = method.parameters().map(|parameter| parameter.name).collect();
    assert_eq!(tested.iter().copied().collect::<BTreeSet<_>>(), documented);
    assert_eq!(tested.len(), documented.len());
    for row in &rows {
        let refusals =
            row.cases.iter().filter(|(_, outcome)| matches!(outcome, Outcome::Refused(..))).count();
        assert!(
            0 < refusals && refusals < row.cases.len(),
            "{} is never taken or never refused",
            row.parameter
        );
        assert!(row.cases.iter().any(|(given, _)| *given == Value::Nil), "{} is never nil", row.parameter);
    }
}

/// The parameters are those of the published page, and the one that it describes apart from its list.
#[test]
fn the_catalogue_has_the_published_parameters() {
    let published = "name web_password i_tariff web_login i_routing_group balance credit_limit accounts_mgmt \
        customers_mgmt system_mgmt accounts_matching_rule company_name salutation first_name last_name mid_init \
        street_addr state postal_code city country contact phone fax alt_phone alt_contact email cc bcc mail_from \
        payment_currency payment_method min_payment_amount api_access api_password api_mgmt i_commission_agent \
        commission_size tariffs_mgmt max_depth use_own_tariff vouchers_mgmt description i_password_policy \
        callshop_enabled overcommit_protection overcommit_limit did_pool_enabled ivr_apps_enabled asr_acd_enabled \
        debit_credit_cards_enabled conferencing_enabled share_payment_processors dncl_enabled i_time_zone i_lang \
        i_export_type start_page css dns_alias max_sessions max_calls_per_second i_wholesaler";
    let published: BTreeSet<&str> = published.split_whitespace().collect();
    let method = catalogue::find("createCustomer").unwrap();
    let documented: BTreeSet<&str> = method.parameters().map(|parameter| parameter.name).collect();
    assert_eq!(documented, published);
}

/// Tariff, name, password: the order observed on a live switch; the rest of the request does not matter.
#[tokio::test]
async fn required_parameters_are_missed_in_order() {
    for world in World::all().await {
        let rest = Struct::new().with("balance", "not a number").with("max_depth", -1);
        let steps = [
            (Struct::new(), "i_tariff"),
            (Struct::new().with("name", "a").with("web_password", "b"), "i_tariff"),
            (Struct::new().with("i_tariff", Value::Nil), "name"),
            (Struct::new().with("i_tariff", Value::Nil).with("web_password", "b"), "name"),
            (Struct::new().with("i_tariff", 999).with("name", Value::Nil), "name"),
            (Struct::new().with("i_tariff", Value::Nil).with("name", "a"), "web_password"),
            (
                Struct::new().with("i_tariff", 999).with("name", "a").with("web_password", Value::Nil),
                "web_password",
            ),
        ];
        for (given, missing) in steps {
            let answer = world.root.call("createCustomer", merged(rest.clone(), given)).await;
            assert_eq!(
                answer,
                refused(410, &format!("Parameter {missing} is required")),
                "{}",
                world.engine()
            );
        }
    }
}

/// The request of the vendor's own test, with integers where it sends them, and the exponent that Python prints.
#[tokio::test]
async fn everything_at_once_is_read_back() {
    for world in World::all().await {
        let known = Known::make(&world).await;
        let rows = known.rows();
        let mut request = world.least();
        let mut expected = defaults(&rows);
        expected.insert("name".to_owned(), request.get("name").cloned().unwrap());
        let chosen = ["i_wholesaler", "name", "web_password", "i_tariff"];
        for row in rows.iter().filter(|row| !chosen.contains(&row.parameter)) {
            // The first value of a row is the one that most clients send.
            match row.cases.first().unwrap() {
                (given, Outcome::Shown(shown)) => {
                    request.insert(row.parameter, given.clone());
                    expected.insert(row.parameter.to_owned(), shown.clone());
                }
                (given, Outcome::Taken) => request.insert(row.parameter, given.clone()),
                (given, Outcome::Refused(..)) => panic!("{} begins with {given:?}", row.parameter),
            }
        }
        request.insert("i_tariff", known.tariff);
        request.insert("i_wholesaler", 1);
        request.insert("overcommit_limit", double("1e-09"));
        request.insert("no_such_parameter", "ignored");
        expected.insert("i_tariff".to_owned(), known.tariff.into());
        expected.insert("overcommit_limit".to_owned(), double("0.000000001"));
        let id = int(&world.root.call("createCustomer", request).await.unwrap(), "i_customer");
        let info = world.info(&world.root, id).await;
        expected.extend(identity(id, &info));
        assert_eq!(info.into_iter().collect::<Shown>(), expected, "{}", world.engine());
    }
}

/// A name, a login and a host name exist once, over the whole installation.
#[tokio::test]
async fn what_must_be_unique_is_refused_by_name() {
    for world in World::all().await {
        let (_, reseller) = world.reseller(&world.root, "first").await;
        let taken = Struct::new().with("name", "Taken").with("dns_alias", "taken.example.com");
        world.customer(&world.root, merged(taken, Struct::new().with("web_login", "taken"))).await;
        let clashes = [
            ("name", "Taken"),
            ("name", "root"),
            ("web_login", "taken"),
            ("web_login", "root"),
            ("dns_alias", "TAKEN.example.com"),
        ];
        for (parameter, value) in clashes {
            for caller in [&world.root, &reseller] {
                let request = merged(world.least(), Struct::new().with(parameter, value));
                let string = format!("Parameter {parameter} must be unique: it is already taken");
                let answer = caller.call("createCustomer", request).await;
                assert_eq!(answer, refused(490, &string), "{}: {parameter} {value}", world.engine());
            }
        }
        // Another case is another name.
        world.customer(&world.root, Struct::new().with("name", "TAKEN").with("web_login", "Taken")).await;
    }
}
