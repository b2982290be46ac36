//! Every density mechanism of a folder evaluated by NEURON and by us: states after INITIAL, currents, conductances, rates.
//!
//! The folder is the program's own `mod`; `NEURON_REDUCE_MODS=FOLDER:FOLDER` adds others, where `nrnivmodl .` may have
//! been run.

use std::path::Path;
use std::sync::Arc;

use neuron_reduce::membrane::instance::{Inputs, Row};
use neuron_reduce::membrane::segment::{OperatingPoint, Segment};
use neuron_reduce::membrane::{Program, Tables, site};

use crate::support::folders::{Folder, current_name, judge, named, own, state_name, written_for_tests};
use crate::support::mechanisms::answers::{AtVoltage, Rates, Values};
use crate::support::mechanisms::{Evaluation, Membrane};
use crate::support::venv::{Neuron, say};

const CELSIUS: f64 = 23.0;

/// That of the cylinder in NEURON, 10 um long and wide.
const AREA_UM2: f64 = std::f64::consts::PI * 100.0;

/// The largest relative difference of one kind of number.
#[derive(Debug, Default, Clone)]
struct Worst {
    error: f64,
    place: String,
    compared: usize,
}

impl Worst {
    /// `scale` is what a difference is small against where the value itself is nearly zero.
    fn compare(&mut self, ours: f64, theirs: f64, scale: f64, place: impl Fn() -> String) {
        self.compared += 1;
        let error = match (ours.is_nan(), theirs.is_nan()) {
            (true, true) => 0.0,
            _ if ours == theirs => 0.0,
            _ => (ours - theirs).abs() / theirs.abs().max(scale),
        };
        if error > self.error || error.is_nan() {
            *self = Self { error, place: format!("{}: {ours:e} for {theirs:e}", place()), compared: self.compared };
        }
    }
}

#[derive(Debug, Default)]
struct Compared {
    initial: Worst,
    currents: Worst,
    conductances: Worst,
    rates: Worst,
    steps: Worst,
    by_steps: Worst,
}

fn voltages_mv() -> Vec<f64> {
    (0..40).map(|place| -98.7 + 4.13 * f64::from(place)).collect()
}

fn segment(loaded: &Folder, program: &Arc<Program>, v_mv: f64) -> Result<Segment, String> {
    let mut patch = site::alone(&[Arc::clone(program)], &loaded.catalog, CELSIUS);
    patch.area_um2 = AREA_UM2;
    // NEURON interpolates tables: here we do, too.
    Segment::start(patch, v_mv, Some(Tables::default())).map_err(|(_, fault)| fault.kind.to_string())
}

fn point(segment: &Segment, v_mv: f64) -> Result<OperatingPoint, String> {
    segment.evaluate(v_mv, &segment.initial_states()).map_err(|(_, fault)| fault.kind.to_string())
}

impl Compared {
    fn voltage(&mut self, loaded: &Folder, program: &Arc<Program>, theirs: &AtVoltage) -> Result<(), String> {
        let segment = segment(loaded, program, theirs.v_mv)?;
        let here = |what: &str| format!("{} {what} at {} mV", program.name, theirs.v_mv);
        for state in &program.states {
            if let Some(&value) = theirs.initial.get(&state_name(program, state.slot)) {
                self.initial.compare(segment.instances[0].value(state.slot), value, 1e-12, || here(&state.name));
            }
        }
        let own = point(&segment, theirs.v_mv)?;
        let scale = 1e-9 * own.current_ma_per_cm2().abs().max(1e-12);
        for (place, &current) in own.currents_ma_per_cm2[0].iter().enumerate() {
            let name = current_name(program, place);
            if let Some(&value) = theirs.current(0.0).values.get(&name) {
                self.currents.compare(current, value, scale, || here(&name));
            }
        }
        // NEURON's difference holds what `SOLVE` assigns, and states that follow without delay.
        let follows = segment.instances[0].states.iter().any(|advanced| advanced.row.is_algebraic());
        if !program.order.currents_need_rates && !follows {
            let linear = segment.linearize(&own).map_err(|(_, fault)| fault.kind.to_string())?;
            let conductance = linear.instantaneous_conductance_s_per_cm2();
            self.conductances.compare(conductance, theirs.slope_conductance(), 1e-10, || here("di/dv"));
        }
        for rates in &theirs.rates {
            self.rates(&segment, program, theirs, rates)?;
        }
        Ok(())
    }

    fn rates(&mut self, segment: &Segment, program: &Program, at: &AtVoltage, theirs: &Rates) -> Result<(), String> {
        let own = point(segment, at.v_mv + theirs.offset_mv)?;
        for (place, (advanced, &rate)) in segment.instances[0].states.iter().zip(&own.rows).enumerate() {
            let name = state_name(program, advanced.slot);
            let here = || format!("{} {name}' at {} + {} mV", program.name, at.v_mv, theirs.offset_mv);
            match (&theirs.equations, advanced.row) {
                (Some(equations), Row::Rate) => {
                    if let Some(&value) = equations.rates_per_ms.get(&name) {
                        self.rates.compare(rate, value, 1e-5, here);
                    }
                }
                (None, Row::Rate) => {
                    if let Some(value) = rate_of_steps(theirs, &name) {
                        self.by_steps.compare(rate, value, 1e-5, here);
                    }
                }
                (_, Row::Step) => self.step(segment, theirs, place, own.v_mv, &here)?,
                (_, Row::Conserved | Row::Equation | Row::Follows) => {}
            }
        }
        Ok(())
    }

