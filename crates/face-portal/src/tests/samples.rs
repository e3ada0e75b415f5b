//! Every page with made-up content, in every language: the same each time, with nothing of what somebody wrote left
//! unescaped, and with no text that is missing.

use sheets::Format;

use crate::i18n::{Locale, Reader};
use crate::page::{ActingBanner, Frame, NavLink, PersonMenu, Theme};
use crate::pages::{SAMPLES, overview, sign_out};
use crate::ui::form::FieldGroup;
use crate::ui::{Badge, Button, Cell, Choice, Field, Form, Kind, Tone};

/// What closes every kind of quotation and opens an element.
const HOSTILE: &str = "'\"><img src=x onerror=alert(1)>&amp;";

pub(super) fn frame(locale: &'static Locale, text: &str) -> Frame {
    let mut frame = Frame {
        reader: Reader::new(locale, "Europe/Moscow"),
        brand_name: text.to_owned(),
        brand_sheet: Some(overview::ROUTE.path()),
        brand_logo: Some(overview::ROUTE.path()),
        home: overview::ROUTE.path(),
        navigation: vec![NavLink { path: overview::ROUTE.path(), label: text.to_owned(), is_current: true }],
        person: None,
        acting: None,
        theme: Theme::Dark,
        notice: text.to_owned(),
        form_token: text.to_owned(),
        here: text.to_owned(),
        export_format: Format::Xlsx,
    };
    frame.person = Some(PersonMenu {
        login: text.to_owned(),
        customer: text.to_owned(),
        links: frame.navigation.clone(),
        sign_out: Button::new(&frame, sign_out::ROUTE.path(), text.to_owned()).quiet(),
    });
    let end = Button::new(&frame, overview::ROUTE.path(), text.to_owned());
    frame.acting = Some(ActingBanner { text: text.to_owned(), end });
    frame
}

fn each(text: &str, look: impl Fn(&str, &str)) {
    for locale in Locale::all() {
        let frame = frame(locale, text);
        for (name, samples) in SAMPLES {
            let pages = samples(&frame, text);
            let again = samples(&frame, text);
            assert!(!pages.is_empty(), "{name} has no sample");
            for (page, again) in pages.into_iter().zip(again) {
                let page = page.unwrap();
                assert_eq!(page, again.unwrap(), "{name} differs from itself");
                look(name, &page);
            }
        }
    }
}

#[test]
fn every_page_is_whole_in_every_language() {
    each("Plain text", |name, page| {
        assert!(page.starts_with("<!doctype html>") && page.trim_end().ends_with("</html>"), "{name}");
        assert_eq!(page.matches("<h1>").count(), 1, "{name} has one heading");
        assert_eq!(page.matches("<main ").count(), 1, "{name}");
        let foreign = [" href=\"http", " src=\"http", " action=\"http", " formaction=\"http"];
        for inline in [" style=", "<style", " onclick", "javascript:"].into_iter().chain(foreign) {
            assert!(!page.contains(inline), "{name} holds {inline}");
        }
        for (open, close) in
            [("<table", "</table>"), ("<section", "</section>"), ("<form", "</form>"), ("<div", "</div>")]
        {
            assert_eq!(page.matches(open).count(), page.matches(close).count(), "{name}: {open}");
        }
        assert_eq!(page.matches("<table").count(), page.matches("<caption").count(), "{name}");
        let ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let mut once = ids.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), ids.len(), "{name}: an id stands twice in {ids:?}");
    });
}

#[test]
fn nothing_that_somebody_wrote_is_markup() {
    each(HOSTILE, |name, page| {
        assert!(!page.contains("<img src=x"), "{name}");
        assert!(!page.contains("'\""), "{name}: quotation marks are escaped");
        assert!(
            !page.contains("&amp;</") && !page.contains("&amp;\""),
            "{name}: what looks escaped is escaped again"
        );
    });
}

#[test]
fn every_key_that_a_page_asks_for_is_there() {
    // A key that is missing is shown as it is; no text of a page is made of small letters and hyphens alone.
    each("Plain text", |name, page| {
        let texts = page.split('>').skip(1).filter_map(|rest| rest.split('<').next());
        for text in texts.map(str::trim).filter(|text| text.contains('-')) {
            let is_key = text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
            assert!(!is_key, "{name}: no text for {text}");
        }
    });
}

#[test]
fn every_part_of_a_form_is_labelled_and_escaped() {
    let frame = frame(Locale::fallback(), HOSTILE);
    let choices = vec![Choice { value: HOSTILE.to_owned(), label: HOSTILE.to_owned() }];
    let kinds = [
        Kind::Text,
        Kind::Area,
        Kind::Password,
        Kind::Number,
        Kind::Checkbox,
        Kind::Select(choices),
        Kind::File(".csv"),
    ];
    let mut form = Form::new(&frame, overview::ROUTE.path(), HOSTILE.to_owned());
    form.fields = kinds
        .into_iter()
        .zip(["a", "b", "c", "d", "e", "f", "g"])
        .map(|(kind, name)| Field {
            value: HOSTILE.to_owned(),
            hint: HOSTILE.to_owned(),
            error: HOSTILE.to_owned(),
            ..Field::new(name, HOSTILE.to_owned(), kind)
        })
        .collect();
    let grouped = Field::new("h", HOSTILE.to_owned(), Kind::Text);
    form.groups = vec![FieldGroup {
        id: "group",
        title: HOSTILE.to_owned(),
        hint: HOSTILE.to_owned(),
        fields: vec![grouped],
    }];
    let html = form.to_string();
    assert!(html.contains("multipart/form-data") && html.contains(" id=\"h\""), "{html}");
    assert!(!html.contains("<img") && !html.contains("'\""), "{html}");
    for name in ["a", "b", "c", "d", "e", "f", "g"] {
        assert!(html.contains(&format!(" id=\"{name}\"")), "{html}");
        assert!(html.contains(&format!("aria-describedby=\"{name}-hint {name}-error\"")), "{html}");
    }
    let cells = [
        Cell::Text(HOSTILE.to_owned()),
        Cell::Muted(HOSTILE.to_owned()),
        Cell::Number(HOSTILE.to_owned(), HOSTILE.to_owned()),
        Cell::Badge(Badge { text: HOSTILE.to_owned(), tone: Tone::Bad }),
    ];
    for cell in cells {
        assert!(!cell.to_string().contains("<img"), "{cell}");
    }
}
