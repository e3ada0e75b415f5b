//! Which column of a table holds what.

use sheets::{Bounds, Cell, Table};

use super::{ImportField, ROWS_MAX, Row};

/// What a file may hold that is to be imported. A row of everything that can be said of a customer has some 2,000
/// characters, a style sheet apart.
pub const BOUNDS: Bounds = Bounds {
    bytes_max: 8 * 1024 * 1024,
    unpacked_bytes_max: 64 * 1024 * 1024,
    text_bytes_max: 16 * 1024 * 1024,
    rows_max: ROWS_MAX,
    columns_max: 100,
    cell_chars_max: 65_536,
};

/// What each column holds; none: nothing that is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping<F> {
    columns: Vec<Option<F>>,
}

/// Why columns are not mapped so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MappingError<F: ImportField> {
    /// Two columns hold the same.
    #[error("two columns hold {}", .0.name())]
    Twice(F),
    /// A field that no row does without has no column.
    #[error("no column holds {}", .0.name())]
    Missing(F),
}

impl<F: ImportField> Mapping<F> {
    /// What the headings suggest: a field's name, or one of the words that `called` knows for it, however they are written.
    /// Of two such columns the first is taken.
    pub fn guess(headings: &[String], called: impl Fn(F) -> Vec<String>) -> Self {
        let mut columns: Vec<Option<F>> = Vec::with_capacity(headings.len());
        for heading in headings.iter().map(|heading| folded(heading)) {
            let is_meant = |field: &F| {
                folded(field.name()) == heading || called(*field).iter().any(|word| folded(word) == heading)
            };
            let found = F::all().iter().copied().find(is_meant);
            columns.push(found.filter(|field| !columns.contains(&Some(*field))));
        }
        Self { columns }
    }

    /// These columns.
    #[must_use]
    pub fn of(columns: Vec<Option<F>>) -> Self {
        Self { columns }
    }

    /// Whether every field is there once at most, and all that are needed are.
    ///
    /// # Errors
    /// What is there twice, or missing; the first of them.
    pub fn check(&self) -> Result<(), MappingError<F>> {
        for field in F::all() {
            match self.columns.iter().filter(|column| **column == Some(*field)).count() {
                0 if field.is_required() => return Err(MappingError::Missing(*field)),
                0 | 1 => {}
                _ => return Err(MappingError::Twice(*field)),
            }
        }
        Ok(())
    }

    /// Column by column.
    #[must_use]
    pub fn columns(&self) -> &[Option<F>] {
        &self.columns
    }

    /// The column that holds `field`, counted from 0.
    #[must_use]
    pub fn column_of(&self, field: F) -> Option<usize> {
        self.columns.iter().position(|column| *column == Some(field))
    }

    /// The columns of a file that says what came of a table: what was read of it and may be shown again. Of what was left
    /// out nobody knows what it is.
    fn open_columns(&self) -> impl Iterator<Item = (usize, F)> {
        let open = |column: Option<F>| column.filter(|field| !field.is_secret());
        self.columns.iter().enumerate().filter_map(move |(index, column)| Some((index, open(*column)?)))
    }

    /// Empties every cell of `table` that such a file has not.
    pub fn keep_open(&self, table: &mut Table) {
        let open: Vec<usize> = self.open_columns().map(|(index, _)| index).collect();
        for row in &mut table.rows {
            for (index, cell) in row.cells.iter_mut().enumerate() {
                if !open.contains(&index) {
                    *cell = String::new();
                }
            }
        }
    }

    /// What such a file has of the headings.
    #[must_use]
    pub fn open_headings(&self, headings: &[String]) -> Vec<String> {
        self.open_columns().filter_map(|(index, _)| headings.get(index).cloned()).collect()
    }

    /// What such a file has of a row.
    #[must_use]
    pub fn open_cells(&self, row: &sheets::Row) -> Vec<Cell> {
        let cell = |(index, field): (usize, F)| {
            let text = row.cells.get(index)?;
            Some(if field.is_number() { Cell::number_or_text(text) } else { Cell::text(text) })
        };
        self.open_columns().filter_map(cell).collect()
    }

