"""Sections that are called as nothing in hoc can be, or as what a written model calls things of its own."""

import importlib.util
import re

import numpy as np
import pytest
from conftest import PYRAMIDAL, Cell, soma_trace
from neuron import h

from neuron_reduce_rs import reduce, snapshot, subtree_reductor

STRANGE = ["run", "init", "forall", "Vector", "pas", "v", "t", "a.b", "a[1].b[2]", "π", "_sections", "__class__", "1st", "two words", 'quo"te', "lambda"]


def own_names(reduction):
    """What the written files call things of their own, in hoc and in Python."""
    hoc = (reduction.directory / "cell.hoc").read_text(encoding="utf-8")
    python = (reduction.directory / "model.py").read_text(encoding="utf-8")
    names = set(re.findall(r"\b(?:proc|func|obfunc) (\w+)", hoc))
    for line in re.findall(r"\b(?:objref|localobj|local|public) ([\w ,]+)", hoc):
        names |= set(re.findall(r"\w+", line))
    names |= set(re.findall(r"\b(?:self\.|cell\.|def )(\w+)", python))
    return sorted(names - {"local", "localobj", "soma", "dend", "apic", "axon"})


@pytest.mark.parametrize("named", [True, False])
def test_sections_may_be_called_as_anything(tmp_path, named):
    plain = Cell(PYRAMIDAL)
    names = list(dict.fromkeys([*own_names(reduce(plain)), *STRANGE]))
    assert {"locate", "init", "move_synapses", "located_x", "places", "stays", "_sections"} <= set(names)
    strange = {name: ("axon[0]", 1, 20, 1, 1) for name in names}
    # hoc takes a template of a name once.
    cell = type(f"Strange{named}", (Cell,), {})({**PYRAMIDAL, **strange}, named=named)
    sections = list(cell.sections.values())
    synapses = [h.ExpSyn(section(0.5)) for section in sections]
    netcons = [h.NetCon(None, synapse) for synapse in synapses]
    reduction = reduce(cell, membrane="passive", axon=[cell.sections[name] for name in names])
    assert len(reduction.map) == len(PYRAMIDAL) + len(names) == len(snapshot(cell)["sections"])
    left, _ = reduction.move_synapses(synapses, netcons)
    assert len({synapse.get_segment().sec for synapse in left}) >= 2 + len(names)
    by_python = soma_trace(reduction.cell.soma[0])
    assert np.isfinite(by_python).all() and max(by_python) > -71 + 2
    by_hoc = of_hoc(reduction.save(tmp_path / "model"))
    np.testing.assert_allclose(soma_trace(by_hoc.soma[0]), by_python, rtol=0, atol=1e-9)
    for name, section in cell.sections.items():
        found, x = reduction.locate(section, 0.5)
        found_by_hoc = by_hoc.locate(reduction._living.name_of(section), 0.5)
        assert found_by_hoc.sec.name().rpartition(".")[2] == found.name().rpartition(".")[2], name
        assert by_hoc.located_x == x
        assert name not in names or (found.L, found.nseg) == (20, 1)


def of_hoc(directory):
    h.load_file(1, str(directory / "cell.hoc"))
    template = re.search(r"begintemplate (\w+)", (directory / "cell.hoc").read_text(encoding="utf-8"))[1]
    return getattr(h, template)()


@pytest.mark.parametrize("name", ["locate", "init", "_sections"])
def test_they_stay_where_the_original_is_replaced(name):
    ways = (lambda cell: reduce(cell, destroy=True), lambda cell: subtree_reductor(cell, [], [], 38))
    for replace in ways:
        cell = Cell({**PYRAMIDAL, name: ("axon[0]", 1, 20, 1, 1)}, named=False)
        kept = [cell.sections["axon[0]"], cell.sections[name]]
        replace(list(cell.sections.values()))
        assert kept[1].parentseg() == kept[0](1)
        assert set(kept) < set(cell.sections["soma[0]"].wholetree())
        assert soma_trace(cell.sections["soma[0]"])[0] == -71
