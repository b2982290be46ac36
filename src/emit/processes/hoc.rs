//! The processes as statements of the cell's template.

use super::{Shared, bulk, shared};
use crate::cell::Cell;
use crate::cell::processes::{
    Connection, Given, Play, PlayTimes, Process, Processes, RandomStream, Site, Source, Step, Variable,
};
use crate::emit::number::number;

/// Elements of a vector on a line.
const ELEMENTS: usize = 16;

/// Statements under a name, in the order in which they run.
pub(in crate::emit) type Statements = Vec<(String, Vec<String>)>;

/// Procedures that others call: name and statements. Then those that put everything on the cell.
pub(in crate::emit) fn procedures(cell: &Cell, processes: &Processes) -> (Statements, Statements) {
    let (kinds, each) = shared(processes);
    let is_bulk = bulk::numbers(processes).is_some();
    let makers = kinds.iter().enumerate().filter(|(_, kind)| is_bulk || kind.count > 1).map(|(index, kind)| {
        let argument = if kind.is_placed { "$1" } else { "" };
        (format!("new_process_{}", index + 1), made(kind.kind, argument, kind.values))
    });
    let links = [
        ("link".to_owned(), vec!["net_cons.append(new NetCon($o1, $o2, $3, $4, $5))".to_owned()]),
        ("link_voltage".to_owned(), vec!["net_cons.append(new NetCon(&v($1), $o2, $3, $4, $5))".to_owned()]),
    ];
    let has_links = !processes.connections.is_empty();
    let chosen = is_bulk.then(|| (String::from("new_process"), kinds.iter().enumerate().map(choice).collect()));
    let helpers = makers.chain(links.into_iter().filter(|_| has_links)).chain(chosen).collect();
    let writer = Writer { cell };
    let lists = ["point_processes", "net_cons", "randoms", "vectors"];
    let lists = lists.map(|list| format!("{list} = new List()"));
    let sections = cell.sections.iter().map(|section| format!("{} sections.append(new SectionRef())", section.name));
    let sections = is_bulk.then(|| std::iter::once("sections = new List()".to_owned()).chain(sections));
    let lists = lists.into_iter().chain(sections.into_iter().flatten()).collect();
    let placed = processes.objects.iter().zip(&each).flat_map(|(process, &kind)| {
        let is_shared = kinds.get(kind).is_some_and(|kind| kind.count > 1);
        writer.process(process, is_shared.then_some(kind))
    });
    let numbered = || processes.objects.iter().enumerate();
    let parts = [
        ("make_lists", lists),
        ("make_processes", if is_bulk { vec!["read_processes()".to_owned()] } else { placed.collect() }),
        ("make_randoms", processes.randoms.iter().enumerate().flat_map(|(at, stream)| random(at, stream)).collect()),
        ("make_vectors", processes.vectors.iter().enumerate().flat_map(|(at, values)| vector(at, values)).collect()),
        ("prepare_processes", numbered().flat_map(|(at, process)| steps(at, process)).collect()),
        ("set_pointers", numbered().flat_map(|(at, process)| writer.pointers(at, process)).collect()),
        ("play_vectors", processes.plays.iter().map(|play| writer.play(play)).collect()),
        (
            "make_connections",
            if is_bulk {
                vec!["read_connections()".to_owned()]
            } else {
                processes.connections.iter().enumerate().flat_map(|(at, link)| writer.connection(at, link)).collect()
            },
        ),
    ];
    let parts = parts.into_iter().filter(|(_, lines): &(&str, Vec<String>)| !lines.is_empty());
    (helpers, parts.map(|(name, lines)| (name.to_owned(), lines)).collect())
}

