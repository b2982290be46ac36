//! What is cut, kept and named in cells of every shape, what the cylinders get, and what is refused.

use neuron_reduce::cable::impedance::passive;
use neuron_reduce::cell::Cell;
use neuron_reduce::cell::resolved::{Attachment, End, Section};
use neuron_reduce::diagnostic::Diagnostics;
use neuron_reduce::reduce::{Options, Reduction, Segments, reduce};

use crate::trees::{Builder, cylinder, parents_first};

fn soma() -> Builder {
    Builder::default().root(cylinder("soma", 20.0, 20.0, 3))
}

fn dendrite(name: &str) -> Section {
    cylinder(name, 300.0, 2.0, 5)
}

fn reduced(cell: &Cell, options: &Options) -> (Reduction, Vec<String>) {
    let mut diagnostics = Diagnostics::default();
    let reduction = reduce(cell, options, &mut diagnostics).unwrap();
    (reduction, diagnostics.iter().map(|diagnostic| diagnostic.message.clone()).collect())
}

/// Name, parent and place on it of every section.
fn outline(cell: &Cell) -> Vec<String> {
    let place = |parent: Attachment| format!(" on {}({:.3})", cell.sections[parent.section].name, parent.x);
    let line = |section: &Section| format!("{}{}", section.name, section.parent.map(place).unwrap_or_default());
    cell.sections.iter().map(line).collect()
}

fn refused(cell: &Cell, options: &Options) -> (String, Option<String>) {
    let diagnostic = reduce(cell, options, &mut Diagnostics::default()).unwrap_err().diagnostic();
    (diagnostic.message, diagnostic.help)
}

#[test]
fn stems_of_any_name_and_two_apical_ones() {
    let cell = soma()
        .child(dendrite("trunk"), "soma", 1.0)
        .in_list("apical")
        .child(dendrite("dend[7]"), "trunk", 1.0)
        .child(dendrite("neurite_B"), "soma", 0.5)
        .child(dendrite("apic"), "soma", 0.0)
        .cell;
    let (reduction, messages) = reduced(&cell, &Options::default());
    // The soma's children stand with the last connected first.
    let lines = ["soma", "apic[0] on soma(0.000)", "apic[1] on soma(1.000)", "dend[0] on soma(0.500)"];
    assert_eq!(outline(&reduction.cell), lines);
    assert_eq!(reduction.cell.sections[1].lists, ["apical"]);
    assert_eq!(reduction.cell.sections[3].lists, ["basal"]);
    assert_eq!(messages, Vec::<String>::new());
}

#[test]
fn axons_stay_as_they_are() {
    let cell = soma()
        .child(dendrite("dend"), "soma", 0.5)
        .child_by(cylinder("axon[0]", 30.0, 1.0, 1), End::One, "soma", 0.5)
        .child(cylinder("axon[1]", 30.0, 1.0, 1), "axon[0]", 0.0)
        .child(cylinder("hillock", 30.0, 1.0, 1), "soma", 0.0)
        .child(dendrite("collateral"), "hillock", 1.0)
        .cell;
    let (reduction, _) = reduced(&cell, &Options::default());
    let lines = outline(&reduction.cell);
    assert_eq!(
        lines,
        [
            "soma",
            "axon[0] on soma(0.500)",
            "axon[1] on axon[0](0.000)",
            "hillock on soma(0.000)",
            "collateral on hillock(1.000)",
            "dend[0] on soma(0.500)"
        ]
    );
    for (place, kept) in reduction.cell.sections[1..5].iter().enumerate() {
        let original = &cell.sections[place + 2];
        assert_eq!(
            (&kept.ri_mohm, kept.own_end, &kept.mechanisms),
            (&original.ri_mohm, original.own_end, &original.mechanisms)
        );
    }
    assert_eq!(reduction.cell.sections[0].children, [3, 1, 5]);
    assert_eq!(reduction.kept, [0, 2, 3, 4, 5]);
}

