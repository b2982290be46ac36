"""Loads a model directory into NEURON as its hoc or Python says, for describe.py and simulate.py.

Results go to the real standard output as json; all that hoc prints is moved to standard error.
"""
import argparse
import json
import os
import sys


def arguments(description):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument('directory', help='the model directory, which becomes the working directory')
    parser.add_argument('--mechanisms', help='the library that nrnivmodl made')
    parser.add_argument('--hoc', action='append', default=[], metavar='STATEMENT', help='run in order')
    parser.add_argument('--python', action='append', default=[], metavar='STATEMENT', help='run after the hoc statements')
    parser.add_argument('--cell', default='cell', help='hoc objref or Python variable; need not exist')
    parser.add_argument('--soma', help='name of the soma section, when it is not called soma')
    return parser


class Model:
    """h, cell (or None), soma, and the sections of the soma's tree in NEURON's order"""

    def __init__(self, options):
        self._out = os.fdopen(os.dup(1), 'w')
        os.dup2(2, 1)
        os.chdir(options.directory)
        sys.path.insert(0, os.getcwd())
        from neuron import h
        self.h = h
        if options.mechanisms:
            h.nrn_load_dll(options.mechanisms)
        for statement in options.hoc:
            if not h(statement):
                sys.exit('NEURON refuses: %s' % statement)
        names = {'h': h}
        for statement in options.python:
            exec(statement, names)
        self.cell = names.get(options.cell) or objref(h, options.cell)
        self.soma = self.find_soma(options.soma)
        tree = set(self.soma.wholetree())
        self.sections = [section for section in h.allsec() if section in tree]

    def find_soma(self, name):
        cell = self.cell
        mine = [s for s in self.h.allsec() if s.cell() == cell or cell is None]
        wanted = [s for s in mine if short(s) in ((name,) if name else ('soma', 'soma[0]'))]
        if not wanted:
            sys.exit('no soma among %s' % ', '.join(short(s) for s in mine[:20]))
        return wanted[0]

    def print_json(self, document):
        json.dump(document, self._out)
        self._out.flush()


def objref(h, name):
    """what the hoc objref of this name holds"""
    return getattr(h, name) if h.name_declared(name) == 2 else None


def short(section):
    """the section's name without its template instance"""
    return section.name().split('.')[-1]
