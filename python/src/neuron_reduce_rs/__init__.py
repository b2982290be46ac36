"""Reduces detailed NEURON cells to a few cylinders that keep their electrical behaviour.

    from neuron_reduce_rs import reduce
    reduction = reduce(cell)
    cell = reduction.cell
    reduction.save("reduced_model")

`subtree_reductor` is the function of that name of the package `neuron_reduce`: the same arguments, the same effects.
"""

from importlib.util import find_spec

from .errors import Diagnostic, NeuronReduceError, NeuronReduceWarning

# Circuits (`neuron_reduce_rs.sonata`) are reduced without NEURON, living cells are not.
if find_spec("neuron") is not None:
    from .drop_in import ReducedCell, subtree_reductor
    from .reduction import Reduction, reduce
    from .reports import impedance, inspect, verify
    from .snapshot import snapshot

__all__ = [
    "Diagnostic",
    "NeuronReduceError",
    "NeuronReduceWarning",
    "ReducedCell",
    "Reduction",
    "impedance",
    "inspect",
    "reduce",
    "snapshot",
    "subtree_reductor",
    "verify",
]
