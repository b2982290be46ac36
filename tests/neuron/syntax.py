"""Lets NEURON parse hoc without running it, each job in a process of its own.

A job is {library, context, pieces}: with `library` NEURON's own hoc library is loaded first; the texts of `context`
declare names and are run; those of `pieces` are parsed, and contain nothing that runs. The result is
{message, line}: what NEURON says against them, and the line at which it stops.
"""
import os
import re
import tempfile

from jobs import main, refusal


def run(job):
    from neuron import h
    if job['library']:
        for file in 'nrngui.hoc', 'import3d.hoc', 'pointgrp.hoc':
            h.load_file(file)
    messages = tempfile.TemporaryFile()
    os.dup2(messages.fileno(), 2)
    os.dup2(messages.fileno(), 1)
    for text in job['context']:
        try:
            h(text)
        except RuntimeError:
            pass  # two files may declare a name differently
    text = '\n'.join(job['pieces'])
    with tempfile.NamedTemporaryFile('w', suffix='.hoc', encoding='latin-1', errors='replace') as file:
        file.write(text + '\n')
        file.flush()
        messages.seek(0)
        messages.truncate()
        try:
            h.load_file(1, file.name)
            return dict(message=None, line=None)
        except RuntimeError:
            messages.seek(0)
            said = messages.read().decode('latin-1')
    found = re.search(r'near line (\d+)', said)
    lines = text.split('\n')
    number = min(int(found.group(1)), len(lines)) if found else 1
    return dict(message=refusal(said), line=lines[number - 1])


def check():
    """nothing to compare with"""
    return 0


if __name__ == '__main__':
    main(__doc__, run, check)