/// One of the alternatives of `new_process`: kind, section and place.
fn choice((place, kind): (usize, &Shared<'_>)) -> String {
    let argument = if kind.is_placed { "$2" } else { "" };
    format!("if ($1 == {place}) new_process_{}({argument})", place + 1)
}

fn made(kind: &str, argument: &str, values: &indexmap::IndexMap<String, f64>) -> Vec<String> {
    let new = format!("made = new {kind}({argument})");
    let set = values.iter().map(|(name, value)| format!("made.{name} = {}", number(*value)));
    std::iter::once(new).chain(set).chain(["point_processes.append(made)".to_owned()]).collect()
}

fn object(place: usize) -> String {
    format!("point_processes.o({place})")
}

fn random(place: usize, stream: &RandomStream) -> Vec<String> {
    let seeds = stream.seeds.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let drawn = stream.distribution.iter().map(|(name, arguments)| {
        format!(
            "randoms.o({place}).{name}({})",
            arguments.iter().map(|&value| number(value)).collect::<Vec<_>>().join(", ")
        )
    });
    ["randoms.append(new Random())".to_owned(), format!("randoms.o({place}).{}({seeds})", stream.generator)]
        .into_iter()
        .chain(drawn)
        .chain([format!("randoms.o({place}).seq({})", number(stream.sequence))])
        .collect()
}

fn vector(place: usize, values: &[f64]) -> Vec<String> {
    let lines = values.chunks(ELEMENTS).map(|values| {
        let values = values.iter().map(|&value| number(value)).collect::<Vec<_>>().join(", ");
        format!("vectors.o({place}).append({values})")
    });
    std::iter::once("vectors.append(new Vector())".to_owned()).chain(lines).collect()
}

fn steps(place: usize, process: &Process) -> Vec<String> {
    let line = |step: &Step| match step {
        Step::Set { variable, value } => format!("{}.{variable} = {}", object(place), number(*value)),
        Step::Call { function, arguments } => {
            format!("{}.{function}({})", object(place), arguments.iter().map(given).collect::<Vec<_>>().join(", "))
        }
    };
    process.steps.iter().map(line).collect()
}

fn given(argument: &Given) -> String {
    match argument {
        Given::Number(value) => number(*value),
        Given::Text(text) => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")),
        Given::Random(place) => format!("randoms.o({place})"),
        Given::Vector(place) => format!("vectors.o({place})"),
        Given::Process(place) => object(*place),
    }
}

struct Writer<'a> {
    cell: &'a Cell,
}

impl Writer<'_> {
    fn section(&self, site: Site) -> &str {
        self.cell.sections.get(site.section).map_or("", |section| section.name.as_str())
    }

    /// One line where others are made in the same way.
    fn process(&self, process: &Process, shared: Option<usize>) -> Vec<String> {
        let x = process.site.map_or_else(String::new, |site| number(site.x));
        let mut lines = match shared {
            Some(kind) => vec![format!("new_process_{}({x})", kind + 1)],
            None => made(&process.kind, &x, &process.values),
        };
        if let (Some(site), Some(first)) = (process.site, lines.first_mut()) {
            first.insert_str(0, &format!("{} ", self.section(site)));
        }
        lines
    }

    fn pointers(&self, place: usize, process: &Process) -> Vec<String> {
        let line = |(name, target): (&String, &Variable)| {
            format!("setpointer {}.{name}, {}", object(place), self.variable(target))
        };
        process.pointers.iter().map(line).collect()
    }

    fn variable(&self, variable: &Variable) -> String {
        match variable {
            Variable::Range { site, name } => format!("{}.{name}({})", self.section(*site), number(site.x)),
            Variable::Member { process, name } => format!("{}.{name}", object(*process)),
        }
    }

    fn play(&self, play: &Play) -> String {
        let at = match play.at {
            PlayTimes::Every(step_ms) => number(step_ms),
            PlayTimes::Times(times) => format!("vectors.o({times})"),
        };
        let continuous = if play.is_continuous { ", 1" } else { "" };
        format!("vectors.o({}).play(&{}, {at}{continuous})", play.vector, self.variable(&play.into))
    }

    fn connection(&self, place: usize, connection: &Connection) -> Vec<String> {
        let Connection { target, threshold_mv, delay_ms, weights, .. } = connection;
        let weight = weights.first().copied().unwrap_or(0.0);
        let numbers = [*threshold_mv, *delay_ms, weight].map(number).join(", ");
        let to = target.map_or_else(|| "nothing".to_owned(), object);
        let (section, source) = match &connection.source {
            Source::None => (None, "nothing".to_owned()),
            Source::Process(process) => (None, object(*process)),
            Source::Variable(Variable::Range { site, name }) => {
                (Some(self.section(*site)), format!("&{name}({})", number(site.x)))
            }
            Source::Variable(member @ Variable::Member { .. }) => (None, format!("&{}", self.variable(member))),
        };
        let line = match &connection.source {
            Source::None | Source::Process(_) => format!("link({source}, {to}, {numbers})"),
            Source::Variable(Variable::Range { site, name }) if name == "v" => {
                format!("link_voltage({}, {to}, {numbers})", number(site.x))
            }
            Source::Variable(_) => format!("net_cons.append(new NetCon({source}, {to}, {numbers}))"),
        };
        let line = section.map_or_else(|| line.clone(), |section| format!("{section} {line}"));
        let own = |text: String| format!("net_cons.o({place}).{text}");
        let more = weights.iter().enumerate().skip(1).filter(|(_, weight)| **weight != 0.0);
        let more = more.map(|(index, weight)| own(format!("weight[{index}] = {}", number(*weight))));
        let inactive = (!connection.is_active).then(|| own("active(0)".to_owned()));
        std::iter::once(line).chain(more).chain(inactive).collect()
    }
}
