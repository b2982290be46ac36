//! What NEURON's hoc library defines and is best written in hoc; it is run when a model first names it.

use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::ScopeId;
use crate::source::Span;

const STRING: &str = "\
begintemplate String
public s
strdef s
proc init() {
    if (numarg() == 1) { s = $s1 }
}
endtemplate String
";

const CASE: &str = "\
iterator case() { local i
    i = 2
    while (i <= numarg()) {
        $&1 = $i
        iterator_statement
        i += 1
    }
}
";

const GRAPH_LISTS: &str = "\
objref graphList[4]
graphList[0] = new List()
graphList[1] = new List()
graphList[2] = new List()
graphList[3] = new List()
";

const DEFINITIONS: &[(&str, &str)] = &[
    ("String", STRING),
    ("case", CASE),
    ("hoc_sf_", "objref hoc_sf_\nhoc_sf_ = new StringFunctions()\n"),
    ("hoc_obj_", "objref hoc_obj_[2]\n"),
    ("clipboard_file", "objref clipboard_file[2]\n"),
    ("tstr", "strdef tstr\n"),
    ("temp_string_", "strdef temp_string_\ntemp_string_ = \"t\"\n"),
    ("temp_string2_", "strdef temp_string2_\n"),
    ("graphList", GRAPH_LISTS),
    ("graphItem", "objref graphItem\ngraphItem = new Graph()\n"),
    ("flush_list", "objref flush_list\nflush_list = new List()\n"),
    ("fast_flush_list", "objref fast_flush_list\nfast_flush_list = new List()\n"),
    ("grapherlist", "objref grapherlist\ngrapherlist = new List()\n"),
    ("tobj", "objref tobj\n"),
    ("tobj1", "objref tobj1\n"),
    ("tempobj", "objref tempobj\n"),
    ("tempobj2", "objref tempobj2\n"),
    ("nrnmainmenu_", "objref nrnmainmenu_\n"),
    ("PWManager", "objref window_manager_\nwindow_manager_ = new PWManager()\n"),
];

impl Interpreter {
    /// Runs the definition of a name of NEURON's hoc library; false where there is none.
    pub(crate) fn define_from_library(&mut self, name: &str) -> bool {
        let Some((_, text)) = DEFINITIONS.iter().find(|(known, _)| *known == name) else { return false };
        let is_symbol = self.symbols(ScopeId::Top).is_some_and(|symbols| symbols.find(name).is_some());
        if is_symbol || self.objects.find_class(name).is_some() {
            return false;
        }
        let file = self.sources.add_text("stdlib.hoc", text);
        let (diagnostics, noted) = (self.diagnostics.clone(), self.noted.clone());
        let result = self.run_file(file, Span::new(file, 0..0));
        (self.diagnostics, self.noted) = (diagnostics, noted);
        result.is_ok()
    }
}
