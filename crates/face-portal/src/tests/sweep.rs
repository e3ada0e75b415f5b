//! Who gets what at every page there is: roles against routes. A page that is added is swept with no line here, but the
//! table must be looked at.

use app::audit_log::{self, AuditLine, ListAudit};
use http::Method;
use party::ids::{CustomerId, ROOT};
use party::web_user::AccessLevel;

use super::owned;
use super::world::{Browser, World, everywhere};

/// What each role gets by GET: a page (`200`), the way to the sign-in (`in`), nothing (`404`), elsewhere (`to`), or that
/// the page is only posted to (`405`).
const TABLE: &str = "\
route                    nobody admin  report billin noc    leaf   holder
/                        in     200    200    200    200    200    200
/overview/export         in     200    200    200    404    200    200
/customers               in     200    200    200    200    404    404
/customers/export        in     200    200    200    200    404    404
/customers/tree          in     200    200    200    200    404    404
/customers/{customer}    in     200    200    200    200    404    404
/customers/new           in     200    404    404    404    404    404
/customers/{customer}/edit in     200    404    404    404    404    404
/customers/{customer}/block in     200    404    404    404    404    404
/customers/{customer}/unblock in     to     404    404    404    404    404
/customers/{customer}/delete in     200    404    404    404    404    404
/customers/{customer}/sign-in-as in     405    404    404    404    404    404
/return                  in     405    405    405    405    405    405
/users                   in     200    200    200    200    200    404
/users/export            in     200    200    200    200    200    404
/users/{user}            in     200    200    200    200    200    404
/users/{user}/block      in     200    404    404    404    200    404
/users/{user}/unblock    in     405    404    404    404    405    404
/users/{user}/delete     in     200    404    404    404    200    404
/account                 in     404    404    404    404    404    200
/users/new               in     200    404    404    404    200    404
/users/{user}/edit       in     200    404    404    404    200    404
/users/new/voice         in     200    404    404    404    200    404
/users/{user}/password   in     200    404    404    404    200    404
/users/{user}/one-time-password in     405    404    404    404    405    404
/users/{user}/push       in     200    404    404    404    200    404
/money                   in     200    200    200    404    200    404
/customers/{customer}/money in     200    200    200    404    404    404
/users/{user}/money      in     404    404    404    404    404    404
/money/payments          in     200    200    200    404    200    404
/customers/{customer}/money/payments in     200    200    200    404    404    404
/users/{user}/money/payments in     404    404    404    404    404    404
/money/payments/export   in     200    200    200    404    200    404
/customers/{customer}/money/payments/export in     200    200    200    404    404    404
/users/{user}/money/payments/export in     404    404    404    404    404    404
/money/payments/{payment} in     404    404    404    404    200    404
/customers/{customer}/money/payments/{payment} in     200    200    200    404    404    404
/users/{user}/money/payments/{payment} in     404    404    404    404    404    404
/money/postings          in     200    200    200    404    200    404
/customers/{customer}/money/postings in     200    200    200    404    404    404
/users/{user}/money/postings in     404    404    404    404    404    404
/money/postings/export   in     200    200    200    404    200    404
/customers/{customer}/money/postings/export in     200    200    200    404    404    404
/users/{user}/money/postings/export in     404    404    404    404    404    404
/money/postings/{posting} in     404    404    404    404    200    404
/customers/{customer}/money/postings/{posting} in     200    200    200    404    404    404
/users/{user}/money/postings/{posting} in     404    404    404    404    404    404
/money/postings/{posting}/export in     404    404    404    404    200    404
/customers/{customer}/money/postings/{posting}/export in     200    200    200    404    404    404
/users/{user}/money/postings/{posting}/export in     404    404    404    404    404    404
/customers/{customer}/money/add-funds in     200    404    200    404    404    404
/users/{user}/money/add-funds in     404    404    404    404    404    404
/customers/{customer}/money/credit in     200    404    200    404    404    404
/users/{user}/money/credit in     404    404    404    404    404    404
/customers/{customer}/money/debit in     200    404    200    404    404    404
/users/{user}/money/debit in     404    404    404    404    404    404
/customers/{customer}/money/transfer in     200    404    200    404    404    404
/customers/{customer}/money/low-balance in     200    404    200    404    404    404
/users/{user}/money/low-balance in     404    404    404    404    404    404
/customers/{customer}/money/postings/{posting}/reverse in     200    404    200    404    404    404
/users/{user}/money/postings/{posting}/reverse in     404    404    404    404    404    404
/tariffs                 in     200    200    200    404    200    404
/tariffs/export          in     200    200    200    404    200    404
/tariffs/new             in     200    404    404    404    404    404
/tariffs/{tariff}        in     200    200    200    404    404    404
/tariffs/{tariff}/edit   in     200    404    404    404    404    404
/tariffs/{tariff}/delete in     200    404    404    404    404    404
/service-plans           in     200    200    200    404    200    404
/service-plans/export    in     200    200    200    404    200    404
/service-plans/new       in     200    404    404    404    404    404
/service-plans/{plan}    in     200    200    200    404    404    404
/service-plans/{plan}/edit in     200    404    404    404    404    404
/service-plans/{plan}/delete in     200    404    404    404    404    404
/routing-groups          in     200    200    200    404    200    404
/routing-groups/export   in     200    200    200    404    200    404
/routing-groups/new      in     200    404    404    404    404    404
/routing-groups/{group}  in     200    200    200    404    404    404
/routing-groups/{group}/edit in     200    404    404    404    404    404
/routing-groups/{group}/delete in     200    404    404    404    404    404
/import                  in     200    404    404    404    200    404
/import/example          in     200    404    404    404    200    404
/import/{job}            in     404    404    404    404    404    404
/import/{job}/columns    in     404    404    404    404    404    404
/import/{job}/start      in     405    404    404    404    405    404
/import/{job}/file       in     404    404    404    404    404    404
/audit                   in     200    200    200    404    200    404
/audit/export            in     200    200    200    404    200    404
/api                     in     200    200    404    404    404    404
/api/export              in     200    200    404    404    404    404
/api/switch              in     405    404    404    404    404    404
/api/password            in     200    404    404    404    404    404
/branding                in     200    404    404    404    200    404
/branding/preview/{sheet} in     404    404    404    404    404    404
/branding/logo           in     405    404    404    404    405    404
/branding/logo/remove    in     405    404    404    404    405    404
/web-users               in     200    200    404    404    200    404
/web-users/export        in     200    200    404    404    200    404
/web-users/new           in     200    404    404    404    200    404
/web-users/{web_user}    in     200    200    404    404    404    404
/web-users/{web_user}/level in     405    404    404    404    405    404
/web-users/{web_user}/block in     405    404    404    404    405    404
/web-users/{web_user}/unblock in     405    404    404    404    405    404
/web-users/{web_user}/one-time-password in     200    404    404    404    404    404
/web-users/{web_user}/second-factor in     404    404    404    404    404    404
/web-users/{web_user}/delete in     200    404    404    404    404    404
/sessions                in     200    200    200    200    200    200
/sessions/export         in     200    200    200    200    200    200
/sessions/end            in     405    405    405    405    405    405
/sessions/end-others     in     200    200    200    200    200    200
/password                in     200    200    200    200    200    200
/second-factor           in     200    200    200    200    200    200
/second-factor/begin     in     405    405    405    405    405    405
/second-factor/set-up    in     to     to     to     to     to     to
/second-factor/recovery-codes in     404    404    404    404    404    404
/second-factor/turn-off  in     404    404    404    404    404    404
/sign-in                 200    to     to     to     to     to     to
/sign-in/code            in     in     in     in     in     in     in
/sign-out                in     405    405    405    405    405    405
/preferences             405    405    405    405    405    405    405
/assets/{digest}/{name}  404    404    404    404    404    404    404
/brand/logo/{digest}     404    404    404    404    404    404    404
/brand/{sheet}           404    404    404    404    404    404    404
";