#[test]
fn an_axon_that_the_soma_hangs_on_stays_its_parent() {
    let cell = Builder::default()
        .root(cylinder("axon", 30.0, 1.0, 1))
        .child(cylinder("soma", 20.0, 20.0, 1), "axon", 1.0)
        .child(dendrite("dend[0]"), "soma", 1.0)
        .cell;
    let (reduction, messages) = reduced(&cell, &Options::default());
    assert_eq!(outline(&reduction.cell), ["axon", "soma on axon(1.000)", "dend[0] on soma(1.000)"]);
    assert_eq!(messages, ["taken for axon by name: `axon`"]);
}

#[test]
fn an_axon_on_a_dendrite_moves_to_where_the_dendrite_went() {
    let cell = soma()
        .child(cylinder("dend[0]", 300.0, 2.0, 41), "soma", 0.5)
        .child(cylinder("axon", 100.0, 1.0, 3), "dend[0]", 0.5)
        .cell;
    let (reduction, _) = reduced(&cell, &Options::default());
    let axon = &reduction.cell.sections[1];
    let parent = axon.parent.unwrap();
    assert_eq!((axon.name.as_str(), parent.section), ("axon", 2));
    assert!((parent.x - 0.5).abs() < 0.01, "{}", parent.x);
    assert_eq!(reduction.cell.sections[2].children, [1]);
    assert_eq!(reduction.subtrees[0].subtree.sections, [1]);
}

#[test]
fn a_dendrite_that_the_soma_hangs_on_is_reduced_as_seen_from_the_soma() {
    let above = |end| {
        Builder::default()
            .root(cylinder("dend[0]", 200.0, 2.0, 21))
            .child(cylinder("dend[1]", 100.0, 2.0, 11), "dend[0]", 0.0)
            .child_by(cylinder("soma", 20.0, 20.0, 3), end, "dend[0]", 1.0)
            .cell
    };
    for end in [End::Zero, End::One] {
        let (reduction, messages) = reduced(&above(end), &Options::default());
        assert_eq!(outline(&reduction.cell), ["soma".to_owned(), format!("dend[0] on soma({:.3})", end.x())]);
        assert_eq!(messages, Vec::<String>::new());
        let soma = &reduction.cell.sections[0];
        let fresh = cylinder("soma", 20.0, 20.0, 3);
        assert_eq!((&soma.ri_mohm, soma.ri_end_mohm), (&fresh.ri_mohm, fresh.ri_end_mohm));
        let cylinder = reduction.subtrees[0].cylinder;
        assert!((cylinder.length_um / 300.0 - 1.0).abs() < 2e-3 && (cylinder.diam_um / 2.0 - 1.0).abs() < 2e-3);
        let [first, last] = [0, 20].map(|segment| reduction.map.sections[0][segment].x);
        assert!(first > last, "the 1 end of `dend[0]` is at the soma: {first} {last}");
    }
}

#[test]
fn a_tree_with_an_axon_that_the_soma_hangs_on_stays_with_a_warning() {
    let cell = Builder::default()
        .root(dendrite("dend[0]"))
        .child(cylinder("axon", 30.0, 1.0, 1), "dend[0]", 0.0)
        .child(cylinder("soma", 20.0, 20.0, 1), "dend[0]", 1.0)
        .child(dendrite("dend[1]"), "soma", 1.0)
        .cell;
    let (reduction, messages) = reduced(&cell, &Options::default());
    let lines = ["dend[0]", "axon on dend[0](0.000)", "soma on dend[0](1.000)", "dend[1] on soma(1.000)"];
    assert_eq!(outline(&reduction.cell), lines);
    let stays = "the stem of `dend[0]`, which the soma hangs on, holds an axon and stays as it is";
    assert_eq!(messages, ["taken for axon by name: `axon`", stays]);
}

#[test]
fn a_soma_of_several_sections_has_stems_on_each() {
    let cell = Builder::default()
        .root(cylinder("soma[0]", 20.0, 20.0, 1))
        .child(cylinder("soma[1]", 20.0, 20.0, 1), "soma[0]", 1.0)
        .child(dendrite("dend[0]"), "soma[1]", 1.0)
        .child(dendrite("dend[1]"), "soma[0]", 0.5)
        .cell;
    let (reduction, _) = reduced(&cell, &Options::default());
    let lines = ["soma[0]", "soma[1] on soma[0](1.000)", "dend[0] on soma[0](0.500)", "dend[1] on soma[1](1.000)"];
    assert_eq!(outline(&reduction.cell), lines);
}

