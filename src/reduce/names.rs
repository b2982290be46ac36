//! Names of the reduced cell's sections.
//!
//! What stays is called as it was, but for names that a model which is written has for itself: a template of hoc and a class
//! of Python can not call a section so. Tables of sections (`create a[2][3]`) become an array for each row. The names that such a model needs inside are chosen when it is written, around those of its
//! sections.

use std::collections::{HashMap, HashSet};

use super::classify::Kind;
use super::subtree::Subtree;
use crate::cell::resolved::Section;

/// What every written model is made and asked by, in hoc or in Python.
pub const PUBLIC: [&str; 7] =
    ["init", "locate", "located_x", "move_synapses", "add_point_processes", "point_processes", "net_cons"];

/// Has a written model this name for itself? In Python those that begin with `_` are its own.
#[must_use]
pub fn is_of_model(base: &str) -> bool {
    PUBLIC.contains(&base) || base.starts_with('_')
}

/// `init` becomes `init_section`, `_a[3]` becomes `section_a[3]`, `a[0][3]` becomes `a_0[3]`, or the like if there is a section
/// of that name.
pub(super) fn make_room(sections: &mut [Section]) {
    let bases: Vec<String> = sections.iter().map(|section| base(&section.name).to_owned()).collect();
    let mut taken: HashSet<String> = bases.iter().cloned().collect();
    let mut chosen: HashMap<&str, String> = HashMap::new();
    for (section, base) in sections.iter_mut().zip(&bases).filter(|(_, base)| is_of_model(base) || base.contains('[')) {
        let free = chosen.entry(base).or_insert_with(|| free_name(base, &mut taken));
        section.name.replace_range(..base.len(), free);
    }
}

fn free_name(base: &str, taken: &mut HashSet<String>) -> String {
    let mut free = match base.strip_suffix(']') {
        Some(row) => row.replace('[', "_").trim_start_matches('_').to_owned(),
        None if base.starts_with('_') => format!("section{base}"),
        None => format!("{base}_section"),
    };
    while !taken.insert(free.clone()) {
        free.push('_');
    }
    free
}

/// What the last index of a name belongs to: a name, or the row of a table of sections.
fn base(name: &str) -> &str {
    name.rsplit_once('[').map_or(name, |(base, _)| base)
}

/// `apic[0]`, `dend[0]`, `dend[1]` ...: the first indices that no section that stays has.
pub(super) fn of_cylinders(kept: &[Section], subtrees: &[Subtree]) -> Vec<String> {
    let mut taken: HashSet<String> = kept.iter().map(|section| section.name.clone()).collect();
    let bases = [Kind::Apical, Kind::Basal].map(|kind| free_base(&taken, kind));
    let mut next = [0_usize; 2];
    let mut names = vec![];
    for subtree in subtrees {
        let which = usize::from(subtree.kind != Kind::Apical);
        let (Some(base), Some(next)) = (bases.get(which), next.get_mut(which)) else { continue };
        while taken.contains(&format!("{base}[{next}]")) {
            *next += 1;
        }
        let name = format!("{base}[{next}]");
        taken.insert(name.clone());
        names.push(name);
    }
    names
}

/// A name that is no section without an index, which would leave no room for an array of that name.
fn free_base(taken: &HashSet<String>, kind: Kind) -> String {
    let mut base = if kind == Kind::Apical { "apic" } else { "dend" }.to_owned();
    while taken.contains(&base) {
        base.push_str("_reduced");
    }
    base
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_room(names: &[&str]) -> Vec<String> {
        let section = |name: &&str| Section { name: (*name).to_owned(), ..Section::default() };
        let mut sections: Vec<Section> = names.iter().map(section).collect();
        make_room(&mut sections);
        sections.into_iter().map(|section| section.name).collect()
    }

    #[test]
    fn what_a_written_model_has_for_itself_is_no_name_of_a_section() {
        assert_eq!(with_room(&["init", "locate[2]", "soma"]), ["init_section", "locate_section[2]", "soma"]);
        assert_eq!(with_room(&["_name", "__class__[0]"]), ["section_name", "section__class__[0]"]);
    }

    #[test]
    fn a_row_of_a_table_is_an_array() {
        let names = with_room(&["a[0][0]", "a[0][3]", "a[1][0]", "a_1", "_b[2][1]"]);
        assert_eq!(names, ["a_0[0]", "a_0[3]", "a_1_[0]", "a_1", "b_2[1]"]);
    }

    #[test]
    fn elements_of_an_array_stay_together_and_apart_from_others() {
        let names = with_room(&["init_section", "init[0]", "init[4]", "_a", "section_a"]);
        assert_eq!(names, ["init_section", "init_section_[0]", "init_section_[4]", "section_a_", "section_a"]);
    }
}