    /// The rows of `table`, as they are imported.
    #[must_use]
    pub fn rows(&self, table: &Table) -> Vec<Row<F>> {
        let row = |row: &sheets::Row| Row {
            number: row.number,
            texts: self
                .columns
                .iter()
                .zip(&row.cells)
                .filter_map(|(column, text)| Some(((*column)?, text.clone())))
                .collect(),
        };
        table.rows.iter().map(row).collect()
    }
}

/// Whether `heading` is that of a secret, whatever its column is read as: it has the name of a secret field in it, one of the
/// words that `called` knows for it, or a word that every secret is called by.
pub fn is_secret_heading<F: ImportField>(heading: &str, called: impl Fn(F) -> Vec<String>) -> bool {
    const WORDS: [&str; 8] =
        ["password", "passwd", "passphrase", "pwd", "secret", "token", "пароль", "секрет"];
    let heading = folded(heading);
    let secrets = F::all().iter().copied().filter(|field| field.is_secret());
    let names = secrets.flat_map(|field| [vec![field.name().to_owned()], called(field)].concat());
    WORDS.map(str::to_owned).into_iter().chain(names).any(|name| heading.contains(&folded(&name)))
}

/// Letters and digits alone, in lower case: `Company name` is `company_name`.
fn folded(text: &str) -> String {
    text.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::UserField;

    fn guessed(headings: &[&str]) -> Mapping<UserField> {
        let headings: Vec<String> = headings.iter().map(|heading| (*heading).to_owned()).collect();
        Mapping::guess(&headings, |field| match field {
            UserField::Phone => vec!["Telephone".to_owned(), "Телефон".to_owned()],
            _ => Vec::new(),
        })
    }

    #[test]
    fn headings_say_what_their_columns_hold() {
        let mapping = guessed(&["User name", "ТЕЛЕФОН", "notes", "E-Mail", "email", "password"]);
        let expected = [
            Some(UserField::Username),
            Some(UserField::Phone),
            None,
            Some(UserField::Email),
            None,
            Some(UserField::Password),
        ];
        assert_eq!(mapping.columns(), expected);
        assert_eq!(mapping.check(), Ok(()));
        assert_eq!(mapping.column_of(UserField::Email), Some(3));
        let row =
            sheets::Row { number: 2, cells: ["a", "b", "1", "d", "e", "secret"].map(str::to_owned).to_vec() };
        assert_eq!(mapping.open_headings(&row.cells), ["a", "b", "d"]);
        assert_eq!(mapping.open_cells(&row), ["a", "b", "d"].map(Cell::text));
        let mut table = Table { headings: Vec::new(), rows: vec![row] };
        mapping.keep_open(&mut table);
        assert_eq!(table.rows[0].cells, ["a", "b", "", "d", "", ""]);
    }

    #[test]
    fn secrets_are_known_by_their_headings() {
        #[track_caller]
        fn check(heading: &str, is_secret: bool) {
            let called =
                |field| if field == UserField::Password { vec!["Kennwort".to_owned()] } else { vec![] };
            assert_eq!(is_secret_heading::<UserField>(heading, called), is_secret, "{heading}");
        }
        for heading in ["password", "Old password", "PASS-WORD", "API secret", "Пароль сайта", "kennwort 2"]
        {
            check(heading, true);
        }
        for heading in ["", "notes", "Compass", "e-mail"] {
            check(heading, false);
        }
    }

    #[test]
    fn a_mapping_has_what_is_needed_once() {
        assert_eq!(guessed(&["username"]).check(), Err(MappingError::Missing(UserField::Password)));
        let twice = vec![Some(UserField::Username), Some(UserField::Password), Some(UserField::Username)];
        assert_eq!(Mapping::of(twice).check(), Err(MappingError::Twice(UserField::Username)));
    }
}
