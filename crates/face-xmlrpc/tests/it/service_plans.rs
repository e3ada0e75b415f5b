//! Service plans: every parameter there and back, whose they are, and on which tariffs they stand.

use std::collections::BTreeSet;

use face_xmlrpc::catalogue;
use xmlrpc::{Fault, Struct, Value};

use crate::client::Client;
use crate::world::{World, array, int, merged, of_struct, refused, structure, text};

const CURRENCY: &str = "must be the currency of the plan's tariff: it never changes";
const NO_CURRENCY: &str = "is not an ISO 4217 currency code (three capital letters, such as USD)";

fn least(tariff: i64) -> Struct {
    Struct::new().with("name", "Family").with("i_tariff", tariff)
}

/// What root's plan `id` shows of which only name and tariff are given.
fn defaults(id: i64, tariff: i64) -> Struct {
    Struct::new()
        .with("i_billing_plan", id)
        .with("i_tariff", tariff)
        .with("i_customer", 1)
        .with("name", "Family")
        .with("description", "")
        .with("suspend_all_calls", false)
        .with("billing_cycle", 3)
        .with("iso_4217", "EUR")
        .with("prepaid", true)
}

/// What is shown for one parameter given, or why it is refused.
type Row = (&'static str, Value, Result<Value, Fault>);

fn shows(parameter: &'static str, given: impl Into<Value>, shown: impl Into<Value>) -> Row {
    (parameter, given.into(), Ok(shown.into()))
}

fn bad(parameter: &'static str, given: impl Into<Value>, rule: &str) -> Row {
    (parameter, given.into(), refused(400, &format!("Parameter {parameter} {rule}")))
}

/// With `tariff` and `other` of root's in EUR, and `foreign` of somebody below.
fn rows(tariff: i64, other: i64, foreign: i64) -> Vec<Row> {
    let wrong = |parameter: &'static str, given: Value| {
        (parameter, given, refused(401, &format!("Wrong {parameter}")))
    };
    let mut rows = vec![
        shows("i_customer", 1, 1),
        shows("i_customer", Value::Nil, 1),
        wrong("i_customer", 999.into()),
        bad("i_customer", "x", "must be an integer"),
        shows("name", "Сімейний <&>", "Сімейний <&>"),
        shows("name", "я".repeat(128), "я".repeat(128)),
        bad("name", "я".repeat(129), "may have at most 128 characters"),
        bad("name", " ", "must not be empty"),
        bad("name", "a\nb", "may not contain control characters"),
        bad("name", Value::Nil, "is required"),
        shows("i_tariff", other, other),
        shows("i_tariff", tariff.to_string(), tariff),
        wrong("i_tariff", foreign.into()),
        wrong("i_tariff", 0.into()),
        wrong("i_tariff", i64::MAX.into()),
        bad("i_tariff", "x", "must be an integer"),
        bad("i_tariff", Value::Nil, "is required"),
        shows("iso_4217", "EUR", "EUR"),
        shows("iso_4217", "", "EUR"),
        shows("iso_4217", Value::Nil, "EUR"),
        bad("iso_4217", "USD", CURRENCY),
        bad("iso_4217", "eur", NO_CURRENCY),
        shows("description", "two words", "two words"),
        shows("description", Value::Nil, ""),
        shows("description", "я".repeat(255), "я".repeat(255)),
        bad("description", "я".repeat(256), "may have at most 255 characters"),
        bad("description", "a\tb", "may not contain control characters"),
        shows("billing_cycle", 1, 1),
        shows("billing_cycle", "2", 2),
        shows("billing_cycle", Value::Nil, 3),
        bad("billing_cycle", 0, "must be one of 1 (weekly), 2 (bi-weekly), 3 (monthly)"),
        bad("billing_cycle", 4, "must be one of 1 (weekly), 2 (bi-weekly), 3 (monthly)"),
        bad("billing_cycle", "monthly", "must be an integer"),
    ];
    for (parameter, default) in [("prepaid", true), ("suspend_all_calls", false)] {
        rows.extend([
            shows(parameter, !default, !default),
            shows(parameter, i64::from(!default), !default),
            shows(parameter, "0", false),
            shows(parameter, Value::Nil, default),
            bad(parameter, 2, "must be a boolean, 0 or 1"),
            bad(parameter, "on", "must be a boolean, 0 or 1"),
        ]);
    }
    rows
}

