//! Making an account with funds of its own, and changing one.

use app::account::create_endpoint::{CreateEndpoint, CreateEndpointError, TakenName, create};
use app::account::update_endpoint::{UpdateEndpoint, UpdateEndpointError, update};
use app::account::{AccountLookup, find::FoundAccount};
use app::owned::NamedPage;
use askama::Template;
use charging::CreditLimit;
use money::{Amount, Currency};
use party::account::{Account, Endpoint, EndpointChange, Features, Pin, PinError, every_privacy_scheme};
use party::ids::{CustomerId, ServicePlanId};
use party::password::Password;
use party::rights::Rights;
use party::service_plan::ServicePlan;

use crate::customer_words::of_booking;
use crate::entered::{Entered, Shown, Wrong};
use crate::entry::Entry;
use crate::i18n::Reader;
use crate::page::Frame;
use crate::pages::endpoint_facts::feature_key;
use crate::pages::endpoint_fields::{self as fields, COMMISSION_AGENT, FEATURE_LACKING, ROUTING_GROUP};
use crate::pages::users::{self, OWNER_FIELD, Owner};
use crate::pages::{password, user, user_form};
use crate::reply::{Failure, Reply};
use crate::route::{Path, Route};
use crate::ui::{Choice, Field, Form, Kind};
use crate::visit::{Fields, Visit};

const NEW: Route = Route::new("/users/new/voice");

const USERNAME: &str = "username";
const AUTHNAME: &str = "authname";
const SERVICE_PLAN: &str = "service_plan";
const BALANCE: &str = "balance";
const CREDIT_LIMIT: &str = "credit_limit";
const PASSWORD: &str = "password";
const VOIP_PASSWORD: &str = "voip_password";
const PIN: &str = "pin";
const NO_PIN: &str = "no_pin";

pub(crate) fn entries() -> Vec<Entry> {
    vec![Entry::new("endpoint-new", NEW, users::ADD).get(show_new).post(make)]
}

/// Where an account with funds of its own is made for `owner`.
pub(crate) fn new_path(owner: &Owner) -> Path {
    NEW.path().with(OWNER_FIELD, &owner.field())
}

#[derive(Template)]
#[template(path = "pages/form.html")]
struct EndpointFormPage {
    frame: Frame,
    title: String,
    trail: (Path, String),
    lead: String,
    form: Form,
}

impl EndpointFormPage {
    fn new_endpoint(
        frame: Frame,
        owner: &Owner,
        plans: &[ServicePlan],
        values: &Fields,
        wrong: &Wrong,
    ) -> Self {
        let mut form = Form::new(&frame, NEW.path(), frame.t("user-make"));
        form.hidden = vec![(OWNER_FIELD, owner.field())];
        form.cancel = Some((owner.users(), frame.t("cancel")));
        let shown = Shown { frame: &frame, values, wrong };
        let required = |field: Field| Field { is_required: true, ..field };
        form.fields = names(&shown, plans);
        form.fields.extend([
            shown.hinted(BALANCE, "user-balance", Kind::Number, "endpoint-money-hint"),
            shown.hinted(CREDIT_LIMIT, "field-credit-limit", Kind::Number, "endpoint-money-hint"),
            required(secret(&shown, PASSWORD, "user-password", "endpoint-password-hint")),
            required(secret(&shown, VOIP_PASSWORD, "endpoint-voip-password", "endpoint-voip-password-hint")),
            secret(&shown, PIN, "endpoint-pin", "endpoint-pin-hint"),
        ]);
        form.groups = fields::groups(&shown, &owner.rights, Features::NONE);
        let lead = if plans.is_empty() { frame.t("endpoint-no-plan") } else { String::new() };
        Self {
            title: frame.t("endpoint-new"),
            trail: (owner.users(), owner.users_title(&frame)),
            lead,
            form,
            frame,
        }
    }

