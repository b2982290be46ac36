"""The example cell of neuron_reduce, reduced by that package, with a step of current: its somatic voltage as json.

    python trace.py EXAMPLE_FOLDER FREQUENCY CELSIUS V_INIT CURRENT_NA:DELAY_MS:DURATION_MS TSTOP_MS
"""

import json
import os
import sys

from neuron import h

import neuron_reduce
import neuron_reduce.subtree_reductor_func as peer


def attributes(thing):
    """NEURON 9 lists a mechanism's functions among its attributes; the package takes every attribute for a number."""
    is_mechanism = hasattr(thing, "is_ion")
    return [name for name in dir(thing) if not (is_mechanism and callable(getattr(thing, name)))]


def main():
    folder, frequency, celsius, v_init, current, tstop = sys.argv[1:]
    os.chdir(folder)
    peer.dir = attributes
    h.load_file("stdrun.hoc")
    h.load_file("import3d.hoc")
    h.load_file("L5PCbiophys3.hoc")
    h.load_file("L5PCtemplate.hoc")
    cell = h.L5PCtemplate("cell1.asc")
    h.celsius, h.v_init = float(celsius), float(v_init)
    reduced, _, _ = neuron_reduce.subtree_reductor(cell, [], [], float(frequency))
    middle = reduced.soma[0](0.5)
    clamp = h.IClamp(middle)
    clamp.amp, clamp.delay, clamp.dur = (float(value) for value in current.split(":"))
    v = h.Vector().record(middle._ref_v)
    h.finitialize(h.v_init)
    h.continuerun(float(tstop))
    print(json.dumps(list(v)))


if __name__ == "__main__":
    main()
