//! Point processes on the reduced cell: moved with their segments, and merged where one does the work of several.

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;

use super::Reduction;
use crate::cell::Cell;
use crate::cell::processes::{Connection, Given, LeftOut, Play, Process, Processes, Site, Source, Step, Variable};
use crate::cell::resolved::{segment_at, segment_centre};
use crate::mechanism::Catalog;

/// What goes with the reduced cell, and what became of each process.
#[derive(Debug, Clone, Default)]
pub struct Carried {
    /// The processes on the reduced cell.
    pub processes: Processes,
    /// Where each of the original's processes is among them; none for one that was left out.
    pub places: Vec<Option<usize>>,
    /// Kinds that stay apart beside others like them, with the reason, and how many processes they are.
    pub apart: IndexMap<(String, String), usize>,
}

/// What is known of the kinds of processes.
#[derive(Clone, Copy)]
pub struct Kinds<'a> {
    /// The mechanisms.
    pub catalog: &'a Catalog,
    /// Do instances of a kind add up to one, or why not?
    pub superposes: &'a dyn Fn(&str) -> Result<(), String>,
}

/// Takes the processes of a cell over to its reduction.
#[must_use]
pub fn carry(original: &Cell, processes: &Processes, reduction: &Reduction, kinds: Kinds<'_>) -> Carried {
    let mover = Mover { original, reduction, catalog: kinds.catalog };
    let mut carried = Carried::default();
    carried.processes.left_out.clone_from(&processes.left_out);
    carried.place_objects(processes, &mover, kinds);
    let places = carried.places.clone();
    let follow = Follow { mover: &mover, places: &places };
    for (process, place) in processes.objects.iter().zip(&places) {
        carried.point(process, *place, &follow);
    }
    let found = &mut carried.processes;
    let connections = processes.connections.iter().filter_map(|connection| follow.connection(connection, found));
    found.connections = connections.collect();
    found.randoms.clone_from(&processes.randoms);
    found.vectors.clone_from(&processes.vectors);
    found.plays = processes.plays.iter().filter_map(|play| follow.play(play)).collect();
    carried
}

impl Reduction {
    /// Where a place of the original cell went: the same where it stays, else the centre of the reduced segment.
    #[must_use]
    pub fn site_of(&self, original: &Cell, site: Site) -> Option<Site> {
        let mut site = site;
        for _ in 0..=original.sections.len() {
            let section = original.sections.get(site.section)?;
            let mapped = *self.map.sections.get(site.section)?.get(segment_at(site.x, section.nseg))?;
            if self.kept.get(mapped.section) == Some(&site.section) {
                return Some(Site { section: mapped.section, ..site });
            }
            match section.parent {
                // What is on the attached end is on the parent.
                Some(parent) if site.x == section.own_end.x() => site = parent,
                Some(_) | None => {
                    let nseg = self.cell.sections.get(mapped.section)?.nseg;
                    return Some(Site { section: mapped.section, x: segment_centre(mapped.segment, nseg) });
                }
            }
        }
        None
    }
}

/// Where places of the original went.
struct Mover<'a> {
    original: &'a Cell,
    reduction: &'a Reduction,
    catalog: &'a Catalog,
}

impl Mover<'_> {
    fn site(&self, site: Site) -> Option<Site> {
        self.reduction.site_of(self.original, site)
    }

    /// Is there such a variable at a place of the reduced cell?
    fn has(&self, site: Site, name: &str) -> bool {
        let declared = self.catalog.find_variable(split_index(name));
        let owner = declared.map(|id| self.catalog.mechanism(id.mechanism).name.as_str());
        let section = self.reduction.cell.sections.get(site.section);
        let is_inserted = |owner| section.is_some_and(|section| section.mechanisms.contains_key(owner));
        name == "v" || owner.is_some_and(is_inserted)
    }

    /// Where a variable of a section went, where the reduced cell has it there.
    fn variable_site(&self, site: Site, name: &str) -> Option<Site> {
        self.site(site).filter(|site| self.has(*site, name))
    }
}

fn split_index(name: &str) -> &str {
    name.split('[').next().unwrap_or(name)
}

/// What a process is merged by: bits stand for numbers.
#[derive(PartialEq, Eq, Hash, Clone)]
struct Alike<'a> {
    kind: &'a str,
    section: usize,
    x: u64,
    values: Vec<(&'a str, u64)>,
}

fn alike(process: &Process, site: Site) -> Alike<'_> {
    let mut values: Vec<_> = process.values.iter().map(|(name, value)| (name.as_str(), value.to_bits())).collect();
    values.sort_unstable();
    Alike { kind: &process.kind, section: site.section, x: site.x.to_bits(), values }
}

impl Carried {
    /// Moves and merges.
    fn place_objects(&mut self, processes: &Processes, mover: &Mover<'_>, kinds: Kinds<'_>) {
        let (watched, lost) = (watched(processes), lost(processes, mover));
        let mut adds_up: HashMap<&str, Result<(), String>> = HashMap::new();
        let (mut groups, mut seen) = (HashMap::new(), HashSet::new());
        for (index, process) in processes.objects.iter().enumerate() {
            if let Some(pointer) = lost.get(&index) {
                let (kind, pointer) = (process.kind.clone(), pointer.clone());
                self.processes.leave_out(LeftOut::Pointer { kind, pointer });
                self.places.push(None);
                continue;
            }
            let site = process.site.and_then(|site| mover.site(site));
            let Some(group) = site.map(|site| alike(process, site)) else {
                self.push(process, site);
                continue;
            };
            let of_kind = adds_up.entry(&process.kind).or_insert_with(|| (kinds.superposes)(&process.kind)).clone();
            match history(process, watched.contains(&index)).map_or(of_kind, |reason| Err(reason.to_owned())) {
                Ok(()) => {
                    let next = self.processes.objects.len();
                    let place = *groups.entry(group).or_insert(next);
                    if place == next {
                        self.push(process, site);
                    } else {
                        self.places.push(Some(place));
                    }
                }
                Err(reason) => {
                    if !seen.insert(group) {
                        *self.apart.entry((process.kind.clone(), reason)).or_insert(0) += 1;
                    }
                    self.push(process, site);
                }
            }
        }
    }

