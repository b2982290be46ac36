//! The functions of a channel's rates, and the equations of its gates of one state.

use std::collections::BTreeSet;

use crate::channel::rate::{LARGEST_EXPONENT, LINOID_LINE, Rate, ZERO_CELSIUS_K};
use crate::channel::{Channel, Drive, Transition};
use crate::emit::number::number;
use crate::units::ELEMENTARY_CHARGE_MV_PER_BOLTZMANN_K;

/// The names of each transition's two functions; none where what binds drives it.
pub(super) type Names = Vec<Option<[String; 2]>>;

/// Names of functions that are told apart, from each other and from the states.
pub(super) fn names_of(channel: &Channel) -> Names {
    let mut taken: BTreeSet<String> = channel.states.iter().map(|state| state.name.clone()).collect();
    taken.extend(["bounded_exp", "linoid"].map(str::to_owned));
    let name = |state: usize| channel.states.get(state).map_or("", |state| state.name.as_str());
    let mut free = |wanted: String| {
        let numbered = (2..).map(|count| format!("{wanted}_{count}"));
        let found = std::iter::once(wanted.clone()).chain(numbered).find(|name| !taken.contains(name));
        let found = found.unwrap_or_default();
        taken.insert(found.clone());
        found
    };
    let of = |transition: &Transition| {
        let (source, target) = (name(transition.source), name(transition.target));
        let is_alone = transition.source == transition.target;
        Some(match (&transition.drive, is_alone) {
            (Drive::Ligand { .. }, _) => return None,
            (Drive::Rates(..), true) => [free(format!("alpha_{source}")), free(format!("beta_{source}"))],
            (Drive::SteadyState(..), true) => [free(format!("inf_{source}")), free(format!("tau_{source}"))],
            (Drive::Rates(..), false) => [free(format!("{source}_to_{target}")), free(format!("{target}_to_{source}"))],
            (Drive::SteadyState(..), false) => {
                [free(format!("inf_{source}_{target}")), free(format!("tau_{source}_{target}"))]
            }
        })
    };
    channel.transitions.iter().map(of).collect()
}

/// NEURON then takes the time constant that belongs to the steady value while it steps, and not where it starts.
pub(super) fn takes_charges_for_rates(drive: &Drive) -> bool {
    matches!(drive, Drive::Rates(Rate::ChargeSteady(_), Rate::ChargeTime(_)))
}

/// A channel with the names of its functions.
pub(super) struct Functions<'a> {
    pub(super) channel: &'a Channel,
    pub(super) names: &'a Names,
}

impl Functions<'_> {
    /// Where the gates of one state start.
    pub(super) fn initial(&self) -> String {
        let start = |(state, transition, [one, other]): (&str, &Transition, &[String; 2])| match transition.drive {
            Drive::SteadyState(..) => format!("    {state} = {one}(v)\n"),
            Drive::Rates(..) | Drive::Ligand { .. } => format!("    {state} = {one}(v)/({one}(v) + {other}(v))\n"),
        };
        self.alone().map(start).collect()
    }

    /// How the gates of one state go on.
    pub(super) fn derivative(&self) -> String {
        let equation = |(state, transition, [one, other]): (&str, &Transition, &[String; 2])| match transition.drive {
            Drive::SteadyState(..) => format!("    {state}' = ({one}(v) - {state})/{other}(v)\n"),
            Drive::Rates(..) | Drive::Ligand { .. } => {
                format!("    {state}' = {one}(v)*(1 - {state}) - {other}(v)*{state}\n")
            }
        };
        let equations: String = self.alone().map(equation).collect();
        if equations.is_empty() { equations } else { format!("\nDERIVATIVE gates {{\n{equations}}}\n") }
    }

    /// The rates of a transition between two states, there and back.
    pub(super) fn rates(&self, index: usize, transition: &Transition) -> [String; 2] {
        match (&transition.drive, self.names.get(index).and_then(Option::as_ref)) {
            (Drive::Ligand { ion, is_inside, count, binding, unbinding, .. }, _) => {
                let concentration = super::super::declare::concentration(ion, *is_inside);
                let bound = if *count == 1 { concentration } else { format!("{concentration}^{count}") };
                [format!("{}*{bound}", bracketed(*binding)), bracketed(*unbinding)]
            }
            (Drive::Rates(..), Some([there, back])) => [format!("{there}(v)"), format!("{back}(v)")],
            (Drive::SteadyState(..), Some([inf, tau])) => {
                [format!("{inf}(v)/{tau}(v)"), format!("(1 - {inf}(v))/{tau}(v)")]
            }
            (Drive::Rates(..) | Drive::SteadyState(..), None) => ["0".to_owned(), "0".to_owned()],
        }
    }

    /// Gates of one state.
    fn alone(&self) -> impl Iterator<Item = (&str, &Transition, &[String; 2])> {
        let named = self.channel.transitions.iter().zip(self.names);
        named.filter(|(transition, _)| transition.source == transition.target).filter_map(|(transition, names)| {
            let state = self.channel.states.get(transition.source)?;
            Some((state.name.as_str(), transition, names.as_ref()?))
        })
    }

    /// The functions themselves, and what they call.
    pub(super) fn texts(&self) -> String {
        let mut used = BTreeSet::new();
        let mut texts = vec![];
        for (transition, names) in self.channel.transitions.iter().zip(self.names) {
            let (Drive::Rates(one, other) | Drive::SteadyState(one, other)) = &transition.drive else { continue };
            let Some(names) = names else { continue };
            let other = &other.clone().beside(one);
            let units = if matches!(transition.drive, Drive::Rates(..)) { ["/ms", "/ms"] } else { ["1", "ms"] };
            for ((rate, name), unit) in [one, other].into_iter().zip(names).zip(units) {
                let body = body(name, rate, &mut used);
                texts.push(format!("\nFUNCTION {name}(v (mV)) ({unit}) {{\n{body}}}\n"));
            }
        }
        let helpers = HELPERS.iter().filter(|(name, _)| used.contains(name)).map(|(_, text)| text());
        texts.extend(helpers);
        if texts.is_empty() { String::new() } else { format!("\nUNITSOFF\n{}\nUNITSON\n", texts.concat()) }
    }
}

