//! Names that hoc and Python both take, the section arrays of a cell, and what a file calls things of its own.

use std::collections::HashSet;

use indexmap::IndexMap;

use crate::cell::Cell;

/// Sections that share a name: a scalar (`hill`) or an array (`dend[0]`, `dend[2]`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionArray {
    /// `dend`.
    pub name: String,
    /// Indices that exist, ascending; none for a scalar.
    pub indices: Option<Vec<usize>>,
}

impl SectionArray {
    /// Elements up to the highest index that exists.
    #[must_use]
    pub fn size(&self) -> usize {
        self.indices.as_ref().and_then(|indices| indices.last()).map_or(0, |last| last + 1)
    }

    /// Indices below [`SectionArray::size`] that do not exist.
    #[must_use]
    pub fn holes(&self) -> Vec<usize> {
        let Some(indices) = &self.indices else { return vec![] };
        (0..self.size()).filter(|index| indices.binary_search(index).is_err()).collect()
    }
}

/// The arrays and scalars of a cell, in the order of their first section.
#[must_use]
pub fn section_arrays(cell: &Cell) -> Vec<SectionArray> {
    let mut arrays: IndexMap<&str, Option<Vec<usize>>> = IndexMap::new();
    for section in &cell.sections {
        let (name, index) = split_index(&section.name);
        let entry = arrays.entry(name).or_insert_with(|| index.map(|_| vec![]));
        if let (Some(indices), Some(index)) = (entry, index) {
            indices.push(index);
        }
    }
    arrays
        .into_iter()
        .map(|(name, indices)| SectionArray {
            name: name.to_owned(),
            indices: indices.map(|mut indices| {
                indices.sort_unstable();
                indices
            }),
        })
        .collect()
}

/// `dend[3]` as `dend` and 3; `hill` as `hill` and nothing.
#[must_use]
pub fn split_index(name: &str) -> (&str, Option<usize>) {
    let index = name.strip_suffix(']').and_then(|name| name.rsplit_once('['));
    match index.and_then(|(name, index)| Some((name, index.parse().ok()?))) {
        Some((name, index)) => (name, Some(index)),
        None => (name, None),
    }
}

/// What `cell.hoc` calls things of its own: as its template and the writers do, with as many `_` behind the name as keep it
/// apart from sections and section lists. No such name ends with `_` itself.
#[derive(Debug, Clone, Default)]
pub struct OwnNames {
    taken: HashSet<String>,
}

impl OwnNames {
    /// Names around those that are taken.
    #[must_use]
    pub fn around<'a>(taken: impl IntoIterator<Item = &'a str>) -> Self {
        Self { taken: taken.into_iter().map(str::to_owned).collect() }
    }

    /// The name to be written.
    #[must_use]
    pub fn of(&self, name: &str) -> String {
        let mut free = name.to_owned();
        while self.taken.contains(&free) {
            free.push('_');
        }
        free
    }

    /// For each `own.NAME` in the text of a template the name to be written.
    #[must_use]
    pub fn in_template<'a>(&self, text: &'a str) -> IndexMap<&'a str, String> {
        let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        let names = text.split("own.").skip(1);
        let names = names.map(|after| after.split(|letter| !is_part(letter)).next().unwrap_or(after));
        names.map(|name| (name, self.of(name))).collect()
    }
}

/// The text as an identifier of hoc and Python: letters, digits and `_`, not starting with a digit.
#[must_use]
pub fn identifier(text: &str) -> String {
    let plain: String = text.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '_' }).collect();
    if plain.starts_with(|letter: char| letter.is_ascii_alphabetic()) { plain } else { format!("model_{plain}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cell::resolved::Section;

    fn cell(names: &[&str]) -> Cell {
        let section = |name: &&str| Section { name: (*name).to_owned(), ..Section::default() };
        Cell { sections: names.iter().map(section).collect(), ..Cell::default() }
    }

    #[test]
    fn arrays_stand_in_the_order_of_their_first_section() {
        let arrays = section_arrays(&cell(&["soma", "dend[1]", "axon[0]", "dend[0]"]));
        let found: Vec<_> = arrays.iter().map(|array| (array.name.as_str(), array.indices.clone())).collect();
        assert_eq!(found, [("soma", None), ("dend", Some(vec![0, 1])), ("axon", Some(vec![0]))]);
    }

    #[test]
    fn missing_elements_are_holes() {
        let arrays = section_arrays(&cell(&["dend[1]", "dend[4]"]));
        assert_eq!((arrays[0].size(), arrays[0].holes()), (5, vec![0, 2, 3]));
    }

    #[test]
    fn own_names_keep_out_of_the_way() {
        let own = OwnNames::around(["made", "made_", "link_"]);
        assert_eq!(["made", "link", "numbers"].map(|name| own.of(name)), ["made__", "link", "numbers"]);
        let found = own.in_template("proc {{ own.link }}() { {{ own.made }} = {{ own.link }}(\"own\") }");
        assert_eq!(found.into_iter().collect::<Vec<_>>(), [("link", "link".into()), ("made", "made__".into())]);
    }

    #[test]
    fn a_directory_name_becomes_an_identifier() {
        assert_eq!(identifier("Test-1 (a)"), "Test_1__a_");
        assert_eq!(identifier("108834"), "model_108834");
    }
}
