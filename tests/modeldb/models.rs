//! The models: how each is built, and with which truth it is compared.

use std::path::PathBuf;

use neuron_reduce::entry::{Recipe, Settings};

/// How a model is built, and which truth it must equal.
#[derive(Clone, Copy)]
pub struct Model {
    pub id: &'static str,
    pub tag: &'static str,
    pub before: &'static [&'static str],
    pub load: &'static [&'static str],
    pub run: &'static [&'static str],
    pub mods: Option<&'static str>,
    pub keep_going: bool,
    /// What is not compared, with the reason beside it.
    pub except: &'static [&'static str],
}

const fn model(id: &'static str, tag: &'static str, load: &'static [&'static str]) -> Model {
    Model { id, tag, before: &[], load, run: &[], mods: None, keep_going: false, except: &[] }
}

const MOSINIT: &[&str] = &["mosinit.hoc"];

const IMPORTED: &[&str] = &[
    "objref c,i3d,imp",
    "c=new model_0603_cell08_cm045()",
    "i3d=new Import3d_Neurolucida3()",
    r#"i3d.input("morphs/2013_03_06_cell08_876_H41_05_Cell2.ASC")"#,
    "imp=new Import3d_GUI(i3d,0)",
    "imp.instantiate(c)",
    "{access c.soma c.soma[0] distance()}",
    "{c.biophys()}",
    "{c.geom_nseg()}",
    "{c.active_biophys()}",
];

const GRANULE: &[&str] = &[
    "objref Granule[1],nclist,Mossy[4],Inhib[4],nclist2,synNS[4],synA[4],synG[4]",
    "Granule[0] = new GrC()",
    r#"xopen("helper_procedures.hoc")"#,
    "con1()",
    "con2()",
];

const STIMULUS: &[&str] =
    &["{dend_id1=1 dend_id2=2 tag_basal=1 apical_width=30 basal_width=30 stimulus_presentation=0 n_run=1 n_neuron=1}"];

pub const MODELS: &[Model] = &[
    Model { run: &["{fig_1()}", "{fig1d()}"], ..model("2488", "post", MOSINIT) },
    model("139653", "post", &["simulationcode/BAC_firing.hoc"]),
    model("151825", "post", MOSINIT),
    model("2796", "post", MOSINIT),
    Model { run: &["init()"], ..model("2796", "init", MOSINIT) },
    model("116084", "post", &["Gating/Jarsky_Gating_MainProgram_Basic.hoc"]),
    // The truth is that of the first `finitialize`; then the leak is balanced, and a section gets its segments.
    Model {
        mods: Some("mechanism"),
        except: &["pas.e_pas", "kca.gk_kca", "nseg"],
        ..model("20212", "pre", &["experiment/single-shock/Apical_Tips.hoc"])
    },
    Model { run: IMPORTED, ..model("195667", "post", &["ActiveModels/model_0603_cell08_cm045.hoc"]) },
    Model { run: &["{restart(\"tc200_cc\")}"], ..model("279", "post", MOSINIT) },
    model("112834", "post", MOSINIT),
    model("17664", "pre", MOSINIT),
    model("140828", "pre", MOSINIT),
    model("8210", "post", MOSINIT),
    model("124043", "post", MOSINIT),
    model("149100", "pre", MOSINIT),
    Model {
        run: &["objref c", "c = new TTC(\"cell1.asc\")"],
        ..model("156780", "post", &["models/L5PCbiophys3.hoc", "models/TTC.hoc"])
    },
    // The truth is that of the first `finitialize`; then the leak is balanced.
    Model { run: &["{tstop=0.05 rund()}"], except: &["pas.e_pas"], ..model("9769", "pre", MOSINIT) },
    model("19696", "post", MOSINIT),
    Model { run: &["init()"], ..model("19696", "init", MOSINIT) },
    model("64167", "post", &["fig08/run_fig8.hoc"]),
    model("127351", "post", &["2stageintegration_code/run.hoc"]),
    // A window of NEURON's for the numerical method initializes: `eca` follows the concentrations.
    Model { except: &["ca_ion.eca"], ..model("223891", "post", MOSINIT) },
    // The truth is that of the first `finitialize`: what the entry file does until then.
    Model { before: &["{tstop=333 v_init=-70}"], run: GRANULE, ..model("206267", "pre", &["Grc_Cell.hoc"]) },
    model("18501", "post", MOSINIT),
    Model { before: STIMULUS, keep_going: true, ..model("231185", "post", &["simulation.hoc"]) },
    // Its parameters come from tables that C code in its mod files searches.
    Model { keep_going: true, ..model("37819", "pre", MOSINIT) },
    model("261460", "post", &["model_files/9.hoc"]),
];

impl Model {
    /// The settings that build it.
    pub fn settings(&self, every_section: bool) -> Settings {
        let owned = |list: &[&str]| -> Vec<String> { list.iter().map(|&text| text.to_owned()).collect() };
        let recipe =
            Recipe { before: owned(self.before), load: owned(self.load), run: owned(self.run), ..Recipe::default() };
        Settings {
            recipe,
            mods: self.mods.map(PathBuf::from),
            keep_going: self.keep_going,
            every_section,
            ..Settings::default()
        }
    }
}
