"""Runs hoc programs, each in a process of its own, and says what they print.

A job is {directory, file}: the file is loaded with the directory as the working directory.
"""
import ctypes
import os
import sys
import tempfile

from jobs import main, refusal


def run(job):
    from neuron import h, nrn_dll_sym
    print_bytes(nrn_dll_sym('nrnpy_set_pr_etal'))
    printed, messages = tempfile.TemporaryFile(), tempfile.TemporaryFile()
    os.dup2(printed.fileno(), 1)
    os.dup2(messages.fileno(), 2)
    os.chdir(job['directory'])
    refused = None
    try:
        h.load_file(1, job['file'])
    except RuntimeError as problem:
        refused = str(problem)
    sys.stdout.flush()
    ctypes.CDLL(None).fflush(None)
    if refused is not None:
        refused += ': ' + refusal(text(messages))
    return dict(output=text(printed), refused=refused)


def print_bytes(set_printers):
    """as nrniv does, not as Python's text"""
    set_printers.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
    set_printers(None, None)


def text(file):
    file.seek(0)
    return decoded(file.read())


def decoded(output):
    try:
        return output.decode()
    except UnicodeDecodeError:
        return output.decode('latin-1')


def check():
    """nothing to compare with"""
    return 0


if __name__ == '__main__':
    main(__doc__, run, check)
