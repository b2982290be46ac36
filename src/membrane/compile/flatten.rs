//! From the tree of a body to a list of operations, with the functions that it calls put in place.

use std::ops::Range;

use crate::membrane::flat::{Flat, Operand, Operation, Target, Work};
use crate::membrane::program::{
    Body, Builtin, Code, Expression, ExpressionKind, Function, Operator, Place, Program, SolvedBlock, Statement,
    StatementKind,
};

/// A list that would be longer stays a tree: functions that call functions multiply.
const MOST_OPERATIONS: usize = 4096;

/// Gives the bodies that are run again and again their lists.
pub(super) fn flatten(program: &mut Program) {
    let rates = program.solves.iter().filter_map(|solve| derivative(&solve.block));
    let bodies = program.initial.iter().chain(&program.currents_code).chain(&program.after_solve).chain(rates);
    let flats: Vec<_> = bodies.map(|body| Flattener::new(program).body(body)).collect();
    let rates = program.solves.iter_mut().filter_map(|solve| derivative_mut(&mut solve.block));
    let of_phases = program.initial.iter_mut().chain(&mut program.currents_code).chain(&mut program.after_solve);
    let bodies = of_phases.chain(rates);
    bodies.zip(flats).for_each(|(body, flat)| body.flat = flat);
}

fn derivative(block: &SolvedBlock) -> Option<&Body> {
    if let SolvedBlock::Derivative(body) = block { Some(body) } else { None }
}

fn derivative_mut(block: &mut SolvedBlock) -> Option<&mut Body> {
    if let SolvedBlock::Derivative(body) = block { Some(body) } else { None }
}

/// What is known while a body is put in a list. A `None` says that it has to stay a tree.
struct Flattener<'a> {
    program: &'a Program,
    flat: Flat,
    /// Where the frame of the code starts that is put in place.
    base: usize,
    /// The first place of the frame that nothing needs.
    free: usize,
    /// The functions around the code.
    calls: Vec<usize>,
    /// Jumps to the end of the code, which is not known yet.
    returns: Vec<usize>,
}

impl<'a> Flattener<'a> {
    fn new(program: &'a Program) -> Self {
        Self { program, flat: Flat::default(), base: 0, free: 0, calls: vec![], returns: vec![] }
    }

    fn body(mut self, body: &Body) -> Option<Flat> {
        self.reserve(body.frame_size);
        self.clear(0..body.frame_size)?;
        self.code(&body.code)?;
        self.land_returns(vec![]);
        Some(self.flat)
    }

    fn code(&mut self, code: &Code) -> Option<()> {
        let free = self.free;
        code.iter().try_for_each(|statement| {
            self.free = free;
            self.statement(statement)
        })
    }

    fn statement(&mut self, statement: &Statement) -> Option<()> {
        match &statement.kind {
            StatementKind::Assign(place, value) => {
                let target = self.target(place)?;
                self.put(target, value)
            }
            StatementKind::Evaluate(value) => self.operand(value).map(|_| ()),
            StatementKind::If(branches, otherwise) => self.branches(branches, otherwise),
            StatementKind::Return => {
                let jump = self.jump(Operation::Jump)?;
                self.returns.push(jump);
                Some(())
            }
            StatementKind::While(..)
            | StatementKind::From(..)
            | StatementKind::Solve(_)
            | StatementKind::Reaction(_)
            | StatementKind::Equation(..)
            | StatementKind::Conserve(..)
            | StatementKind::Compartment(..)
            | StatementKind::Step(_)
            | StatementKind::Foreign(_) => None,
        }
    }

    fn branches(&mut self, branches: &[(Expression, Code)], otherwise: &Code) -> Option<()> {
        let mut ends = vec![];
        for (condition, code) in branches {
            let condition = self.operand(condition)?;
            let skip = self.jump(|to| Operation::JumpUnless(condition, to))?;
            self.code(code)?;
            ends.push(self.jump(Operation::Jump)?);
            self.land(skip);
        }
        self.code(otherwise)?;
        for end in ends {
            self.land(end);
        }
        Some(())
    }

    /// Computes an expression into a place.
    fn put(&mut self, target: Target, value: &Expression) -> Option<()> {
        let work = self.work(value)?;
        self.emit(Operation::Set(target, work))
    }

    /// Where the value of an expression is to be found.
    fn operand(&mut self, expression: &Expression) -> Option<Operand> {
        match self.work(expression)? {
            Work::Copy(operand) => Some(operand),
            work => {
                let target = Target::Frame(self.reserve(1));
                self.emit(Operation::Set(target, work))?;
                Some(target.into())
            }
        }
    }

    /// Operands that are all known before anything is done with them: a later one's call may change a variable.
    fn operands(&mut self, expressions: &[&Expression]) -> Option<Vec<Operand>> {
        let mut operands = vec![];
        let mut rest = expressions.iter();
        while let Some(expression) = rest.next() {
            let operand = self.operand(expression)?;
            let may_change = matches!(operand, Operand::Memory(_)) && rest.clone().any(|later| calls(later));
            operands.push(if may_change { self.copied(operand)? } else { operand });
        }
        Some(operands)
    }

    fn copied(&mut self, operand: Operand) -> Option<Operand> {
        let target = Target::Frame(self.reserve(1));
        self.emit(Operation::Set(target, Work::Copy(operand)))?;
        Some(target.into())
    }

