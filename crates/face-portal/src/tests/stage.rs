//! A business in which there is one of everything, another of which nothing may be known in it, and people of the first who
//! together come to every page.

use party::customer::Draft;
use party::ids::{CustomerId, ROOT};
use party::text::Block;
use party::web_user::AccessLevel;

use super::crawl::{self, Seen};
use super::customer_form::boss;
use super::filled::Filled;
use super::owned::{group_of, plan_of, tariff_of};
use super::people;
use super::second_factor::set_up;
use super::sweep::Things;
use super::world::{Browser, World};

/// What stands in every text of the other business.
pub(crate) const FOREIGN: &str = "Elsewhere";

/// A number that nothing has.
pub(crate) const ABSENT: &str = "4711";

pub(crate) struct Stage<'a> {
    pub(crate) people: Vec<Person<'a>>,
    /// Ids of the other business, and one that nothing has.
    pub(crate) foreign: Vec<String>,
}

/// Somebody with a browser, and every page that it comes to.
pub(crate) struct Person<'a> {
    pub(crate) name: &'static str,
    pub(crate) browser: Browser<'a>,
    pub(crate) pages: Vec<Seen>,
}

impl Person<'_> {
    /// The forms that he is shown, each kind once, with the page on which it stands.
    pub(crate) fn forms(&self) -> Vec<(String, Filled)> {
        crawl::forms(&self.pages)
    }
}

impl<'a> Stage<'a> {
    /// Sets it.
    pub(crate) async fn set(world: &'a World) -> Self {
        let boss = boss(world).await;
        let shop = world.customer(boss, "shop", |_| ()).await;
        let things = Things::of(world, boss, shop).await;
        let clerk_id = things.0.iter().find(|(part, _)| *part == "{web_user}").unwrap().1.clone();
        people::endpoint(&world.installation, shop, "phone@shop").await;
        people::endpoint(&world.installation, boss, "phone@boss").await;
        let clerk = world.browser().signed_in(&format!("clerk.{boss}")).await;
        set_up(world, &clerk).await;
        let owner = world.browser().signed_in("boss").await;
        let mut starts = furnish(world, &owner, boss).await;
        starts.push(format!("/web-users/{}", clerk_id));
        let acting = world.browser().signed_in("boss").await;
        acting.post(&format!("/customers/{shop}/sign-in-as"), &[]).await;
        let foreign = elsewhere(world).await;
        let people = [
            ("the owner", owner, starts),
            ("the owner as a customer", acting, Vec::new()),
            ("a customer", world.browser().signed_in("shop").await, Vec::new()),
            ("a clerk", clerk, Vec::new()),
            ("a holder", world.browser().signed_in("phone@shop").await, Vec::new()),
        ];
        let mut found = Vec::new();
        for (name, browser, starts) in people {
            let pages = crawl::pages(&browser, &starts).await;
            found.push(Person { name, browser, pages });
        }
        Self { people: found, foreign }
    }
}

/// Has done what makes pages and forms that are not there from the beginning; returns where they are.
async fn furnish(world: &World, owner: &Browser<'_>, boss: CustomerId) -> Vec<String> {
    let closed = world.customer(boss, "closed", |_| ()).await;
    let idle = people::user(&world.installation, boss, "idle@boss").await;
    let gone = world.web_user(boss, "gone", AccessLevel::Noc).await;
    let spare = tariff_of(world, boss, "Spare").await;
    let blocked = [format!("/customers/{closed}"), format!("/users/{idle}"), format!("/web-users/{gone}")];
    for path in &blocked {
        owner.post(&format!("{path}/block"), &[]).await.is_sent_to(path);
    }
    let secret = [("password", "Another-password-2"), ("repeated", "Another-password-2")];
    owner.post("/api/password", &secret).await.is_sent_to("/api");
    let drawing =
        b"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><path d=\"M0 0h9\"/></svg>";
    owner.upload("/branding/logo", &[], drawing).await.is_sent_to("/branding");
    owner.post("/branding", &[("name", "Blue"), ("css", "a { color: red }")]).await.is_sent_to("/branding");
    owner.post("/second-factor/begin", &[]).await.is_sent_to("/second-factor/set-up");
    let sent = owner.upload("/import", &[("of", "customers")], b"name,city\none,Porto\ntwo,Porto\n").await;
    let columns = sent.location().to_owned();
    let job = columns.strip_suffix("/columns").unwrap().to_owned();
    Filled::at(owner, &columns).await.send(owner).await.is_sent_to(&job);
    let more = [columns, job, "/second-factor/set-up".to_owned(), format!("/tariffs/{spare}/delete")];
    blocked.into_iter().chain(more).chain([format!("/customers/{closed}/delete")]).collect()
}

/// Makes the other business, in which every number is above those of the first; returns the ids of what is in it.
async fn elsewhere(world: &World) -> Vec<String> {
    const FURTHER: usize = 12;
    let named = |draft: &mut Draft| draft.change.description = Block::parse(FOREIGN).ok();
    let mut ids = vec![ABSENT.to_owned()];
    for number in 0..FURTHER {
        let other = world.customer(ROOT, &format!("other-{number}"), named).await;
        let clerk = world.web_user(other, &format!("clerk-{number}"), AccessLevel::Reporter).await;
        let user = people::user(&world.installation, other, &format!("user-{number}")).await;
        let tariff = tariff_of(world, other, FOREIGN).await;
        let group = group_of(world, other, FOREIGN).await;
        let plan = plan_of(world, other, tariff, FOREIGN).await;
        people::pay(&world.installation, other).await;
        if number + 1 == FURTHER {
            ids.extend([other.to_string(), clerk.to_string(), user.to_string(), tariff.to_string()]);
            ids.extend([group.to_string(), plan.to_string()]);
        }
    }
    ids.sort();
    ids.dedup();
    ids
}
