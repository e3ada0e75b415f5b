//! What a command prints: one description of each thing, shown as a table to a person and as JSON to a machine.

use std::io::{self, Write as _};

use clap::Args;
use comfy_table::{ContentArrangement, Table, presets};
use serde_json::{Map, Value};

use super::Outcome;
use crate::failure::Failure;

/// One thing: its fields in the order in which a person reads them.
pub(crate) type Record = Vec<(&'static str, Value)>;

/// How to print.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct Format {
    /// Print JSON instead of a table.
    #[arg(long)]
    json: bool,
}

impl Format {
    /// Prints things of one kind: a table with a line for each, or a JSON array.
    pub(crate) fn list(self, records: Vec<Record>) -> Outcome {
        if self.json {
            return print_json(&Value::Array(records.into_iter().map(object).collect()));
        }
        let Some(first) = records.first() else {
            return tell("nothing found");
        };
        let mut table = table();
        table.set_header(first.iter().map(|(name, _)| heading(name)));
        table.add_rows(
            records.iter().map(|record| record.iter().map(|(_, value)| text(value)).collect::<Vec<_>>()),
        );
        print(&format!("{}\n", table.trim_fmt()))
    }

    /// Prints that there is nothing to list, where that is what was asked: words, or an empty JSON array.
    pub(crate) fn verdict(self, words: &str) -> Outcome {
        if self.json { print_json(&Value::Array(Vec::new())) } else { print(&format!("{words}\n")) }
    }

    /// Prints one thing: a line for each of its fields, or a JSON object.
    pub(crate) fn one(self, record: Record) -> Outcome {
        if self.json {
            return print_json(&object(record));
        }
        let mut table = table();
        table.add_rows(record.iter().map(|(name, value)| vec![heading(name), text(value)]));
        print(&format!("{}\n", table.trim_fmt()))
    }
}

/// Writes data to standard output. A reader that went away wants no more, which is no failure.
pub(crate) fn print(text: &str) -> Outcome {
    let mut output = io::stdout().lock();
    match output.write_all(text.as_bytes()).and_then(|()| output.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::new(format!("standard output cannot be written: {error}")))
        }
        _ => Ok(()),
    }
}

/// Tells a person something that is no data.
pub(crate) fn tell(text: &str) -> Outcome {
    // Where standard error is closed there is nobody to tell.
    let _ = writeln!(io::stderr(), "{text}");
    Ok(())
}

fn table() -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Disabled);
    table
}

fn print_json(value: &Value) -> Outcome {
    print(&format!("{value:#}\n"))
}

fn object(record: Record) -> Value {
    let members: Map<String, Value> =
        record.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    Value::Object(members)
}

fn heading(name: &str) -> String {
    name.replace('_', " ")
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
