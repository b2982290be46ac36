//! `RangeVarPlot`: a range variable, or an expression of the place `$1`, along the way between two places. Nothing is
//! drawn. Source: NEURON 9, `spaceplt.cpp`.

use std::sync::Arc;

use crate::cell::{Range, Route, SectionId, Stop};
use crate::hoc::builtin::{BuiltinObject, Call, section_list, vector};
use crate::hoc::error::{Evaluated, HocError};
use crate::hoc::eval::read::cell_error;
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::{ObjectId, ScopeId};
use crate::hoc::value::{Reference, Value};
use crate::source::Span;

/// What is looked at, and where.
#[derive(Debug, Clone)]
pub(crate) struct RangeVarPlot {
    expression: Arc<str>,
    ends: [Option<(SectionId, f64)>; 2],
    origin_um: f32,
    color: f64,
    route: Route,
    points: Vec<Point>,
}

/// A point of the curve.
#[derive(Debug, Clone, Copy)]
struct Point {
    x_um: f32,
    /// Place among the stops of the one whose value it has; none for a point at 0.
    stop: Option<usize>,
}

/// The variable that stands for `$1`.
const PLACE: &str = "hoc_ac_";

const METHODS: &[&str] =
    &["begin", "color", "d2root", "end", "from_vector", "left", "list", "origin", "right", "to_vector", "vector"];

