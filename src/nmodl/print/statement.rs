//! Statements.

use super::super::ast::{
    Argument, Body, Comparison, LocalVariable, OverStates, Reaction, ReactionKind, Solve, Species, Statement,
    StatementKind, Table, Watch,
};
use super::expression::{call, expression, reference};
use super::{Printer, length, names, number, unit};

impl Printer {
    /// `head { ... }`
    pub(super) fn body(&mut self, head: &str, body: &Body) {
        self.braces(head, |printer| {
            if !body.locals.is_empty() {
                printer.line(&locals(&body.locals));
            }
            body.statements.iter().for_each(|statement| printer.statement(statement));
        });
    }

    fn statement(&mut self, statement: &Statement) {
        match &statement.kind {
            StatementKind::If { branches, otherwise } => {
                for (place, branch) in branches.iter().enumerate() {
                    let word = if place == 0 { "if" } else { "else if" };
                    self.body(&format!("{word} ({})", expression(&branch.condition)), &branch.body);
                }
                if let Some(body) = otherwise {
                    self.body("else", body);
                }
            }
            StatementKind::While { condition, body } => self.body(&format!("while ({})", expression(condition)), body),
            StatementKind::From { variable, first, last, step, body } => {
                let step = step.as_ref().map(|step| format!(" BY {}", expression(step))).unwrap_or_default();
                let (first, last) = (expression(first), expression(last));
                self.body(&format!("FROM {} = {first} TO {last}{step}", variable.text), body);
            }
            StatementKind::Block(body) => self.body("", body),
            StatementKind::Initial(body) => self.body("INITIAL", body),
            StatementKind::ForNetcons { arguments: list, body } => {
                self.body(&format!("FOR_NETCONS{}", arguments(list)), body);
            }
            StatementKind::Verbatim(text) => self.raw("VERBATIM", &text.text),
            StatementKind::Comment(text) => self.raw("COMMENT", &text.text),
            StatementKind::Assign { .. }
            | StatementKind::Call(_)
            | StatementKind::Solve(_)
            | StatementKind::Conductance { .. }
            | StatementKind::UnitsOn
            | StatementKind::UnitsOff
            | StatementKind::Reaction(_)
            | StatementKind::Equation { .. }
            | StatementKind::Conserve { .. }
            | StatementKind::Compartment(_)
            | StatementKind::LongitudinalDiffusion(_)
            | StatementKind::Lag { .. }
            | StatementKind::Table(_)
            | StatementKind::Watch(_)
            | StatementKind::MutexLock
            | StatementKind::MutexUnlock => self.line(&simple(&statement.kind)),
        }
    }
}

pub(super) fn locals(locals: &[LocalVariable]) -> String {
    let variables: Vec<_> =
        locals.iter().map(|local| format!("{}{}", local.name.text, length(local.length.as_ref()))).collect();
    format!("LOCAL {}", variables.join(", "))
}

/// `(v (mV), x)`
pub(super) fn arguments(arguments: &[Argument]) -> String {
    let arguments: Vec<_> =
        arguments.iter().map(|argument| format!("{}{}", argument.name.text, unit(argument.unit.as_ref()))).collect();
    format!("({})", arguments.join(", "))
}

/// A statement of one line; one with a body of its own gives nothing here.
fn simple(kind: &StatementKind) -> String {
    match kind {
        StatementKind::Assign { target, value, protect } => {
            let protect = if *protect { "PROTECT " } else { "" };
            format!("{protect}{} = {}", reference(target), expression(value))
        }
        StatementKind::Call(of) => call(of),
        StatementKind::Solve(of) => solve(of),
        StatementKind::Conductance { variable, ion } => {
            let ion = ion.as_ref().map(|ion| format!(" USEION {}", ion.text)).unwrap_or_default();
            format!("CONDUCTANCE {}{ion}", variable.text)
        }
        StatementKind::UnitsOn => "UNITSON".to_owned(),
        StatementKind::UnitsOff => "UNITSOFF".to_owned(),
        StatementKind::Reaction(of) => reaction(of),
        StatementKind::Equation { left, right, added } => {
            format!("~{} {} = {}", if *added { "+" } else { "" }, expression(left), expression(right))
        }
        StatementKind::Conserve { species: sum, total } => {
            format!("CONSERVE {} = {}", species(sum), expression(total))
        }
        StatementKind::Compartment(of) => over_states("COMPARTMENT", of),
        StatementKind::LongitudinalDiffusion(of) => over_states("LONGITUDINAL_DIFFUSION", of),
        StatementKind::Lag { variable, primes, delay } => {
            format!("LAG {}{} BY {}", variable.text, "'".repeat(*primes), delay.text)
        }
        StatementKind::Table(of) => table(of),
        StatementKind::Watch(watched) => {
            format!("WATCH {}", watched.iter().map(watch).collect::<Vec<_>>().join(", "))
        }
        StatementKind::MutexLock => "MUTEXLOCK".to_owned(),
        StatementKind::MutexUnlock => "MUTEXUNLOCK".to_owned(),
        StatementKind::If { .. }
        | StatementKind::While { .. }
        | StatementKind::From { .. }
        | StatementKind::Block(_)
        | StatementKind::Verbatim(_)
        | StatementKind::Comment(_)
        | StatementKind::Initial(_)
        | StatementKind::ForNetcons { .. } => String::new(),
    }
}

fn solve(Solve { block, method, steady_state }: &Solve) -> String {
    let word = if *steady_state { "STEADYSTATE" } else { "METHOD" };
    let method = method.as_ref().map(|method| format!(" {word} {}", method.text)).unwrap_or_default();
    format!("SOLVE {}{method}", block.text)
}

fn reaction(Reaction { left, kind }: &Reaction) -> String {
    let left = species(left);
    match kind {
        ReactionKind::Reversible { right, forward, backward } => {
            format!("~ {left} <-> {} ({}, {})", species(right), expression(forward), expression(backward))
        }
        ReactionKind::Flux(flux) => format!("~ {left} << ({})", expression(flux)),
        ReactionKind::Sink(rate) => format!("~ {left} -> ({})", expression(rate)),
    }
}

fn species(species: &[Species]) -> String {
    let one = |Species { count, variable }: &Species| {
        let count = count.as_ref().map(|count| format!("{} ", number(count))).unwrap_or_default();
        format!("{count}{}", reference(variable))
    };
    species.iter().map(one).collect::<Vec<_>>().join(" + ")
}

fn over_states(word: &str, OverStates { index, expression: value, states }: &OverStates) -> String {
    let index = index.as_ref().map(|index| format!("{}, ", index.text)).unwrap_or_default();
    let states: Vec<_> = states.iter().map(|state| state.text.as_str()).collect();
    format!("{word} {index}{} {{ {} }}", expression(value), states.join(" "))
}

fn table(Table { variables, depend, from, to, intervals }: &Table) -> String {
    let variables = if variables.is_empty() { String::new() } else { format!(" {}", names(variables)) };
    let depend = if depend.is_empty() { String::new() } else { format!(" DEPEND {}", names(depend)) };
    format!("TABLE{variables}{depend} FROM {} TO {} WITH {}", expression(from), expression(to), number(intervals))
}

fn watch(Watch { left, comparison, right, flag }: &Watch) -> String {
    let sign = match comparison {
        Comparison::Greater => ">",
        Comparison::Less => "<",
    };
    format!("({} {sign} {}) {}", expression(left), expression(right), number(flag))
}
