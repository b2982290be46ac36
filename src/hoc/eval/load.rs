//! Running files and texts.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::hoc::ast::{ExpressionKind, Head, Statement, StatementKind};
use crate::hoc::builtin;
use crate::hoc::error::{Ending, Evaluated, Failure, HocError};
use crate::hoc::eval::names::Named;
use crate::hoc::eval::statement::is_of_an_object;
use crate::hoc::eval::unknown::shown_number;
use crate::hoc::interpreter::Interpreter;
use crate::hoc::memory::{MESSAGE_BYTES, TREE_BYTES};
use crate::hoc::object::ScopeId;
use crate::hoc::parse::parse_next;
use crate::hoc::value::Value;
use crate::source::{FileId, Span};

/// A file that is being run, and where in it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading {
    pub(crate) file: FileId,
    pub(crate) offset: usize,
}

impl Interpreter {
    /// `load_file(name)`: once for each name, in the file's own directory. False where there is no such file.
    pub(crate) fn load_once(&mut self, name: &str, always: bool, span: Span) -> Evaluated<bool> {
        if !always && self.loaded.contains(name) {
            return Ok(true);
        }
        let path = builtin::expand_environment(name);
        let file = match self.read_file(&self.directory.join(&path)) {
            Ok(file) => file,
            Err(_) if builtin::is_library_file(&path) => {
                self.loaded.insert(name.to_owned());
                return Ok(true);
            }
            Err(error) => {
                self.memory.add(MESSAGE_BYTES);
                self.diagnostics.push(self.missing_file(name, &error, span));
                return Ok(false);
            }
        };
        self.loaded.insert(name.to_owned());
        let folder = std::path::Path::new(&path).parent().map(|parent| self.directory.join(parent));
        let before = folder.map(|folder| std::mem::replace(&mut self.directory, folder));
        let result = self.run_file(file, span);
        if let Some(before) = before {
            self.directory = before;
        }
        result.map(|()| true)
    }

    fn missing_file(&self, name: &str, reason: &io::Error, span: Span) -> Diagnostic {
        let message = format!("cannot load `{name}`: {reason}");
        if reason.kind() == io::ErrorKind::PermissionDenied {
            let help =
                "name the directory that holds all of the model, and load this file from there: `--load FOLDER/FILE`";
            return Diagnostic::warning("hoc::missing-file", message).label(span, "asked for here").help(help);
        }
        let known: Vec<String> =
            self.sources.find(&["hoc", "ses", "oc", "tem"]).iter().map(|path| path.display().to_string()).collect();
        Diagnostic::warning("hoc::missing-file", message)
            .label(span, "the program goes on without it, as NEURON does")
            .help_if(did_you_mean(name, known.iter().map(String::as_str)))
    }

    /// `xopen(name)`: each time, in the directory of whoever asks, with that template's or object's names.
    pub(crate) fn open_and_run(&mut self, name: &str, span: Span) -> Evaluated<()> {
        let path = builtin::expand_environment(name);
        match self.read_file(&self.directory.join(&path)) {
            Ok(file) => self.run_file_in(self.frames.current().scope, file, span),
            Err(_) if builtin::is_library_file(&path) => Ok(()),
            Err(error) => Err(HocError::CannotRead { path: name.to_owned(), reason: error.to_string() }.at(span)),
        }
    }

    /// Runs a file at the top level, one statement after the other.
    pub(crate) fn run_file(&mut self, file: FileId, span: Span) -> Evaluated<()> {
        self.run_file_in(ScopeId::Top, file, span)
    }

    fn run_file_in(&mut self, scope: ScopeId, file: FileId, span: Span) -> Evaluated<()> {
        self.check_depth(span)?;
        let caller = self.frames.push(scope, None, Vec::new());
        self.reading.push(Reading { file, offset: 0 });
        let result = self.run_open_file();
        self.reading.pop();
        self.frames.pop(caller);
        result.map_err(|failure| failure.loaded(&self.sources.file(file).name, span))
    }

