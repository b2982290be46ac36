"""Answers what `neuron-reduce verify` asks of one cell in NEURON: a line of json for each question, in turn.

    python session.py SETUP.json

Questions are `describe`, `step` (a step of current into the soma), `drive` (synapses with their spike trains) and `own` (what
the model itself puts on the cell). An answer
is `{"answer": ..}`, before it there may be `{"progress": 0.5}`; `{"error": ".."}` ends the session. What hoc prints goes to
standard error. The script of another cell calls `serve` with what makes it (docs/verify.md).
"""

from __future__ import annotations

import json
import math
import os
import sys
import time
from typing import Any, Callable

from cells import Cell, make_detailed, make_reduced

DT_MS = 0.025
REST_DT_MS = 0.25
THRESHOLD_MV = -20.0
SAMPLE_MS = 0.1
CHUNK_MS = 10.0


def main() -> None:
    serve({"detailed": make_detailed, "reduced": make_reduced})


def serve(makers: dict) -> None:
    """Makes the cell that the setup asks for and answers until there are no more questions."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def tell(kind: str, value: Any) -> None:
        answers.write(json.dumps({kind: value}) + "\n")
        answers.flush()

    try:
        with open(sys.argv[1]) as file:
            setup = json.load(file)
        h, cell = makers[setup["cell"]](setup)
        questions = {"describe": describe, "step": step, "drive": drive, "own": own}
        for line in sys.stdin:
            question = json.loads(line)
            tell("answer", questions[question["ask"]](h, cell, question, lambda part: tell("progress", part)))
    except Exception as error:  # whatever it is, it is told where it is seen
        tell("error", f"{type(error).__name__}: {error}")


def describe(h: Any, cell: Cell, question: dict, progress: Callable) -> dict:
    return {"segments": cell.segments, "sections": cell.sections}


def step(h: Any, cell: Cell, question: dict, progress: Callable) -> dict:
    """The cell comes to rest, then a current flows; voltages before it and at its end, spikes meanwhile."""
    settle_ms, end_ms = question["settle_ms"], question["settle_ms"] + question["duration_ms"]
    duration_dt_ms = REST_DT_MS if question["is_small"] else DT_MS
    clamp = h.IClamp(cell.soma(0.5))
    clamp.delay, clamp.dur, clamp.amp = settle_ms, 1e9, question["amplitude_na"]
    _detector, spikes = spike_detector(h, cell)
    initialize(h, REST_DT_MS)
    advance(h, settle_ms, end_ms, progress)
    before_mv = voltage(h, cell)
    h.dt = duration_dt_ms
    advance(h, end_ms, end_ms, progress)
    return {"before_mv": before_mv, "after_mv": voltage(h, cell), "spikes_ms": [t for t in spikes if t >= settle_ms]}


def drive(h: Any, cell: Cell, question: dict, progress: Callable) -> dict:
    """Spikes of the soma and its voltage under synaptic drive."""
    connections = connect(h, cell, question)

    def send() -> None:
        for _, connection, train in connections:
            for t in train:
                connection.event(t)

    return run(h, cell, question["end_ms"], progress, send)


def own(h: Any, cell: Cell, question: dict, progress: Callable) -> dict:
    """The same under the model's own stimuli and synapses."""
    cell.own.put_back()
    try:
        return run(h, cell, question["end_ms"], progress)
    finally:
        cell.own.take_off()


def run(h: Any, cell: Cell, end_ms: float, progress: Callable, send: Callable = lambda: None) -> dict:
    """A run from the start; events are sent once it is initialized."""
    _detector, spikes = spike_detector(h, cell)
    trace = h.Vector().record(cell.soma(0.5)._ref_v, SAMPLE_MS)
    initialize(h, DT_MS)
    send()
    wall, processor = time.perf_counter(), time.process_time()
    advance(h, end_ms, end_ms, progress)
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    voltage(h, cell)
    return {
        "spikes_ms": list(spikes),
        "sample_ms": SAMPLE_MS,
        "v_mv": [round(v, 4) for v in trace],
        "wall_s": wall,
        "processor_s": processor,
    }


def connect(h: Any, cell: Cell, question: dict) -> list:
    """The synapses, each with its connection and the times of its events.

    Those of one kind on one segment are one synapse: conductances of `Exp2Syn` add up.
    """
    made: dict = {}
    for kind, place, train in question["synapses"]:
        segment = cell.find(*question["places"][place])
        key = (kind, segment.sec.name(), segment.x)
        if key not in made:
            made[key] = (*synapse_at(h, segment, question["kinds"][kind]), [])
        made[key][2].extend(train)
    return list(made.values())


def synapse_at(h: Any, segment: Any, kind: dict) -> tuple:
    synapse = h.Exp2Syn(segment)
    synapse.e, synapse.tau1, synapse.tau2 = kind["e_mv"], kind["tau1_ms"], kind["tau2_ms"]
    connection = h.NetCon(None, synapse)
    connection.delay, connection.weight[0] = 0, kind["weight_us"]
    return synapse, connection


def spike_detector(h: Any, cell: Cell) -> tuple:
    """A connection that stays alive, and the times of upward crossings of the threshold."""
    spikes = h.Vector()
    detector = h.NetCon(cell.soma(0.5)._ref_v, None, sec=cell.soma)
    detector.threshold = THRESHOLD_MV
    detector.record(spikes)
    return detector, spikes


def initialize(h: Any, dt_ms: float) -> None:
    h.ParallelContext().set_maxstep(10)
    h.dt = dt_ms
    h.finitialize(h.v_init)


def advance(h: Any, until_ms: float, end_ms: float, progress: Callable) -> None:
    """Runs to a time, in pieces; a model's own `advance` and `init` are not asked."""
    context = h.ParallelContext()
    while h.t < until_ms - h.dt / 2:
        context.psolve(min(h.t + CHUNK_MS, until_ms))
        progress(min(h.t / end_ms, 1.0))


def voltage(h: Any, cell: Cell) -> float:
    v_mv = cell.soma(0.5).v
    if not math.isfinite(v_mv):
        raise ArithmeticError(f"the voltage is no number at {h.t:g} ms")
    return v_mv


if __name__ == "__main__":
    main()
