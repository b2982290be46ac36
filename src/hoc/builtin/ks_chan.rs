//! `KSChan`: a channel that hoc puts together. NEURON has its mechanism from then on, and so has the catalog here; its
//! equations are written as a mod file when they are needed.
//!
//! States, gates and transitions are objects of their own (`parts`), which live as long as what they stand for. The channel
//! itself never goes. While instances of the mechanism exist, its variables cannot change: NEURON refuses that, too.

mod describe;
mod made;
mod methods;
mod naming;
mod parts;
mod printed;
mod scheme;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::hoc::builtin::{BuiltinObject, Call};
use crate::hoc::error::{Evaluated, HocError};
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::ObjectId;
use crate::mechanism::MechanismId;
use crate::source::Span;
pub(crate) use made::Channels;
pub(crate) use methods::call;
pub(crate) use parts::{Part, call as call_part, refuse as refuse_part};
use scheme::{MOST_PARTS, Scheme};

/// To declare a part is as much work as to compute with so many numbers.
const NUMBERS_OF_A_PART: usize = 64;

/// What an object of a channel takes besides its parts: its mechanism, bytes.
const CHANNEL_BYTES: usize = 4096;

/// What a state, gate or transition takes with its object and its variable, bytes.
const PART_BYTES: usize = 512;

/// The channel.
#[derive(Debug, Clone)]
pub(crate) struct KsChan {
    mechanism: MechanismId,
    name: Arc<str>,
    is_point: bool,
    /// Channels are counted one by one (`single`).
    is_single: bool,
    /// `na`; none where the current is unspecific.
    ion: Option<Arc<str>>,
    /// What `iv_type` was told: 0 Ohm's law, 1 with a reversal potential of Nernst's, 2 Goldman, Hodgkin and Katz.
    current: u8,
    maximum: f64,
    reversal_mv: f64,
    scheme: Scheme,
    /// The objects of its states, gates and transitions.
    parts: BTreeMap<(parts::Kind, u32), ObjectId>,
    table: Table,
    /// Where hoc made it.
    span: Span,
}

/// What `usetable` was told: it only matters to steps of a fixed length.
#[derive(Debug, Clone, Copy)]
struct Table {
    is_used: bool,
    size: usize,
    ends_mv: (f64, f64),
}

/// `new KSChan(is_point_process)`
pub(crate) fn create(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<BuiltinObject> {
    let is_point = call.count() > 0 && call.number_within(this, 0, 0.0, 1.0)? >= 1.0;
    let class = this.objects.class("KSChan");
    let name: Arc<str> = format!("Chan{}", this.objects.next_number(class)).into();
    if this.is_name_taken(&name) {
        return Err(call.error(HocError::Raised { message: format!("`{name}` already exists") }));
    }
    let mut channel = KsChan {
        mechanism: MechanismId(0),
        name,
        is_point,
        is_single: false,
        ion: None,
        current: 0,
        maximum: 0.0,
        reversal_mv: 0.0,
        scheme: Scheme::default(),
        parts: BTreeMap::new(),
        table: Table { is_used: false, size: 200, ends_mv: (-100.0, 50.0) },
        span: call.name.span,
    };
    let declared = crate::channel::declare::mechanism_type(&channel.describe(this));
    let mechanism = this.model.declare(declared);
    channel.mechanism = mechanism.ok_or_else(|| call.error(HocError::DanglingReference))?;
    Ok(BuiltinObject::KsChan(Box::new(channel)))
}

impl KsChan {
    /// The memory that it takes.
    pub(crate) fn bytes(&self) -> usize {
        CHANNEL_BYTES + self.scheme.part_count() * PART_BYTES
    }
}

impl Interpreter {
    /// The channel that an object is.
    fn channel(&self, object: ObjectId) -> Option<&KsChan> {
        match self.objects.builtin(object) {
            Some(BuiltinObject::KsChan(channel)) => Some(channel),
            Some(_) | None => None,
        }
    }

    /// Did a `KSChan` make the mechanism?
    pub(crate) fn is_channel(&self, mechanism: MechanismId) -> bool {
        let class = self.objects.find_class("KSChan");
        let mut channels = class.into_iter().flat_map(|class| self.objects.instances(class));
        channels.any(|object| self.channel(object).is_some_and(|channel| channel.mechanism == mechanism))
    }

    /// Changes what is no structure of a channel.
    fn change_channel(&mut self, object: ObjectId, call: &Call<'_>, change: impl FnOnce(&mut KsChan)) -> Evaluated<()> {
        let mut channel = self.channel(object).ok_or_else(|| call.error(HocError::DanglingReference))?.clone();
        change(&mut channel);
        self.put_channel(object, channel, call)
    }

    /// Changes states, gates and transitions; tables and single channels end with it.
    fn change_scheme<T>(
        &mut self,
        object: ObjectId,
        call: &Call<'_>,
        change: impl FnOnce(&mut Scheme) -> T,
    ) -> Evaluated<T> {
        let mut channel = self.channel(object).ok_or_else(|| call.error(HocError::DanglingReference))?.clone();
        self.work_on(channel.scheme.part_count() * NUMBERS_OF_A_PART, call.name.span)?;
        let result = change(&mut channel.scheme);
        if channel.scheme.part_count() > MOST_PARTS {
            let message = format!("a channel of more than {MOST_PARTS} states, gates and transitions");
            return Err(call.error(HocError::Unsupported { what: message }));
        }
        channel.scheme.check().map_err(|message| call.error(HocError::Raised { message: message.to_owned() }))?;
        (channel.table.is_used, channel.is_single) = (false, false);
        self.name_states(object, &mut channel);
        self.put_channel(object, channel, call)?;
        Ok(result)
    }

    /// Puts a changed channel in its place: NEURON's mechanism follows, and what is gone is let go.
    fn put_channel(&mut self, object: ObjectId, mut channel: KsChan, call: &Call<'_>) -> Evaluated<()> {
        let before = self.channel(object).map(|channel| channel.scheme.vectors()).unwrap_or_default();
        let after = channel.scheme.vectors();
        let gone = channel.forget_parts();
        let declared = crate::channel::declare::mechanism_type(&channel.describe(self));
        self.model.redeclare(channel.mechanism, declared);
        if let Some(BuiltinObject::KsChan(place)) = self.objects.builtin_mut(object) {
            **place = channel;
        }
        self.account_for(object);
        for vector in after {
            self.objects.retain(vector);
        }
        for object in before.into_iter().chain(gone) {
            self.release(object, call.name.span)?;
        }
        Ok(())
    }

    /// Refuses to change a mechanism of which there are instances, as NEURON does.
    fn refuse_with_instances(&self, channel: &KsChan, call: &Call<'_>) -> Evaluated<()> {
        if !self.has_instances(channel.mechanism) {
            return Ok(());
        }
        let name = &channel.name;
        let message = format!("the variables of `{name}` cannot change while it is somewhere in the model");
        Err(call.error(HocError::Raised { message }))
    }

    /// Is the mechanism in a section, or is there an object of it?
    fn has_instances(&self, mechanism: MechanismId) -> bool {
        let is_object = |(_, builtin): (ObjectId, &BuiltinObject)| match builtin {
            BuiltinObject::PointProcess(process) => process.mechanism() == mechanism,
            _ => false,
        };
        self.model.sections().any(|section| self.model.has_mechanism(section, mechanism))
            || self.objects.builtins().any(is_object)
    }
}
