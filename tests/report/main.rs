//! The report: its numbers are those of `reduction.json`, its pages work in a browser.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod pages;
#[path = "../support/mod.rs"]
mod support;

use std::collections::BTreeSet;
use std::fs;
use std::process::{Command, Output};

use neuron_reduce::convert::{Converted, convert};
use neuron_reduce::draw::Panel;
use neuron_reduce::entry::Settings;
use neuron_reduce::reduce::Options;
use neuron_reduce::report::content::{Block, Entry, Message};
use neuron_reduce::report::{Page, figures, html};
use regex::Regex;
use serde_json::Value;
use support::models::{SMALL_MODELS, SmallModel, demo_directory};

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_neuron-reduce"))
}

fn succeed(command: &mut Command) -> Output {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output
}

fn demo(options: &Options) -> Converted {
    let model = demo_directory();
    convert(model.path(), &Settings::default(), options).unwrap()
}

/// Every `data` element of a page that says where its number stands in `reduction.json`.
fn told(page: &str) -> Vec<(String, String, String)> {
    let element = Regex::new(r#"<data value="([^"]*)" data-of="([^"]*)">([^<]*)</data>"#).unwrap();
    element.captures_iter(page).map(|found| [1, 2, 3].map(|part| found[part].to_owned()).into()).collect()
}

/// The data of a page.
fn island(page: &str) -> Value {
    let start = page.find(r#"<script type="application/json" id="data">"#).unwrap();
    let text = page[start..].split_once('>').unwrap().1.split_once("</script>").unwrap().0;
    serde_json::from_str(text).unwrap()
}

/// A shown number.
fn parsed(text: &str) -> f64 {
    let plain = text.replace('\u{2212}', "-").replace('\u{202f}', "");
    let digit = |letter: char| "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().position(|raised| raised == letter).map(|digit| digit.to_string());
    match plain.split_once(" × 10") {
        None => plain.parse().unwrap(),
        Some((mantissa, exponent)) => {
            let digits: String = exponent.chars().map(|letter| digit(letter).unwrap_or_else(|| "-".into())).collect();
            mantissa.parse::<f64>().unwrap() * 10f64.powi(digits.parse().unwrap())
        }
    }
}

#[test]
fn every_number_that_the_record_has_is_the_records() {
    for (options, least) in [(Options::default(), 170), (Options::passive(), 50)] {
        let converted = demo(&options);
        let page = html(&converted.page()).unwrap();
        let told = told(&page);
        assert!(told.len() >= least, "{}", told.len());
        for (value, pointer, text) in told {
            let stands = converted.record.pointer(&pointer).unwrap_or_else(|| panic!("`{pointer}` is not there"));
            let stands = stands.as_f64().unwrap();
            assert_eq!(value.parse::<f64>().unwrap().to_bits(), stands.to_bits(), "{pointer}");
            let shown = parsed(&text);
            // The greatest error is shown in percent.
            let unit = if pointer == "/certificate/greatest_error" { 100.0 } else { 1.0 };
            assert!((shown - unit * stands).abs() <= 6e-3 * (unit * stands).abs(), "{pointer}: {text} for {stands}");
        }
    }
}

#[test]
fn the_cells_of_the_page_are_those_of_the_record() {
    let converted = demo(&Options::default());
    let cells = &island(&html(&converted.page()).unwrap())["cells"];
    let record = &converted.record;
    let list = |value: &Value| value.as_array().unwrap().clone();
    let reduced = list(&cells["reduced"]["sections"]);
    assert_eq!(reduced.len(), list(&record["sections"]).len());
    for (drawn, section) in reduced.iter().zip(list(&record["sections"])) {
        assert_eq!((&drawn["name"], &drawn["nseg"]), (&section["name"], &section["nseg"]));
        assert_eq!(drawn["soma"], record["kinds"][section["name"].as_str().unwrap()] == "soma");
    }
    let firsts: Vec<u64> = list(&record["sections"]).iter().map(|section| section["seg0"].as_u64().unwrap()).collect();
    let mut next = 0;
    for drawn in list(&cells["detailed"]["sections"]) {
        for place in list(&record["seg_to_seg"][drawn["name"].as_str().unwrap()]) {
            let section = reduced.iter().position(|section| section["name"] == place[0]).unwrap();
            assert_eq!(cells["segment"][next].as_u64().unwrap(), firsts[section] + place[1].as_u64().unwrap());
            assert_eq!(cells["x"][next], place[2]);
            next += 1;
        }
    }
    assert_eq!(list(&cells["segment"]).len(), next);
    for (stem, subtree) in list(&cells["stems"]).iter().zip(list(&record["subtrees"])) {
        assert_eq!((&stem["root"], &stem["section"]), (&subtree["root"], &subtree["reduced_section"]));
    }
}

#[test]
fn what_is_pointed_at_has_the_impedances_and_the_rest_of_the_certificate() {
    let converted = demo(&Options::default());
    let cells = &island(&html(&converted.page()).unwrap())["cells"];
    let certificate = &converted.record["certificate"];
    let places = [&certificate["soma"]].into_iter().chain(certificate["stems"].as_array().unwrap());
    let mut compared = 0;
    for place in places {
        for (side, key) in [("detailed", "original"), ("reduced", "reduced")] {
            let name = place["place"][key].as_str().unwrap();
            let at = segment_of(&cells[side], name);
            let near = |list: &str, wanted: &Value| {
                let (found, wanted) = (cells[side][list][at].as_f64().unwrap(), wanted.as_f64().unwrap());
                assert!((found - wanted).abs() <= 1e-5 * wanted.abs(), "{name} {list}: {found} {wanted}");
            };
            near("rest", &place["rest"][key]);
            match place.get("transfer") {
                Some(transfer) => near("transfer", &transfer[key][0]),
                None => near("input", &place["input"][key][0]),
            }
            compared += 2;
        }
    }
    assert!(compared >= 40, "{compared}");
}

/// The segment that `apic[36](0.5769)` names, counted over the sections.
fn segment_of(outline: &Value, name: &str) -> usize {
    let (section, x) = name.strip_suffix(')').unwrap().rsplit_once('(').unwrap();
    let mut first = 0;
    for drawn in outline["sections"].as_array().unwrap() {
        let nseg = drawn["nseg"].as_u64().unwrap() as usize;
        if drawn["name"] == section {
            return first + (x.parse::<f64>().unwrap() * nseg as f64) as usize;
        }
        first += nseg;
    }
    panic!("no section `{section}`")
}

#[test]
fn places_that_were_joined_lie_at_one_electrotonic_distance() {
    let cells = &island(&html(&demo(&Options::default()).page()).unwrap())["cells"];
    let distance = |side: &str, at: usize| cells[side]["electrotonic"][at].as_f64().unwrap();
    let mut greatest = 0.0_f64;
    for (from, to) in cells["segment"].as_array().unwrap().iter().enumerate() {
        let off = distance("detailed", from) - distance("reduced", to.as_u64().unwrap() as usize);
        greatest = greatest.max(off.abs());
    }
    // As far as half of the longest segment.
    assert!(greatest < 0.15, "{greatest}");
}

#[test]
fn the_same_model_gives_the_same_page() {
    let model = demo_directory();
    let page = || html(&convert(model.path(), &Settings::default(), &Options::default()).unwrap().page()).unwrap();
    assert!(page() == page());
}

/// The page in words: what is on it, and how much of it.
fn outline(page: &Page) -> String {
    let mut lines = vec![format!("{} ({})", page.title, page.kind), page.lead.clone()];
    for fact in &page.facts {
        let numbers: Vec<&str> = fact.numbers.iter().map(|number| number.text.as_str()).collect();
        lines.push(format!("- {}: {} {} ({})", fact.name, numbers.join(" -> "), fact.unit, fact.note));
    }
    for section in &page.sections {
        lines.push(format!("\n# {} {}", section.id, section.title));
        lines.extend(section.text.iter().cloned());
        lines.extend(section.blocks.iter().flat_map(block));
    }
    lines.join("\n")
}

fn block(block: &Block) -> Vec<String> {
    match block {
        Block::Figure(figure) => {
            let panels = figure.panels.iter().map(|named| {
                let Panel { x, y, curves, tiles, .. } = &named.panel;
                let curves: Vec<String> =
                    curves.iter().map(|curve| format!("{} {:?}", curve.points.len(), curve.look)).collect();
                let (curves, tiles) = (curves.join(", "), tiles.len());
                format!("  {}: {} over {}: {curves}; {tiles} tiles", named.name, y.label, x.label)
            });
            [format!("figure {}: {}", figure.id, figure.title)].into_iter().chain(panels).collect()
        }
        Block::Table(table) => {
            let rows =
                table.rows.iter().map(|row| format!("  {}", row.iter().map(entry).collect::<Vec<_>>().join(" | ")));
            let head = [format!("table {}: {}", table.id, table.caption), format!("  {}", table.head.join(" | "))];
            head.into_iter().chain(rows).collect()
        }
        Block::Command(text) => vec![format!("$ {text}")],
        Block::Messages(messages) => {
            let said = |message: &Message| format!("{} {}: {}", message.severity, message.code, message.text);
            messages.iter().map(said).collect()
        }
    }
}

fn entry(entry: &Entry) -> &str {
    match entry {
        Entry::Words(text) | Entry::Name(text) => text,
        Entry::Number(number) => &number.text,
    }
}

fn small(name: &str, options: &Options) -> Converted {
    let settings = Settings { celsius: Some(20.0), v_init_mv: Some(-70.0), ..Settings::default() };
    convert(&SmallModel::named(name).directory(), &settings, options).unwrap()
}

#[test]
fn a_page_in_words() {
    insta::assert_snapshot!("y_branch", outline(&small("y_branch", &Options::default()).page()));
    insta::assert_snapshot!("swc_three_point_passive", outline(&small("swc_three_point", &Options::passive()).page()));
}

#[test]
fn every_small_model_has_a_page_whichever_way_it_is_reduced() {
    for model in SMALL_MODELS {
        let settings = Settings { celsius: Some(20.0), v_init_mv: Some(-70.0), ..Settings::default() };
        for options in [Options::default(), Options::passive()] {
            let Ok(converted) = convert(&model.directory(), &settings, &options) else { continue };
            let page = html(&converted.page()).unwrap();
            assert!(page.contains("<canvas id=\"detailed\""), "{}", model.name);
            assert!(!page.contains("NaN") && !page.contains("inf<"), "{}", model.name);
        }
    }
}

#[test]
fn figures_are_svg_files_each_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let run = |more: &[&str]| {
        let arguments = ["demo", "-o", "demo", "--no-report", "--figures", "figures"];
        program().args(arguments).args(more).current_dir(folder.path()).output().unwrap()
    };
    let output = run(&[]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(!folder.path().join("demo/reduced/report.html").exists());
    let written = fs::read_dir(folder.path().join("figures")).unwrap().map(|entry| entry.unwrap().path());
    let names: BTreeSet<String> =
        written.map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect();
    let expected = [
        ".neuron-reduce",
        "cells.svg",
        "densities.svg",
        "distance-impedance.svg",
        "gates.svg",
        "rest.svg",
        "soma-impedance.svg",
        "stem-impedance.svg",
        "synapse-map.svg",
    ];
    assert_eq!(names, expected.map(String::from).into());
    for file in figures(&demo(&Options::default()).page()) {
        let text = String::from_utf8(file.bytes).unwrap();
        let svg = roxmltree::Document::parse(&text).unwrap_or_else(|error| panic!("{}: {error}", file.path.display()));
        let width = svg.root_element().attribute("width").unwrap();
        assert!(["85.02mm", "179.92mm"].contains(&width), "{width}");
        assert!(svg.descendants().filter(|node| node.has_tag_name("path")).count() > 8, "{}", file.path.display());
        assert!(svg.descendants().all(|node| node.attribute("class").is_none()), "{}", file.path.display());
        assert_eq!(fs::read_to_string(folder.path().join("figures").join(&file.path)).unwrap(), text);
    }
    let refused = String::from_utf8(run(&["--force"]).stderr).unwrap();
    assert_eq!(refused, "");
    let refused = String::from_utf8(run(&[]).stderr).unwrap();
    assert!(refused.contains("the output `demo` exists"), "{refused}");
}

#[test]
fn force_replaces_a_directory_with_its_pages() {
    let folder = tempfile::tempdir().unwrap();
    let run = |more: &[&str]| succeed(program().args(["demo", "-o", "demo"]).args(more).current_dir(folder.path()));
    run(&[]);
    let report = folder.path().join("demo/reduced/report.html");
    let first = fs::read(&report).unwrap();
    fs::write(folder.path().join("demo/reduced/verify.html"), "").unwrap();
    run(&["--force"]);
    assert_eq!(fs::read(&report).unwrap(), first);
    run(&["--force", "--no-report"]);
    assert!(!report.exists());
}

#[test]
fn each_cell_of_a_model_has_its_page_and_its_figures() {
    let folder = tempfile::tempdir().unwrap();
    let hoc = "begintemplate Cell\npublic soma, dend\ncreate soma, dend\nproc init() {\n  create soma, dend\n  connect dend(0), soma(1)\n  \
               soma { L = diam = 20  insert pas }\n  dend { L = 100  diam = 2  nseg = 3  insert pas }\n}\nendtemplate Cell\n\
               objref a, b\na = new Cell()\nb = new Cell()\nb.dend.L = 133\n";
    fs::create_dir(folder.path().join("model")).unwrap();
    fs::write(folder.path().join("model/init.hoc"), hoc).unwrap();
    let arguments =
        ["reduce", "model", "-o", "out", "--all", "--celsius", "20", "--v-init", "-70", "--figures", "figures"];
    succeed(program().args(arguments).current_dir(folder.path()));
    for cell in ["Cell_0", "Cell_1"] {
        assert!(folder.path().join("out").join(cell).join("report.html").exists(), "{cell}");
        assert!(folder.path().join("figures").join(cell).join("cells.svg").exists(), "{cell}");
    }
}
