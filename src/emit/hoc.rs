//! `cell.hoc` and `init.hoc`: the reduced cell as a hoc template, and one instance of it.

use serde::Serialize;

use super::EmitError;
use super::membrane::{SetValue, Values, changed_globals, inserted_mechanisms, set_ion_styles};
use super::model::{Model, NameValue, SectionListEntry, connections, render, section_lists};
use super::names::section_arrays;
use super::number::{number, single_precision};
use crate::cell::resolved::{Section, segment_centre};

/// NEURON refuses a procedure that is too big: longer blocks of statements are split.
const MOST_LINES_PER_PROCEDURE: usize = 1000;

#[derive(Serialize)]
struct CellContext {
    template: String,
    origin: String,
    version: &'static str,
    arrays: Vec<ArrayContext>,
    lists: Vec<SectionListEntry>,
    calls: Vec<String>,
    holes: Vec<String>,
    connections: Vec<String>,
    procedures: Vec<Procedure>,
}

#[derive(Serialize)]
struct ArrayContext {
    name: String,
    declaration: String,
}

#[derive(Serialize)]
struct Procedure {
    name: String,
    section: String,
    lines: Vec<String>,
}

#[derive(Serialize)]
struct InitContext {
    template: String,
    celsius: String,
    v_init: String,
    soma: String,
    globals: Vec<NameValue>,
}

/// `cell.hoc`.
///
/// # Errors
/// When the template cannot be filled: a fault of the program.
pub fn cell_hoc(model: &Model<'_>) -> Result<String, EmitError> {
    let arrays = section_arrays(model.cell);
    let procedures: Vec<_> = model.cell.sections.iter().flat_map(|section| procedures(section, model)).collect();
    let calls = ["connect_sections", "fill_lists"].map(str::to_owned).into_iter();
    let context = CellContext {
        template: model.template_name.clone(),
        origin: model.origin.clone(),
        version: env!("CARGO_PKG_VERSION"),
        lists: section_lists(model.cell),
        calls: calls.chain(procedures.iter().map(|procedure| procedure.name.clone())).collect(),
        holes: arrays
            .iter()
            .flat_map(|array| array.holes().into_iter().map(|hole| format!("{}[{hole}] delete_section()", array.name)))
            .collect(),
        connections: connections(model.cell)
            .map(|link| format!("connect {}({}), {}({})", link.child, number(link.end), link.parent, number(link.x)))
            .collect(),
        arrays: arrays
            .into_iter()
            .map(|array| ArrayContext {
                declaration: match array.indices {
                    Some(_) => format!("{}[{}]", array.name, array.size()),
                    None => array.name.clone(),
                },
                name: array.name,
            })
            .collect(),
        procedures,
    };
    render("cell.hoc", &context)
}

/// `init.hoc`.
///
/// # Errors
/// As [`cell_hoc`].
pub fn init_hoc(model: &Model<'_>) -> Result<String, EmitError> {
    render(
        "init.hoc",
        &InitContext {
            template: model.template_name.clone(),
            celsius: number(model.cell.celsius),
            v_init: number(model.cell.v_init_mv),
            soma: model.soma.clone(),
            globals: changed_globals(model.cell, model.catalog)
                .into_iter()
                .map(|(name, value)| NameValue { name, value: number(value) })
                .collect(),
        },
    )
}

fn procedures(section: &Section, model: &Model<'_>) -> Vec<Procedure> {
    let base = section.name.replace(['[', ']'], "_").trim_end_matches('_').to_owned();
    let membrane = membrane_lines(section, model);
    [("shape", shape_lines(section)), ("membrane", membrane)]
        .into_iter()
        .flat_map(|(what, lines)| {
            let name = format!("{what}_{base}");
            let parts: Vec<Vec<String>> = lines.chunks(MOST_LINES_PER_PROCEDURE).map(<[String]>::to_vec).collect();
            parts.into_iter().enumerate().map(move |(part, lines)| {
                let name = if part == 0 { name.clone() } else { format!("{name}_part_{}", part + 1) };
                (name, lines)
            })
        })
        .map(|(name, lines)| Procedure { name, section: section.name.clone(), lines })
        .collect()
}

fn shape_lines(section: &Section) -> Vec<String> {
    let mut lines: Vec<_> = section
        .points
        .iter()
        .map(|point| {
            let [x, y, z, diam] = [point.x_um, point.y_um, point.z_um, point.diam_um].map(single_precision);
            format!("pt3dadd({x}, {y}, {z}, {diam})")
        })
        .collect();
    lines.push(format!("nseg = {}", section.nseg));
    lines.push(format!("Ra = {}", number(section.ra_ohm_cm)));
    if section.points.is_empty() {
        lines.push(format!("L = {}", number(section.length_um)));
        lines.extend(set_lines("diam", &Values::of(&section.diam_um)));
    }
    if section.rall_branch != 1.0 {
        lines.push(format!("rallbranch = {}", number(section.rall_branch)));
    }
    lines.extend(set_lines("cm", &Values::of(&section.cm_uf_per_cm2)));
    lines
}

fn membrane_lines(section: &Section, model: &Model<'_>) -> Vec<String> {
    let mechanisms = inserted_mechanisms(section, model.catalog);
    let inserts =
        mechanisms.iter().filter(|mechanism| !mechanism.is_ion).map(|mechanism| format!("insert {}", mechanism.name));
    let styles = set_ion_styles(section, model.catalog).into_iter().map(|(ion, [c, e, einit, eadvance, cinit])| {
        format!("ion_style(\"{ion}\", {c}, {e}, {einit}, {eadvance}, {cinit})")
    });
    let values = mechanisms.iter().flat_map(|mechanism| &mechanism.values);
    inserts.chain(styles).chain(values.flat_map(|SetValue { variable, values }| set_lines(variable, values))).collect()
}

fn set_lines(variable: &str, values: &Values) -> Vec<String> {
    match values {
        Values::Uniform(value) => vec![format!("{variable} = {}", number(*value))],
        Values::PerSegment(values) => values
            .iter()
            .enumerate()
            .map(|(at, value)| format!("{variable}({}) = {}", number(segment_centre(at, values.len())), number(*value)))
            .collect(),
    }
}
