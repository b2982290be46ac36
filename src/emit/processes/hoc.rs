//! The processes as statements of the cell's template.

use indexmap::IndexMap;

use super::{Shared, bulk, shared};
use crate::cell::Cell;
use crate::cell::processes::{
    Connection, Given, Play, PlayTimes, Process, Processes, RandomStream, Site, Source, Step, Variable,
};
use crate::emit::names::OwnNames;
use crate::emit::number::number;

/// Elements of a vector on a line.
const ELEMENTS: usize = 16;

/// Statements under a name, in the order in which they run.
pub(in crate::emit) type Statements = Vec<(String, Vec<String>)>;

/// Procedures that others call: name and statements. Then those that put everything on the cell.
pub(in crate::emit) fn procedures(cell: &Cell, processes: &Processes, own: &OwnNames) -> (Statements, Statements) {
    let (kinds, each) = shared(processes);
    let is_bulk = bulk::numbers(processes).is_some();
    let writer = Writer { cell, own };
    let makers = kinds.iter().enumerate().filter(|(_, kind)| is_bulk || kind.count > 1).map(|(index, kind)| {
        let argument = if kind.is_placed { "$1" } else { "" };
        (writer.maker(index), writer.made(kind.kind, argument, kind.values))
    });
    let links = [
        (own.of("link"), vec!["net_cons.append(new NetCon($o1, $o2, $3, $4, $5))".to_owned()]),
        (own.of("link_voltage"), vec!["net_cons.append(new NetCon(&v($1), $o2, $3, $4, $5))".to_owned()]),
    ];
    let has_links = !processes.connections.is_empty();
    let chosen =
        is_bulk.then(|| (own.of("new_process"), kinds.iter().enumerate().map(|kind| writer.choice(kind)).collect()));
    let helpers = makers.chain(links.into_iter().filter(|_| has_links)).chain(chosen).collect();
    let lists = ["point_processes", "net_cons", &own.of("randoms"), &own.of("vectors")];
    let lists = lists.map(|list| format!("{list} = new List()"));
    let list = own.of("sections");
    let sections = cell.sections.iter().map(|section| format!("{} {list}.append(new SectionRef())", section.name));
    let sections = is_bulk.then(|| std::iter::once(format!("{list} = new List()")).chain(sections));
    let lists = lists.into_iter().chain(sections.into_iter().flatten()).collect();
    let placed = processes.objects.iter().zip(&each).flat_map(|(process, &kind)| {
        let is_shared = kinds.get(kind).is_some_and(|kind| kind.count > 1);
        writer.process(process, is_shared.then_some(kind))
    });
    let numbered = || processes.objects.iter().enumerate();
    let parts = [
        ("make_lists", lists),
        ("make_processes", if is_bulk { vec![format!("{}()", own.of("read_processes"))] } else { placed.collect() }),
        (
            "make_randoms",
            processes.randoms.iter().enumerate().flat_map(|(at, stream)| writer.random(at, stream)).collect(),
        ),
        (
            "make_vectors",
            processes.vectors.iter().enumerate().flat_map(|(at, values)| writer.vector(at, values)).collect(),
        ),
        ("prepare_processes", numbered().flat_map(|(at, process)| writer.steps(at, process)).collect()),
        ("set_pointers", numbered().flat_map(|(at, process)| writer.pointers(at, process)).collect()),
        ("play_vectors", processes.plays.iter().map(|play| writer.play(play)).collect()),
        (
            "make_connections",
            if is_bulk {
                vec![format!("{}()", own.of("read_connections"))]
            } else {
                processes.connections.iter().enumerate().flat_map(|(at, link)| writer.connection(at, link)).collect()
            },
        ),
    ];
    let parts = parts.into_iter().filter(|(_, lines): &(&str, Vec<String>)| !lines.is_empty());
    (helpers, parts.map(|(name, lines)| (name.to_owned(), lines)).collect())
}

fn object(place: usize) -> String {
    format!("point_processes.o({place})")
}

struct Writer<'a> {
    cell: &'a Cell,
    own: &'a OwnNames,
}

