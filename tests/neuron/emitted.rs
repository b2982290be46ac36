//! The emitted directory in the hands of a user: compiled and loaded from a shell, as its README says.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::OnceLock;

use neuron_reduce::convert::convert;
use neuron_reduce::diagnostic::render::{MessageFormat, render_all};
use neuron_reduce::emit::write::write_directory;
use neuron_reduce::entry::Settings;
use neuron_reduce::reduce::Options;
use tempfile::TempDir;

use crate::support::models::SmallModel;
use crate::support::venv::{cpp_compiler, neuron_python};

/// `graded` has mod files and is compiled, `passive` needs none, `bare` is `graded` as it is written.
static FOLDER: OnceLock<TempDir> = OnceLock::new();

fn folder() -> &'static Path {
    let folder = FOLDER.get_or_init(|| {
        cpp_compiler().unwrap_or_else(|message| panic!("{message}"));
        let folder = tempfile::tempdir().unwrap();
        for (model, output) in
            [("graded_channels", "graded"), ("graded_channels", "bare"), ("swc_one_point", "passive")]
        {
            reduced(&SmallModel::named(model).directory(), &Options::passive(), &folder.path().join(output));
        }
        let compiled = shell(&folder.path().join("graded"), "nrnivmodl mod");
        assert!(compiled.status.success(), "{}", String::from_utf8_lossy(&compiled.stderr));
        folder
    });
    folder.path()
}

pub(super) fn reduced(model: &Path, options: &Options, output: &Path) {
    let converted = convert(model, &Settings::default(), options).unwrap_or_else(|failure| {
        panic!("{}", render_all(&failure.diagnostics, &failure.sources, MessageFormat::Human, false))
    });
    write_directory(&converted.files, output, false).unwrap();
}

/// Runs a line of a shell that finds NEURON's programs.
pub(super) fn shell(directory: &Path, line: &str) -> Output {
    let programs = neuron_python().parent().unwrap().to_owned();
    let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap());
    // The programs are scripts that name the Python of the place they were installed in, which may have been moved.
    let by_name = |name: &str| format!("{name}() {{ python '{}' \"$@\"; }}\n", programs.join(name).display());
    let line = by_name("nrnivmodl") + &by_name("nrniv") + line;
    let mut command = Command::new("sh");
    command.arg("-c").arg(line).current_dir(directory).env("PATH", path);
    command.env("NEURON_MODULE_OPTIONS", "-nogui").env("PYTHONDONTWRITEBYTECODE", "1").env_remove("PYTHONPATH");
    command.output().unwrap()
}

/// What the line prints on its last line; it must succeed.
pub(super) fn last_line(directory: &Path, line: &str) -> String {
    let output = shell(directory, line);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{line}: {text}\n{}", String::from_utf8_lossy(&output.stderr));
    text.lines().last().unwrap_or_default().trim().to_owned()
}

/// Runs Python in a directory of its own.
fn python(program: &str) -> Output {
    let elsewhere = tempfile::tempdir().unwrap();
    fs::write(elsewhere.path().join("program.py"), program).unwrap();
    shell(elsewhere.path(), &format!("python program.py '{}'", folder().display()))
}

