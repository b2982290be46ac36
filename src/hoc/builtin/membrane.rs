//! Functions on the mechanisms of the accessed section.

use crate::hoc::builtin::Call;
use crate::hoc::builtin::functions::Table;
use crate::hoc::builtin::geometry::of_section;
use crate::hoc::error::Evaluated;
use crate::hoc::interpreter::Interpreter;
use crate::hoc::value::Value;
use crate::mechanism::MechanismKind;

pub(crate) const FUNCTIONS: Table = &[("ismembrane", ismembrane), ("ion_style", ion_style)];

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