    fn run_open_file(&mut self) -> Evaluated<()> {
        while let Some(&Reading { file, offset }) = self.reading.last() {
            let next = match self.parsed_ahead.next(file, &self.sources, offset) {
                Some(known) => Some(known),
                None => match parse_next(&self.sources.file(file).text, file, offset) {
                    Ok(next) => next.map(|(statement, next)| (Arc::new(statement), next)),
                    Err(error) => match self.numbers_of_window(file, offset) {
                        Some(next) => {
                            self.read_up_to(next);
                            continue;
                        }
                        None => return Err(Failure::from(error)),
                    },
                },
            };
            let Some((statement, next)) = next else { break };
            self.read_up_to(next);
            if let Err(failure) = self.run_top(&statement) {
                if failure.as_ending().is_none() && self.simulation.excuses(failure.diagnostic().code) {
                    let rest = self.reading.last().map_or(next, |reading| reading.offset);
                    self.not_run(&statement, file, rest);
                }
                return Err(failure);
            }
        }
        Ok(())
    }

    fn read_up_to(&mut self, offset: usize) {
        if let Some(reading) = self.reading.last_mut() {
            reading.offset = offset;
        }
    }

    /// A statement of the top level: the value of an expression is printed.
    pub(crate) fn run_top(&mut self, statement: &Statement) -> Evaluated<()> {
        if self.belongs_to_window(statement) {
            return Ok(());
        }
        self.declare_ahead(statement);
        if !self.is_printed(statement) {
            return self.run(statement).map(|_| ());
        }
        let StatementKind::Expression(expression) = &statement.kind else { return Ok(()) };
        if self.skips_mechanism_call(expression)? {
            return Ok(());
        }
        self.step(statement.span)?;
        let mark = self.temporaries.len();
        let value = self.evaluate(expression)?;
        let text = match value {
            Value::Number(number) => format!("\t{} \n", shown_number(number)),
            Value::Text(text) if is_of_an_object(expression) => format!("\t{text} \n"),
            Value::Text(text) => format!("{text}\n"),
            Value::Object(Some(object)) if self.is_inert(object) => "\t0 \n".to_owned(),
            Value::Object(object) => format!("\t{} \n", self.object_name(object)),
            Value::Section(section) => format!("\t{} \n", self.model.name(section)),
        };
        self.drop_temporaries(mark, statement.span)?;
        self.print(&text, statement.span)
    }

    fn is_printed(&mut self, statement: &Statement) -> bool {
        let StatementKind::Expression(expression) = &statement.kind else { return false };
        match &expression.kind {
            ExpressionKind::Assign { .. } => false,
            ExpressionKind::Path(path) => match &path.head {
                Head::Member(member) if path.members.is_empty() => match self.resolve(&member.name.text) {
                    Named::Procedure(_, definition) => definition.kind != crate::hoc::ast::DefinitionKind::Procedure,
                    Named::Function(_) => !builtin::is_library_procedure(&member.name.text),
                    _ => true,
                },
                _ => true,
            },
            _ => true,
        }
    }

    /// Runs the text of `execute` in a scope.
    pub(crate) fn execute(&mut self, text: &str, scope: ScopeId, span: Span) -> Evaluated<()> {
        self.check_depth(span)?;
        let before = self.marks();
        let statements = self.parsed(text)?;
        let caller = self.frames.push(scope, None, Vec::new());
        let result = self.run_executed(&statements);
        self.frames.pop(caller);
        self.keep_executed(text, before, result.is_err());
        result.map_err(|failure| failure.called("execute", span))
    }

    /// Runs a text that defines procedures or templates; it stays, for they are called later.
    pub(crate) fn run_definitions(&mut self, text: &str, span: Span) -> Evaluated<()> {
        let bytes = text.len().saturating_mul(TREE_BYTES);
        self.room_for("a definition", bytes, span)?;
        self.memory.add(bytes);
        let file = self.sources.add_text("execute1", text);
        self.run_file(file, span)
    }

    fn run_executed(&mut self, statements: &[Statement]) -> Evaluated<()> {
        for statement in statements {
            self.declare_ahead(statement);
            self.run(statement)?;
        }
        Ok(())
    }

    /// Where a path that hoc names lies.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.join(builtin::expand_environment(name))
    }
}

/// The end of a run: `stop` and `quit()` are none with an error.
pub(crate) fn finished(result: Evaluated<()>) -> Result<(), Diagnostic> {
    match result {
        Err(failure) if matches!(failure.as_ending(), Some(Ending::Stop | Ending::Quit)) => Ok(()),
        Err(failure) => Err(failure.into()),
        Ok(()) => Ok(()),
    }
}
