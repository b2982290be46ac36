def _fill(section, values):
    for point in values.get("points", []):
        h.pt3dadd(*point, sec=section)
    section.nseg = values["nseg"]
    section.Ra = values["Ra"]
    if "L" in values:
        section.L = values["L"]
    if "diam" in values:
        _set(section, "diam", values["diam"])
    if "rallbranch" in values:
        section.rallbranch = values["rallbranch"]
    _set(section, "cm", values["cm"])
    for mechanism in values["mechanisms"]:
        section.insert(mechanism)
    for ion, style in values.get("ion_styles", {}).items():
        h.ion_style(ion, *style, sec=section)
    for variables in values["mechanisms"].values():
        for variable, value in variables.items():
            _set(section, variable, value)


def _set(section, variable, value):
    """One value for the whole section, or a list with one for each segment."""
    for at, segment in enumerate(section):
        _set_one(segment, variable, value[at] if isinstance(value, list) else value)


def _set_one(owner, variable, value):
    """`k_x[2]` is element 2 of the array `k_x`."""
    name, _, index = variable.rstrip("]").partition("[")
    if index:
        getattr(owner, name)[int(index)] = value
    else:
        setattr(owner, name, value)