impl Writer<'_> {
    /// What makes a process of a kind.
    fn maker(&self, kind: usize) -> String {
        self.own.of(&format!("new_process_{}", kind + 1))
    }

    /// One of the alternatives of `new_process`: kind, section and place.
    fn choice(&self, (place, kind): (usize, &Shared<'_>)) -> String {
        let argument = if kind.is_placed { "$2" } else { "" };
        format!("if ($1 == {place}) {}({argument})", self.maker(place))
    }

    fn made(&self, kind: &str, argument: &str, values: &IndexMap<String, f64>) -> Vec<String> {
        let made = self.own.of("made");
        let new = format!("{made} = new {kind}({argument})");
        let set = values.iter().map(|(name, value)| format!("{made}.{name} = {}", number(*value)));
        std::iter::once(new).chain(set).chain([format!("point_processes.append({made})")]).collect()
    }

    fn stream(&self, place: usize) -> String {
        format!("{}.o({place})", self.own.of("randoms"))
    }

    fn times(&self, place: usize) -> String {
        format!("{}.o({place})", self.own.of("vectors"))
    }

    fn random(&self, place: usize, stream: &RandomStream) -> Vec<String> {
        let seeds = stream.seeds.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let own = self.stream(place);
        let drawn = stream.distribution.iter().map(|(name, arguments)| {
            let arguments = arguments.iter().map(|&value| number(value)).collect::<Vec<_>>().join(", ");
            format!("{own}.{name}({arguments})")
        });
        let made = format!("{}.append(new Random())", self.own.of("randoms"));
        [made, format!("{own}.{}({seeds})", stream.generator)]
            .into_iter()
            .chain(drawn)
            .chain([format!("{own}.seq({})", number(stream.sequence))])
            .collect()
    }

    fn vector(&self, place: usize, values: &[f64]) -> Vec<String> {
        let lines = values.chunks(ELEMENTS).map(|values| {
            let values = values.iter().map(|&value| number(value)).collect::<Vec<_>>().join(", ");
            format!("{}.append({values})", self.times(place))
        });
        std::iter::once(format!("{}.append(new Vector())", self.own.of("vectors"))).chain(lines).collect()
    }

    fn steps(&self, place: usize, process: &Process) -> Vec<String> {
        let line = |step: &Step| match step {
            Step::Set { variable, value } => format!("{}.{variable} = {}", object(place), number(*value)),
            Step::Call { function, arguments } => {
                let arguments = arguments.iter().map(|argument| self.given(argument)).collect::<Vec<_>>().join(", ");
                format!("{}.{function}({arguments})", object(place))
            }
        };
        process.steps.iter().map(line).collect()
    }

    fn given(&self, argument: &Given) -> String {
        match argument {
            Given::Number(value) => number(*value),
            Given::Text(text) => {
                format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
            }
            Given::Random(place) => self.stream(*place),
            Given::Vector(place) => self.times(*place),
            Given::Process(place) => object(*place),
        }
    }

    fn section(&self, site: Site) -> &str {
        self.cell.sections.get(site.section).map_or("", |section| section.name.as_str())
    }

    /// One line where others are made in the same way.
    fn process(&self, process: &Process, shared: Option<usize>) -> Vec<String> {
        let x = process.site.map_or_else(String::new, |site| number(site.x));
        let mut lines = match shared {
            Some(kind) => vec![format!("{}({x})", self.maker(kind))],
            None => self.made(&process.kind, &x, &process.values),
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
            PlayTimes::Times(times) => self.times(times),
        };
        let continuous = if play.is_continuous { ", 1" } else { "" };
        format!("{}.play(&{}, {at}{continuous})", self.times(play.vector), self.variable(&play.into))
    }

    fn connection(&self, place: usize, connection: &Connection) -> Vec<String> {
        let Connection { target, threshold_mv, delay_ms, weights, .. } = connection;
        let weight = weights.first().copied().unwrap_or(0.0);
        let numbers = [*threshold_mv, *delay_ms, weight].map(number).join(", ");
        let nothing = self.own.of("nothing");
        let to = target.map_or_else(|| nothing.clone(), object);
        let (section, source) = match &connection.source {
            Source::None => (None, nothing.clone()),
            Source::Process(process) => (None, object(*process)),
            Source::Variable(Variable::Range { site, name }) => {
                (Some(self.section(*site)), format!("&{name}({})", number(site.x)))
            }
            Source::Variable(member @ Variable::Member { .. }) => (None, format!("&{}", self.variable(member))),
        };
        let line = match &connection.source {
            Source::None | Source::Process(_) => format!("{}({source}, {to}, {numbers})", self.own.of("link")),
            Source::Variable(Variable::Range { site, name }) if name == "v" => {
                format!("{}({}, {to}, {numbers})", self.own.of("link_voltage"), number(site.x))
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
