//! `function_tables`: what hoc filled the `FUNCTION_TABLE`s of mechanisms with, `{mechanism: {name: {values axes}}}`.
//!
//! An axis is a list of places, or `{count first last}` where they lie in equal steps.

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::SnapshotError;
use super::node::Node;
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

pub(super) fn read(tables: &Node<'_>) -> Result<FunctionTables, SnapshotError> {
    tables
        .entries()?
        .map(|(mechanism, tables)| {
            let tables = tables.entries()?.map(|(name, table)| Ok((name, Arc::new(read_table(&table)?))));
            Ok((mechanism, tables.collect::<Result<_, SnapshotError>>()?))
        })
        .collect()
}

fn read_table(table: &Node<'_>) -> Result<FunctionTable, SnapshotError> {
    let axes: Vec<Axis> = table.get("axes").list()?.iter().map(read_axis).collect::<Result<_, _>>()?;
    let values = table.get("values");
    let (path, values) = (values.path(), values.numbers()?);
    let expected = axes.iter().fold(1_usize, |count, axis| count.saturating_mul(axis.count()));
    if values.len() == expected {
        Ok(FunctionTable { axes, values })
    } else {
        Err(SnapshotError::Length { path, expected, found: values.len() })
    }
}

fn read_axis(axis: &Node<'_>) -> Result<Axis, SnapshotError> {
    let found = if axis.value.is_array() {
        Axis::At(axis.numbers()?)
    } else {
        let number = |key| axis.get(key).number();
        Axis::Even { count: axis.get("count").count()?, first: number("first")?, last: number("last")? }
    };
    if found.count() > 0 { Ok(found) } else { Err(axis.kind("list of places")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn back(tables: &Value) -> Result<Value, String> {
        read(&Node::root(tables)).map(|tables| write(&tables)).map_err(|error| error.to_string())
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
        assert_eq!(message(json!([1.0]), json!([[1.0, 2.0]])), "`k.f_k.values` of the snapshot has 1 values for 2");
        assert_eq!(message(json!([]), json!([[]])), "`k.f_k.axes[0]` of the snapshot is no list of places");
        let even = json!([{ "count": -1, "first": 0.0, "last": 1.0 }]);
        assert_eq!(message(json!([1.0]), even), "`k.f_k.axes[0].count` of the snapshot is no count");
    }
}
