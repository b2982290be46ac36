"""`reduce`: the original stays, the controls of the command line, errors, directories."""

from pathlib import Path

import neuron
import numpy as np
import pytest
from conftest import soma_trace
from neuron import h

from neuron_reduce_rs import NeuronReduceError, NeuronReduceWarning, impedance, inspect, reduce, verify
from neuron_reduce_rs.program import run


def test_the_original_stays(pyramidal):
    before = {name: (section.L, section.nseg, section.parentseg()) for name, section in pyramidal.sections.items()}
    reduction = reduce(pyramidal, cut_distance=0)
    after = {name: (section.L, section.nseg, section.parentseg()) for name, section in pyramidal.sections.items()}
    assert before == after
    assert reduction.cell is reduction.cell
    assert sorted(section.name().rpartition(".")[2] for section in reduction.cell.all) == [
        "apic[0]",
        "axon[0]",
        "dend[0]",
        "dend[1]",
        "soma[0]",
    ]


def test_the_reduced_cell_answers_as_the_original(pyramidal):
    reduction = reduce(pyramidal)
    original = soma_trace(pyramidal.sections["soma[0]"])
    reduced = soma_trace(reduction.cell.soma[0])
    assert max(original) - min(original) > 5
    np.testing.assert_allclose(reduced, original, atol=0.2)
    assert reduction.certificate["greatest_error"] < 0.05


def test_two_reductions_live_side_by_side(pyramidal):
    coarse, fine = (reduce(pyramidal, membrane="passive", segments=segments) for segments in (10, 40))
    counts = [sum(section.nseg for section in reduction.cell.all) for reduction in (coarse, fine)]
    assert counts[0] < counts[1]
    alone = soma_trace(coarse.cell.soma[0])
    synapses = [h.ExpSyn(pyramidal.sections["apic[1]"](0.5)) for _ in range(2)]
    netcons = [h.NetCon(None, synapse) for synapse in synapses]
    left, _ = fine.move_synapses(synapses, netcons)
    assert [synapse.get_segment().sec for synapse in left] == [fine.cell.apic[0]]
    assert fine.locate("apic[1]", 0.5)[0] == fine.cell.apic[0] and coarse.locate("apic[1]", 0.5)[0] == coarse.cell.apic[0]
    assert soma_trace(coarse.cell.soma[0]) == alone


def test_it_takes_the_place_of_the_original(pyramidal):
    beside = reduce(pyramidal)
    expected = soma_trace(beside.cell.soma[0])
    soma = pyramidal.sections["soma[0]"]
    reduction = reduce(pyramidal, destroy=True)
    assert reduction.cell.soma[0] == soma
    assert {section.name().rpartition(".")[2] for section in soma.wholetree()} == {
        "soma[0]",
        "apic[0]",
        "apic[1]",
        "apic[2]",
        "dend[0]",
        "dend[1]",
        "axon[0]",
    }
    np.testing.assert_allclose(soma_trace(soma), expected, rtol=0, atol=1e-9)


def test_every_control(pyramidal):
    reduction = reduce(
        pyramidal,
        frequency=[0, 50],
        segments=30,
        membrane="quasi-active",
        rest=-70,
        keep=[pyramidal.sections["dend[3]"]],
        cut=["apic[0]"],
        max_error=50,
        soma="soma[0]",
        axon="axon[0]",
        celsius=21,
        v_init=-68.5,
    )
    options = reduction.record["options"]
    assert (options["frequency"], options["segments"], options["membrane"]) == ([0, 50], 30, "quasi-active")
    assert (options["keep"], options["cut"], options["max_error"]) == (["dend[3]"], ["apic[0]"], 50)
    assert (options["soma"], options["axon"]) == (["soma[0]"], ["axon[0]"])
    assert (reduction.record["celsius"], reduction.record["v_init"]) == (21, -68.5)
    assert "--rest -70" in reduction.record["command"]
    assert not reduction.misses_bound
    assert reduce(pyramidal, segments=0.5, cut_distance=100.0).record["options"]["cut_distance"] == 100


