//! The parts of the page: its two forms, what was left out of a style sheet, and a sample of what a sheet does.

use app::brand::OwnBrand;

use super::{LOGO, ROUTE, Typed, Wrong};
use crate::brand::{Removed, Why};
use crate::page::Frame;
use crate::ui::{
    Badge, BalanceBar, Cell, Column, EmptyState, Field, Form, Kind, Row, StatCard, Submit, Table, Tone,
};

/// The step that shows a style sheet and saves nothing.
pub(super) const PREVIEW_STEP: &str = "preview";

/// What was left out of the style sheet, in words.
pub(super) struct RemovedLine {
    pub(super) place: String,
    pub(super) text: String,
    pub(super) why: String,
}

/// Parts of pages, to see what becomes of them.
pub(super) struct Sample {
    pub(super) stat: StatCard,
    pub(super) table: Table,
    pub(super) badges: Vec<Badge>,
}

pub(super) fn form(frame: &Frame, own: &OwnBrand, typed: Typed, wrong: Wrong) -> Form {
    let mut form = Form::new(frame, ROUTE.path(), frame.t("branding-save"));
    let name_hint = frame.reader.t1("branding-name-hint", "name", own.customer_name.as_str());
    let locked = if own.may_choose_host_name { String::new() } else { frame.t("branding-host-locked") };
    form.fields = vec![
        Field {
            value: typed.name,
            error: wrong.name,
            hint: name_hint,
            ..Field::new("name", frame.t("branding-name"), Kind::Text)
        },
        Field {
            value: typed.host,
            error: wrong.host,
            hint: frame.t("branding-host-hint"),
            locked,
            ..Field::new("host", frame.t("branding-host"), Kind::Text)
        },
        Field {
            value: typed.css,
            error: wrong.css,
            hint: frame.t("branding-css-hint"),
            ..Field::new("css", frame.t("branding-css"), Kind::Area)
        },
    ];
    form.more = vec![Submit { step: PREVIEW_STEP, label: frame.t("branding-preview") }];
    form
}

pub(super) fn logo_form(frame: &Frame, error: String) -> Form {
    let mut form = Form::new(frame, LOGO.path(), frame.t("branding-logo-upload"));
    form.fields = vec![Field {
        error,
        hint: frame.t("branding-logo-hint"),
        is_required: true,
        ..Field::new("file", frame.t("branding-logo-file"), Kind::File("image/png,image/svg+xml,.png,.svg"))
    }];
    form
}

pub(super) fn removed_line(frame: &Frame, removed: &Removed) -> RemovedLine {
    let why = match removed.why {
        Why::Fetches => "branding-why-fetches",
        Why::Runs => "branding-why-runs",
        Why::Covers => "branding-why-covers",
        Why::Part => "branding-why-part",
        Why::AtRule => "branding-why-at-rule",
        Why::TooDeep => "branding-why-too-deep",
        Why::TooLong => "branding-why-too-long",
        Why::Malformed => "branding-why-malformed",
    };
    let line = i64::from(removed.line);
    let place = if line == 0 { String::new() } else { frame.reader.t1("branding-line", "line", line) };
    RemovedLine { place, text: removed.text.clone(), why: frame.t(why) }
}

pub(super) fn sample(frame: &Frame) -> Sample {
    let badge = |key, tone| Badge { text: frame.t(key), tone };
    let row = |name: &str, badge| Row { cells: vec![Cell::Text(name.to_owned()), Cell::Badge(badge)] };
    let bar = BalanceBar { percent: 60, text: frame.t("branding-sample-bar"), is_low: false };
    Sample {
        stat: StatCard {
            label: frame.t("customer-balance"),
            value: frame.reader.integer(1_250),
            unit: frame.t("unit-credits"),
            note: String::new(),
            link: Some((ROUTE.path(), frame.t("branding-sample-link"))),
            bar: Some(bar),
        },
        table: Table {
            caption: frame.t("branding-sample-table"),
            is_caption_shown: false,
            columns: ["customer-name", "customer-status"].map(|key| Column::text(frame.t(key))).to_vec(),
            rows: vec![
                row("Northstar", badge("status-active", Tone::Good)),
                row("Citylink", badge("status-blocked", Tone::Bad)),
            ],
            empty: EmptyState { title: String::new(), text: String::new(), action: None },
            pager: None,
        },
        badges: vec![badge("status-active", Tone::Good), badge("status-blocked", Tone::Bad)],
    }
}
