//! Where the pages about money are, and for whom.

use charging::FundsChange;
use party::rights::Rights;
use party::web_user::{Area, Reach};

use super::place::{Place, may_edit_accounts, may_edit_customers};
use super::{book, files, low_balance, payments, postings, reverse, transfer};
use crate::entry::{Access, Entry};
use crate::page::Menu;
use crate::pages::customers;

/// Every page about money: of one's own customer, of one below, of an account.
pub(crate) fn entries() -> Vec<Entry> {
    let mut entries = Vec::new();
    let reading = [
        access(Reach::See, |_| true),
        access(Reach::See, customers::may_have_customers),
        access(Reach::See, |_| true),
    ];
    let writing = [
        access(Reach::Change, |_| false),
        access(Reach::Change, may_edit_customers),
        access(Reach::Change, may_edit_accounts),
    ];
    let mut add = |place: Place, name: &'static str, access: [Access; 3], with: fn(Entry) -> Entry| {
        let routes = place.routes().into_iter().zip(access);
        entries.extend(routes.filter_map(|(route, access)| Some(with(Entry::new(name, route?, access)))));
    };
    add(Place::Money, "money", reading, |entry| {
        let is_own = entry.route.pattern() == "/money";
        let entry = entry.get(super::show);
        if is_own { entry.linked(Menu::Main, "nav-money") } else { entry }
    });
    add(Place::Payments, "payments", reading, |entry| entry.get(payments::list));
    add(Place::PaymentsFile, "payments-export", reading, |entry| entry.get(files::payments).file());
    add(Place::Payment, "payment", reading, |entry| entry.get(payments::show));
    add(Place::Postings, "postings", reading, |entry| entry.get(postings::list));
    add(Place::PostingsFile, "postings-export", reading, |entry| entry.get(files::postings).file());
    add(Place::Posting, "posting", reading, |entry| entry.get(postings::show));
    add(Place::PostingFile, "posting-export", reading, |entry| entry.get(files::entries).file());
    add(Place::Book(FundsChange::Payment), "add-funds", writing, |entry| {
        entry.get(book::show_payment).post(book::save_payment)
    });
    add(Place::Book(FundsChange::Credit), "credit", writing, |entry| {
        entry.get(book::show_credit).post(book::save_credit)
    });
    add(Place::Book(FundsChange::Debit), "debit", writing, |entry| {
        entry.get(book::show_debit).post(book::save_debit)
    });
    add(Place::Transfer, "credits-transfer", writing, |entry| entry.get(transfer::show).post(transfer::save));
    add(Place::LowBalance, "low-balance", writing, |entry| {
        entry.get(low_balance::show).post(low_balance::save)
    });
    add(Place::Reverse, "posting-reverse", writing, |entry| entry.get(reverse::ask).post(reverse::save));
    entries
}

fn access(reach: Reach, has: fn(&Rights) -> bool) -> Access {
    Access::Staff { area: Area::Money, reach, has }
}
