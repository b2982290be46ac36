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

const CLASS_NAME: &str = "\
proc classname() {
    sprint($s2, \"%s\", $o1)
    if (object_id($o1)) hoc_sf_.head($s2, \"[[]\", $s2)
}
";

const GRAPH_LISTS: &str = "\
objref graphList[4]
graphList[0] = new List()
graphList[1] = new List()
graphList[2] = new List()
graphList[3] = new List()
";

/// The text of a file of the library.
macro_rules! file {
    ($name:literal) => {
        include_str!(concat!("../library/", $name))
    };
}

/// The CellBuilder, a template in each file, and the iterator that its cells use.
const CELL_BUILD: &[(&str, &str)] = &[
    ("SubsetDomainIterator", file!("subset_domain_iterator.hoc")),
    ("CellBuild", file!("cell_build/cell_build.hoc")),
    ("CellBuildTopology", file!("cell_build/topology.hoc")),
    ("CellBuildArray", file!("cell_build/array.hoc")),
    ("CellBuildSection", file!("cell_build/section.hoc")),
    ("P3D", file!("cell_build/points.hoc")),
    ("SectionSubsets", file!("cell_build/subsets.hoc")),
    ("SNList", file!("cell_build/subset.hoc")),
    ("DomainParmInfo", file!("cell_build/domain.hoc")),
    ("InhomoFun", file!("cell_build/function.hoc")),
    ("InhomoParm", file!("cell_build/parameter.hoc")),
    ("CellGeometry", file!("cell_build/geometry.hoc")),
    ("GeoSpec", file!("cell_build/specification.hoc")),
    ("LDiamInfo", file!("cell_build/length_diameter.hoc")),
    ("CellMembrane", file!("cell_build/membrane.hoc")),
    ("FakeMechStan", file!("cell_build/axial_or_capacitance.hoc")),
    ("MStanWrap", file!("cell_build/wrap.hoc")),
    ("CellManage", file!("cell_build/manage.hoc")),
    ("save_window_", "objref save_window_\n"),
    ("scene_vector_", "objref scene_vector_[1]\n"),
    ("cell_build_version_", "cell_build_version_ = 5.7\n"),
    ("cell_build_functions_", "cell_build_functions_ = 0\n"),
];

/// The window that puts channels together, a template in each file.
const CHANNEL_BUILD: &[(&str, &str)] = &[
    ("EmptyClass", "begintemplate EmptyClass\nendtemplate EmptyClass\n"),
    ("ChannelBuild", file!("channel_build/channel_build.hoc")),
    ("ChannelBuildSelectProperties", file!("channel_build/properties.hoc")),
    ("ChannelBuildKSGate", file!("channel_build/gate.hoc")),
    ("ChannelBuildKSState", file!("channel_build/state.hoc")),
    ("ChannelBuildKSTrans", file!("channel_build/transition.hoc")),
    ("ChannelBuildF", file!("channel_build/function.hoc")),
];

/// Windows that make a part of the model: point processes, a section, mechanisms in it; and what manages the cells of a network.
const MANAGERS: &[(&str, &str)] = &[
    ("ParallelNetManager", file!("parallel_net_manager.hoc")),
    ("Electrode", file!("electrode.hoc")),
    ("Inserter", file!("inserter.hoc")),
    ("PointProcessGroupItem", file!("point_process_group_item.hoc")),
    ("PointProcessGroupManager", file!("point_process_group_manager.hoc")),
    ("PointProcessManager", file!("point_process_manager.hoc")),
    ("SingleCompartment", file!("single_compartment.hoc")),
    ("makesinglecompartment", "proc makesinglecompartment() { tobj = new SingleCompartment() objref tobj }\n"),
];

const DEFINITIONS: &[(&str, &str)] = &[
    ("String", STRING),
    ("case", CASE),
    ("hoc_sf_", "objref hoc_sf_\nhoc_sf_ = new StringFunctions()\n"),
    ("hoc_obj_", "objref hoc_obj_[2]\n"),
    ("clipboard_file", "objref clipboard_file[2]\n"),
    ("clipboard_retrieve", file!("clipboard_retrieve.hoc")),
    ("clipboard_set", "proc clipboard_set() { hoc_obj_[1] = $o1.c hoc_obj_[0] = $o2.c }\n"),
    ("clipboard_get", "proc clipboard_get() { $o1 = hoc_obj_[1].c $o2 = hoc_obj_[0].c }\n"),
    ("object_index", "func object_index() { return object_id($o1, 1) }\n"),
    ("classname", CLASS_NAME),
    ("tstr", "strdef tstr\n"),
    ("temp_string_", "strdef temp_string_\ntemp_string_ = \"t\"\n"),
    ("temp_string2_", "strdef temp_string2_\n"),
    ("graphList", GRAPH_LISTS),
    ("graphItem", "objref graphItem\ngraphItem = new Graph()\n"),
    ("newPlot", "proc newPlot() { graphItem = new Graph() }\n"),
    ("newPlotV", "proc newPlotV() { graphItem = new Graph() }\n"),
    ("newPlotI", "proc newPlotI() { graphItem = new Graph() }\n"),
    ("newPlotS", "proc newPlotS() { graphItem = new Graph() }\n"),
    ("newshapeplot", "proc newshapeplot() { graphItem = new PlotShape() }\n"),
    ("newvectorplot", "proc newvectorplot() { graphItem = new Graph() }\n"),
    ("newphaseplane", "proc newphaseplane() { graphItem = new Graph() }\n"),
    ("flush_list", "objref flush_list\nflush_list = new List()\n"),
    ("fast_flush_list", "objref fast_flush_list\nfast_flush_list = new List()\n"),
    ("grapherlist", "objref grapherlist\ngrapherlist = new List()\n"),
    ("nil", "objref nil\n"),
    ("tobj", "objref tobj\n"),
    ("tobj1", "objref tobj1\n"),
    ("tempobj", "objref tempobj\n"),
    ("tempobj2", "objref tempobj2\n"),
    ("nrnmainmenu_", "objref nrnmainmenu_\n"),
    ("PWManager", "objref window_manager_\nwindow_manager_ = new PWManager()\n"),
];

fn all() -> impl Iterator<Item = &'static (&'static str, &'static str)> {
    DEFINITIONS.iter().chain(CELL_BUILD).chain(CHANNEL_BUILD).chain(MANAGERS)
}

