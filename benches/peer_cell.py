"""The cell that the package neuron_reduce makes, in the reduced one's place: `neuron-reduce verify OUT --against peer_cell.py`.

`NEURON_REDUCE_PEER_HERTZ` is its frequency, `NEURON_REDUCE_PEER_SEGMENTS` its number of segments where it is not its own.
"""

import os

from cells import Cell, make_detailed, settle_globals
from session import serve


def main():
    serve({"reduced": make_peer})


def make_peer(setup):
    h, detailed = make_detailed(setup)
    import neuron_reduce

    number_mechanism_attributes_alone()
    owner = detailed.soma.cell()
    listed = {section for name in ("apical", "basal") for section in getattr(owner, name, [])}
    # Not every model lists all of its dendrites.
    dendrites = {section for root in listed for section in root.subtree()}
    sections = {name: detailed.find(name, 0).sec for name in setup["map"]}
    places = [(name, at) for name, section in sections.items() if section in dendrites for at in range(section.nseg)]
    probes = [h.Exp2Syn(detailed.find(*place)) for place in places]
    connections = [h.NetCon(None, probe) for probe in probes]
    hertz = float(os.environ["NEURON_REDUCE_PEER_HERTZ"])
    segments = int(os.environ.get("NEURON_REDUCE_PEER_SEGMENTS", -1))
    cell, _, connections = neuron_reduce.subtree_reductor(
        owner, probes, connections, hertz, total_segments_manual=segments
    )
    moved = {place: connection.syn().get_segment() for place, connection in zip(places, connections)}
    moved = {place: (segment.sec, segment.x) for place, segment in moved.items()}
    settle_globals(h, setup)
    soma = cell.soma if hasattr(cell.soma, "nseg") else cell.soma[0]

    def find(name, segment):
        section, x = moved[name, segment]
        return section(x)

    return h, Cell(soma, find, [cell, *detailed.kept])


def number_mechanism_attributes_alone():
    """NEURON 9 lists a mechanism's functions among its attributes; the peer takes every attribute for a number."""
    import neuron_reduce.subtree_reductor_func as functions

    def attributes(thing):
        is_mechanism = hasattr(thing, "is_ion")
        return [name for name in dir(thing) if not (is_mechanism and callable(getattr(thing, name)))]

    functions.dir = attributes


if __name__ == "__main__":
    main()
