//! Which sections stay before a cut, what is replaced beyond it, and where the cylinders hang.

use neuron_reduce::cell::Cell;
use neuron_reduce::cell::resolved::{Attachment, End, Section};
use neuron_reduce::diagnostic::Diagnostics;
use neuron_reduce::reduce::{Options, reduce};

use crate::trees::{Builder, cylinder};

fn soma() -> Builder {
    Builder::default().root(cylinder("soma", 20.0, 20.0, 3))
}

fn piece(name: &str) -> Section {
    cylinder(name, 100.0, 2.0, 5)
}

/// `apic[0]` forks into `apic[1]` (with `apic[3]` and `apic[4]` on it) and `apic[2]`; `dend[0]` bears `dend[1]`.
fn branched() -> Builder {
    soma()
        .child(piece("apic[0]"), "soma", 1.0)
        .child(piece("apic[2]"), "apic[0]", 1.0)
        .child(piece("apic[1]"), "apic[0]", 1.0)
        .child(piece("apic[4]"), "apic[1]", 1.0)
        .child(piece("apic[3]"), "apic[1]", 0.5)
        .child(piece("dend[0]"), "soma", 0.0)
        .child(piece("dend[1]"), "dend[0]", 1.0)
}

fn cut_at(names: &[&str]) -> Options {
    Options { cut: names.iter().map(|&name| name.to_owned()).collect(), ..Options::default() }
}

fn cut_from(cut_um: f64) -> Options {
    Options { cut_distance_um: Some(cut_um), ..Options::default() }
}

/// What the sections of the reduced cell hang on, which root each cylinder stands for, and what was said.
fn cut(cell: &Cell, options: &Options) -> (Vec<String>, Vec<String>) {
    let mut diagnostics = Diagnostics::default();
    let reduction = reduce(cell, options, &mut diagnostics).unwrap();
    let place = |parent: Attachment| format!(" on {}({:.2})", reduction.cell.sections[parent.section].name, parent.x);
    let root = |index: usize| {
        let reduced = reduction.subtrees.iter().find(|reduced| reduced.reduced_section == index);
        reduced.map(|reduced| format!(" for {} of {}", reduced.root, reduced.subtree.sections.len()))
    };
    let line = |(index, section): (usize, &Section)| {
        format!("{}{}{}", section.name, section.parent.map(place).unwrap_or_default(), root(index).unwrap_or_default())
    };
    let lines = reduction.cell.sections.iter().enumerate().map(line).collect();
    (lines, diagnostics.iter().map(|diagnostic| diagnostic.message.clone()).collect())
}

fn silently(cell: &Cell, options: &Options) -> Vec<String> {
    let (lines, messages) = cut(cell, options);
    assert_eq!(messages, Vec::<String>::new());
    lines
}

#[test]
fn what_hangs_on_a_cut_section_is_replaced_and_other_stems_are_as_before() {
    assert_eq!(
        silently(&branched().cell, &cut_at(&["apic[1]"])),
        [
            "soma",
            "apic[0] on soma(1.00)",
            "apic[2] on apic[0](1.00)",
            "apic[1] on apic[0](1.00)",
            "apic[3] on apic[1](0.50) for apic[3] of 1",
            "apic[4] on apic[1](1.00) for apic[4] of 1",
            "dend[0] on soma(0.00) for dend[0] of 2",
        ]
    );
}

#[test]
fn the_first_cut_on_the_way_out_counts() {
    let (lines, messages) = cut(&branched().cell, &cut_at(&["apic[0]", "apic[1]"]));
    assert_eq!(
        lines,
        [
            "soma",
            "apic[0] on soma(1.00)",
            "apic[1] on apic[0](1.00) for apic[1] of 3",
            "apic[2] on apic[0](1.00) for apic[2] of 1",
            "dend[0] on soma(0.00) for dend[0] of 2",
        ]
    );
    assert_eq!(messages, ["`--cut apic[1]` does nothing: `apic[1]` lies beyond another cut"]);
    assert_eq!(silently(&branched().cell, &cut_at(&["apic"])), lines, "all of that name");
}