#[test]
fn every_parameter_of_the_catalogue_is_here() {
    let tested: BTreeSet<&str> = rows(0, 0, 0).iter().map(|(parameter, ..)| *parameter).collect();
    let documented = |method: &str| -> BTreeSet<&str> {
        catalogue::find(method).unwrap().parameters().map(|parameter| parameter.name).collect()
    };
    assert_eq!(documented("addBillingPlan"), tested);
    let with_number: BTreeSet<&str> = tested.into_iter().chain(["i_billing_plan"]).collect();
    assert_eq!(documented("updateBillingPlan"), with_number);
}

/// Root's tariffs for [`rows`].
async fn tariffs(world: &World) -> [i64; 3] {
    let (_, reseller) = world.reseller(&world.root, "reseller").await;
    let foreign = world.tariff(&reseller, "EUR").await;
    [world.tariff(&world.root, "EUR").await, world.tariff(&world.root, "EUR").await, foreign]
}

async fn add(caller: &Client, members: Struct) -> i64 {
    int(&caller.call("addBillingPlan", members).await.unwrap(), "i_billing_plan")
}

/// What root is told about a plan of his.
async fn told(world: &World, id: i64) -> Struct {
    let answer =
        world.root.call("getServicePlanInfo", Struct::new().with("i_billing_plan", id)).await.unwrap();
    structure(&answer, "service_plan").clone()
}

#[tokio::test]
async fn every_parameter_is_kept_or_refused_by_name() {
    for world in World::all().await {
        let [tariff, other, foreign] = tariffs(&world).await;
        for (parameter, given, expected) in rows(tariff, other, foreign) {
            let place = format!("{}: {parameter} = {given:.60?}", world.engine());
            let request = merged(least(tariff), Struct::new().with(parameter, given));
            let id = match (world.root.call("addBillingPlan", request).await, &expected) {
                (Ok(created), Ok(_)) => int(&created, "i_billing_plan"),
                (created, _) => {
                    assert_eq!(created.map(|_| ()), expected.map(|_| ()), "{place}");
                    continue;
                }
            };
            let shown = defaults(id, tariff).with(parameter, expected.unwrap());
            assert_eq!(told(&world, id).await, shown, "{place}");
        }
        world.check_sound().await;
    }
}

/// The same values as on creation, but nil leaves a member as it is.
#[tokio::test]
async fn every_parameter_is_changed_or_refused_by_name() {
    for world in World::all().await {
        let [tariff, other, foreign] = tariffs(&world).await;
        for (parameter, given, expected) in rows(tariff, other, foreign) {
            let place = format!("{}: {parameter} = {given:.60?}", world.engine());
            let id = add(&world.root, least(tariff)).await;
            let mut shown = defaults(id, tariff);
            let kept = shown.get(parameter).cloned().unwrap();
            let expected = if given == Value::Nil { Ok(kept) } else { expected };
            let request = Struct::new().with("i_billing_plan", id).with(parameter, given);
            let updated = world.root.call("updateBillingPlan", request).await;
            match (updated, expected) {
                (Ok(updated), Ok(value)) => {
                    assert_eq!(updated, Struct::new().with("result", "OK"), "{place}");
                    shown = shown.with(parameter, value);
                }
                (updated, expected) => assert_eq!(updated.map(|_| ()), expected.map(|_| ()), "{place}"),
            }
            assert_eq!(told(&world, id).await, shown, "{place}");
        }
        world.check_sound().await;
    }
}

#[tokio::test]
async fn a_plan_keeps_its_currency_and_what_is_not_named() {
    for world in World::all().await {
        let (euro, dollar) = (world.tariff(&world.root, "EUR").await, world.tariff(&world.root, "USD").await);
        let elaborate = Struct::new()
            .with("description", "text")
            .with("suspend_all_calls", true)
            .with("billing_cycle", 1)
            .with("prepaid", false);
        let id = add(&world.root, merged(least(euro), elaborate.clone())).await;
        let expected = merged(defaults(id, euro), elaborate);
        let update = async |change: Struct| {
            let request = change.with("i_billing_plan", id);
            world.root.call("updateBillingPlan", request).await.map(|_| ())
        };
        assert_eq!(update(Struct::new()).await, Ok(()), "{}", world.engine());
        assert_eq!(told(&world, id).await, expected, "{}", world.engine());
        let to_dollar = Struct::new().with("i_tariff", dollar);
        let other = refused(400, "Parameter i_tariff must be in the currency of the plan: it never changes");
        assert_eq!(update(to_dollar.clone()).await, other, "{}", world.engine());
        let both = refused(400, &format!("Parameter iso_4217 {CURRENCY}"));
        assert_eq!(update(to_dollar.with("iso_4217", "USD")).await, both, "{}", world.engine());
        assert_eq!(update(Struct::new().with("name", "Other")).await, Ok(()), "{}", world.engine());
        assert_eq!(told(&world, id).await, expected.with("name", "Other"), "{}", world.engine());
    }
}