#[tokio::test]
async fn every_role_gets_what_the_table_says() {
    everywhere(async |world: &World| {
        let (acme, shop) = world.family().await;
        for (login, level) in [
            ("reporter", AccessLevel::Reporter),
            ("billing", AccessLevel::Billing),
            ("noc", AccessLevel::Noc),
        ] {
            world.web_user(acme, login, level).await;
        }
        let real = Things::of(world, acme, shop).await;
        let holder = format!("holder@{shop}");
        let roles = ["acme", "reporter", "billing", "noc", "shop", &holder];
        let mut browsers = vec![world.browser()];
        for role in roles {
            browsers.push(world.browser().signed_in(role).await);
        }
        let mut table = TABLE.lines().next().unwrap().to_owned() + "\n";
        for entry in crate::pages::all() {
            let pattern = entry.route.pattern();
            let path = real.0.iter().fold(pattern.to_owned(), |path, (part, id)| path.replace(part, id));
            let path = path.replace(['{', '}'], "");
            let mut line = format!("{pattern:<24}");
            for browser in &browsers {
                line.push_str(&format!(" {:<6}", got(browser, &path).await));
            }
            table.push_str(line.trim_end());
            table.push('\n');
        }
        assert_eq!(table, TABLE, "{table}");
    })
    .await;
}

