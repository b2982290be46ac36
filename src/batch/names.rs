//! A name for each model's output: the last part of its path, and of those that share it as many more as tell them apart.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

/// Names that differ, in the order of the models.
pub(super) fn names(models: &[PathBuf]) -> Vec<String> {
    let parts: Vec<Vec<String>> = models.iter().map(|model| parts(model)).collect();
    let mut used = vec![1_usize; models.len()];
    let joined = |place: usize, used: usize| -> String {
        let Some(parts) = parts.get(place) else { return String::new() };
        parts.get(parts.len().saturating_sub(used)..).unwrap_or_default().join("_")
    };
    loop {
        let mut places: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (place, &used) in used.iter().enumerate() {
            places.entry(joined(place, used)).or_default().push(place);
        }
        let longer =
            |place: &usize| parts.get(*place).zip(used.get(*place)).is_some_and(|(parts, &used)| used < parts.len());
        let shared = places.values().filter(|places| places.len() > 1).flatten().copied();
        let growing: Vec<usize> = shared.filter(longer).collect();
        if growing.is_empty() {
            return numbered(places, models.len());
        }
        for place in growing {
            if let Some(used) = used.get_mut(place) {
                *used += 1;
            }
        }
    }
}

/// What is still shared is one path that was named twice: the later ones get a number.
fn numbered(places: BTreeMap<String, Vec<usize>>, models: usize) -> Vec<String> {
    let mut names = vec![String::new(); models];
    for (name, places) in places {
        for (count, place) in places.into_iter().enumerate() {
            if let Some(slot) = names.get_mut(place) {
                *slot = if count == 0 { name.clone() } else { format!("{name}_{}", count + 1) };
            }
        }
    }
    names
}

/// The parts of a path that can be a file's name; of a snapshot without its extension.
fn parts(model: &Path) -> Vec<String> {
    let real = model.canonicalize().unwrap_or_else(|_| model.to_owned());
    let real = if real.is_file() { real.with_extension("") } else { real };
    let normal = real.components().filter_map(|part| match part {
        // A hidden folder would be one of ours.
        Component::Normal(name) => Some(name.to_string_lossy().trim_start_matches('.').to_owned()),
        Component::Prefix(_) | Component::RootDir | Component::CurDir | Component::ParentDir => None,
    });
    let parts: Vec<String> = normal.filter(|name| !name.is_empty()).collect();
    if parts.is_empty() { vec!["model".to_owned()] } else { parts }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(models: &[&str]) -> Vec<String> {
        names(&models.iter().map(PathBuf::from).collect::<Vec<_>>())
    }

    #[test]
    fn the_last_part_is_enough_where_it_differs() {
        assert_eq!(of(&["/models/hay", "/models/almog/"]), ["hay", "almog"]);
    }

    #[test]
    fn the_same_last_part_is_told_apart_by_what_stands_before() {
        assert_eq!(of(&["/a/x/cell", "/a/y/cell", "/a/other"]), ["x_cell", "y_cell", "other"]);
        assert_eq!(of(&["/a/x/cell", "/b/x/cell"]), ["a_x_cell", "b_x_cell"]);
    }

    #[test]
    fn a_path_that_is_named_twice_gets_a_number() {
        assert_eq!(of(&["/x/cell", "/x/cell"]), ["x_cell", "x_cell_2"]);
    }

    #[test]
    fn no_name_is_hidden() {
        assert_eq!(of(&["/x/.batch", "/"]), ["batch", "model"]);
    }
}
