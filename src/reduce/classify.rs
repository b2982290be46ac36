//! What a section is: by the user's word, then by section lists, then by its name.

use indexmap::IndexMap;

use super::{Options, ReduceError};
use crate::cell::Cell;
use crate::cell::resolved::Section;
use crate::diagnostic::did_you_mean;

/// What a section is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The soma, or one of its pieces.
    Soma,
    /// Axon: hillock, initial segment, nodes and myelin included.
    Axon,
    /// Apical dendrite.
    Apical,
    /// Any other dendrite.
    Basal,
}

const LISTS: [(&str, Kind); 4] =
    [("somatic", Kind::Soma), ("axonal", Kind::Axon), ("apical", Kind::Apical), ("basal", Kind::Basal)];

/// Letters that name a section, wherever they stand in its name.
const PARTS: [(&str, Kind); 4] =
    [("soma", Kind::Soma), ("axon", Kind::Axon), ("myelin", Kind::Axon), ("apic", Kind::Apical)];

/// Words that name the axon hillock, unless the name says that it is a dendrite.
const HILLOCK_WORDS: [&str; 4] = ["hill", "hillock", "axhillock", "axhill"];

/// Whole names (without the index) of axonal sections.
const AXONAL_NAMES: [&str; 8] = ["ais", "iseg", "is", "initseg", "node", "nodes", "internode", "ranvier"];

/// What every section of the cell is, in their order.
///
/// # Errors
/// An option that names no section.
pub fn classify(cell: &Cell, options: &Options) -> Result<Vec<Kind>, ReduceError> {
    check_names(cell, "--soma", &options.soma)?;
    check_names(cell, "--axon", &options.axon)?;
    Ok(cell.sections.iter().map(|section| kind(section, options)).collect())
}

/// Does one of the names mean this section? `dend[3]` means one, `dend` all of them.
#[must_use]
pub fn is_named(section: &Section, names: &[String]) -> bool {
    names.iter().any(|name| name == &section.name || name == section.type_name())
}

pub(super) fn check_names(cell: &Cell, option: &'static str, names: &[String]) -> Result<(), ReduceError> {
    let unknown =
        names.iter().find(|name| !cell.sections.iter().any(|section| is_named(section, std::slice::from_ref(*name))));
    match unknown {
        None => Ok(()),
        Some(name) => Err(ReduceError::UnknownSection {
            option,
            name: name.clone(),
            suggestion: did_you_mean(name, cell.sections.iter().map(|section| section.name.as_str())),
        }),
    }
}

/// Names without index of the sections that nothing but their name makes an axon, with the number of each.
pub(super) fn axons_by_name(cell: &Cell, options: &Options) -> IndexMap<String, usize> {
    let mut names = IndexMap::new();
    for section in &cell.sections {
        if by_word(section, options).is_none() && kind(section, options) == Kind::Axon {
            *names.entry(section.type_name().to_owned()).or_default() += 1;
        }
    }
    names
}

fn kind(section: &Section, options: &Options) -> Kind {
    let by_name = || by_name(section.type_name()).filter(|kind| is_open(*kind, options));
    by_word(section, options).or_else(by_name).unwrap_or(Kind::Basal)
}

/// By the options and by section lists.
fn by_word(section: &Section, options: &Options) -> Option<Kind> {
    if is_named(section, &options.soma) {
        return Some(Kind::Soma);
    }
    if is_named(section, &options.axon) {
        return Some(Kind::Axon);
    }
    by_lists(section).filter(|kind| is_open(*kind, options))
}

/// Can a section be of this kind without being named in the options?
fn is_open(kind: Kind, options: &Options) -> bool {
    match kind {
        Kind::Soma => options.soma.is_empty(),
        Kind::Axon => options.axon.is_empty(),
        Kind::Apical | Kind::Basal => true,
    }
}

fn by_lists(section: &Section) -> Option<Kind> {
    LISTS.iter().find(|(list, _)| section.is_in_list(list)).map(|&(_, kind)| kind)
}

fn by_name(type_name: &str) -> Option<Kind> {
    let name = type_name.to_lowercase();
    if AXONAL_NAMES.contains(&name.as_str()) {
        return Some(Kind::Axon);
    }
    let part = PARTS.iter().find(|(part, _)| name.contains(part)).map(|&(_, kind)| kind);
    part.or_else(|| is_hillock(type_name).then_some(Kind::Axon))
}

/// `hill`, `axHillock`, `hillock_2`; not `chill`, nor `dend_hillock_near`.
fn is_hillock(type_name: &str) -> bool {
    let words = words(type_name);
    words.iter().any(|word| HILLOCK_WORDS.contains(&word.as_str()))
        && !words.iter().any(|word| word.starts_with("dend"))
}

/// `ax`, `hillock` of `axHillock_2`: letters between other signs and up to the next capital after a small one.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for letter in name.chars() {
        if !letter.is_alphabetic() || before.is_lowercase() && letter.is_uppercase() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| letter.is_alphabetic()) {
            word.extend(letter.to_lowercase());
        }
        before = letter;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_axons() {
        let axons = "axon Axon_2 my_axon axon_hillock axonhillock axonal hill hillock hillock_2 hill2 axHillock AxHill \
                     Hillock initHill myelin unmyelinated node ais iseg";
        for name in axons.split_whitespace() {
            assert_eq!(by_name(name), Some(Kind::Axon), "{name}");
        }
    }

    #[test]
    fn names_of_no_axon() {
        for name in
            ["chill", "archill", "dend_hillock_near", "dendHillock", "uphill", "hilly", "isthmus", "dend", "nodeX"]
        {
            assert_eq!(by_name(name), None, "{name}");
        }
        assert_eq!(by_name("apical_hillock"), Some(Kind::Apical));
        assert_eq!(by_name("dend_apical"), Some(Kind::Apical));
        assert_eq!(by_name("somaA"), Some(Kind::Soma));
    }
}