#[test]
fn a_distance_cuts_every_stem_between_sections() {
    let from_200 = [
        "soma",
        "apic[0] on soma(1.00)",
        "apic[2] on apic[0](1.00)",
        "apic[1] on apic[0](1.00)",
        "apic[3] on apic[1](0.50)",
        "dend[0] on soma(0.00)",
        "dend[1] on dend[0](1.00)",
        "apic[4] on apic[1](1.00) for apic[4] of 1",
    ];
    assert_eq!(silently(&branched().cell, &cut_from(200.0)), from_200);
    assert_eq!(silently(&branched().cell, &cut_from(150.1)), from_200, "what crosses the distance stays whole");
    let from_150 = silently(&branched().cell, &cut_from(150.0));
    assert_eq!(
        from_150[6..],
        ["apic[3] on apic[1](0.50) for apic[3] of 1", "apic[4] on apic[1](1.00) for apic[4] of 1"]
    );
}

#[test]
fn a_distance_of_nothing_is_one_cylinder_for_each_stem() {
    let cell = branched().cell;
    assert_eq!(silently(&cell, &cut_from(0.0)), silently(&cell, &Options::default()));
}

#[test]
fn a_distance_that_nothing_reaches_leaves_the_cell_as_it_is() {
    let cell = branched().cell;
    let (lines, messages) = cut(&cell, &cut_from(1e4));
    assert_eq!(lines.len(), cell.sections.len());
    assert_eq!(messages, ["no dendrite to reduce begins at 10000 um from the soma or beyond"]);
}

#[test]
fn a_section_and_a_distance_cut_together() {
    let options = Options { cut_distance_um: Some(200.0), ..cut_at(&["dend[0]"]) };
    let lines = silently(&branched().cell, &options);
    assert_eq!(
        lines[5..],
        [
            "dend[0] on soma(0.00)",
            "apic[4] on apic[1](1.00) for apic[4] of 1",
            "dend[1] on dend[0](1.00) for dend[1] of 1"
        ]
    );
}

#[test]
fn axons_stay_before_and_beyond_a_cut() {
    let cell = branched()
        .child(piece("axon[0]"), "apic[0]", 0.5)
        .child(piece("axon[1]"), "apic[4]", 1.0)
        .child(piece("collateral"), "axon[0]", 1.0)
        .cell;
    let options = Options { axon: vec!["axon".to_owned()], ..cut_at(&["apic[0]"]) };
    assert_eq!(
        silently(&cell, &options),
        [
            "soma",
            "apic[0] on soma(1.00)",
            "axon[0] on apic[0](0.50)",
            "axon[1] on apic[1](1.00)",
            "collateral on axon[0](1.00)",
            "apic[1] on apic[0](1.00) for apic[1] of 3",
            "apic[2] on apic[0](1.00) for apic[2] of 1",
            "dend[0] on soma(0.00) for dend[0] of 2",
        ]
    );
}

/// The soma hangs on `dend[0]`, that on `dend[2]`, which bears `dend[3]`.
fn above(more: impl Fn(Builder) -> Builder) -> Cell {
    let top = Builder::default().root(piece("dend[2]")).child(piece("dend[3]"), "dend[2]", 0.0);
    let more = more(top.child(piece("dend[0]"), "dend[2]", 1.0).child(piece("dend[1]"), "dend[0]", 0.4));
    more.child_by(cylinder("soma", 20.0, 20.0, 3), End::Zero, "dend[0]", 1.0).cell
}

#[test]
fn the_tree_that_the_soma_hangs_on_is_cut_as_seen_from_the_soma() {
    let cell = above(|builder| builder);
    let lines = [
        "dend[0]",
        "soma on dend[0](1.00)",
        "dend[1] on dend[0](0.40) for dend[1] of 1",
        "dend[2] on dend[0](0.00) for dend[2] of 2",
    ];
    assert_eq!(silently(&cell, &cut_at(&["dend[0]"])), lines);
    assert_eq!(silently(&cell, &cut_from(60.0)), lines, "`dend[1]` is 60 um away, `dend[2]` 100 um");
    let further = ["dend[2]", "dend[0] on dend[2](1.00)", "dend[1] on dend[0](0.40)", "soma on dend[0](1.00)"];
    assert_eq!(silently(&cell, &cut_from(200.0))[..4], further);
    assert_eq!(silently(&cell, &cut_from(200.0))[4..], ["dend[3] on dend[2](0.00) for dend[3] of 1"]);
}

