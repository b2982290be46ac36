//! `cell.hoc` and `init.hoc`: the reduced cell as a hoc template, and one instance of it.

use indexmap::IndexMap;
use serde::Serialize;

use super::EmitError;
use super::membrane::{SetValue, Values, changed_globals, inserted_mechanisms, set_ion_styles};
use super::model::points_give_length;
use super::model::{Model, NameValue, SectionListEntry, connections, own_names, section_lists};
use super::names::{OwnNames, SectionArray, section_arrays};
use super::number::{number, single_precision};
use super::processes::{bulk, hoc as processes};
use super::tables;
use super::template::{Template, parsed};
use crate::cell::resolved::{Section, segment_centre};
use crate::reduce::segment_map::Mapped;

/// NEURON refuses a procedure that is too big: longer blocks of statements are split.
const MOST_LINES_PER_PROCEDURE: usize = 1000;

/// Segments of the map in one statement, and such statements in one procedure.
const MOST_PLACES_PER_LINE: usize = 8;
const MOST_MAP_LINES_PER_PROCEDURE: usize = 100;

const CELL_HOC_TEXT: &str = include_str!("../../templates/cell.hoc");
pub(super) static CELL_HOC: Template = Template::new("cell.hoc", || parsed([("cell.hoc", CELL_HOC_TEXT)]));
const NUMBERS_HOC_TEXT: &str = include_str!("../../templates/numbers.hoc");
static NUMBERS_HOC: Template = Template::new("numbers.hoc", || parsed([("numbers.hoc", NUMBERS_HOC_TEXT)]));
pub(super) static INIT_HOC: Template =
    Template::new("init.hoc", || parsed([("init.hoc", include_str!("../../templates/init.hoc"))]));

#[derive(Serialize)]
struct CellContext {
    /// What it calls things of its own, by what the template calls them.
    own: IndexMap<&'static str, String>,
    template: String,
    origin: String,
    version: &'static str,
    /// What is public: the sections' arrays and scalars; what declares them.
    arrays: String,
    declarations: String,
    lists: String,
    calls: Vec<String>,
    /// What `add_point_processes` calls.
    processes: Vec<String>,
    /// The procedures that read the file of them, where they are many.
    reading: Option<String>,
    procedures: Vec<Procedure>,
    sections: Vec<String>,
    kept: Vec<String>,
    map: Vec<Procedure>,
    /// What fills the tables of mechanisms.
    tables: Vec<Procedure>,
}

#[derive(Serialize)]
struct NumbersContext {
    own: IndexMap<&'static str, String>,
    file: &'static str,
}

/// Statements under a name; in a section where one is named.
#[derive(Serialize)]
struct Procedure {
    name: String,
    section: Option<String>,
    lines: Vec<String>,
}

#[derive(Serialize)]
struct InitContext {
    template: String,
    celsius: String,
    v_init: String,
    soma: String,
    tstop: Option<String>,
    has_processes: bool,
    globals: Vec<NameValue>,
    compiled: Vec<String>,
}

/// `cell.hoc`.
///
/// # Errors
/// When the template cannot be filled: a fault of the program.
pub fn cell_hoc(model: &Model<'_>) -> Result<String, EmitError> {
    let arrays = section_arrays(model.cell);
    let lists = section_lists(model);
    let own = own_names(model.cell, &lists);
    let mut procedures = Procedures::around(&own);
    procedures.add("connect_sections", None, &connect_lines(model, &arrays));
    procedures.add("fill_lists", None, &lists.iter().flat_map(list_lines).collect::<Vec<_>>());
    for section in &model.cell.sections {
        let base = section.name.replace('[', "_").replace(']', "");
        procedures.add(&format!("shape_{base}"), Some(&section.name), &shape_lines(section));
        procedures.add(&format!("membrane_{base}"), Some(&section.name), &membrane_lines(section, model));
    }
    let calls: Vec<String> = procedures.by_name.keys().cloned().collect();
    let processes = add_processes(model, &own, &mut procedures);
    let context = CellContext {
        own: own.in_template(CELL_HOC_TEXT),
        template: model.template_name.clone(),
        origin: model.origin_line(),
        version: env!("CARGO_PKG_VERSION"),
        lists: lists.iter().map(|list| list.name.as_str()).collect::<Vec<_>>().join(", "),
        calls,
        processes,
        reading: bulk::numbers(model.processes).map(|_| reading(&own)).transpose()?,
        arrays: arrays.iter().map(|array| array.name.as_str()).collect::<Vec<_>>().join(", "),
        declarations: arrays.iter().map(declaration).collect::<Vec<_>>().join(", "),
        procedures: procedures.into_all(),
        sections: model.cell.sections.iter().map(|section| section.name.clone()).collect(),
        kept: kept_sections(model),
        map: map_procedures(model, &own),
        tables: table_procedures(model),
    };
    CELL_HOC.fill(&context)
}

/// What reads the file of point processes.
fn reading(own: &OwnNames) -> Result<String, EmitError> {
    NUMBERS_HOC.fill(&NumbersContext { own: own.in_template(NUMBERS_HOC_TEXT), file: bulk::FILE })
}

/// `dend[3]`, `hill`.
fn declaration(array: &SectionArray) -> String {
    match array.indices {
        Some(_) => format!("{}[{}]", array.name, array.size()),
        None => array.name.clone(),
    }
}

