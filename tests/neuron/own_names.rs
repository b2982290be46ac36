//! Sections that are called as what a written model calls things of its own, in hoc and in Python.
//!
//! The names are taken from the templates and from what is written with them: one that comes to them later is tried as well.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use neuron_reduce::convert::convert;
use neuron_reduce::diagnostic::render::{MessageFormat, render_all};
use neuron_reduce::emit::write::write_directory;
use neuron_reduce::entry::Settings;
use neuron_reduce::reduce::Options;
use neuron_reduce::reduce::names::{PUBLIC, is_of_model};
use tempfile::TempDir;

use crate::support::neuron::Model;

/// Synapses on the dendrite, so many that they are statements, or a file of numbers.
const FEW: usize = 4;
const MANY: usize = 2100;

/// A soma with sections of these names, all of which stay, and one dendrite.
fn model(names: &BTreeSet<String>, synapses: usize) -> TempDir {
    let listed = names.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    let connected: String =
        names.iter().map(|name| format!("connect {name}(0), soma(0)\n")).collect::<Vec<_>>().concat();
    let text = format!(
        "celsius = 20\nv_init = -65\ntstop = 30\ncreate soma, dend, {listed}\n{connected}connect dend(0), soma(1)\n\
         forall {{ L = 40  diam = 2  nseg = 3  Ra = 100  cm = 1  insert pas  g_pas = 5e-5 }}\n\
         soma {{ L = 20  diam = 20  nseg = 1  insert hh }}\n\
         objref zz_synapses, zz_links, zz_train, zz_stream, zz_wave, zz_clamp\n\
         zz_synapses = new List()\nzz_links = new List()\nzz_train = new NetStim()\nzz_train.start = 2\nzz_train.interval = 4\n\
         zz_stream = new Random()\nzz_stream.Random123(1, 2, 3)\nzz_stream.negexp(1)\nzz_train.noiseFromRandom(zz_stream)\n\
         for zz = 1, {synapses} dend {{\n\
             zz_synapses.append(new ExpSyn(0.1 + 0.2*(zz % 4)))\n\
             zz_synapses.o(zz - 1).tau = 1 + zz % 4\n\
             zz_links.append(new NetCon(zz_train, zz_synapses.o(zz - 1), 0, 1, 2/{synapses}))\n\
         }}\n\
         dend zz_links.append(new NetCon(&v(0.5), zz_synapses.o(0), -20, 1, 0))\n\
         soma zz_clamp = new IClamp(0.5)\nzz_clamp.dur = 1e9\n\
         zz_wave = new Vector(1200, 0.5)\nzz_wave.play(&zz_clamp.amp, 0.025)\n"
    );
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("init.hoc"), text).unwrap();
    folder
}

/// Reduces it, with those names kept.
fn reduced(directory: &Path, names: &BTreeSet<String>, output: &Path) {
    let options = Options { keep: names.iter().cloned().collect(), ..Options::passive() };
    let converted = convert(directory, &Settings::default(), &options).unwrap_or_else(|failure| {
        panic!("{}", render_all(&failure.diagnostics, &failure.sources, MessageFormat::Human, false))
    });
    write_directory(&converted.files, output, true).unwrap();
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    text.split(move |letter| !is_part(letter)).filter(|word| word.starts_with(|letter: char| !letter.is_ascii_digit()))
}

const DECLARING: [&str; 8] = ["proc", "func", "obfunc", "objref", "public", "local", "localobj", "strdef"];

/// What hoc declares: procedures, objects, local variables.
fn declared_in_hoc(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
        let mut is_declaring = false;
        for word in words(line) {
            is_declaring |= DECLARING.contains(&word);
            if is_declaring && !DECLARING.contains(&word) {
                found.insert(word.to_owned());
            }
        }
    }
    found
}

/// What the template of hoc names: `own.NAME`, and what it sets.
fn named_in_template(text: &str) -> BTreeSet<String> {
    let own = text.split("own.").skip(1).filter_map(|after| words(after).next());
    let set = text.lines().filter_map(|line| line.split_once(" = ").map(|(name, _)| name.trim()));
    let set = set.filter(|name| words(name).eq([*name]));
    own.chain(set).map(str::to_owned).collect()
}

