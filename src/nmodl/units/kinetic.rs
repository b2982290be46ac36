//! Reactions: what flows is the quantity of the states (concentration times `COMPARTMENT`) per time.

use super::checker::{Checker, conversion, different};
use super::names::Known;
use super::problem::Problem;
use super::written::WrittenUnit;
use crate::nmodl::ast::{Body, Expression, Name, NumberOrName, OverStates, Reaction, ReactionKind, Species};

/// `LONGITUDINAL_DIFFUSION` takes the diffusion constant times the area of the cross section.
const DIFFUSION: &str = "micron4/ms";
/// With it, `COMPARTMENT` takes the volume per length.
const VOLUME_PER_LENGTH: &str = "micron2";

impl<'a> Checker<'a> {
    /// A scheme is walked over twice: a `COMPARTMENT` may stand after the reactions it holds for.
    pub(super) fn kinetic(&mut self, body: &'a Body) {
        let on = self.on;
        self.learning = true;
        self.body(body);
        self.learning = false;
        self.on = on;
        self.body(body);
        self.compartments.clear();
    }

    pub(super) fn compartment(&mut self, OverStates { index, expression, states }: &'a OverStates) {
        let volume = self.over(index.as_ref(), expression);
        if self.learning {
            for state in states {
                if self.compartments.insert(&state.text, volume.clone()).is_some() {
                    self.problems.push(Problem::CompartmentTwice { state: state.text.clone(), place: state.span });
                }
            }
        }
    }

    pub(super) fn diffusion(&mut self, OverStates { index, expression, states }: &'a OverStates) {
        let flow = self.over(index.as_ref(), expression);
        let (needed, per_length) = (self.neurons(DIFFUSION), self.neurons(VOLUME_PER_LENGTH));
        for state in states {
            let Some(volume) = self.compartments.get(state.text.as_str()).cloned() else {
                self.report(Problem::NoCompartment { state: state.text.clone(), place: state.span });
                continue;
            };
            self.expect_diffusion(("LONGITUDINAL_DIFFUSION", "um4/ms"), &needed, &flow, (state, expression));
            self.expect_diffusion(("COMPARTMENT", "um2"), &per_length, &volume, (state, expression));
        }
    }

    fn expect_diffusion(
        &mut self,
        (statement, unit): (&'static str, &'static str),
        needed: &Known,
        found: &Known,
        (state, expression): (&Name, &Expression),
    ) {
        if let Some((needed, found)) = different(needed, found) {
            let (factor, found) = (conversion(needed, found), self.shown(found, expression.span));
            self.report(Problem::Diffusion { statement, state: state.text.clone(), unit, found, factor });
        }
    }

    /// The expression of a statement over states, which may use their index.
    fn over(&mut self, index: Option<&'a Name>, expression: &'a Expression) -> Known {
        let index = index.map(|index| (index.text.as_str(), super::checker::Bound::Local(Known::no_unit())));
        self.scopes.push(index.into_iter().collect());
        let known = self.expression(expression);
        self.scopes.pop();
        known
    }

    pub(super) fn reaction(&mut self, Reaction { left, kind }: &'a Reaction) {
        let sources = self.concentrations(left);
        match kind {
            ReactionKind::Reversible { right, forward, backward } => {
                let products = self.concentrations(right);
                let rates = (self.expression(forward), self.expression(backward));
                let flux = self.flux_of(left.iter().chain(right));
                self.expect_rate("forward rate", &flux, &sources, (&rates.0, forward));
                self.expect_rate("backward rate", &flux, &products, (&rates.1, backward));
            }
            ReactionKind::Sink(rate) => {
                let found = self.within(rate, 1);
                let flux = self.flux_of(left.iter());
                self.expect_rate("rate", &flux, &sources, (&found, rate));
            }
            ReactionKind::Flux(rate) => {
                let found = self.within(rate, 1);
                let flux = self.flux_of(left.iter());
                self.expect_rate("flux", &flux, &Known::no_unit(), (&found, rate));
            }
        }
    }

    /// The product of the concentrations of one side.
    fn concentrations(&mut self, side: &'a [Species]) -> Known {
        let mut product = WrittenUnit::number(1.0);
        for Species { count, variable } in side {
            let Some(unit) = self.variable(variable).unit() else { return Known::Anything };
            product = product.times(&unit.power(self.count(count.as_ref())));
        }
        Known::Is(product)
    }

    fn count(&self, count: Option<&NumberOrName>) -> i32 {
        match count {
            None => 1,
            Some(NumberOrName::Number(number)) => number.value as i32,
            Some(NumberOrName::Name { name, .. }) => {
                self.names.integers.get(&name.text).map_or(1, |value| *value as i32)
            }
        }
    }

    /// What one reaction moves per time; `f_flux` and `b_flux` have this unit after it.
    fn flux_of(&mut self, species: impl Iterator<Item = &'a Species>) -> Known {
        let mut first = None;
        for Species { variable, .. } in species {
            let quantity = self.quantity(variable);
            let (known, place) = first.get_or_insert_with(|| (quantity.clone(), variable.span)).clone();
            if let Some((first, other)) = different(&known, &quantity) {
                let (first, other) = (self.shown(first, place), self.shown(other, variable.span));
                self.report(Problem::Quantities { first, other });
                return Known::Anything;
            }
        }
        let quantity = first.and_then(|(known, _)| known.unit());
        let flux =
            quantity.zip(self.time().unit()).map_or(Known::Anything, |(quantity, time)| Known::Is(quantity.per(&time)));
        self.flux = flux.clone();
        flux
    }

    /// Concentration times volume.
    fn quantity(&mut self, variable: &'a crate::nmodl::ast::Reference) -> Known {
        let concentration = self.variable(variable).unit();
        let volume = match self.compartments.get(variable.name.text.as_str()) {
            Some(volume) => volume.unit(),
            None => Some(WrittenUnit::number(1.0)),
        };
        concentration
            .zip(volume)
            .map_or(Known::Anything, |(concentration, volume)| Known::Is(concentration.times(&volume)))
    }

    fn expect_rate(&mut self, which: &'static str, flux: &Known, side: &Known, (found, rate): (&Known, &Expression)) {
        let Some((flux, side)) = flux.unit().zip(side.unit()) else { return };
        if let Some((needed, found)) = different(&Known::Is(flux.per(&side)), found) {
            let (factor, found) = (conversion(needed, found), self.shown(found, rate.span));
            let needed = needed.shown(&self.names.written);
            self.report(Problem::Rate { which, needed, found, factor });
        }
    }

    pub(super) fn conserve(&mut self, species: &'a [Species], total: &'a Expression) {
        let mut sum = None;
        for Species { variable, .. } in species {
            let quantity = (self.quantity(variable), variable.span);
            sum = Some(match sum {
                None => quantity,
                Some((known, place)) => (self.join("+", (known, place), quantity), place),
            });
        }
        let total = (self.expression(total), total.span);
        if let Some(sum) = sum {
            self.join("=", sum, total);
        }
    }
}
