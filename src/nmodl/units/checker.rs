//! What the check of a file knows on its way: names, scopes, and what it found.

use std::collections::HashSet;

use super::dimension::Unit;
use super::names::{Declared, Known, Names};
use super::problem::{NO_UNIT, Problem, Shown};
use super::unknown;
use super::written::WrittenUnit;
use crate::by_name::Lookup;
use crate::nmodl::ast::{self, LocalVariable, Reference};
use crate::source::{SourceMap, Span};

/// NEURON's own variables and their units. `t` is known without a declaration, the others are not.
pub(super) const NEURONS_OWN: [(&str, &str, &str); 6] = [
    ("v", "mV", "millivolt"),
    ("t", "ms", "ms"),
    ("dt", "ms", "ms"),
    ("celsius", "degC", "degC"),
    ("diam", "um", "micron"),
    ("area", "um2", "micron2"),
];

/// A name that hides the file's variables.
#[derive(Debug, Clone)]
pub(super) enum Bound {
    /// A `LOCAL` or argument: an assignment gives it a unit.
    Local(Known),
    /// An argument that was declared without a unit.
    Bare(Known),
    /// The value of a `FUNCTION` within it.
    Result(Known),
}

/// The check of one file.
pub(super) struct Checker<'a> {
    pub sources: &'a SourceMap,
    pub names: Names<'a>,
    pub scopes: Vec<Lookup<&'a str, Bound>>,
    /// Volumes of states in the `KINETIC` block that is being checked.
    pub compartments: Lookup<&'a str, Known>,
    /// The unit of `f_flux` and `b_flux` after a reaction.
    pub flux: Known,
    /// Units of `NET_RECEIVE`'s arguments.
    pub weights: Vec<Option<&'a ast::Unit>>,
    /// Not within `UNITSOFF`.
    pub on: bool,
    /// A block is walked over to learn its compartments.
    pub learning: bool,
    pub problems: Vec<Problem>,
    /// Names that were said to be unknown or undeclared.
    pub said: HashSet<&'a str>,
}

impl<'a> Checker<'a> {
    pub(super) fn new(names: Names<'a>, sources: &'a SourceMap) -> Self {
        Self {
            sources,
            names,
            scopes: vec![],
            compartments: Lookup::default(),
            flux: Known::no_unit(),
            weights: vec![],
            on: true,
            learning: false,
            problems: vec![],
            said: HashSet::new(),
        }
    }

    pub(super) fn report(&mut self, problem: Problem) {
        if self.reports() {
            self.problems.push(problem);
        }
    }

    pub(super) fn reports(&self) -> bool {
        self.on && !self.learning
    }

    pub(super) fn shown(&self, unit: &WrittenUnit, place: Span) -> Shown {
        Shown { unit: unit.shown(&self.names.written), place }
    }

    /// The unit that stands somewhere; each name that nothing defines is reported once.
    pub(super) fn read(&mut self, unit: Option<&'a ast::Unit>) -> Known {
        let known = self.names.read(unit);
        self.report_unknown();
        known
    }

    pub(super) fn report_unknown(&mut self) {
        for unit in std::mem::take(&mut self.names.unknown) {
            let table = &self.names.defined.table;
            if let Err(name) = table.unit(&unit.text)
                && self.said.insert(name)
            {
                self.problems.push(Problem::UnknownUnit {
                    name: name.to_owned(),
                    place: unit.span,
                    help: unknown::help(name, table),
                });
            }
        }
    }

    /// Two that must have the same unit: the unit of both.
    pub(super) fn join(&mut self, sign: &'static str, left: (Known, Span), right: (Known, Span)) -> Known {
        let (left, left_place, right, right_place) = (left.0, left.1, right.0, right.1);
        if let Some((left, right)) = different(&left, &right).filter(|_| self.reports()) {
            let factor = conversion(left, right);
            let shown = (self.shown(left, left_place), self.shown(right, right_place));
            let (left, right) = (Known::Is(left.clone()), Known::Is(right.clone()));
            let (bare, known) = match (self.blame(&shown.0, &shown.1), self.blame(&shown.1, &shown.0)) {
                (Some(bare), _) => (Some(bare), right),
                (None, Some(bare)) => (Some(bare), left),
                (None, None) => (None, Known::Anything),
            };
            self.report(Problem::Sides { sign, left: shown.0, right: shown.1, factor, bare });
            return known;
        }
        let takes_right = left == Known::Number || left == Known::Anything && right != Known::Number;
        if takes_right { right } else { left }
    }

    /// A variable that was declared without unit, and meets one: its name with the unit that it lacks. It agrees with
    /// everything from then on.
    fn blame(&mut self, bare: &Shown, other: &Shown) -> Option<String> {
        let name = self.sources.text(bare.place);
        let known = self.bare(name).filter(|_| bare.unit == NO_UNIT && other.unit != NO_UNIT)?;
        *known = Known::Anything;
        Some(format!("{name} ({})", other.unit.trim_matches('`')))
    }

