//! Values of a json text that is not trusted: each says what it must be.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::cell::resolved::End;
use crate::neuron_defaults::MOST_SEGMENTS;

/// A length, a diameter, an area.
#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "f64")]
pub(super) struct Positive(pub(super) f64);

impl TryFrom<f64> for Positive {
    type Error = String;

    fn try_from(value: f64) -> Result<Self, String> {
        if value > 0.0 { Ok(Self(value)) } else { Err(format!("{value} is no positive number")) }
    }
}

/// How many segments a section has.
#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "f64")]
pub(super) struct SegmentCount(pub(super) usize);

impl TryFrom<f64> for SegmentCount {
    type Error = String;

    fn try_from(value: f64) -> Result<Self, String> {
        let count = value as usize;
        let is_one = count as f64 == value && (1..=MOST_SEGMENTS).contains(&count);
        if is_one { Ok(Self(count)) } else { Err(format!("{value} is no count of segments")) }
    }
}

/// A place on a section.
#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "f64")]
pub(super) struct Place(pub(super) f64);

impl TryFrom<f64> for Place {
    type Error = String;

    fn try_from(x: f64) -> Result<Self, String> {
        if (0.0..=1.0).contains(&x) { Ok(Self(x)) } else { Err(format!("{x} is no number from 0 to 1")) }
    }
}

/// The end at which a section is attached.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(try_from = "f64")]
pub(super) struct OwnEnd(pub(super) End);

impl TryFrom<f64> for OwnEnd {
    type Error = String;

    fn try_from(x: f64) -> Result<Self, String> {
        match x {
            0.0 => Ok(Self(End::Zero)),
            1.0 => Ok(Self(End::One)),
            _ => Err(format!("{x} is no end of a section (0 or 1)")),
        }
    }
}

/// A text that hoc and Python take for a name: it is written into programs.
#[derive(Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Name(pub(super) String);

impl TryFrom<String> for Name {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if is_name(&text) { Ok(Self(text)) } else { Err(format!("`{text}` is no name such as `dend` or `dend[3]`")) }
    }
}

/// Letters, digits and `_`, with an index behind them or not.
fn is_name(text: &str) -> bool {
    let element = text.strip_suffix(']').and_then(|text| text.split_once('['));
    let is_index = |index: &str| index.parse::<usize>().is_ok_and(|number| number.to_string() == index);
    let (base, has_index) = element.map_or((text, true), |(base, index)| (base, is_index(index)));
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    has_index && base.chars().all(is_plain) && base.starts_with(|first: char| !first.is_ascii_digit())
}

/// What an object holds, by keys that are names.
pub(super) struct Entries<V>(pub(super) Vec<(String, V)>);

impl<V> Default for Entries<V> {
    fn default() -> Self {
        Self(vec![])
    }
}

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Entries<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EntriesVisitor(PhantomData))
    }
}

struct EntriesVisitor<V>(PhantomData<V>);

impl<'de, V: Deserialize<'de>> Visitor<'de> for EntriesVisitor<V> {
    type Value = Entries<V>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::with_capacity(object.size_hint().unwrap_or_default());
        while let Some(Name(key)) = object.next_key()? {
            entries.push((key, object.next_value()?));
        }
        Ok(Entries(entries))
    }
}

/// One number for all segments, or one for each.
pub(super) enum OverSegments {
    One(f64),
    Each(Vec<f64>),
}

impl<'de> Deserialize<'de> for OverSegments {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OverSegmentsVisitor)
    }
}

struct OverSegmentsVisitor;

impl<'de> Visitor<'de> for OverSegmentsVisitor {
    type Value = OverSegments;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a number or a list of numbers")
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<OverSegments, E> {
        Ok(OverSegments::One(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<OverSegments, E> {
        Ok(OverSegments::One(value as f64))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<OverSegments, E> {
        Ok(OverSegments::One(value as f64))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<OverSegments, A::Error> {
        let mut values = Vec::with_capacity(list.size_hint().unwrap_or_default());
        while let Some(value) = list.next_element()? {
            values.push(value);
        }
        Ok(OverSegments::Each(values))
    }
}
