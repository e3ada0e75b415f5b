//! Customers and users from files: all or none, once, and nobody else's.

use std::time::Duration;

use app::customer::find::{self, Lookup};
use party::ids::{CustomerId, ROOT};
use party::web_user::AccessLevel;
use sheets::{Cell, Format, Writer};

use super::exports::downloaded;
use super::owned::{group_of, tariff_of};
use super::world::{Browser, World, everywhere};

const GOOD: &str = "Название;Компания;E-mail;Login;Password;Balance\r\n\
                    alpha;=1+1;a@x.example;alpha;Secret-password-1;12.5\r\n\
                    beta;\"Beta; Ltd\";;;;\r\n";

/// Uploads a file and answers where it is to be found.
async fn uploaded(browser: &Browser<'_>, fields: &[(&str, &str)], file: &[u8]) -> String {
    let answer = browser.upload("/import", fields, file).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    answer.location().strip_suffix("/columns").expect("the columns are named next").to_owned()
}

/// What the page of the columns has chosen, as its form would be posted.
async fn chosen(browser: &Browser<'_>, job: &str) -> Vec<(String, String)> {
    let page = browser.get(&format!("{job}/columns")).await.body;
    let selects = page.split("<select id=\"column-").skip(1);
    selects
        .enumerate()
        .map(|(index, select)| {
            let select = select.split("</select>").next().unwrap();
            let chosen = select.split("\" selected").next().unwrap();
            let value = chosen.rsplit("value=\"").next().unwrap_or_default();
            (
                format!("column-{index}"),
                if select.contains(" selected") { value.to_owned() } else { String::new() },
            )
        })
        .collect()
}

/// Has the rows checked with these columns; answers the page about them.
async fn checked(browser: &Browser<'_>, job: &str, columns: &[(String, String)]) -> String {
    let columns: Vec<(&str, &str)> =
        columns.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.post(&format!("{job}/columns"), &columns).await.is_sent_to(job);
    let page = browser.get(job).await;
    assert_eq!(page.status, 200, "{}", page.body);
    page.body
}

/// Starts the import and answers the page that is there when it has ended.
async fn ended(browser: &Browser<'_>, job: &str) -> String {
    browser.post(&format!("{job}/start"), &[]).await.is_sent_to(job);
    loop {
        let page = browser.get(job).await.body;
        if !page.contains("data-watch") {
            return page;
        }
        assert!(page.contains("<progress ") && page.contains("http-equiv=\"refresh\""), "{page}");
        tokio::task::yield_now().await;
    }
}

async fn names(browser: &Browser<'_>) -> Vec<String> {
    let rows = downloaded(&browser.get("/customers/export?format=csv").await);
    rows.into_iter().skip(1).map(|mut row| row.remove(0)).collect()
}

