//! Every table that there is as a file: its headings in both languages, the rows of its page, its filters, and what it must
//! not tell or make a spreadsheet do.

use std::collections::BTreeSet;

use app::RequestOutcome;
use app::context::Actor;
use app::funds::FundsOf;
use app::funds::book::{BookFunds, book_funds};
use charging::FundsChange;
use money::{Amount, Commodity, Currency};
use party::customer::TariffChoice;
use party::ids::{CustomerId, ROOT};
use party::text::Line;
use party::web_user::AccessLevel;
use support::START;

use super::exports::downloaded;
use super::world::{Browser, World, everywhere};
use super::{owned, people, samples};
use crate::i18n::Locale;
use crate::pages::SAMPLES;
use crate::route::{Path, Route};

/// Tables without a file of their own, by the samples of their page and how their captions begin, and why.
const WITHOUT_FILE: [(&str, &str, &str); 6] = [
    (
        "import",
        "Check the rows",
        "the reader's own file, of which nothing has come; what comes of it has a file",
    ),
    ("money", "Last postings", "the beginning of what was booked, which has a file"),
    ("tariffs", "Used by", "a question, with some of what speaks against it"),
    ("service_plans", "Used by", "a question, with some of what speaks against it"),
    ("routing_groups", "Used by", "a question, with some of what speaks against it"),
    ("branding", "Customers", "made up, to look at"),
];

/// Every table of every sample of every page stands before the ways to it as a file.
#[test]
fn a_table_without_a_file_says_why() {
    let frame = samples::frame(Locale::fallback(), "Plain text");
    let (mut tables, mut without) = (0, BTreeSet::new());
    for (name, samples) in SAMPLES {
        for page in samples(&frame, "Plain text") {
            let page = page.unwrap();
            for table in page.split("<div class=\"table-frame\"").skip(1) {
                tables += 1;
                let between = |from: &str, to: &str| Some(table.split_once(from)?.1.split_once(to)?.0);
                let caption = between("<caption", "</caption>").unwrap().split_once('>').unwrap().1;
                match between("<p class=\"export\">", "</p>") {
                    Some(links) => assert!(leads_to_files(links), "{name}: {caption}: {links}"),
                    None => _ = without.insert((*name, caption.to_owned())),
                }
            }
        }
    }
    for (name, caption) in &without {
        let is_known = WITHOUT_FILE.iter().any(|(page, begin, _)| page == name && caption.starts_with(begin));
        assert!(
            is_known,
            "{name}: the table “{caption}” has no file: give it one, or say here why it needs none"
        );
    }
    assert_eq!(without.len(), WITHOUT_FILE.len(), "a table that is said to have no file has one, or is gone");
    assert!(30 < tables, "{tables}");
}

/// Whether each link is to something that is downloaded.
fn leads_to_files(links: &str) -> bool {
    let files = crate::pages::all().into_iter().filter(|entry| !entry.is_page && entry.get.is_some());
    let files: Vec<Route> = files.map(|entry| entry.route).collect();
    let mut paths = links.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).peekable();
    paths.peek().is_some() && paths.all(|path| Path::own(path, files.iter().copied()).is_some())
}

