//! The table as a text: aligned, with what its words mean above it.

use std::fmt;

use crate::cell::{Verdict, rights_needed, verdict};
use crate::grants;
use crate::roles::Role;
use crate::samples::{Line, rest_lines, voice_lines};
use crate::world::World;

const HEAD: &str = "\
# Who may what: every operation of both dialects, asked for by everybody. Written by the tests in tests/roles, which also
# check that it is so; TOLLGATE_BLESS=1 writes it anew.
#
# All ask about one customer, the target, and what is his: his tariff, routing group, web user, payment, account.
# root > ancestor > owner > target > descendant is the tree; `himself` is the target, `no right` his owner after every
# right was taken from him, `sibling` another customer of the owner, `stranger` one of another branch. Each of them has every
# right. `administrator` to `noc` are further web users of the owner, by access level; `user` is the holder of an account of
# the target's; `anonymous` shows nothing, and neither does `host`, which is trusted in the voice dialect.
#
# ok         he gets what he asks for
# absent     he hears word for word what he hears about a thing that nobody has
# 420        he hears that it is not his: the one status that tells somebody outside that there is something
# forbidden  he hears that he lacks a right
# -          he is not let in
# a number   any other fault or status
#
# An indented line is the operation above it, asked for in another way: `without i_wholesaler` the caller acts for himself.
# `rights` are those of the owner's each of which, missing alone, costs him the answer.
";

const GRANTS_HEAD: &str = "
# What the owner may grant to a new customer (createCustomer) and to one that he has (updateCustomer): with everything, and
# without what `lacking` names. `too much`: he hears that he grants more than he may.
";

/// Everything that the file says.
pub(crate) struct Table {
    text: String,
}

impl Table {
    /// Asks for everything.
    pub(crate) fn of(world: &World) -> Self {
        let mut text = HEAD.to_owned();
        text += "\n# Voice dialect\n";
        text += &operations(world, &voice_lines());
        text += "\n# Messaging dialect\n";
        text += &operations(world, &rest_lines(&world.cast, &world.document()));
        text += GRANTS_HEAD;
        text += &granted(world);
        Self { text }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

fn operations(world: &World, lines: &[Line]) -> String {
    // Column by column: a refusal changes nothing, so that the next of the same kind needs nothing put back.
    let verdicts = |role| lines.iter().map(|line| verdict(world, line, role)).collect();
    let columns: Vec<(Role, Vec<Verdict>)> =
        Role::all().into_iter().map(|role| (role, verdicts(role))).collect();
    let heads = columns.iter().map(|(role, _)| role.head());
    let head = ["operation".to_owned()].into_iter().chain(heads).chain(["rights".to_owned()]).collect();
    let row = |(index, line): (usize, &Line)| {
        let of = |role| columns.iter().find(|(candidate, _)| *candidate == role).map(|(_, all)| &all[index]);
        let is_answered = |role| of(role) == Some(&Verdict::Done);
        let is_matter_of_rights = is_answered(Role::Owner) && !is_answered(Role::OwnerWithoutRights);
        // For himself, he needs the same rights.
        let is_matter_of_rights = is_matter_of_rights && !line.variant.starts_with("without");
        let needed = if is_matter_of_rights { rights_needed(world, line) } else { Vec::new() };
        let words = columns.iter().map(|(_, verdicts)| verdicts[index].word());
        [name(line)].into_iter().chain(words).chain([needed.join(" ")]).collect()
    };
    aligned([head].into_iter().chain(lines.iter().enumerate().map(row)).collect())
}

fn name(line: &Line) -> String {
    if line.variant.is_empty() { line.operation().to_owned() } else { format!("  {}", line.variant) }
}

fn granted(world: &World) -> String {
    let head = ["granted", "create", "update", "create", "update", "lacking"].map(str::to_owned).to_vec();
    let row = |grant: grants::Grant| {
        [grant.granted].into_iter().chain(grant.answers).chain([grant.lacking]).collect()
    };
    aligned([head].into_iter().chain(grants::all(world).into_iter().map(row)).collect())
}

/// The rows, with columns as wide as what is in them.
fn aligned(rows: Vec<Vec<String>>) -> String {
    let widths: Vec<usize> = (0..rows[0].len())
        .map(|column| rows.iter().map(|row| row[column].len()).max().unwrap_or_default())
        .collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        format!("{}\n", cells.collect::<Vec<_>>().join("  ").trim_end())
    };
    rows.iter().map(line).collect()
}