#[tokio::test]
async fn a_file_with_errors_changes_nothing_and_a_right_one_all() {
    everywhere(async |world: &World| {
        world.family().await;
        let browser = world.browser().signed_in("acme").await;
        let text = "name,email,balance,web_login,notes\n\
                    alpha,a@x.example,\"1,5\",same,x\n\
                    shop,b@x.example,2,other,y\n\
                    beta,c@x.example,3,same,z\n";
        let job = uploaded(&browser, &[("of", "customers")], text.as_bytes()).await;
        let mut columns = chosen(&browser, &job).await;
        assert_eq!(columns[2].1, "balance");
        columns[4].1 = String::new();
        let page = checked(&browser, &job, &columns).await;
        assert!(page.contains("3 rows are wrong") && !page.contains("/start"), "{page}");
        for (text, why) in [
            ("1,5", "a number"),
            ("shop", "Another customer has this name."),
            ("same", "The same stands in row 2."),
        ] {
            let cell = format!("<span class=\"text wrong\">{text}</span><span class=\"error\">");
            let error = page.split(&cell).nth(1).and_then(|rest| rest.split("</span>").next());
            assert!(error.is_some_and(|error| error.contains(why)), "{text} {why}: {page}");
        }
        assert!(!page.contains(">z<"), "a column that is left out is not shown");
        let wrong = browser.get(&format!("{job}?rows=wrong&from=2")).await.body;
        assert!(wrong.contains(">beta<") && !wrong.contains(">alpha<"), "{wrong}");
        browser.post(&format!("{job}/start"), &[]).await.is_sent_to(&job);
        assert_eq!(names(&browser).await, ["shop"]);

        let job = uploaded(&browser, &[("of", "customers")], GOOD.as_bytes()).await;
        let columns = chosen(&browser, &job).await;
        let named: Vec<&str> = columns.iter().map(|(_, name)| name.as_str()).collect();
        assert_eq!(named, ["", "company_name", "email", "web_login", "web_password", "balance"]);
        let mut columns = columns;
        let refused =
            browser.post(&format!("{job}/columns"), &[("column-1", "name"), ("column-2", "name")]).await;
        assert_eq!(refused.status, 422, "{}", refused.body);
        assert!(refused.body.contains("Another column holds this already."), "{}", refused.body);
        columns[0].1 = "name".to_owned();
        let page = checked(&browser, &job, &columns).await;
        assert!(
            page.contains("Import 2 customers") && page.contains("••••") && !page.contains("Secret-password")
        );
        assert_eq!(names(&browser).await, ["shop"]);
        let done = ended(&browser, &job).await;
        assert!(done.contains("2 customers are imported."), "{done}");
        assert_eq!(names(&browser).await, ["alpha", "beta", "shop"]);
        // Started again, it is as it was.
        assert_eq!(ended(&browser, &job).await, done);
        assert_eq!(names(&browser).await.len(), 3);
        world.browser().sign_in("alpha", "Secret-password-1").await.is_sent_to("/");
        world.is_sound().await;

        for format in Format::ALL {
            let file = browser.get(&format!("{job}/file?format={}", format.extension())).await;
            let rows = downloaded(&file);
            assert_eq!(rows[0][..6], ["Row", "Название", "Компания", "E-mail", "Login", "Balance"]);
            assert_eq!(rows[1][..6], ["2", "alpha", "=1+1", "a@x.example", "alpha", "12.5"]);
            let id = CustomerId(rows[1][6].parse().unwrap());
            let operator = world.installation.operator();
            let found = find::find(&world.installation.app, &operator, Lookup::Id(id)).await.unwrap();
            assert_eq!(found.customer.profile.contact.company_name.as_str(), "=1+1");
            assert_eq!(found.customer.object_id.to_string(), rows[1][7]);
        }
    })
    .await;
}