#[test]
fn a_kept_stem_keeps_its_names() {
    let cell = soma()
        .child(dendrite("dend[0]"), "soma", 0.5)
        .child(dendrite("dend[1]"), "dend[0]", 1.0)
        .child(dendrite("dend[2]"), "soma", 0.5)
        .child(dendrite("dend[3]"), "soma", 0.5)
        .cell;
    let keep = |names: &[&str]| {
        let options = Options { keep: names.iter().map(|&name| name.to_owned()).collect(), ..Options::default() };
        outline(&reduced(&cell, &options).0.cell)
    };
    let lines = [
        "soma",
        "dend[0] on soma(0.500)",
        "dend[1] on dend[0](1.000)",
        "dend[2] on soma(0.500)",
        "dend[3] on soma(0.500)",
    ];
    assert_eq!(keep(&["dend[1]"]), lines);
    assert_eq!(
        keep(&["dend[3]"]),
        ["soma", "dend[3] on soma(0.500)", "dend[0] on soma(0.500)", "dend[1] on soma(0.500)"]
    );
    assert_eq!(keep(&["dend"]), lines, "all of them");
}

#[test]
fn a_section_without_an_index_leaves_no_room_for_an_array_of_its_name() {
    let cell = soma().child(dendrite("dend"), "soma", 0.5).child(dendrite("basal"), "soma", 0.5).cell;
    let options = Options { keep: vec!["dend".to_owned()], ..Options::default() };
    let (reduction, _) = reduced(&cell, &options);
    assert_eq!(outline(&reduction.cell)[1..], ["dend on soma(0.500)", "dend_reduced[0] on soma(0.500)"]);
}

#[test]
fn the_user_says_what_is_soma_and_axon() {
    let cell = Builder::default()
        .root(cylinder("body", 20.0, 20.0, 1))
        .child(dendrite("axon_like"), "body", 0.5)
        .child(dendrite("process[0]"), "body", 0.5)
        .cell;
    let help = "name it, such as `--soma body`, or put it in a section list `somatic`".to_owned();
    assert_eq!(refused(&cell, &Options::default()), ("no section of the cell is a soma".to_owned(), Some(help)));
    let options = Options { soma: vec!["body".to_owned()], axon: vec!["process".to_owned()], ..Options::default() };
    let (reduction, _) = reduced(&cell, &options);
    assert_eq!(outline(&reduction.cell), ["body", "process[0] on body(0.500)", "dend[0] on body(0.500)"]);
}

#[test]
fn section_lists_come_before_names() {
    let cell = soma().child(dendrite("axon"), "soma", 0.5).in_list("basal").cell;
    assert_eq!(outline(&reduced(&cell, &Options::default()).0.cell), ["soma", "dend[0] on soma(0.500)"]);
}

#[test]
fn what_only_its_name_makes_an_axon_is_said() {
    let cell = soma()
        .child(dendrite("axon[0]"), "soma", 0.5)
        .child(dendrite("axon[1]"), "axon[0]", 1.0)
        .child(dendrite("hillock"), "soma", 0.5)
        .child(dendrite("node"), "hillock", 1.0)
        .in_list("axonal")
        .child(dendrite("chill"), "soma", 0.5)
        .child(dendrite("dend_hillock_near"), "soma", 0.5)
        .cell;
    let (reduction, messages) = reduced(&cell, &Options::default());
    assert_eq!(
        reduction.subtrees.iter().map(|subtree| subtree.root.as_str()).collect::<Vec<_>>(),
        ["dend_hillock_near", "chill"]
    );
    assert_eq!(messages, ["taken for axon by name: `axon` (2 sections), `hillock`"]);
    let options = Options { axon: vec!["hillock".to_owned(), "axon".to_owned()], ..Options::default() };
    assert_eq!(reduced(&cell, &options).1, Vec::<String>::new());
}

