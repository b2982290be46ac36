//! From what hoc left to [`Processes`]: the point processes of a cell, and what is connected with them.

mod draft;
mod played;
mod stimuli;

use std::collections::{BTreeSet, HashMap};

use crate::cell::processes::{Connection, LeftOut, Process, Processes, Site, Source, Variable};
use crate::cell::{Range, SectionId};
use crate::hoc::builtin::BuiltinObject;
use crate::hoc::builtin::net_con::{self, NetCon};
use crate::hoc::builtin::point_process::PointProcess;
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::ObjectId;
use crate::hoc::value::Reference;
use crate::mechanism::MechanismKind;
use draft::Draft;

impl Interpreter {
    /// What goes with the cell of these sections, which are named by their places in the list.
    #[must_use]
    pub fn processes_of(&self, sections: &[SectionId]) -> Processes {
        let places = sections.iter().enumerate().map(|(place, &section)| (section, place)).collect();
        let mut found = Processes::default();
        let members = self.members(&places, &mut found);
        let mut draft = Draft::new(self, places, &members, found);
        for &object in &members {
            draft.add_process(object);
        }
        for (object, connection) in self.net_cons() {
            draft.add_connection(object, connection);
        }
        draft.add_plays();
        draft.count_handlers();
        draft.found
    }

    /// Point processes of the cell, then the artificial cells that connections join to them; what is left out is counted.
    fn members(&self, places: &HashMap<SectionId, usize>, found: &mut Processes) -> Vec<ObjectId> {
        let (mut placed, mut artificial) = (vec![], vec![]);
        for (object, process) in self.processes() {
            let mechanism = self.model.catalog().mechanism(process.mechanism());
            let kind = || mechanism.name.clone();
            let is_written = self.mods_without_equations().all(|made| made.mechanism != mechanism.name);
            match process.place().and_then(|place| self.model.locate(place)) {
                Some(_) if !is_written => found.leave_out(LeftOut::Equations { kind: kind() }),
                Some((section, _)) if places.contains_key(&section) => placed.push(object),
                Some(_) => found.leave_out(LeftOut::OnOtherCells { kind: kind() }),
                None if mechanism.kind == MechanismKind::ArtificialCell => artificial.push(object),
                None => found.leave_out(LeftOut::Nowhere { kind: kind() }),
            }
        }
        self.drop_dangling(&mut placed, places, found);
        let joined = self.joined(&placed, places);
        for object in artificial {
            if joined.contains(&object) {
                placed.push(object);
            } else {
                found.leave_out(LeftOut::Unconnected { kind: self.kind_of(object) });
            }
        }
        placed
    }

    /// Leaves out processes with a pointer that leads to what is left out.
    fn drop_dangling(&self, placed: &mut Vec<ObjectId>, places: &HashMap<SectionId, usize>, found: &mut Processes) {
        loop {
            let known: BTreeSet<ObjectId> = placed.iter().copied().collect();
            let dangles = |object: &ObjectId| {
                let pointers = self.process(*object).map(PointProcess::pointers)?;
                let lost = pointers.iter().find(|(_, target)| !self.leads_into(target, places, &known))?;
                Some(LeftOut::Pointer { kind: self.kind_of(*object), pointer: lost.0.to_string() })
            };
            let before = placed.len();
            placed.retain(|object| {
                let lost = dangles(object);
                let stays = lost.is_none();
                if let Some(lost) = lost {
                    found.leave_out(lost);
                }
                stays
            });
            if placed.len() == before {
                return;
            }
        }
    }

    fn leads_into(&self, target: &Reference, places: &HashMap<SectionId, usize>, known: &BTreeSet<ObjectId>) -> bool {
        match target {
            Reference::Range { section, .. } => self.model.exists(*section) && places.contains_key(section),
            Reference::Member { object, .. } => known.contains(object),
            Reference::Variable { .. }
            | Reference::Local { .. }
            | Reference::CallArgument { .. }
            | Reference::Builtin(_)
            | Reference::Mechanism { .. }
            | Reference::Property { .. }
            | Reference::Nowhere => false,
        }
    }

    /// Every object that connections join to the cell, over however many others.
    fn joined(&self, placed: &[ObjectId], places: &HashMap<SectionId, usize>) -> BTreeSet<ObjectId> {
        let mut neighbours: HashMap<ObjectId, Vec<ObjectId>> = HashMap::new();
        let mut open: Vec<ObjectId> = placed.to_vec();
        for (_, connection) in self.net_cons() {
            let Some(target) = connection.target else { continue };
            match &connection.source {
                net_con::Source::Object(source) => {
                    neighbours.entry(*source).or_default().push(target);
                    neighbours.entry(target).or_default().push(*source);
                }
                net_con::Source::Variable(Reference::Range { section, .. }) if places.contains_key(section) => {
                    open.push(target);
                }
                net_con::Source::None | net_con::Source::Variable(_) => {}
            }
        }
        let mut joined = BTreeSet::new();
        while let Some(object) = open.pop() {
            // Other cells' processes lead no further.
            let ends = joined.contains(&object) || self.is_elsewhere(object, places);
            if !ends {
                joined.insert(object);
                open.extend(neighbours.get(&object).into_iter().flatten());
            }
        }
        joined
    }

