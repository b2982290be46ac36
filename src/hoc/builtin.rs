//! What NEURON brings along: functions, variables, and classes with one file for each.
//!
//! A class is a variant of [`BuiltinObject`] and a file with `create` (for `new`), `call` (its methods) and, where
//! its objects have member variables, `length`, `read` and `write`. Methods get the object's id, not a borrow, so that
//! they may use the whole interpreter and be called with the object itself as an argument.

#![allow(clippy::unnecessary_wraps, reason = "functions and classes are called through tables: all have one type")]

mod call;
mod calls;
mod connections;
pub(crate) mod file;
mod files;
mod functions;
mod geometry;
mod impedance;
mod import3d;
mod imported_section;
mod inert;
mod initialize;
mod integrator;
pub(crate) mod ks_chan;
mod library;
mod library_hoc;
pub(crate) mod list;
mod math;
mod matrix;
mod mechanism_standard;
mod mechanism_type;
mod membrane;
pub(crate) mod net_con;
pub(crate) mod parallel_context;
pub(crate) mod point_process;
mod pointer;
pub(crate) mod random;
mod range_var_plot;
pub(crate) mod section_list;
pub(crate) mod section_ref;
pub(crate) mod skipped;
pub(crate) mod streams;
mod string_functions;
pub(crate) mod text;
mod units;
pub(crate) mod variables;
pub(crate) mod vector;

use std::sync::Arc;

pub(crate) use call::Call;
pub(crate) use files::{expand_environment, is_library_file, without_detours};
pub(crate) use functions::{Function, function, function_names, is_library_procedure, library_function};
pub(crate) use inert::is_inert;
pub(crate) use integrator::Settings as IntegratorSettings;
pub(crate) use units::Labels;

/// Is it the name of a point process or artificial cell?
pub(crate) fn is_point_process(interpreter: &Interpreter, name: &str) -> bool {
    point_process::find(interpreter, name).is_some()
}
pub(crate) use library::{is_library_object, library_variable};

use crate::hoc::ast::Name;
use crate::hoc::error::{Evaluated, HocError};
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::{ObjectData, ObjectId};
use crate::hoc::value::{Argument, Value};
use crate::morphology::Format;

/// An object of a built-in class.
#[derive(Debug)]
pub(crate) enum BuiltinObject {
    /// `SectionList`
    SectionList(section_list::SectionList),
    /// `SectionRef`
    SectionRef(section_ref::SectionRef),
    /// `NetCon`
    NetCon(net_con::NetCon),
    /// Of a `POINT_PROCESS` or `ARTIFICIAL_CELL`.
    PointProcess(point_process::PointProcess),
    /// `List`
    List(list::List),
    /// `Vector`
    Vector(vector::Vector),
    /// `Matrix`
    Matrix(matrix::Matrix),
    /// `Random`
    Random(crate::hoc::random::Random),
    /// `File`
    File(file::File),
    /// `StringFunctions`
    StringFunctions,
    /// `Import3d_Neurolucida3`, `Import3d_SWC_read` and the like
    MorphologyReader(import3d::Reader),
    /// `Import3d_GUI`
    MorphologyImporter(import3d::Importer),
    /// `Import3d_Section`
    ImportedSection(imported_section::ImportedSection),
    /// `MechanismType`
    MechanismType(mechanism_type::MechanismType),
    /// `MechanismStandard`
    MechanismStandard(mechanism_standard::MechanismStandard),
    /// `Impedance`
    Impedance(Box<impedance::Impedance>),
    /// `RangeVarPlot`
    RangeVarPlot(Box<range_var_plot::RangeVarPlot>),
    /// `ParallelContext`
    ParallelContext,
    /// `Pointer`
    Pointer(pointer::Pointer),
    /// `KSChan`
    KsChan(Box<ks_chan::KsChan>),
    /// `KSState`, `KSGate`, `KSTrans`
    KsPart(ks_chan::Part),
    /// Of a class that only matters on the screen or in a simulation.
    Inert(inert::Inert),
}

