//! From json to a cell, trusting nothing.

use std::collections::HashMap;

use indexmap::IndexMap;
use serde_json::error::Category;

use super::processes::read_processes;
use super::tree::{check_tree, complete_children};
use super::value::{Entries, OverSegments};
use super::written::{Versioned, Written, WrittenPoints, WrittenSection};
use super::{Snapshot, SnapshotError, tables};
use crate::cell::resolved::{Attachment, Cell, Point3d, RangeValues, Section};
use crate::layouts;

/// The places of sections by their names.
pub(super) type Places = HashMap<String, usize>;

/// Reads a cell. `pt3d` may be missing (the areas and resistances stand anyway), and so may `lists`, `children`,
/// `rall_branch`, `spine_area`, `globals` and `ion_style`.
///
/// # Errors
/// Whatever is missing, of the wrong kind or length, or contradicts the tree of sections.
pub fn read(text: &str) -> Result<Cell, SnapshotError> {
    read_cell(parsed(text)?)
}

/// Reads a cell as [`read`] does, with what a program that knows more has written beside it: `name`, `defaults` and
/// `point_processes`.
///
/// # Errors
/// As [`read`].
pub fn read_with_all(text: &str) -> Result<Snapshot, SnapshotError> {
    let mut written = parsed(text)?;
    Ok(Snapshot {
        name: written.name.take(),
        defaults: written.defaults.take().map(globals).unwrap_or_default(),
        processes: read_processes(written.point_processes, written.sections.len())?,
        cell: read_cell(written)?,
    })
}

/// A snapshot without a version is of the first one; what is of another one may be of any shape.
fn parsed(text: &str) -> Result<Written<'_>, SnapshotError> {
    let written = serde_json::from_str::<Written<'_>>(text);
    let version = match &written {
        Ok(written) => written.layout_version.clone(),
        Err(_) => serde_json::from_str(text).ok().and_then(|Versioned { layout_version }| layout_version),
    };
    if let Some(found) = version.filter(|version| *version != layouts::CELL) {
        return Err(SnapshotError::Version { found: found.to_string() });
    }
    written.map_err(|error| explained(text, &error))
}

/// Why a text is not what was looked for: no json, or something else at some place, which is looked for only now.
fn explained(text: &str, error: &serde_json::Error) -> SnapshotError {
    if error.classify() != Category::Data {
        return SnapshotError::Json(error.to_string());
    }
    let again = serde_path_to_error::deserialize::<_, Written<'_>>(&mut serde_json::Deserializer::from_str(text));
    let path = again.err().map(|error| error.path().to_string()).unwrap_or_default();
    SnapshotError::Kind { path, told: error.to_string() }
}

fn read_cell(written: Written<'_>) -> Result<Cell, SnapshotError> {
    let Written { celsius, v_init, sections: listed, segments, pt3d, globals: shared, function_tables, .. } = written;
    let places = places(&listed)?;
    let mut flat = Flat {
        diam_um: Run::new("diam", segments.diam_um.into_iter().map(|diam| diam.0).collect()),
        area_um2: Run::new("area", segments.area_um2.into_iter().map(|area| area.0).collect()),
        ri_mohm: Run::new("ri", segments.ri_mohm),
    };
    let mut children = Vec::with_capacity(listed.len());
    let mut sections = Vec::with_capacity(listed.len());
    for (at, mut section) in listed.into_iter().enumerate() {
        children.push(section.children.take());
        sections.push(read_section(at, section, &places, &mut flat)?);
    }
    for (name, points) in pt3d.unwrap_or_default().0 {
        if let Some(section) = places.get(&name).and_then(|&place| sections.get_mut(place)) {
            section.points = read_points(&name, points)?;
        }
    }
    complete_children(&mut sections, children, &places)?;
    check_tree(&sections)?;
    Ok(Cell {
        celsius,
        v_init_mv: v_init,
        globals: shared.map(globals).unwrap_or_default(),
        function_tables: function_tables.map_or_else(|| Ok(IndexMap::new()), tables::read)?,
        sections,
    })
}

fn places(listed: &[WrittenSection]) -> Result<Places, SnapshotError> {
    let mut places = Places::with_capacity(listed.len());
    for (place, section) in listed.iter().enumerate() {
        let name = &section.name.0;
        if places.insert(name.clone(), place).is_some() {
            return Err(SnapshotError::Duplicate { name: name.clone() });
        }
    }
    Ok(places)
}

/// The flat lists over all segments, as far as they were not dealt out yet.
struct Flat {
    diam_um: Run,
    area_um2: Run,
    ri_mohm: Run,
}

struct Run {
    key: &'static str,
    values: Vec<f64>,
    dealt: usize,
}

