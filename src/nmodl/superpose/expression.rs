//! The class of an expression.

use super::class::Class;
use super::{Apart, Reader, Time};
use crate::nmodl::ast::{
    BinaryOperator, Block, BlockKind, Call, Expression, ExpressionKind, ItemKind, Reference, UnaryOperator,
};
use crate::nmodl::walk;

/// Functions whose value depends on their arguments alone.
const PURE: &[&str] = &[
    "abs", "acos", "asin", "atan", "atan2", "cbrt", "ceil", "cos", "cosh", "erf", "erfc", "exp", "exp2", "expm1",
    "fabs", "floor", "fmax", "fmin", "fmod", "hypot", "log", "log10", "log1p", "log2", "nrn_ghk", "pow", "printf",
    "rint", "round", "sin", "sinh", "sqrt", "tan", "tanh", "trunc",
];

/// Functions that draw random numbers.
const RANDOM: &[&str] = &[
    "drand48",
    "exprand",
    "gauss",
    "normrand",
    "nrn_random_play",
    "poisrand",
    "poisson",
    "rand",
    "random",
    "scop_random",
    "set_seed",
    "setseed",
];

/// Calls within calls.
const DEEPEST: usize = 24;

/// Does the name stand in the expression?
pub(super) fn mentions(expression: &Expression, name: &str) -> bool {
    match &expression.kind {
        ExpressionKind::Number { .. } | ExpressionKind::Text(_) => false,
        ExpressionKind::Reference(reference) => {
            reference.name.text == name || reference.index.as_ref().is_some_and(|index| mentions(index, name))
        }
        ExpressionKind::Call(call) => call.arguments.iter().any(|argument| mentions(argument, name)),
        ExpressionKind::Integer(inner) | ExpressionKind::Unary(_, inner) => mentions(inner, name),
        ExpressionKind::Binary(_, left, right) => mentions(left, name) || mentions(right, name),
    }
}

impl<'a> Reader<'a> {
    pub(super) fn expression(&mut self, expression: &'a Expression) -> Result<Class<'a>, Apart> {
        match &expression.kind {
            ExpressionKind::Number { number, .. } if number.value == 0.0 => Ok(Class::Zero),
            ExpressionKind::Number { .. } | ExpressionKind::Text(_) => Ok(Class::Same),
            ExpressionKind::Reference(reference) => self.reference(reference),
            ExpressionKind::Call(call) => self.call(call),
            ExpressionKind::Integer(inner) | ExpressionKind::Unary(UnaryOperator::Not, inner) => {
                Ok(self.expression(inner)?.mixed(Class::Same))
            }
            ExpressionKind::Unary(UnaryOperator::Negate, inner) => Ok(Class::Zero.subtract(self.expression(inner)?)),
            ExpressionKind::Binary(operator, left, right) => {
                let (left, right) = (self.expression(left)?, self.expression(right)?);
                Ok(binary(*operator, left, right))
            }
        }
    }

    fn reference(&mut self, reference: &'a Reference) -> Result<Class<'a>, Apart> {
        let index = match &reference.index {
            Some(index) => self.expression(index)?,
            None => Class::Same,
        };
        if !index.is_known() || reference.delay.is_some() || reference.primes > 0 {
            return Ok(Class::Other);
        }
        Ok(self.name(&reference.name.text))
    }

    fn name(&self, name: &'a str) -> Class<'a> {
        let local = self.locals.last().and_then(|locals| locals.get(name));
        if let Some(class) = local {
            return *class;
        }
        if self.states.contains(name) {
            return if self.time == Time::Event { Class::Added(name) } else { Class::Linear };
        }
        if self.reads_current(name) {
            return Class::Other;
        }
        match self.classes.get(name) {
            Some(class) if self.time == Time::Event => *class,
            Some(class) => class.at_step(),
            None if name == "t" && self.time == Time::Event => Class::Own,
            None => Class::Same,
        }
    }

    /// A current of an ion that is read is that of all who carry it.
    fn reads_current(&self, name: &str) -> bool {
        let mut reads = self.symbols.ions.iter().flat_map(|(ion, _)| &ion.reads);
        self.symbols.marks_of(name).ion_current.is_some() && reads.any(|read| read == name)
    }

    pub(super) fn call(&mut self, call: &'a Call) -> Result<Class<'a>, Apart> {
        let name = call.name.text.as_str();
        if name == "state_discontinuity"
            && let [target, value] = call.arguments.as_slice()
            && let ExpressionKind::Reference(target) = &target.kind
        {
            let class = self.expression(value)?;
            return self.assign(target, class).map(|()| Class::Same);
        }
        let classes = call.arguments.iter().map(|argument| self.expression(argument)).collect::<Result<Vec<_>, _>>()?;
        if let Some(block) = self.subroutine(name) {
            return self.run(block, name, &classes);
        }
        if RANDOM.contains(&name) || name.starts_with("random_") {
            return Err(Apart::Random);
        }
        if !PURE.contains(&name) && !self.is_table(name) {
            return Err(Apart::Uses(name.to_owned()));
        }
        Ok(classes.into_iter().fold(Class::Same, Class::mixed))
    }

    /// A `FUNCTION` or `PROCEDURE` of the file.
    pub(super) fn subroutine(&self, name: &str) -> Option<&'a Block> {
        walk::blocks(self.mod_file).find(|block| {
            matches!(&block.kind, BlockKind::Function(head) | BlockKind::Procedure(head) if head.name.text == name)
        })
    }

    fn is_table(&self, name: &str) -> bool {
        self.mod_file
            .items
            .iter()
            .any(|item| matches!(&item.kind, ItemKind::FunctionTable(table) if table.name.text == name))
    }

    /// Reads a subroutine with the classes of its arguments; the class of what it gives.
    pub(super) fn run(&mut self, block: &'a Block, name: &'a str, given: &[Class<'a>]) -> Result<Class<'a>, Apart> {
        if self.locals.len() >= DEEPEST {
            return Err(Apart::TooLong);
        }
        let arguments = block.kind.arguments().iter().map(|argument| argument.name.text.as_str());
        let mut locals: std::collections::BTreeMap<_, _> = arguments.zip(given.iter().copied()).collect();
        if matches!(block.kind, BlockKind::Function(_)) {
            locals.insert(name, Class::Zero);
        }
        self.frame(locals, |reader| {
            reader.body(&block.body)?;
            Ok(reader.locals.last().and_then(|locals| locals.get(name)).copied().unwrap_or(Class::Zero))
        })
    }
}

fn binary<'a>(operator: BinaryOperator, left: Class<'a>, right: Class<'a>) -> Class<'a> {
    match operator {
        BinaryOperator::Add => left.add(right),
        BinaryOperator::Subtract => left.subtract(right),
        BinaryOperator::Multiply => left.times(right),
        BinaryOperator::Divide => left.over(right),
        BinaryOperator::Or
        | BinaryOperator::And
        | BinaryOperator::Greater
        | BinaryOperator::GreaterOrEqual
        | BinaryOperator::Less
        | BinaryOperator::LessOrEqual
        | BinaryOperator::Equal
        | BinaryOperator::NotEqual
        | BinaryOperator::Power => left.mixed(right),
    }
}
