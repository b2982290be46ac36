//! One look at a segment: everything at a voltage and states, with its derivatives where they are wanted.

use super::around::Around;
use super::local::{self, Site};
use super::tableau::{From, Tableau};
use super::{OperatingPoint, Segment, seen, values_of};
use crate::membrane::fault::Fault;
use crate::membrane::ghk::{nernst_mv, thermal_voltage_mv};
use crate::membrane::instance::{Inputs, IonValues, Outputs, Scratch};
use crate::membrane::program::Carrier;

/// A segment's operating point and its equations around it.
#[derive(Debug, Default)]
pub struct Look {
    /// The point.
    pub point: OperatingPoint,
    pub(super) around: Around,
}

impl Look {
    /// A point whose surroundings are yet to be looked at.
    #[must_use]
    pub fn at(point: OperatingPoint) -> Self {
        Self { point, around: Around::default() }
    }
}

/// Room for looks, used again and again.
#[derive(Debug, Default)]
pub struct Room {
    plain: Scratch<f64>,
    lanes: local::Room,
    ions: Vec<IonValues<f64>>,
    /// What each instance gives.
    values: Vec<Outputs<f64>>,
    pub(super) tableau: Tableau,
    pub(super) rows: Vec<f64>,
}

/// The instances whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// Those that write concentrations or reversal potentials: what they write is what the others see.
    Writers,
    /// Those that do not see currents.
    First,
    /// Those that do see them and have currents of their own, before the sums are known.
    Contributors,
    /// Those that see them.
    Readers,
}

impl Segment {
    /// Everything for a voltage and states (of all instances, in their order).
    ///
    /// # Errors
    /// The name of a mechanism and its equation that cannot be evaluated.
    pub fn evaluate(&self, v_mv: f64, states: &[f64]) -> Result<OperatingPoint, (String, Fault)> {
        let mut point = OperatingPoint::default();
        self.run(&mut Room::default(), v_mv, states, &mut point, None)?;
        Ok(point)
    }

    /// The same with the equations around it. What was in `into` is overwritten.
    ///
    /// # Errors
    /// As [`Segment::evaluate`].
    pub fn look(&self, v_mv: f64, states: &[f64], room: &mut Room, into: &mut Look) -> Result<(), (String, Fault)> {
        let Look { point, around } = into;
        let mut tableau = std::mem::take(&mut room.tableau);
        tableau.clear(&self.layout);
        self.run(room, v_mv, states, point, Some(&mut tableau))?;
        for (place, (ion, values)) in self.ions.iter().zip(&point.ions).enumerate() {
            if ion.style.advances_reversal() && values.inner > 0.0 && values.outer > 0.0 && ion.valence != 0.0 {
                tableau.set_nernst(&self.layout, place, thermal_voltage_mv(self.celsius) / ion.valence, *values);
            }
        }
        tableau.follow(&mut room.rows);
        around.take(&tableau, &self.layout);
        room.tableau = tableau;
        Ok(())
    }

    fn run(
        &self,
        room: &mut Room,
        v_mv: f64,
        states: &[f64],
        point: &mut OperatingPoint,
        mut tableau: Option<&mut Tableau>,
    ) -> Result<(), (String, Fault)> {
        point.v_mv = v_mv;
        point.states.clear();
        point.states.extend_from_slice(states);
        point.ions.clear();
        point.ions.extend(values_of(&self.ions));
        room.values.resize_with(self.instances.len(), Outputs::default);
        self.turn(Turn::Writers, room, point, None)?;
        self.take_written(room, &mut point.ions);
        self.turn(Turn::First, room, point, tableau.as_deref_mut())?;
        if self.layout.own.iter().any(|own| own.reads_currents) {
            self.turn(Turn::Contributors, room, point, None)?;
            self.sum_currents(&room.values, &mut point.ions);
            self.turn(Turn::Readers, room, point, tableau)?;
        }
        self.sum_currents(&room.values, &mut point.ions);
        self.take_outputs(&room.values, point);
        Ok(())
    }

