"""The lines of Python that the READMEs and the guide show run as they stand there."""

import re
from pathlib import Path

import pytest
from conftest import PYRAMIDAL, Cell
from neuron import h

ROOT = Path(__file__).resolve().parents[2]
TEXTS = [ROOT / "python" / "README.md", ROOT / "README.md", ROOT / "docs" / "python.md"]


def blocks():
    for path in TEXTS:
        for at, block in enumerate(re.findall(r"```python\n(.*?)```", path.read_text(), re.DOTALL)):
            yield pytest.param(block, id=f"{path.relative_to(ROOT)}:{at}")


@pytest.mark.parametrize("block", list(blocks()))
def test_the_lines_run(block, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    cell = Cell(PYRAMIDAL)
    synapses = [h.Exp2Syn(cell.sections[name](0.5)) for name in ("apic[1]", "apic[1]", "dend[3]")]
    netcons = [h.NetCon(None, synapse) for synapse in synapses]
    names = {"cell": cell, "synapses": synapses, "netcons": netcons, "h": h}
    exec(compile(block, "README.md", "exec"), names)
