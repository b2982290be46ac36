//! `function_tables`: what hoc filled the `FUNCTION_TABLE`s of mechanisms with, `{mechanism: {name: {values axes}}}`.
//!
//! An axis is a list of places, or `{count first last}` where they lie in equal steps.

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::SnapshotError;
use super::value::Entries;
use super::written::{WrittenAxis, WrittenTable};
use crate::mechanism::function_table::{Axis, FunctionTable, FunctionTables};

pub(super) fn write(tables: &FunctionTables) -> Value {
    let of_mechanism = |tables: &IndexMap<String, Arc<FunctionTable>>| -> Map<String, Value> {
        tables.iter().map(|(name, table)| (name.clone(), table_value(table))).collect()
    };
    tables.iter().map(|(mechanism, tables)| (mechanism.clone(), Value::from(of_mechanism(tables)))).collect()
}

fn table_value(table: &FunctionTable) -> Value {
    let axis = |axis: &Axis| match axis {
        Axis::At(places) => json!(places),
        Axis::Even { count, first, last } => json!({ "count": count, "first": first, "last": last }),
    };
    json!({ "values": table.values, "axes": table.axes.iter().map(axis).collect::<Vec<_>>() })
}

pub(super) fn read(written: Entries<Entries<WrittenTable>>) -> Result<FunctionTables, SnapshotError> {
    let of_mechanism = |(mechanism, tables): (String, Entries<WrittenTable>)| {
        let tables = tables.0.into_iter().map(|(name, table)| {
            let table = read_table(table, || format!("function_tables.{mechanism}.{name}"))?;
            Ok((name, Arc::new(table)))
        });
        let tables = tables.collect::<Result<_, SnapshotError>>()?;
        Ok((mechanism, tables))
    };
    written.0.into_iter().map(of_mechanism).collect()
}

fn read_table(written: WrittenTable, path: impl Fn() -> String) -> Result<FunctionTable, SnapshotError> {
    let WrittenTable { values, axes } = written;
    let axes: Vec<Axis> = axes.into_iter().map(axis).collect();
    if let Some(empty) = axes.iter().position(|axis| axis.count() == 0) {
        let path = format!("{}.axes[{empty}]", path());
        return Err(SnapshotError::Kind { path, told: "no places".into() });
    }
    let expected = axes.iter().fold(1_usize, |count, axis| count.saturating_mul(axis.count()));
    if values.len() == expected {
        Ok(FunctionTable { axes, values })
    } else {
        Err(SnapshotError::Length { path: format!("{}.values", path()), expected, found: values.len() })
    }
}

fn axis(written: WrittenAxis) -> Axis {
    match written {
        WrittenAxis::At(places) => Axis::At(places),
        WrittenAxis::Even { count, first, last } => Axis::Even { count, first, last },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn back(tables: &Value) -> Result<Value, String> {
        let written = serde_json::from_value(tables.clone()).map_err(|error| error.to_string())?;
        read(written).map(|tables| write(&tables)).map_err(|error| error.to_string())
    }

    #[test]
    fn tables_come_back() {
        let even = json!({ "count": 2, "first": -100.0, "last": 50.0 });
        let tables = json!({ "k": {
            "f_k": { "values": [1.0, 0.5], "axes": [[-80.0, 0.0]] },
            "g_k": { "values": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0], "axes": [even, [1e-5, 2.0, 3.0]] },
            "c_k": { "values": [7.0], "axes": [] },
        } });
        assert_eq!(back(&tables), Ok(tables));
    }

    #[test]
    fn what_is_read_is_not_trusted() {
        let table = |values: Value, axes: Value| json!({ "k": { "f_k": { "values": values, "axes": axes } } });
        let message = |values, axes| back(&table(values, axes)).unwrap_err();
        assert_eq!(
            message(json!([1.0]), json!([[1.0, 2.0]])),
            "`function_tables.k.f_k.values` of the snapshot has 1 values for 2"
        );
        assert_eq!(message(json!([]), json!([[]])), "`function_tables.k.f_k.axes[0]` of the snapshot: no places");
        let even = json!([{ "count": -1, "first": 0.0, "last": 1.0 }]);
        assert_eq!(message(json!([1.0]), even), "neither a list of places nor `count`, `first` and `last`");
    }
}
