//! `Import3d_Neurolucida3` and the other readers, and `Import3d_GUI`: a morphology file becomes sections of an object.

use std::path::Path;
use std::sync::Arc;

use crate::cell::{CellError, SectionId};
use crate::diagnostic::{Diagnostic, Diagnostics, did_you_mean};
use crate::hoc::builtin::{BuiltinObject, Call, imported_section};
use crate::hoc::error::{Evaluated, Failure, HocError};
use crate::hoc::eval::names::Named;
use crate::hoc::eval::read::cell_error;
use crate::hoc::interpreter::Interpreter;
use crate::hoc::memory::POINT_BYTES;
use crate::hoc::object::{ObjectId, ScopeId, Slot};
use crate::hoc::value::Value;
use crate::morphology::{Attachment, Format, ImportedSection, Morphology, Reading, Step, instantiate};
use crate::source::Span;

/// A reader of morphology files, and what it read.
#[derive(Debug)]
pub(crate) struct Reader {
    format: Format,
    morphology: Option<Arc<Morphology>>,
    quiet: f64,
    error: f64,
}

/// `Import3d_GUI`: makes sections of what a reader read.
#[derive(Debug)]
pub(crate) struct Importer {
    /// Holds a reference.
    pub(crate) reader: ObjectId,
}

const READER_METHODS: &[&str] = &["err", "filetype", "input", "quiet", "sections"];
const IMPORTER_METHODS: &[&str] = &["instantiate", "name", "swc"];

/// `new Import3d_Neurolucida3()`
pub(crate) fn create_reader(_interpreter: &mut Interpreter, call: &Call<'_>) -> Evaluated<BuiltinObject> {
    let format = Format::of_reader(&call.name.text).unwrap_or(Format::Neurolucida);
    Ok(BuiltinObject::MorphologyReader(Reader { format, morphology: None, quiet: 0.0, error: 0.0 }))
}

/// `new Import3d_GUI(reader, 0)`
pub(crate) fn create_importer(interpreter: &mut Interpreter, call: &Call<'_>) -> Evaluated<BuiltinObject> {
    let reader = call.object(interpreter, 0)?;
    if !matches!(interpreter.objects.builtin(reader), Some(BuiltinObject::MorphologyReader(_))) {
        return Err(call.wrong(0, "a reader such as Import3d_Neurolucida3", "another object"));
    }
    interpreter.objects.retain(reader);
    Ok(BuiltinObject::MorphologyImporter(Importer { reader }))
}

impl Reader {
    /// `reader.quiet`, `reader.err`
    pub(crate) fn member(&self, name: &str) -> Option<f64> {
        match name {
            "quiet" => Some(self.quiet),
            "err" => Some(self.error),
            _ => None,
        }
    }

    /// `reader.quiet = 1`
    pub(crate) fn member_mut(&mut self, name: &str) -> Option<&mut f64> {
        match name {
            "quiet" => Some(&mut self.quiet),
            "err" => Some(&mut self.error),
            _ => None,
        }
    }
}

