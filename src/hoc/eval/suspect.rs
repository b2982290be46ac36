//! Names that look like a range variable gone wrong: `soma { insert Ih gIhbarr_Ih = 0.0002 }`.
//!
//! To NEURON such an assignment makes a variable, silently, and the section keeps its default; published models do it.
//! Here a name is suspect when it ends like the variables of a mechanism, is near to one of them, and was never
//! declared. It is worth a warning when it was only ever assigned, and that in sections where the mechanism is inserted.

use indexmap::IndexSet;

use crate::by_name::ByName;
use crate::cell::SectionId;
use crate::diagnostic::{Diagnostic, Severity, did_you_mean};
use crate::hoc::ast::{Head, Name, Path};
use crate::hoc::interpreter::Interpreter;
use crate::mechanism::{MechanismId, MechanismKind};

/// The suspect names.
pub(crate) type Suspects = ByName<String, Suspect>;

/// How a suspect name was used.
#[derive(Debug, Clone)]
pub(crate) struct Suspect {
    mechanism: MechanismId,
    first: Option<Name>,
    sections: IndexSet<SectionId>,
    uses: usize,
    assignments: usize,
}

impl Interpreter {
    /// A name became a variable by being assigned.
    pub(crate) fn suspect_variable(&mut self, name: &str) {
        let catalog = self.model.catalog();
        let mechanism = catalog
            .mechanisms()
            .filter(|(_, mechanism)| mechanism.kind == MechanismKind::Density)
            .filter(|(_, mechanism)| name.strip_suffix(&mechanism.name).is_some_and(|start| start.ends_with('_')))
            .max_by_key(|(_, mechanism)| mechanism.name.len());
        let Some((mechanism, declared)) = mechanism else { return };
        let variables = declared.variables.iter().map(|variable| variable.name.as_str());
        if did_you_mean(name, variables).is_some() {
            let suspect = Suspect { mechanism, first: None, sections: IndexSet::new(), uses: 0, assignments: 0 };
            self.suspects.insert(name.to_owned(), suspect);
        }
    }

    /// A name was used, to read it or to assign it.
    pub(crate) fn suspect_used(&mut self, name: &str) {
        if let Some(suspect) = self.suspects.get_mut(name) {
            suspect.uses += 1;
        }
    }

    /// A path was assigned.
    pub(crate) fn suspect_assigned(&mut self, target: &Path) {
        let Head::Member(member) = &target.head else { return };
        let Some(suspect) = self.suspects.get_mut(&member.name.text) else { return };
        suspect.assignments += 1;
        let in_section = self.section_stack.depth() > 0;
        let section = self.section_stack.top().filter(|_| in_section);
        if let Some(section) = section.filter(|&section| self.model.has_mechanism(section, suspect.mechanism)) {
            suspect.first.get_or_insert_with(|| member.name.clone());
            suspect.sections.insert(section);
        }
    }

    /// Reports the names that were only ever assigned.
    pub(crate) fn report_suspects(&mut self) {
        let guilty: Vec<Suspect> =
            self.suspects.values().filter(|suspect| suspect.uses == suspect.assignments).cloned().collect();
        for suspect in guilty {
            let (Some(name), Some(&section)) = (suspect.first, suspect.sections.first()) else { continue };
            let mut diagnostic: Diagnostic = self.no_range_variable(section, &name).into();
            diagnostic.severity = Severity::Warning;
            diagnostic.notes.push("as in NEURON the name became a variable; nothing reads it".to_owned());
            let count = suspect.sections.len();
            if let Some(label) = diagnostic.labels.first_mut() {
                label.text = format!("set here for {count} section{}", if count == 1 { "" } else { "s" });
            }
            self.diagnostics.push(diagnostic);
            self.suspects.shift_remove(&name.text);
        }
    }
}
