//! The settings of a customer as the fields of a form: what they hold, what there is to choose, what cannot be given, and
//! what somebody typed.

use std::collections::BTreeMap;

use app::customer::choices::Choices;
use app::customer::fields::{CustomerField, Group, Kind as TextKind};
use app::customer::find::CustomerView;
use party::customer::TariffChoice;
use party::rights::{Flag, Manage, Right, Rights};

use crate::customer_words as words;
use crate::page::Frame;
use crate::ui::form::{Matrix, MatrixRow, Tick};
use crate::ui::{Choice, Field, FieldGroup, Kind};
use crate::visit::Fields;

/// Whether the form makes a customer or changes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// What is not given is as usual.
    New,
    /// What is not given stays.
    Change,
}

/// The form as it is shown.
pub(super) struct Shown<'a> {
    pub(super) purpose: Purpose,
    pub(super) choices: &'a Choices,
    /// The customer; of a new one, what he would be if nothing were asked.
    pub(super) view: &'a CustomerView,
    /// What somebody typed, as it would be read.
    pub(super) typed: &'a BTreeMap<CustomerField, String>,
    /// What is wrong with it.
    pub(super) wrong: &'a BTreeMap<CustomerField, String>,
}

/// The settings that the form has.
pub(super) fn fields_of(purpose: Purpose) -> impl Iterator<Item = CustomerField> {
    let is_there = move |field: &CustomerField| purpose == Purpose::New || !field.is_given_once();
    CustomerField::ALL.iter().copied().filter(is_there)
}

/// What was posted of the setting, as it is read.
pub(super) fn posted(purpose: Purpose, form: &Fields, field: CustomerField) -> String {
    let text = form.text(field.name());
    match field.kind() {
        TextKind::Flag if text.is_empty() && purpose == Purpose::Change => "no".to_owned(),
        // A new customer has nothing that is not given to him; to give nothing is not to deny it.
        TextKind::Flag if text.is_empty() => String::new(),
        TextKind::Flag if text == "1" => "yes".to_owned(),
        TextKind::Manage => {
            let ticked = Manage::EACH.into_iter().filter(|(_, word)| form.text(&tick(field, word)) == "1");
            let rights = ticked.fold(Manage::NONE, |rights, (right, _)| rights.with(right));
            if rights == Manage::NONE && purpose == Purpose::New { String::new() } else { rights.to_string() }
        }
        // Lines are sent as HTML prescribes, and kept as everybody else writes them.
        TextKind::Area(_) => text.replace("\r\n", "\n"),
        _ => text.to_owned(),
    }
}