/// Wherever a route has a place for an id, that of somebody else's thing is as good as none: to look at, and to post to.
#[tokio::test]
async fn what_is_another_branch_s_is_nowhere() {
    everywhere(async |world: &World| {
        let (acme, shop) = world.family().await;
        let other = world.customer(ROOT, "other", |_| ()).await;
        let theirs = Things::of(world, other, other).await;
        let own = Things::of(world, acme, shop).await;
        let browser = world.browser().signed_in("acme").await;
        let before = last_change(world).await;
        let mut tried = 0;
        for entry in crate::pages::all() {
            let pattern = entry.route.pattern();
            for path in own.paths_with_one_of(&theirs, pattern) {
                tried += 1;
                if entry.get.is_some() {
                    assert_eq!(browser.get(&path).await.status, 404, "GET {path}");
                }
                if entry.post.is_some() {
                    assert_eq!(browser.post(&path, &[("step", "save")]).await.status, 404, "POST {path}");
                }
            }
        }
        assert!(50 < tried, "{tried}");
        assert_eq!(last_change(world).await, before, "nothing was done");
    })
    .await;
}

/// The latest line of the audit log, without which nothing is changed.
async fn last_change(world: &World) -> Vec<AuditLine> {
    let operator = world.installation.operator();
    audit_log::list(&world.installation.app, &operator, ListAudit::newest(1)).await.unwrap()
}

/// One of everything that a route may name.
pub(super) struct Things(pub(super) Vec<(&'static str, String)>);

impl Things {
    /// A customer's own, and `payer`'s, who may be himself.
    pub(super) async fn of(world: &World, customer: CustomerId, payer: CustomerId) -> Self {
        let clerk = world.web_user(customer, &format!("clerk.{customer}"), AccessLevel::Reporter).await;
        let user = super::people::user(&world.installation, payer, &format!("holder@{payer}")).await;
        let (payment, posting) = super::people::pay(&world.installation, payer).await;
        let tariff = owned::tariff_of(world, customer, "Retail").await;
        let group = owned::group_of(world, customer, "Main").await;
        let plan = owned::plan_of(world, customer, tariff, "Family").await;
        Self(vec![
            ("{customer}", payer.to_string()),
            ("{user}", user.to_string()),
            ("{web_user}", clerk.to_string()),
            ("{tariff}", tariff.to_string()),
            ("{group}", group.to_string()),
            ("{plan}", plan.to_string()),
            ("{payment}", payment.to_string()),
            ("{posting}", posting.to_string()),
        ])
    }

    /// `pattern` with all of these, and one of `theirs` in the place of one of them; each once.
    fn paths_with_one_of(&self, theirs: &Self, pattern: &str) -> Vec<String> {
        let named: Vec<usize> =
            (0..self.0.len()).filter(|place| pattern.contains(self.0[*place].0)).collect();
        let path = |foreign: usize| {
            named.iter().fold(pattern.to_owned(), |path, place| {
                let things = if *place == foreign { theirs } else { self };
                path.replace(self.0[*place].0, &things.0[*place].1)
            })
        };
        named.iter().map(|foreign| path(*foreign)).collect()
    }
}

async fn got(browser: &Browser<'_>, path: &str) -> String {
    let answer = browser.send(Method::GET, path, &[], true).await;
    match answer.location() {
        "" => answer.status.to_string(),
        to if to.starts_with("/sign-in") => "in".to_owned(),
        _ => "to".to_owned(),
    }
}

#[tokio::test]
async fn nobody_sees_beside_or_above_his_branch() {
    everywhere(async |world: &World| {
        let (acme, shop) = world.family().await;
        let other = world.customer(ROOT, "other", |_| ()).await;
        let browser = world.browser().signed_in("acme").await;
        for (id, status) in [(shop, 200), (acme, 404), (other, 404), (ROOT, 404)] {
            assert_eq!(browser.get(&format!("/customers/{id}")).await.status, status, "{id}");
        }
        for (owner, status) in [(shop, 200), (other, 404), (ROOT, 404)] {
            assert_eq!(browser.get(&format!("/customers?owner={owner}")).await.status, status, "{owner}");
        }
        for id in ["x", "-1", "007", "1e3", "99999999999999999999", "%00", "1%2F2"] {
            assert_eq!(browser.get(&format!("/customers/{id}")).await.status, 404, "{id}");
        }
    })
    .await;
}