/// Calls a method of a reader.
pub(crate) fn call_reader(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Value> {
    let Some(BuiltinObject::MorphologyReader(reader)) = interpreter.objects.builtin(object) else {
        return Ok(Value::Number(0.0));
    };
    let format = reader.format;
    match call.name.text.as_str() {
        "input" => {
            let morphology = read(interpreter, format, call)?;
            if let Some(BuiltinObject::MorphologyReader(reader)) = interpreter.objects.builtin_mut(object) {
                reader.morphology = Some(morphology);
            }
            Ok(Value::Number(0.0))
        }
        "sections" => {
            let morphology = reader.morphology.clone();
            Ok(imported_section::sections(interpreter, morphology.as_deref()))
        }
        "filetype" => Ok(Value::text(format.file_type())),
        _ => Err(call.no_method(format.reader(), READER_METHODS.iter().copied())),
    }
}

/// `input("cell.asc")`
fn read(interpreter: &mut Interpreter, format: Format, call: &Call<'_>) -> Evaluated<Arc<Morphology>> {
    let name = call.text(interpreter, 0)?;
    let path = interpreter.path(&name);
    let file = interpreter.sources.read(&path).map_err(|error| missing(interpreter, &name, &error, call.span(0)))?;
    let Reading { morphology, diagnostics } = interpreter.morphologies.read(format, file, &interpreter.sources);
    report(interpreter, diagnostics, call.span(0))?;
    let empty = || HocError::CannotRead { path: name.to_string(), reason: "it has no sections".to_owned() };
    morphology.ok_or_else(|| empty().at(call.span(0)))
}

fn missing(interpreter: &Interpreter, name: &str, error: &std::io::Error, span: Span) -> Failure {
    let known = interpreter.sources.find(&["asc", "swc", "nts", "xml"]);
    let known: Vec<String> = known.iter().map(|path| path.display().to_string()).collect();
    let alone = known.first().filter(|_| known.len() == 1).map(|only| format!("the model directory has `{only}`"));
    let near = did_you_mean(name, known.iter().map(String::as_str)).or(alone);
    let reason = match error.kind() {
        std::io::ErrorKind::NotFound => String::from("there is no such file"),
        _ => error.to_string(),
    };
    let shown = Path::new(name).display();
    let diagnostic =
        Diagnostic::error("morphology::missing", format!("cannot read the morphology `{shown}`: {reason}"))
            .label(span, "named here")
            .help_if(near);
    Failure::from(diagnostic)
}

/// Keeps what was found; the first error ends the run and says from where the file was read.
fn report(interpreter: &mut Interpreter, found: Diagnostics, span: Span) -> Evaluated<()> {
    let mut fatal = None;
    for diagnostic in found {
        if diagnostic.is_fatal() && fatal.is_none() {
            fatal = Some(diagnostic.label(span, "read from here"));
        } else {
            interpreter.diagnostics.push(diagnostic);
        }
    }
    fatal.map_or(Ok(()), |diagnostic| Err(Failure::from(diagnostic)))
}

/// Calls a method of an importer.
pub(crate) fn call_importer(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Value> {
    match (call.name.text.as_str(), interpreter.objects.builtin(object)) {
        ("instantiate", _) => {}
        ("name", _) => return imported_section::name(interpreter, call),
        ("swc", Some(BuiltinObject::MorphologyImporter(importer))) => return Ok(Value::Object(Some(importer.reader))),
        _ => return Err(call.no_method("Import3d_GUI", IMPORTER_METHODS.iter().copied())),
    }
    let target = call.object_or_null(interpreter, 0)?;
    let morphology = morphology_of(interpreter, object).ok_or_else(|| {
        let message = "the reader has read no file: its `input` comes first".to_owned();
        call.error(HocError::Raised { message })
    })?;
    let mut found = Diagnostics::default();
    let instantiation = instantiate(&morphology, &mut found);
    report(interpreter, found, call.name.span)?;
    let Some(instantiation) = instantiation else { return Ok(Value::Number(0.0)) };
    let mut import = Import { interpreter, target, span: call.name.span };
    import.make(&instantiation.steps)?;
    import.connect(&instantiation.sections)?;
    Ok(Value::Number(0.0))
}

fn morphology_of(interpreter: &Interpreter, importer: ObjectId) -> Option<Arc<Morphology>> {
    let Some(BuiltinObject::MorphologyImporter(Importer { reader })) = interpreter.objects.builtin(importer) else {
        return None;
    };
    match interpreter.objects.builtin(*reader) {
        Some(BuiltinObject::MorphologyReader(reader)) => reader.morphology.clone(),
        Some(_) | None => None,
    }
}

/// One import under way.
struct Import<'a> {
    interpreter: &'a mut Interpreter,
    target: Option<ObjectId>,
    span: Span,
}

impl Import<'_> {
    fn scope(&self) -> ScopeId {
        self.target.map_or(ScopeId::Top, ScopeId::Object)
    }

    /// The sections, and the lists that they are put in.
    fn make(&mut self, steps: &[Step]) -> Evaluated<()> {
        for step in steps {
            match step {
                Step::Create { name, size } => self.execute(&format!("create {name}[{size}]\n"))?,
                Step::Append { pattern, list } if self.target.is_some() => {
                    self.execute(&format!("forsec \"{pattern}\" {list}.append\n"))?;
                }
                Step::Append { .. } => {}
            }
        }
        if self.target.is_some() { self.execute("forall all.append\n") } else { Ok(()) }
    }

    fn execute(&mut self, text: &str) -> Evaluated<()> {
        let scope = self.scope();
        self.interpreter.execute(text, scope, self.span)
    }

    /// Parents, 3-d points; without an object the first section is accessed.
    fn connect(&mut self, sections: &[ImportedSection]) -> Evaluated<()> {
        let ids = sections.iter().map(|section| self.find(section)).collect::<Evaluated<Vec<SectionId>>>()?;
        if let (None, Some(&first)) = (self.target, ids.first()) {
            self.interpreter.section_stack.access(first);
        }
        for (section, &id) in sections.iter().zip(&ids) {
            self.add(section, id, &ids).map_err(|error| cell_error(&error).at(self.span))?;
        }
        Ok(())
    }

    fn add(&mut self, section: &ImportedSection, id: SectionId, ids: &[SectionId]) -> Result<(), CellError> {
        self.interpreter.memory.add(section.points.len() * POINT_BYTES);
        let model = &mut self.interpreter.model;
        if let Some(Attachment { section: parent, x }) = section.parent
            && let Some(&parent) = ids.get(parent)
        {
            model.connect(id, 0.0, parent, x)?;
        }
        if let Some(point) = section.logical_connection_um {
            model.set_logical_point(id, Some(point))?;
        }
        model.set_points(id, &section.points)
    }

    /// The section that `create` made.
    fn find(&mut self, section: &ImportedSection) -> Evaluated<SectionId> {
        let scope = self.scope();
        let found = match self.interpreter.resolve_in(scope, &section.name) {
            Named::Variable(scope, symbol) => match self.interpreter.slot(scope, symbol) {
                Slot::Sections(_, ids) => ids.get(section.index).copied(),
                _ => None,
            },
            _ => None,
        };
        let name = format!("{}[{}]", section.name, section.index);
        found.ok_or_else(|| HocError::UnknownSection { name, near: None }.at(self.span))
    }
}
