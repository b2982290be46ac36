//! The texts of a table, one behind the other: a million rows are a few lists.

/// A table as it was read.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Table {
    pub(super) columns: Vec<String>,
    text: String,
    /// Where each field ends in the text, row after row.
    ends: Vec<usize>,
    /// The first byte of each row's line.
    starts: Vec<usize>,
}

/// One synapse.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'a> {
    table: &'a Table,
    number: usize,
}

impl Table {
    pub(super) fn new(columns: Vec<String>) -> Self {
        Self { columns, ..Self::default() }
    }

    /// Adds a row of as many fields as there are columns, whose line begins at that byte.
    pub(super) fn push<'f>(&mut self, fields: impl IntoIterator<Item = &'f str>, start: usize) {
        for field in fields {
            self.text.push_str(field);
            self.ends.push(self.text.len());
        }
        self.starts.push(start);
    }

    pub(super) fn row_count(&self) -> usize {
        self.starts.len()
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.row_count()).map(|number| Row { table: self, number })
    }
}

impl<'a> Row<'a> {
    /// Its text in a column.
    pub(super) fn field(self, column: usize) -> Option<&'a str> {
        let width = self.table.columns.len();
        let place = (column < width).then_some(self.number * width + column)?;
        let start = place.checked_sub(1).map_or(Some(0), |before| self.table.ends.get(before).copied())?;
        self.table.text.get(start..*self.table.ends.get(place)?)
    }

    pub(super) fn fields(self) -> impl Iterator<Item = &'a str> {
        (0..self.table.columns.len()).filter_map(move |column| self.field(column))
    }

    /// The first byte of its line.
    pub(super) fn start(self) -> usize {
        self.table.starts.get(self.number).copied().unwrap_or_default()
    }
}
