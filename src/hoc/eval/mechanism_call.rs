//! Calls of functions that mod files define: they matter to a simulation alone, unless their value is used.

use crate::hoc::ast::{Arguments, Expression, ExpressionKind, Head, Name};
use crate::hoc::error::Evaluated;
use crate::hoc::eval::names::Named;
use crate::hoc::interpreter::Interpreter;
use crate::hoc::value::{Argument, Value};
use crate::mechanism::{MechanismId, MechanismKind, MechanismType};

impl Interpreter {
    /// Is it a statement that only calls such a function? Its arguments are evaluated, the call is noted.
    pub(crate) fn skips_mechanism_call(&mut self, expression: &Expression) -> Evaluated<bool> {
        let ExpressionKind::Path(path) = &expression.kind else { return Ok(false) };
        let (Head::Member(member), true) = (&path.head, path.members.is_empty()) else { return Ok(false) };
        let name = member.name.text.as_str();
        let is_call = matches!(member.arguments, Arguments::List(_));
        if !is_call || !matches!(self.resolve(name), Named::Unknown) || !self.is_mechanism_function(name) {
            return Ok(false);
        }
        let arguments = self.arguments(&member.arguments)?;
        if self.library_value(&member.name, &arguments).is_some() {
            return Ok(true);
        }
        for mechanism in self.mechanisms_with_function(name) {
            if self.fills_table(mechanism, &member.name, &arguments)? {
                return Ok(true);
            }
            self.pass_mechanism_call(mechanism, member.name.span);
        }
        self.note_once("hoc::mechanism-function", "functions of mechanisms are skipped", member.name.span);
        Ok(true)
    }

    /// What a function of a mod file without a suffix gives; none where it is not evaluated.
    pub(crate) fn library_value(&mut self, name: &Name, arguments: &[Argument]) -> Option<f64> {
        let found = self.mechanisms_with_function(&name.text);
        let [mechanism] = found.as_slice() else { return None };
        if self.model.catalog().mechanism(*mechanism).kind != MechanismKind::Library {
            return None;
        }
        let number = |argument: &Argument| match self.argument_value(argument) {
            Ok(Value::Number(number)) => Some(number),
            Ok(Value::Text(_) | Value::Object(_) | Value::Section(_)) | Err(_) => None,
        };
        let numbers: Vec<f64> = arguments.iter().map(number).collect::<Option<_>>()?;
        let library = self.equations();
        self.standing.call(&mut self.model, &library, *mechanism, &name.text, &numbers)?.ok()
    }

    /// `rates_kap`, `table_tau_kap`, `setdata_kap`, or a function of a mod file without a suffix.
    pub(crate) fn is_mechanism_function(&self, name: &str) -> bool {
        !self.mechanisms_with_function(name).is_empty()
    }

    fn mechanisms_with_function(&self, name: &str) -> Vec<MechanismId> {
        let bare = name.strip_prefix("table_").unwrap_or(name);
        let sets = name.strip_prefix("setdata_");
        let has = |mechanism: &MechanismType| {
            sets == Some(mechanism.name.as_str())
                || mechanism.functions.iter().any(|known| known == bare || known == name)
        };
        let mechanisms = self.model.catalog().mechanisms();
        mechanisms.filter(|(_, mechanism)| has(mechanism)).map(|(id, _)| id).collect()
    }
}
