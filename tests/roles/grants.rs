//! What an owner may grant to a customer: no right that he lacks himself.

use xmlrpc::{Fault, Struct, Value};

use crate::client::VoiceAnswer;
use crate::rights::{self, Right};
use crate::roles::Role;
use crate::world::{Loser, PASSWORD, State, World, int, structure};

/// One line: what is granted, and what comes of it.
pub(crate) struct Grant {
    /// What is granted.
    pub(crate) granted: String,
    /// What the owner lacks in the last two answers.
    pub(crate) lacking: String,
    /// To a new customer and to one that he has, by an owner who has it; the same by one who has not.
    pub(crate) answers: [String; 4],
}

/// Every right, what is granted by way of another right, and the depth.
pub(crate) fn all(world: &World) -> Vec<Grant> {
    let same = |right: Right| grant(world, &right.name(), right.granted(), right);
    let mut grants: Vec<Grant> = rights::all().into_iter().map(same).collect();
    let manages_access = rights::all().into_iter().find(|right| right.parameter == "api_mgmt").unwrap();
    let access = Struct::new().with("api_access", 1);
    grants.push(grant(world, "api_access", access, manages_access));
    let password = Struct::new().with("api_password", PASSWORD);
    grants.push(grant(world, "api_password", password, manages_access));
    grants.push(depth(world));
    grants
}

fn grant(world: &World, name: &str, granted: Struct, lacking: Right) -> Grant {
    let taken = Some((Loser::Owner, rights::taken(&[lacking])));
    let [new, changed] = outcomes(world, None, &granted);
    let [new_without, changed_without] = outcomes(world, taken, &granted);
    Grant {
        granted: name.to_owned(),
        lacking: lacking.name(),
        answers: [new, changed, new_without, changed_without],
    }
}

/// One level less than the owner has, and as many as he has.
fn depth(world: &World) -> Grant {
    world.prepare(State::default());
    let members = Struct::new().with("i_customer", world.cast.owner);
    let info = world.told(Role::Ancestor, "getCustomerInfo", members);
    let depth = int(structure(info.get("customer").unwrap()), "max_depth");
    let levels = |levels: i64| outcomes(world, None, &Struct::new().with("max_depth", levels));
    let [new, changed] = levels(depth - 1);
    let [new_without, changed_without] = levels(depth);
    Grant {
        granted: "max_depth".to_owned(),
        lacking: "a level more".to_owned(),
        answers: [new, changed, new_without, changed_without],
    }
}

fn outcomes(world: &World, taken: Option<(Loser, Struct)>, granted: &Struct) -> [String; 2] {
    let new = [
        ("name", Value::from("New")),
        ("web_login", "new".into()),
        ("web_password", PASSWORD.into()),
        ("i_tariff", world.cast.owners_tariff.into()),
    ];
    let changed = [("i_customer", Value::from(world.cast.target))];
    [("createCustomer", &new[..]), ("updateCustomer", &changed[..])].map(|(method, members)| {
        world.prepare(State { is_childless: false, taken: taken.clone() });
        let members = members.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
        let granted = granted.iter().map(|(name, value)| (name.to_owned(), value.clone()));
        let params = [Value::Struct(members.chain(granted).collect())];
        let answer = world.ask_voice(&Role::Owner.credentials(), method, &params);
        world.spoil();
        word(&answer)
    })
}

fn word(answer: &VoiceAnswer) -> String {
    match answer {
        VoiceAnswer::Said(Ok(_)) => "ok".into(),
        VoiceAnswer::Said(Err(Fault { code: 403, string }))
            if string.ends_with("grants more than the owner may grant") =>
        {
            "too much".into()
        }
        VoiceAnswer::Said(Err(Fault { code: 403, .. })) => "forbidden".into(),
        other => format!("{other:?}"),
    }
}
