# SPDX-License-Identifier: GPL-2.0-only
"""Writes what tools/run-tests left in a directory as JUnit XML.

usage: junit.py DIRECTORY > FILE

DIRECTORY/results has a line "LABEL KIND STATUS SECONDS CPU" for each job, in the order in which
they ended; LABEL.count the numbers of its cases, LABEL.log its output.  A job becomes a
testsuite.  Its cases are those of its TAP output, or the one case that a job of the kind "exit"
is.  What LABEL.count counts as failed beyond those, a missing plan or an exit status, is a case
of its own, so that the totals are those of run-tests.
"""

import os
import re
import sys
import xml.etree.ElementTree as ElementTree

# Lines of output that a case has at most.
MOST_LINES = 400

RESULT = re.compile(r'(not )?ok [0-9]+(?: -)?(?: (.*))?$')
SKIP = re.compile(r'^(.*?)\s*# SKIP\b\s*(.*)$')
SECONDS = re.compile(r'# seconds: ([0-9.]+)$')
# What no XML document may contain, not even as a reference.
FORBIDDEN = re.compile('[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]')
TIMEOUT_STATUS = 124


def clean(text):
    return FORBIDDEN.sub('\ufffd', text)


def read_lines(path):
    """The lines of a log, whatever bytes it has."""
    try:
        with open(path, 'rb') as file:
            text = file.read().decode('utf-8', errors='replace')
    except OSError:
        return []
    # Only a line feed ends a line: splitlines() also knows others.
    return [clean(line.rstrip('\r')) for line in text.rstrip('\n').split('\n')]


def shortened(lines):
    if len(lines) <= MOST_LINES:
        return '\n'.join(lines)
    half = MOST_LINES // 2
    return '\n'.join(lines[:half] + [f'[... {len(lines) - 2 * half} lines ...]'] + lines[-half:])


def add_case(suite, name, seconds=None):
    case = ElementTree.SubElement(suite, 'testcase', classname=suite.get('name'),
                                  name=clean(name))
    if seconds is not None:
        case.set('time', seconds)
    return case


def add_failure(case, message, lines):
    failure = ElementTree.SubElement(case, 'failure', message=clean(message))
    failure.text = shortened(lines)


def tap_cases(suite, lines):
    """Adds the cases of TAP output; returns how many failed."""
    results = [(i, match) for i, match in enumerate(map(RESULT.match, lines)) if match]
    failed = 0
    for n, (line, match) in enumerate(results):
        # Some programs print the reason before the result, others after it.
        first = results[n - 1][0] + 1 if n else 0
        last = results[n + 1][0] if n + 1 < len(results) else len(lines)
        name = match[2] or f'case {n + 1}'
        skip = SKIP.match(name)
        case = add_case(suite, skip[1] if skip else name)
        for time in filter(None, map(SECONDS.match, lines[line + 1:last])):
            case.set('time', time[1])
        if skip:
            ElementTree.SubElement(case, 'skipped', message=skip[2])
        elif match[1]:
            failed += 1
            add_failure(case, name, lines[first:last])
    return failed


def verdict(kind, status, log):
    """Why a job failed apart from its cases."""
    if status == TIMEOUT_STATUS and log and log[-1].startswith('# no end after'):
        return log[-1].lstrip('# ')
    if status or kind == 'exit':
        return f'exit status {status}'
    return 'not the cases that were planned'


def add_job(root, directory, result):
    label, kind, status, seconds, _ = result.split()
    status = int(status)
    log = read_lines(os.path.join(directory, label + '.log'))
    with open(os.path.join(directory, label + '.count'), encoding='ascii') as file:
        passed, failed, skipped = map(int, file.read().split())
    suite = ElementTree.SubElement(root, 'testsuite', name=clean(label), time=seconds,
                                   tests=str(passed + failed + skipped),
                                   failures=str(failed), errors='0', skipped=str(skipped))
    if kind == 'tap':
        if failed > tap_cases(suite, log):
            add_failure(add_case(suite, 'the whole job'), verdict(kind, status, log), log)
    else:
        case = add_case(suite, label, seconds)
        if failed:
            add_failure(case, verdict(kind, status, log), log)
        elif skipped:
            ElementTree.SubElement(case, 'skipped', message=log[-1] if log else '')
    return passed, failed, skipped, float(seconds)


def main():
    if len(sys.argv) != 2 or sys.argv[1] == '--help':
        sys.exit(re.search('^usage: .*', __doc__, re.MULTILINE)[0])
    directory = sys.argv[1]
    root = ElementTree.Element('testsuites', name=clean(os.path.basename(directory)))
    totals = [0, 0, 0, 0.0]
    try:
        with open(os.path.join(directory, 'results'), encoding='utf-8',
                  errors='replace') as file:
            results = file.read().splitlines()
    except FileNotFoundError:
        results = []
    for result in results:
        totals = [a + b for a, b in zip(totals, add_job(root, directory, result))]
    passed, failed, skipped, seconds = totals
    root.set('tests', str(passed + failed + skipped))
    root.set('failures', str(failed))
    root.set('errors', '0')
    root.set('skipped', str(skipped))
    root.set('time', f'{seconds:.3f}')
    ElementTree.indent(root)
    ElementTree.ElementTree(root).write(sys.stdout.buffer, encoding='utf-8',
                                        xml_declaration=True)
    sys.stdout.buffer.write(b'\n')


main()