    /// Evaluates the instances whose turn it is; their values stay in the room.
    fn turn(
        &self,
        turn: Turn,
        room: &mut Room,
        point: &OperatingPoint,
        mut tableau: Option<&mut Tableau>,
    ) -> Result<(), (String, Fault)> {
        let Room { plain, lanes, ions, values, .. } = room;
        let instances = self.instances.iter().zip(&self.ion_places).zip(&self.layout.own).zip(values);
        for (place, (((instance, places), own), values)) in instances.enumerate() {
            let is_asked = match turn {
                Turn::Writers => own.writes_ions,
                Turn::First => !own.reads_currents,
                Turn::Contributors => own.reads_currents && !instance.program.currents.is_empty(),
                Turn::Readers => own.reads_currents,
            };
            if !is_asked {
                continue;
            }
            let states = point.states.get(own.first_state..own.first_state + instance.states.len()).unwrap_or_default();
            let named = |fault| (instance.program.name.clone(), fault);
            ions.clear();
            ions.extend(seen(places, &point.ions));
            if let Some(tableau) = tableau.as_deref_mut() {
                let site = Site { instance, v_mv: point.v_mv, states, ions, tables: self.tables.as_ref() };
                let from = From { layout: &self.layout, instance: place, places, density: self.density(instance) };
                let put = |input, quantity, slope| tableau.take(&from, input, quantity, slope);
                local::look(site, &own.inputs, lanes, values, put).map_err(named)?;
            } else {
                let inputs = Inputs { v: point.v_mv, states, ions };
                instance.evaluate_in(plain, &inputs, self.tables.as_ref()).map_err(named)?;
                std::mem::swap(values, &mut plain.outputs);
            }
        }
        Ok(())
    }

    /// Concentrations and reversal potentials that mechanisms write, then those that follow from them.
    fn take_written(&self, room: &Room, ions: &mut [IonValues<f64>]) {
        let writers = self.layout.own.iter().zip(&room.values).zip(&self.ion_places);
        for ((_, output), places) in writers.filter(|((own, _), _)| own.writes_ions) {
            for &(ion, variable, value) in &output.written {
                if let Some(values) = places.get(ion).and_then(|&place| ions.get_mut(place)) {
                    values.set(variable, value);
                }
            }
        }
        for (values, ion) in ions.iter_mut().zip(&self.ions).filter(|(_, ion)| ion.style.advances_reversal()) {
            values.e = nernst_mv(values.inner, values.outer, ion.valence, self.celsius);
        }
    }

    fn sum_currents(&self, outputs: &[Outputs<f64>], ions: &mut [IonValues<f64>]) {
        for values in ions.iter_mut() {
            values.current = 0.0;
        }
        for ((output, instance), places) in outputs.iter().zip(&self.instances).zip(&self.ion_places) {
            let density = self.density(instance);
            for (value, current) in output.currents.iter().zip(&instance.program.currents) {
                if let Carrier::Ion(ion) = current.carrier
                    && let Some(values) = places.get(ion).and_then(|&place| ions.get_mut(place))
                {
                    values.current += value * density;
                }
            }
        }
    }

    /// Rows and currents of all instances.
    fn take_outputs(&self, outputs: &[Outputs<f64>], point: &mut OperatingPoint) {
        point.rows.clear();
        point.rows.extend(outputs.iter().flat_map(|output| &output.rows));
        point.currents_ma_per_cm2.resize_with(outputs.len(), Vec::new);
        for ((output, instance), into) in outputs.iter().zip(&self.instances).zip(&mut point.currents_ma_per_cm2) {
            let density = self.density(instance);
            let sign = |carrier| if carrier == Carrier::Electrode { -density } else { density };
            into.clear();
            into.extend(
                output
                    .currents
                    .iter()
                    .zip(&instance.program.currents)
                    .map(|(value, current)| value * sign(current.carrier)),
            );
        }
    }
}
