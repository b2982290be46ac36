//! The mod files of the channels that hoc put together, made when equations are needed.

use std::path::PathBuf;
use std::sync::Arc;

use super::KsChan;
use crate::channel::mod_file::{mod_file, without_equations};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::hoc::builtin::BuiltinObject;
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::ObjectId;
use crate::nmodl::ast::ModFile;
use crate::nmodl::{self, LoadedMod, mechanism_type};

/// What all channels share, and what was made of them.
#[derive(Debug)]
pub(crate) struct Channels {
    /// `vres`, which only matters to channels that are counted, mV.
    pub(super) resolution_mv: f64,
    /// `rseed`
    pub(super) seed: f64,
    made: Vec<Made>,
    /// The mod files of the model, and those that were made behind them.
    all: Option<Arc<Vec<LoadedMod>>>,
}

/// What was made of a channel.
#[derive(Debug)]
struct Made {
    text: Text,
    file: LoadedMod,
}

/// The text of a mod file, and why it has no equations.
#[derive(Debug, Clone, PartialEq)]
struct Text {
    text: String,
    fault: Option<String>,
}

impl Default for Channels {
    fn default() -> Self {
        Self { resolution_mv: 0.1, seed: 0.0, made: vec![], all: None }
    }
}

/// Up to here NEURON takes `Nsingle` for none.
const NONE_COUNTED: f64 = 0.999;

impl Interpreter {
    /// The mod files of the model, and those of the channels that hoc defined and that are somewhere in it.
    pub(crate) fn mods_with_channels(&mut self) -> Arc<Vec<LoadedMod>> {
        let class = self.objects.find_class("KSChan");
        let objects: Vec<ObjectId> = class.into_iter().flat_map(|class| self.objects.instances(class)).collect();
        if objects.is_empty() {
            return Arc::clone(&self.mods);
        }
        let channels: Vec<KsChan> = objects.into_iter().filter_map(|object| self.channel(object).cloned()).collect();
        let used = channels.iter().filter(|channel| self.has_instances(channel.mechanism));
        let texts: Vec<_> = used.map(|channel| (channel.clone(), self.text_of(channel))).collect();
        let is_same = self.channels.made.iter().map(|made| &made.text).eq(texts.iter().map(|(_, text)| text));
        if let Some(all) = self.channels.all.as_ref().filter(|_| is_same) {
            return Arc::clone(all);
        }
        self.channels.made = texts.into_iter().filter_map(|(channel, text)| self.make(&channel, text)).collect();
        let with_equations = self.channels.made.iter().filter(|made| made.text.fault.is_none());
        let all = Arc::new(self.mods.iter().chain(with_equations.map(|made| &made.file)).cloned().collect::<Vec<_>>());
        self.channels.all = Some(Arc::clone(&all));
        self.equations = None;
        self.fillings.forget_library();
        self.standing.forget_programs();
        all
    }

    /// Mod files of channels whose currents have no value.
    pub(crate) fn mods_without_equations(&self) -> impl Iterator<Item = &LoadedMod> {
        self.channels.made.iter().filter(|made| made.text.fault.is_some()).map(|made| &made.file)
    }

    fn text_of(&self, channel: &KsChan) -> Text {
        let described = channel.describe(self);
        if channel.is_single && self.is_counted(channel) {
            let fault = "its channels are counted one by one (`Nsingle`), and open at random".to_owned();
            return Text { text: without_equations(&described, true), fault: Some(fault) };
        }
        match mod_file(&described) {
            Ok(text) => Text { text, fault: None },
            Err(fault) => Text { text: without_equations(&described, false), fault: Some(fault.to_string()) },
        }
    }

    fn is_counted(&self, channel: &KsChan) -> bool {
        self.objects.builtins().any(|(_, builtin)| match builtin {
            BuiltinObject::PointProcess(process) => {
                let is_more = process.values(0).first().is_some_and(|&count| count > NONE_COUNTED);
                process.mechanism() == channel.mechanism && is_more
            }
            _ => false,
        })
    }

    /// Reads the text as any mod file is read; says why where there are no equations.
    fn make(&mut self, channel: &KsChan, mut text: Text) -> Option<Made> {
        let mut found = Diagnostics::default();
        let mut tree = self.parse_made(channel, &text.text, &mut found);
        let is_right = tree.as_ref().is_some_and(|tree| mechanism_type(tree, &channel.name, &mut found).is_some());
        if text.fault.is_none() && !is_right {
            let first = found.iter().find(|found| found.is_fatal());
            let why = first.map_or_else(String::new, |found| format!("as a mod file, {}", found.message));
            text = Text { text: without_equations(&channel.describe(self), false), fault: Some(why) };
            tree = self.parse_made(channel, &text.text, &mut found);
        }
        self.say_why(channel, text.fault.as_deref());
        let (tree, path) = (tree?, PathBuf::from(format!("{}.mod", channel.name)));
        let file = LoadedMod { mechanism: channel.name.to_string(), path, file: tree.file, tree, is_made: true };
        Some(Made { text, file })
    }

    fn parse_made(&mut self, channel: &KsChan, text: &str, found: &mut Diagnostics) -> Option<ModFile> {
        let file = self.sources.add_text(&format!("{}.mod, made of a KSChan", channel.name), text);
        nmodl::parse(text, file, found)
    }

    fn say_why(&mut self, channel: &KsChan, fault: Option<&str>) {
        let Some(fault) = fault else { return };
        let message = format!("the channel `{}` has no equations here: {fault}", channel.name);
        if self.noted.insert(message.clone()) {
            let mut found = Diagnostic::warning("hoc::channel", message);
            if !self.library_files.contains_key(&channel.span.file) {
                found = found.label(channel.span, "made here");
            }
            self.diagnostics.push(found.help("write the channel as a mod file, and leave this out of what is loaded"));
        }
    }
}
