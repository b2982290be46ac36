"""`subtree_reductor` as the package `neuron_reduce` has it: the same arguments, results and effects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from neuron import h

from .attach import delete, disconnect, kept_sections
from .errors import error
from .hoc_cell import hoc_cell
from .living import sections_of
from .mods import mod_folder
from .names import own_name
from .reduction import Reduction
from .snapshot import Living

LEAK = "pas"
# The passive method needs no mod files, and the cell lives where they are compiled.
WITHOUT_MODS = "snapshot::mods"
DEFAULT_MODEL = "model.hoc"
# A fraction that leaves as many segments as the original has, which the program asks to be below 1.
ALL = 1 - 1e-9


class ReducedCell:
    """The reduced cell: soma and axon are the original's own, the cylinders are sections of `hoc_model`."""

    def __init__(self, hoc_model: Any, soma: Any, axon: list[Any], sections: Mapping[str, Any]) -> None:
        self.hoc_model = hoc_model
        self.soma = soma
        self.axon = axon
        apical = [section for name, section in sections.items() if name.startswith("apic")]
        self.apic = apical[0] if apical else None
        has_basal = any(name.startswith("dend") for name in sections)
        self.dend = hoc_model.dend if has_basal else []


def subtree_reductor(
    original_cell: Any,
    synapses_list: Sequence[Any],
    netcons_list: Sequence[Any],
    reduction_frequency: float,
    model_filename: str = DEFAULT_MODEL,
    total_segments_manual: float = -1,
    PP_params_dict: Mapping[str, Sequence[str]] | None = None,
    mapping_type: str = "impedance",
    return_seg_to_seg: bool = False,
) -> tuple[Any, ...]:
    """Replaces the dendrites of a living cell by cylinders, and moves and merges its synapses.

    `synapses_list` has point processes of the cell, `netcons_list` the NetCons that lead to them; equal processes of one
    kind on one segment become one. `model_filename` is a hoc file with a template of its name that the cylinders become
    sections of. `total_segments_manual` is -1, a number of segments, or a least fraction of the original's.
    `PP_params_dict` names by kind of process what to compare, instead of its parameters.

    Returns the reduced cell, the synapses that are left, the NetCons, and with `return_seg_to_seg` where each segment of
    the dendrites went, as texts. The dendrites of the original and the synapses that were merged are gone then.
    """
    if mapping_type != "impedance":
        raise error("python::mapping", f"there is no mapping by {mapping_type}", "use `mapping_type='impedance'`")
    h.load_file("stdrun.hoc")
    h.init()
    if _has_axon_on_soma(original_cell):
        # As where the peer takes the axon off: every cell's sections without 3-d points get some, and diameters from them.
        h.define_shape()
    living = Living.of(original_cell, points=False)
    has_leak = all(LEAK in section["mechs"] for section in living.data["sections"])
    named = {
        "membrane": "passive",
        "frequency": reduction_frequency,
        "segments": _segments(total_segments_manual),
        "mods": None if has_leak else mod_folder(),
        "no_report": True,
    }
    reduction = Reduction(living, named, stacklevel=4, unsaid=(WITHOUT_MODS,))
    kept = kept_sections(living, reduction.record)
    cylinders = [subtree["reduced_section"] for subtree in reduction.record["subtrees"]]
    hoc_model, made = hoc_cell(cylinders, model_filename if model_filename != DEFAULT_MODEL else None)
    roots = _axon_roots(living, kept, reduction.record)
    model, sections = reduction.model, {**kept, **made}
    for name, section in made.items():
        model._fill(section, model.SECTIONS[name])
    disconnect(living)
    for child, end, parent, x in model.CONNECTIONS:
        sections[child].connect(sections[parent](x), end)
    soma = _soma(original_cell, reduction.record, kept)
    synapses, netcons = reduction._move(list(synapses_list), list(netcons_list), sections, PP_params_dict, by_node=False)
    cell = ReducedCell(hoc_model, soma, roots, made)
    where = _texts(living, reduction, sections) if return_seg_to_seg else None
    delete(living, kept)
    return (cell, synapses, netcons) if where is None else (cell, synapses, netcons, where)


def _has_axon_on_soma(cell: Any) -> bool:
    somata = [section for section in sections_of(cell) if "soma" in own_name(section)]
    names = [child.name().lower() for soma in somata for child in soma.children()]
    return any("axon" in name or "hill" in name for name in names)


def _segments(total: float) -> str | int | float:
    if total > 1:
        return int(total)
    return "auto" if total <= 0 else min(float(total), ALL)


def _soma(original_cell: Any, record: dict[str, Any], kept: dict[str, Any]) -> Any:
    """The attribute of the original, as its users know it; the section where it has none."""
    name = next(name for name, kind in record["kinds"].items() if kind == "soma")
    is_object = not isinstance(original_cell, (list, tuple, dict)) and hasattr(original_cell, "soma")
    return original_cell.soma if is_object else kept[name]


def _axon_roots(living: Living, kept: dict[str, Any], record: dict[str, Any]) -> list[Any]:
    """The sections of the axon that do not hang on other ones of it."""
    axon = {kept[name] for name, kind in record["kinds"].items() if kind == "axon" and name in kept}
    parents = {section: section.parentseg() for section in axon}
    return [section for section in living.names if section in axon and not (parents[section] and parents[section].sec in axon)]


def _texts(living: Living, reduction: Reduction, sections: dict[str, Any]) -> dict[str, str]:
    """`dend[3](0.5)` of the original: the place in the reduced cell, for every segment that is replaced."""
    texts, stay = {}, set(sections.values())
    for section, name in living.names.items():
        if section not in stay:
            for segment, (reduced, _, x) in zip(section, reduction.record["seg_to_seg"][name]):
                texts[str(segment)] = str(sections[reduced](x))
    return texts
