//! Which numbers of a segment answer to which: what each mechanism sees that moves, and where it stands in the whole.

use super::Ion;
use super::local::Input;
use crate::mechanism::ion::IonVariable;
use crate::membrane::instance::Instance;

/// The places of all states, currents and ions of a segment.
#[derive(Debug, Default)]
pub(super) struct Layout {
    /// For each instance.
    pub(super) own: Vec<Own>,
    /// How many states there are.
    pub(super) states: usize,
    /// How many currents there are.
    pub(super) currents: usize,
    /// The ions' variables that move and that something sees: the ion's place, which.
    pub(super) followed: Vec<(usize, IonVariable)>,
    /// Which states follow the others without delay.
    pub(super) is_algebraic: Vec<bool>,
}

/// What is an instance's own.
#[derive(Debug)]
pub(super) struct Own {
    pub(super) first_state: usize,
    pub(super) first_current: usize,
    /// What its equations are differentiated with respect to.
    pub(super) inputs: Vec<Input>,
    /// It writes concentrations or reversal potentials.
    pub(super) writes_ions: bool,
    /// It sees the current of an ion.
    pub(super) reads_currents: bool,
}

impl Layout {
    /// `places` has, for each instance, for each of its ions, the place in `ions`.
    pub(super) fn of(instances: &[Instance], places: &[Vec<usize>], ions: &[Ion]) -> Self {
        let mut layout = Self { followed: followed(instances, places, ions), ..Self::default() };
        for (instance, places) in instances.iter().zip(places) {
            let program = instance.program.as_ref();
            layout.own.push(Own {
                first_state: layout.states,
                first_current: layout.currents,
                inputs: inputs(instance, places, &layout.followed),
                writes_ions: super::writes_ions(program),
                reads_currents: super::reads(program, IonVariable::Current),
            });
            layout.states += instance.states.len();
            layout.currents += program.currents.len();
            layout.is_algebraic.extend(instance.states.iter().map(|advanced| advanced.row.is_algebraic()));
        }
        layout
    }

    /// The place of an ion's variable among those that are followed.
    pub(super) fn follower(&self, ion: usize, variable: IonVariable) -> Option<usize> {
        self.followed.iter().position(|&known| known == (ion, variable))
    }
}

/// Voltage, states, and of the ions' variables those that move.
fn inputs(instance: &Instance, places: &[usize], followed: &[(usize, IonVariable)]) -> Vec<Input> {
    let states = (0..instance.states.len()).map(Input::State);
    let ions = seen(instance, places).filter(|&(_, place, variable)| followed.contains(&(place, variable)));
    [Input::V].into_iter().chain(states).chain(ions.map(|(own, _, variable)| Input::Ion(own, variable))).collect()
}

/// What an instance reads of ions: the ion among its own, the ion among all, which variable.
fn seen<'a>(instance: &'a Instance, places: &'a [usize]) -> impl Iterator<Item = (usize, usize, IonVariable)> + 'a {
    let ions = instance.program.ions.iter().zip(places).enumerate();
    ions.flat_map(|(own, (ion, &place))| ion.reads.iter().map(move |&(variable, _)| (own, place, variable)))
}

fn followed(instances: &[Instance], places: &[Vec<usize>], ions: &[Ion]) -> Vec<(usize, IonVariable)> {
    let mut found: Vec<(usize, IonVariable)> = vec![];
    let mut add = |ion: usize, variable| {
        if moves(instances, places, ions, ion, variable) && !found.contains(&(ion, variable)) {
            found.push((ion, variable));
        }
    };
    for (instance, places) in instances.iter().zip(places) {
        for (_, place, variable) in seen(instance, places) {
            add(place, variable);
            if variable == IonVariable::Reversal && follows_concentrations(ions, place) {
                for side in [IonVariable::Inner, IonVariable::Outer] {
                    add(place, side);
                }
            }
        }
    }
    found
}

/// Does a variable of an ion answer to anything in this segment?
pub(super) fn moves(
    instances: &[Instance],
    places: &[Vec<usize>],
    ions: &[Ion],
    ion: usize,
    variable: IonVariable,
) -> bool {
    let is_written = || {
        instances.iter().zip(places).any(|(instance, places)| {
            let own = instance.program.ions.iter().zip(places).filter(|&(_, &place)| place == ion);
            own.flat_map(|(own, _)| &own.writes).any(|(written, _)| *written == variable)
        })
    };
    (variable == IonVariable::Reversal && follows_concentrations(ions, ion)) || is_written()
}

fn follows_concentrations(ions: &[Ion], ion: usize) -> bool {
    ions.get(ion).is_some_and(|ion| ion.style.advances_reversal())
}
