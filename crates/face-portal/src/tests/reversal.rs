//! Postings are undone: once, by new ones, by those who may, and as far as what was given is still there.

use futures_util::future::join_all;
use http::Method;
use party::billing::BillingType;
use party::customer::BillingChoice;

use super::money::{family, fill, has, is_sound, key, listed};
use super::world::{Answer, World, everywhere};

#[tokio::test]
async fn a_posting_is_undone_once_by_a_new_one() {
    everywhere(async |world: &World| {
        let (acme, shop) = family(world).await;
        let browser = world.browser().signed_in("acme").await;
        let money = format!("/customers/{shop}/money");
        for (form, amount) in [("add-funds", "10"), ("credit", "5"), ("debit", "1"), ("transfer", "40")] {
            fill(&browser, &format!("{money}/{form}"), &[("amount", amount)]).await.is_sent_to(&money);
        }
        let postings = listed(&browser, &format!("{money}/postings")).await;
        let token = browser.form_token().await;
        for posting in &postings {
            let page = browser.get(posting).await.body;
            assert!(page.contains(&format!("href=\"{posting}/reverse\"")), "{page}");
            let path = format!("{posting}/reverse");
            // Each form has its own key, and they are sent at once: one wins.
            let mut keys = Vec::new();
            for _ in 0..4 {
                keys.push(key(&browser, &path).await);
            }
            let answers = join_all(keys.iter().map(async |once| {
                browser.send(Method::POST, &path, &[("once", once), ("form_token", &token)], true).await
            }))
            .await;
            let won: Vec<&Answer> = answers.iter().filter(|answer| answer.status == 303).collect();
            assert_eq!(won.len(), 1, "{}: {answers:?}", world.installation.engine);
            let lost = answers.iter().filter(|answer| answer.status == 422);
            assert_eq!(lost.filter(|answer| answer.body.contains("meanwhile")).count(), 3);
            let reversal = won[0].location().to_owned();
            // The winner's form, sent again, leads to the same posting.
            let again = answers.iter().zip(&keys).find(|(answer, _)| answer.status == 303).unwrap().1;
            browser
                .send(Method::POST, &path, &[("once", again), ("form_token", &token)], true)
                .await
                .is_sent_to(&reversal);
            let (undone, undoing) = (browser.get(posting).await.body, browser.get(&reversal).await.body);
            assert!(undone.contains("Reversed by") && !undone.contains("/reverse\""), "{undone}");
            assert!(undoing.contains("Reverses") && !undoing.contains("/reverse\""), "{undoing}");
            for closed in [&path, &format!("{reversal}/reverse")] {
                assert_eq!(browser.get(closed).await.status, 404, "{closed}");
            }
            let of_reversal = browser.post(&format!("{reversal}/reverse"), &[("once", "other")]).await;
            assert!(of_reversal.body.contains("A reversal cannot be reversed"), "{}", of_reversal.body);
        }
        assert_eq!(has(world, shop).await, ("0".to_owned(), "0".to_owned()));
        assert_eq!(has(world, acme).await.1, "100");
        assert_eq!(listed(&browser, &format!("{money}/postings")).await.len(), 8);
        let payment = listed(&browser, &format!("{money}/payments")).await;
        assert!(browser.get(&payment[0]).await.body.contains("Reversed"));
        is_sound(world).await;
    })
    .await;
}

#[tokio::test]
async fn what_is_spent_or_closed_or_above_stays() {
    everywhere(async |world: &World| {
        let (acme, shop) = family(world).await;
        let acme_browser = world.browser().signed_in("acme").await;
        let shop_browser = world.browser().signed_in("shop").await;
        let money = format!("/customers/{shop}/money");
        fill(&acme_browser, &format!("{money}/transfer"), &[("amount", "40")]).await.is_sent_to(&money);
        let given = listed(&acme_browser, &format!("{money}/postings")).await.remove(0);
        fill(&acme_browser, &format!("{money}/transfer"), &[("amount", "1"), ("direction", "back")]).await;
        let answer = fill(&acme_browser, &format!("{given}/reverse"), &[]).await;
        assert_eq!(answer.status, 422);
        assert!(answer.body.contains("The credits are spent"), "{}", answer.body);
        // Who received sees that he did and from above, and cannot give it back by himself.
        let own = listed(&shop_browser, "/money/postings").await;
        assert_eq!(own.len(), 2);
        let page = shop_browser.get(&own[1]).await.body;
        assert!(
            page.contains("Your provider") && !page.contains("acme") && !page.contains("reverse"),
            "{page}"
        );
        // What root gave a reseller below a reseller: only root takes it back.
        let root = world.browser();
        root.sign_in(support::ROOT_NAME, support::ROOT_WEB_PASSWORD).await;
        fill(&root, &format!("{money}/transfer"), &[("amount", "3")]).await.is_sent_to(&money);
        fill(&root, &format!("/customers/{acme}/money/credit"), &[("amount", "3")]).await;
        let by_root = listed(&root, &format!("{money}/postings")).await.remove(0);
        assert!(root.get(&by_root).await.body.contains("Issued by the installation"));
        fill(&root, &format!("{by_root}/reverse"), &[]).await;
        assert_eq!(has(world, shop).await.1, "39");
        is_sound(world).await;
    })
    .await;
}

#[tokio::test]
async fn who_stands_between_takes_nothing_back_for_somebody_above() {
    everywhere(async |world: &World| {
        let (acme, _) = family(world).await;
        let middle = world.customer(acme, "middle", |_| ()).await;
        let leaf = world
            .customer(middle, "leaf", |draft| {
                draft.billing_type = BillingChoice::Explicit(BillingType::Prepaid);
            })
            .await;
        let money = format!("/customers/{leaf}/money");
        let acme_browser = world.browser().signed_in("acme").await;
        fill(&acme_browser, &format!("{money}/transfer"), &[("amount", "5")]).await.is_sent_to(&money);
        let middle_browser = world.browser().signed_in("middle").await;
        let posting = listed(&middle_browser, &format!("{money}/postings")).await.remove(0);
        let page = middle_browser.get(&posting).await.body;
        assert!(page.contains("Your provider") && !page.contains("/reverse"), "{page}");
        assert_eq!(middle_browser.get(&format!("{posting}/reverse")).await.status, 404);
        assert_eq!(middle_browser.post(&format!("{posting}/reverse"), &[("once", "k")]).await.status, 404);
        // Whoever gave finds it in his own postings, too, and from there at the one who received.
        let given = listed(&acme_browser, "/money/postings").await.remove(0);
        assert!(acme_browser.get(&given).await.body.contains(&format!("href=\"{posting}\"")));
        fill(&acme_browser, &format!("{posting}/reverse"), &[]).await;
        assert_eq!((has(world, leaf).await.1, has(world, acme).await.1), ("0".to_owned(), "100".to_owned()));
        is_sound(world).await;
    })
    .await;
}
