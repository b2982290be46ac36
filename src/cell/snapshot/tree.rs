//! The tree of a snapshot's sections.

use super::SnapshotError;
use super::read::{Places, place};
use crate::cell::resolved::Section;

/// Children in the order that is written, or, where none is written, the last section first.
pub(super) fn complete_children(
    sections: &mut [Section],
    written: Vec<Option<Vec<String>>>,
    places: &Places,
) -> Result<(), SnapshotError> {
    let mut found: Vec<Vec<usize>> = vec![vec![]; sections.len()];
    for (place, section) in sections.iter().enumerate().rev() {
        if let Some(children) = section.parent.and_then(|parent| found.get_mut(parent.section)) {
            children.push(place);
        }
    }
    for (at, ((section, written), mut found)) in sections.iter_mut().zip(written).zip(found).enumerate() {
        let Some(names) = written else {
            section.children = found;
            continue;
        };
        let child =
            |(index, name): (usize, &String)| place(name, places, || format!("sections[{at}].children[{index}]"));
        section.children = names.iter().enumerate().map(child).collect::<Result<_, SnapshotError>>()?;
        let mut told = section.children.clone();
        told.sort_unstable();
        found.sort_unstable();
        if told != found {
            return Err(SnapshotError::Children { name: section.name.clone() });
        }
    }
    Ok(())
}

/// Every section is reached from a root.
pub(super) fn check_tree(sections: &[Section]) -> Result<(), SnapshotError> {
    let mut reached = vec![false; sections.len()];
    let mut open: Vec<usize> = (0..sections.len()).rev().collect();
    open.retain(|&place| sections.get(place).is_some_and(|section| section.parent.is_none()));
    while let Some(place) = open.pop() {
        if let Some(reached) = reached.get_mut(place) {
            *reached = true;
        }
        open.extend(sections.get(place).into_iter().flat_map(|section| section.children.iter().copied()));
    }
    match sections.iter().zip(reached).find(|(_, reached)| !reached) {
        Some((section, _)) => Err(SnapshotError::Cycle { name: section.name.clone() }),
        None => Ok(()),
    }
}
