//! Making a user who sends at his customer's expense, and changing one.

use app::account::create::{CreateAccount, CreateAccountError, create};
use app::account::update::{UpdateAccount, UpdateAccountError, update};
use askama::Template;
use messaging::{MailAddress, SourceAddress};
use party::account::AccountProfile;
use party::contact::PhoneNumber;
use party::ids::ObjectId;
use party::password::Password;
use party::text::Line;

use crate::entered::{Entered, Shown, Wrong};
use crate::entry::Entry;
use crate::messaging_words as words;
use crate::page::Frame;
use crate::pages::users::{self, OWNER_FIELD, Owner};
use crate::pages::{endpoint_form, password, push_fields, user};
use crate::reply::{Failure, Reply};
use crate::route::{Path, Route};
use crate::ui::{Field, FieldGroup, Form, Kind};
use crate::visit::{Fields, Visit};

const NEW: Route = Route::new("/users/new");
const EDIT: Route = Route::new("/users/{user}/edit");

const USERNAME: &str = "username";
const CONTACT_NAME: &str = "contact_name";
const EMAIL: &str = "email";
const PHONE: &str = "phone";
const SOURCE_ADDRESS: &str = "source_address";
const SWAPPABLE: &str = "source_address_swappable";
/// The field of a new password.
pub(crate) const PASSWORD: &str = "password";
const REPEATED: &str = "repeated";

pub(crate) fn entries() -> Vec<Entry> {
    vec![
        Entry::new("user-new", NEW, users::ADD).get(show_new).post(make),
        Entry::new("user-edit", EDIT, users::EDIT).get(show_edit).post(change),
    ]
}

/// Where a user of `owner` is made.
pub(crate) fn new_path(owner: &Owner) -> Path {
    NEW.path().with(OWNER_FIELD, &owner.field())
}

/// Where a user is changed.
pub(crate) fn edit_path(id: ObjectId) -> Path {
    EDIT.path_with(&[&id])
}

#[derive(Template)]
#[template(path = "pages/form.html")]
struct UserFormPage {
    frame: Frame,
    title: String,
    trail: (Path, String),
    lead: String,
    form: Form,
}

impl UserFormPage {
    fn new_user(frame: Frame, owner: &Owner, values: &Fields, wrong: &Wrong) -> Self {
        let mut form = Form::new(&frame, NEW.path(), frame.t("user-make"));
        form.hidden = vec![(OWNER_FIELD, owner.field())];
        form.cancel = Some((owner.users(), frame.t("cancel")));
        let shown = Shown { frame: &frame, values, wrong };
        form.fields = profile_fields(&shown);
        form.groups = vec![
            sending(&shown),
            FieldGroup {
                id: "push",
                title: frame.t("user-push"),
                hint: String::new(),
                fields: push_fields::fields(&shown),
            },
            FieldGroup {
                id: "access",
                title: frame.t("user-access"),
                hint: String::new(),
                fields: password_fields(&shown),
            },
        ];
        Self {
            title: frame.t("users-new"),
            trail: (owner.users(), owner.users_title(&frame)),
            lead: String::new(),
            form,
            frame,
        }
    }

    fn edit(frame: Frame, id: ObjectId, name: String, values: &Fields, wrong: &Wrong) -> Self {
        let mut form = Form::new(&frame, edit_path(id), frame.t("user-save"));
        form.cancel = Some((user::path(id), frame.t("cancel")));
        let shown = Shown { frame: &frame, values, wrong };
        form.fields = profile_fields(&shown);
        form.groups = vec![sending(&shown)];
        Self {
            title: frame.t("user-edit"),
            trail: (user::path(id), name),
            lead: frame.t("user-edit-lead"),
            form,
            frame,
        }
    }

    fn title(&self) -> &str {
        &self.title
    }
}

fn profile_fields(shown: &Shown<'_>) -> Vec<Field> {
    let username = shown.hinted(USERNAME, "user-name", Kind::Text, "user-name-hint");
    vec![
        Field { is_required: true, autocomplete: "off", ..username },
        shown.field(CONTACT_NAME, "user-contact", Kind::Text),
        shown.field(EMAIL, "contact-email", Kind::Text),
        shown.hinted(PHONE, "contact-phone", Kind::Text, "user-phone-hint"),
    ]
}