async fn names(caller: &Client, request: Struct) -> Result<Vec<String>, Fault> {
    let answer = caller.call("listBillingPlans", request).await?;
    Ok(array(&answer, "service_plans").iter().map(|line| text(of_struct(line), "name").to_owned()).collect())
}

#[tokio::test]
async fn a_list_shows_the_plans_of_one_owner_by_pattern_and_page() {
    const ALL: [&str; 3] = ["Family", "Family plus", "Business"];
    for world in World::all().await {
        let (id, reseller) = world.reseller(&world.root, "reseller").await;
        let (tariff, of_root) =
            (world.tariff(&reseller, "EUR").await, world.tariff(&world.root, "EUR").await);
        let mut lines = Vec::new();
        for name in ALL {
            let made = add(&reseller, least(tariff).with("name", name)).await;
            lines.push(Value::from(defaults(made, tariff).with("name", name).with("i_customer", id)));
        }
        add(&world.root, least(of_root)).await;
        let answer = world.root.call("listBillingPlans", Struct::new().with("i_customer", id)).await.unwrap();
        assert_eq!(array(&answer, "service_plans"), lines, "{}", world.engine());
        let like = |pattern: &str| Struct::new().with("name_pattern", pattern);
        for (request, expected) in [
            (Struct::new(), Ok(&ALL[..])),
            (like(""), Ok(&ALL)),
            (like("FAMILY%"), Ok(&ALL[..2])),
            (like("family"), Ok(&ALL[..1])),
            (like("family%").with("offset", 1), Ok(&ALL[1..2])),
            (Struct::new().with("limit", 1), Ok(&ALL[..1])),
            (Struct::new().with("limit", 0), Ok(&[])),
            (Struct::new().with("i_customer", 1), refused(401, "Wrong i_customer")),
            (like(&"x".repeat(129)), refused(400, "Parameter name_pattern may have at most 128 characters")),
            (Struct::new().with("limit", 10_001), refused(400, "Parameter limit may be at most 10000")),
            (Struct::new().with("offset", -1), refused(400, "Parameter offset must not be negative")),
        ] {
            let found = names(&reseller, request.clone()).await;
            let expected = expected.map(|names| names.iter().map(|name| (*name).to_owned()).collect());
            assert_eq!(found, expected, "{}: {request:.80?}", world.engine());
        }
    }
}

/// Who may see, change and remove whose; an owner outside the branch is absent, whatever the caller lacks.
#[tokio::test]
async fn a_plan_is_its_owners_and_theirs_above() {
    const METHODS: [(&str, Option<&str>); 3] = [
        ("getServicePlanInfo", None),
        ("updateBillingPlan", Some("bit 1 (edit)")),
        ("deleteBillingPlan", Some("bit 2 (delete)")),
    ];
    for world in World::all().await {
        let (id, reseller) = world.reseller(&world.root, "reseller").await;
        let (_, beside) = world.reseller(&world.root, "beside").await;
        let (_, adding) =
            world.reseller_with(&world.root, "adding", Struct::new().with("tariffs_mgmt", 1)).await;
        let plan_of = async |owner: &Client| add(owner, least(world.tariff(owner, "USD").await)).await;
        let (of_root, of_adding) = (plan_of(&world.root).await, plan_of(&adding).await);
        let wrong = |name: &str| refused(401, &format!("Wrong {name}"));
        for (method, right) in METHODS {
            let plan = plan_of(&reseller).await;
            let lacking = right.map_or(Ok(()), |right| {
                refused(403, &format!("No permission: {right} of tariffs_mgmt is needed"))
            });
            for (caller, owner, asked, expected) in [
                (&world.root, None, plan, wrong("i_billing_plan")),
                (&world.root, Some(id), of_root, wrong("i_billing_plan")),
                (&reseller, None, of_root, wrong("i_billing_plan")),
                (&reseller, Some(1), of_root, wrong("i_customer")),
                (&beside, None, plan, wrong("i_billing_plan")),
                (&beside, Some(id), plan, wrong("i_customer")),
                (&adding, Some(id), plan, wrong("i_customer")),
                (&adding, None, of_adding, lacking),
                (&adding, None, plan, wrong("i_billing_plan")),
                (&adding, None, 0, wrong("i_billing_plan")),
                (&reseller, None, 0, wrong("i_billing_plan")),
                (&reseller, None, i64::MAX, wrong("i_billing_plan")),
                (&world.root, Some(id), plan, Ok(())),
            ] {
                let request =
                    Struct::new().with("i_billing_plan", asked).with("i_customer", owner).with("name", "x");
                let answer = caller.call(method, request).await.map(|_| ());
                assert_eq!(answer, expected, "{}: {method} {asked} of {owner:?}", world.engine());
            }
            for (given, string) in [
                (Struct::new(), "is required"),
                (Struct::new().with("i_billing_plan", "x"), "must be an integer"),
            ] {
                let answer = world.root.call(method, given).await;
                assert_eq!(answer, refused(400, &format!("Parameter i_billing_plan {string}")), "{method}");
            }
        }
        let (_, without) =
            world.reseller_with(&world.root, "without", Struct::new().with("tariffs_mgmt", 6)).await;
        let answer = without.call("addBillingPlan", least(1)).await;
        assert_eq!(answer, refused(403, "No permission: bit 0 (add) of tariffs_mgmt is needed"));
        let above = reseller.call("addBillingPlan", least(1).with("i_customer", 1)).await;
        assert_eq!(above, wrong("i_customer").map(|()| Struct::new()), "{}", world.engine());
    }
}