#[test]
fn spines_on_what_stays_are_refused() {
    let mut cell = soma().child(dendrite("dend[0]"), "soma", 0.5).child(dendrite("dend[1]"), "soma", 0.5).cell;
    cell.sections[1].spine_area_um2 = 4.5;
    assert_eq!(reduced(&cell, &Options::default()).1, Vec::<String>::new(), "the area of a subtree counts as it is");
    let message = "section `dend[0]` stays as it is, and its 3-d points have spines of 4.5 um2";
    let help = "a reduced model cannot state them: leave them out with `--run 'setSpineArea(0)'`";
    let options = Options { keep: vec!["dend[0]".to_owned()], ..Options::default() };
    assert_eq!(refused(&cell, &options), (message.to_owned(), Some(help.to_owned())));
}

#[test]
fn a_subtree_longer_than_any_cylinder_is_said() {
    let message = "no cylinder is as long as the subtree at `dend[0]`";
    let of_length = |length_um| {
        let cell = soma().child(cylinder("dend[0]", length_um, 0.5, 401), "soma", 0.5).cell;
        let mut diagnostics = Diagnostics::default();
        let reduction = reduce(&cell, &Options::default(), &mut diagnostics).unwrap();
        (reduction.subtrees[0].cylinder.electrotonic_length, diagnostics.iter().cloned().collect::<Vec<_>>())
    };
    let (fits, nothing) = of_length(2_000.0);
    assert!(fits < 10.0 && nothing.is_empty(), "{fits} {nothing:?}");
    let (limit, said) = of_length(5_000.0);
    assert!((limit - 10.0).abs() < 1e-9, "{limit}");
    assert_eq!(said.iter().map(|diagnostic| diagnostic.message.as_str()).collect::<Vec<_>>(), [message]);
    let note =
        "its lowest transfer impedance is 2.141e-6 MOhm; the cylinder, 10 space constants long, has 1.012e-4 MOhm";
    assert_eq!(said[0].notes, [note]);
}

#[test]
fn options_that_name_nothing() {
    let cell = soma().child(dendrite("dend[0]"), "soma", 0.5).cell;
    let named = |name: &str| vec![name.to_owned()];
    let cases = [
        (Options { keep: named("dnd[0]"), ..Options::default() }, "--keep dnd[0]", Some("did you mean `dend[0]`?")),
        (Options { soma: named("body"), ..Options::default() }, "--soma body", None),
        (Options { axon: named("dend[9]"), ..Options::default() }, "--axon dend[9]", Some("did you mean `dend[0]`?")),
    ];
    for (options, option, help) in cases {
        let message = format!("`{option}` names no section of the cell");
        assert_eq!(refused(&cell, &options), (message, help.map(str::to_owned)));
    }
}

#[test]
fn numbers_that_are_refused() {
    let cell = soma().child(dendrite("dend[0]"), "soma", 0.5).cell;
    let message = |options: Options| refused(&cell, &options).0;
    let frequency = |frequency_hz| message(Options { frequencies_hz: vec![frequency_hz], ..Options::default() });
    assert_eq!(frequency(-1.0), "`--frequency -1` is no frequency");
    assert_eq!(frequency(f64::NAN), "`--frequency NaN` is no frequency");
    let segments = |segments| message(Options { segments, ..Options::default() });
    assert_eq!(segments(Segments::Total(1)), "a reduced cell has at least 2 segments");
    assert_eq!(segments(Segments::Fraction(1.5)), "1.5 is no part of the segments");
    assert_eq!(segments(Segments::Total(40_000)), "a section of the reduced cell would have 39999 segments");
}

#[test]
fn a_root_without_a_leak_takes_that_of_the_first_section_that_has_one() {
    let without_leak = |name: &str| {
        let mut section = dendrite(name);
        section.mechanisms.clear();
        section
    };
    let cell = soma().child(without_leak("dend[0]"), "soma", 0.5).child(dendrite("dend[1]"), "dend[0]", 1.0).cell;
    let (reduction, messages) = reduced(&cell, &Options::default());
    assert_eq!(
        messages,
        ["section `dend[0]` has no passive leak", "mechanism `pas` is only in a part of what `dend[0]` replaces"]
    );
    assert!((reduction.subtrees[0].cylinder.membrane.rm_ohm_cm2 - crate::trees::RM_OHM_CM2).abs() < 1e-9);
    let cell = soma().child(without_leak("dend[0]"), "soma", 0.5).cell;
    let message =
        "no section of the subtree at `dend[0]` has `pas` or another current that the voltage alone moves".to_owned();
    let help = "`insert pas` there, or leave it as it is with `--keep dend[0]`".to_owned();
    assert_eq!(refused(&cell, &Options::default()), (message, Some(help)));
}

