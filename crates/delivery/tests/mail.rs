//! E-mail from the booking that made a balance low to the server that takes it, on both engines.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::Duration;

use app::customer::create::{self, CreateCustomer};
use app::funds::FundsOf;
use app::funds::book::{BookFunds, book_funds};
use app::funds::low_balance;
use charging::{FundsChange, LowBalanceChange};
use delivery::mail::{MailOptions, Mailer, Security};
use money::{Amount, Commodity, Currency};
use party::customer::{Draft, TariffChoice};
use party::dictionary::Language;
use party::ids::{CustomerId, ROOT};
use party::text::Line;
use support::{MailServer, Temper, TestInstallation, installations};
use tokio::net::TcpListener;

fn mailer(port: u16) -> Mailer {
    Mailer::new(&MailOptions {
        host: "127.0.0.1".to_owned(),
        port,
        security: Security::Plain,
        credentials: None,
        from: "Tollgate <noreply@tollgate.example>".to_owned(),
    })
    .unwrap()
}

struct World {
    installation: TestInstallation,
    server: MailServer,
    mailer: Mailer,
}

async fn everywhere(test: impl AsyncFn(&World)) {
    for installation in installations().await {
        println!("engine: {}", installation.engine);
        let server = MailServer::start().await;
        let mailer = mailer(server.port());
        test(&World { installation, server, mailer }).await;
    }
}

impl World {
    /// Below `owner`, with 20 to spend, to be told below 10.
    async fn customer(&self, owner: CustomerId, name: &str, change: impl FnOnce(&mut Draft)) -> CustomerId {
        let mut draft = Draft::new(name.parse().unwrap(), TariffChoice::Unset);
        draft.change.rights.customers = Some(party::rights::Manage::ALL);
        draft.change.contact.email = Some(Line::parse(&format!("{name}@example.com")).unwrap());
        change(&mut draft);
        let request = CreateCustomer {
            owner: Some(owner),
            draft,
            web_login: None,
            web_password: None,
            api_password: None,
            free_credits: false,
        };
        let (app, context) = (&self.installation.app, self.installation.operator());
        let made = create::create(app, &context, request).await.unwrap();
        let id = CustomerId(made.customer_id);
        self.book(id, FundsChange::Credit, 20).await;
        let change = LowBalanceChange {
            threshold_units: Some(Some(usd(10).units())),
            notify_by_email: Some(true),
            ..LowBalanceChange::default()
        };
        self.watch(id, change).await;
        id
    }

    async fn watch(&self, id: CustomerId, change: LowBalanceChange) {
        let (app, context) = (&self.installation.app, self.installation.operator());
        low_balance::set(app, &context, FundsOf::Customer { id, owner: None }, change).await.unwrap();
    }

    async fn book(&self, id: CustomerId, change: FundsChange, amount: i64) {
        let request = BookFunds {
            of: FundsOf::Customer { id, owner: None },
            change,
            amount: usd(amount),
            happened_at: None,
            notes: Line::default(),
        };
        book_funds(&self.installation.app, &self.installation.operator(), request).await.unwrap();
    }

    async fn deliver(&self) -> usize {
        self.mailer.deliver_due(&self.installation.app).await.unwrap()
    }

    fn advance(&self, seconds: u64) {
        self.installation.clock.advance(Duration::from_secs(seconds));
    }
}

fn usd(whole: i64) -> Amount {
    Amount::new(whole * 100_000_000, Commodity::Currency(Currency::parse("USD").unwrap()))
}

#[tokio::test]
async fn who_falls_below_his_threshold_is_written_to_once() {
    everywhere(async |world| {
        let id = world.customer(ROOT, "acme", |_| ()).await;
        world.book(id, FundsChange::Debit, 10).await;
        assert_eq!(world.deliver().await, 0, "10 is not below 10");
        world.book(id, FundsChange::Debit, 1).await;
        assert_eq!(world.deliver().await, 1);
        let taken = world.server.taken();
        let [mail] = taken.as_slice() else { panic!("{taken:?}") };
        assert_eq!(mail.envelope, ["MAIL FROM:<noreply@tollgate.example>", "RCPT TO:<acme@example.com>"]);
        for part in [
            "Subject: Low balance: acme\n",
            "To: acme@example.com\n",
            "From: Tollgate <noreply@tollgate.example>\n",
        ] {
            assert!(mail.letter.contains(part), "{part}: {}", mail.letter);
        }
        assert!(
            mail.letter.contains("acme has 9 USD left to spend, which is below the threshold of 10 USD.")
        );
        world.book(id, FundsChange::Debit, 1).await;
        assert_eq!(world.deliver().await, 0, "it was low already");
        world.book(id, FundsChange::Credit, 5).await;
        world.book(id, FundsChange::Debit, 5).await;
        assert_eq!(world.deliver().await, 1, "it fell again");
    })
    .await;
}

