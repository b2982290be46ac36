//! Whether several instances of a point process add up to one: decided from its file, never from its name.
//!
//! It holds where currents are proportional to states, states follow linearly and start at zero, and an event adds to them
//! what depends on nothing but the connection and the parameters. Then the states of one instance that gets all events are
//! the sums of the states of several, and so are its currents. Every value is put into a `Class`, the file is
//! read until no class changes; what is not understood does not add up.

mod class;
mod expression;
mod statement;

use std::collections::{BTreeMap, BTreeSet};

use super::ast::{Block, BlockKind, ItemKind, ModFile, StatementKind};
use super::symbols::Symbols;
use super::walk;
use crate::mechanism::{MechanismKind, VariableKind};
use class::Class;

/// Why instances of a point process do not add up to one, or cannot be seen to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Apart {
    /// Not a point process that gets events.
    #[error("it takes no events")]
    NoEvents,
    /// C code may do anything.
    #[error("it has C code")]
    CCode,
    /// A `POINTER`.
    #[error("it has the `POINTER` `{0}`")]
    Pointer(String),
    /// Random numbers of its own.
    #[error("it draws random numbers")]
    Random,
    /// It sends events to itself, or watches.
    #[error("it uses `{0}`")]
    Uses(String),
    /// It brings a current from outside.
    #[error("it is an electrode")]
    Electrode,
    /// It changes concentrations.
    #[error("it writes `{0}`")]
    Writes(String),
    /// A current that is not proportional to its states.
    #[error("its current `{0}` is not proportional to its states")]
    Current(String),
    /// A state that does not follow linearly.
    #[error("its state `{0}` does not follow linearly")]
    State(String),
    /// A state that does not start at zero.
    #[error("its state `{0}` does not start at zero")]
    Start(String),
    /// An event does more than to add.
    #[error("an event does more than to add to `{0}`")]
    Event(String),
    /// A condition on states.
    #[error("it decides by its states")]
    Condition,
    /// The file is too long to be followed.
    #[error("its equations are too long to be followed")]
    TooLong,
}

/// Statements that are followed, calls included.
const MOST_STATEMENTS: usize = 20_000;

/// Rounds in which classes may change: each variable's grows at most three times.
const MOST_ROUNDS: usize = 64;

/// Do instances of the point process of a file, with its includes put in, add up to one?
///
/// # Errors
/// What is against it.
pub fn superposes(mod_file: &ModFile) -> Result<(), Apart> {
    let symbols = Symbols::of(mod_file);
    check_declarations(mod_file, &symbols)?;
    let events = walk::blocks(mod_file).find(|block| matches!(block.kind, BlockKind::NetReceive(_)));
    let events = events.ok_or(Apart::NoEvents)?;
    let mut reader = Reader::new(mod_file, &symbols, events);
    for _ in 0..MOST_ROUNDS {
        let before = reader.classes.clone();
        reader.round(events)?;
        if reader.classes == before {
            return reader.check_currents();
        }
    }
    Err(Apart::TooLong)
}

fn check_declarations(mod_file: &ModFile, symbols: &Symbols) -> Result<(), Apart> {
    if symbols.kind() != MechanismKind::PointProcess {
        return Err(Apart::NoEvents);
    }
    for (name, marks) in &symbols.marks {
        match (&marks.pointer, &marks.external, &marks.random) {
            (None, None, None) => {}
            (Some(_), _, _) => return Err(Apart::Pointer(name.clone())),
            (None, Some(_), _) => return Err(Apart::Uses("EXTERNAL".to_owned())),
            (None, None, Some(_)) => return Err(Apart::Random),
        }
    }
    let is_c = |item: &super::ast::Item| matches!(item.kind, ItemKind::Verbatim(_));
    if mod_file.items.iter().any(is_c) {
        return Err(Apart::CCode);
    }
    if is_electrode(mod_file) {
        return Err(Apart::Electrode);
    }
    let written = symbols.ions.iter().flat_map(|(ion, _)| &ion.writes);
    match written.into_iter().find(|name| symbols.marks_of(name).ion_current.is_none()) {
        Some(name) => Err(Apart::Writes(name.clone())),
        None => Ok(()),
    }
}

fn is_electrode(mod_file: &ModFile) -> bool {
    use super::ast::NeuronStatementKind::ElectrodeCurrent;
    mod_file.items.iter().any(|item| {
        let ItemKind::Neuron(statements) = &item.kind else { return false };
        statements.iter().any(|statement| matches!(statement.kind, ElectrodeCurrent(_)))
    })
}

/// When statements run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Time {
    /// `INITIAL`
    Start,
    /// `BREAKPOINT` and what it solves.
    Step,
    /// `NET_RECEIVE`
    Event,
}

/// The file under reading.
struct Reader<'a> {
    mod_file: &'a ModFile,
    symbols: &'a Symbols,
    /// `STATE`s, and what an event adds to.
    states: BTreeSet<&'a str>,
    /// What is known of all other variables.
    classes: BTreeMap<&'a str, Class<'a>>,
    /// Arguments and locals, the innermost call last.
    locals: Vec<BTreeMap<&'a str, Class<'a>>>,
    /// Variables that the event under way has set.
    touched: BTreeSet<&'a str>,
    time: Time,
    statements: usize,
}

