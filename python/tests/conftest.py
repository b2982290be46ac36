"""Cells that the tests reduce, made of plain sections; the mechanisms are NEURON's own."""

import gc
import os

os.environ.setdefault("NEURON_MODULE_OPTIONS", "-nogui")

import pytest
from neuron import h

h.load_file("stdrun.hoc")


class Cell:
    """A cell of Python: `parts` has for each section its parent, place there, length, diameter and segments."""

    def __init__(self, parts, named=True):
        self.sections = {}
        for name, (parent, x, length, diam, nseg) in parts.items():
            section = h.Section(name=name, cell=self) if named else h.Section(name=name)
            section.L, section.diam, section.nseg, section.Ra = length, diam, nseg, 120
            section.insert("pas")
            section.g_pas, section.e_pas = 5e-5, -71
            if parent is not None:
                section.connect(self.sections[parent](x), 0)
            self.sections[name] = section

    def __getattr__(self, name):
        found = [section for own, section in self.__dict__.get("sections", {}).items() if own.partition("[")[0] == name]
        if not found:
            raise AttributeError(name)
        return found


PYRAMIDAL = {
    "soma[0]": (None, 0, 20, 20, 1),
    "apic[0]": ("soma[0]", 1, 300, 3, 5),
    "apic[1]": ("apic[0]", 1, 200, 1.5, 7),
    "apic[2]": ("apic[0]", 1, 250, 1.2, 5),
    "dend[0]": ("soma[0]", 0, 100, 2, 3),
    "dend[1]": ("dend[0]", 1, 120, 1, 5),
    "dend[2]": ("dend[0]", 1, 90, 0.8, 3),
    "dend[3]": ("soma[0]", 0.5, 150, 1.5, 5),
    "axon[0]": ("soma[0]", 0, 60, 1, 3),
}


@pytest.fixture
def pyramidal():
    yield Cell(PYRAMIDAL)


@pytest.fixture(autouse=True)
def nothing_left():
    """What a test made goes before the next one starts."""
    yield
    gc.collect()


def soma_trace(soma, duration=60, amplitude=0.2):
    """The voltage of a soma under a step of current."""
    clamp = h.IClamp(soma(0.5))
    clamp.delay, clamp.dur, clamp.amp = 5, 30, amplitude
    voltage = h.Vector().record(soma(0.5)._ref_v)
    run(duration)
    return list(voltage)


def run(duration):
    h.celsius, h.v_init, h.dt, h.steps_per_ms = 6.3, -71, 0.025, 40
    h.tstop = duration
    h.run()
