"""Runs jobs, each in a process of its own: one that fails, crashes or takes too long does not touch the others.

Jobs come from a file or standard input as a json list; the results go to the real standard output, all that hoc prints
to standard error. A job that fails has {error} for its result.
"""
import argparse
import json
import os
import select
import signal
import sys
import tempfile
import time


def main(description, run, check):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument('jobs', nargs='?', default='-', help='file with a json list; - is standard input')
    parser.add_argument('--mechanisms', action='append', default=[], help='a library that nrnivmodl made')
    parser.add_argument('--seconds', type=float, default=60, help='time limit of a job')
    parser.add_argument('--self-check', action='store_true', help="compare with closed formulas on NEURON's own hh and pas")
    options = parser.parse_args()
    out = os.fdopen(os.dup(1), 'w')
    os.dup2(2, 1)
    if options.self_check:
        sys.exit(check())
    with (sys.stdin if options.jobs == '-' else open(options.jobs)) as source:
        jobs = json.load(source)
    from neuron import h
    for library in options.mechanisms:
        h.nrn_load_dll(library)
    results = [in_child(run, job, options.seconds) for job in jobs]
    json.dump(dict(neuron_version=h.nrnversion(0), results=results), out)
    out.flush()


def in_child(run, job, seconds):
    """what run(job) returns, computed in a forked process"""
    reading, writing = os.pipe()
    with tempfile.TemporaryFile() as messages:
        child = os.fork()
        if child == 0:
            work(run, job, writing, messages)
        os.close(writing)
        text = read(reading, time.monotonic() + seconds)
        if text is None:
            os.kill(child, signal.SIGKILL)
        status = os.waitpid(child, 0)[1]
        messages.seek(0)
        said = messages.read().decode(errors='replace')
    if text is None:
        return dict(error='no result in %g s' % seconds)
    if status != 0 or not text:
        return dict(error='the process ends with status %d: %s' % (status, refusal(said)))
    result = json.loads(text)
    if 'error' in result and said:
        result['error'] += ': ' + refusal(said)
    return result


def work(run, job, writing, messages):
    """in the child; does not return"""
    os.dup2(messages.fileno(), 2)
    os.dup2(messages.fileno(), 1)
    try:
        result = run(job)
    except Exception as error:
        result = dict(error='%s: %s' % (type(error).__name__, error))
    with os.fdopen(writing, 'w') as pipe:
        json.dump(result, pipe, allow_nan=False)
    os._exit(0)


def read(reading, deadline):
    """all that comes through a pipe, or None when it does not end in time"""
    found = []
    with os.fdopen(reading, 'rb') as pipe:
        while select.select([pipe], [], [], max(0, deadline - time.monotonic()))[0]:
            block = os.read(pipe.fileno(), 1 << 16)
            if not block:
                return b''.join(found).decode()
            found.append(block)
    return None


def refusal(said):
    """the lines in which NEURON says what is wrong"""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return ' / '.join([line for line in lines if line.startswith('NEURON:')] or lines[-3:])
