"""The hoc template of a reduced cell, as a circuit's simulators build it: by `cell.hoc` of its output, under a name of its own.

The constructor takes whatever the detailed cell's took. What simulators ask a template for besides sections and lists is there:
`gid`, `CellRef`, counts of sections, and each section's number in `all` as its voltage (`v(0.0001)`).
"""

from __future__ import annotations

import re

from ..errors import error

GLOBAL = re.compile(r"^([A-Za-z]\w*(?:\[\d+\])?) = ([-+.\w]+)$", re.MULTILINE)
CONDITIONS = ("celsius", "v_init", "tstop")
PUBLIC = """\
public gid, CellRef, synlist, synHelperList, getCell, getCCell, setCCell, clear, connect2target, getThreshold
public re_init_rng, replace_axon, nSecAll, nSecSoma, nSecBasal, nSecApical, nSecAxonal, nSecAxonalOrig
objref this, CellRef, synlist, synHelperList
"""
PROCEDURES = """\
// Takes what the detailed cell's template takes: a number that comes first is the gid, nothing else is needed.
proc init() {
    gid = 0
    if (numarg() > 0) if (argtype(1) == 0) gid = $1
    synlist = new List()
    synHelperList = new List()
    CellRef = this
    build_cell()
    number_sections()
}

// Each section's number is its place in `all`; circuits name sections by it.
proc number_sections() {
    nSecAll = 0
    forsec all {
        v(0.0001) = nSecAll
        nSecAll += 1
    }
    nSecSoma = count_sections(somatic)
    nSecBasal = count_sections(basal)
    nSecApical = count_sections(apical)
    nSecAxonal = count_sections(axonal)
    nSecAxonalOrig = nSecAxonal
}

func count_sections() { local n
    n = 0
    forsec $o1 n += 1
    return n
}

obfunc getCell() { return this }
obfunc getCCell() { return CellRef }
proc setCCell() { CellRef = $o1 }
proc clear() { localobj nothing_
    CellRef = nothing_
}
proc connect2target() {
    SOMA $o2 = new NetCon(&v(1), $o1)
    $o2.threshold = -30
}
func getThreshold() { return 0 }
proc re_init_rng() { }
proc replace_axon() { }

"""


def globals_of(init_hoc: str) -> dict[str, str]:
    """Variables that all instances of a mechanism share, as a model's `init.hoc` sets them."""
    return {name: value for name, value in GLOBAL.findall(init_hoc) if name not in CONDITIONS}


def circuit_template(cell_hoc: str, init_hoc: str, name: str, soma: str) -> str:
    """`NAME.hoc`."""
    found = re.search(r"^begintemplate (\w+)$", cell_hoc, re.MULTILINE)
    if found is None:
        raise error("sonata::output", "a `cell.hoc` of the program has no template")
    old = found[1]
    text = cell_hoc
    lists = {one for line in re.findall(r"^objref (.*)$", cell_hoc, re.MULTILINE) for one in line.split(", ")}
    missing = [one for one in ("somatic", "basal", "apical", "axonal") if one not in lists]
    made = "".join(f"    {one} = new SectionList()\n" for one in missing)
    procedures = PROCEDURES.replace("SOMA", soma).replace("    build_cell()\n", f"{made}    build_cell()\n")
    public = PUBLIC + (f"public {', '.join(missing)}\nobjref {', '.join(missing)}\n" if missing else "")
    for before, after in (
        (f"begintemplate {old}\n", f"begintemplate {name}\n{public}"),
        ("\nproc init() {\n", "\nproc build_cell() {\n"),
        (f"\nendtemplate {old}", f"\n{procedures}endtemplate {name}"),
    ):
        if text.count(before) != 1:
            raise error("sonata::output", f"a `cell.hoc` of the program has `{before.strip()}` {text.count(before)} times")
        text = text.replace(before, after)
    text = re.sub(rf"\btables_of_{old}\b", f"tables_of_{name}", text).replace(f"// {old}: ", f"// {name}: ", 1)
    shared = globals_of(init_hoc)
    lines = "".join(f"{variable} = {value}\n" for variable, value in shared.items())
    return text.rstrip("\n") + "\n" + (f"\n// Variables that all instances of a mechanism share.\n{lines}" if shared else "")