    fn push(&mut self, process: &Process, site: Option<Site>) {
        self.places.push(Some(self.processes.objects.len()));
        let moved = Process { site, steps: vec![], pointers: IndexMap::new(), ..process.clone() };
        self.processes.objects.push(moved);
    }

    /// Steps and pointers, once the places of all are known.
    fn point(&mut self, process: &Process, place: Option<usize>, follow: &Follow<'_>) {
        if process.steps.is_empty() && process.pointers.is_empty() {
            return;
        }
        if let Some(moved) = place.and_then(|place| self.processes.objects.get_mut(place)) {
            moved.steps = process.steps.iter().map(|step| follow.step(step)).collect();
            let targets = process.pointers.iter();
            let targets = targets.filter_map(|(name, target)| Some((name.clone(), follow.variable(target).ok()?)));
            moved.pointers = targets.collect();
        }
    }
}

/// What makes a process another one than those with the same values.
fn history(process: &Process, is_watched: bool) -> Option<&'static str> {
    match (process.steps.is_empty(), process.pointers.is_empty(), is_watched) {
        (false, _, _) => Some("hoc has called its functions, as for a random stream of its own"),
        (true, false, _) => Some("hoc has set its `POINTER`"),
        (true, true, true) => Some("something else reads it or plays into it"),
        (true, true, false) => None,
    }
}

/// Processes with a variable that something else reads or sets, or that send events.
fn watched(processes: &Processes) -> HashSet<usize> {
    let pointers = processes.objects.iter().flat_map(|process| process.pointers.values());
    let of_connection = |connection: &Connection| match &connection.source {
        Source::Variable(Variable::Member { process, .. }) | Source::Process(process) => Some(*process),
        Source::Variable(Variable::Range { .. }) | Source::None => None,
    };
    let members = pointers.chain(processes.plays.iter().map(|play| &play.into)).filter_map(|variable| match variable {
        Variable::Member { process, .. } => Some(*process),
        Variable::Range { .. } => None,
    });
    members.chain(processes.connections.iter().filter_map(of_connection)).collect()
}

/// Processes with a `POINTER` to what the reduced cell does not have; it would be left pointing nowhere.
fn lost(processes: &Processes, mover: &Mover<'_>) -> HashMap<usize, String> {
    let mut lost: HashMap<usize, String> = HashMap::new();
    loop {
        let before = lost.len();
        for (index, process) in processes.objects.iter().enumerate() {
            let is_lost = |target: &Variable| match target {
                Variable::Range { site, name } => mover.variable_site(*site, name).is_none(),
                Variable::Member { process, .. } => lost.contains_key(process),
            };
            let found = process.pointers.iter().find(|(_, target)| is_lost(target)).map(|(name, _)| name.clone());
            if let Some(pointer) = found {
                lost.insert(index, pointer);
            }
        }
        if lost.len() == before {
            return lost;
        }
    }
}

/// Follows places and processes to where they went.
struct Follow<'a> {
    mover: &'a Mover<'a>,
    places: &'a [Option<usize>],
}

impl Follow<'_> {
    fn process(&self, process: usize) -> Option<usize> {
        self.places.get(process).copied().flatten()
    }

    fn variable(&self, variable: &Variable) -> Result<Variable, LeftOut> {
        let lost = |name: &String| LeftOut::Variable { variable: name.clone() };
        match variable {
            Variable::Range { site, name } => {
                let site = self.mover.variable_site(*site, name).ok_or_else(|| lost(name))?;
                Ok(Variable::Range { site, name: name.clone() })
            }
            Variable::Member { process, name } => {
                let process = self.process(*process).ok_or_else(|| lost(name))?;
                Ok(Variable::Member { process, name: name.clone() })
            }
        }
    }

    fn step(&self, step: &Step) -> Step {
        match step {
            Step::Set { variable, value } => Step::Set { variable: variable.clone(), value: *value },
            Step::Call { function, arguments } => {
                let arguments = arguments.iter().map(|argument| match argument {
                    Given::Process(process) => Given::Process(self.process(*process).unwrap_or(*process)),
                    Given::Number(_) | Given::Text(_) | Given::Random(_) | Given::Vector(_) => argument.clone(),
                });
                Step::Call { function: function.clone(), arguments: arguments.collect() }
            }
        }
    }

    fn connection(&self, connection: &Connection, found: &mut Processes) -> Option<Connection> {
        let source = match &connection.source {
            Source::None => Source::None,
            Source::Process(process) => self.process(*process).map_or(Source::None, Source::Process),
            Source::Variable(variable) => match self.variable(variable) {
                Ok(variable) => Source::Variable(variable),
                Err(lost) => {
                    found.leave_out(lost);
                    Source::None
                }
            },
        };
        let target = connection.target.map(|target| self.process(target));
        (target != Some(None)).then(|| Connection { source, target: target.flatten(), ..connection.clone() })
    }

    fn play(&self, play: &Play) -> Option<Play> {
        Some(Play { into: self.variable(&play.into).ok()?, ..play.clone() })
    }
}