def test_a_missed_bound_is_told(pyramidal):
    with pytest.warns(NeuronReduceWarning, match="more than `--max-error 0"):
        reduction = reduce(pyramidal, segments=4, max_error=1e-9)
    assert reduction.misses_bound


def test_errors_have_the_programs_diagnostics(pyramidal):
    with pytest.raises(NeuronReduceError) as refused:
        reduce(pyramidal, keep="apic[9]")
    (diagnostic,) = refused.value.diagnostics
    assert (diagnostic.severity, diagnostic.code) == ("error", "reduce::unknown-section")
    assert str(refused.value).startswith("error[reduce::unknown-section]: `--keep apic[9]` names no section of the cell")
    with pytest.raises(NeuronReduceError, match="is no section of the cell"):
        reduce(pyramidal, keep=[h.Section(name="other")])
    with pytest.raises(NeuronReduceError) as refused:
        reduce(pyramidal, segments=-2)
    message = "invalid value '-2' for '--segments <auto|N|FRACTION>': `auto`, a whole number above 1, or a fraction between 0 and 1 is needed"
    assert [(found.code, found.message) for found in refused.value.diagnostics] == [("cli::usage", message)]


def test_a_directory_is_kept(pyramidal, tmp_path):
    reduction = reduce(pyramidal, membrane="passive")
    target = reduction.save(tmp_path / "model")
    names = {path.name for path in target.iterdir()}
    assert names >= {"cell.hoc", "init.hoc", "model.py", "README.md", "reduction.json", "report.html", "segment_map.csv"}
    with pytest.raises(NeuronReduceError, match="is there already"):
        reduction.save(target)
    reduction.save(target, force=True)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "note").touch()
    with pytest.raises(NeuronReduceError, match="is there already"):
        reduction.save(tmp_path / "mine", force=True)


def test_places_are_found(pyramidal):
    reduction = reduce(pyramidal, membrane="passive")
    section, x = reduction.locate("apic[1]", 0.5)
    assert (section.name().rpartition(".")[2], 0 < x < 1) == ("apic[0]", True)
    assert reduction.locate(pyramidal.sections["apic[1]"], 0.5) == (section, x)
    assert reduction.map["apic[1]"][3][0] == "apic[0]"
    assert reduction.map["apic[1]"][3][2] == x


def test_impedance_of_a_living_cell(pyramidal):
    found = impedance(pyramidal, frequency="0:100:50", at=["apic[1](0.5)"], membrane="passive")
    np.testing.assert_array_equal(found["frequency_hz"], [0, 50, 100])
    (place,) = found["places"]
    section = pyramidal.sections["apic[1]"]
    measured = h.Impedance()
    measured.loc(0.5, sec=pyramidal.sections["soma[0]"])
    for at, hertz in enumerate(found["frequency_hz"]):
        measured.compute(hertz, 0)
        np.testing.assert_allclose(place["transfer_mohm"][at], measured.transfer(0.5, sec=section), rtol=1e-9)
        np.testing.assert_allclose(place["input_mohm"][at], measured.input(0.5, sec=section), rtol=1e-9)


def test_inspect_of_a_living_cell(pyramidal):
    pyramidal.sections["soma[0]"].insert("hh")
    (site,) = inspect(pyramidal, v=-60, at=["soma[0](0.5)"])["sites"]
    assert "hh" in str(site) and "pas" in str(site)


def test_a_written_model_is_verified(tmp_path):
    model = Path(__file__).resolve().parents[2] / "tests" / "models" / "ball_and_stick"
    run(["reduce", model, "-o", tmp_path / "out"])
    with pytest.warns(NeuronReduceWarning, match="the detailed cell fires"):
        report = verify(tmp_path / "out", model=model, trials=1, seconds=0.2, synapses=50, weight=1, cache=tmp_path)
    assert (report["synapses"], report["weight"], len(report["trials"])) == (50, 1, 1)
    assert report["neuron"] == neuron.__version__