impl<'a> Reader<'a> {
    fn new(mod_file: &'a ModFile, symbols: &'a Symbols, events: &'a Block) -> Self {
        let is_state = |(_, symbol): &(_, &super::symbols::Symbol)| symbol.kind == VariableKind::State;
        let states = symbols.variables.iter().filter(is_state).map(|(name, _)| name.as_str());
        let states = states.chain(added_to(events)).collect();
        // What the file never sets is NEURON's or hoc's.
        let is_set = |symbol: &super::symbols::Symbol| symbol.assigned_to || symbol.protected;
        let assigned = symbols.variables.iter().filter(|(_, symbol)| symbol.kind == VariableKind::Assigned);
        let start = |set| if set { Class::Zero } else { Class::Same };
        Self {
            mod_file,
            symbols,
            states,
            classes: assigned.map(|(name, symbol)| (name.as_str(), start(is_set(symbol)))).collect(),
            locals: vec![],
            touched: BTreeSet::new(),
            time: Time::Start,
            statements: 0,
        }
    }

    /// Reads all of the file once.
    fn round(&mut self, events: &'a Block) -> Result<(), Apart> {
        self.check_starts()?;
        for block in walk::blocks(self.mod_file) {
            self.time = match &block.kind {
                BlockKind::Initial => Time::Start,
                BlockKind::Breakpoint => Time::Step,
                BlockKind::Before(_) | BlockKind::After(_) => return Err(Apart::Uses("BEFORE or AFTER".to_owned())),
                BlockKind::Constructor | BlockKind::Destructor => return Err(Apart::Uses("CONSTRUCTOR".to_owned())),
                BlockKind::NetReceive(_)
                | BlockKind::Function(_)
                | BlockKind::Procedure(_)
                // They are read where they are solved.
                | BlockKind::Derivative(_)
                | BlockKind::Kinetic { .. }
                | BlockKind::Linear { .. }
                | BlockKind::Nonlinear { .. }
                | BlockKind::Discrete(_) => continue,
            };
            let before = self.classes.clone();
            self.frame(BTreeMap::new(), |reader| reader.body(&block.body))?;
            self.join_classes(&before);
        }
        self.event(events)
    }

    /// What an event leaves in a variable depends on the event.
    fn event(&mut self, events: &'a Block) -> Result<(), Apart> {
        self.time = Time::Event;
        let known = self.classes.clone();
        for class in self.classes.values_mut() {
            *class = class.at_event();
        }
        self.touched.clear();
        let arguments = events.kind.arguments().iter().map(|argument| (argument.name.text.as_str(), Class::Own));
        let left = self.frame(arguments.collect(), |reader| {
            reader.body(&events.body)?;
            Ok(reader.locals.last().cloned().unwrap_or_default())
        })?;
        if let Some((name, _)) = left.iter().find(|(_, class)| !class.is_known()) {
            return Err(Apart::Event((*name).to_owned()));
        }
        self.classes = known;
        for name in std::mem::take(&mut self.touched) {
            let joined = self.classes.get(name).map_or(Class::Own, |class| class.join(Class::Own));
            self.classes.insert(name, joined);
        }
        Ok(())
    }

    fn check_starts(&self) -> Result<(), Apart> {
        let start = |state: &str| self.symbols.variables.get(&format!("{state}0")).map_or(0.0, |start| start.default);
        match self.states.iter().find(|state| start(state) != 0.0) {
            Some(state) => Err(Apart::Start((*state).to_owned())),
            None => Ok(()),
        }
    }

    fn check_currents(&self) -> Result<(), Apart> {
        let own =
            self.symbols.marks.iter().filter(|(name, marks)| marks.ion_current.is_some() || self.is_current(name));
        let found = own.map(|(name, _)| (name, self.classes.get(name.as_str()).copied().unwrap_or(Class::Zero)));
        for (name, class) in found {
            if !matches!(class, Class::Zero | Class::Linear) {
                return Err(Apart::Current(name.clone()));
            }
        }
        Ok(())
    }

    fn is_current(&self, name: &str) -> bool {
        use super::ast::NeuronStatementKind::NonspecificCurrent;
        self.mod_file.items.iter().any(|item| {
            let ItemKind::Neuron(statements) = &item.kind else { return false };
            statements.iter().any(|statement| {
                matches!(&statement.kind, NonspecificCurrent(names) if names.iter().any(|listed| listed.text == name))
            })
        })
    }

    /// Runs with arguments and locals of its own.
    fn frame<T>(
        &mut self,
        arguments: BTreeMap<&'a str, Class<'a>>,
        work: impl FnOnce(&mut Self) -> Result<T, Apart>,
    ) -> Result<T, Apart> {
        self.locals.push(arguments);
        let result = work(self);
        self.locals.pop();
        result
    }

    fn join_classes(&mut self, others: &BTreeMap<&'a str, Class<'a>>) {
        for (name, class) in others {
            let joined = self.classes.get(name).map_or(*class, |own| own.join(*class));
            self.classes.insert(name, joined);
        }
    }
}

/// What an event adds to, as far as its text shows: `x = x + ..`, `state_discontinuity(x, ..)`.
fn added_to(events: &Block) -> impl Iterator<Item = &str> {
    walk::statements_of(events).into_iter().filter_map(|statement| {
        let StatementKind::Assign { target, value, .. } = &statement.kind else { return None };
        let name = target.name.text.as_str();
        let is_argument = events.kind.arguments().iter().any(|argument| argument.name.text == name);
        let mut locals = walk::bodies_of(events).into_iter().flat_map(|body| &body.locals);
        let is_local = locals.any(|local| local.name.text == name);
        (!is_argument && !is_local && expression::mentions(value, name)).then_some(name)
    })
}

#[cfg(test)]
mod tests;