    /// What is known of a variable or argument that was declared without unit.
    fn bare(&mut self, name: &str) -> Option<&mut Known> {
        if let Some(bound) = self.scopes.iter_mut().rev().find_map(|scope| scope.get_mut(name)) {
            return if let Bound::Bare(known) = bound { Some(known) } else { None };
        }
        self.names.variables.get_mut(name).filter(|variable| variable.bare).map(|variable| &mut variable.known)
    }

    /// A value that must be a number without unit.
    pub(super) fn expect_plain(&mut self, what: &str, found: &Known, place: Span) {
        if let Known::Is(unit) = found
            && !unit.unit.is_same(Unit::ONE)
        {
            let factor = conversion(&WrittenUnit::number(1.0), unit);
            let found = self.shown(unit, place);
            self.report(Problem::NotPlain { what: what.to_owned(), found, factor });
        }
    }

    /// The unit of a variable where it is used.
    pub(super) fn variable(&mut self, reference: &'a Reference) -> Known {
        let name = reference.name.text.as_str();
        match self.bound(reference) {
            Some(Bound::Local(known) | Bound::Bare(known) | Bound::Result(known)) => known.clone(),
            None if name == "f_flux" || name == "b_flux" => self.flux.clone(),
            None if reference.primes > 0 => self.derivative(name, reference.primes),
            None => self.declared(name, reference.name.span),
        }
    }

    /// What hides the file's variable of that name.
    pub(super) fn bound(&mut self, reference: &Reference) -> Option<&mut Bound> {
        let hidden = |scope: &'_ Lookup<&str, Bound>| scope.contains_key(reference.name.text.as_str());
        let scope = self.scopes.iter_mut().rev().find(|scope| hidden(scope)).filter(|_| reference.primes == 0);
        scope.and_then(|scope| scope.get_mut(reference.name.text.as_str()))
    }

    fn declared(&mut self, name: &'a str, place: Span) -> Known {
        if let Some(Declared { known, .. }) = self.names.variables.get(name) {
            return known.clone();
        }
        if name == "t" {
            return self.time();
        }
        if let Some(state) = name.strip_suffix('0').filter(|state| self.names.states.contains(state)) {
            return self.names.variables.get(state).map_or(Known::Anything, |state| state.known.clone());
        }
        if let Some((_, neurons, _)) = NEURONS_OWN.iter().find(|(own, ..)| *own == name)
            && self.said.insert(name)
        {
            self.problems.push(Problem::NeuronsUndeclared { name: name.to_owned(), neurons, place });
        }
        // The check of names says what is not declared at all.
        Known::Anything
    }

    /// `t` is in milliseconds, unless an `INDEPENDENT` block says otherwise.
    pub(super) fn time(&mut self) -> Known {
        match self.names.time {
            Some(unit) => self.read(Some(unit)),
            None => WrittenUnit::read("ms", &self.names.defined.table).map_or(Known::Anything, Known::Is),
        }
    }

    fn derivative(&mut self, state: &'a str, primes: usize) -> Known {
        if let Some(declared) = self.names.variables.get(&(state.to_owned() + &"'".repeat(primes))) {
            return declared.known.clone();
        }
        let value = self.names.variables.get(state).and_then(|state| state.known.unit());
        let time = self.time().unit();
        match (value, time) {
            (Some(value), Some(time)) => Known::Is(value.per(&time.power(i32::try_from(primes).unwrap_or(i32::MAX)))),
            (None, _) | (_, None) => Known::Anything,
        }
    }

    pub(super) fn open_scope(&mut self, locals: &'a [LocalVariable]) {
        let local = |local: &'a LocalVariable| (local.name.text.as_str(), Bound::Local(Known::no_unit()));
        self.scopes.push(locals.iter().map(local).collect());
    }
}

/// Two units that are known and are not the same.
pub(super) fn different<'k>(left: &'k Known, right: &'k Known) -> Option<(&'k WrittenUnit, &'k WrittenUnit)> {
    match (left, right) {
        (Known::Is(left), Known::Is(right)) if !left.unit.is_same(right.unit) => Some((left, right)),
        (Known::Number | Known::Anything, _) | (_, Known::Number | Known::Anything) | (Known::Is(_), Known::Is(_)) => {
            None
        }
    }
}

/// What the second must be multiplied with to have the unit of the first: in `ms`, seconds need `(1000)`.
pub(super) fn conversion(needed: &WrittenUnit, found: &WrittenUnit) -> Option<f64> {
    needed.unit.measures_same(found.unit).then(|| found.unit.factor / needed.unit.factor)
}
