//! What to say about a name that stands for nothing.

use indexmap::IndexSet;

use crate::cell::SectionId;
use crate::diagnostic::did_you_mean;
use crate::hoc::ast::{Arguments, Member, Name};
use crate::hoc::builtin;
use crate::hoc::error::{Failure, HocError};
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::{ObjectId, ScopeId};
use crate::mechanism::{MechanismId, MechanismType};

impl Interpreter {
    /// A name that stands for nothing: a function where it is called, else a variable.
    pub(crate) fn undefined(&self, member: &Member) -> Failure {
        let name = member.name.text.clone();
        let error = match member.arguments {
            Arguments::None => HocError::UndefinedVariable { name: name.clone() },
            Arguments::List(_) | Arguments::Stretch(..) => HocError::UndefinedFunction { name: name.clone() },
        };
        let frame = self.frames.current();
        let own =
            self.symbols(frame.scope).into_iter().flat_map(|symbols| symbols.iter().map(|(name, _)| name.as_ref()));
        let candidates = frame
            .locals
            .iter()
            .map(|(name, _)| name.as_ref())
            .chain(own)
            .chain(self.model.catalog().variable_names())
            .chain(self.variables.names())
            .chain(builtin::function_names().map(|name| -> &str { name }));
        error.at(member.name.span).suggest(&name, candidates)
    }

    /// The section has no such range variable.
    pub(crate) fn no_range_variable(&self, section: SectionId, name: &Name) -> Failure {
        let catalog = self.model.catalog();
        let near = did_you_mean(&name.text, catalog.variable_names());
        let notes = self.mechanism_note(&name.text).into_iter().collect();
        let section = self.model.name(section).to_owned();
        HocError::RangeVariable { section, name: name.text.clone(), notes, near }.at(name.span)
    }

    /// The mechanism that a name ends with.
    fn mechanism_of_name(&self, name: &str) -> Option<(MechanismId, &MechanismType)> {
        let mechanisms = self.model.catalog().mechanisms();
        let is_named = |mechanism: &MechanismType| {
            name.strip_suffix(&mechanism.name).is_some_and(|variable| variable.ends_with('_'))
        };
        mechanisms.filter(|(_, mechanism)| is_named(mechanism)).max_by_key(|(_, mechanism)| mechanism.name.len())
    }

    /// Where the mechanism that a name ends with is declared, and the variable that may have been meant.
    fn mechanism_note(&self, name: &str) -> Option<String> {
        let (_, mechanism) = self.mechanism_of_name(name)?;
        let names = mechanism.variables.iter().map(|variable| variable.name.as_str());
        did_you_mean(name, names.clone())?;
        let nearest = names.min_by_key(|candidate| strsim::damerau_levenshtein(name, candidate))?;
        let variable = nearest.strip_suffix(&format!("_{}", mechanism.name)).unwrap_or(nearest);
        let place = mechanism.declared.map(|span| {
            let file = self.sources.file(span.file);
            let at = file.line_column(span.range().start);
            format!(" in {}:{}:{}", file.name, at.line, at.column)
        });
        Some(format!("mechanism `{}` declares `{variable}`{}", mechanism.name, place.unwrap_or_default()))
    }

    /// There is no such mechanism.
    pub(crate) fn unknown_mechanism(&self, name: &Name) -> Failure {
        let catalog = self.model.catalog();
        let near = did_you_mean(&name.text, catalog.mechanisms().map(|(_, mechanism)| mechanism.name.as_str()));
        let searched = self.searched_mechanisms();
        HocError::UnknownMechanism { name: name.text.clone(), near, searched }.at(name.span)
    }

    /// There is no such class, template or point process.
    pub(crate) fn unknown_class(&self, name: &Name) -> Failure {
        let templates = self.objects.templates().map(|(_, template)| template.name.as_ref());
        let mechanisms = self.model.catalog().mechanisms().map(|(_, mechanism)| mechanism.name.as_str());
        let near = did_you_mean(&name.text, templates.chain(mechanisms).chain(builtin::CLASSES.iter().copied()));
        HocError::UnknownClass { name: name.text.clone(), near }.at(name.span)
    }

    /// Which mod files there are.
    fn searched_mechanisms(&self) -> String {
        let folders: IndexSet<String> = self
            .sources
            .find(&["mod"])
            .iter()
            .map(|path| path.parent().map_or_else(String::new, |folder| folder.display().to_string()))
            .map(|folder| if folder.is_empty() { ".".to_owned() } else { folder })
            .collect();
        if folders.is_empty() {
            return "there are no mod files in the model directory".to_owned();
        }
        let names: Vec<String> = folders.iter().map(|folder| format!("`{folder}`")).collect();
        format!("mod files were found in {}", names.join(", "))
    }

    /// The object has no such public member.
    pub(crate) fn no_member(&self, object: ObjectId, member: &Member) -> Failure {
        let template = self.template(ScopeId::Object(object));
        let public = template.into_iter().flat_map(|template| template.public.iter().map(AsRef::as_ref));
        let near = did_you_mean(&member.name.text, public);
        let class = self.objects.class_name(object).map_or_else(String::new, ToString::to_string);
        HocError::NoMember { class, member: member.name.text.clone(), near }.at(member.name.span)
    }
}