    fn edit(
        frame: Frame,
        rights: &Rights,
        account: &Account,
        plans: &[ServicePlan],
        values: &Fields,
        wrong: &Wrong,
    ) -> Self {
        let mut form = Form::new(&frame, user_form::edit_path(account.object_id), frame.t("user-save"));
        form.cancel = Some((user::path(account.object_id), frame.t("cancel")));
        let shown = Shown { frame: &frame, values, wrong };
        form.fields = names(&shown, plans);
        form.fields.extend([
            shown.field(CREDIT_LIMIT, "field-credit-limit", Kind::Number),
            secret(&shown, VOIP_PASSWORD, "endpoint-voip-password", "endpoint-voip-password-kept"),
            secret(&shown, PIN, "endpoint-pin", "endpoint-pin-kept"),
            shown.field(NO_PIN, "endpoint-no-pin", Kind::Checkbox),
        ]);
        let before = account.endpoint().map_or(Features::NONE, |endpoint| endpoint.features);
        form.groups = fields::groups(&shown, rights, before);
        Self {
            title: frame.t("user-edit"),
            trail: (user::path(account.object_id), account.profile.username.as_str().to_owned()),
            lead: frame.t("endpoint-edit-lead"),
            form,
            frame,
        }
    }

    fn title(&self) -> &str {
        &self.title
    }
}

fn names(shown: &Shown<'_>, plans: &[ServicePlan]) -> Vec<Field> {
    let plan = |plan: &ServicePlan| Choice {
        value: plan.id.to_string(),
        label: format!("{} ({})", plan.terms.name.as_str(), plan.currency),
    };
    let plans = Kind::Select(plans.iter().map(plan).collect());
    let required = |field: Field| Field { is_required: true, autocomplete: "off", ..field };
    vec![
        required(shown.hinted(USERNAME, "user-name", Kind::Text, "endpoint-name-hint")),
        required(shown.hinted(AUTHNAME, "user-authname", Kind::Text, "endpoint-authname-hint")),
        shown.hinted(SERVICE_PLAN, "user-service-plan", plans, "endpoint-plan-hint"),
    ]
}

fn secret(shown: &Shown<'_>, name: &'static str, label: &str, hint: &str) -> Field {
    Field { autocomplete: "new-password", ..shown.hinted(name, label, Kind::Password, hint) }
}

async fn show_new(visit: Visit) -> Result<Reply, Failure> {
    let owner = Owner::named(&visit, visit.query.text(OWNER_FIELD)).await?;
    let plans = plans(&visit, owner.id).await?;
    let currency =
        plans.first().map_or(visit.session()?.customer.profile.base_currency, |plan| plan.currency);
    let values = fields::values(&visit.reader, &blank(currency)?);
    let page = EndpointFormPage::new_endpoint(visit.frame(), &owner, &plans, &values, &Wrong::default());
    Reply::page(&page)
}

async fn make(visit: Visit) -> Result<Reply, Failure> {
    let owner = Owner::named(&visit, visit.form.text(OWNER_FIELD)).await?;
    let mut entered = Entered::new(&visit.reader, &visit.form);
    let request = read_new(&mut entered, &visit.form, owner.id);
    let mut wrong = entered.wrong();
    if let Some(request) = request {
        match create(visit.app(), &visit.context()?, request).await {
            // Where it has gone is told by its number, and the list knows the way.
            Ok(_) => return Ok(Reply::see_with(owner.users(), "user-made")),
            Err(error) => refuse(&visit.reader, &mut wrong, error)?,
        }
    }
    let plans = plans(&visit, owner.id).await?;
    Reply::again(&EndpointFormPage::new_endpoint(visit.frame(), &owner, &plans, &visit.form, &wrong))
}

/// The form that changes `found`, an account with funds of its own.
pub(super) async fn show_edit(
    visit: &Visit,
    found: &FoundAccount,
    endpoint: &Endpoint,
) -> Result<Reply, Failure> {
    let owner = Owner::find(visit, found.account.customer.id).await?;
    let plans = plans(visit, owner.id).await?;
    let credit_limit = match found.funds.map(|funds| funds.credit_limit) {
        Some(CreditLimit::Of(limit)) => visit.reader.typed(&limit.to_decimal()),
        Some(CreditLimit::Unlimited) | None => String::new(),
    };
    let values = fields::values(&visit.reader, endpoint).with([
        (USERNAME, found.account.profile.username.as_str().to_owned()),
        (AUTHNAME, endpoint.authname.as_str().to_owned()),
        (SERVICE_PLAN, endpoint.service_plan.to_string()),
        (CREDIT_LIMIT, credit_limit),
    ]);
    let (frame, none) = (visit.frame(), Wrong::default());
    Reply::page(&EndpointFormPage::edit(frame, &owner.rights, &found.account, &plans, &values, &none))
}

