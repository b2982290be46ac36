//! Functions on the shape of the accessed section: 3-d points, areas, resistances, distances.

use crate::cell::resolved::Point3d;
use crate::cell::{CellError, SectionId};
use crate::hoc::builtin::functions::Table;
use crate::hoc::builtin::{Call, vector};
use crate::hoc::error::Evaluated;
use crate::hoc::eval::read::cell_error;
use crate::hoc::interpreter::Interpreter;
use crate::hoc::memory::POINT_BYTES;
use crate::hoc::value::{ArgumentKind, Value};

pub(crate) const FUNCTIONS: Table = &[
    ("pt3dadd", pt3dadd),
    ("pt3dclear", pt3dclear),
    ("pt3dinsert", pt3dinsert),
    ("pt3dremove", pt3dremove),
    ("pt3dchange", pt3dchange),
    ("pt3dconst", pt3dconst),
    ("pt3dstyle", pt3dstyle),
    ("n3d", n3d),
    ("x3d", |this, call| point_number(this, call, |point| point.x_um)),
    ("y3d", |this, call| point_number(this, call, |point| point.y_um)),
    ("z3d", |this, call| point_number(this, call, |point| point.z_um)),
    ("diam3d", |this, call| point_number(this, call, |point| point.diam_um.abs())),
    ("arc3d", arc3d),
    ("spine3d", spine3d),
    ("setSpineArea", set_spine_area),
    ("getSpineArea", get_spine_area),
    ("define_shape", define_shape),
    ("area", area),
    ("ri", ri),
    ("distance", distance),
];

/// A result of the model for the accessed section.
pub(crate) fn of_section<T>(
    this: &mut Interpreter,
    call: &Call<'_>,
    work: impl FnOnce(&mut Interpreter, SectionId) -> Result<T, CellError>,
) -> Evaluated<T> {
    let section = this.accessed_section(call.name.span)?;
    work(this, section).map_err(|error| call.error(cell_error(&error)))
}

fn point(this: &Interpreter, call: &Call<'_>, first: usize) -> Evaluated<Point3d> {
    Ok(Point3d {
        x_um: call.number(this, first)?,
        y_um: call.number(this, first + 1)?,
        z_um: call.number(this, first + 2)?,
        diam_um: call.number(this, first + 3)?,
    })
}

fn pt3dadd(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    if call.is_object(0) {
        return add_points_of_vectors(this, call);
    }
    let point = point(this, call, 0)?;
    this.memory.add(POINT_BYTES);
    of_section(this, call, |this, section| this.model.pt3dadd(section, point))?;
    Ok(Value::Number(1.0))
}

/// `pt3dadd(x, y, z, diam)` with vectors: as many points as the shortest has elements.
fn add_points_of_vectors(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let [x, y, z, diam] = [0, 1, 2, 3].map(|index| vector::argument(this, call, index));
    let (x, y, z, diam) = (x?, y?, z?, diam?);
    let points = x.len();
    this.work_on(points, call.name.span)?;
    this.room_for("3-d points", points * POINT_BYTES, call.name.span)?;
    this.memory.add(points * POINT_BYTES);
    for (((&x_um, &y_um), &z_um), &diam_um) in x.iter().zip(&y).zip(&z).zip(&diam) {
        of_section(this, call, |this, section| this.model.pt3dadd(section, Point3d { x_um, y_um, z_um, diam_um }))?;
    }
    Ok(Value::Number(1.0))
}

fn pt3dclear(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let size = call.number_or(this, 0, 0.0)?;
    let section = this.accessed_section(call.name.span)?;
    this.memory.free(this.model.point_count(section) * POINT_BYTES);
    of_section(this, call, |this, section| this.model.pt3dclear(section))?;
    Ok(Value::Number(size))
}

/// The index of a point, with room for one more where a point is inserted.
fn index(this: &mut Interpreter, call: &Call<'_>, beyond: usize) -> Evaluated<usize> {
    let section = this.accessed_section(call.name.span)?;
    let count = this.model.point_count(section) + beyond;
    if count == 0 {
        let error = CellError::Point { section: this.model.name(section).to_owned(), index: 0, count };
        return Err(call.error(cell_error(&error)));
    }
    let high = count as f64 - 1.0;
    Ok(call.number_within(this, 0, 0.0, high)? as usize)
}

