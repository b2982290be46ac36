"""SONATA circuits: every cell reduced, the circuit written back with the places of its edges mapped.

    from neuron_reduce_rs.sonata import reduce_circuit
    print(reduce_circuit("circuit/circuit_config.json", "reduced_circuit", celsius=34))

or `python -m neuron_reduce_rs.sonata circuit/circuit_config.json -o reduced_circuit`. NEURON is not needed for it, h5py is.
"""

try:
    import h5py as _h5py  # noqa: F401
except ImportError as missing:
    raise ImportError("circuits need h5py: pip install 'neuron-reduce-rs[sonata]'") from missing

from .circuit import reduce_circuit
from .edges import MappedEdges
from .summary import CellOutcome, Summary

__all__ = ["CellOutcome", "MappedEdges", "Summary", "reduce_circuit"]