/// One table. What stands in the page's cell `.0` of a row ends with what stands in the file's cell `.1`.
struct Exported {
    /// Its page; the file is at `/export` below it.
    page: String,
    headings: [&'static str; 2],
    compared: &'static [(usize, usize)],
    /// A query that leaves something out, and how many rows it leaves.
    filter: (&'static str, usize),
    /// What a spreadsheet would run, as it stands in the file; empty: no text of the table begins as somebody likes.
    formula: &'static str,
}

fn tables(shop: CustomerId) -> Vec<Exported> {
    let table = |page: &str, headings, compared, filter, formula| Exported {
        page: page.to_owned(),
        headings,
        compared,
        filter,
        formula,
    };
    vec![
        table(
            "/customers",
            [
                "Name,Number,Company,Balance,Credit limit,Available,Currency,Status",
                "Имя,Номер,Компания,Баланс,Кредитный лимит,Доступно,Валюта,Состояние",
            ],
            &[(0, 0), (1, 1), (2, 2)],
            ("search=z", 1),
            "'=1+1",
        ),
        table(
            "/users",
            [
                "User name,Number,Messaging id,Contact person,Kind,Balance,Currency,Status",
                "Имя пользователя,Номер,Идентификатор для сообщений,Контактное лицо,Вид,Баланс,Валюта,Состояние",
            ],
            &[(0, 0), (1, 1), (2, 3)],
            ("search=desk", 1),
            "'=cmd@acme",
        ),
        table(
            "/web-users",
            [
                "Login,Number,Access level,Status,Second step of signing in,One-time password until",
                "Логин,Номер,Уровень доступа,Состояние,Второй шаг входа,Одноразовый пароль до",
            ],
            &[(0, 0), (1, 2), (2, 3)],
            ("after=0", 3),
            "'=clerk",
        ),
        table(
            "/tariffs",
            ["Name,Number,Currency,For,Connect fee", "Название,Номер,Валюта,Для чего,Плата за соединение"],
            &[(0, 0), (1, 1), (2, 2), (3, 3)],
            ("search=retail", 1),
            "'=Retail",
        ),
        table(
            "/service-plans",
            [
                "Name,Number,Tariff,Currency,Billing cycle,Paid in advance",
                "Название,Номер,Тариф,Валюта,Расчётный период,Оплата вперёд",
            ],
            &[(0, 0), (1, 1), (2, 2), (3, 3), (4, 4), (5, 5)],
            ("search=family&order=number", 1),
            "'=Family",
        ),
        table(
            "/routing-groups",
            ["Name,Number,Order of routes,Description", "Название,Номер,Порядок маршрутов,Описание"],
            &[(0, 0), (1, 1), (2, 2), (3, 3)],
            ("search=main", 1),
            "'=Main",
        ),
        table(
            &format!("/customers/{shop}/money/payments"),
            [
                "Payment,Amount,Currency,Paid,Notes,Posting,Reversed by",
                "Платёж,Сумма,Валюта,Оплачено,Заметки,Проводка,Чем сторнирована",
            ],
            &[(0, 0), (3, 4)],
            ("after=1", 2),
            "'=SUM(A1)",
        ),
        table(
            &format!("/customers/{shop}/money/postings"),
            [
                "Posting,Kind,Amount,Currency,By whom,Through,When,Reversed by",
                "Проводка,Вид,Сумма,Валюта,Кто,Через,Когда,Чем сторнирована",
            ],
            &[(0, 1), (2, 4)],
            ("of=credits", 0),
            "",
        ),
        table(
            "/audit",
            [
                "When,Who,Through,What,To what,What changed,Request",
                "Когда,Кто,Через что,Что сделал,С чем,Что изменилось,Запрос",
            ],
            &[(2, 3), (3, 4)],
            ("operation=tariff.create", 2),
            "",
        ),
    ]
}

/// A reseller with two of everything, one of which is called like a formula.
async fn family(world: &World) -> (CustomerId, CustomerId) {
    let (acme, shop) = world.family().await;
    let company = |draft: &mut party::customer::Draft| {
        draft.change.contact.company_name = Some(Line::parse("=1+1").unwrap());
    };
    world.customer(acme, "zeta", company).await;
    for name in ["=cmd@acme", "desk@acme"] {
        people::user(&world.installation, acme, name).await;
    }
    for login in ["=clerk", "noc"] {
        world.web_user(acme, login, AccessLevel::Noc).await;
    }
    for [tariff, group, plan] in [["=Retail", "=Main", "=Family"], ["Whole", "Spare", "Single"]] {
        let tariff = owned::tariff_of(world, acme, tariff).await;
        owned::group_of(world, acme, group).await;
        owned::plan_of(world, acme, tariff, plan).await;
    }
    for notes in ["=SUM(A1)", "cash"] {
        let request = BookFunds {
            of: FundsOf::Customer { id: shop, owner: None },
            change: FundsChange::Payment,
            amount: Amount::new(1_250_000_000, Commodity::Currency(Currency::parse("USD").unwrap())),
            notes: Line::parse(notes).unwrap(),
            happened_at: None,
        };
        let (app, operator) = (&world.installation.app, world.installation.operator());
        book_funds(app, &operator, request).await.unwrap();
    }
    (acme, shop)
}

/// The rows that a page shows, as texts.
fn shown(page: &str) -> Vec<Vec<String>> {
    let body = page.split_once("<tbody>").map_or("", |(_, rest)| rest.split("</tbody>").next().unwrap());
    let text = |cell: &str| {
        let bare: String =
            cell.split('<').map(|part| part.split_once('>').map_or("", |(_, text)| text)).collect();
        bare.replace("&#38;", "&").trim().to_owned()
    };
    let cells = |row: &str| {
        let cells = row.replace("</td>", "</th>").replace("<td", "<th");
        cells.split("<th").skip(1).map(|cell| text(&format!("<th{cell}"))).collect()
    };
    body.split("<tr>").skip(1).map(cells).collect()
}

async fn check(browser: &Browser<'_>, table: &Exported, format: &str) {
    let Exported { page, headings, compared, filter, formula } = table;
    let of =
        async |query: &str| downloaded(&browser.get(&format!("{page}/export?format={format}&{query}")).await);
    let all = of("").await;
    assert_eq!(all[0].join(","), headings[0], "{page}");
    for query in ["", filter.0] {
        let (file, on_page) = (of(query).await, shown(&browser.get(&format!("{page}?{query}")).await.body));
        // A row at which a page begins is none of its filters.
        let is_place = query.starts_with("after=");
        assert!(is_place || file.len() == on_page.len() + 1, "{page}?{query}: {file:?} {on_page:?}");
        for (row, line) in file[1..].iter().zip(on_page).filter(|_| !is_place) {
            for (on_page, in_file) in *compared {
                assert!(line[*on_page].ends_with(&row[*in_file]), "{page}?{query}: {line:?} {row:?}");
            }
        }
    }
    assert_eq!(of(filter.0).await.len(), filter.1 + 1, "{page}?{}", filter.0);
    if format == "csv" {
        let csv = browser.get(&format!("{page}/export?format=csv")).await.body;
        assert!(csv.contains(formula), "{page}: {csv}");
        assert!(!csv.lines().any(|line| line.split(',').any(|cell| cell.starts_with('='))), "{page}: {csv}");
    }
}

#[tokio::test]
async fn every_table_is_a_file_with_the_rows_of_its_page() {
    everywhere(async |world: &World| {
        let (_, shop) = family(world).await;
        let browser = world.browser().signed_in("acme").await;
        for table in tables(shop) {
            check(&browser, &table, "csv").await;
            check(&browser, &table, "xlsx").await;
            let link = format!("{}/export?format=csv", table.page);
            let page = browser.get(&table.page).await.body;
            assert!(page.contains(&link), "{link}: {page}");
        }
        browser.post("/preferences", &[("language", "ru")]).await;
        for table in tables(shop) {
            let file = downloaded(&browser.get(&format!("{}/export", table.page)).await);
            assert_eq!(file[0].join(","), table.headings[1], "{}", table.page);
        }
    })
    .await;
}

/// What a page shows whole, its file tells whole.
#[tokio::test]
async fn a_small_table_is_a_file_too() {
    everywhere(async |world: &World| {
        let (acme, shop) = family(world).await;
        let browser = world.browser().signed_in("acme").await;
        let other = world.browser().signed_in("acme").await;
        let outcome = |operation: &str, code: &str| RequestOutcome {
            face: "rest",
            operation: operation.to_owned(),
            caller: Some(Actor::Customer(acme)),
            code: code.to_owned(),
            is_success: code == "0",
        };
        let app = &world.installation.app;
        for (operation, code) in [("=admin/balance", "0"), ("admin/send", "300")] {
            let took = std::time::Duration::from_millis(1_234);
            let peer = [198, 51, 100, 4].into();
            app.recent_calls().note(&outcome(operation, code), app.now(), took, peer);
        }
        let at = "2026-01-01T00:00:00+00:00";
        for format in ["csv", "xlsx"] {
            let of = async |browser: &Browser<'_>, path: &str| {
                downloaded(&browser.get(&format!("{path}export?format={format}")).await)
            };
            let sessions = of(&browser, "/sessions/").await;
            assert_eq!(sessions[0].join(","), "Browser,Address,Signed in,Last used,Status");
            let states: BTreeSet<&str> = sessions[1..].iter().map(|row| row[4].as_str()).collect();
            assert_eq!((sessions.len(), states), (3, ["", "This session"].into()), "{sessions:?}");
            assert_eq!(sessions[1][..4], ["Unknown", "192.0.2.7", at, at]);

            let calls = of(&browser, "/api/").await;
            assert_eq!(calls[0].join(","), "When,Interface,Operation,Outcome,Took (ms),From");
            let row = |operation: &str, outcome: &str| {
                [at, "REST", operation, outcome, "1234", "198.51.100.4"].map(str::to_owned).to_vec()
            };
            assert_eq!(calls[1..], [row("admin/send", "Status 300"), row("=admin/balance", "Done")]);

            let money = format!("/customers/{shop}/money/postings");
            let posting = of(&browser, &format!("{money}/")).await[1][0].clone();
            let entries = of(&browser, &format!("{money}/{posting}/")).await;
            let on_page = shown(&browser.get(&format!("{money}/{posting}")).await.body);
            assert_eq!(entries[0].join(","), "Account,Debit (out),Credit (in),Currency");
            let sides =
                |rows: &[Vec<String>]| rows.iter().take(2).map(|row| row[0].clone()).collect::<Vec<_>>();
            assert_eq!(sides(&entries[1..]), sides(&on_page), "{entries:?}");
            assert_eq!(entries[1][1..], ["12.5", "", "USD"]);
            assert_eq!(entries[2][1..], ["", "12.5", "USD"]);
        }
        let csv = browser.get("/api/export?format=csv").await.body;
        assert!(csv.contains(",'=admin/balance,"), "{csv}");
        // One signs out, and is in nobody's file.
        other.post("/sign-out", &[]).await;
        assert_eq!(downloaded(&browser.get("/sessions/export").await).len(), 2);
    })
    .await;
}

/// What the overview shows is had by those who may look at it.
#[tokio::test]
async fn the_overview_is_three_files() {
    everywhere(async |world: &World| {
        let (acme, shop) = family(world).await;
        let holder = format!("holder@{shop}");
        people::user(&world.installation, shop, &holder).await;
        world.web_user(acme, "technician", AccessLevel::Noc).await;
        let browser = world.browser().signed_in("shop").await;
        let of = async |query: &str| downloaded(&browser.get(&format!("/overview/export?{query}")).await);
        let at = "2026-01-01T00:00:00+00:00";
        let paid = ["Payment", "12.5", "USD", at].map(str::to_owned).to_vec();
        for format in ["csv", "xlsx"] {
            let postings = of(&format!("of=postings&format={format}")).await;
            assert_eq!(postings[0].join(","), "Kind,Amount,Currency,When");
            assert_eq!(postings[1..], [paid.clone(), paid.clone()]);
            let days = of(&format!("format={format}")).await;
            assert_eq!(days[0].join(","), "Day,Balance,Currency,Payment");
            let day = |row: &[String]| row.join(",");
            assert_eq!(
                (days.len(), day(&days[29]), day(&days[30])),
                (31, "2025-12-31,0,USD,0".into(), "2026-01-01,25,USD,2".into())
            );
            let changes = of(&format!("of=changes&format={format}")).await;
            assert_eq!(changes[0].join(","), "What,To what,By whom,When");
            assert_eq!(
                changes.len() - 1,
                shown(browser.get("/").await.body.rsplit_once("<thead>").unwrap().1).len()
            );
        }
        for (login, statuses) in
            [("shop", [200, 200, 200]), ("technician", [404, 404, 404]), (&holder, [200, 200, 404])]
        {
            let browser = world.browser().signed_in(login).await;
            for (query, status) in ["", "of=postings", "of=changes"].into_iter().zip(statuses) {
                let path = format!("/overview/export?{query}");
                assert_eq!(browser.get(&path).await.status, status, "{login}: {path}");
                let is_linked = browser
                    .get("/")
                    .await
                    .body
                    .contains(&format!("{path}&#38;format=csv").replace("?&#38;", "?"));
                assert!(!is_linked || status == 200, "{login}: {path} is linked");
            }
        }
    })
    .await;
}

/// What somebody was given is a list of its own, and nobody else's.
#[tokio::test]
async fn what_was_given_is_a_file_of_its_own() {
    everywhere(async |world: &World| {
        let (acme, _) = family(world).await;
        let (tariff, group) =
            (owned::tariff_of(world, acme, "=Given").await, owned::group_of(world, acme, "=Lent").await);
        world
            .customer(acme, "agent", |draft| {
                draft.tariff = TariffChoice::Of(tariff);
                draft.change.routing_group = Some(Some(group));
            })
            .await;
        let (agent, acme) =
            (world.browser().signed_in("agent").await, world.browser().signed_in("acme").await);
        for (page, name) in [("/tariffs", "=Given"), ("/routing-groups", "=Lent")] {
            let link = format!("{page}/export?of=given&#38;format=csv");
            assert!(agent.get(page).await.body.contains(&link), "{page}");
            assert!(!acme.get(page).await.body.contains(&link), "{page}");
            let file = downloaded(&agent.get(&format!("{page}/export?of=given")).await);
            assert_eq!((file.len(), file[1][0].as_str()), (2, name), "{page}: {file:?}");
            assert_eq!(downloaded(&agent.get(&format!("{page}/export")).await).len(), 1, "his own are none");
            assert_eq!(downloaded(&acme.get(&format!("{page}/export?of=given")).await).len(), 1, "{page}");
            assert!(
                agent
                    .get(&format!("{page}/export?of=given&format=csv"))
                    .await
                    .body
                    .contains(&format!("'{name}"))
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_row_is_plain_numbers_and_moments_with_their_zone() {
    everywhere(async |world: &World| {
        let (_, shop) = family(world).await;
        let browser = world.browser().signed_in("acme").await;
        let of = async |path: &str| downloaded(&browser.get(path).await);
        let at = "2026-01-01T00:00:00+00:00";
        assert_eq!(START.0, 1_767_225_600_000_000);
        let payments = of(&format!("/customers/{shop}/money/payments/export")).await;
        assert_eq!(payments[2][1..5], ["12.5", "USD", at, "=SUM(A1)"]);
        let postings = of(&format!("/customers/{shop}/money/postings/export")).await;
        assert_eq!(postings[1][1..7], ["Payment", "12.5", "USD", "Your provider", "Command line", at]);
        assert_eq!(postings[1][0], payments[1][5], "a payment names its posting");
        let audit = of("/audit/export?operation=routing_group.create").await;
        assert_eq!(audit[1][0], at);
        assert_eq!(audit[2][4], "Routing group “=Main”");
        assert!(audit[2][5].contains("Name: =Main"), "{audit:?}");
    })
    .await;
}

#[tokio::test]
async fn what_is_undone_says_by_what() {
    everywhere(async |world: &World| {
        let (_, shop) = family(world).await;
        let browser = world.browser().signed_in("acme").await;
        let path = format!("/customers/{shop}/money/postings/export");
        let before = downloaded(&browser.get(&path).await);
        let booked = browser
            .post(
                &format!("/customers/{shop}/money/add-funds"),
                &[("amount", "3"), ("paid_at", ""), ("notes", ""), ("once", "aaaaaaaaaaaaaaaaaaaaaaaaaa")],
            )
            .await;
        assert_eq!(booked.status, 303, "{}", booked.body);
        let after = downloaded(&browser.get(&path).await);
        assert_eq!(after.len(), before.len() + 1);
        assert_eq!(after[1][2], "3");
        let posting = &after[1][0];
        let reverse = format!("/customers/{shop}/money/postings/{posting}/reverse");
        browser.post(&reverse, &[("once", "bbbbbbbbbbbbbbbbbbbbbbbbbb")]).await;
        let undone = downloaded(&browser.get(&path).await);
        assert_eq!(undone[1][2], "-3");
        assert_eq!(undone[2][7], undone[1][0], "{undone:?}");
    })
    .await;
}

#[tokio::test]
async fn what_is_foreign_is_not_there_in_a_file_either() {
    everywhere(async |world: &World| {
        let (acme, shop) = family(world).await;
        let other = world.customer(ROOT, "other", |_| ()).await;
        let foreign = people::user(&world.installation, other, "desk@other").await;
        let browser = world.browser().signed_in("acme").await;
        for id in [other, ROOT, CustomerId(999_999)] {
            for path in [
                format!("/customers/export?owner={id}"),
                format!("/users/export?customer={id}"),
                format!("/web-users/export?customer={id}"),
                format!("/customers/{id}/money/payments/export"),
                format!("/customers/{id}/money/postings/export"),
            ] {
                assert_eq!(browser.get(&path).await.status, 404, "{path}");
            }
        }
        for path in [
            format!("/users/{foreign}/money/payments/export"),
            format!("/users/{foreign}/money/postings/export"),
            format!("/users/{foreign}/money/postings/1/export"),
            format!("/customers/{other}/money/postings/1/export"),
            format!("/customers/{shop}/money/postings/999999/export"),
            format!("/customers/{acme}/money/postings/export"),
            "/web-users/export?customer=x".to_owned(),
        ] {
            assert_eq!(browser.get(&path).await.status, 404, "{path}");
        }
        let of_other = downloaded(&browser.get(&format!("/audit/export?object=customer:{other}")).await);
        assert_eq!(of_other.len(), 1, "{of_other:?}");
        assert_eq!(browser.get("/audit/export?from=yesterday").await.status, 422);
        let below = downloaded(&browser.get(&format!("/web-users/export?customer={shop}")).await);
        assert_eq!(below[1][0], "shop");
    })
    .await;
}