#[tokio::test]
async fn a_tariff_that_a_plan_has_stays() {
    for world in World::all().await {
        let (id, reseller) = world.reseller(&world.root, "reseller").await;
        let [first, second] = [world.tariff(&reseller, "USD").await, world.tariff(&reseller, "USD").await];
        let plan = add(&world.root, least(first).with("i_customer", id)).await;
        let plan = Struct::new().with("i_billing_plan", plan);
        let delete = async |tariff: i64| {
            let request = Struct::new().with("i_tariff", tariff);
            reseller.call("deleteTariff", request).await.map(|_| ())
        };
        let used = refused(490, "Tariff cannot be deleted: customers or service plans have it");
        assert_eq!(delete(first).await, used, "{}", world.engine());
        reseller.call("updateBillingPlan", plan.clone().with("i_tariff", second)).await.unwrap();
        assert_eq!((delete(first).await, delete(second).await), (Ok(()), used), "{}", world.engine());
        let gone = refused(401, "Wrong i_tariff");
        let back = reseller.call("updateBillingPlan", plan.clone().with("i_tariff", first)).await;
        assert_eq!(back.map(|_| ()), gone, "{}", world.engine());
        reseller.call("deleteBillingPlan", plan.clone()).await.unwrap();
        assert_eq!(delete(second).await, Ok(()), "{}", world.engine());
        let again = reseller.call("deleteBillingPlan", plan).await.map(|_| ());
        assert_eq!(again, refused(401, "Wrong i_billing_plan"), "{}", world.engine());
    }
}

#[tokio::test]
async fn a_customer_who_goes_takes_his_plans_with_him() {
    for world in World::all().await {
        let (id, reseller) = world.reseller(&world.root, "reseller").await;
        add(&reseller, least(world.tariff(&reseller, "USD").await)).await;
        world.root.call("deleteCustomer", Struct::new().with("i_customer", id)).await.unwrap();
        world.check_sound().await;
    }
}

#[tokio::test]
async fn what_is_done_to_a_plan_stands_in_the_audit_log() {
    for world in World::all().await {
        let tariff = world.tariff(&world.root, "EUR").await;
        let id = add(&world.root, least(tariff)).await;
        let plan = Struct::new().with("i_billing_plan", id);
        for change in [Struct::new(), Struct::new().with("prepaid", false)] {
            world.root.call("updateBillingPlan", merged(plan.clone(), change)).await.unwrap();
        }
        world.root.call("deleteBillingPlan", plan).await.unwrap();
        let asked = Struct::new().with("resource", format!("service_plans:i_service_plan={id}"));
        let answer = world.root.call("getAuditLogs", asked).await.unwrap();
        let actions: Vec<&str> =
            array(&answer, "records").iter().map(|record| text(of_struct(record), "action")).collect();
        // A change that changes nothing leaves no record.
        assert_eq!(actions, ["D", "U", "A"], "{}", world.engine());
    }
}