impl Interpreter {
    /// Runs the definition of a name of NEURON's hoc library; false where there is none, or where it runs already: what it
    /// declares is looked up, too.
    pub(crate) fn define_from_library(&mut self, name: &str) -> bool {
        let Some(&(known, text)) = all().find(|(known, _)| *known == name) else {
            return false;
        };
        if self.library_files.values().any(|&run| run == known) {
            return false;
        }
        let is_symbol = self.symbols(ScopeId::Top).is_some_and(|symbols| symbols.find(name).is_some());
        if is_symbol || self.objects.find_class(name).is_some() {
            return false;
        }
        let file = self.sources.add_text("stdlib.hoc", text);
        self.library_files.insert(file, known);
        let (diagnostics, noted) = (self.diagnostics.clone(), self.noted.clone());
        let result = self.run_file(file, Span::new(file, 0..0));
        (self.diagnostics, self.noted) = (diagnostics, noted);
        result.is_ok()
    }
}

#[cfg(test)]
mod tests {
    use crate::hoc::{Interpreter, Options};
    use crate::mechanism::Catalog;
    use crate::source::SourceMap;

    #[test]
    fn a_definition_runs_once_though_it_declares_its_own_name() {
        let mut hoc = Interpreter::new(SourceMap::default(), Catalog::with_builtins(), Options::default());
        hoc.run_text("test", "objref tobj, hoc_obj_[3]\nstrdef tstr\nobjref tobj\ntstr = \"a\"\n").unwrap();
        let names: Vec<_> = hoc.library_files.values().copied().collect();
        assert_eq!(names, ["tobj", "hoc_obj_", "tstr"]);
    }
}
