//! Laws of the morphology readers: no text makes them panic, and spelling does not matter.

use neuron_reduce::diagnostic::Diagnostics;
use neuron_reduce::morphology::{Instantiation, instantiate, parse_neurolucida, parse_swc};
use neuron_reduce::source::SourceMap;
use proptest::prelude::*;

fn import_asc(text: &str) -> Option<Instantiation> {
    let mut diagnostics = Diagnostics::default();
    let file = SourceMap::default().add_text("a.asc", text);
    parse_neurolucida(text, file, &mut diagnostics).and_then(|read| instantiate(&read, &mut diagnostics))
}

fn import_swc(text: &str) -> Option<Instantiation> {
    let mut diagnostics = Diagnostics::default();
    let file = SourceMap::default().add_text("a.swc", text);
    parse_swc(text, file, &mut diagnostics).and_then(|read| instantiate(&read, &mut diagnostics))
}

/// Pieces of Neurolucida files, in any order.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "(",
        ")",
        "|",
        "<",
        ">",
        ",",
        "(1 2 3 4)",
        "(5 6 7 8)",
        "(5 6 7 8)",
        "(Dendrite)",
        "(Color RGB (1, 2, 3))",
        "\"CellBody\"",
        "(\"CellBody\" (0 0 0 0) (1 0 0 0) (0 1 0 0))",
        "((Axon) (1 2 3 4)",
        "Normal",
        "; note\n",
        "(Dot (1 2))",
        "(Set \"a\"",
        "\"",
        "1e400",
        "#",
        "RGB",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.join(" "))
}

/// A tree as (type, place, radius, parent index) rows; parents come first.
fn tree() -> impl Strategy<Value = Vec<(i32, [i32; 3], i32, usize)>> {
    let point = (
        prop::sample::select(vec![1, 2, 3, 3, 3, 4, 5]),
        prop::array::uniform3(-50..50),
        1..9,
        any::<prop::sample::Index>(),
    );
    prop::collection::vec(point, 1..40).prop_map(|points| {
        let parent = |(index, (kind, place, radius, parent)): (usize, (i32, [i32; 3], i32, prop::sample::Index))| {
            (kind, place, radius, if index == 0 { 0 } else { parent.index(index) })
        };
        points.into_iter().enumerate().map(parent).collect()
    })
}

/// The lines of a tree, in order.
fn lines(tree: &[(i32, [i32; 3], i32, usize)]) -> Vec<String> {
    let line = |(index, (kind, [x, y, z], radius, parent)): (usize, &(i32, [i32; 3], i32, usize))| {
        let parent = if index == 0 { "-1".to_owned() } else { (parent + 1).to_string() };
        format!("{} {kind} {x} {y} {z} {radius} {parent}", index + 1)
    };
    tree.iter().enumerate().map(line).collect()
}

fn check_order(imported: &Instantiation) {
    for (index, section) in imported.sections.iter().enumerate() {
        assert!(section.parent.is_none_or(|parent| parent.section < index), "a parent comes before its children");
        assert!(section.points.len() >= 2, "a section has a length");
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in any::<String>()) {
        import_asc(&text);
        import_swc(&text);
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let text: String = bytes.into_iter().map(char::from).collect();
        import_asc(&text);
        import_swc(&text);
    }

    #[test]
    fn no_order_of_pieces_panics(text in pieces()) {
        if let Some(imported) = import_asc(&text) {
            check_order(&imported);
        }
    }

    #[test]
    fn no_rows_of_numbers_panic(rows in prop::collection::vec(prop::array::uniform7(-3_i32..9), 0..20)) {
        let lines: Vec<String> =
            rows.iter().map(|row| row.map(|value| value.to_string()).join(" ")).collect();
        if let Some(imported) = import_swc(&lines.join("\n")) {
            check_order(&imported);
        }
    }

    #[test]
    fn every_tree_is_read(tree in tree()) {
        let imported = import_swc(&lines(&tree).join("\n")).unwrap();
        check_order(&imported);
        prop_assert_eq!(imported.sections.iter().filter(|section| section.parent.is_none()).count(), 1);
    }

    #[test]
    fn the_order_of_lines_does_not_matter(tree in tree(), keys in prop::collection::vec(any::<u32>(), 40)) {
        let ordered = lines(&tree);
        let mut shuffled: Vec<(u32, &String)> = keys.into_iter().zip(&ordered).collect();
        shuffled.sort();
        let shuffled: Vec<&str> = shuffled.into_iter().map(|(_, line)| line.as_str()).collect();
        prop_assert_eq!(import_swc(&shuffled.join("\n")), import_swc(&ordered.join("\n")));
    }

    #[test]
    fn an_elliptic_outline_becomes_discs_along_its_long_axis(
        short in 2.0..10.0_f64, ratio in 1.5..4.0_f64, angle in 0.0..std::f64::consts::PI, centre in prop::array::uniform3(-100.0..100.0_f64),
    ) {
        let long = short * ratio;
        let place = |step: i32| {
            let (sine, cosine) = (f64::from(step) * std::f64::consts::TAU / 90.0).sin_cos();
            let (along, across) = (long * cosine, short * sine);
            let x = centre[0] + along * angle.cos() - across * angle.sin();
            let y = centre[1] + along * angle.sin() + across * angle.cos();
            format!("({x} {y} {} 0)", centre[2])
        };
        let outline: String = (0..90).map(place).collect();
        let imported = import_asc(&format!("(\"CellBody\" {outline})")).unwrap();
        let points = &imported.sections[0].points;
        prop_assert_eq!(points.len(), 21);
        let (first, last) = (points[0].position(), points[20].position());
        let [dx, dy, dz] = [0, 1, 2].map(|axis| last[axis] - first[axis]);
        let length = dx.hypot(dy);
        prop_assert!((length / (2.0 * long) - 1.0).abs() < 0.03, "length {length} of {}", 2.0 * long);
        prop_assert!(((dx * angle.cos() + dy * angle.sin()).abs() / length - 1.0).abs() < 0.01);
        prop_assert!(dz.abs() < 1e-4);
        prop_assert!((points[10].diam_um / (2.0 * short) - 1.0).abs() < 0.03, "{:?}", points[10]);
        let middle = points[10].position();
        prop_assert!((0..3).all(|axis| (middle[axis] - centre[axis]).abs() < 0.1 * long));
    }
}