#[test]
fn what_a_cut_section_hangs_on_stays_where_it_holds_an_axon() {
    let cell = above(|builder| builder.child(piece("axon"), "dend[2]", 0.5).in_list("axonal"));
    let (lines, messages) = cut(&cell, &cut_at(&["dend[0]"]));
    assert_eq!(lines.last().unwrap(), "dend[1] on dend[0](0.40) for dend[1] of 1");
    assert_eq!(messages, ["the stem of `dend[2]`, which `dend[0]` hangs on, holds an axon and stays as it is"]);
}

#[test]
fn a_cut_that_does_nothing_is_said_and_its_stem_is_reduced_as_without() {
    let cell = branched()
        .child(piece("hill"), "soma", 0.5)
        .child(piece("twig"), "hill", 1.0)
        .child(piece("twig_end"), "twig", 1.0)
        .root(piece("loose"))
        .cell;
    let idle = |name: &str, keep: &[&str]| {
        let keep = keep.iter().map(|&name| name.to_owned()).collect();
        let options = Options { axon: vec!["hill".to_owned()], keep, ..cut_at(&[name]) };
        let (lines, messages) = cut(&cell, &options);
        let (without, _) = cut(&cell, &Options { cut: vec![], ..options });
        assert_eq!(lines, without, "{name}");
        messages.last().unwrap().strip_prefix(&format!("`--cut {name}` does nothing: ")).unwrap().to_owned()
    };
    assert_eq!(idle("apic[3]", &[]), "no dendrite hangs on `apic[3]`");
    assert_eq!(idle("soma", &[]), "`soma` is the soma");
    assert_eq!(idle("hill", &[]), "`hill` lies in an axon, which stays as it is");
    assert_eq!(idle("twig", &[]), "`twig` lies in an axon, which stays as it is");
    assert_eq!(idle("loose", &[]), "`loose` is not joined to the soma");
    assert_eq!(idle("apic[1]", &["apic[2]"]), "`apic[1]` lies in a stem that `--keep` leaves as it is");
}

#[test]
fn cuts_that_are_none_are_refused() {
    let refused = |options: &Options| {
        let diagnostic = reduce(&branched().cell, options, &mut Diagnostics::default()).unwrap_err().diagnostic();
        (diagnostic.message, diagnostic.help.unwrap())
    };
    let told = |message: &str, help: &str| (message.to_owned(), help.to_owned());
    let unknown = told("`--cut apic[7]` names no section of the cell", "did you mean `apic[0]`?");
    assert_eq!(refused(&cut_at(&["apic[7]"])), unknown);
    let distance = told("`--cut-distance -1` is no distance", "give a number of um, 0 or more");
    assert_eq!(refused(&cut_from(-1.0)), distance);
    let bound = Options { max_error_percent: Some(f64::NAN), ..Options::default() };
    assert_eq!(refused(&bound), told("`--max-error NaN` is no bound", "give a number of percent, 0 or more"));
}

#[test]
fn a_deep_tree_is_cut_in_linear_time() {
    let chain = (1..20_000).fold(soma().child(piece("dend[0]"), "soma", 0.5), |builder, index| {
        let mut builder = builder;
        let mut section = piece(&format!("dend[{index}]"));
        let place = builder.cell.sections.len();
        section.parent = Some(Attachment { section: place - 1, x: 1.0 });
        builder.cell.sections[place - 1].children.push(place);
        builder.cell.sections.push(section);
        builder
    });
    let started = std::time::Instant::now();
    assert_eq!(silently(&chain.cell, &cut_from(1_999_000.0)).len(), 19_992);
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}
