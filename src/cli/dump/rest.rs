//! The operating point of every segment.

use serde_json::{Map, Value, json};

use crate::cell::Cell;
use crate::cell::resolved::Section;
use crate::layouts;
use crate::membrane::instance::IonValues;
use crate::rest::{Rest, Resting};

pub(super) fn text(cell: &Cell, rest: &Rest) -> String {
    let head = match rest.settled_ms {
        Some(_) => "where the cell comes to rest, mV\n\n",
        None => "where the cell is put, mV\n\n",
    };
    let title = format!("{:<16} {:>5} {:>10} {:>10} {:>10}\n", "section", "nseg", "at 0", "lowest", "highest");
    let row = |(section, segments): (&Section, &Vec<Resting>)| {
        let voltages = || segments.iter().map(|segment| segment.point.v_mv);
        let first = voltages().next().unwrap_or(f64::NAN);
        let (low, high) = (voltages().fold(f64::INFINITY, f64::min), voltages().fold(f64::NEG_INFINITY, f64::max));
        format!("{:<16} {:>5} {first:>10.4} {low:>10.4} {high:>10.4}\n", section.name, section.nseg)
    };
    let rows: String = cell.sections.iter().zip(&rest.sections).map(row).collect();
    format!("{head}{title}{rows}")
}

pub(super) fn value(cell: &Cell, rest: &Rest) -> Value {
    let sections = cell.sections.iter().zip(&rest.sections).map(|(section, segments)| {
        json!({
            "name": section.name,
            "v": segments.iter().map(|segment| segment.point.v_mv).collect::<Vec<_>>(),
            "ions": ions(segments),
            "states": states(segments),
        })
    });
    json!({
        "layout_version": layouts::REST,
        "celsius": cell.celsius,
        "v_init": cell.v_init_mv,
        "settled_ms": rest.settled_ms,
        "sections": sections.collect::<Vec<_>>(),
    })
}

/// The ions of a section by their variables' names in hoc, over its segments.
fn ions(segments: &[Resting]) -> Value {
    let mut all = Map::new();
    let Some(first) = segments.first() else { return Value::Object(all) };
    for (place, ion) in first.membrane.ions.iter().enumerate() {
        let name = &ion.name;
        let over = |of: &dyn Fn(&IonValues<f64>) -> f64| -> Value {
            segments.iter().filter_map(|segment| segment.point.ions.get(place)).map(of).collect()
        };
        let values = json!({
            format!("e{name}"): over(&|values| values.e),
            format!("{name}i"): over(&|values| values.inner),
            format!("{name}o"): over(&|values| values.outer),
            format!("i{name}"): over(&|values| values.current),
        });
        all.insert(format!("{name}_ion"), values);
    }
    Value::Object(all)
}

/// The states of a section by mechanism and name, over its segments.
fn states(segments: &[Resting]) -> Value {
    let mut all = Map::new();
    let Some(first) = segments.first() else { return Value::Object(all) };
    let mut place = 0;
    for instance in &first.membrane.instances {
        let mut own = Map::new();
        for advanced in &instance.states {
            let values = segments.iter().filter_map(|segment| segment.point.states.get(place).copied());
            own.insert(instance.program.name_of(advanced.slot), values.collect());
            place += 1;
        }
        if !own.is_empty() {
            all.insert(instance.program.name.clone(), Value::Object(own));
        }
    }
    Value::Object(all)
}
