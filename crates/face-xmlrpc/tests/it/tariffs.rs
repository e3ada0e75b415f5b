//! Tariffs: every parameter there and back, lists by pattern and by page.

use std::collections::BTreeSet;

use face_xmlrpc::catalogue;
use xmlrpc::{Fault, Struct, Value};

use crate::client::Client;
use crate::world::{World, array, double, int, merged, of_struct, refused, structure, text};

const NO_NUMBER: &str = "must be a number such as -12.5";

fn least() -> Struct {
    Struct::new().with("name", "Retail").with("currency", "USD")
}

/// What a tariff shows of which only name and currency are given.
fn defaults() -> Struct {
    least()
        .with("i_tariff_type", 1)
        .with("connect_fee", double("0.0"))
        .with("free_seconds", 0)
        .with("post_call_surcharge", double("0.0"))
        .with("grace_period", 0)
        .with("loss_protection", false)
        .with("max_loss", Value::Nil)
        .with("cost_round_up", false)
        .with("decimal_precision", 20)
        .with("average_duration", 200)
        .with("local_calling", false)
        .with("local_calling_cli_validation_rule", "")
}

/// What is shown for one parameter given, or why it is refused.
type Row = (&'static str, Value, Result<Value, Fault>);

fn shows(parameter: &'static str, given: impl Into<Value>, shown: impl Into<Value>) -> Row {
    (parameter, given.into(), Ok(shown.into()))
}

fn bad(parameter: &'static str, given: impl Into<Value>, rule: &str) -> Row {
    (parameter, given.into(), refused(400, &format!("Parameter {parameter} {rule}")))
}

fn rows() -> Vec<Row> {
    let mut rows = vec![
        shows("i_customer", 1, 1),
        shows("i_customer", Value::Nil, 1),
        ("i_customer", 999.into(), refused(401, "Wrong i_customer")),
        bad("i_customer", "x", "must be an integer"),
        shows("name", "Роздріб <&>", "Роздріб <&>"),
        shows("name", "я".repeat(128), "я".repeat(128)),
        shows("name", 5, "5"),
        bad("name", "я".repeat(129), "may have at most 128 characters"),
        bad("name", " ", "must not be empty"),
        bad("name", "a\nb", "may not contain control characters"),
        bad("name", Value::Nil, "is required"),
        bad("name", true, "must be a string, not boolean"),
        shows("currency", "JPY", "JPY"),
        bad("currency", "usd", "is not an ISO 4217 currency code (three capital letters, such as USD)"),
        bad("currency", "", "is not an ISO 4217 currency code (three capital letters, such as USD)"),
        bad("currency", Value::Nil, "is required"),
        shows("i_tariff_type", 2, 2),
        shows("i_tariff_type", "2", 2),
        shows("i_tariff_type", Value::Nil, 1),
        bad("i_tariff_type", 3, "must be one of 1 (voice), 2 (messaging)"),
        shows("post_call_surcharge", double("0.05"), double("0.05")),
        shows("post_call_surcharge", 1, double("1.0")),
        shows("post_call_surcharge", double("1e-12"), double("0.000000000001")),
        shows("post_call_surcharge", Value::Nil, double("0.0")),
        bad("post_call_surcharge", double("1e-13"), "may have at most 12 decimals"),
        bad("post_call_surcharge", double("-0.01"), "must not be negative"),
        shows("max_loss", 0, double("0.0")),
        shows("max_loss", Value::Nil, Value::Nil),
        shows("decimal_precision", 0, 0),
        shows("decimal_precision", "5", 5),
        shows("decimal_precision", Value::Nil, 20),
        bad("decimal_precision", 21, "must be 0 to 20"),
        bad("decimal_precision", -1, "must not be negative"),
        shows("local_calling_cli_validation_rule", "^49", "^49"),
        shows("local_calling_cli_validation_rule", Value::Nil, ""),
        shows("local_calling_cli_validation_rule", "я".repeat(255), "я".repeat(255)),
        bad("local_calling_cli_validation_rule", "я".repeat(256), "may have at most 255 characters"),
        bad("local_calling_cli_validation_rule", "a\tb", "may not contain control characters"),
    ];
    rows.extend(["connect_fee", "max_loss"].into_iter().flat_map(prices));
    rows.extend(
        [("free_seconds", 0), ("grace_period", 0), ("average_duration", 200)].into_iter().flat_map(counts),
    );
    rows.extend(["loss_protection", "cost_round_up", "local_calling"].into_iter().flat_map(flags));
    rows
}

fn prices(parameter: &'static str) -> [Row; 9] {
    [
        shows(parameter, double("0.0123456789"), double("0.0123456789")),
        shows(parameter, double("1e-10"), double("0.0000000001")),
        shows(parameter, 3, double("3.0")),
        shows(parameter, "2.50", double("2.5")),
        bad(parameter, double("1e-11"), "may have at most 10 decimals"),
        bad(parameter, double("1e300"), "is too large"),
        bad(parameter, -1, "must not be negative"),
        bad(parameter, "free", NO_NUMBER),
        bad(parameter, true, "must be a double, not boolean"),
    ]
}

fn counts((parameter, default): (&'static str, i64)) -> [Row; 8] {
    [
        shows(parameter, 60, 60),
        shows(parameter, "30", 30),
        shows(parameter, double("5.0"), 5),
        shows(parameter, Value::Nil, default),
        shows(parameter, 2_147_483_647, 2_147_483_647),
        bad(parameter, 2_147_483_648, "may be at most 2147483647"),
        bad(parameter, -1, "must not be negative"),
        bad(parameter, double("1.5"), "must be an integer"),
    ]
}

fn flags(parameter: &'static str) -> [Row; 6] {
    [
        shows(parameter, true, true),
        shows(parameter, 1, true),
        shows(parameter, "true", true),
        shows(parameter, Value::Nil, false),
        bad(parameter, 2, "must be a boolean, 0 or 1"),
        bad(parameter, "on", "must be a boolean, 0 or 1"),
    ]
}

#[tokio::test]
async fn every_parameter_is_kept_or_refused_by_name() {
    for world in World::all().await {
        for (parameter, given, expected) in rows() {
            let place = format!("{}: {parameter} = {given:.60?}", world.engine());
            let request = merged(least(), Struct::new().with(parameter, given));
            let created = world.root.call("createTariff", request).await;
            let shown = match (created, expected) {
                (Ok(created), Ok(shown)) => (int(&created, "i_tariff"), shown),
                (created, expected) => {
                    assert_eq!(created.map(|_| ()), expected.map(|_| ()), "{place}");
                    continue;
                }
            };
            let (id, shown) = shown;
            let answer = world.root.call("getTariffInfo", Struct::new().with("i_tariff", id)).await.unwrap();
            let expected = Struct::new().with("i_tariff", id).with("i_customer", 1);
            let expected = merged(expected, merged(defaults(), Struct::new().with(parameter, shown)));
            assert_eq!(*structure(&answer, "tariff"), expected, "{place}");
        }
    }
}

#[test]
fn every_parameter_of_the_catalogue_is_here() {
    let tested: BTreeSet<&str> = rows().iter().map(|(parameter, ..)| *parameter).collect();
    let method = catalogue::find("createTariff").unwrap();
    let documented: BTreeSet<&str> = method.parameters().map(|parameter| parameter.name).collect();
    assert_eq!(tested, documented);
}

#[tokio::test]
async fn a_tariff_is_told_to_its_owner_and_those_above() {
    for world in World::all().await {
        let (id, reseller) = world.reseller(&world.root, "reseller").await;
        let (_, beside) = world.reseller(&world.root, "beside").await;
        let tariff = world.tariff(&reseller, "EUR").await;
        let of_root = world.tariff(&world.root, "EUR").await;
        let wrong = |name: &str| refused(401, &format!("Wrong {name}"));
        for (caller, owner, asked, expected) in [
            (&reseller, None, tariff, Ok(())),
            (&reseller, Some(id), tariff, Ok(())),
            (&world.root, Some(id), tariff, Ok(())),
            (&world.root, None, tariff, wrong("i_tariff")),
            (&world.root, Some(id), of_root, wrong("i_tariff")),
            (&reseller, None, of_root, wrong("i_tariff")),
            (&reseller, Some(1), of_root, wrong("i_customer")),
            (&beside, None, tariff, wrong("i_tariff")),
            (&beside, Some(id), tariff, wrong("i_customer")),
            (&reseller, None, 0, wrong("i_tariff")),
            (&reseller, None, i64::MAX, wrong("i_tariff")),
        ] {
            let request = Struct::new().with("i_tariff", asked).with("i_customer", owner);
            let answer = caller.call("getTariffInfo", request).await.map(|_| ());
            assert_eq!(answer, expected, "{}: {asked} of {owner:?}", world.engine());
        }
        let answer = reseller.call("getTariffInfo", Struct::new()).await;
        assert_eq!(answer, refused(400, "Parameter i_tariff is required"), "{}", world.engine());
    }
}

async fn names(caller: &Client, request: Struct) -> Result<Vec<String>, Fault> {
    let answer = caller.call("getTariffsList", request).await?;
    Ok(array(&answer, "tariffs").iter().map(|line| text(of_struct(line), "name").to_owned()).collect())
}

#[tokio::test]
async fn a_list_is_filtered_by_a_pattern_and_paged() {
    const ALL: [&str; 5] = ["Retail USD", "Retail EUR", "Wholesale", "100% off_peak", "Роздріб"];
    for world in World::all().await {
        for name in ALL {
            world.root.call("createTariff", least().with("name", name)).await.unwrap();
        }
        let like = |pattern: &str| Struct::new().with("name_pattern", pattern);
        for (request, expected) in [
            (Struct::new(), &ALL[..]),
            (like(""), &ALL),
            (Struct::new().with("name_pattern", Value::Nil), &ALL),
            (like("%"), &ALL),
            (like("retail%"), &ALL[..2]),
            (like("%USD"), &ALL[..1]),
            (like("%sal_"), &ALL[2..3]),
            (like("retail"), &[]),
            (like("рОЗДР%"), &ALL[4..]),
            (like("100_%"), &ALL[3..4]),
            (like("%'; --"), &[]),
            (Struct::new().with("limit", 2), &ALL[..2]),
            (Struct::new().with("offset", 3), &ALL[3..]),
            (Struct::new().with("offset", 1).with("limit", 1), &ALL[1..2]),
            (like("%ai%").with("offset", 1), &ALL[1..2]),
            (Struct::new().with("limit", 0), &[]),
            (Struct::new().with("offset", 99), &[]),
        ] {
            let found = names(&world.root, request.clone()).await.unwrap();
            assert_eq!(found, expected, "{}: {request:?}", world.engine());
        }
        for (request, string) in [
            (like(&"x".repeat(129)), "Parameter name_pattern may have at most 128 characters"),
            (like("a\nb"), "Parameter name_pattern may not contain control characters"),
            (Struct::new().with("limit", 10_001), "Parameter limit may be at most 10000"),
            (Struct::new().with("offset", -1), "Parameter offset must not be negative"),
        ] {
            assert_eq!(names(&world.root, request).await, refused(400, string), "{}", world.engine());
        }
    }
}

#[tokio::test]
async fn a_list_shows_the_tariffs_of_one_owner() {
    for world in World::all().await {
        let (id, reseller) = world.reseller(&world.root, "reseller").await;
        let tariff = int(&reseller.call("createTariff", least()).await.unwrap(), "i_tariff");
        world.tariff(&world.root, "EUR").await;
        let line = Struct::new()
            .with("i_tariff", tariff)
            .with("name", "Retail")
            .with("currency", "USD")
            .with("i_tariff_type", 1);
        for (caller, owner) in [(&reseller, None), (&reseller, Some(id)), (&world.root, Some(id))] {
            let answer =
                caller.call("getTariffsList", Struct::new().with("i_customer", owner)).await.unwrap();
            assert_eq!(array(&answer, "tariffs"), [Value::from(line.clone())], "{}", world.engine());
        }
        assert_eq!(names(&world.root, Struct::new()).await.unwrap().len(), 1);
        let above = names(&reseller, Struct::new().with("i_customer", 1)).await;
        assert_eq!(above, refused(401, "Wrong i_customer"), "{}", world.engine());
    }
}

/// The same values as on creation, but currency and type stay, and nil leaves a term as it is; nil takes a loss away.
#[tokio::test]
async fn every_parameter_is_changed_or_refused_by_name() {
    for world in World::all().await {
        for (parameter, given, expected) in rows() {
            let place = format!("{}: {parameter} = {given:.60?}", world.engine());
            let created = world.root.call("createTariff", least()).await.unwrap();
            let id = Struct::new().with("i_tariff", int(&created, "i_tariff"));
            let absent = given == Value::Nil || (parameter == "currency" && given == "".into());
            let expected = match (parameter, expected) {
                ("currency" | "i_tariff_type", Ok(shown)) if shown != defaults_of(parameter) => {
                    refused(400, &format!("Parameter {parameter} never changes after creation"))
                }
                ("name" | "currency" | "i_tariff_type", _) if absent => Ok(defaults_of(parameter)),
                (_, expected) => expected,
            };
            let updated = world.root.call("updateTariff", id.clone().with(parameter, given)).await;
            let answer = world.root.call("getTariffInfo", id.clone()).await.unwrap();
            let mut shown = merged(merged(id, Struct::new().with("i_customer", 1)), defaults());
            match (updated, expected) {
                (Ok(updated), Ok(value)) => {
                    assert_eq!(updated, Struct::new().with("result", "OK"), "{place}");
                    shown = merged(shown, Struct::new().with(parameter, value));
                }
                (updated, expected) => assert_eq!(updated.map(|_| ()), expected.map(|_| ()), "{place}"),
            }
            assert_eq!(*structure(&answer, "tariff"), shown, "{place}");
        }
    }
}

fn defaults_of(parameter: &str) -> Value {
    defaults().get(parameter).cloned().unwrap_or(Value::Nil)
}

#[test]
fn every_parameter_of_an_update_is_here() {
    let tested: BTreeSet<&str> =
        rows().iter().map(|(parameter, ..)| *parameter).chain(["i_tariff"]).collect();
    let documented: BTreeSet<&str> =
        catalogue::find("updateTariff").unwrap().parameters().map(|parameter| parameter.name).collect();
    assert_eq!(tested, documented);
}

#[tokio::test]
async fn what_is_not_named_stays() {
    for world in World::all().await {
        let elaborate = least().with("max_loss", 3).with("free_seconds", 7).with("local_calling", true);
        let created = world.root.call("createTariff", elaborate.clone()).await.unwrap();
        let id = Struct::new().with("i_tariff", int(&created, "i_tariff"));
        for (change, then) in [
            (Struct::new(), Struct::new()),
            (Struct::new().with("name", "Other"), Struct::new().with("name", "Other")),
            (Struct::new().with("max_loss", Value::Nil), Struct::new().with("max_loss", Value::Nil)),
        ] {
            let before = world.root.call("getTariffInfo", id.clone()).await.unwrap();
            world.root.call("updateTariff", merged(id.clone(), change)).await.unwrap();
            let after = world.root.call("getTariffInfo", id.clone()).await.unwrap();
            let expected = merged(structure(&before, "tariff").clone(), then);
            assert_eq!(*structure(&after, "tariff"), expected, "{}", world.engine());
        }
    }
}

#[tokio::test]
async fn a_tariff_on_which_a_customer_is_stays() {
    for world in World::all().await {
        let tariff = world.tariff(&world.root, "USD").await;
        let on_it = Struct::new().with("i_tariff", tariff);
        let customer = world.customer(&world.root, on_it.clone()).await;
        let delete = async || world.root.call("deleteTariff", on_it.clone()).await.map(|_| ());
        let used = refused(490, "Tariff cannot be deleted: customers or service plans have it");
        assert_eq!(delete().await, used, "{}", world.engine());
        let gone = Struct::new().with("i_customer", customer);
        world.root.call("deleteCustomer", gone).await.unwrap();
        assert_eq!(delete().await, Ok(()), "{}", world.engine());
        let unknown = refused(401, "Wrong i_tariff");
        assert_eq!(delete().await, unknown, "{}", world.engine());
        let again = world.root.call("createCustomer", merged(world.least(), on_it)).await.map(|_| ());
        assert_eq!(again, unknown, "{}", world.engine());
    }
}

/// Who may change and remove whose; an owner outside the branch is absent, whatever the caller lacks.
#[tokio::test]
async fn a_tariff_is_changed_by_its_owner_and_those_above() {
    const METHODS: [(&str, &str); 2] = [
        ("updateTariff", "No permission: bit 1 (edit) of tariffs_mgmt is needed"),
        ("deleteTariff", "No permission: bit 2 (delete) of tariffs_mgmt is needed"),
    ];
    for world in World::all().await {
        let (id, reseller) = world.reseller(&world.root, "reseller").await;
        let (_, beside) = world.reseller(&world.root, "beside").await;
        let (_, adding) =
            world.reseller_with(&world.root, "adding", Struct::new().with("tariffs_mgmt", 1)).await;
        let of_root = world.tariff(&world.root, "USD").await;
        let of_adding = world.tariff(&adding, "USD").await;
        let wrong = |name: &str| refused(401, &format!("Wrong {name}"));
        for (method, forbidden) in METHODS {
            let tariff = world.tariff(&reseller, "USD").await;
            for (caller, owner, asked, expected) in [
                (&world.root, None, tariff, wrong("i_tariff")),
                (&reseller, None, of_root, wrong("i_tariff")),
                (&reseller, Some(1), of_root, wrong("i_customer")),
                (&beside, None, tariff, wrong("i_tariff")),
                (&beside, Some(id), tariff, wrong("i_customer")),
                (&adding, Some(id), tariff, wrong("i_customer")),
                (&adding, None, of_adding, refused(403, forbidden)),
                (&adding, None, tariff, wrong("i_tariff")),
                (&adding, None, 0, wrong("i_tariff")),
                (&reseller, None, i64::MAX, wrong("i_tariff")),
                (&world.root, Some(id), tariff, Ok(())),
            ] {
                let request =
                    Struct::new().with("i_tariff", asked).with("i_customer", owner).with("name", "x");
                let answer = caller.call(method, request).await.map(|_| ());
                assert_eq!(answer, expected, "{}: {method} {asked} of {owner:?}", world.engine());
            }
            for (given, string) in
                [(Struct::new(), "is required"), (Struct::new().with("i_tariff", "x"), "must be an integer")]
            {
                let answer = world.root.call(method, given).await;
                assert_eq!(answer, refused(400, &format!("Parameter i_tariff {string}")), "{method}");
            }
        }
    }
}
