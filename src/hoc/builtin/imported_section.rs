//! What `reader.sections` lists: the sections of a morphology before they are made, to be named by the importer.

use std::sync::Arc;

use crate::diagnostic::Diagnostics;
use crate::hoc::builtin::list::List;
use crate::hoc::builtin::{BuiltinObject, Call};
use crate::hoc::error::Evaluated;
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::{ObjectData, ObjectId};
use crate::hoc::value::Value;
use crate::morphology::{Morphology, instantiate};

/// A section of a morphology: the array that it will be in, and its place there.
#[derive(Debug, Clone)]
pub(crate) struct ImportedSection {
    array: String,
    index: usize,
}

impl ImportedSection {
    /// `section.nameindex`
    pub(crate) fn member(&self, name: &str) -> Option<f64> {
        (name == "nameindex").then_some(self.index as f64)
    }
}

/// `reader.sections`: a `List` of them.
pub(crate) fn sections(this: &mut Interpreter, morphology: Option<&Morphology>) -> Value {
    // What is wrong with the morphology is said when it is instantiated.
    let instantiation = morphology.and_then(|morphology| instantiate(morphology, &mut Diagnostics::default()));
    let class = this.objects.class("Import3d_Section");
    let mut objects = Vec::new();
    for section in instantiation.iter().flat_map(|instantiation| &instantiation.sections) {
        let imported = ImportedSection { array: section.name.clone(), index: section.index };
        let object = this.objects.add(class, ObjectData::Builtin(BuiltinObject::ImportedSection(imported)));
        this.objects.retain(object);
        objects.push(object);
    }
    Value::Object(Some(this.add_temporary("List", BuiltinObject::List(List::Own(objects)))))
}

/// `importer.name(section, text)`: `dend[3]`; the first of an array is named without its index.
pub(crate) fn name(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let section: ObjectId = call.object(this, 0)?;
    let Some(BuiltinObject::ImportedSection(ImportedSection { array, index })) = this.objects.builtin(section) else {
        return Err(call.wrong(0, "an Import3d_Section", "another object"));
    };
    let name = if *index > 0 { format!("{array}[{index}]") } else { array.clone() };
    this.set_text(call.text_variable(1)?, Arc::from(name), call.span(1))?;
    Ok(Value::Number(0.0))
}