fn python_prints(program: &str) -> String {
    let output = python(program);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn python_fails(program: &str) -> String {
    let output = python(program);
    assert!(!output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    let errors = String::from_utf8(output.stderr).unwrap();
    errors.lines().last().unwrap_or_default().replace(&folder().display().to_string(), "FOLDER")
}

const LOAD: &str = "\
import importlib.util, sys

def load(directory, name):
    spec = importlib.util.spec_from_file_location(name, f'{sys.argv[1]}/{directory}/model.py')
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
";

#[test]
fn init_hoc_runs_from_a_shell() {
    let graded = folder().join("graded");
    let program = "echo '{finitialize(v_init)}\nprint cell, \" \", secname(), \" \", celsius, \" \", v' >show.hoc";
    let shown = last_line(&graded, &format!("{program}; nrniv -nogui init.hoc show.hoc </dev/null"));
    assert_eq!(shown.split_whitespace().collect::<Vec<_>>()[1..], ["GradedChannels_reduced[0].soma", "32", "-71"]);
}

#[test]
fn init_hoc_gives_a_prompt() {
    let shown =
        last_line(&folder().join("graded"), "echo 'print cell.apic[0].nseg' | nrniv -nogui -nobanner init.hoc -");
    assert_eq!(shown, "5");
}

#[test]
fn nrniv_runs_python() {
    let program = "echo 'from model import build\ncell = build()\nprint(cell.soma, len(list(cell.all)))' >use.py";
    let line = format!("{program}; nrniv -nogui -python use.py </dev/null");
    assert_eq!(last_line(&folder().join("graded"), &line), "GradedChannels_reduced[0].soma 5");
}

#[test]
fn the_module_finds_its_library_from_anywhere() {
    let program = "\
import sys
sys.path.insert(0, sys.argv[1] + '/graded')
from model import build
cell = build()
print(cell, cell.apic[0](0.5).ih.gbar > 0)
";
    assert_eq!(python_prints(program), "GradedChannels_reduced[0] True\n");
}

#[test]
fn two_instances_live_side_by_side() {
    let program = format!(
        "{LOAD}
model = load('graded', 'model')
first, second = model.build(), model.build()
print([section.name() for section in first.basal] + [section.name() for section in second.basal])
second.soma(0.5).hh.gnabar = 0.7
print(first.soma(0.5).hh.gnabar, len(list(first.all)), len(first.soma.wholetree()))
"
    );
    insta::assert_snapshot!(python_prints(&program), @"
    ['GradedChannels_reduced[0].dend[0]', 'GradedChannels_reduced[1].dend[0]']
    0.2 5 5
    ");
    let hoc = "echo 'objref other\nother = new GradedChannels_reduced()\nforall print secname()' >two.hoc";
    let line = format!("{hoc}; nrniv -nogui init.hoc two.hoc </dev/null | grep -c reduced");
    assert_eq!(last_line(&folder().join("graded"), &line), "10");
}

#[test]
fn two_models_live_side_by_side() {
    let program = format!(
        "{LOAD}
passive, graded = load('passive', 'passive'), load('graded', 'graded')
cells = [passive.build(), graded.build(), passive.build()]
print(cells, [len(list(cell.all)) for cell in cells])
"
    );
    insta::assert_snapshot!(python_prints(&program), @"[PassiveCell_reduced[0], GradedChannels_reduced[0], PassiveCell_reduced[1]] [5, 5, 5]");
}

/// Each by its own `init.hoc`, which load a file of the same name.
#[test]
fn two_models_of_hoc_live_side_by_side() {
    let program = "\
import os, sys
os.chdir(sys.argv[1] + '/graded')
from neuron import h
cells = []
for name in ['graded', 'passive']:
    os.chdir(sys.argv[1] + '/' + name)
    h.load_file(1, sys.argv[1] + '/' + name + '/init.hoc')
    cells.append(h.cell)
os.chdir(sys.argv[1] + '/graded')
h.load_file(1, 'init.hoc')
cells.append(h.cell)
print(cells, [len(list(cell.all)) for cell in cells])
print([cell.locate(name, 0.5).sec.name() for cell, name in zip(cells, ['soma', 'soma[0]', 'soma'])])
";
    insta::assert_snapshot!(python_prints(program), @"
    [GradedChannels_reduced[0], PassiveCell_reduced[0], GradedChannels_reduced[1]] [5, 5, 5]
    ['GradedChannels_reduced[0].soma', 'PassiveCell_reduced[0].soma[0]', 'GradedChannels_reduced[1].soma']
    ");
}

#[test]
fn a_model_uses_mechanisms_that_are_there() {
    let program = format!("{LOAD}\nload('graded', 'a').build()\nprint(load('bare', 'b').build())\n");
    assert_eq!(python_prints(&program), "GradedChannels_reduced[0]\n");
}

#[test]
fn mechanisms_that_are_not_compiled_are_told() {
    let program = format!("{LOAD}\nload('bare', 'bare').build()\n");
    insta::assert_snapshot!(python_fails(&program), @"RuntimeError: the mechanisms are not compiled: run `nrnivmodl mod` in FOLDER/bare");
    let output = shell(&folder().join("bare"), "nrniv -nogui init.hoc </dev/null");
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(errors.contains("the mechanisms are not compiled: run `nrnivmodl mod` in this directory"), "{errors}");
    assert!(!errors.contains("is not a MECHANISM"), "{errors}");
}

#[test]
fn mechanisms_that_clash_are_told() {
    let program = format!(
        "{LOAD}
load('graded', 'graded').build()
other = load('bare', 'bare')
other.COMPILED_MECHANISMS.append('more')
other.build()
"
    );
    insta::assert_snapshot!(python_fails(&program), @"RuntimeError: other mechanisms are loaded already: they have cahva, capool, ih, mix, but not more. NEURON cannot add FOLDER/bare/mod to them: compile all mod files together, in one folder");
}

/// Sections called like lists, names that differ by a bracket alone, ions that nothing uses.
const ODD: &str = "\
celsius = 34
v_init = -70
create soma, basal[3], apical, dend[2], dend_0, is
connect basal[0](0), soma(0)
connect basal[2](1), basal[0](1)
connect apical(0), soma(1)
connect dend[1](0), soma(0.5)
connect dend_0(0), soma(0.5)
connect is(0), soma(0.5)
basal[1] delete_section()
dend[0] delete_section()
objref init_list, somatic
init_list = new SectionList()
somatic = new SectionList()
soma somatic.append()
apical init_list.append()
forall {
  insert pas
  insert k_ion
  ek = -81
  ki = 120
  L = 100
  diam = 2
  nseg = 3
}
";

#[test]
fn odd_names_and_ions_are_loaded_alike() {
    let folder = tempfile::tempdir().unwrap();
    let (model, output) = (folder.path().join("1 odd-one"), folder.path().join("out"));
    fs::create_dir(&model).unwrap();
    fs::write(model.join("odd.hoc"), ODD).unwrap();
    let keep = ["basal", "apical", "dend_0", "dend"].map(str::to_owned).to_vec();
    reduced(&model, &Options { keep, ..Options::passive() }, &output);
    let show = "\
from neuron import h
print([(s.name().split('.')[-1], str(s.parentseg()).split('.', 1)[-1], s(0.5).ek, s(0.5).ki) for s in h.allsec()])
print([s.name().split('.')[-1] for s in cell.init_list])
";
    fs::write(output.join("hoc.py"), format!("from neuron import h\nh.load_file('init.hoc')\ncell = h.cell\n{show}"))
        .unwrap();
    fs::write(output.join("python.py"), format!("from model import build\ncell = build()\n{show}")).unwrap();
    let [hoc, python] = ["python hoc.py", "python python.py"].map(|line| {
        let output = shell(&output, line);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    });
    assert_eq!(hoc.replace('\t', "").trim_start_matches("1 \n"), python);
    insta::assert_snapshot!(python, @"
    [('soma', 'None', -81.0, 120.0), ('basal[0]', 'soma(0)', -81.0, 120.0), ('basal[2]', 'basal[0](1)', -81.0, 120.0), ('apical', 'soma(1)', -81.0, 120.0), ('dend[1]', 'soma(0.5)', -81.0, 120.0), ('dend_0', 'soma(0.5)', -81.0, 120.0), ('is', 'soma(0.5)', -81.0, 120.0)]
    ['apical']
    ");
}

#[test]
fn places_of_the_detailed_cell_are_found() {
    let program = "\
import csv, sys
sys.path.insert(0, sys.argv[1] + '/graded')
import model
from neuron import h
cell = model.build()
h.load_file(sys.argv[1] + '/graded/cell.hoc')
hoc = h.GradedChannels_reduced()
for row in csv.DictReader(open(sys.argv[1] + '/graded/segment_map.csv')):
    place, x = row['section'], float(row['x'])
    wanted = row['reduced_section'], float(row['reduced_x'])
    for section, found in [model.locate(place, x), (hoc.locate(place, x).sec, hoc.located_x)]:
        assert (section.name().split('.')[-1], found) == wanted, (row, section, found)
first, second = model.locate('dend[0]', 0), model.locate('dend[0]', 1)
print(first[1] < second[1], (hoc.locate('dend[0]', 1).sec.name()[-7:], hoc.located_x) == (second[0].name()[-7:], second[1]))
print(model.locate('soma', 0)[1], (hoc.locate('soma', 1).sec, hoc.located_x)[1], model.locate('soma', 1)[1])
for place, x in [('gone', 0.5), ('dend[0]', 1.5)]:
    try:
        cell.locate(place, x)
    except (KeyError, ValueError) as error:
        print(repr(error))
";
    insta::assert_snapshot!(python_prints(program), @"
    True True
    0.0 1.0 1.0
    KeyError('the detailed cell has no section `gone`')
    ValueError('x is 1.5: it goes from 0 to 1')
    ");
    let line = "echo 'print cell.locate(\"gone\", 0.5)' >gone.hoc; nrniv -nogui init.hoc gone.hoc 2>&1 </dev/null";
    let said = String::from_utf8(shell(&folder().join("graded"), line).stdout).unwrap();
    assert!(said.contains("the detailed cell has no section gone"), "{said}");
}

#[test]
fn synapses_of_a_living_cell_are_moved() {
    let program = format!(
        "{LOAD}
from neuron import h
model = load('passive', 'passive')
dend = {{name: h.Section(name=name) for name in ('soma[0]', 'dend[0]', 'dend[1]', 'dend[2]', 'dend[3]', 'axon[0]')}}
def placed(kind, name, x, **values):
    synapse = kind(dend[name](x))
    for variable, value in values.items():
        setattr(synapse, variable, value)
    return synapse
places = [('dend[1]', 0.5), ('dend[1]', 0.5), ('dend[2]', 0.5), ('soma[0]', 0.5)]
synapses = [placed(h.Exp2Syn, *place, tau2=tau2) for place in places for tau2 in (5, 5, 9)]
synapses += [placed(h.IClamp, 'dend[1]', 0.5), placed(h.AlphaSynapse, 'dend[1]', 0.5), placed(h.AlphaSynapse, 'dend[1]', 0.5)]
netcons = [h.NetCon(None, synapse) for synapse in synapses[:12]]
netcons.append(h.NetCon(dend['dend[2]'](0.5)._ref_v, synapses[0], -10, 2, 0.25, sec=dend['dend[2]']))
left, connected = model.move_synapses(synapses + synapses[:2], netcons)
print(len(left), [str(synapse) for synapse in left])
print({{str(synapse.get_segment()).partition('.')[0] for synapse in left}})
print([str(netcon.syn()) for netcon in connected])
source = connected[-1]
print(source.preseg(), source.threshold, source.delay, source.weight[0])
print(all(one == other for one, other in zip(netcons[:12], connected)), model.move_synapses([], []))
other = h.Section(name='other')
for strangers in ([h.ExpSyn(other(0.5))], [h.ExpSyn()]):
    try:
        model.move_synapses(strangers, [])
    except (KeyError, ValueError) as error:
        print(error)
"
    );
    insta::assert_snapshot!(python_prints(&program), @"
    7 ['Exp2Syn[0]', 'Exp2Syn[2]', 'Exp2Syn[9]', 'Exp2Syn[11]', 'IClamp[0]', 'AlphaSynapse[0]', 'AlphaSynapse[1]']
    {'PassiveCell_reduced[0]'}
    ['Exp2Syn[0]', 'Exp2Syn[0]', 'Exp2Syn[2]', 'Exp2Syn[0]', 'Exp2Syn[0]', 'Exp2Syn[2]', 'Exp2Syn[0]', 'Exp2Syn[0]', 'Exp2Syn[2]', 'Exp2Syn[9]', 'Exp2Syn[9]', 'Exp2Syn[11]', 'Exp2Syn[0]']
    PassiveCell_reduced[0].dend[1](0.5) -10.0 2.0 0.25
    True ([], [])
    'the detailed cell has no section `other`'
    `ExpSyn[1]` is on no section
    ");
}

#[test]
fn the_module_is_a_program_that_runs_and_plots() {
    let elsewhere = tempfile::tempdir().unwrap();
    fs::create_dir(elsewhere.path().join("matplotlib")).unwrap();
    fs::write(elsewhere.path().join("matplotlib/__init__.py"), "").unwrap();
    let plots = "\
def plot(time, voltage):
    print(len(time), len(voltage), round(time[-1]), max(voltage) > voltage[0])
title = print
xlabel = ylabel = show = lambda *_: None
";
    fs::write(elsewhere.path().join("matplotlib/pyplot.py"), plots).unwrap();
    let line = format!("PYTHONPATH='{}' python '{}/passive/model.py'", elsewhere.path().display(), folder().display());
    let output = shell(elsewhere.path(), &line);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8(output.stdout).unwrap();
    insta::assert_snapshot!(said, @"
    16001 16001 400 True
    soma[0], 0.1 nA
    ");
}
