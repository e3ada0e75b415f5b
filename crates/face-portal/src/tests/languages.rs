//! Another language is another folder, and everybody reads in his own language, his zone, his way to write numbers.

#[path = "../../build/languages.rs"]
mod folders;

use std::fs;
use std::path::{Path, PathBuf};

use party::account::EndpointChange;
use party::dictionary::{Language, TimeZone};
use party::ids::ROOT;
use party::web_user::AccessLevel;

use super::catalogue::differences;
use super::people;
use super::world::{World, everywhere};
use crate::i18n::{Locale, Locales, Reader};

/// The texts of a folder, as the build would put them into the program.
fn catalogues(folder: &Path) -> Vec<(&'static str, &'static [&'static str])> {
    let text = |path: &Path| -> &'static str { fs::read_to_string(path).unwrap().leak() };
    let language = |(code, files): (String, Vec<PathBuf>)| {
        let texts: Vec<&'static str> = files.iter().map(|file| text(file)).collect();
        (&*code.leak(), &*texts.leak())
    };
    folders::languages(folder).unwrap().into_iter().map(language).collect()
}

/// Copies a folder of the program's languages to `folder`, changing its texts.
fn copy(code: &str, folder: &Path, change: impl Fn(String) -> String) {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales").join(code);
    fs::create_dir(folder).unwrap();
    for file in folders::sorted(&own).unwrap() {
        fs::write(folder.join(folders::name(&file)), change(fs::read_to_string(&file).unwrap())).unwrap();
    }
}

#[test]
fn another_language_is_another_folder() {
    let folder = tempfile::tempdir().unwrap();
    copy("en", &folder.path().join("en"), |text| text);
    copy("ru", &folder.path().join("ru"), |text| text);
    assert_eq!(catalogues(folder.path()), crate::i18n::catalogues(), "what the program is built of");
    let eo = folder.path().join("eo");
    copy("en", &eo, |text| {
        text.replace("language-name = English", "language-name = Esperanto")
            .replace("format-point = .", "format-point = ,")
    });
    let three = catalogues(folder.path());
    let locales: &'static Locales = Box::leak(Box::new(Locales::of(&three)));
    let codes: Vec<&str> = locales.all().iter().map(Locale::code).collect();
    assert_eq!(codes, ["en", "eo", "ru"], "offered");
    let accepted = |header| locales.accepted(header).map(Locale::code);
    assert_eq!(accepted("eo, en;q=0.5"), Some("eo"));
    assert_eq!(accepted("fr-FR, EO-XX;q=0.8, ru"), Some("eo"));
    assert_eq!(accepted("fr"), None);
    let reader = Reader::new(locales.find("eo").unwrap(), "UTC");
    assert_eq!((reader.t("language-name").as_str(), reader.typed("1.5").as_str()), ("Esperanto", "1,5"));
    assert_eq!(differences(&three), [""; 0]);
    // One that is not whole is found by what it lacks.
    fs::remove_file(eo.join("branding.ftl")).unwrap();
    let lacking = differences(&catalogues(folder.path()));
    assert!(lacking.contains(&"eo: branding-title".to_owned()), "{lacking:?}");
    assert!(lacking.iter().all(|line| line.starts_with("eo: ")), "{lacking:?}");
}

#[tokio::test]
async fn everybody_reads_in_his_own_way() {
    everywhere(async |world: &World| {
        let (moscow, new_york) = (TimeZone::new(344).unwrap(), TimeZone::new(154).unwrap());
        let reading = |code, zone, units| {
            move |draft: &mut party::customer::Draft| {
                draft.change.language = Some(Language::new(code).unwrap());
                draft.change.time_zone = Some(zone);
                draft.balance_units = units;
            }
        };
        let east = world.customer(ROOT, "east", reading("ru", moscow, 123_450_000_000)).await;
        let west = world.customer(ROOT, "west", reading("en", new_york, 123_450_000_000)).await;
        world.customer(ROOT, "gaul", reading("fr", moscow, 0)).await;
        world.customer(east, "below-east", |_| ()).await;
        world.web_user(east, "clerk", AccessLevel::Reporter).await;
        people::user(&world.installation, east, "phone@east").await;
        let change = EndpointChange {
            language: Some(Language::new("ru").unwrap()),
            time_zone: Some(moscow),
            ..EndpointChange::default()
        };
        people::endpoint_with(&world.installation, west, "visitor", change).await;
        let (in_moscow, in_new_york) = ("1 янв. 2026, 03:00", "31 Dec 2025, 19:00");
        for (login, chosen, language, moment, amount) in [
            ("east", "", "ru", in_moscow, "1\u{a0}234,50"),
            ("clerk", "", "ru", in_moscow, "1\u{a0}234,50"),
            ("below-east", "", "ru", in_moscow, "0,00"),
            ("phone@east", "", "ru", in_moscow, ""),
            ("west", "", "en", in_new_york, "1,234.50"),
            ("visitor", "", "ru", in_moscow, "12,50"),
            // A language that is not spoken here, and one that was chosen in this browser.
            ("gaul", "", "en", "1 Jan 2026, 03:00", "0.00"),
            ("west", "ru", "ru", "31 дек. 2025, 19:00", "1\u{a0}234,50"),
            ("east", "en", "en", "1 Jan 2026, 03:00", "1,234.50"),
        ] {
            let browser = world.browser().signed_in(login).await;
            if !chosen.is_empty() {
                browser.post("/preferences", &[("language", chosen)]).await;
            }
            let (sessions, overview) = (browser.get("/sessions").await.body, browser.get("/").await.body);
            assert!(overview.contains(&format!("<html lang=\"{language}\"")), "{login}: {overview}");
            assert!(sessions.contains(moment), "{login}: {sessions}");
            assert!(overview.contains(amount), "{login}: {overview}");
        }
    })
    .await;
}
