//! Numbers and tables for reading: five digits, columns aligned, units under the names.

pub(super) use crate::inspect::plots::given;

/// Digits of a figure.
const DIGITS: i32 = 5;

/// A figure with five digits; `-` where there is none.
pub(super) fn figure(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    if value.is_nan() {
        return "-".to_owned();
    }
    let exponent = value.abs().log10().floor() as i32;
    if (-3..DIGITS).contains(&exponent) {
        format!("{value:.*}", (DIGITS - 1 - exponent).max(0) as usize)
    } else {
        format!("{value:.*e}", DIGITS as usize - 1)
    }
}

/// A figure that may not be there.
pub(super) fn figure_or(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), figure)
}

/// Rows under headings; the first column is aligned left, the others right.
pub(super) struct Table {
    headings: Vec<(String, String)>,
    rows: Vec<Vec<String>>,
    /// Columns that are aligned left.
    left: Vec<usize>,
}

impl Table {
    /// A table with these columns: name and unit.
    pub(super) fn new<'a>(headings: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let headings = headings.into_iter().map(|(name, unit)| (name.to_owned(), unit.to_owned())).collect();
        Self { headings, rows: vec![], left: vec![0] }
    }

    /// Aligns a further column left.
    pub(super) fn left(mut self, column: usize) -> Self {
        self.left.push(column);
        self
    }

    /// Aligns the first column right: it holds numbers.
    pub(super) fn right_first(mut self) -> Self {
        self.left.retain(|column| *column != 0);
        self
    }

    pub(super) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The lines, indented by two.
    pub(super) fn lines(&self) -> String {
        let names: Vec<String> = self.headings.iter().map(|(name, _)| name.clone()).collect();
        let units: Vec<String> = self.headings.iter().map(|(_, unit)| unit.clone()).collect();
        let has_units = units.iter().any(|unit| !unit.is_empty());
        let head: Vec<&Vec<String>> = [&names].into_iter().chain(has_units.then_some(&units)).collect();
        let width = |column: usize| {
            let cells = head.iter().copied().chain(&self.rows).filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..names.len()).map(width).collect();
        head.into_iter().chain(&self.rows).map(|row| self.line(row, &widths)).collect()
    }

    fn line(&self, row: &[String], widths: &[usize]) -> String {
        let cells = row.iter().zip(widths).enumerate().map(|(column, (cell, &width))| {
            if self.left.contains(&column) { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
        });
        let line = cells.collect::<Vec<_>>().join("  ");
        format!("  {}\n", line.trim_end())
    }
}

/// `name  text` lines under each other, long texts broken at spaces.
pub(super) fn paragraph(name: &str, text: &str) -> String {
    const NAME: usize = 12;
    const WIDTH: usize = 100 - 2 - NAME - 1;
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split(' ') {
        let Some(last) = lines.last_mut() else { continue };
        if !last.is_empty() && last.chars().count() + 1 + word.chars().count() > WIDTH {
            lines.push(word.to_owned());
        } else {
            if !last.is_empty() {
                last.push(' ');
            }
            last.push_str(word);
        }
    }
    let names = std::iter::once(name).chain(std::iter::repeat(""));
    let lines = names.zip(lines).map(|(name, line)| format!("  {name:<NAME$} {line}"));
    lines.map(|line| line.trim_end().to_owned() + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_five_digits() {
        let shown = [0.0, 1.0, -65.123_456, 12345.6, 123_456.0, 0.001_234_56, 0.000_123_456, f64::NAN, f64::INFINITY];
        let texts: Vec<_> = shown.into_iter().map(figure).collect();
        assert_eq!(texts, ["0", "1.0000", "-65.123", "12346", "1.2346e5", "0.0012346", "1.2346e-4", "-", "inf"]);
    }

    #[test]
    fn given_numbers_are_short() {
        let texts: Vec<_> = [0.0, -65.0, 0.000_156_854_127, 1e-5, 1e9, 34.5].into_iter().map(given).collect();
        assert_eq!(texts, ["0", "-65", "0.000156854", "1e-5", "1e9", "34.5"]);
    }

    #[test]
    fn a_long_text_is_broken() {
        let text = "word ".repeat(30);
        let lines = paragraph("name", text.trim_end());
        assert!(lines.lines().all(|line| line.len() <= 100) && lines.lines().count() == 2, "{lines}");
    }
}