    fn is_elsewhere(&self, object: ObjectId, places: &HashMap<SectionId, usize>) -> bool {
        let located = self.process(object).and_then(PointProcess::place).and_then(|place| self.model.locate(place));
        located.is_some_and(|(section, _)| !places.contains_key(&section))
    }

    fn processes(&self) -> impl Iterator<Item = (ObjectId, &PointProcess)> {
        self.objects.builtins().filter_map(|(object, builtin)| match builtin {
            BuiltinObject::PointProcess(process) => Some((object, process)),
            _ => None,
        })
    }

    fn net_cons(&self) -> impl Iterator<Item = (ObjectId, &NetCon)> {
        self.objects.builtins().filter_map(|(object, builtin)| match builtin {
            BuiltinObject::NetCon(connection) => Some((object, connection)),
            _ => None,
        })
    }

    fn process(&self, object: ObjectId) -> Option<&PointProcess> {
        match self.objects.builtin(object)? {
            BuiltinObject::PointProcess(process) => Some(process),
            _ => None,
        }
    }

    fn kind_of(&self, object: ObjectId) -> String {
        let mechanism = self.process(object).map(|process| self.model.catalog().mechanism(process.mechanism()));
        mechanism.map(|mechanism| mechanism.name.clone()).unwrap_or_default()
    }
}

impl Draft<'_> {
    fn add_process(&mut self, object: ObjectId) {
        let Some(process) = self.hoc.process(object) else { return };
        let located = process.place().and_then(|place| self.hoc.model.locate(place));
        let steps = self.steps(object, process);
        let pointers = process.pointers().iter();
        let pointers = pointers.filter_map(|(name, target)| Some((name.to_string(), self.variable(target)?))).collect();
        self.found.objects.push(Process {
            name: self.hoc.objects.name(object),
            kind: self.hoc.kind_of(object),
            site: located.and_then(|(section, x)| self.site(section, x)),
            values: self.values(process),
            steps,
            pointers,
        });
    }

    fn add_connection(&mut self, object: ObjectId, connection: &NetCon) {
        let target = connection.target.map(|target| self.index(target));
        let source = match &connection.source {
            net_con::Source::None => Some(Source::None),
            net_con::Source::Object(source) => self.index(*source).map(Source::Process),
            net_con::Source::Variable(reference) => self.variable(reference).map(Source::Variable),
        };
        let is_silent = target.is_none() && source.as_ref().is_none_or(|source| *source == Source::None);
        if target == Some(None) || is_silent {
            self.found.leave_out(LeftOut::Target);
            return;
        }
        if source.is_none() {
            self.found.leave_out(LeftOut::Source);
        }
        let used = connection.weights.iter().rposition(|&weight| weight != 0.0).map_or(0, |last| last + 1);
        self.found.connections.push(Connection {
            name: self.hoc.objects.name(object),
            source: source.unwrap_or_default(),
            target: target.flatten(),
            threshold_mv: connection.threshold_mv(),
            delay_ms: connection.delay_ms,
            weights: connection.weights.iter().copied().take(used).collect(),
            is_active: connection.is_active,
        });
    }

    /// A variable of the cell or of its processes; none of anything else.
    fn variable(&self, reference: &Reference) -> Option<Variable> {
        match reference {
            Reference::Range { section, range, element, x, .. } => {
                let (name, length) = match range {
                    Range::Voltage => ("v", 1),
                    Range::Variable(id) => {
                        let variable = self.hoc.model.catalog().variable(*id);
                        (variable.name.as_str(), variable.length)
                    }
                };
                let placed = self.hoc.model.place(*section, *x).ok()?;
                let (section, x) = self.hoc.model.locate(placed)?;
                Some(Variable::Range { site: self.site(section, x)?, name: element_name(name, length, *element) })
            }
            Reference::Member { object, name, element } => {
                let process = self.index(*object)?;
                let declared = self.hoc.model.catalog().mechanism(self.hoc.process(*object)?.mechanism());
                let length = declared.variables.iter().find(|variable| variable.name == **name)?.length;
                Some(Variable::Member { process, name: element_name(name, length, *element) })
            }
            Reference::Variable { .. }
            | Reference::Local { .. }
            | Reference::CallArgument { .. }
            | Reference::Builtin(_)
            | Reference::Mechanism { .. }
            | Reference::Property { .. }
            | Reference::Nowhere => None,
        }
    }

    fn site(&self, section: SectionId, x: f64) -> Option<Site> {
        Some(Site { section: *self.places.get(&section)?, x })
    }
}

fn element_name(name: &str, length: usize, element: usize) -> String {
    if length > 1 { format!("{name}[{element}]") } else { name.to_owned() }
}
