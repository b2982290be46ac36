"""HDF5 files from strangers: opened, and their datasets found, without following a link into another file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from ..errors import NeuronReduceError, error

Array = Any


@contextmanager
def opened(path: Path, mode: str = "r") -> Iterator[Any]:
    """The file; what HDF5 says of it names it."""
    try:
        with h5py.File(path, mode) as file:
            yield file
    except NeuronReduceError:
        raise
    except (OSError, RuntimeError, KeyError, ValueError, TypeError) as refused:
        raise error("sonata::hdf5", f"`{path.name}` cannot be read: {refused}") from refused


def child(group: Any, name: str) -> Any:
    """A group or a dataset of this file; none where it is not there."""
    kind = group.get(name, getlink=True) if isinstance(group, h5py.Group) else None
    if kind is None:
        return None
    if isinstance(kind, h5py.ExternalLink):
        raise _refused(group, name, "leads into another file")
    found = group.get(name)
    if isinstance(found, h5py.Dataset) and (found.is_virtual or found.external):
        raise _refused(group, name, "has its values in another file")
    return found


def groups(parent: Any, path: Path) -> dict[str, Any]:
    """The groups in a group, by name."""
    found = {name: child(parent, name) for name in parent}
    return {name: inner for name, inner in found.items() if isinstance(inner, h5py.Group)}


def populations(file: Any, kind: str, path: Path) -> dict[str, Any]:
    """The groups in `/nodes` or `/edges`."""
    root = child(file, kind)
    if not isinstance(root, h5py.Group):
        raise error("sonata::hdf5", f"`{path.name}` has no group `/{kind}`")
    return groups(root, path)


def dataset(group: Any, name: str, path: Path, length: int | None = None) -> Any:
    """A dataset that has to be there, with one value for each of so many."""
    found = child(group, name)
    if not isinstance(found, h5py.Dataset):
        raise error("sonata::hdf5", f"`{path.name}` has no dataset `{group.name}/{name}`")
    if found.ndim != 1:
        raise error("sonata::hdf5", f"`{found.name}` of `{path.name}` is no list of values")
    if length is not None and len(found) != length:
        raise error("sonata::hdf5", f"`{found.name}` of `{path.name}` has {len(found)} values for {length}")
    return found


def numbers(found: Any, path: Path, where: Any = slice(None)) -> Array:
    """The values of a dataset, which have to be whole numbers."""
    if found.dtype.kind not in "iu":
        raise error("sonata::hdf5", f"`{found.name}` of `{path.name}` has no whole numbers")
    return found[where].astype(np.int64)


def texts(found: Any, group: Any, path: Path) -> Array:
    """The values of a dataset as texts; whole numbers are places in the `@library` of its group."""
    library = child(group, "@library")
    name = found.name.rpartition("/")[2]
    if found.dtype.kind in "iu" and library is not None and child(library, name) is not None:
        words = _decoded(dataset(library, name, path)[:])
        places = numbers(found, path)
        if len(places) and (places.min() < 0 or places.max() >= len(words)):
            raise error("sonata::hdf5", f"`{found.name}` of `{path.name}` names no value of its `@library`")
        return words[places]
    if found.dtype.kind not in "OS":
        raise error("sonata::hdf5", f"`{found.name}` of `{path.name}` has no texts")
    return _decoded(found[:])


def _decoded(values: Array) -> Array:
    words = [value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value) for value in values]
    return np.array(words, dtype=object)


def _refused(group: Any, name: str, why: str) -> NeuronReduceError:
    return error("sonata::hdf5", f"`{group.name}/{name}` of `{Path(group.file.filename).name}` {why}")
