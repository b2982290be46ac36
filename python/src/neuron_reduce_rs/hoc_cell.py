"""A hoc object that the cylinders are sections of: `model[0].dend[2]`, with section lists."""

from __future__ import annotations

from typing import Any

from neuron import h

from .errors import error
from .names import base_name

LISTS = {"apic": "apical", "dend": "basal"}
TEMPLATE = "neuron_reduce_cell"
_templates: dict[tuple[tuple[str, int], ...], str] = {}


def hoc_cell(names: list[str], model_filename: str | None) -> tuple[Any, dict[str, Any]]:
    """The object, and its sections by name: of the template that the file has, or of one of the package's own."""
    sizes: dict[str, int] = {}
    for name in names:
        base, index = base_name(name), int(name.rstrip("]").partition("[")[2])
        sizes[base] = max(sizes.get(base, 0), index + 1)
    cell = _of_file(model_filename, sizes) if model_filename else getattr(h, _template(sizes))()
    sections = {name: getattr(cell, base_name(name))[int(name.rstrip("]").partition("[")[2])] for name in names}
    for base, size in sizes.items():
        for index in range(size):
            if f"{base}[{index}]" not in sections:
                h.delete_section(sec=getattr(cell, base)[index])
    for name, section in sections.items():
        for list_name in ("all", next((LISTS[base] for base in LISTS if name.startswith(base)), "basal")):
            if list_name in dir(cell):
                getattr(cell, list_name).append(section)
    return cell, sections


def _of_file(model_filename: str, sizes: dict[str, int]) -> Any:
    """An object of the template that is called as the file is."""
    template = model_filename.rpartition("/")[2].partition(".")[0]
    if not h.name_declared(template):
        h.load_file(model_filename)
    if not h.name_declared(template):
        raise error("python::template", f"`{model_filename}` has no template `{template}`")
    cell = getattr(h, template)()
    for base, size in sizes.items():
        h.execute(f"create {base}[{size}]", cell)
    return cell


def _template(sizes: dict[str, int]) -> str:
    """A template with section arrays of these sizes, which is made once."""
    key = tuple(sorted({"soma": 1, "dend": 1, "apic": 1, **sizes}.items()))
    if key not in _templates:
        _templates[key] = f"{TEMPLATE}_{len(_templates)}"
        lists = ", ".join(("all", "somatic", *LISTS.values(), "axonal"))
        made = "\n".join(f"    {name} = new SectionList()" for name in lists.split(", "))
        unused = "\n".join(f"    {base} delete_section()" for base, _ in key if base not in sizes)
        arrays = ", ".join(f"{base}[{size}]" for base, size in key)
        h(
            f"begintemplate {_templates[key]}\npublic {', '.join(base for base, _ in key)}, {lists}\nobjref {lists}\n"
            f"create {arrays}\nproc init() {{\n{made}\n{unused}\n}}\nendtemplate {_templates[key]}\n"
        )
    return _templates[key]
