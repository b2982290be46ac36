//! From json to a cell, trusting nothing.

use std::collections::HashMap;
use std::ops::Range;

use indexmap::IndexMap;
use serde_json::Value;

use super::node::Node;
use super::processes::read_processes;
use super::{Defaults, Snapshot, SnapshotError, tables};
use crate::cell::resolved::{Attachment, Cell, End, Point3d, RangeValues, Section};
use crate::layouts;
use crate::neuron_defaults::MOST_SEGMENTS;

/// Reads a cell. `pt3d` may be missing (the areas and resistances stand anyway), and so may `lists`, `children`,
/// `rall_branch`, `spine_area`, `globals` and `ion_style`.
///
/// # Errors
/// Whatever is missing, of the wrong kind or length, or contradicts the tree of sections.
pub fn read(text: &str) -> Result<Cell, SnapshotError> {
    let json = parsed(text)?;
    let root = Node::root(&json);
    check_version(&root)?;
    read_cell(&root)
}

/// Reads a cell as [`read`] does, with what a program that knows more has written beside it: `name`, `defaults` and
/// `point_processes`.
///
/// # Errors
/// As [`read`].
pub fn read_with_all(text: &str) -> Result<Snapshot, SnapshotError> {
    let json = parsed(text)?;
    let root = Node::root(&json);
    check_version(&root)?;
    let cell = read_cell(&root)?;
    Ok(Snapshot {
        name: root.find("name").map(|name| name.text().map(str::to_owned)).transpose()?,
        defaults: root.find("defaults").map_or_else(|| Ok(Defaults::new()), |defaults| read_globals(&defaults))?,
        processes: read_processes(&json, cell.sections.len())?,
        cell,
    })
}

fn parsed(text: &str) -> Result<Value, SnapshotError> {
    serde_json::from_str(text).map_err(|error| SnapshotError::Json(error.to_string()))
}

/// A snapshot without a version is of the first one.
fn check_version(root: &Node<'_>) -> Result<(), SnapshotError> {
    let written = root.find("layout_version").filter(|version| *version.value != layouts::CELL);
    written.map_or(Ok(()), |version| Err(SnapshotError::Version { found: version.value.to_string() }))
}

fn read_cell(root: &Node<'_>) -> Result<Cell, SnapshotError> {
    let listed = root.get("sections").list()?;
    let names = names(&listed)?;
    let segments = root.get("segments");
    let flat = Flat {
        diam: segments.get("diam").positives()?,
        area: segments.get("area").positives()?,
        ri: segments.get("ri").numbers()?,
    };
    let mut first_segment = 0;
    let mut sections = Vec::with_capacity(listed.len());
    for node in &listed {
        let section = read_section(node, &names, &flat, first_segment)?;
        first_segment += section.nseg;
        sections.push(section);
    }
    if let Some(points) = root.find("pt3d") {
        read_points(&points, &mut sections)?;
    }
    complete_children(&mut sections, &listed)?;
    check_tree(&sections)?;
    Ok(Cell {
        celsius: root.get("celsius").number()?,
        v_init_mv: root.get("v_init").number()?,
        globals: root.find("globals").map_or_else(|| Ok(IndexMap::new()), |globals| read_globals(&globals))?,
        function_tables: root
            .find("function_tables")
            .map_or_else(|| Ok(IndexMap::new()), |node| tables::read(&node))?,
        sections,
    })
}

/// The flat lists over all segments.
struct Flat {
    diam: Vec<f64>,
    area: Vec<f64>,
    ri: Vec<f64>,
}