#[tokio::test]
async fn the_owner_names_the_sender_and_the_language_is_the_readers() {
    everywhere(async |world| {
        let acme = world
            .customer(ROOT, "acme", |draft| {
                draft.change.contact.mail_from = Some(Line::parse("Acme <billing@acme.example>").unwrap());
            })
            .await;
        let shop = world
            .customer(acme, "shop", |draft| {
                draft.change.contact.email = Some(Line::parse("a@shop.example; B <b@shop.example>").unwrap());
                draft.change.contact.cc = Some(Line::parse("c@shop.example").unwrap());
                draft.change.contact.bcc = Some(Line::parse("d@shop.example").unwrap());
                draft.change.language = Language::new("ru").ok();
            })
            .await;
        world.book(shop, FundsChange::Debit, 15).await;
        assert_eq!(world.deliver().await, 1);
        let taken = world.server.taken();
        let [mail] = taken.as_slice() else { panic!("{taken:?}") };
        let to: Vec<&str> = mail.envelope.iter().map(String::as_str).skip(1).collect();
        assert_eq!(
            to,
            ["a@shop.example", "b@shop.example", "c@shop.example", "d@shop.example"]
                .map(|address| format!("RCPT TO:<{address}>"))
        );
        assert!(mail.letter.contains("From: Acme <billing@acme.example>\n"), "{}", mail.letter);
        assert!(mail.letter.contains("Cc: c@shop.example\n") && !mail.letter.contains("d@shop.example"));
        assert!(mail.letter.contains("Subject: =?utf-8?"), "in Russian: {}", mail.letter);
    })
    .await;
}

#[tokio::test]
async fn a_busy_server_is_tried_again_and_later_each_time() {
    everywhere(async |world| {
        let id = world.customer(ROOT, "acme", |_| ()).await;
        world.server.set(Temper::Busy);
        world.book(id, FundsChange::Debit, 15).await;
        let mut pause = 60;
        for _ in 0..4 {
            assert_eq!(world.deliver().await, 0);
            world.server.set(Temper::Kind);
            world.advance(pause - 1);
            assert_eq!(world.deliver().await, 0, "not before {pause} s");
            world.server.set(Temper::Busy);
            world.advance(1);
            pause *= 2;
        }
        world.server.set(Temper::Kind);
        assert_eq!(world.deliver().await, 1);
        world.server.taken();
        world.advance(365 * 86_400);
        assert_eq!(world.deliver().await, 0);
    })
    .await;
}

#[tokio::test]
async fn what_is_refused_for_good_is_not_tried_again() {
    everywhere(async |world| {
        let refused = world.customer(ROOT, "acme", |_| ()).await;
        let nobody = world.customer(ROOT, "mute", |draft| draft.change.contact.email = None).await;
        world.server.set(Temper::Refusing);
        for id in [refused, nobody] {
            world.book(id, FundsChange::Debit, 15).await;
        }
        assert_eq!(world.deliver().await, 0);
        world.server.set(Temper::Kind);
        world.advance(365 * 86_400);
        assert_eq!(world.deliver().await, 0);
        assert_eq!(world.server.taken(), []);
    })
    .await;
}

#[tokio::test]
async fn it_is_said_again_while_nothing_changes() {
    everywhere(async |world| {
        let id = world.customer(ROOT, "acme", |_| ()).await;
        let again = LowBalanceChange {
            retry_count: Some(2),
            retry_interval: Some(3600),
            ..LowBalanceChange::default()
        };
        world.watch(id, again).await;
        world.book(id, FundsChange::Debit, 15).await;
        let mut ids = Vec::new();
        for expected in [1, 0, 1, 0, 1, 0, 0] {
            assert_eq!(world.deliver().await, expected);
            ids.extend(world.server.taken().into_iter().filter_map(|mail| {
                mail.letter.lines().find(|line| line.starts_with("Message-ID")).map(str::to_owned)
            }));
            world.advance(1800);
        }
        ids.dedup();
        assert_eq!(ids.len(), 3, "each is another letter: {ids:?}");
    })
    .await;
}

#[tokio::test]
async fn what_is_not_true_any_longer_is_not_said() {
    everywhere(async |world| {
        let paid = world.customer(ROOT, "paid", |_| ()).await;
        let quiet = world.customer(ROOT, "quiet", |_| ()).await;
        for id in [paid, quiet] {
            world.book(id, FundsChange::Debit, 15).await;
        }
        world.book(paid, FundsChange::Credit, 15).await;
        let off = LowBalanceChange { notify_by_email: Some(false), ..LowBalanceChange::default() };
        world.watch(quiet, off).await;
        assert_eq!(world.deliver().await, 0);
        world.advance(365 * 86_400);
        assert_eq!((world.deliver().await, world.server.taken()), (0, Vec::new()));
    })
    .await;
}

#[tokio::test]
async fn of_many_senders_one_sends() {
    everywhere(async |world| {
        for number in 0..5 {
            let id = world.customer(ROOT, &format!("shop{number}"), |_| ()).await;
            world.book(id, FundsChange::Debit, 15).await;
        }
        let senders = (0..4).map(|_| {
            let (mailer, app) = (world.mailer.clone(), world.installation.app.clone());
            tokio::spawn(async move { mailer.deliver_due(&app).await.unwrap() })
        });
        let mut sent = 0;
        for sender in senders.collect::<Vec<_>>() {
            sent += sender.await.unwrap();
        }
        assert_eq!((sent, world.server.taken().len()), (5, 5));
    })
    .await;
}

#[tokio::test]
async fn an_absent_server_loses_nothing() {
    everywhere(async |world| {
        let id = world.customer(ROOT, "acme", |_| ()).await;
        world.book(id, FundsChange::Debit, 15).await;
        let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let absent = mailer(nobody.local_addr().unwrap().port());
        drop(nobody);
        assert_eq!(absent.deliver_due(&world.installation.app).await.unwrap(), 0);
        world.advance(60);
        assert_eq!(world.deliver().await, 1);
    })
    .await;
}
