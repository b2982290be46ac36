//! Cells and tables of any size, and the program's allocator.
#![allow(dead_code, reason = "each bench uses some of them")]

use mimalloc::MiMalloc;
use neuron_reduce::cell::Cell;
use neuron_reduce::cell::resolved::{Attachment, Section};

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// A soma with one passive dendrite that branches in two at the end of every section.
pub fn binary_tree(sections: usize) -> Cell {
    let parent_of = |index: usize| if index == 1 { 0 } else { index / 2 };
    let children_of = |index: usize| if index == 0 { vec![1] } else { vec![2 * index, 2 * index + 1] };
    let section = |index: usize| Section {
        name: if index == 0 { "soma[0]".into() } else { format!("dend[{}]", index - 1) },
        nseg: 3,
        length_um: 50.0,
        ra_ohm_cm: 100.0,
        cm_uf_per_cm2: vec![1.0; 3],
        parent: (index > 0).then(|| Attachment { section: parent_of(index), x: 1.0 }),
        children: children_of(index).into_iter().filter(|&child| child < sections).collect(),
        rall_branch: 1.0,
        mechanisms: [(
            "pas".to_owned(),
            [("g_pas".to_owned(), vec![3e-5; 3]), ("e_pas".to_owned(), vec![-70.0; 3])].into(),
        )]
        .into(),
        diam_um: vec![1.0; 3],
        area_um2: vec![52.36; 3],
        ri_mohm: vec![10.61, 21.22, 21.22],
        ri_end_mohm: 10.61,
        ..Section::default()
    };
    Cell { celsius: 37.0, v_init_mv: -70.0, sections: (0..sections).map(section).collect(), ..Cell::default() }
}

/// With Hodgkin and Huxley's channels everywhere.
pub fn exciting(mut cell: Cell) -> Cell {
    for section in &mut cell.sections {
        section.mechanisms.extend(["hh", "na_ion", "k_ion"].map(|name| (name.to_owned(), [].into())));
        section.ion_style.extend(["na_ion", "k_ion"].map(|name| (name.to_owned(), 0o10)));
    }
    cell
}

/// A table of `rows` synapses on the dendrites of a cell whose name is `PyramidalCell[0]`.
pub fn synapse_rows(cell: &Cell, rows: usize) -> String {
    let names: Vec<&str> = cell.sections.iter().map(|section| section.name.as_str()).collect();
    let row = |row: usize| {
        let section = names.get(row * 7919 % names.len()).copied().unwrap_or_default();
        let x = (row * 31 % 1000) as f64 / 1000.0;
        format!("{row},PyramidalCell[0].{section},{x},Exp2Syn,0.3,{},{}\n", 2 + row % 3, 0.001 * (row % 17) as f64)
    };
    std::iter::once("id,section,x,kind,tau1,tau2,weight\n".to_owned()).chain((0..rows).map(row)).collect()
}
