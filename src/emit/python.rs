//! `model.py`: the same cell in Python, without hoc.

use serde::Serialize;

use super::EmitError;
use super::membrane::{InsertedMechanism, Values, changed_globals, inserted_mechanisms, set_ion_styles};
use super::model::points_give_length;
use super::model::{Model, NameValue, SectionListEntry, connections, section_lists};
use super::names::section_arrays;
use super::number::{number, single_precision};
use super::processes::python::{Tables, tables};
use super::tables::PythonTable;
use super::template::{Template, parsed};
use crate::cell::resolved::{Point3d, Section};

pub(super) static MODEL_PY: Template =
    Template::new("model.py", || parsed([("model.py", include_str!("../../templates/model.py"))]));

/// Its part for point processes, which most models do not have.
static PROCESSES_PY: Template =
    Template::new("processes.py", || parsed([("processes.py", include_str!("../../templates/processes.py"))]));

/// What is the same in every `model.py`.
#[derive(Serialize)]
struct Code {
    tables: &'static str,
    moving: &'static str,
    filling: &'static str,
    mechanisms: &'static str,
}

const CODE: Code = Code {
    tables: include_str!("../../templates/python/tables.py").trim_ascii_end(),
    moving: include_str!("../../templates/python/moving.py").trim_ascii_end(),
    filling: include_str!("../../templates/python/filling.py").trim_ascii_end(),
    mechanisms: include_str!("../../templates/python/mechanisms.py").trim_ascii_end(),
};

#[derive(Serialize)]
struct PythonContext {
    code: Code,
    template: String,
    origin: String,
    version: &'static str,
    celsius: String,
    v_init: String,
    globals: Vec<NameValue>,
    tables: Vec<PythonTable>,
    sections: Vec<SectionContext>,
    connections: Vec<String>,
    lists: Vec<SectionListEntry>,
    compiled: Vec<String>,
    attributes: String,
    tstop: Option<String>,
    processes: Option<String>,
    soma: String,
}

#[derive(Serialize)]
struct SectionContext {
    name: String,
    entries: Vec<NameValue>,
    points: Vec<String>,
    mechanisms: Vec<MechanismContext>,
    ion_styles: Vec<NameValue>,
}

#[derive(Serialize)]
struct MechanismContext {
    name: String,
    entries: Vec<NameValue>,
}

/// `model.py`.
///
/// # Errors
/// When the template cannot be filled: a fault of the program.
pub fn model_py(model: &Model<'_>) -> Result<String, EmitError> {
    let attributes: Vec<_> = section_arrays(model.cell).into_iter().map(|array| format!("`{}`", array.name)).collect();
    let context = PythonContext {
        code: CODE,
        template: model.template_name.clone(),
        origin: docstring_text(&model.origin_line()),
        version: env!("CARGO_PKG_VERSION"),
        celsius: number(model.cell.celsius),
        v_init: number(model.cell.v_init_mv),
        globals: changed_globals(model.cell, model.catalog)
            .into_iter()
            .map(|(name, value)| NameValue { name, value: number(value) })
            .collect(),
        tables: super::tables::python(model.cell),
        sections: model.cell.sections.iter().map(|section| section_context(section, model)).collect(),
        connections: connections(model.cell)
            .map(|link| format!(r#"("{}", {}, "{}", {})"#, link.child, number(link.end), link.parent, number(link.x)))
            .collect(),
        lists: section_lists(model),
        compiled: model.compiled.clone(),
        attributes: attributes.join(", "),
        tstop: model.tstop_ms.map(number),
        processes: tables(model.cell, model.processes).map(|tables| processes_py(&tables)).transpose()?,
        soma: model.soma().to_owned(),
    };
    MODEL_PY.fill(&context)
}

fn processes_py(processes: &Tables) -> Result<String, EmitError> {
    #[derive(Serialize)]
    struct ProcessesContext<'a> {
        processes: &'a Tables,
    }
    PROCESSES_PY.fill(&ProcessesContext { processes })
}

/// The text as it stands between the quotes of a docstring.
fn docstring_text(text: &str) -> String {
    text.replace('\\', r"\\").replace('"', "\\\"")
}

fn section_context(section: &Section, model: &Model<'_>) -> SectionContext {
    let entry = |name: &str, value: String| NameValue { name: name.to_owned(), value };
    let mut entries = vec![entry("nseg", section.nseg.to_string()), entry("Ra", number(section.ra_ohm_cm))];
    if !points_give_length(section) {
        entries.push(entry("L", number(section.length_um)));
    }
    if section.points.len() < 2 {
        entries.push(entry("diam", literal(&Values::of(&section.diam_um))));
    }
    if section.rall_branch != 1.0 {
        entries.push(entry("rallbranch", number(section.rall_branch)));
    }
    entries.push(entry("cm", literal(&Values::of(&section.cm_uf_per_cm2))));
    SectionContext {
        name: section.name.clone(),
        entries,
        points: section.points.iter().map(point_literal).collect(),
        mechanisms: mechanism_contexts(section, model),
        ion_styles: set_ion_styles(section, model.catalog)
            .into_iter()
            .map(|(name, [c, e, einit, eadvance, cinit])| NameValue {
                name,
                value: format!("({c}, {e}, {einit}, {eadvance}, {cinit})"),
            })
            .collect(),
    }
}

fn mechanism_contexts(section: &Section, model: &Model<'_>) -> Vec<MechanismContext> {
    inserted_mechanisms(section, model.catalog)
        .into_iter()
        .map(|InsertedMechanism { name, values, .. }| {
            let entries = values.into_iter().map(|set| NameValue { value: literal(&set.values), name: set.variable });
            MechanismContext { name, entries: entries.collect() }
        })
        .collect()
}

fn point_literal(point: &Point3d) -> String {
    let [x, y, z, diam] = [point.x_um, point.y_um, point.z_um, point.diam_um].map(single_precision);
    format!("({x}, {y}, {z}, {diam})")
}

fn literal(values: &Values) -> String {
    match values {
        Values::Uniform(value) => number(*value),
        Values::PerSegment(values) => {
            format!("[{}]", values.iter().map(|value| number(*value)).collect::<Vec<_>>().join(", "))
        }
    }
}