    /// The last step of an expression; those before it are put in the list.
    fn work(&mut self, expression: &Expression) -> Option<Work> {
        let free = self.free;
        let work = match &expression.kind {
            ExpressionKind::Number(number) => Work::Copy(Operand::Number(*number)),
            ExpressionKind::Read(place) => Work::Copy(self.target(place)?.into()),
            ExpressionKind::Negate(inner) => Work::Negate(self.operand(inner)?),
            ExpressionKind::Not(inner) => Work::Not(self.operand(inner)?),
            ExpressionKind::Binary(operator @ (Operator::And | Operator::Or), left, right) => {
                return self.decided(*operator, left, right);
            }
            ExpressionKind::Binary(operator, left, right) => match self.operands(&[left, right])?[..] {
                [left, right] => Work::Binary(*operator, left, right),
                _ => return None,
            },
            ExpressionKind::Call(function, arguments) => return self.call(*function, arguments),
            ExpressionKind::Builtin(builtin, arguments) => self.builtin(*builtin, arguments)?,
            ExpressionKind::Watched(_) | ExpressionKind::Filled(..) | ExpressionKind::Unknown(_) => return None,
        };
        // What the operands took is free for the result: they are read before it is written.
        self.free = free;
        Some(work)
    }

    fn builtin(&mut self, builtin: Builtin, arguments: &[Expression]) -> Option<Work> {
        let arguments = self.operands(&arguments.iter().collect::<Vec<_>>())?;
        if let (Builtin::Elementary(function), [argument]) = (builtin, &arguments[..]) {
            return Some(Work::Elementary(function, *argument));
        }
        let mut all = [Operand::Number(0.0); 4];
        all.iter_mut().zip(arguments).for_each(|(place, argument)| *place = argument);
        Some(Work::Builtin(builtin, Box::new(all)))
    }

    /// `&&` and `||`: the right side is not looked at where the left one decides.
    fn decided(&mut self, operator: Operator, left: &Expression, right: &Expression) -> Option<Work> {
        let result = Target::Frame(self.reserve(1));
        let free = self.free;
        let left = self.operand(left)?;
        let is_or = operator == Operator::Or;
        self.emit(Operation::Set(result, Work::Copy(Operand::Number(f64::from(u8::from(is_or))))))?;
        let jump = |to| if is_or { Operation::JumpIf(left, to) } else { Operation::JumpUnless(left, to) };
        let end = self.jump(jump)?;
        let right = self.operand(right)?;
        self.emit(Operation::Set(result, Work::Truth(right)))?;
        self.land(end);
        self.free = free;
        Some(Work::Copy(result.into()))
    }

    /// The code of a function, its frame within that of the body: the result, the arguments, the locals.
    fn call(&mut self, function: usize, arguments: &[Expression]) -> Option<Work> {
        let called: &'a Function = self.program.functions.get(function)?;
        if self.calls.contains(&function) {
            return None;
        }
        self.flat.replaces_tables |= called.table.is_some();
        let frame = self.reserve(called.frame_size.max(1 + arguments.len()));
        for (place, argument) in arguments.iter().enumerate() {
            let free = self.free;
            self.put(Target::Frame(frame + 1 + place), argument)?;
            self.free = free;
        }
        self.clear(frame..frame + 1)?;
        self.clear(frame + 1 + arguments.len()..frame + called.frame_size)?;
        let outer_base = std::mem::replace(&mut self.base, frame);
        let outer_returns = std::mem::take(&mut self.returns);
        self.calls.push(function);
        self.code(&called.code)?;
        self.calls.pop();
        self.base = outer_base;
        self.land_returns(outer_returns);
        self.free = frame + 1;
        Some(Work::Copy(Operand::Frame(frame)))
    }

    /// Locals start at 0.
    fn clear(&mut self, mut places: Range<usize>) -> Option<()> {
        places.try_for_each(|place| self.emit(Operation::Set(Target::Frame(place), Work::Copy(Operand::Number(0.0)))))
    }

    fn target(&self, place: &Place) -> Option<Target> {
        match place {
            Place::Memory(slot) => Some(Target::Memory(*slot)),
            Place::Local(place) => Some(Target::Frame(self.base + place)),
            Place::Element(..) => None,
        }
    }

    /// Places of the frame.
    fn reserve(&mut self, count: usize) -> usize {
        let place = self.free;
        self.free += count;
        self.flat.frame_size = self.flat.frame_size.max(self.free);
        place
    }

    fn emit(&mut self, operation: Operation) -> Option<()> {
        self.flat.operations.push(operation);
        (self.flat.operations.len() <= MOST_OPERATIONS).then_some(())
    }

    /// A jump to a place that is told later; gives its own.
    fn jump(&mut self, jump: impl Fn(usize) -> Operation) -> Option<usize> {
        self.emit(jump(usize::MAX))?;
        Some(self.flat.operations.len() - 1)
    }

    /// A jump goes here.
    fn land(&mut self, jump: usize) {
        let here = self.flat.operations.len();
        match self.flat.operations.get_mut(jump) {
            Some(Operation::Jump(to) | Operation::JumpUnless(_, to) | Operation::JumpIf(_, to)) => *to = here,
            Some(Operation::Set(..)) | None => {}
        }
    }

    fn land_returns(&mut self, outer: Vec<usize>) {
        for jump in std::mem::replace(&mut self.returns, outer) {
            self.land(jump);
        }
    }
}

/// Does an expression call a function of the file, which may change variables?
fn calls(expression: &Expression) -> bool {
    match &expression.kind {
        ExpressionKind::Call(..) => true,
        ExpressionKind::Negate(inner) | ExpressionKind::Not(inner) => calls(inner),
        ExpressionKind::Binary(_, left, right) => calls(left) || calls(right),
        ExpressionKind::Builtin(_, arguments) | ExpressionKind::Filled(_, arguments) => arguments.iter().any(calls),
        ExpressionKind::Number(_)
        | ExpressionKind::Read(_)
        | ExpressionKind::Watched(_)
        | ExpressionKind::Unknown(_) => false,
    }
}