fn sending(shown: &Shown<'_>) -> FieldGroup {
    let frame = shown.frame;
    FieldGroup {
        id: "sending",
        title: frame.t("user-sending"),
        hint: String::new(),
        fields: vec![
            shown.hinted(SOURCE_ADDRESS, "user-sender", Kind::Text, "user-sender-hint"),
            shown.hinted(SWAPPABLE, "user-swappable", Kind::Checkbox, "user-swappable-hint"),
        ],
    }
}

/// A new password, twice.
pub(crate) fn password_fields(shown: &Shown<'_>) -> Vec<Field> {
    let field = |name, label| Field {
        is_required: true,
        autocomplete: "new-password",
        ..shown.field(name, label, Kind::Password)
    };
    vec![field(PASSWORD, "user-password"), field(REPEATED, "user-password-repeated")]
}

/// The password that was typed twice.
pub(crate) fn read_password(entered: &mut Entered<'_>, form: &Fields, frame: &Frame) -> Option<Password> {
    match Password::parse(form.text(PASSWORD)) {
        Ok(password) if password.reveal() == form.text(REPEATED) => Some(password),
        Ok(_) => {
            entered.refuse(REPEATED, frame.t("password-differs"));
            None
        }
        Err(error) => {
            entered.refuse(PASSWORD, password::reason(&frame.reader, error));
            None
        }
    }
}

async fn show_new(visit: Visit) -> Result<Reply, Failure> {
    let owner = Owner::named(&visit, visit.query.text(OWNER_FIELD)).await?;
    Reply::page(&UserFormPage::new_user(visit.frame(), &owner, &Fields::default(), &Wrong::default()))
}

async fn make(visit: Visit) -> Result<Reply, Failure> {
    let owner = Owner::named(&visit, visit.form.text(OWNER_FIELD)).await?;
    let frame = visit.frame();
    if visit.form.text("step") == "show" {
        return Reply::page(&UserFormPage::new_user(frame, &owner, &visit.form, &Wrong::default()));
    }
    let mut entered = Entered::new(&visit.reader, &visit.form);
    let profile = read_profile(&mut entered, &visit.form);
    let password = read_password(&mut entered, &visit.form, &frame);
    let mut wrong = entered.wrong();
    if let Some((profile, password)) = profile.zip(password) {
        let request = CreateAccount { customer: owner.object_id, profile, password };
        match create(visit.app(), &visit.context()?, request).await {
            Ok(made) => return Ok(Reply::see_with(user::path(made.object_id), "user-made")),
            Err(CreateAccountError::Taken) => wrong.refuse(USERNAME, visit.t("user-name-taken")),
            Err(CreateAccountError::Name(_)) => wrong.refuse(USERNAME, visit.t("user-name-rule")),
            Err(CreateAccountError::UnknownCustomer | CreateAccountError::Refused(_)) => {
                return Err(Failure::NotFound);
            }
            Err(CreateAccountError::Conflict(_)) => return Err(Failure::Forbidden),
            Err(CreateAccountError::Store(error)) => return Err(error.into()),
        }
    }
    Reply::again(&UserFormPage::new_user(frame, &owner, &visit.form, &wrong))
}

async fn show_edit(visit: Visit) -> Result<Reply, Failure> {
    let found = user::find(&visit).await?;
    if let Some(endpoint) = found.account.endpoint() {
        return endpoint_form::show_edit(&visit, &found, endpoint).await;
    }
    let account = found.account;
    let profile = &account.profile;
    let name = profile.username.as_str().to_owned();
    let values = values(profile);
    Reply::page(&UserFormPage::edit(visit.frame(), account.object_id, name, &values, &Wrong::default()))
}

async fn change(visit: Visit) -> Result<Reply, Failure> {
    let found = user::find(&visit).await?;
    if found.account.endpoint().is_some() {
        return endpoint_form::change(&visit, &found).await;
    }
    let account = found.account;
    let mut entered = Entered::new(&visit.reader, &visit.form);
    let profile = read_profile(&mut entered, &visit.form);
    let mut wrong = entered.wrong();
    if let Some(profile) = profile {
        let request = UpdateAccount {
            username: Some(profile.username),
            contact_name: Some(profile.contact_name),
            email: Some(profile.email),
            phone: Some(profile.phone),
            final_status_push: None,
            source_address_swappable: Some(profile.source_address_swappable),
            source_address: Some(profile.source_address),
        };
        match update(visit.app(), &visit.context()?, account.object_id, request).await {
            Ok(()) => return Ok(Reply::see_with(user::path(account.object_id), "user-saved")),
            Err(UpdateAccountError::Taken) => wrong.refuse(USERNAME, visit.t("user-name-taken")),
            Err(UpdateAccountError::Name(_)) => wrong.refuse(USERNAME, visit.t("user-name-rule")),
            Err(UpdateAccountError::Change(error)) => return Err(error.into()),
        }
    }
    let name = account.profile.username.as_str().to_owned();
    Reply::again(&UserFormPage::edit(visit.frame(), account.object_id, name, &visit.form, &wrong))
}