#[tokio::test]
async fn what_a_row_refers_to_may_be_named() {
    everywhere(async |world: &World| {
        let (acme, shop) = world.family().await;
        let other = world.customer(ROOT, "other", |_| ()).await;
        let gold = tariff_of(world, acme, "Gold").await;
        let twice = [tariff_of(world, acme, "Twice").await, tariff_of(world, acme, "Twice").await];
        let main = group_of(world, acme, "Main").await;
        tariff_of(world, other, "Foreign").await;
        group_of(world, other, "Elsewhere").await;
        let browser = world.browser().signed_in("acme").await;
        let text = "name,tariff,routing_group,commission_agent\n\
                    a,Foreign,Main,shop\nb,Twice,,\nc,gold,,\nd,,Elsewhere,\ne,,,other\nf,,,nobody\n";
        let job = uploaded(&browser, &[("of", "customers")], text.as_bytes()).await;
        let page = checked(&browser, &job, &chosen(&browser, &job).await).await;
        assert!(page.contains("6 rows are wrong"), "{page}");
        let several = format!("Several are called so, under the numbers {}, {}.", twice[0], twice[1]);
        for (words, count) in [
            ("The owner has no such tariff.", 2),
            (several.as_str(), 1),
            ("The owner cannot give this routing group.", 1),
            ("The owner has no other customer like that.", 2),
        ] {
            assert_eq!(page.matches(words).count(), count, "{words}: {page}");
        }

        let text = format!(
            "name,tariff,routing_group,commission_agent,commission_size\n\
             a, Gold ,Main,shop,5%\nb,{gold},{main},{shop},\nc,{},,,\nd,none,,,\n",
            twice[1]
        );
        let job = uploaded(&browser, &[("of", "customers")], text.as_bytes()).await;
        checked(&browser, &job, &chosen(&browser, &job).await).await;
        let done = ended(&browser, &job).await;
        assert!(done.contains("4 customers are imported."), "{done}");
        let operator = world.installation.operator();
        for (name, tariff, group, agent) in [
            ("a", Some(gold), Some(main), Some(shop)),
            ("b", Some(gold), Some(main), Some(shop)),
            ("c", Some(twice[1]), None, None),
            ("d", None, None, None),
        ] {
            let name = Lookup::Name(name.parse().unwrap());
            let found = find::find(&world.installation.app, &operator, name).await.unwrap();
            let profile = &found.customer.profile;
            let refers = (profile.tariff, profile.routing_group, profile.commission.agent);
            assert_eq!(refers, (tariff, group, agent), "{}", profile.name.as_str());
        }
        world.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn users_come_from_a_workbook() {
    everywhere(async |world: &World| {
        let (_, shop) = world.family().await;
        let other = world.customer(ROOT, "other", |_| ()).await;
        let workbook = |rows: &[[&str; 4]]| {
            let headings = ["Who", "Password", "Customer", "Telephone"].map(str::to_owned);
            let mut writer = Writer::new(Format::Xlsx, "users", &headings).unwrap();
            for row in rows {
                writer.row(&row.map(Cell::text)).unwrap();
            }
            writer.finish().unwrap()
        };
        let browser = world.browser().signed_in("acme").await;
        let columns = async |job: &str| {
            let mut columns = chosen(&browser, job).await;
            columns[0].1 = "username".to_owned();
            columns
        };
        let foreign = other.to_string();
        let file = workbook(&[
            ["a@x", "Secret-password-1", "", "+49 30 1"],
            ["b@x", "Secret-password-1", "other", ""],
            ["c@x", "Secret-password-1", &foreign, ""],
            ["d@x", "Secret-password-1", "nobody", ""],
        ]);
        let job = uploaded(&browser, &[("of", "users")], &file).await;
        let page = checked(&browser, &job, &columns(&job).await).await;
        assert_eq!(page.matches("There is no such customer.").count(), 3, "{page}");

        let own = shop.to_string();
        let file = workbook(&[
            ["a@x", "Secret-password-1", "", "+49 30 1"],
            ["b@x", "Secret-password-1", "acme", ""],
            ["c@x", "Secret-password-1", &own, ""],
        ]);
        let job = uploaded(&browser, &[("of", "users"), ("customer", &own)], &file).await;
        checked(&browser, &job, &columns(&job).await).await;
        let done = ended(&browser, &job).await;
        assert!(done.contains("3 users are imported.") && done.contains(&format!("/users?customer={shop}")));
        let users = async |path: &str| {
            let rows = downloaded(&browser.get(path).await);
            rows.into_iter().skip(1).map(|mut row| row.remove(0)).collect::<Vec<_>>()
        };
        assert_eq!(users(&format!("/users/export?customer={shop}")).await, ["a@x", "c@x"]);
        assert_eq!(users("/users/export").await, ["b@x"]);
        world.browser().sign_in("c@x", "Secret-password-1").await.is_sent_to("/");
    })
    .await;
}

#[tokio::test]
async fn what_was_taken_meanwhile_keeps_everything_out() {
    everywhere(async |world: &World| {
        let (acme, _) = world.family().await;
        let browser = world.browser().signed_in("acme").await;
        let job = uploaded(&browser, &[("of", "customers")], b"name\nfirst\nsecond\n").await;
        let page = checked(&browser, &job, &chosen(&browser, &job).await).await;
        assert!(page.contains("Import 2 customers"), "{page}");
        world.customer(acme, "second", |_| ()).await;
        let page = ended(&browser, &job).await;
        assert!(page.contains("1 row is wrong"), "{page}");
        assert_eq!(names(&browser).await, ["second", "shop"]);
    })
    .await;
}

#[tokio::test]
async fn a_file_is_its_sessions_own_for_half_an_hour() {
    everywhere(async |world: &World| {
        let (acme, _) = world.family().await;
        world.customer(ROOT, "other", |_| ()).await;
        world.web_user(acme, "colleague", AccessLevel::Administrator).await;
        let browser = world.browser().signed_in("acme").await;
        let job = uploaded(&browser, &[("of", "customers")], b"name\nfirst\n").await;
        for login in ["other", "colleague", "acme"] {
            let foreign = world.browser().signed_in(login).await;
            for path in ["", "/columns", "/file"] {
                assert_eq!(foreign.get(&format!("{job}{path}")).await.status, 404, "{login} {path}");
            }
            for path in ["/columns", "/start"] {
                assert_eq!(foreign.post(&format!("{job}{path}"), &[]).await.status, 404, "{login} {path}");
            }
        }
        assert_eq!(browser.get(&format!("{job}/columns")).await.status, 200);
        assert_eq!(browser.get(&format!("{job}/file")).await.status, 404);
        // Another file takes the place of the first.
        let second = uploaded(&browser, &[("of", "customers")], b"name\nsecond\n").await;
        assert_eq!(browser.get(&format!("{job}/columns")).await.status, 404);
        world.installation.clock.advance(Duration::from_secs(29 * 60));
        assert_eq!(browser.get(&format!("{second}/columns")).await.status, 200);
        world.installation.clock.advance(Duration::from_secs(31 * 60));
        assert_eq!(browser.get(&format!("{second}/columns")).await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn nobody_imports_where_he_may_not() {
    everywhere(async |world: &World| {
        let (_, shop) = world.family().await;
        let other = world.customer(ROOT, "other", |_| ()).await;
        let browser = world.browser().signed_in("acme").await;
        for owner in [other, ROOT, CustomerId(999_999)] {
            let owner = owner.to_string();
            assert_eq!(browser.get(&format!("/import?of=customers&customer={owner}")).await.status, 404);
            let fields = [("of", "users"), ("customer", owner.as_str())];
            assert_eq!(browser.upload("/import", &fields, b"name\nx\n").await.status, 404);
        }
        assert_eq!(browser.get("/import?of=tariffs").await.status, 404);
        // The owner is there, but nobody may stand below him: every row is told so, and nothing is made.
        let own = shop.to_string();
        let job = uploaded(&browser, &[("of", "customers"), ("customer", &own)], b"name\nx\n").await;
        let page = checked(&browser, &job, &chosen(&browser, &job).await).await;
        assert!(page.contains("1 row is wrong"), "{page}");
        // One who may have no customers may have users.
        let leaf = world.browser().signed_in("shop").await;
        assert_eq!(leaf.get("/import?of=customers").await.status, 404);
        let page = leaf.get("/import").await;
        assert!(page.status == 200 && !page.body.contains("value=\"customers\""), "{}", page.body);
    })
    .await;
}

#[tokio::test]
async fn what_is_no_table_is_told_beside_the_field() {
    everywhere(async |world: &World| {
        world.family().await;
        let browser = world.browser().signed_in("acme").await;
        let bomb = {
            let headings = ["a".to_owned()];
            let mut writer = Writer::new(Format::Xlsx, "bomb", &headings).unwrap();
            for _ in 0..600 {
                writer.row(&[Cell::text(" ".repeat(30_000))]).unwrap();
            }
            writer.finish().unwrap()
        };
        assert!(bomb.len() < 1 << 20, "{}", bomb.len());
        for (file, words) in [
            (b"".as_slice(), "There are no rows"),
            (b"name\n", "There are no rows"),
            (b"name,x\n1,\"y\n", "Row 2, column B: a quotation mark"),
            (b"name\ncaf\xE9\n", "Row 2, column A: the file is not in UTF-8"),
            (b"PK\x03\x04", "The file is damaged"),
            (b"\xD0\xCF\x11\xE0", "The file has a password"),
            (bomb.as_slice(), "There is too much in the file"),
        ] {
            let answer = browser.upload("/import", &[("of", "customers")], file).await;
            assert_eq!(answer.status, 422, "{words}");
            assert!(answer.body.contains(words), "{words}: {}", answer.body);
        }
        let large = vec![b'x'; 9 << 20];
        assert_eq!(browser.upload("/import", &[("of", "customers")], &large).await.status, 413);
        let none = browser.post("/import", &[("of", "customers")]).await;
        assert!(none.status == 422 && none.body.contains("Choose a file."), "{}", none.body);
    })
    .await;
}

#[tokio::test]
async fn an_example_is_recognised_by_its_headings() {
    everywhere(async |world: &World| {
        world.family().await;
        let browser = world.browser().signed_in("acme").await;
        for of in ["customers", "users"] {
            let example = browser.get(&format!("/import/example?of={of}&format=csv")).await;
            let headings = downloaded(&example).remove(0);
            let row = vec!["x"; headings.len()].join(",");
            let file = format!("{}{row}\r\n", example.body);
            let job = uploaded(&browser, &[("of", of)], file.as_bytes()).await;
            let columns = chosen(&browser, &job).await;
            assert_eq!(columns.len(), headings.len());
            assert!(columns.iter().all(|(_, name)| !name.is_empty()), "{of}: {columns:?}");
        }
        assert_eq!(browser.get("/import/example?of=tariffs").await.status, 404);
    })
    .await;
}
