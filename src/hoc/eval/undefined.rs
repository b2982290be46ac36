//! What to say about a name that stands for nothing.

use crate::cell::SectionId;
use crate::diagnostic::did_you_mean;
use crate::hoc::ast::{Arguments, Member, Name};
use crate::hoc::builtin;
use crate::hoc::error::{Failure, HocError};
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::{ObjectId, ScopeId};

impl Interpreter {
    /// A name that stands for nothing: a function where it is called, else a variable.
    pub(crate) fn undefined(&self, member: &Member) -> Failure {
        let name = member.name.text.clone();
        let error = match member.arguments {
            Arguments::None => HocError::UndefinedVariable { name: name.clone() },
            Arguments::List(_) | Arguments::Stretch(..) => HocError::UndefinedFunction { name: name.clone() },
        };
        let frame = self.frames.current();
        let own = self.symbols(frame.scope).into_iter().flat_map(|symbols| symbols.iter().map(|(name, _)| name.as_ref()));
        let candidates = frame
            .locals
            .iter()
            .map(|(name, _)| name.as_ref())
            .chain(own)
            .chain(self.model.catalog().variable_names())
            .chain(self.variables.names())
            .chain(builtin::function_names());
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

    /// Where the mechanism that a name ends with is declared, and the variable that may have been meant.
    fn mechanism_note(&self, name: &str) -> Option<String> {
        let catalog = self.model.catalog();
        let (_, mechanism) = catalog
            .mechanisms()
            .filter(|(_, mechanism)| name.ends_with(&format!("_{}", mechanism.name)))
            .max_by_key(|(_, mechanism)| mechanism.name.len())?;
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

    /// The object has no such public member.
    pub(crate) fn no_member(&self, object: ObjectId, member: &Member) -> Failure {
        let template = self.template(ScopeId::Object(object));
        let public = template.into_iter().flat_map(|template| template.public.iter().map(AsRef::as_ref));
        let near = did_you_mean(&member.name.text, public);
        let class = self.objects.class_name(object).map_or_else(String::new, ToString::to_string);
        HocError::NoMember { class, member: member.name.text.clone(), near }.at(member.name.span)
    }
}