/// What a form holds for `profile`, by field.
fn values(profile: &AccountProfile) -> Fields {
    let pairs = [
        (USERNAME, profile.username.as_str()),
        (CONTACT_NAME, profile.contact_name.as_str()),
        (EMAIL, profile.email.as_ref().map_or("", MailAddress::as_str)),
        (PHONE, profile.phone.as_ref().map_or("", PhoneNumber::as_str)),
        (SOURCE_ADDRESS, profile.source_address.as_ref().map_or("", SourceAddress::as_str)),
        (SWAPPABLE, if profile.source_address_swappable { "1" } else { "" }),
    ];
    Fields::of(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec())
}

/// Everything that describes the user, as it was entered. Every field is read, so that everything that is wrong is said at
/// once.
fn read_profile(entered: &mut Entered<'_>, form: &Fields) -> Option<AccountProfile> {
    let username = entered.text(USERNAME, str::parse);
    let contact_name = entered.text(CONTACT_NAME, Line::parse);
    let email = entered.read_or_nothing(EMAIL, MailAddress::parse, words::mail_address);
    let phone = entered.read_or_nothing(PHONE, PhoneNumber::parse, words::phone_number);
    let sender = entered.read_or_nothing(SOURCE_ADDRESS, SourceAddress::parse, words::source_address);
    let push = push_fields::read(entered, form);
    Some(AccountProfile {
        username: username?,
        contact_name: contact_name?,
        email: email?,
        phone: phone?,
        final_status_push: push?,
        source_address_swappable: entered.is_ticked(SWAPPABLE),
        source_address: sender?,
    })
}

#[cfg(test)]
pub(crate) fn samples(frame: &Frame, text: &str) -> Vec<Result<String, askama::Error>> {
    use party::ids::CustomerId;
    use party::rights::Rights;

    let id = ObjectId::compose(7, [1; 5], 2);
    let owner = |is_own| Owner {
        id: CustomerId(7),
        object_id: id,
        name: text.to_owned(),
        rights: Rights::NONE,
        is_own,
    };
    let typed = |push_type: &str| {
        let names = [
            USERNAME,
            CONTACT_NAME,
            EMAIL,
            PHONE,
            SOURCE_ADDRESS,
            PASSWORD,
            REPEATED,
            "push_url",
            "push_to",
            "push_subject",
            "push_body",
        ];
        let mut pairs: Vec<_> = names.map(|name| (name.to_owned(), text.to_owned())).to_vec();
        pairs.extend(
            [(SWAPPABLE, "1"), (push_fields::TYPE, push_type)].map(|(a, b)| (a.to_owned(), b.to_owned())),
        );
        Fields::of(pairs)
    };
    let refused = |push_type| {
        let typed = typed(push_type);
        let mut entered = Entered::new(&frame.reader, &typed);
        assert!(read_profile(&mut entered, &typed).is_none(), "the text of samples is no user name");
        let mut wrong = entered.wrong();
        wrong.refuse(REPEATED, frame.t("password-differs"));
        (typed, wrong)
    };
    let none = Fields::default();
    let mut pages = vec![
        UserFormPage::new_user(frame.clone(), &owner(true), &none, &Wrong::default()).render(),
        UserFormPage::edit(frame.clone(), id, text.to_owned(), &typed("none"), &Wrong::default()).render(),
    ];
    for push_type in ["url", "email", "smpp"] {
        let (typed, wrong) = refused(push_type);
        pages.push(UserFormPage::new_user(frame.clone(), &owner(false), &typed, &wrong).render());
        pages.push(UserFormPage::edit(frame.clone(), id, text.to_owned(), &typed, &wrong).render());
    }
    pages
}