/// Adds what puts the point processes on the cell; the procedures to call for it.
fn add_processes(model: &Model<'_>, own: &OwnNames, procedures: &mut Procedures) -> Vec<String> {
    if model.processes.is_empty() {
        return vec![];
    }
    let (helpers, parts) = processes::procedures(model.cell, model.processes, own);
    for (name, lines) in &helpers {
        procedures.add(name, None, lines);
    }
    let before = procedures.by_name.len();
    for (name, lines) in &parts {
        procedures.add(name, None, lines);
    }
    procedures.by_name.keys().skip(before).cloned().collect()
}

/// What the sections that stayed were called, which are the first ones of the reduced cell.
fn kept_sections(model: &Model<'_>) -> Vec<String> {
    let kept = model.kept.iter().filter_map(|&section| model.original.sections.get(section));
    kept.map(|section| section.name.clone()).collect()
}

/// Procedures that put the places of a section's segments, as pairs of a section's number and x, into a vector.
fn map_procedures(model: &Model<'_>, own: &OwnNames) -> Vec<Procedure> {
    let sections = model.original.sections.iter().zip(&model.map.sections);
    let lines: Vec<String> = sections.flat_map(|(section, places)| map_lines(&section.name, places)).collect();
    let procedure = |(part, lines): (usize, &[String])| Procedure {
        name: own.of(&format!("places_part_{}", part + 1)),
        section: None,
        lines: lines.to_vec(),
    };
    lines.chunks(MOST_MAP_LINES_PER_PROCEDURE).enumerate().map(procedure).collect()
}

/// Procedures outside of the template that fill the tables of its mechanisms.
fn table_procedures(model: &Model<'_>) -> Vec<Procedure> {
    let (mut procedures, name) = (Procedures::default(), &model.template_name);
    procedures.add(&format!("fill_tables_of_{name}"), None, &tables::hoc(model.cell, &format!("tables_of_{name}")));
    procedures.into_all()
}

fn map_lines(section: &str, places: &[Mapped]) -> Vec<String> {
    let pair = |mapped: &Mapped| format!("{}, {}", mapped.section, number(mapped.x));
    let line = |places: &[Mapped]| {
        let pairs = places.iter().map(pair).collect::<Vec<_>>().join(", ");
        format!("if (strcmp($s1, \"{section}\") == 0) $o2.append({pairs})")
    };
    places.chunks(MOST_PLACES_PER_LINE).map(line).collect()
}

/// Procedures by name, around the names that are taken.
#[derive(Default)]
struct Procedures {
    own: OwnNames,
    by_name: IndexMap<String, Procedure>,
}

impl Procedures {
    fn around(own: &OwnNames) -> Self {
        Self { own: own.clone(), by_name: IndexMap::new() }
    }

    fn into_all(self) -> Vec<Procedure> {
        self.by_name.into_values().collect()
    }

    /// Adds statements under a name like `name`, in as many procedures as NEURON needs; none where there are none.
    fn add(&mut self, name: &str, section: Option<&str>, lines: &[String]) {
        for (part, lines) in lines.chunks(MOST_LINES_PER_PROCEDURE).enumerate() {
            let name = if part == 0 { name.to_owned() } else { format!("{name}_part_{}", part + 1) };
            let mut name = self.own.of(&name);
            // `dend_0` and `dend[0]` may stand in one cell.
            while self.by_name.contains_key(&name) {
                name = self.own.of(&(name + "_"));
            }
            let procedure =
                Procedure { name: name.clone(), section: section.map(str::to_owned), lines: lines.to_vec() };
            self.by_name.insert(name, procedure);
        }
    }
}

fn connect_lines(model: &Model<'_>, arrays: &[SectionArray]) -> Vec<String> {
    let holes = arrays.iter().flat_map(|array| array.holes().into_iter().map(|hole| format!("{}[{hole}]", array.name)));
    let links = connections(model.cell)
        .map(|link| format!("connect {}({}), {}({})", link.child, number(link.end), link.parent, number(link.x)));
    holes.map(|hole| format!("{hole} delete_section()")).chain(links).collect()
}

fn list_lines(list: &SectionListEntry) -> Vec<String> {
    let made = format!("{} = new SectionList()", list.name);
    let filled = list.sections.iter().map(|section| format!("{section} {}.append()", list.name));
    std::iter::once(made).chain(filled).collect()
}

/// `init.hoc`.
///
/// # Errors
/// As [`cell_hoc`].
pub fn init_hoc(model: &Model<'_>) -> Result<String, EmitError> {
    INIT_HOC.fill(&InitContext {
        template: model.template_name.clone(),
        celsius: number(model.cell.celsius),
        v_init: number(model.cell.v_init_mv),
        soma: model.soma().to_owned(),
        tstop: model.tstop_ms.map(number),
        has_processes: !model.processes.is_empty(),
        compiled: model.compiled.clone(),
        globals: changed_globals(model.cell, model.catalog)
            .into_iter()
            .map(|(name, value)| NameValue { name, value: number(value) })
            .collect(),
    })
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
    if !points_give_length(section) {
        lines.push(format!("L = {}", number(section.length_um)));
    }
    if section.points.len() < 2 {
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
    let inserts = mechanisms
        .iter()
        .filter(|mechanism| !mechanism.comes_by_itself)
        .map(|mechanism| format!("insert {}", mechanism.name));
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