/// Makes an object.
type Create = fn(&mut Interpreter, &Call<'_>) -> Evaluated<BuiltinObject>;

/// Classes that do something.
pub(crate) const CLASSES: &[&str] = &[
    "File",
    "Impedance",
    "Import3d_Eutectic_read",
    "Import3d_GUI",
    "Import3d_MorphML",
    "Import3d_Neurolucida3",
    "Import3d_Neurolucida_read",
    "Import3d_SWC_read",
    "KSChan",
    "KSGate",
    "KSState",
    "KSTrans",
    "List",
    "NetCon",
    "Matrix",
    "MechanismStandard",
    "MechanismType",
    "ParallelContext",
    "Pointer",
    "Random",
    "RangeVarPlot",
    "SectionList",
    "SectionRef",
    "String",
    "StringFunctions",
    "Vector",
];

/// The class of that name: how its objects are made.
pub(crate) fn class(name: &str) -> Option<Create> {
    Some(match name {
        "SectionList" => section_list::create,
        "SectionRef" => section_ref::create,
        "NetCon" => net_con::create,
        "List" => list::create,
        "Vector" => vector::create,
        "Matrix" => matrix::create,
        "MechanismType" => mechanism_type::create,
        "MechanismStandard" => mechanism_standard::create,
        "Random" => random::create,
        "File" => file::create,
        "StringFunctions" => string_functions::create,
        "Impedance" => impedance::create,
        "RangeVarPlot" => range_var_plot::create,
        _ if Format::of_reader(name).is_some() => import3d::create_reader,
        "Import3d_GUI" => import3d::create_importer,
        "ParallelContext" => parallel_context::create,
        "Pointer" => pointer::create,
        "KSChan" => ks_chan::create,
        "KSGate" | "KSState" | "KSTrans" => ks_chan::refuse_part,
        "FInitializeHandler" => inert::create_handler,
        _ if inert::is_inert(name) => inert::create,
        _ => return None,
    })
}

impl BuiltinObject {
    /// The memory that grows with what it holds.
    pub(crate) fn bytes(&self) -> usize {
        match self {
            Self::Vector(vector) => vector.bytes(),
            Self::Matrix(matrix) => matrix.len() * size_of::<f64>(),
            Self::SectionList(list) => size_of_val(list.sections()),
            Self::List(list) => list.bytes(),
            Self::PointProcess(process) => process.bytes(),
            Self::File(file) => file.bytes(),
            Self::Impedance(impedance) => impedance.bytes(),
            Self::RangeVarPlot(plot) => plot.bytes(),
            Self::KsChan(channel) => channel.bytes(),
            Self::MechanismType(_)
            | Self::MechanismStandard(_)
            | Self::SectionRef(_)
            | Self::NetCon(_)
            | Self::Inert(_)
            | Self::Random(_)
            | Self::StringFunctions
            | Self::MorphologyReader(_)
            | Self::MorphologyImporter(_)
            | Self::ImportedSection(_)
            | Self::Pointer(_)
            | Self::KsPart(_)
            | Self::ParallelContext => 0,
        }
    }

    /// The objects that it holds references to: they are let go when it is.
    pub(crate) fn held_objects(&self) -> Vec<ObjectId> {
        match self {
            Self::NetCon(connection) => connection.held_objects(),
            Self::List(list) => list.held_objects(),
            Self::PointProcess(process) => process.held_objects(),
            Self::MorphologyImporter(importer) => vec![importer.reader],
            Self::SectionList(_)
            | Self::SectionRef(_)
            | Self::Inert(_)
            | Self::Vector(_)
            | Self::Matrix(_)
            | Self::Random(_)
            | Self::File(_)
            | Self::StringFunctions
            | Self::MorphologyReader(_)
            | Self::ImportedSection(_)
            | Self::MechanismType(_)
            | Self::MechanismStandard(_)
            | Self::Pointer(_)
            | Self::Impedance(_)
            | Self::RangeVarPlot(_)
            | Self::KsChan(_)
            | Self::KsPart(_)
            | Self::ParallelContext => Vec::new(),
        }
    }
}

/// Calls a method: `object.name(arguments)`.
pub(crate) fn call_method(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Value> {
    match interpreter.objects.builtin(object) {
        Some(BuiltinObject::SectionList(_)) => section_list::call(interpreter, object, call),
        Some(BuiltinObject::SectionRef(_)) => section_ref::call(interpreter, object, call),
        Some(BuiltinObject::NetCon(_)) => net_con::call(interpreter, object, call),
        Some(BuiltinObject::PointProcess(_)) => point_process::call(interpreter, object, call),
        Some(BuiltinObject::List(_)) => list::call(interpreter, object, call),
        Some(BuiltinObject::Vector(_)) => vector::call(interpreter, object, call),
        Some(BuiltinObject::Matrix(_)) => matrix::call(interpreter, object, call),
        Some(BuiltinObject::Random(_)) => random::call(interpreter, object, call),
        Some(BuiltinObject::File(_)) => file::call(interpreter, object, call),
        Some(BuiltinObject::StringFunctions) => string_functions::call(interpreter, call),
        Some(BuiltinObject::MorphologyReader(_)) => import3d::call_reader(interpreter, object, call),
        Some(BuiltinObject::MorphologyImporter(_)) => import3d::call_importer(interpreter, object, call),
        Some(BuiltinObject::ImportedSection(_)) => Err(call.no_method("Import3d_Section", ["nameindex"])),
        Some(BuiltinObject::MechanismType(_)) => mechanism_type::call(interpreter, object, call),
        Some(BuiltinObject::MechanismStandard(_)) => mechanism_standard::call(interpreter, object, call),
        Some(BuiltinObject::ParallelContext) => parallel_context::call(interpreter, call),
        Some(BuiltinObject::Pointer(_)) => pointer::call(interpreter, object, call),
        Some(BuiltinObject::Impedance(_)) => impedance::call(interpreter, object, call),
        Some(BuiltinObject::RangeVarPlot(_)) => range_var_plot::call(interpreter, object, call),
        Some(BuiltinObject::KsChan(_)) => ks_chan::call(interpreter, object, call),
        Some(BuiltinObject::KsPart(_)) => ks_chan::call_part(interpreter, object, call),
        Some(BuiltinObject::Inert(_)) => inert::call(interpreter, object, call),
        None => Err(call.error(HocError::NullObject { name: "object".to_owned(), member: call.name.text.clone() })),
    }
}

/// Is it a variable of the object (`vector.x`, `stimulus.amp`), and how many elements has it? `is_call` says that
/// arguments follow the name.
pub(crate) fn member_length(interpreter: &Interpreter, object: ObjectId, name: &str, is_call: bool) -> Option<usize> {
    match interpreter.objects.builtin(object)? {
        BuiltinObject::PointProcess(process) => point_process::length(interpreter, process, name),
        BuiltinObject::NetCon(_) => net_con::NetCon::length(name),
        BuiltinObject::Inert(_) => (!is_call).then_some(usize::MAX),
        BuiltinObject::Vector(vector) => vector::member_length(vector, name),
        BuiltinObject::Matrix(matrix) => matrix::member_length(matrix, name),
        BuiltinObject::MorphologyReader(reader) => reader.member(name).map(|_| 1),
        BuiltinObject::ImportedSection(section) => section.member(name).map(|_| 1),
        BuiltinObject::SectionList(_)
        | BuiltinObject::SectionRef(_)
        | BuiltinObject::List(_)
        | BuiltinObject::Random(_)
        | BuiltinObject::File(_)
        | BuiltinObject::StringFunctions
        | BuiltinObject::MorphologyImporter(_)
        | BuiltinObject::MechanismType(_)
        | BuiltinObject::MechanismStandard(_)
        | BuiltinObject::Pointer(_)
        | BuiltinObject::Impedance(_)
        | BuiltinObject::RangeVarPlot(_)
        | BuiltinObject::KsChan(_)
        | BuiltinObject::KsPart(_)
        | BuiltinObject::ParallelContext => None,
    }
}

/// Rows and columns of an object whose member has two indices.
pub(crate) fn member_shape(interpreter: &Interpreter, object: ObjectId) -> Option<(usize, usize)> {
    let BuiltinObject::Matrix(matrix) = interpreter.objects.builtin(object)? else { return None };
    Some(matrix.shape())
}

/// The value of a member variable.
pub(crate) fn read_member(interpreter: &Interpreter, object: ObjectId, name: &str, element: usize) -> Option<f64> {
    match interpreter.objects.builtin(object)? {
        BuiltinObject::PointProcess(process) => point_process::read(interpreter, process, name, element),
        BuiltinObject::NetCon(connection) => connection.read(name, element),
        BuiltinObject::Inert(inert) => inert.get(name).or_else(|| integrator::setting(interpreter, object, name)),
        BuiltinObject::Vector(vector) => vector::read(vector, name, element),
        BuiltinObject::Matrix(matrix) => matrix::read(matrix, name, element),
        BuiltinObject::MorphologyReader(reader) => reader.member(name),
        BuiltinObject::ImportedSection(section) => section.member(name),
        BuiltinObject::SectionList(_)
        | BuiltinObject::SectionRef(_)
        | BuiltinObject::List(_)
        | BuiltinObject::Random(_)
        | BuiltinObject::File(_)
        | BuiltinObject::StringFunctions
        | BuiltinObject::MorphologyImporter(_)
        | BuiltinObject::MechanismType(_)
        | BuiltinObject::MechanismStandard(_)
        | BuiltinObject::Pointer(_)
        | BuiltinObject::Impedance(_)
        | BuiltinObject::RangeVarPlot(_)
        | BuiltinObject::KsChan(_)
        | BuiltinObject::KsPart(_)
        | BuiltinObject::ParallelContext => None,
    }
}

/// Sets a member variable; none where there is no such variable.
pub(crate) fn write_member(
    interpreter: &mut Interpreter,
    object: ObjectId,
    name: &Arc<str>,
    element: usize,
    value: f64,
) -> Option<()> {
    match interpreter.objects.builtin_mut(object)? {
        BuiltinObject::PointProcess(_) => point_process::write(interpreter, object, name, element, value),
        BuiltinObject::NetCon(connection) => connection.write(name, element, value),
        BuiltinObject::Inert(inert) => {
            inert.set(name, value);
            Some(())
        }
        BuiltinObject::Vector(vector) => vector::write(vector, name, element, value),
        BuiltinObject::Matrix(matrix) => matrix::write(matrix, name, element, value),
        BuiltinObject::MorphologyReader(reader) => reader.member_mut(name).map(|member| *member = value),
        BuiltinObject::SectionList(_)
        | BuiltinObject::SectionRef(_)
        | BuiltinObject::List(_)
        | BuiltinObject::Random(_)
        | BuiltinObject::File(_)
        | BuiltinObject::StringFunctions
        | BuiltinObject::MorphologyImporter(_)
        | BuiltinObject::ImportedSection(_)
        | BuiltinObject::MechanismType(_)
        | BuiltinObject::MechanismStandard(_)
        | BuiltinObject::Pointer(_)
        | BuiltinObject::Impedance(_)
        | BuiltinObject::RangeVarPlot(_)
        | BuiltinObject::KsChan(_)
        | BuiltinObject::KsPart(_)
        | BuiltinObject::ParallelContext => None,
    }
}

impl Interpreter {
    /// `new Name(arguments)` of a built-in class or a mechanism, with one reference that belongs to the caller.
    pub(crate) fn create_builtin(&mut self, name: &Name, arguments: &[Argument]) -> Evaluated<ObjectId> {
        let call = Call { name, arguments };
        let object = if let Some(create) = class(&name.text) {
            self.note_inert(name);
            create(self, &call)?
        } else if let Some(mechanism) = point_process::find(self, &name.text) {
            point_process::create(self, mechanism, &call)?
        } else if self.define_from_library(&name.text) {
            let class = self.objects.class(&name.text);
            return self.instantiate(class, arguments.to_vec(), name.span);
        } else {
            return Err(self.unknown_class(name));
        };
        let class = self.objects.class(&name.text);
        let is_channel = matches!(object, BuiltinObject::KsChan(_));
        let object = self.objects.add(class, ObjectData::Builtin(object));
        self.objects.retain(object);
        if is_channel {
            // NEURON never lets go of one: its mechanism stays.
            self.objects.retain(object);
        }
        self.account_for(object);
        Ok(object)
    }

    /// A new object of a built-in class that lasts until the statement under way ends, unless it is assigned.
    pub(crate) fn add_temporary(&mut self, class: &str, object: BuiltinObject) -> ObjectId {
        let class = self.objects.class(class);
        let object = self.objects.add(class, ObjectData::Builtin(object));
        self.account_for(object);
        self.keep_for_now(object);
        object
    }

    fn note_inert(&mut self, name: &Name) {
        if self.library_files.contains_key(&name.span.file) {
            return;
        }
        if inert::GRAPHICS.contains(&name.text.as_str()) {
            self.note_once("hoc::graphics", "graphics calls are skipped", name.span);
        } else if inert::SIMULATION.contains(&name.text.as_str()) && name.text != "FInitializeHandler" {
            let message = format!("`{}` only matters to a simulation: it does nothing", name.text);
            self.note_once("hoc::simulation", &message, name.span);
        }
    }
}