    /// What a step of the same length makes of a state that a procedure advances.
    fn step(
        &mut self,
        segment: &Segment,
        theirs: &Rates,
        place: usize,
        v_mv: f64,
        here: &dyn Fn() -> String,
    ) -> Result<(), String> {
        let instance = &segment.instances[0];
        let name = state_name(&instance.program, instance.states[place].slot);
        for step in &theirs.steps {
            // Where `INITIAL` advances the states itself they start from another place with another step.
            let states: Vec<_> = instance
                .states
                .iter()
                .map(|advanced| step.before[&state_name(&instance.program, advanced.slot)])
                .collect();
            let own = segment.evaluate(v_mv, &states).map_err(|(_, fault)| fault.kind.to_string())?;
            let inputs = Inputs { v: v_mv, states: &states, ions: &own.ions };
            let after = instance.stepped(&inputs, step.dt_ms, Some(&Tables::default())).unwrap();
            if let Some(&value) = step.after.get(&name) {
                self.steps.compare(after[place], value, 1e-9, here);
            }
        }
        Ok(())
    }

    fn lines(&self) -> String {
        let kinds = [
            ("initial", &self.initial),
            ("currents", &self.currents),
            ("di/dv", &self.conductances),
            ("rates", &self.rates),
            ("steps", &self.steps),
            ("by steps", &self.by_steps),
        ];
        let line = |(kind, worst): (&str, &Worst)| {
            format!("  {kind:<9} {:>7} compared, worst {:.1e} {}\n", worst.compared, worst.error, worst.place)
        };
        kinds.into_iter().map(line).collect()
    }
}

/// The rate from two steps of different length.
fn rate_of_steps(rates: &Rates, name: &str) -> Option<f64> {
    let rate = |place: usize| {
        let step = rates.steps.get(place)?;
        let change = |values: &Values| values.get(name).copied();
        Some((change(&step.after)? - change(&step.before)?) / step.dt_ms)
    };
    Some(2.0 * rate(0)? - rate(1)?)
}

/// A mechanism's name with something of it.
type Named<T> = (String, T);

/// What each mechanism of a folder gives; those that are not evaluated, with the reason.
fn compare(folder: &Path, neuron: Neuron) -> (Vec<Named<Compared>>, Vec<Named<String>>) {
    let loaded = Folder::read(folder);
    let membranes = loaded.programs.iter().map(|program| Membrane { celsius: CELSIUS, ..Membrane::of(&program.name) });
    let jobs: Vec<_> = membranes.map(|membrane| Evaluation::at(membrane, &voltages_mv())).collect();
    let (mut compared, mut refused) = (vec![], vec![]);
    for (program, answer) in loaded.programs.iter().zip(judge(folder, neuron).evaluate(&jobs)) {
        let mut found = Compared::default();
        let done = answer
            .and_then(|answer| answer.voltages.iter().flatten().try_for_each(|at| found.voltage(&loaded, program, at)));
        match done {
            Ok(()) => compared.push((program.name.clone(), found)),
            Err(reason) => refused.push((program.name.clone(), reason)),
        }
    }
    (compared, refused)
}

fn assert_agrees((name, found): &Named<Compared>) {
    let bound = |worst: &Worst, bound: f64| assert!(worst.error < bound, "{name}\n{}", found.lines());
    bound(&found.initial, 1e-9);
    bound(&found.currents, 1e-9);
    bound(&found.conductances, 1e-8);
    bound(&found.rates, 1e-9);
    bound(&found.steps, 1e-9);
    bound(&found.by_steps, 1e-6);
}

#[test]
fn own_mechanisms_are_evaluated_as_neuron_does() {
    let (compared, refused) = compare(&own(), Neuron::Nine);
    assert_eq!(refused, []);
    compared.iter().for_each(assert_agrees);
}

#[test]
fn schemes_and_pumps_are_evaluated_as_neuron_does() {
    let (compared, refused) = compare(&written_for_tests(), Neuron::Nine);
    assert_eq!(refused, [("foreign".to_owned(), "C code decides `g`".to_owned())]);
    let mut names: Vec<_> = compared.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["bound", "caghk", "called", "gated", "pump", "tabled", "textbook", "threestate"]);
    compared.iter().for_each(assert_agrees);
}

#[test]
fn named_folders_are_evaluated_as_neuron_does() {
    for (variable, neuron) in [("NEURON_REDUCE_MODS", Neuron::Nine), ("NEURON_REDUCE_MODS_8", Neuron::Eight)] {
        for folder in named(variable) {
            let (compared, refused) = compare(&folder, neuron);
            for (name, found) in compared {
                say(&format!("{name} ({})\n{}", folder.display(), found.lines()));
            }
            for (name, reason) in refused {
                say(&format!("{name} ({}) not evaluated: {reason}", folder.display()));
            }
        }
    }
}