/// What Python's class has, or is asked for, and what the module defines.
fn named_in_python(text: &str) -> BTreeSet<String> {
    let after = |mark: &'static str| text.split(mark).skip(1).filter_map(|after| words(after).next());
    ["self.", "cell.", "def "].into_iter().flat_map(after).map(str::to_owned).collect()
}

fn own_names() -> BTreeSet<String> {
    let templates = [include_str!("../../templates/cell.hoc"), include_str!("../../templates/numbers.hoc")];
    let mut names: BTreeSet<String> = templates.into_iter().flat_map(named_in_template).collect();
    let processes = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/models/point_processes");
    let (few, many) = (model(&["plain".to_owned()].into(), FEW), model(&["plain".to_owned()].into(), MANY));
    for (directory, kept) in [(&*processes, None), (few.path(), Some("plain")), (many.path(), Some("plain"))] {
        let output = directory_for(directory, &kept.into_iter().map(str::to_owned).collect());
        let text = |name: &str| fs::read_to_string(output.path().join(name)).unwrap();
        names.extend(declared_in_hoc(&text("cell.hoc")));
        names.extend(named_in_python(&text("model.py")));
    }
    names.retain(|name| !["soma", "dend", "plain"].contains(&name.as_str()));
    names
}

fn directory_for(directory: &Path, names: &BTreeSet<String>) -> TempDir {
    let output = tempfile::tempdir().unwrap();
    reduced(directory, names, &output.path().join("out"));
    let written = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(output.path().join("out")).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_file() {
            fs::copy(entry.path(), written.path().join(entry.file_name())).unwrap();
        }
    }
    written
}

/// What the reduced cell calls a section that stays.
fn renamed(name: &str) -> String {
    match (is_of_model(name), name.strip_prefix('_')) {
        (false, _) => name.to_owned(),
        (true, Some(_)) => format!("section{name}"),
        (true, None) => format!("{name}_section"),
    }
}

#[test]
fn the_names_are_found() {
    let names = own_names();
    for name in
        PUBLIC.into_iter().chain(["link", "made", "nothing", "numbers", "randoms", "sections", "vectors", "stays"])
    {
        assert!(names.contains(name), "{name}: {names:?}");
    }
    for name in
        ["places", "found", "is_active", "read_connections", "new_process_2", "shape_soma", "_sections", "set_pointers"]
    {
        assert!(names.contains(name), "{name}: {names:?}");
    }
}

#[test]
fn sections_may_be_called_as_anything_in_the_written_model() {
    let names = own_names();
    for synapses in [FEW, MANY] {
        let output = directory_for(model(&names, synapses).path(), &names);
        let expected = names.iter().map(|name| format!("'{name}': '{}'", renamed(name))).collect::<Vec<_>>().join(", ");
        let places = format!(
            "names = {{{expected}}}\n\
             assert {{section.name().rpartition('.')[2] for section in h.allsec()}} == {{'soma', 'dend[0]', *names.values()}}\n"
        );
        let in_hoc = "for name, reduced in names.items():\n    \
                      assert h.cell.locate(name, 0.4).sec.name().endswith('.' + reduced) and h.cell.located_x == 0.5\n    \
                      assert h.cell.locate(name, 1).sec.name().endswith('.' + reduced) and h.cell.located_x == 1\n";
        let in_python = "for name, reduced in names.items():\n    section, x = cell.locate(name, 1)\n    \
                         assert section.name().endswith('.' + reduced) and x == 1 and getattr(cell, reduced) == section\n";
        let hoc = Model::of_file(output.path(), "init.hoc").python(&format!("{places}{in_hoc}")).simulate();
        let build = format!("import model\ncell = model.build()\n{places}{in_python}");
        let python = Model::in_directory(output.path()).python(&build).simulate();
        assert_eq!(hoc.v, python.v, "{synapses} synapses");
        let highest_mv = hoc.v.iter().copied().fold(f64::MIN, f64::max);
        assert!(
            hoc.v.iter().all(|v_mv| v_mv.is_finite()) && highest_mv > -40.0,
            "{synapses} synapses: {highest_mv} mV"
        );
    }
}