type Helper = (&'static str, fn() -> String);

const HELPERS: &[Helper] = &[("bounded_exp", bounded_exp), ("linoid", linoid)];

fn bounded_exp() -> String {
    let most = number(LARGEST_EXPONENT);
    format!(
        "\nFUNCTION bounded_exp(x) {{\n    if (x > {most}) {{\n        bounded_exp = exp({most})\n    }} else if (x < -{most}) {{\n        \
         bounded_exp = exp(-{most})\n    }} else {{\n        bounded_exp = exp(x)\n    }}\n}}\n"
    )
}

fn linoid() -> String {
    let near = number(LINOID_LINE);
    format!(
        "\nFUNCTION linoid(x) {{\n    if (fabs(x) > {near}) {{\n        linoid = x/(1 - bounded_exp(-x))\n    }} else {{\n        \
         linoid = 1 + x/2\n    }}\n}}\n"
    )
}

/// The statements that give a function its value.
fn body(name: &str, rate: &Rate, used: &mut BTreeSet<&'static str>) -> String {
    let shifted = |k: f64, d: f64| format!("{}*(v - {})", bracketed(k), bracketed(d));
    match rate {
        Rate::Constant(value) => format!("    {name} = {}\n", number(*value)),
        &Rate::Exponential([a, k, d]) => {
            used.insert("bounded_exp");
            format!("    {name} = {}*bounded_exp({})\n", bracketed(a), shifted(k, d))
        }
        &Rate::Linoid([a, k, d]) => {
            used.extend(["bounded_exp", "linoid"]);
            format!("    {name} = {}*linoid({})\n", bracketed(a), shifted(k, d))
        }
        &Rate::Sigmoid([a, k, d]) => {
            used.insert("bounded_exp");
            format!("    {name} = {}/(1 + bounded_exp({}))\n", bracketed(a), shifted(k, d))
        }
        Rate::ChargeSteady(numbers) => {
            used.insert("bounded_exp");
            format!("{}    {name} = forth/(forth + back)\n", charges(numbers))
        }
        Rate::ChargeTime(numbers) => {
            used.insert("bounded_exp");
            format!("{}    {name} = 1/(forth + back) + {}\n", charges(numbers), bracketed(numbers[4]))
        }
        Rate::Table { values, first_mv, last_mv } => table(name, values, *first_mv, *last_mv),
    }
}

fn charges(&[rate, half_mv, valence, asymmetry, _]: &[f64; 5]) -> String {
    format!(
        "    LOCAL x, forth, back\n    x = {}/({} + celsius)*{}*(v - {})\n    forth = {rate}*bounded_exp({asymmetry}*x)\n    \
         back = {rate}*bounded_exp(({asymmetry} - 1)*x)\n",
        number(ELEMENTARY_CHARGE_MV_PER_BOLTZMANN_K),
        number(ZERO_CELSIUS_K),
        bracketed(valence),
        bracketed(half_mv),
        rate = bracketed(rate),
        asymmetry = bracketed(asymmetry),
    )
}

fn table(name: &str, values: &[f64], first_mv: f64, last_mv: f64) -> String {
    let (first, last) = (values.first().copied().unwrap_or_default(), values.last().copied().unwrap_or_default());
    let steps_per_mv = (values.len().saturating_sub(1)) as f64 / (last_mv - first_mv);
    let pieces: Vec<_> = values.windows(2).enumerate().collect();
    format!(
        "    LOCAL x\n    x = (v - {})*{}\n    if (v <= {}) {{\n        {name} = {}\n    }} else if (v >= {}) {{\n        {name} = {}\n    }} else {{\n{}    }}\n",
        bracketed(first_mv),
        bracketed(steps_per_mv),
        bracketed(first_mv),
        number(first),
        bracketed(last_mv),
        number(last),
        pieces_of_table(name, &pieces, 2),
    )
}

/// The line that `x` lies on, found by halves.
fn pieces_of_table(name: &str, pieces: &[(usize, &[f64])], depth: usize) -> String {
    let indent = "    ".repeat(depth);
    match pieces {
        [] => String::new(),
        [(place, ends)] => {
            let (before, after) = (ends.first().copied().unwrap_or_default(), ends.last().copied().unwrap_or_default());
            format!("{indent}{name} = {} + {}*(x - {place})\n", number(before), bracketed(after - before))
        }
        _ => {
            let (below, above) = pieces.split_at(pieces.len() / 2);
            let place = above.first().map_or(0, |(place, _)| *place);
            format!(
                "{indent}if (x < {place}) {{\n{}{indent}}} else {{\n{}{indent}}}\n",
                pieces_of_table(name, below, depth + 1),
                pieces_of_table(name, above, depth + 1)
            )
        }
    }
}

/// A number as part of a product.
fn bracketed(value: f64) -> String {
    if value.is_sign_negative() { format!("({})", number(value)) } else { number(value) }
}