fn pt3dinsert(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let (index, point) = (index(this, call, 1)?, point(this, call, 1)?);
    this.memory.add(POINT_BYTES);
    of_section(this, call, |this, section| this.model.pt3dinsert(section, index, point))?;
    Ok(Value::Number(0.0))
}

fn pt3dremove(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let index = index(this, call, 0)?;
    of_section(this, call, |this, section| this.model.pt3dremove(section, index))?;
    Ok(Value::Number(0.0))
}

fn pt3dchange(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let index = index(this, call, 0)?;
    if call.count() > 4 {
        let point = point(this, call, 1)?;
        of_section(this, call, |this, section| this.model.pt3dchange(section, index, point))?;
    } else {
        let diam_um = call.number(this, 1)?;
        of_section(this, call, |this, section| this.model.pt3dchange_diam(section, index, diam_um))?;
    }
    Ok(Value::Number(0.0))
}

fn pt3dconst(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let before = this.model.points_fixed();
    if call.count() > 0 {
        let fixed = call.number_within(this, 0, 0.0, 1.0)? != 0.0;
        this.model.set_points_fixed(fixed);
    }
    Ok(Value::from_bool(before))
}

fn pt3dstyle(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    if call.count() > 0 {
        let is_logical = call.number_within(this, 0, 0.0, 1.0)? == 1.0;
        if is_logical && call.arguments.get(1).is_some_and(|argument| matches!(argument.kind, ArgumentKind::Pointer(_)))
        {
            tell_logical_point(this, call)?;
        } else {
            let point = if is_logical { Some(logical_point(this, call)?) } else { None };
            of_section(this, call, |this, section| this.model.set_logical_point(section, point))?;
        }
    }
    let point = of_section(this, call, |this, section| this.model.logical_point(section))?;
    Ok(Value::from_bool(point.is_some()))
}

fn logical_point(this: &Interpreter, call: &Call<'_>) -> Evaluated<[f64; 3]> {
    Ok([call.number(this, 1)?, call.number(this, 2)?, call.number(this, 3)?])
}

fn tell_logical_point(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<()> {
    let point = of_section(this, call, |this, section| this.model.logical_point(section))?;
    for (index, value) in point.into_iter().flatten().enumerate() {
        let reference = call.pointer(index + 1)?.clone();
        this.set_number(&reference, value, call.name.span)?;
    }
    Ok(())
}

fn n3d(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    of_section(this, call, |this, section| Ok(Value::Number(this.model.point_count(section) as f64)))
}

fn point_number(this: &mut Interpreter, call: &Call<'_>, number: fn(&Point3d) -> f64) -> Evaluated<Value> {
    let index = index(this, call, 0)?;
    of_section(this, call, |this, section| this.model.point(section, index).map(|point| Value::Number(number(&point))))
}

fn arc3d(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let index = index(this, call, 0)?;
    of_section(this, call, |this, section| this.model.arc_um(section, index).map(Value::Number))
}

fn spine3d(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let index = index(this, call, 0)?;
    of_section(this, call, |this, section| this.model.is_spine(section, index).map(Value::from_bool))
}

fn set_spine_area(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let area_um2 = call.number(this, 0)?;
    this.model.set_spine_area_um2(area_um2);
    Ok(Value::Number(area_um2))
}

fn get_spine_area(this: &mut Interpreter, _call: &Call<'_>) -> Evaluated<Value> {
    Ok(Value::Number(this.model.spine_area_um2()))
}

fn define_shape(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    this.model.define_shape().map_err(|error| call.error(cell_error(&error)))?;
    Ok(Value::Number(1.0))
}

fn area(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let x = call.number(this, 0)?;
    of_section(this, call, |this, section| this.model.area_um2(section, x).map(Value::Number))
}

fn ri(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let x = call.number(this, 0)?;
    of_section(this, call, |this, section| this.model.ri_mohm(section, x).map(Value::Number))
}

/// `distance()` and `distance(0, x)` set the origin; `distance(x)` and `distance(1, x)` measure from it.
fn distance(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let (sets_origin, x) = match call.count() {
        0 => (true, 0.0),
        1 => (false, call.number(this, 0)?),
        _ => (call.number_within(this, 0, 0.0, 1.0)? < 1.0, call.number(this, 1)?),
    };
    if sets_origin {
        of_section(this, call, |this, section| this.model.set_distance_origin(section, x))?;
        return Ok(Value::Number(x));
    }
    of_section(this, call, |this, section| this.model.distance_um(section, x).map(Value::Number))
}
