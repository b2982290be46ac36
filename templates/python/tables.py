_vectors = []


def _fill_tables():
    """NEURON reads the vectors, which `_vectors` keeps."""
    for name, (values, axes) in ({} if _vectors else TABLES).items():
        fill, values = getattr(h, f"table_{name}"), h.Vector(values)
        places = [axis if isinstance(axis, tuple) else h.Vector(axis) for axis in axes]
        _vectors.extend([values, *places])
        if not axes:
            fill(values[0])
        elif len(axes) == 1 and isinstance(axes[0], list):
            fill(values, places[0])
        else:
            bounds = [axis if isinstance(axis, tuple) else (len(axis), axis._ref_x[0]) for axis in places]
            fill(values._ref_x[0], *(bound for axis in bounds for bound in axis))
