"""A cell of a written circuit, built in NEURON from its template as a simulator builds it, beside the cell that it stands for."""

import csv

import numpy as np
import pytest
from conftest import run
from neuron import h

h5py = pytest.importorskip("h5py")

from sonata_circuit import NODE_TYPES, swc, write_circuit  # noqa: E402

from neuron_reduce_rs.sonata import allen, reduce_circuit  # noqa: E402


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("circuit")
    config = write_circuit(folder / "original")
    summary = reduce_circuit(config, folder / "reduced", celsius=6.3, v_init=-71)
    return folder, {cell.morphology: cell for cell in summary.cells}


@pytest.fixture(params=["small", "large cell"])
def pair(written, request):
    """The detailed and the reduced cell, each from the file of its template."""
    folder, cells = written
    name = cells[request.param].reduced_template
    if not hasattr(h, "Stubbed"):
        assert h.load_file(1, str(folder / "original/hoc/Stubbed.hoc")) == 1
    if not hasattr(h, name):
        assert h.load_file(1, str(folder / f"reduced/components/templates/{name}.hoc")) == 1
    arguments = (17, str(folder / "original/morphologies/swc"), f"{request.param}.swc")
    detailed, reduced = h.Stubbed(*arguments), getattr(h, name)(*arguments)
    yield detailed, reduced, cells[request.param], folder
    reduced.clear()


def own_name(section):
    return section.name().partition(".")[2]


def test_it_has_what_simulators_ask_for(pair):
    _, reduced, cell, _ = pair
    sections = list(reduced.all)
    assert (reduced.gid, reduced.nSecAll, len(sections)) == (17, cell.sections[1], cell.sections[1])
    assert [section(0.0001).v for section in sections] == list(range(len(sections)))
    counts = [len(list(each)) for each in (reduced.somatic, reduced.basal, reduced.apical, reduced.axonal)]
    assert counts == [reduced.nSecSoma, reduced.nSecBasal, reduced.nSecApical, reduced.nSecAxonal]
    assert sum(section.nseg for section in sections) == cell.segments[1]
    assert reduced.CellRef == reduced and reduced.getCell() == reduced and reduced.synlist.count() == 0
    name = str(reduced).partition("[")[0]
    for arguments in ((), ("folder/file.swc",), (4,), ("folder", "file.swc")):
        other = getattr(h, name)(*arguments)
        assert (other.gid, other.nSecAll) == (4 if arguments == (4,) else 0, reduced.nSecAll)
        other.clear()


def test_it_rests_as_certified(pair):
    detailed, reduced, cell, folder = pair
    somata = [one.soma[0](0.5) for one in (detailed, reduced)]
    run(600)
    with open(folder / "reduced/cells.csv", newline="") as file:
        (row,) = [row for row in csv.DictReader(file) if row["reduced_template"] == cell.reduced_template]
    assert somata[1].v - somata[0].v == pytest.approx(float(row["rest_error_mv"]), abs=2e-4)
    assert abs(float(row["rest_error_mv"])) < 0.05


def test_a_place_of_an_edge_is_found(pair):
    detailed, reduced, cell, folder = pair
    numbered = {int(section(0.0001).v): section for section in detailed.all}
    assert [own_name(numbered[number]) for number in (0, 1, 2, 4, 8)] == ["soma[0]", "axon[0]", "axon[1]", "dend[0]", "apic[0]"]
    node = NODE_TYPES.index({"small": 5, "large cell": 9}[cell.morphology])
    files = [h5py.File(folder / f"{which}/network/edges.h5") for which in ("original", "reduced")]
    groups = [file["edges/cells_to_cells"] for file in files]
    own = np.flatnonzero(groups[0]["target_node_id"][:] == node)
    places = [(group["0/afferent_section_id"][:][own], group["0/afferent_section_pos"][:][own]) for group in groups]
    chosen = [row for row, number in enumerate(places[0][0]) if number in numbered and not own_name(numbered[number]).startswith("axon")]
    segments = [
        [numbered[places[0][0][row]](places[0][1][row]) for row in chosen[:40]],
        [list(reduced.all)[places[1][0][row]](places[1][1][row]) for row in chosen[:40]],
    ]
    run(600)
    for before, after in zip(*segments):
        assert own_name(before.sec)[:4] == own_name(after.sec)[:4]
        assert after.v == pytest.approx(before.v, abs=0.1)
    for file in files:
        file.close()


