//! Functions on the mechanisms of the accessed section.

use crate::hoc::builtin::Call;
use crate::hoc::builtin::functions::Table;
use crate::hoc::builtin::geometry::of_section;
use crate::hoc::error::{Evaluated, HocError};
use crate::hoc::eval::names::Named;
use crate::hoc::interpreter::Interpreter;
use crate::hoc::value::{Reference, Value};
use crate::mechanism::{MechanismKind, MechanismType};
use crate::membrane::ghk::{current_factor, nernst_mv, thermal_voltage_mv};

pub(crate) const FUNCTIONS: Table = &[
    ("ismembrane", ismembrane),
    ("ion_style", ion_style),
    ("ion_charge", ion_charge),
    ("ion_register", ion_register),
    ("nernst", nernst),
    ("ghk", ghk),
];

fn ismembrane(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let mechanism = this.model.catalog().find(&call.text(this, 0)?);
    of_section(this, call, |this, section| {
        Ok(Value::from_bool(mechanism.is_some_and(|mechanism| this.model.has_mechanism(section, mechanism))))
    })
}

/// `ion_style("ca_ion", c, e, einit, eadvance, cinit)`: the style before, -1 where the ion is not in the section.
fn ion_style(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let name = call.text(this, 0)?;
    let catalog = this.model.catalog();
    let ion = catalog.find(&name).filter(|&found| catalog.mechanism(found).kind == MechanismKind::Ion);
    let Some(ion) = ion else { return Err(call.wrong(0, "the name of an ion such as \"na_ion\"", "another name")) };
    let before = of_section(this, call, |this, section| this.model.ion_style(section, ion))?;
    if call.count() > 1 {
        let numbers = [
            call.number(this, 1)?,
            call.number(this, 2)?,
            call.number(this, 3)?,
            call.number(this, 4)?,
            call.number(this, 5)?,
        ];
        of_section(this, call, |this, section| this.model.set_ion_style(section, ion, numbers).map(|_| ()))?;
    }
    Ok(Value::Number(before.map_or(-1.0, |style| f64::from(style.number()))))
}

/// `ion_charge("ca_ion")`
fn ion_charge(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let name = call.text(this, 0)?;
    let ion = this.model.catalog().find(&name).map(|found| this.model.catalog().mechanism(found));
    let charge = ion.filter(|ion| ion.kind == MechanismKind::Ion).and_then(charge);
    charge.map(Value::Number).ok_or_else(|| call.wrong(0, "the name of an ion such as \"na_ion\"", "another name"))
}

/// `ion_register("cl", -1)`: an ion that no mechanism has to use; -1 where one of its names is taken.
fn ion_register(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let (ion, asked) = (call.text(this, 0)?, call.number(this, 1)?);
    let name = format!("{ion}_ion");
    let Some(known) = this.model.catalog().find(&name) else {
        let names = [name, format!("e{ion}"), format!("{ion}i"), format!("{ion}o"), format!("i{ion}")];
        if names.iter().any(|name| !matches!(this.resolve_at_top(name), Named::Unknown)) {
            return Ok(Value::Number(-1.0));
        }
        this.model.add_ion(&ion, asked);
        return Ok(this.unknown_value(&call.name.text));
    };
    match charge(this.model.catalog().mechanism(known)) {
        Some(known) if known != asked => {
            let message = format!("{name} already defined with charge {known}, cannot redefine with charge {asked}");
            Err(call.error(HocError::Raised { message }))
        }
        Some(_) | None => Ok(this.unknown_value(&call.name.text)),
    }
}

fn charge(ion: &MechanismType) -> Option<f64> {
    ion.ions.first().and_then(|ion| ion.valence)
}

/// `nernst(inside, outside, charge)` in mM, at the present temperature: mV. `nernst("ena", x)`, `nernst("nai", x)`: what
/// the other two variables of the ion in the accessed section ask for.
fn nernst(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    if !call.is_text(0) {
        let (inside, outside, charge) = (call.number(this, 0)?, call.number(this, 1)?, call.number(this, 2)?);
        return Ok(Value::Number(nernst_mv(inside, outside, charge, celsius(this))));
    }
    let name = call.text(this, 0)?;
    let no_ion = || call.wrong(0, "a reversal potential or concentration", "another name");
    let (place, [e, inside, outside], charge) = ion_of(this, &name).ok_or_else(no_ion)?;
    let x = if call.count() > 1 { call.number_within(this, 1, 0.0, 1.0)? } else { 0.5 };
    let section = this.accessed_section(call.name.span)?;
    let mut read = |variable: &str| {
        let range = this.model.find_range(variable).ok_or_else(no_ion)?;
        let reference = Reference::Range { section, range, element: 0, x, stored: false };
        match this.read_reference(&reference, call.name.span)? {
            Value::Number(number) => Ok(number),
            Value::Text(_) | Value::Object(_) | Value::Section(_) => Err(no_ion()),
        }
    };
    let (e, inside, outside) = (read(&e)?, read(&inside)?, read(&outside)?);
    let per_mv = charge / thermal_voltage_mv(celsius(this));
    Ok(Value::Number(match place {
        0 => nernst_mv(inside, outside, charge, celsius(this)),
        1 => outside * (-per_mv * e).exp(),
        _ => inside * (per_mv * e).exp(),
    }))
}

/// The place of a variable among the reversal potential and the concentrations of its ion, these, and the ion's charge.
fn ion_of(this: &Interpreter, name: &str) -> Option<(usize, [String; 3], f64)> {
    let ions = this.model.catalog().mechanisms().filter(|(_, mechanism)| mechanism.kind == MechanismKind::Ion);
    ions.into_iter().find_map(|(_, ion)| {
        let ionic = ion.ions.first()?;
        let names = [format!("e{}", ionic.ion), format!("{}i", ionic.ion), format!("{}o", ionic.ion)];
        let place = names.iter().position(|variable| variable == name)?;
        Some((place, names, charge(ion)?))
    })
}

/// `ghk(v, inside, outside, charge)`
fn ghk(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let (v_mv, inside) = (call.number(this, 0)?, call.number(this, 1)?);
    let (outside, charge) = (call.number(this, 2)?, call.number(this, 3)?);
    Ok(Value::Number(current_factor(v_mv, inside, outside, charge, celsius(this))))
}

fn celsius(this: &Interpreter) -> f64 {
    this.number("celsius").unwrap_or(0.0)
}
