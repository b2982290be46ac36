//! Many processes and connections as a file of numbers: NEURON takes minutes to parse 100,000 statements of hoc.
//!
//! First how many processes and connections there are; then a line for each process (kind, section, place in it) and for
//! each connection (source, place in it, target, threshold, delay, whether it is active, number of weights, weights). A
//! source is a process, or the voltage of section `s` as `-2 - s`; -1 stands for none everywhere.

use super::shared;
use crate::cell::processes::{Connection, Processes, Source, Variable};
use crate::emit::number::number;

/// The name of the file.
pub const FILE: &str = "point_processes.dat";

/// So many processes and connections are written as statements at most.
const MOST_STATEMENTS: usize = 2000;

/// Kinds with values of their own are procedures of hoc: so many can be.
const MOST_KINDS: usize = 500;

/// The numbers; none where there are few, or where they are of many kinds or watch something else than voltages.
#[must_use]
pub fn numbers(processes: &Processes) -> Option<String> {
    if processes.objects.len() + processes.connections.len() <= MOST_STATEMENTS {
        return None;
    }
    let (kinds, each) = shared(processes);
    if kinds.len() > MOST_KINDS {
        return None;
    }
    let head = format!("{} {}\n", processes.objects.len(), processes.connections.len());
    let objects = processes.objects.iter().zip(&each).map(|(process, kind)| {
        let (section, x) = process.site.map_or_else(none, |site| (site.section.to_string(), site.x));
        format!("{kind} {section} {}\n", number(x))
    });
    let connections: Option<Vec<String>> = processes.connections.iter().map(row).collect();
    Some(std::iter::once(head).chain(objects).chain(connections?).collect())
}

fn row(connection: &Connection) -> Option<String> {
    let (source, x) = match &connection.source {
        Source::None => none(),
        Source::Process(process) => (process.to_string(), 0.0),
        Source::Variable(Variable::Range { site, name }) if name == "v" => (format!("-{}", site.section + 2), site.x),
        Source::Variable(_) => return None,
    };
    let target = connection.target.map_or_else(|| none().0, |target| target.to_string());
    let Connection { threshold_mv, delay_ms, is_active, weights, .. } = connection;
    let [x, threshold, delay] = [x, *threshold_mv, *delay_ms].map(number);
    let active = u8::from(*is_active).to_string();
    let count = weights.len().to_string();
    let words = [source, x, target, threshold, delay, active, count];
    let words = words.into_iter().chain(weights.iter().map(|&weight| number(weight)));
    Some(words.collect::<Vec<_>>().join(" ") + "\n")
}

/// No section, process or target.
fn none() -> (String, f64) {
    ("-1".to_owned(), 0.0)
}
