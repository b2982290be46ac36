//! The model directories that tests read.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::neuron::Model;

/// The demo model, written out as a user gets it; gone when dropped.
pub fn demo_directory() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    neuron_reduce::demo::write(folder.path()).unwrap();
    folder
}

/// One of the small models in `tests/models`.
#[derive(Debug, Clone, Copy)]
pub struct SmallModel {
    /// Its folder.
    pub name: &'static str,
    /// The hoc file that is loaded first.
    pub file: &'static str,
    /// How the cell is made then, when the file does not do it.
    pub new: Option<&'static str>,
    /// Every section as `name < parent(x)`, in NEURON's order.
    pub sections: &'static [&'static str],
    /// Segments per section.
    pub nseg: &'static [usize],
}

/// The small models and what NEURON makes of them.
pub const SMALL_MODELS: [SmallModel; 8] = [
    SmallModel {
        name: "ball_and_stick",
        file: "ball_and_stick.hoc",
        new: None,
        sections: &["soma", "dend < soma(1)"],
        nseg: &[1, 21],
    },
    SmallModel {
        name: "y_branch",
        file: "mosinit.hoc",
        new: None,
        sections: &["soma", "dend[0] < soma(1)", "dend[1] < dend[0](1)", "dend[2] < dend[0](1)"],
        nseg: &[1, 5, 13, 7],
    },
    SmallModel {
        name: "two_apicals",
        file: "two_apicals.hoc",
        new: Some("TwoApicals()"),
        sections: &[
            "soma[0]",
            "dend[0] < soma[0](0.5)",
            "dend[1] < soma[0](0.5)",
            "apic[0] < soma[0](0)",
            "apic[1] < apic[0](1)",
            "apic[2] < apic[0](1)",
            "apic[3] < soma[0](1)",
            "axon[0] < soma[0](0.5)",
        ],
        nseg: &[1, 5, 5, 7, 9, 7, 9, 5],
    },
    SmallModel {
        name: "axon_parent",
        file: "model.hoc",
        new: None,
        sections: &["axon", "soma < axon(1)", "dend[0] < soma(1)", "dend[1] < soma(0.5)"],
        nseg: &[9, 1, 7, 7],
    },
    SmallModel {
        name: "swc_one_point",
        file: "PassiveCell.hoc",
        new: Some("PassiveCell(\"cell.swc\")"),
        sections: &[
            "soma[0]",
            "axon[0] < soma[0](0.5)",
            "dend[0] < soma[0](0.5)",
            "dend[1] < dend[0](1)",
            "dend[2] < dend[0](1)",
            "dend[3] < soma[0](0.5)",
            "apic[0] < soma[0](0.5)",
            "apic[1] < apic[0](1)",
            "apic[2] < apic[0](1)",
        ],
        nseg: &[1, 5, 1, 1, 3, 3, 5, 5, 5],
    },
    SmallModel {
        name: "swc_three_point",
        file: "main.hoc",
        new: None,
        sections: &[
            "soma[0]",
            "dend[0] < soma[0](0.5)",
            "dend[1] < dend[0](1)",
            "dend[2] < dend[0](1)",
            "dend[3] < soma[0](0.5)",
            "apic[0] < soma[0](0.5)",
        ],
        nseg: &[1, 3, 2, 2, 3, 5],
    },
    SmallModel {
        name: "scalar_names",
        file: "init.hoc",
        new: None,
        sections: &["soma", "dend < soma(0)", "apic < soma(1)", "axon < soma(0.5)"],
        nseg: &[1, 5, 11, 3],
    },
    SmallModel {
        name: "graded_channels",
        file: "init.hoc",
        new: None,
        sections: &[
            "soma",
            "dend[0] < soma(1)",
            "dend[1] < dend[0](1)",
            "dend[2] < dend[0](0.7)",
            "apic[0] < soma(0)",
            "apic[1] < apic[0](1)",
            "axon[0] < soma(0.5)",
            "axon[1] < axon[0](1)",
        ],
        nseg: &[1, 5, 7, 5, 9, 9, 1, 3],
    },
];

impl SmallModel {
    /// The model of this name.
    pub fn named(name: &str) -> Self {
        *SMALL_MODELS.iter().find(|model| model.name == name).unwrap()
    }

    /// Its directory, which nobody may write to.
    pub fn directory(&self) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/models").join(self.name)
    }

    /// How NEURON loads it.
    pub fn in_neuron(&self) -> Model {
        let model = Model::of_file(&self.directory(), self.file);
        match self.new {
            Some(new) => model.hoc("objref cell").hoc(&format!("cell = new {new}")),
            None => model,
        }
    }
}