impl Shown<'_> {
    /// Every group with its fields.
    pub(super) fn groups(&self, frame: &Frame) -> Vec<FieldGroup> {
        Group::ALL.into_iter().map(|group| self.group(frame, group)).collect()
    }

    fn group(&self, frame: &Frame, group: Group) -> FieldGroup {
        let is_there = |field: &CustomerField| {
            self.purpose == Purpose::New || *field != CustomerField::BeginsWithFreeCredits
        };
        let fields = group.fields().filter(is_there);
        let (managed, plain): (Vec<_>, Vec<_>) =
            fields.partition(|field| matches!(field.kind(), TextKind::Manage));
        let matrix = (!managed.is_empty()).then(|| self.matrix(frame, &managed));
        let plain = plain.into_iter().map(|field| self.field(frame, field));
        FieldGroup {
            id: group.as_str(),
            title: frame.t(&format!("customer-{}", group.as_str())),
            hint: match group {
                Group::Rights => self.about_owner(frame, "customer-rights-hint"),
                Group::Features => self.about_owner(frame, "customer-features-hint"),
                _ => String::new(),
            },
            fields: matrix.into_iter().chain(plain).collect(),
        }
    }

    /// The rights over things of his own: what the owner lacks is there, and cannot be ticked.
    fn matrix(&self, frame: &Frame, fields: &[CustomerField]) -> Field {
        let columns = words::manage_words(&frame.reader);
        let row = |field: &CustomerField| {
            let (has, given) = (self.owner_has(*field), self.value(*field).parse().unwrap_or(Manage::NONE));
            let tick = |(right, word, _): &(Manage, &'static str, String)| Tick {
                name: tick(*field, word),
                is_on: given.contains(*right),
                locked: if has.contains(*right) { String::new() } else { frame.t("right-lacking") },
            };
            MatrixRow {
                id: field.name(),
                label: words::label(&frame.reader, *field),
                error: self.wrong.get(field).cloned().unwrap_or_default(),
                ticks: columns.iter().map(tick).collect(),
            }
        };
        let caption = frame.t("customer-rights");
        let rows = fields.iter().map(row).collect();
        let labels = columns.iter().map(|(_, _, label)| label.clone()).collect();
        let matrix = Matrix { caption: caption.clone(), columns: labels, rows };
        Field::new("manage", caption, Kind::Matrix(matrix))
    }

    fn field(&self, frame: &Frame, field: CustomerField) -> Field {
        let value = self.value(field);
        Field {
            hint: self.hint(frame, field),
            error: self.wrong.get(&field).cloned().unwrap_or_default(),
            autocomplete: match field {
                CustomerField::WebPassword | CustomerField::ApiPassword => "new-password",
                _ => "off",
            },
            is_required: field.is_required(),
            locked: self.locked(frame, field),
            value: if matches!(field.kind(), TextKind::Flag) && value == "yes" {
                "1".to_owned()
            } else {
                value
            },
            ..Field::new(field.name(), words::label(&frame.reader, field), self.kind(frame, field))
        }
    }

    fn kind(&self, frame: &Frame, field: CustomerField) -> Kind {
        let offered = match field.kind() {
            TextKind::Text(_) => return Kind::Text,
            TextKind::Area(_) => return Kind::Area,
            TextKind::Secret => return Kind::Password,
            TextKind::Flag => return Kind::Checkbox,
            TextKind::Number | TextKind::Decimal | TextKind::Money | TextKind::Percent | TextKind::Manage => {
                return Kind::Number;
            }
            TextKind::OneOf(_) => Some(self.words(frame, field)),
            TextKind::Tariff => Some(self.tariffs(frame)),
            TextKind::RoutingGroup => self.routing_groups(frame),
            TextKind::Sibling => self.siblings(frame),
        };
        let Some(mut offered) = offered else { return Kind::Number };
        let value = self.value(field);
        if offered.iter().all(|choice| choice.value != value) {
            // What is stored, or was typed, is shown even where it is no longer, or was never, offered.
            offered.push(Choice { label: value.clone(), value });
        }
        Kind::Select(offered)
    }

    /// One of a few; what follows from other fields of a new customer may be left to them.
    fn words(&self, frame: &Frame, field: CustomerField) -> Vec<Choice> {
        let usual = match field {
            CustomerField::BillingType => Some("choice-by-credit-limit"),
            CustomerField::PaymentCurrency => Some("choice-by-tariff"),
            CustomerField::DefaultBillingType => Some("choice-by-billing-type"),
            _ => None,
        };
        let usual = usual.filter(|_| self.purpose == Purpose::New);
        let usual = usual.map(|key| Choice { value: String::new(), label: frame.t(key) });
        usual.into_iter().chain(words::choices(&frame.reader, field)).collect()
    }

    fn tariffs(&self, frame: &Frame) -> Vec<Choice> {
        let choice = |value: TariffChoice, label| Choice { value: value.to_string(), label };
        let mut choices = vec![choice(TariffChoice::Unset, frame.t("choice-tariff-none"))];
        if self.choices.owner.profile.rights.flags.has(Flag::OwnTariff) {
            choices.push(choice(TariffChoice::Own, frame.t("choice-tariff-own")));
        }
        let own = self.view.customer.profile.base_currency;
        let fits = |currency| self.purpose == Purpose::New || currency == own;
        let tariffs = self.choices.tariffs.iter().filter(|(_, _, currency)| fits(*currency));
        choices.extend(tariffs.map(|(id, name, currency)| {
            let label = format!("{name} ({})", currency.as_str());
            choice(TariffChoice::Of(*id), label)
        }));
        choices
    }

    /// None: there are too many, and the number has to be known.
    fn routing_groups(&self, frame: &Frame) -> Option<Vec<Choice>> {
        let groups = self.choices.routing_groups.as_ref()?.iter().map(|(id, name)| {
            let given = || frame.reader.t1("choice-routing-group-given", "number", id.to_string());
            Choice { value: id.to_string(), label: name.clone().unwrap_or_else(given) }
        });
        Some([nothing(frame)].into_iter().chain(groups).collect())
    }

    /// None: there are too many, and the number has to be known.
    fn siblings(&self, frame: &Frame) -> Option<Vec<Choice>> {
        let siblings = self.choices.siblings.as_ref()?.iter();
        let siblings = siblings.map(|(id, name)| Choice { value: id.to_string(), label: name.clone() });
        Some([nothing(frame)].into_iter().chain(siblings).collect())
    }

    /// What stands in the field, as it is read.
    fn value(&self, field: CustomerField) -> String {
        if let Some(typed) = self.typed.get(&field) {
            return typed.clone();
        }
        let is_left_open = matches!(
            field,
            CustomerField::Name
                | CustomerField::BillingType
                | CustomerField::PaymentCurrency
                | CustomerField::DefaultBillingType
        );
        match self.purpose {
            Purpose::New if is_left_open => String::new(),
            Purpose::New | Purpose::Change => field.tell(self.view),
        }
    }

    fn hint(&self, frame: &Frame, field: CustomerField) -> String {
        let reader = &frame.reader;
        match field {
            CustomerField::WebPassword | CustomerField::ApiPassword => self.password_hint(frame, field),
            CustomerField::DepthMax => {
                let most = self.choices.owner.profile.rights.depth_max.saturating_sub(1).max(0);
                reader.t1("field-depth-max-hint", "most", most)
            }
            CustomerField::Balance | CustomerField::CreditLimit if self.purpose == Purpose::New => {
                frame.t("field-money-of-tariff-hint")
            }
            CustomerField::Balance | CustomerField::CreditLimit => {
                let key = format!("field-{}-hint", field.name().replace('_', "-"));
                reader.t1(&key, "currency", self.view.customer.profile.base_currency.as_str())
            }
            CustomerField::RoutingGroup if self.choices.routing_groups.is_none() => {
                frame.t("field-number-hint")
            }
            CustomerField::CommissionAgent if self.choices.siblings.is_none() => frame.t("field-number-hint"),
            field => words::hint(reader, field),
        }
    }

    fn password_hint(&self, frame: &Frame, field: CustomerField) -> String {
        let policy = self.view.customer.profile.password_policy.id();
        let rule = frame.t(&format!("password-policy-{policy}"));
        let is_set = match field {
            CustomerField::ApiPassword => self.view.has_api_password,
            _ => self.view.web_user.password_hash.is_some(),
        };
        let kept = if is_set { frame.t("field-password-kept-hint") } else { String::new() };
        [kept, rule].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// Why the field cannot be changed; empty where it can.
    fn locked(&self, frame: &Frame, field: CustomerField) -> String {
        if self.purpose == Purpose::Change && field.is_given_once() {
            return frame.t("field-given-once");
        }
        let rights = &self.choices.owner.profile.rights;
        let may_give = match field.right() {
            Some(Right::Flag(flag)) => rights.may_grant(flag),
            Some(Right::ApiPassword) => rights.flags.has(Flag::ApiManagement),
            _ => true,
        };
        if may_give { String::new() } else { self.about_owner(frame, "field-owner-lacks") }
    }

    fn owner_has(&self, field: CustomerField) -> Manage {
        let rights: &Rights = &self.choices.owner.profile.rights;
        match field.right() {
            Some(Right::Customers) => rights.customers,
            Some(Right::Accounts) => rights.accounts,
            Some(Right::Tariffs) => rights.tariffs,
            Some(Right::Vouchers) => rights.vouchers,
            Some(Right::Depth | Right::Flag(_) | Right::ApiPassword) | None => Manage::NONE,
        }
    }

    fn about_owner(&self, frame: &Frame, key: &str) -> String {
        frame.reader.t1(key, "owner", self.choices.owner.profile.name.as_str())
    }
}

/// The name of a check box of the matrix.
fn tick(field: CustomerField, word: &str) -> String {
    format!("{}-{word}", field.name())
}

fn nothing(frame: &Frame) -> Choice {
    Choice { value: String::new(), label: frame.t("none") }
}
