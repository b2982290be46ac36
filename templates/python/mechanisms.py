def _load_mechanisms():
    missing = [name for name in COMPILED_MECHANISMS if not _is_known(name)]
    if not missing:
        return
    directory = Path(__file__).resolve().parent
    known = [name for name in COMPILED_MECHANISMS if name not in missing]
    if known:
        raise RuntimeError(
            f"other mechanisms are loaded already: they have {', '.join(known)}, but not {', '.join(missing)}. "
            f"NEURON cannot add {directory / 'mod'} to them: compile all mod files together, in one folder"
        )
    neuron.load_mechanisms(str(directory), warn_if_already_loaded=False)
    if not all(_is_known(name) for name in missing):
        raise RuntimeError(f"the mechanisms are not compiled: run `nrnivmodl mod` in {directory}")


def _is_known(mechanism):
    name = h.ref("")
    for kind in (0, 1):
        types = h.MechanismType(kind)
        for index in range(int(types.count())):
            types.select(index)
            types.selected(name)
            if name[0] == mechanism:
                return True
    return False
