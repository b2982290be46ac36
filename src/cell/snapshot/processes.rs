//! What sits on the cell, as a part of its json.

use serde_json::Value;
use serde_json::value::RawValue;

use super::SnapshotError;
use crate::cell::processes::{Connection, Given, Play, PlayTimes, Process, Processes, Site, Source, Step, Variable};

/// A cell's json with what sits on it, where there is something.
#[must_use]
pub fn write_processes(mut cell: Value, processes: &Processes) -> Value {
    if let (Value::Object(cell), false, Ok(value)) = (&mut cell, processes.is_empty(), serde_json::to_value(processes))
    {
        cell.insert("point_processes".to_owned(), value);
    }
    cell
}

/// What sits on the cell of a snapshot with so many sections; nothing where it does not say.
///
/// # Errors
/// Another shape, places and objects that are not there, and names that no program could write.
pub(super) fn read_processes(written: Option<&RawValue>, sections: usize) -> Result<Processes, SnapshotError> {
    let Some(written) = written else { return Ok(Processes::default()) };
    let processes: Processes =
        serde_json::from_str(written.get()).map_err(|error| SnapshotError::Processes(error.to_string()))?;
    let check = Check { processes: &processes, sections };
    check.all().map_err(SnapshotError::Processes)?;
    Ok(processes)
}

struct Check<'a> {
    processes: &'a Processes,
    sections: usize,
}

type Checked = Result<(), String>;

impl Check<'_> {
    fn all(&self) -> Checked {
        let Processes { objects, connections, randoms, plays, .. } = self.processes;
        objects.iter().try_for_each(|process| self.process(process))?;
        connections.iter().try_for_each(|connection| self.connection(connection))?;
        randoms.iter().try_for_each(|stream| {
            name(&stream.generator)?;
            stream.distribution.as_ref().map_or(Ok(()), |(distribution, _)| name(distribution))
        })?;
        plays.iter().try_for_each(|play| self.play(play))
    }

    fn process(&self, process: &Process) -> Checked {
        name(&process.kind)?;
        process.site.map_or(Ok(()), |site| self.site(site))?;
        process.values.keys().try_for_each(|variable| name(variable))?;
        process.steps.iter().try_for_each(|step| self.step(step))?;
        process.pointers.iter().try_for_each(|(pointer, target)| name(pointer).and_then(|()| self.variable(target)))
    }

    fn step(&self, step: &Step) -> Checked {
        let (function, arguments) = match step {
            Step::Set { variable, .. } => return name(variable),
            Step::Call { function, arguments } => (function, arguments),
        };
        name(function)?;
        arguments.iter().try_for_each(|argument| match argument {
            Given::Number(_) | Given::Text(_) => Ok(()),
            Given::Random(place) => within("random", *place, self.processes.randoms.len()),
            Given::Vector(place) => within("vector", *place, self.processes.vectors.len()),
            Given::Process(place) => self.object(*place),
        })
    }

    fn connection(&self, connection: &Connection) -> Checked {
        connection.target.map_or(Ok(()), |target| self.object(target))?;
        match &connection.source {
            Source::None => Ok(()),
            Source::Process(process) => self.object(*process),
            Source::Variable(variable) => self.variable(variable),
        }
    }

    fn play(&self, play: &Play) -> Checked {
        within("vector", play.vector, self.processes.vectors.len())?;
        if let PlayTimes::Times(times) = play.at {
            within("vector", times, self.processes.vectors.len())?;
        }
        self.variable(&play.into)
    }

    fn variable(&self, variable: &Variable) -> Checked {
        match variable {
            Variable::Range { site, name: variable } => name(variable).and_then(|()| self.site(*site)),
            Variable::Member { process, name: variable } => name(variable).and_then(|()| self.object(*process)),
        }
    }

    fn site(&self, site: Site) -> Checked {
        within("section", site.section, self.sections)?;
        if (0.0..=1.0).contains(&site.x) { Ok(()) } else { Err(format!("{} is no place in a section", site.x)) }
    }

    fn object(&self, place: usize) -> Checked {
        within("process", place, self.processes.objects.len())
    }
}

fn within(what: &str, place: usize, count: usize) -> Checked {
    if place < count { Ok(()) } else { Err(format!("there is no {what} {place}, of {count}")) }
}

/// A name, and an index in brackets where it is an element.
fn name(text: &str) -> Checked {
    let (base, index) = text.strip_suffix(']').and_then(|text| text.split_once('[')).unwrap_or((text, "0"));
    let is_plain = base.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_')
        && base.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
        && !index.is_empty()
        && index.chars().all(|digit| digit.is_ascii_digit());
    if is_plain { Ok(()) } else { Err(format!("`{text}` is no name")) }
}
