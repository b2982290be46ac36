//! Values of a json text that is not trusted: each knows how it was reached, which is written out only where it is wrong.

use std::fmt;
use std::rc::Rc;

use serde_json::{Map, Value};

use super::SnapshotError;

/// A value and how it was reached.
pub(super) struct Node<'json> {
    way: Way<'json>,
    pub(super) value: &'json Value,
}

/// How a value was reached: from another one by its key or place; the root by nothing.
#[derive(Clone, Default)]
struct Way<'json>(Option<Rc<(Way<'json>, Step<'json>)>>);

enum Step<'json> {
    Key(&'json str),
    Place(usize),
}

impl fmt::Display for Way<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_deref() {
            None => Ok(()),
            Some((Way(None), Step::Key(key))) => formatter.write_str(key),
            Some((before, Step::Key(key))) => write!(formatter, "{before}.{key}"),
            Some((before, Step::Place(place))) => write!(formatter, "{before}[{place}]"),
        }
    }
}

impl<'json> Way<'json> {
    fn then(&self, step: Step<'json>) -> Self {
        Self(Some(Rc::new((self.clone(), step))))
    }
}

impl<'json> Node<'json> {
    pub(super) fn root(value: &'json Value) -> Self {
        Self { way: Way::default(), value }
    }

    /// Such as `sections[3].L`.
    pub(super) fn path(&self) -> String {
        self.way.to_string()
    }

    pub(super) fn kind(&self, expected: &'static str) -> SnapshotError {
        SnapshotError::Kind { path: self.path(), expected }
    }

    fn child(&self, key: &'json str, value: &'json Value) -> Self {
        Self { way: self.way.then(Step::Key(key)), value }
    }

    pub(super) fn find(&self, key: &'json str) -> Option<Self> {
        self.value.get(key).filter(|value| !value.is_null()).map(|value| self.child(key, value))
    }

    /// A missing value is null, and of no kind.
    pub(super) fn get(&self, key: &'json str) -> Self {
        self.child(key, self.value.get(key).unwrap_or(&Value::Null))
    }

    pub(super) fn number(&self) -> Result<f64, SnapshotError> {
        number(self.value).map_err(|expected| self.kind(expected))
    }

    pub(super) fn positive(&self) -> Result<f64, SnapshotError> {
        positive(self.value).map_err(|expected| self.kind(expected))
    }

    pub(super) fn count(&self) -> Result<usize, SnapshotError> {
        self.value.as_u64().and_then(|count| usize::try_from(count).ok()).ok_or_else(|| self.kind("count"))
    }

    pub(super) fn text(&self) -> Result<&'json str, SnapshotError> {
        self.value.as_str().ok_or_else(|| self.kind("text"))
    }

    /// A text that hoc and Python take for a name: they are written into programs.
    pub(super) fn name(&self) -> Result<&'json str, SnapshotError> {
        self.text().ok().filter(|name| is_name(name)).ok_or_else(|| self.kind("name such as `dend` or `dend[3]`"))
    }

    pub(super) fn names(&self) -> Result<Vec<String>, SnapshotError> {
        self.list()?.iter().map(|item| item.name().map(str::to_owned)).collect()
    }

    fn object(&self) -> Result<&'json Map<String, Value>, SnapshotError> {
        self.value.as_object().ok_or_else(|| self.kind("object"))
    }

    /// What an object holds, by its keys, which are names.
    pub(super) fn entries(&self) -> Result<impl Iterator<Item = (String, Self)>, SnapshotError> {
        let object = self.object()?;
        if let Some((key, value)) = object.iter().find(|(key, _)| !is_name(key)) {
            return Err(self.child(key, value).kind("name such as `dend` or `dend[3]`"));
        }
        Ok(object.iter().map(|(key, value)| (key.clone(), self.child(key, value))))
    }

    pub(super) fn list(&self) -> Result<Vec<Self>, SnapshotError> {
        let item = |(place, value)| Self { way: self.way.then(Step::Place(place)), value };
        Ok(self.array()?.iter().enumerate().map(item).collect())
    }

    pub(super) fn numbers(&self) -> Result<Vec<f64>, SnapshotError> {
        self.items(number)
    }

    pub(super) fn positives(&self) -> Result<Vec<f64>, SnapshotError> {
        self.items(positive)
    }

    fn array(&self) -> Result<&'json [Value], SnapshotError> {
        self.value.as_array().map(Vec::as_slice).ok_or_else(|| self.kind("list"))
    }

    /// What is made of every item of a list.
    fn items(&self, read: impl Fn(&Value) -> Result<f64, &'static str>) -> Result<Vec<f64>, SnapshotError> {
        let item = |(place, value)| {
            read(value).map_err(|expected| {
                let way = self.way.then(Step::Place(place));
                SnapshotError::Kind { path: way.to_string(), expected }
            })
        };
        self.array()?.iter().enumerate().map(item).collect()
    }

    /// One number for all segments, or one for each.
    pub(super) fn over_segments(&self, nseg: usize) -> Result<Vec<f64>, SnapshotError> {
        if self.value.is_number() {
            return Ok(vec![self.number()?; nseg]);
        }
        let values = self.numbers()?;
        if values.len() == nseg {
            Ok(values)
        } else {
            Err(SnapshotError::Length { path: self.path(), expected: nseg, found: values.len() })
        }
    }
}

/// A number; else what was expected.
fn number(value: &Value) -> Result<f64, &'static str> {
    value.as_f64().filter(|value| value.is_finite()).ok_or("number")
}

/// A length, a diameter, an area.
fn positive(value: &Value) -> Result<f64, &'static str> {
    let value = number(value)?;
    if value > 0.0 { Ok(value) } else { Err("positive number") }
}

/// Letters, digits and `_`, with an index behind them or not.
fn is_name(text: &str) -> bool {
    let element = text.strip_suffix(']').and_then(|text| text.split_once('['));
    let is_index = |index: &str| index.parse::<usize>().is_ok_and(|number| number.to_string() == index);
    let (base, has_index) = element.map_or((text, true), |(base, index)| (base, is_index(index)));
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    has_index && base.chars().all(is_plain) && base.starts_with(|first: char| !first.is_ascii_digit())
}
