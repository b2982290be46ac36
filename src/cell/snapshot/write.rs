//! From a cell to json.

use serde_json::{Map, Value, json};

use super::tables;
use crate::cell::resolved::{Attachment, Cell, Point3d, Section, segment_centre};
use crate::layouts;

/// The whole cell.
#[must_use]
pub fn write(cell: &Cell) -> Value {
    let mut value = json!({
        "layout_version": layouts::CELL,
        "celsius": cell.celsius,
        "v_init": cell.v_init_mv,
        "sections": sections(cell),
        "segments": segments(cell),
        "globals": cell.globals.iter().map(|(name, globals)| (name.clone(), numbers(globals))).collect::<Map<_, _>>(),
        "pt3d": points(cell),
    });
    if let Some(object) = value.as_object_mut().filter(|_| !cell.function_tables.is_empty()) {
        object.insert("function_tables".to_owned(), tables::write(&cell.function_tables));
    }
    value
}

/// The list `sections`.
#[must_use]
pub fn sections(cell: &Cell) -> Value {
    let mut first_segment = 0;
    cell.sections
        .iter()
        .map(|section| {
            let value = section_value(cell, section, first_segment);
            first_segment += section.nseg;
            value
        })
        .collect()
}

/// The flat lists `segments`.
#[must_use]
pub fn segments(cell: &Cell) -> Value {
    let flat = |list: fn(&Section) -> &[f64]| -> Vec<f64> { cell.sections.iter().flat_map(list).copied().collect() };
    let centres = |section: &Section| -> Vec<f64> {
        (0..section.nseg).map(|index| segment_centre(index, section.nseg)).collect()
    };
    json!({
        "x": cell.sections.iter().flat_map(centres).collect::<Vec<f64>>(),
        "diam": flat(|section| &section.diam_um),
        "area": flat(|section| &section.area_um2),
        "ri": flat(|section| &section.ri_mohm),
    })
}

/// The 3-d points by section name; only sections that have some.
#[must_use]
pub fn points(cell: &Cell) -> Value {
    let list = |points: &[Point3d], value: fn(&Point3d) -> f64| points.iter().map(value).collect::<Vec<f64>>();
    let with_points = cell.sections.iter().filter(|section| !section.points.is_empty());
    let by_name: Map<String, Value> = with_points
        .map(|section| {
            let points = section.points.as_slice();
            let value = json!({
                "x": list(points, |point| point.x_um),
                "y": list(points, |point| point.y_um),
                "z": list(points, |point| point.z_um),
                "d": list(points, |point| point.diam_um),
            });
            (section.name.clone(), value)
        })
        .collect();
    Value::Object(by_name)
}

fn section_value(cell: &Cell, section: &Section, first_segment: usize) -> Value {
    let mechanisms: Map<String, Value> = section
        .mechanisms
        .iter()
        .map(|(mechanism, values)| {
            let values = values.iter().map(|(name, values)| (name.clone(), one_or_many(values))).collect();
            (mechanism.clone(), Value::Object(values))
        })
        .collect();
    json!({
        "name": section.name,
        "type": section.type_name(),
        "nseg": section.nseg,
        "L": section.length_um,
        "Ra": section.ra_ohm_cm,
        "cm": one_or_many(&section.cm_uf_per_cm2),
        "parent": section.parent.and_then(|parent| section_name(cell, parent.section)),
        "parent_x": section.parent.map(|Attachment { x, .. }| x),
        "own_end": section.own_end.x(),
        "n_pt3d": section.points.len(),
        "rall_branch": section.rall_branch,
        "spine_area": section.spine_area_um2,
        "children": section.children.iter().filter_map(|&child| section_name(cell, child)).collect::<Vec<_>>(),
        "seg0": first_segment,
        "ri_end": section.ri_end_mohm,
        "mechs": mechanisms,
        "ion_style": section.ion_style.iter().map(|(ion, style)| (ion.clone(), json!(style))).collect::<Map<_, _>>(),
        "lists": section.lists,
    })
}

fn section_name(cell: &Cell, place: usize) -> Option<&str> {
    cell.sections.get(place).map(|section| section.name.as_str())
}

fn numbers(values: &indexmap::IndexMap<String, f64>) -> Value {
    values.iter().map(|(name, value)| (name.clone(), json!(value))).collect::<Map<_, _>>().into()
}

fn one_or_many(values: &[f64]) -> Value {
    match values {
        [first, rest @ ..] if rest.iter().all(|value| value == first) => json!(first),
        values => json!(values),
    }
}