/// `new RangeVarPlot("variable")`, with the places where it begins and ends behind, both in the accessed section.
pub(crate) fn create(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<BuiltinObject> {
    let mut plot = RangeVarPlot {
        expression: call.text(this, 0)?,
        ends: [None; 2],
        origin_um: 0.0,
        color: 1.0,
        route: Route::default(),
        points: vec![],
    };
    for argument in 1..call.count().min(3) {
        let place = place(this, call, argument)?;
        if let Some(end) = plot.ends.get_mut(argument - 1) {
            *end = Some(place);
        }
    }
    plot.find_way(this, call)?;
    Ok(BuiltinObject::RangeVarPlot(Box::new(plot)))
}

/// Its methods.
pub(crate) fn call(this: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Value> {
    let Some(BuiltinObject::RangeVarPlot(plot)) = this.objects.builtin(object) else {
        return Err(call.no_method("RangeVarPlot", METHODS.iter().copied()));
    };
    let mut plot = plot.clone();
    let number = match call.name.text.as_str() {
        "begin" | "end" => {
            let [begin, end] = &mut plot.ends;
            *(if call.name.text == "begin" { begin } else { end }) = Some(place(this, call, 0)?);
            plot.find_way(this, call)?;
            1.0
        }
        "origin" => {
            plot.origin_um = call.number(this, 0)? as f32;
            plot.find_points(this, call)?;
            1.0
        }
        "color" => {
            let before = plot.color;
            if call.count() > 0 {
                plot.color = call.number_within(this, 0, 0.0, 100.0)?.trunc();
            }
            this.replace_plot(object, plot);
            return Ok(Value::Number(before));
        }
        "left" => plot.end_um(plot.route.stops.first()),
        "right" => plot.end_um(plot.route.stops.last()),
        "d2root" => plot.route.to_root_um,
        "list" => {
            section_list::extend(this, call, plot.sections())?;
            0.0
        }
        "to_vector" => plot.copy_to_vectors(this, call)?,
        "vector" => {
            let values = plot.values(this, call.name.span)?;
            return Ok(Value::Object(Some(vector::add(this, values))));
        }
        "from_vector" => plot.take_from_vector(this, call)?,
        _ => return Err(call.no_method("RangeVarPlot", METHODS.iter().copied())),
    };
    this.replace_plot(object, plot);
    Ok(Value::Number(number))
}

/// A place in the accessed section, in single precision.
fn place(this: &mut Interpreter, call: &Call<'_>, argument: usize) -> Evaluated<(SectionId, f64)> {
    let x = call.number_within(this, argument, 0.0, 1.0)?;
    Ok((this.accessed_section(call.name.span)?, f64::from(x as f32)))
}

impl Interpreter {
    fn replace_plot(&mut self, object: ObjectId, plot: Box<RangeVarPlot>) {
        if let Some(BuiltinObject::RangeVarPlot(known)) = self.objects.builtin_mut(object) {
            *known = plot;
        }
    }
}

impl RangeVarPlot {
    /// The way and the curve, in bytes.
    pub(crate) fn bytes(&self) -> usize {
        size_of_val(self.route.stops.as_slice()) + size_of_val(self.points.as_slice())
    }

    /// Where the curve begins or ends, um.
    fn end_um(&self, stop: Option<&Stop>) -> f64 {
        f64::from(stop.map_or(0.0, |stop| stop.distance_um) + self.origin_um)
    }

    /// The sections on the way, each as often as it is entered.
    fn sections(&self) -> Vec<SectionId> {
        let mut sections: Vec<_> = self.route.stops.iter().map(|stop| stop.section).collect();
        sections.dedup();
        sections
    }

    fn find_way(&mut self, this: &mut Interpreter, call: &Call<'_>) -> Evaluated<()> {
        self.route = Route::default();
        let [Some(begin), Some(end)] = self.ends else { return Ok(()) };
        if !(this.model.exists(begin.0) && this.model.exists(end.0)) {
            return Ok(());
        }
        this.work_on(this.model.sections().count(), call.name.span)?;
        let route = this.model.route(begin, end).map_err(|error| cell_error(&error).at(call.name.span))?;
        let no_way = || call.error(HocError::Raised { message: "no path from begin to end points".to_owned() });
        self.route = route.ok_or_else(no_way)?;
        self.find_points(this, call)
    }

    /// The points of the curve: where the variable is not there, it begins and ends at 0.
    fn find_points(&mut self, this: &mut Interpreter, call: &Call<'_>) -> Evaluated<()> {
        let stops = self.route.stops.clone();
        let Some(variable) = self.variable(this).filter(|_| !stops.is_empty()) else { return Ok(()) };
        this.work_on(stops.len(), call.name.span)?;
        self.points.clear();
        let (mut missing, mut last) = (0, None);
        for (place, stop) in stops.iter().enumerate() {
            let x_um = stop.distance_um + self.origin_um;
            let before_um = place.checked_sub(1).and_then(|place| stops.get(place));
            let before_um = before_um.map_or(x_um, |stop| stop.distance_um + self.origin_um);
            let mut add = |x_um, stop| self.points.push(Point { x_um, stop });
            if exists(this, &variable, *stop, call.name.span)? {
                last = Some(place);
                if missing > 1 {
                    add(before_um, None);
                    add(before_um, last);
                }
                if place == 1 && missing == 1 {
                    add(before_um, last);
                }
                add(x_um, last);
                missing = 0;
            } else {
                if missing == 1 {
                    add(before_um, last);
                    add(before_um, None);
                }
                if place + 1 == stops.len() && missing == 0 {
                    add(x_um, last);
                }
                missing += 1;
            }
        }
        Ok(())
    }

    /// None where the name is nothing.
    fn variable(&self, this: &Interpreter) -> Option<Variable> {
        if self.expression.contains("$1") {
            return Some(Variable::Expression(format!("{PLACE} = {}", self.expression.replace("$1", PLACE))));
        }
        let (name, index) = self.expression.split_once('[').unwrap_or((&self.expression, ""));
        let element = index.trim_end_matches(']').trim().parse().unwrap_or_default();
        this.model.find_range(name.trim()).map(|range| Variable::Range(range, element))
    }

    /// The values of the points.
    fn values(&self, this: &mut Interpreter, span: Span) -> Evaluated<Vec<f64>> {
        let Some(variable) = self.variable(this) else { return Ok(vec![]) };
        let mut values = vec![];
        for point in &self.points {
            let stop = point.stop.and_then(|stop| self.route.stops.get(stop));
            values.push(stop.map_or(Ok(0.0), |&stop| value(this, &variable, stop, span))?);
        }
        Ok(values)
    }

    /// `to_vector(y)`, `to_vector(y, x)`
    fn copy_to_vectors(&self, this: &mut Interpreter, call: &Call<'_>) -> Evaluated<f64> {
        let values = self.values(this, call.name.span)?;
        let count = values.len();
        vector::set_argument(this, call, 0, values)?;
        if call.count() > 1 {
            vector::set_argument(this, call, 1, self.points.iter().map(|point| f64::from(point.x_um)).collect())?;
        }
        Ok(count as f64)
    }

    /// `from_vector(y)`: the values of an expression stay what they are.
    fn take_from_vector(&self, this: &mut Interpreter, call: &Call<'_>) -> Evaluated<f64> {
        let values = vector::argument(this, call, 0)?;
        if let Some(Variable::Range(range, element)) = self.variable(this) {
            for (point, value) in self.points.iter().zip(values) {
                if let Some(&stop) = point.stop.and_then(|stop| self.route.stops.get(stop)) {
                    this.set_number(&reference(range, element, stop), value, call.name.span)?;
                }
            }
        }
        Ok(self.points.len() as f64)
    }
}

/// What is looked at.
enum Variable {
    /// A range variable, and which of its elements.
    Range(Range, usize),
    /// A statement that sets [`PLACE`] to its value there.
    Expression(String),
}

fn exists(this: &mut Interpreter, variable: &Variable, stop: Stop, span: Span) -> Evaluated<bool> {
    match variable {
        Variable::Range(Range::Voltage, _) => Ok(true),
        Variable::Range(Range::Variable(id), _) => Ok(this.model.node_has(stop.section, stop.x, id.mechanism)),
        Variable::Expression(_) => match value(this, variable, stop, span) {
            Ok(_) => Ok(true),
            Err(failure) if failure.is_final() => Err(failure),
            Err(_) => Ok(false),
        },
    }
}

fn value(this: &mut Interpreter, variable: &Variable, stop: Stop, span: Span) -> Evaluated<f64> {
    match variable {
        Variable::Range(range, element) => match this.read_reference(&reference(*range, *element, stop), span)? {
            Value::Number(number) => Ok(number),
            other @ (Value::Text(_) | Value::Object(_) | Value::Section(_)) => Err(this.no_number(&other).at(span)),
        },
        Variable::Expression(statement) => this.with_section(stop.section, span, |this| {
            if let Some(place) = this.variables.find(PLACE) {
                this.variables.set(place, stop.x);
            }
            this.execute(statement, ScopeId::Top, span)?;
            Ok(this.number(PLACE).unwrap_or_default())
        }),
    }
}

fn reference(range: Range, element: usize, stop: Stop) -> Reference {
    Reference::Range { section: stop.section, range, element, x: stop.x, stored: false }
}
