//! Names that one template can create: sections of several objects under one roof.
//!
//! A section is called as in its object, `dend[3]` of `Cell[0].dend[3]`. Where two objects have a section of that name, or
//! one has a section `dend` and another an array of it, those that come later get the lowest free index of the array.

use std::collections::{HashMap, HashSet};

/// The name within its object: `dend[3]` of `Cell[0].dend[3]`.
pub(super) fn within_object(whole: &str) -> &str {
    whole.rfind('.').and_then(|dot| whole.get(dot + 1..)).unwrap_or(whole)
}

/// The name without its index: `dend` of `dend[3]`.
pub(super) fn without_index(name: &str) -> &str {
    name.split('[').next().unwrap_or_default()
}

/// A name for each section, no two alike, and none of them both a section and an array.
pub(super) fn plain_names(wholes: &[&str]) -> Vec<String> {
    let names: Vec<&str> = wholes.iter().map(|whole| within_object(whole)).collect();
    let mut arrays: HashMap<&str, Array> = HashMap::new();
    for &name in &names {
        arrays.entry(without_index(name)).or_default().sections += 1;
    }
    let firsts: Vec<bool> = names.iter().map(|name| keeps_name(name, &mut arrays)).collect();
    names
        .iter()
        .zip(firsts)
        .map(|(name, keeps)| if keeps { (*name).to_owned() } else { free(name, &mut arrays) })
        .collect()
}

/// The sections of one name without index.
#[derive(Default)]
struct Array<'a> {
    sections: usize,
    taken: HashSet<&'a str>,
    /// Every lower index is taken.
    next: usize,
}

/// An element keeps its name if it is the first of that name, a section that is no element if it is the only one.
fn keeps_name<'a>(name: &'a str, arrays: &mut HashMap<&'a str, Array<'a>>) -> bool {
    let base = without_index(name);
    arrays.get_mut(base).is_none_or(|array| if name == base { array.sections == 1 } else { array.taken.insert(name) })
}

fn free(name: &str, arrays: &mut HashMap<&str, Array<'_>>) -> String {
    let base = without_index(name);
    let Some(array) = arrays.get_mut(base) else { return name.to_owned() };
    loop {
        let element = format!("{base}[{}]", array.next);
        array.next += 1;
        if !array.taken.contains(element.as_str()) {
            return element;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_sections_of_one_object_are_called_as_in_it() {
        assert_eq!(plain_names(&["C[0].soma", "C[0].dend[0]", "C[0].dend[7]"]), ["soma", "dend[0]", "dend[7]"]);
        assert_eq!(plain_names(&["soma", "dend[2]"]), ["soma", "dend[2]"]);
        assert_eq!(plain_names(&["Net[0].cells[3].soma"]), ["soma"]);
    }

    #[test]
    fn objects_that_share_no_name_need_no_other_ones() {
        assert_eq!(plain_names(&["A[0].soma", "B[0].dend[0]", "axon"]), ["soma", "dend[0]", "axon"]);
    }

    #[test]
    fn where_two_objects_clash_the_later_one_moves_up() {
        let names = plain_names(&["A[0].dend[0]", "A[0].dend[1]", "B[0].dend[0]", "B[0].dend[3]", "B[1].dend[3]"]);
        assert_eq!(names, ["dend[0]", "dend[1]", "dend[2]", "dend[3]", "dend[4]"]);
        assert_eq!(plain_names(&["A[0].soma", "A[1].soma"]), ["soma[0]", "soma[1]"]);
        assert_eq!(plain_names(&["A[0].dend", "B[0].dend[0]"]), ["dend[1]", "dend[0]"]);
    }

    #[test]
    fn a_hundred_thousand_clashes_are_resolved_in_linear_time() {
        let wholes: Vec<String> = (0..100_000).map(|cell| format!("Cell[{cell}].soma")).collect();
        let names = plain_names(&wholes.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(names.last().map(String::as_str), Some("soma[99999]"));
    }

    proptest! {
        #[test]
        fn no_two_sections_are_alike(
            wholes in prop::collection::hash_set("[AB]\\[[01]\\]\\.[ab](\\[[0-3]\\])?", 1..20)
        ) {
            let mut wholes: Vec<&str> = wholes.iter().map(String::as_str).collect();
            wholes.sort_unstable();
            let names = plain_names(&wholes);
            let distinct: HashSet<&String> = names.iter().collect();
            prop_assert_eq!(distinct.len(), names.len());
            for (name, whole) in names.iter().zip(&wholes) {
                prop_assert_eq!(without_index(name), without_index(within_object(whole)));
                let is_plain = name == without_index(name);
                prop_assert!(!is_plain || names.iter().filter(|other| without_index(other) == name).count() == 1);
            }
        }
    }
}