fn names(listed: &[Node<'_>]) -> Result<HashMap<String, usize>, SnapshotError> {
    let mut names = HashMap::with_capacity(listed.len());
    for (place, node) in listed.iter().enumerate() {
        let name = node.get("name").name()?;
        if names.insert(name.to_owned(), place).is_some() {
            return Err(SnapshotError::Duplicate { name: name.to_owned() });
        }
    }
    Ok(names)
}

fn read_section(
    node: &Node<'_>,
    names: &HashMap<String, usize>,
    flat: &Flat,
    first_segment: usize,
) -> Result<Section, SnapshotError> {
    let nseg = node.get("nseg");
    let nseg = nseg
        .count()
        .ok()
        .filter(|nseg| (1..=MOST_SEGMENTS).contains(nseg))
        .ok_or_else(|| nseg.kind("count of segments"))?;
    if let Some(seg0) = node.find("seg0").filter(|seg0| seg0.count() != Ok(first_segment)) {
        return Err(seg0.kind("sum of the segments before"));
    }
    let segments = first_segment..first_segment + nseg;
    Ok(Section {
        name: node.get("name").text()?.to_owned(),
        lists: node.find("lists").map_or_else(|| Ok(vec![]), |lists| lists.names())?,
        nseg,
        length_um: node.get("L").positive()?,
        ra_ohm_cm: node.get("Ra").positive()?,
        cm_uf_per_cm2: node.get("cm").over_segments(nseg)?,
        parent: read_parent(node, names)?,
        own_end: read_own_end(node)?,
        points: vec![],
        children: vec![],
        rall_branch: node.find("rall_branch").map_or(Ok(1.0), |branches| branches.number())?,
        spine_area_um2: node.find("spine_area").map_or(Ok(0.0), |area| area.number())?,
        mechanisms: read_mechanisms(node, nseg)?,
        ion_style: read_ion_style(node)?,
        number: None,
        diam_um: slice(&flat.diam, "segments.diam", &segments)?,
        area_um2: slice(&flat.area, "segments.area", &segments)?,
        ri_mohm: slice(&flat.ri, "segments.ri", &segments)?,
        ri_end_mohm: node.get("ri_end").number()?,
    })
}

fn slice(values: &[f64], path: &str, range: &Range<usize>) -> Result<Vec<f64>, SnapshotError> {
    values.get(range.clone()).map(<[f64]>::to_vec).ok_or_else(|| SnapshotError::Length {
        path: path.to_owned(),
        expected: range.end,
        found: values.len(),
    })
}

fn read_parent(node: &Node<'_>, names: &HashMap<String, usize>) -> Result<Option<Attachment>, SnapshotError> {
    let Some(parent) = node.find("parent") else { return Ok(None) };
    let section = place(&parent, names)?;
    let x = node.get("parent_x");
    let x = x.number().ok().filter(|x| (0.0..=1.0).contains(x)).ok_or_else(|| x.kind("number from 0 to 1"))?;
    Ok(Some(Attachment { section, x }))
}

fn place(node: &Node<'_>, names: &HashMap<String, usize>) -> Result<usize, SnapshotError> {
    let name = node.text()?;
    let dangling = || SnapshotError::Dangling { path: node.path(), name: name.to_owned() };
    names.get(name).copied().ok_or_else(dangling)
}

fn read_own_end(node: &Node<'_>) -> Result<End, SnapshotError> {
    let Some(end) = node.find("own_end") else { return Ok(End::Zero) };
    match end.number()? {
        0.0 => Ok(End::Zero),
        1.0 => Ok(End::One),
        _ => Err(end.kind("end of a section (0 or 1)")),
    }
}

fn read_mechanisms(node: &Node<'_>, nseg: usize) -> Result<IndexMap<String, RangeValues>, SnapshotError> {
    node.get("mechs")
        .entries()?
        .map(|(mechanism, values)| {
            let values = values.entries()?.map(|(name, value)| Ok((name, value.over_segments(nseg)?)));
            Ok((mechanism, values.collect::<Result<RangeValues, SnapshotError>>()?))
        })
        .collect()
}

fn read_ion_style(node: &Node<'_>) -> Result<IndexMap<String, i32>, SnapshotError> {
    let Some(styles) = node.find("ion_style") else { return Ok(IndexMap::new()) };
    let style = |node: &Node<'_>| node.value.as_i64().and_then(|style| i32::try_from(style).ok());
    styles
        .entries()?
        .map(|(ion, node)| style(&node).map(|style| (ion, style)).ok_or_else(|| node.kind("ion style")))
        .collect()
}

fn read_globals(globals: &Node<'_>) -> Result<IndexMap<String, IndexMap<String, f64>>, SnapshotError> {
    globals
        .entries()?
        .map(|(mechanism, values)| {
            let values = values.entries()?.map(|(name, value)| Ok((name, value.number()?)));
            Ok((mechanism, values.collect::<Result<_, SnapshotError>>()?))
        })
        .collect()
}

fn read_points(points: &Node<'_>, sections: &mut [Section]) -> Result<(), SnapshotError> {
    for section in sections {
        let Some(node) = points.find(&section.name) else { continue };
        let (x, y) = (node.get("x").numbers()?, node.get("y").numbers()?);
        let (z, d) = (node.get("z").numbers()?, node.get("d").numbers()?);
        if let Some(other) = [&y, &z, &d].into_iter().find(|list| list.len() != x.len()) {
            return Err(SnapshotError::Length { path: node.path(), expected: x.len(), found: other.len() });
        }
        let coordinates = x.into_iter().zip(y).zip(z).zip(d);
        section.points =
            coordinates.map(|(((x_um, y_um), z_um), diam_um)| Point3d { x_um, y_um, z_um, diam_um }).collect();
    }
    Ok(())
}

/// Children in the order that is written, or, where none is written, the last section first.
fn complete_children(sections: &mut [Section], listed: &[Node<'_>]) -> Result<(), SnapshotError> {
    let mut found: Vec<Vec<usize>> = vec![vec![]; sections.len()];
    for (place, section) in sections.iter().enumerate().rev() {
        if let Some(children) = section.parent.and_then(|parent| found.get_mut(parent.section)) {
            children.push(place);
        }
    }
    let places: HashMap<String, usize> =
        sections.iter().enumerate().map(|(place, section)| (section.name.clone(), place)).collect();
    for ((section, node), mut found) in sections.iter_mut().zip(listed).zip(found) {
        let Some(children) = node.find("children") else {
            section.children = found;
            continue;
        };
        section.children =
            children.list()?.iter().map(|child| place(child, &places)).collect::<Result<_, SnapshotError>>()?;
        let mut written = section.children.clone();
        written.sort_unstable();
        found.sort_unstable();
        if written != found {
            return Err(SnapshotError::Children { name: section.name.clone() });
        }
    }
    Ok(())
}

/// Every section is reached from a root.
fn check_tree(sections: &[Section]) -> Result<(), SnapshotError> {
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
