"""The cylinders on the living soma: what stays is disconnected, connected anew, and what is replaced is deleted."""

from __future__ import annotations

from typing import Any

from neuron import h

from .snapshot import Living


def kept_sections(living: Living, record: dict[str, Any]) -> dict[str, Any]:
    """The sections of the original that stay, by their names in the reduced cell."""
    cylinders = {subtree["reduced_section"] for subtree in record["subtrees"]}
    places = {section: record["seg_to_seg"][name][0][0] for section, name in living.names.items()}
    return {name: section for section, name in places.items() if name not in cylinders}


def disconnect(living: Living) -> None:
    """Takes the original apart: in the order in which all is connected again children stand in the reduced cell."""
    for section in living.names:
        if section.parentseg() is not None:
            h.disconnect(sec=section)


def delete(living: Living, kept: dict[str, Any]) -> None:
    """Deletes the sections of the original that do not stay."""
    stay = set(kept.values())
    for section in [section for section in living.names if section not in stay]:
        h.delete_section(sec=section)