/// Changes `found` as the form asks.
pub(super) async fn change(visit: &Visit, found: &FoundAccount) -> Result<Reply, Failure> {
    let account = &found.account;
    let mut entered = Entered::new(&visit.reader, &visit.form);
    let request = read_change(&mut entered, &visit.form);
    let mut wrong = entered.wrong();
    if let Some(request) = request {
        let lookup = AccountLookup::Any(account.object_id);
        match update(visit.app(), &visit.context()?, lookup, request).await {
            Ok(()) => return Ok(Reply::see_with(user::path(account.object_id), "user-saved")),
            Err(UpdateEndpointError::OtherCurrency) => {
                wrong.refuse(SERVICE_PLAN, visit.t("endpoint-other-currency"));
            }
            Err(UpdateEndpointError::VoipPasswordNeeded) => {
                wrong.refuse(VOIP_PASSWORD, visit.t("endpoint-voip-password-needed"));
            }
            Err(UpdateEndpointError::Endpoint(error)) => refuse(&visit.reader, &mut wrong, error)?,
            Err(
                UpdateEndpointError::Unknown
                | UpdateEndpointError::NotAnEndpoint
                | UpdateEndpointError::Contact(_),
            ) => return Err(Failure::NotFound),
        }
    }
    let owner = Owner::find(visit, account.customer.id).await?;
    let plans = plans(visit, owner.id).await?;
    Reply::again(&EndpointFormPage::edit(visit.frame(), &owner.rights, account, &plans, &visit.form, &wrong))
}

async fn plans(visit: &Visit, owner: CustomerId) -> Result<Vec<ServicePlan>, Failure> {
    let context = visit.context()?;
    Ok(app::service_plan::read::list(visit.app(), &context, Some(owner), NamedPage::ALL).await?)
}

/// An account of which nothing is asked but the privacy headers that the dialect lets a new one send.
fn blank(currency: Currency) -> Result<Endpoint, Failure> {
    // The name is not shown: it is asked for.
    let authname = "new".parse().map_err(|_| Failure::NotFound)?;
    let mut endpoint = Endpoint::new(authname, ServicePlanId(0), currency, 0);
    let schemes = Some(every_privacy_scheme());
    endpoint.apply(EndpointChange { privacy_schemes: schemes, ..EndpointChange::default() });
    Ok(endpoint)
}

fn read_new(entered: &mut Entered<'_>, form: &Fields, owner: CustomerId) -> Option<CreateEndpoint> {
    let username = entered.text(USERNAME, str::parse);
    let authname = entered.text(AUTHNAME, str::parse);
    let plan = read_plan(entered);
    let balance = match entered.is_empty(BALANCE) {
        true => Some(0),
        false => entered.units(BALANCE, Amount::SCALE),
    };
    let limit = read_limit(entered);
    let web_password = read_secret(entered, form, PASSWORD);
    let voip_password = read_secret(entered, form, VOIP_PASSWORD);
    let pin = read_pin(entered);
    let change = fields::read(entered);
    Some(CreateEndpoint {
        owner: Some(owner),
        username: username?,
        web_password: web_password?,
        authname: authname?,
        voip_password: voip_password?,
        pin: pin?,
        service_plan: plan?,
        blocked: false,
        balance_units: balance?,
        credit_limit_units: limit?,
        change: change?,
    })
}

/// The balance is not asked for: while the form is open, calls move it.
fn read_change(entered: &mut Entered<'_>, form: &Fields) -> Option<UpdateEndpoint> {
    let username = entered.text(USERNAME, str::parse);
    let authname = entered.text(AUTHNAME, str::parse);
    let plan = read_plan(entered);
    let limit = read_limit(entered);
    let voip_password = match entered.is_empty(VOIP_PASSWORD) {
        true => Some(None),
        false => read_secret(entered, form, VOIP_PASSWORD).map(Some),
    };
    let pin = read_pin(entered);
    let pin = if entered.is_ticked(NO_PIN) { Some(Some(None)) } else { pin.map(|pin| pin.map(Some)) };
    let change = fields::read(entered);
    Some(UpdateEndpoint {
        username: Some(username?),
        voip_password: voip_password?,
        pin: pin?,
        credit_limit_units: Some(limit?),
        change: EndpointChange { authname: Some(authname?), service_plan: Some(plan?), ..change? },
        ..UpdateEndpoint::default()
    })
}