def test_input_through_edges_reaches_the_soma(pair):
    detailed, reduced, _, _ = pair
    numbered = {int(section(0.0001).v): section for section in detailed.all}
    peaks = []
    for section in (numbered[9](0.5), reduced.locate("apic[1]", 0.5).sec(reduced.located_x)):
        synapse, source = h.ExpSyn(section), h.NetStim()
        source.start, source.number = 5, 1
        netcon = h.NetCon(source, synapse)
        netcon.weight[0] = 2e-4
        soma = (detailed if len(peaks) == 0 else reduced).soma[0](0.5)
        voltage = h.Vector().record(soma._ref_v)
        run(60)
        peaks.append(max(voltage) - voltage[100])
    assert peaks[0] > 0.05
    assert peaks[1] == pytest.approx(peaks[0], rel=0.15)


PARAMETERS = """{
"passive": [{"ra": 130, "e_pas": -80, "cm": [{"section": "soma", "cm": 1}, {"section": "dend", "cm": 2}]}],
"conditions": [{"celsius": 30, "v_init": -82, "erev": [{"section": "soma", "ena": 53, "ek": -107}]}],
"genome": [
  {"section": "soma", "name": "gnabar_hh", "value": 0.1, "mechanism": "hh"},
  {"section": "soma", "name": "g_pas", "value": "1e-4", "mechanism": ""},
  {"section": "axon", "name": "g_pas", "value": 2e-4, "mechanism": ""},
  {"section": "dend", "name": "g_pas", "value": 3e-4}
]}"""
NEUROML = """<neuroml xmlns="http://www.neuroml.org/schema/neuroml2"><cell id="a"><biophysicalProperties id="b">
<channelDensity id="gnabar_hh" segmentGroup="soma" ion="na" ionChannel="hh" erev="53 mV" condDensity="0.1 S_per_cm2"/>
<channelDensity id="g" segmentGroup="all" ion="non_specific" ionChannel="pas" erev="-80 mV" condDensity="3e-4 S_per_cm2"/>
<specificCapacitance segmentGroup="dend" value="2 uF_per_cm2"/><resistivity segmentGroup="all" value="130 ohm_cm"/>
</biophysicalProperties></cell></neuroml>"""


@pytest.mark.parametrize(
    "text, processing",
    [(PARAMETERS, "aibs_perisomatic"), (PARAMETERS, "aibs_allactive"), (NEUROML, "aibs_perisomatic")],
)
def test_parameters_become_a_template(tmp_path, text, processing):
    (tmp_path / "cell.swc").write_text(swc(1))
    (tmp_path / "parameters").write_text(text)
    read = allen.from_json if text == PARAMETERS else allen.from_neuroml
    parameters = read(tmp_path / "parameters")
    name = f"Allen_{processing}_{len(text)}"
    (tmp_path / "cell.hoc").write_text(allen.template(name, str(tmp_path / "cell.swc"), parameters, processing, 20))
    h.load_file("import3d.hoc")
    assert h.load_file(1, str(tmp_path / "cell.hoc")) == 1
    cell = getattr(h, name)()
    names = [own_name(section) for section in cell.all]
    assert names == ["soma[0]", *(f"dend[{i}]" for i in range(4)), *(f"apic[{i}]" for i in range(3)), "axon[0]", "axon[1]"]
    for section in cell.all:
        assert section.nseg == 1 + 2 * int(section.L / 40)
        assert (section.Ra, section(0.5).pas.e) == (130, -80)
        assert section.has_membrane("hh") == (section == cell.soma[0])
    assert (cell.soma[0](0.5).hh.gnabar, cell.soma[0].ena, cell.dend[2].cm) == (0.1, 53, 2)
    assert cell.soma[0].ek == (-107 if text == PARAMETERS else -77)
    assert cell.dend[2](0.5).pas.g == 3e-4
    is_all_active = processing == "aibs_allactive"
    assert cell.axon[0].parentseg().x == (1 if is_all_active else 0.5)
    assert [section.L for section in cell.axon] == [30, 30]
    assert cell.axon[1].diam < 1 if is_all_active else cell.axon[1].diam == 1
    assert (parameters.celsius, parameters.v_init) == ((30, -82) if text == PARAMETERS else (None, None))
