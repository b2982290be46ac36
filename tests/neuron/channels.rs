//! A cell with channels that a session puts together: NEURON's own `KSChan` beside the mod files that are written of it.

use std::fs;
use std::path::Path;

use neuron_reduce::reduce::Options;

use super::emitted::{last_line, reduced, shell};
use crate::support::venv::cpp_compiler;

/// Both mechanisms in one segment, with a current: states and currents after `finitialize`, and 30 ms later.
const PROGRAM: &str = "\
import sys
from neuron import h
h.load_file('stdrun.hoc')
if sys.argv[1] == 'session':
    h.load_file(1, 'model/session.ses')
else:
    h.nrn_load_dll(sys.argv[1])
soma = h.Section(name='soma')
soma.L = soma.diam = 20
soma.insert('leak')
soma.insert('mixed')
opener = h.opener(soma(0.5))
opener.pmax = 1e-8
clamp = h.IClamp(soma(0.5))
clamp.delay, clamp.dur, clamp.amp = 5, 20, 0.1
h.celsius = 20
told = []
def tell():
    told.extend([soma.v, soma.C_mixed, soma.O_mixed, soma.I_mixed, soma.m_mixed, soma.g_mixed, soma.i_mixed, soma.ik])
    told.extend([opener.C, opener.O, opener.p, opener.i, soma.ica, soma.g_leak, soma.i_leak])
h.finitialize(-65)
h.fcurrent()
tell()
h.continuerun(30)
tell()
print(' '.join('%.12g' % value for value in told))
";

#[test]
fn what_is_written_of_a_channel_is_what_neuron_runs() {
    cpp_compiler().unwrap_or_else(|message| panic!("{message}"));
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("model");
    fs::create_dir(&model).unwrap();
    let session = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/hoc_differential/channels/session.ses");
    fs::copy(session, model.join("session.ses")).unwrap();
    let cell = "load_file(\"nrngui.hoc\")\nload_file(\"session.ses\")\ncreate soma, dend\naccess soma\n\
                connect dend(0), soma(1)\nforall { insert leak insert mixed }\nobjref point\npoint = new opener(0.5)\n";
    fs::write(model.join("init.hoc"), cell).unwrap();
    fs::write(folder.path().join("program.py"), PROGRAM).unwrap();
    let output = folder.path().join("output");
    reduced(&model, &Options::passive(), &output);
    assert!(shell(&output, "nrnivmodl mod").status.success());
    let library = "$(find output -name 'libnrnmech.*' | head -n 1)";
    let numbers = |argument: &str| -> Vec<f64> {
        let line = last_line(folder.path(), &format!("python program.py {argument}"));
        line.split(' ').map(|word| word.parse().unwrap()).collect()
    };
    let (theirs, ours) = (numbers("session"), numbers(library));
    assert_eq!(theirs.len(), 30);
    for (theirs, ours) in theirs.iter().zip(&ours) {
        // NEURON finds the steady state of a KSChan by one step of 1e9 ms.
        assert!((theirs - ours).abs() < 1e-6 * theirs.abs().max(1e-3), "{ours} for {theirs}");
    }
}