fn read_plan(entered: &mut Entered<'_>) -> Option<ServicePlanId> {
    entered.number(SERVICE_PLAN, |id| Ok::<_, std::convert::Infallible>(ServicePlanId(id)))
}

/// No limit is none: it goes no further than nothing.
fn read_limit(entered: &mut Entered<'_>) -> Option<i64> {
    if entered.is_empty(CREDIT_LIMIT) { Some(0) } else { entered.units(CREDIT_LIMIT, Amount::SCALE) }
}

fn read_pin(entered: &mut Entered<'_>) -> Option<Option<Pin>> {
    entered.read_or_nothing(PIN, Pin::parse, |reader, PinError| {
        reader.t1("endpoint-pin-wrong", "most", i64::try_from(Pin::DIGITS_MAX).unwrap_or(i64::MAX))
    })
}

/// A password is taken as it was typed, blanks included.
fn read_secret(entered: &mut Entered<'_>, form: &Fields, name: &'static str) -> Option<Password> {
    entered.read(name, |_| Password::parse(form.text(name)), password::reason)
}

/// Says beside the field why it was refused.
fn refuse(reader: &Reader, wrong: &mut Wrong, error: CreateEndpointError) -> Result<(), Failure> {
    let (field, key) = match error {
        CreateEndpointError::WrongServicePlan => (SERVICE_PLAN, "wrong-choice"),
        CreateEndpointError::WrongRoutingGroup => (ROUTING_GROUP, "refused-routing-group"),
        CreateEndpointError::RoutingGroupNeeded => (ROUTING_GROUP, "endpoint-routing-group-needed"),
        CreateEndpointError::FeatureBeyondOwner(feature) => (feature_key(feature), FEATURE_LACKING),
        CreateEndpointError::WrongCommissionAgent => (COMMISSION_AGENT, "endpoint-agent-wrong"),
        CreateEndpointError::Taken(TakenName::Username) => (USERNAME, "user-name-taken"),
        CreateEndpointError::Taken(TakenName::Authname) => (AUTHNAME, "endpoint-authname-taken"),
        CreateEndpointError::Name(_) => (USERNAME, "user-name-rule"),
        CreateEndpointError::Amount(_) => (CREDIT_LIMIT, "wrong-large"),
        CreateEndpointError::Book(error) => (BALANCE, of_booking(error)),
        CreateEndpointError::WebPassword(error) => {
            wrong.refuse(PASSWORD, password::reason(reader, error));
            return Ok(());
        }
        CreateEndpointError::VoipPassword(error) => {
            wrong.refuse(VOIP_PASSWORD, password::reason(reader, error));
            return Ok(());
        }
        CreateEndpointError::Refused(_) => return Err(Failure::NotFound),
        CreateEndpointError::Conflict(_) => return Err(Failure::Forbidden),
        CreateEndpointError::Store(error) => return Err(error.into()),
    };
    wrong.refuse(field, reader.t(key));
    Ok(())
}

#[cfg(test)]
pub(crate) fn samples(frame: &Frame, text: &str) -> Vec<Result<String, askama::Error>> {
    use party::ids::{CustomerKey, ObjectId};

    use crate::tests::people;

    let id = ObjectId::compose(7, [1; 5], 2);
    let owner = |is_own| Owner {
        id: CustomerId(7),
        object_id: id,
        name: text.to_owned(),
        rights: Rights::NONE,
        is_own,
    };
    let plan = people::service_plan(text, CustomerKey::ROOT);
    let account = people::elaborate_caller(text).account;
    let endpoint = account.endpoint().expect("an endpoint").clone();
    let values = fields::values(&frame.reader, &endpoint).with([(BALANCE, text.to_owned())]);
    let mut entered = Entered::new(&frame.reader, &values);
    assert!(read_new(&mut entered, &values, CustomerId(7)).is_none(), "the text of samples is no number");
    let wrong = entered.wrong();
    let (frame, none) = (|| frame.clone(), Wrong::default());
    vec![
        EndpointFormPage::new_endpoint(frame(), &owner(true), &[], &Fields::default(), &none).render(),
        EndpointFormPage::new_endpoint(frame(), &owner(false), std::slice::from_ref(&plan), &values, &wrong)
            .render(),
        EndpointFormPage::edit(frame(), &Rights::root(), &account, &[plan], &values, &wrong).render(),
    ]
}