impl Run {
    fn new(key: &'static str, values: Vec<f64>) -> Self {
        Self { key, values, dealt: 0 }
    }

    /// The values of the next segments.
    fn next(&mut self, count: usize) -> Result<Vec<f64>, SnapshotError> {
        let end = self.dealt + count;
        let values = self.values.get(self.dealt..end).ok_or_else(|| SnapshotError::Length {
            path: format!("segments.{}", self.key),
            expected: end,
            found: self.values.len(),
        })?;
        self.dealt = end;
        Ok(values.to_vec())
    }
}

/// The section that stands at a place in the list.
fn read_section(
    at: usize,
    written: WrittenSection,
    places: &Places,
    flat: &mut Flat,
) -> Result<Section, SnapshotError> {
    let nseg = written.nseg.0;
    let path = |key: &str| format!("sections[{at}].{key}");
    if let Some(first) = written.first_segment.filter(|first| *first != flat.diam_um.dealt) {
        return Err(SnapshotError::Kind {
            path: path("seg0"),
            told: format!("{first} is no sum of the segments before"),
        });
    }
    let parent = written.parent.map(|name| {
        let section = place(&name, places, || path("parent"))?;
        let x = written
            .parent_x
            .ok_or_else(|| SnapshotError::Kind { path: path("parent_x"), told: "missing beside `parent`".into() })?;
        Ok(Attachment { section, x: x.0 })
    });
    Ok(Section {
        lists: written.lists.unwrap_or_default().into_iter().map(|list| list.0).collect(),
        nseg,
        length_um: written.length_um.0,
        ra_ohm_cm: written.ra_ohm_cm.0,
        cm_uf_per_cm2: over_segments(written.cm_uf_per_cm2, nseg, || path("cm"))?,
        parent: parent.transpose()?,
        own_end: written.own_end.unwrap_or_default().0,
        points: vec![],
        children: vec![],
        rall_branch: written.rall_branch.unwrap_or(1.0),
        spine_area_um2: written.spine_area_um2.unwrap_or(0.0),
        mechanisms: read_mechanisms(written.mechanisms, nseg, || path("mechs"))?,
        ion_style: written.ion_style.unwrap_or_default().0.into_iter().collect(),
        number: None,
        diam_um: flat.diam_um.next(nseg)?,
        area_um2: flat.area_um2.next(nseg)?,
        ri_mohm: flat.ri_mohm.next(nseg)?,
        ri_end_mohm: written.ri_end_mohm,
        name: written.name.0,
    })
}

/// The place of the section of that name.
pub(super) fn place(name: &str, places: &Places, path: impl Fn() -> String) -> Result<usize, SnapshotError> {
    let dangling = || SnapshotError::Dangling { path: path(), name: name.to_owned() };
    places.get(name).copied().ok_or_else(dangling)
}

fn read_mechanisms(
    written: Entries<Entries<OverSegments>>,
    nseg: usize,
    path: impl Fn() -> String,
) -> Result<IndexMap<String, RangeValues>, SnapshotError> {
    let of_mechanism = |(mechanism, values): (String, Entries<OverSegments>)| {
        let values = values.0.into_iter().map(|(name, values)| {
            let values = over_segments(values, nseg, || format!("{}.{mechanism}.{name}", path()))?;
            Ok((name, values))
        });
        let values = values.collect::<Result<RangeValues, SnapshotError>>()?;
        Ok((mechanism, values))
    };
    written.0.into_iter().map(of_mechanism).collect()
}

fn over_segments(written: OverSegments, nseg: usize, path: impl Fn() -> String) -> Result<Vec<f64>, SnapshotError> {
    match written {
        OverSegments::One(value) => Ok(vec![value; nseg]),
        OverSegments::Each(values) if values.len() == nseg => Ok(values),
        OverSegments::Each(values) => Err(SnapshotError::Length { path: path(), expected: nseg, found: values.len() }),
    }
}

fn globals(written: Entries<Entries<f64>>) -> IndexMap<String, IndexMap<String, f64>> {
    written.0.into_iter().map(|(mechanism, values)| (mechanism, values.0.into_iter().collect())).collect()
}

fn read_points(section: &str, written: WrittenPoints) -> Result<Vec<Point3d>, SnapshotError> {
    let WrittenPoints { x, y, z, d } = written;
    if let Some(other) = [&y, &z, &d].into_iter().find(|list| list.len() != x.len()) {
        let path = format!("pt3d.{section}");
        return Err(SnapshotError::Length { path, expected: x.len(), found: other.len() });
    }
    let coordinates = x.into_iter().zip(y).zip(z).zip(d);
    Ok(coordinates.map(|(((x_um, y_um), z_um), diam_um)| Point3d { x_um, y_um, z_um, diam_um }).collect())
}