#[test]
fn values_that_make_no_cable_are_refused() {
    let broken = |change: fn(&mut Section)| {
        let mut cell = soma().child(dendrite("dend[0]"), "soma", 0.5).cell;
        change(&mut cell.sections[1]);
        refused(&cell, &Options::default()).0
    };
    assert_eq!(broken(|section| section.ri_mohm[2] = 0.0), "section `dend[0]` has an axial resistance of 0 MOhm");
    assert_eq!(broken(|section| section.area_um2[0] = f64::NAN), "section `dend[0]` has a segment of NaN um2");
    assert_eq!(broken(|section| section.cm_uf_per_cm2[4] = -1.0), "`cm` of section `dend[0]` is -1");
    assert_eq!(broken(|section| section.ra_ohm_cm = 0.0), "`Ra` of section `dend[0]` is 0");
    assert_eq!(
        broken(|section| section.diam_um.truncate(2)),
        "section `dend[0]` has 5 segments and 2 values of `diam`"
    );
    assert_eq!(broken(|section| section.parent = None), "the sections of the cell are no tree");
    assert_eq!(broken(|section| section.children = vec![1]), "the sections of the cell are no tree");
    assert_eq!(broken(|section| section.children = vec![99]), "the sections of the cell are no tree");
}

#[test]
fn nothing_to_reduce_and_trees_apart() {
    let cell = soma().root(dendrite("stray")).cell;
    let (reduction, messages) = reduced(&cell, &Options::default());
    assert_eq!(outline(&reduction.cell), ["soma", "stray"]);
    let apart = "the tree of `stray` is not joined to the soma and stays as it is";
    assert_eq!(messages, [apart, "the cell has no dendrite to reduce"]);
}

#[test]
fn a_channel_is_the_mean_over_the_segments_that_have_it() {
    let cell = soma()
        .child(cylinder("dend[0]", 400.0, 2.0, 4), "soma", 0.5)
        .with("Ih", "gbar_Ih", 1e-4)
        .with("Ih", "shift_Ih", 3.0)
        .child(cylinder("dend[1]", 400.0, 2.0, 4), "dend[0]", 1.0)
        .cell;
    let mut options = Options { segments: Segments::Total(3), ..Options::default() };
    options.defaults.insert("gbar_Ih".to_owned(), 7e-5);
    let (reduction, messages) = reduced(&cell, &options);
    let ih = &reduction.cell.sections[1].mechanisms["Ih"];
    assert_eq!(ih["gbar_Ih"], [1e-4, 7e-5], "the far segment has what `insert` gives");
    assert_eq!(ih["shift_Ih"], [3.0, 3.0], "where that is not known, what the nearest has");
    assert_eq!(messages, ["mechanism `Ih` is only in a part of what `dend[0]` replaces"]);
}

#[test]
fn segments_that_nothing_went_to_take_from_their_neighbours() {
    let cell = soma()
        .child(cylinder("dend[0]", 400.0, 2.0, 1), "soma", 0.5)
        .with("Ih", "gbar_Ih", 2e-4)
        .child(cylinder("dend[1]", 400.0, 2.0, 1), "dend[0]", 1.0)
        .with("Ih", "gbar_Ih", 4e-4)
        .cell;
    let (reduction, messages) = reduced(&cell, &Options { segments: Segments::Total(10), ..Options::default() });
    let values = &reduction.cell.sections[1].mechanisms["Ih"]["gbar_Ih"];
    let at = |section: usize| reduction.map.sections[section][0].segment;
    let (near, far) = (at(1), at(2));
    for (segment, &value) in values.iter().enumerate() {
        let expected = if segment <= near {
            2e-4
        } else if segment >= far {
            4e-4
        } else {
            3e-4
        };
        assert!((value - expected).abs() < 1e-18, "{segment}: {value}");
    }
    assert_eq!(reduction.orphan_segments.len(), 7);
    assert!(!reduction.orphan_segments.contains(&(1, near)) && reduction.orphan_segments.contains(&(1, 0)));
    assert_eq!(messages, Vec::<String>::new());
}

