//! The processes as tables of `model.py`.

use serde::Serialize;

use super::{bulk, shared};
use crate::cell::Cell;
use crate::cell::processes::{
    Connection, Given, Play, PlayTimes, Processes, RandomStream, Site, Source, Step, Variable,
};
use crate::emit::number::number;

/// Lines of the tables, each an expression of Python.
#[derive(Debug, Clone, Default, Serialize)]
pub(in crate::emit) struct Tables {
    kinds: Vec<String>,
    processes: Vec<String>,
    randoms: Vec<String>,
    vectors: Vec<String>,
    steps: Vec<String>,
    pointers: Vec<String>,
    plays: Vec<String>,
    connections: Vec<String>,
    inactive: Vec<String>,
    /// The file that has processes and connections; then their lists are empty.
    file: Option<&'static str>,
    /// Sections in the order in which the file counts them.
    sections: Vec<String>,
}

/// The tables; none where there is nothing.
pub(in crate::emit) fn tables(cell: &Cell, processes: &Processes) -> Option<Tables> {
    if processes.is_empty() {
        return None;
    }
    let (kinds, each) = shared(processes);
    let writer = Writer { cell };
    let numbered = || processes.objects.iter().enumerate();
    let steps = numbered().flat_map(|(place, process)| process.steps.iter().map(move |step| step_row(place, step)));
    let pointers = numbered().flat_map(|(place, process)| {
        let row = move |(name, target): (&String, &Variable)| {
            format!("({place}, {}, {})", text(name), writer.variable(target))
        };
        process.pointers.iter().map(row).collect::<Vec<_>>()
    });
    let inactive = processes.connections.iter().enumerate().filter(|(_, connection)| !connection.is_active);
    let is_bulk = bulk::numbers(processes).is_some();
    let sections = cell.sections.iter().map(|section| text(&section.name));
    let (objects, connections) =
        if is_bulk { (&[][..], &[][..]) } else { (&*processes.objects, &*processes.connections) };
    Some(Tables {
        kinds: kinds.iter().map(|kind| format!("({}, {})", text(kind.kind), values(kind.values))).collect(),
        file: is_bulk.then_some(bulk::FILE),
        sections: if is_bulk { sections.collect() } else { vec![] },
        processes: objects
            .iter()
            .zip(&each)
            .map(|(process, kind)| match process.site {
                Some(site) => format!("({kind}, {}, {})", text(writer.section(site)), number(site.x)),
                None => format!("({kind}, None, None)"),
            })
            .collect(),
        randoms: processes.randoms.iter().map(random).collect(),
        vectors: processes.vectors.iter().map(|values| list(values)).collect(),
        steps: steps.collect(),
        pointers: pointers.collect(),
        plays: processes.plays.iter().map(|play| writer.play(play)).collect(),
        connections: connections.iter().map(|connection| writer.connection(connection)).collect(),
        inactive: if is_bulk { vec![] } else { inactive.map(|(place, _)| place.to_string()).collect() },
    })
}

fn text(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}

fn list(values: &[f64]) -> String {
    format!("[{}]", values.iter().map(|&value| number(value)).collect::<Vec<_>>().join(", "))
}

fn values(values: &indexmap::IndexMap<String, f64>) -> String {
    let entries = values.iter().map(|(name, value)| format!("{}: {}", text(name), number(*value)));
    format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
}

fn random(stream: &RandomStream) -> String {
    let seeds = stream.seeds.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let drawn = stream.distribution.as_ref();
    let drawn = drawn.map_or_else(|| "None".to_owned(), |(name, given)| format!("({}, {})", text(name), list(given)));
    format!("({}, [{seeds}], {drawn}, {})", text(&stream.generator), number(stream.sequence))
}

fn step_row(place: usize, step: &Step) -> String {
    match step {
        Step::Set { variable, value } => format!("({place}, {}, {})", text(variable), number(*value)),
        Step::Call { function, arguments } => {
            let arguments = arguments.iter().map(given).collect::<Vec<_>>().join(", ");
            format!("({place}, {}, [{arguments}])", text(function))
        }
    }
}

fn given(argument: &Given) -> String {
    match argument {
        Given::Number(value) => number(*value),
        Given::Text(given) => text(given),
        Given::Random(place) => format!("(\"_randoms\", {place})"),
        Given::Vector(place) => format!("(\"_vectors\", {place})"),
        Given::Process(place) => format!("(\"point_processes\", {place})"),
    }
}

#[derive(Clone, Copy)]
struct Writer<'a> {
    cell: &'a Cell,
}

impl<'a> Writer<'a> {
    fn section(self, site: Site) -> &'a str {
        self.cell.sections.get(site.section).map_or("", |section| section.name.as_str())
    }

    /// Section, place and name, or process, nothing and name.
    fn variable(self, variable: &Variable) -> String {
        match variable {
            Variable::Range { site, name } => {
                format!("({}, {}, {})", text(self.section(*site)), number(site.x), text(name))
            }
            Variable::Member { process, name } => format!("({process}, None, {})", text(name)),
        }
    }

    fn play(self, play: &Play) -> String {
        let at = match play.at {
            PlayTimes::Every(step_ms) => number(step_ms),
            PlayTimes::Times(times) => format!("(\"_vectors\", {times})"),
        };
        let is_continuous = if play.is_continuous { "True" } else { "False" };
        format!("({}, {}, {at}, {is_continuous})", play.vector, self.variable(&play.into))
    }

    fn connection(self, connection: &Connection) -> String {
        let source = match &connection.source {
            Source::None => "None".to_owned(),
            Source::Process(process) => process.to_string(),
            Source::Variable(variable) => self.variable(variable),
        };
        let target = connection.target.map_or_else(|| "None".to_owned(), |target| target.to_string());
        let (threshold, delay) = (number(connection.threshold_mv), number(connection.delay_ms));
        format!("({source}, {target}, {threshold}, {delay}, {})", list(&connection.weights))
    }
}