#[test]
fn ion_styles_of_a_subtree_are_joined_as_neuron_joins_them() {
    // 8: the reversal potential is a parameter; 247: a model writes the concentration, the potential follows.
    let mut cell = soma().child(dendrite("dend[0]"), "soma", 0.5).child(dendrite("dend[1]"), "dend[0]", 1.0).cell;
    cell.sections[1].ion_style.insert("ca_ion".to_owned(), 8);
    cell.sections[2].ion_style.insert("ca_ion".to_owned(), 0o367);
    let (reduction, messages) = reduced(&cell, &Options::default());
    assert_eq!(reduction.cell.sections[1].ion_style["ca_ion"], 0o367);
    assert_eq!(messages, ["the ion style of `ca_ion` is not the same in all of what `dend[0]` replaces"]);
}

#[test]
fn an_ion_style_that_is_the_same_everywhere_is_kept_to_the_bit() {
    // ion_style("ca_ion", 1, 2, 0, 1, 0): no mechanism leads to it.
    let mut cell = soma().child(dendrite("dend[0]"), "soma", 0.5).child(dendrite("dend[1]"), "dend[0]", 1.0).cell;
    for section in &mut cell.sections[1..] {
        section.ion_style.insert("ca_ion".to_owned(), 0o121);
    }
    let (reduction, messages) = reduced(&cell, &Options::default());
    assert_eq!(reduction.cell.sections[1].ion_style["ca_ion"], 0o121);
    assert_eq!(messages, Vec::<String>::new());
}

#[test]
fn a_user_who_lets_the_reversal_potential_advance_gets_it_in_the_cylinder() {
    let mut cell = soma().child(dendrite("dend[0]"), "soma", 0.5).child(dendrite("dend[1]"), "dend[0]", 1.0).cell;
    cell.sections[1].ion_style.insert("ca_ion".to_owned(), 0o121);
    cell.sections[2].ion_style.insert("ca_ion".to_owned(), 0o10);
    let mut diagnostics = Diagnostics::default();
    let reduction = reduce(&cell, &Options::default(), &mut diagnostics).unwrap();
    assert_eq!(reduction.cell.sections[1].ion_style["ca_ion"], 0o121);
    let notes: Vec<_> = diagnostics.iter().flat_map(|diagnostic| &diagnostic.notes).collect();
    assert_eq!(notes, ["`ion_style(\"ca_ion\")` is 8 and 81 there, and 81 in `dend[0]`"]);
}

#[test]
fn the_cylinder_as_discretized_has_the_input_impedance_of_the_subtree() {
    let cell = soma()
        .child(cylinder("dend[0]", 150.0, 3.0, 15), "soma", 0.5)
        .child(cylinder("dend[1]", 300.0, 1.0, 25), "dend[0]", 1.0)
        .child(cylinder("dend[2]", 200.0, 1.5, 25), "dend[0]", 1.0)
        .cell;
    let options = Options { segments: Segments::Total(300), ..Options::default() };
    let (reduction, _) = reduced(&cell, &options);
    let reduced = &reduction.subtrees[0];
    let site = Attachment { section: reduced.reduced_section, x: 0.0 };
    let ours = passive(&reduction.cell, &[site.section], &[site], 38.0).unwrap();
    let input = ours.input(site.section, 0.0).unwrap().norm() * 1e6;
    let lowest = ours.transfer(site.section, 1.0).unwrap().norm() * 1e6;
    assert!((input / reduced.root_input_ohm.norm() - 1.0).abs() < 1e-4);
    assert!((lowest / reduced.lowest_ohm.norm() - 1.0).abs() < 1e-4);
    assert_eq!(parents_first(&reduction.cell), [0, 1]);
}
