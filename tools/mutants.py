# SPDX-License-Identifier: GPL-2.0-only
"""What tools/mutants does; its comment says how it is used."""

import argparse
import bisect
import difflib
import fcntl
import hashlib
import os
import pathlib
import queue
import re
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time

WORK = pathlib.Path('build/mutants')
RESULTS = WORK / 'results.txt'
EQUIVALENT = pathlib.Path('tools/mutants.equivalent')

# Folders of a room; a room has no file of another one.
ROOMS = {
    'core': ('core', 'core/cp', 'core/fsm'),
    'recorder': ('recorder',),
    'hw-sim': ('hw-sim',),
    'hw-sim/dev': ('hw-sim/dev',),
}

# Only what is traced.
LEFT_OUT = ('hw-sim/trace.c',)

# Which suites probably notice first, by the beginning of the file's name.
FIRST = (
    ('core/cp/view', ('test_record',)),
    ('core/cp/', ('test_cp', 'test_containment', 'test_arena')),
    ('core/fsm/', ('test_fsm', 'test_regions', 'test_queues')),
    ('recorder/', ('test_record',)),
    ('core/', ('test_regions', 'test_queues', 'test_fsm', 'test_cp')),
    ('hw-sim/plan', ('test_plan',)),
    ('hw-sim/fault', ('test_plan',)),
    ('hw-sim/dev/dasd', ('test_dasd',)),
    ('hw-sim/dev/ckd', ('test_dasd', 'test_volume', 'test_crash')),
    ('hw-sim/dev/path', ('test_dasd', 'test_tape')),
    ('hw-sim/dev/journal', ('test_crash',)),
    ('hw-sim/dev/', ('test_tape', 'test_dasd')),
    ('hw-sim/', ('test_sim', 'test_dasd')),
)
# These take seconds.
LAST = ('test_crash', 'test_judge', 'test_minimise', 'test_stream', 'test_failure',
        'test_property')

# A hang: in seconds of a processor, of which no suite takes 10, nor 60 with sanitizers; and in
# seconds, for one that waits.
LIMIT = {'quick': 20, 'native': 120}
WAIT = 600
# An endless loop may allocate memory, too.  The suites reserve 4 GiB, and use little of it;
# sanitizers reserve more than there is, and have an option for what is used.
MEMORY = 8 << 30

CHANGES = ('negate', 'bound', 'operator', 'drop', 'constant', 'return')

BOUNDS = {'<': '<=', '<=': '<', '>': '>=', '>=': '>'}
OPERATORS = {
    '+': '-', '-': '+', '*': '+', '/': '*', '%': '/', '&': '|', '|': '&', '^': '&',
    '<<': '>>', '>>': '<<', '&&': '||', '||': '&&', '==': '!=', '!=': '==',
    '+=': '-=', '-=': '+=', '|=': '&=', '&=': '|=',
}
BINARY = re.compile(r'(?<=[\w)\]}] )(<<|>>|<=|>=|==|!=|&&|\|\||\+=|-=|\|=|&=|[-+*/%&|^<>])(?=[ \n])')
STEP = re.compile(r'\+\+|--')
NOT = re.compile(r'(?<![\w)\]])[!~](?=[\w(*!])')
CONDITION = re.compile(r'\b(if|while) \(')
LOOP = re.compile(r'\bfor \(')
STATEMENT = re.compile(r'(?m)^\t+(?=[\w*(])')
RETURN = re.compile(r'\breturn (?=[^;])')
NUMBER = re.compile(r'(?<![\w.])(0x[0-9a-fA-F]+|\d+)(?=[uUlL]*\b)')
NAME = re.compile(r'(?<![\w.>])[A-Z][A-Z0-9]*_[A-Z0-9_]+\b(?!\()|\btrue\b|\bfalse\b')
CALLS_LEFT_OUT = re.compile(
    r'\b(platform_assert|platform_bug|static_assert|sizeof|offsetof|__attribute__|\w*trace\w*) ?\(')
KEYWORDS = re.compile(
    r'(if|else|for|while|do|switch|case|default|goto|return|struct|union|enum|const|static|'
    r'unsigned|int|bool|char|void|long|size_t|ssize_t|[us](8|16|32|64)|__be\d+)\b')
# Two names in a row, or a label.
DECLARATION = re.compile(r'\w+ \**\w+|\w+:')
ERRNO = re.compile(r'-E[A-Z]+$')


class Failure(Exception):
    """Nothing can be said of the mutants; has the exit status."""

    def __init__(self, text, status=3):
        super().__init__(text)
        self.status = status


# ---- Mutants ---------------------------------------------------------------------


class Mutant:
    """One change of one file: @old at @at becomes @new."""

    def __init__(self, source, at, old, new, change):
        self.source = source
        self.at = at
        self.old = old
        self.new = new
        self.change = change
        self.line, self.column = source.place(at)
        self.name = f'{source.path}:{self.line}:{self.column}:{change}'

    def text(self):
        """The changed file."""
        text = self.source.text
        return text[:self.at] + self.new + text[self.at + len(self.old):]

    def diff(self):
        """The lines that change, as pairs of a sign and a line without its indentation."""
        begin = self.source.starts[self.line - 1]
        end = self.source.text.index('\n', self.at + len(self.old))
        old = self.source.text[begin:end]
        new = old[:self.at - begin] + self.new + old[self.at - begin + len(self.old):]
        return [(sign, ' '.join(line.split()))
                for sign, text in (('-', old), ('+', new)) for line in text.split('\n')]

    def key(self):
        """What identifies it in the list of equivalent ones, wherever it stands."""
        return (self.source.path, self.source.function(self.line), tuple(self.diff()))


class Source:
    """A file, and what of it may be changed."""

    def __init__(self, path):
        self.path = path
        self.text = pathlib.Path(path).read_text(encoding='utf-8')
        self.starts = [0] + [m.end() for m in re.finditer('\n', self.text)]
        self.plain = blank(self.text)
        self.bodies, self.tables = self.blocks()

    def place(self, at):
        line = bisect.bisect_right(self.starts, at)
        return line, at - self.starts[line - 1] + 1

    def function(self, line):
        """The function or table that a line is in."""
        for text in reversed(self.text.split('\n')[:line]):
            found = re.match(r'(?!#|/|\s|\})[^=;]*?(\w+)(\(|\[.*= \{| = \{)', text)
            if found:
                return found.group(1)
        return ''

    def blocks(self):
        """Bodies of functions, and initialisers, as ranges of the text."""
        bodies, tables = [], []
        for found in re.finditer(r'(?m)^\{$', self.plain):
            bodies.append((found.end(), self.plain.index('\n}', found.end())))
        for found in re.finditer(r'(?m)^[^\s#].*= \{$', self.plain):
            end = self.plain.find('\n};', found.end())
            if end > 0:
                tables.append((found.end(), end))
        for found in re.finditer(r'(?m)^static inline .*\) \{(.*)\}$', self.plain):
            bodies.append(found.span(1))
        return bodies, tables

    def closing(self, at):
        """Where the bracket at @at is closed."""
        depth = 0
        for i in range(at, len(self.plain)):
            if self.plain[i] in '([{':
                depth += 1
            elif self.plain[i] in ')]}':
                depth -= 1
                if not depth:
                    return i
        raise Failure(f'{self.path}: a bracket is not closed')

    def end_of_statement(self, at):
        """The semicolon; None for what has a block."""
        depth = 0
        for i in range(at, len(self.plain)):
            if self.plain[i] in '([{':
                depth += 1
            elif self.plain[i] in ')]}':
                depth -= 1
            elif self.plain[i] == ';' and not depth:
                return i
            if depth < 0:
                return None
        return None


def blank(text):
    """The text with spaces for comments, strings and lines of the preprocessor."""
    parts = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|'
                       r'^[ \t]*#(?:\\\n|[^\n])*', re.S | re.M)
    plain = parts.sub(lambda m: re.sub(r'[^\n]', ' ', m.group()), text)
    # Calls that are left out; the name stays, so that it is no statement of another kind.
    at = 0
    while found := CALLS_LEFT_OUT.search(plain, at):
        depth, i = 0, found.end() - 1
        while i < len(plain):
            depth += {'(': 1, ')': -1}.get(plain[i], 0)
            if not depth:
                break
            i += 1
        inside = re.sub(r'[^\n]', ' ', plain[found.end():i])
        plain = plain[:found.end()] + inside + plain[i:]
        at = i
    return plain


def conditions(source, begin, end):
    """Ranges of what an if, a while or a for asks."""
    for found in CONDITION.finditer(source.plain, begin, end):
        yield found.end(), source.closing(found.end() - 1)
    for found in LOOP.finditer(source.plain, begin, end):
        close = source.closing(found.end() - 1)
        first = source.plain.find(';', found.end(), close)
        last = source.plain.find(';', first + 1, close)
        if first > 0 and last > first + 2:
            yield first + 2, last


def negations(source, begin, end):
    for start, stop in conditions(source, begin, end):
        text = source.text[start:stop]
        # The same as a changed operator.
        if not re.fullmatch(r'!?[\w>.\[\]-]+(\([^()&|]*\))?( [!=]= [^&|]+)?', text) or \
                not re.search('[!=]', text):
            yield Mutant(source, start, text, f'!({text})', 'negate')


def operators(source, begin, end):
    for found in BINARY.finditer(source.plain, begin, end):
        old = found.group()
        change = 'bound' if old in BOUNDS else 'operator'
        yield Mutant(source, found.start(), old, BOUNDS.get(old) or OPERATORS[old], change)
    for found in STEP.finditer(source.plain, begin, end):
        old = found.group()
        yield Mutant(source, found.start(), old, '--' if old == '++' else '++', 'operator')
    for found in NOT.finditer(source.plain, begin, end):
        yield Mutant(source, found.start(), found.group(), '', 'operator')


def statements(source, begin, end):
    for found in STATEMENT.finditer(source.plain, begin, end):
        at = found.end()
        rest = source.plain[at:end]
        word = KEYWORDS.match(rest)
        if (word and rest[:7] != 'return;') or DECLARATION.match(rest) or \
                CALLS_LEFT_OUT.match(rest):
            continue
        # What continues an expression of the line before is no statement.
        before = source.plain[:found.start()].rstrip()
        if before[-1] not in ';{})' and not before.endswith(('else', 'do')) and \
                not re.search(r'(case .*|default|\w+):$', before.rsplit('\n', 1)[-1]):
            continue
        if before[-1] == ')' and not re.search(r'\b(if|for|while|switch) \(', before[-400:]):
            continue
        stop = source.end_of_statement(at)
        if stop is None or stop > end or '{' in source.plain[at:stop] and \
                ' = ' not in source.plain[at:stop]:
            continue
        old = source.text[at:stop]
        if old.startswith('(void)') or re.match(r'[a-z]\w*$', old) and \
                old not in ('break', 'continue', 'return'):
            continue
        yield Mutant(source, at, old, '', 'drop')


def constants(source, begin, end):
    for found in NUMBER.finditer(source.plain, begin, end):
        old = found.group()
        value = int(old, 16 if old[:2] == '0x' else 10 if old == '0' or old[0] != '0' else 8)
        new = '0' if value == 1 else hex(value + 1) if old[:2] == '0x' else str(value + 1)
        yield Mutant(source, found.start(), old, new, 'constant')
    for found in NAME.finditer(source.plain, begin, end):
        old = found.group()
        if old in ('true', 'false'):
            new = 'false' if old == 'true' else 'true'
        else:
            # A flag that is not there, or a value or size that is off by one.
            new = '0' if found.start() % 2 else f'({old} + 1)'
        yield Mutant(source, found.start(), old, new, 'constant')


def returns(source, begin, end):
    for found in RETURN.finditer(source.plain, begin, end):
        stop = source.end_of_statement(found.end())
        if stop is None:
            continue
        old = source.text[found.end():stop]
        if old in ('true', 'false', 'NULL'):
            continue            # a changed constant, or a pointer to nothing
        yield Mutant(source, found.end(), old, '-EINVAL' if old == '0' else '0', 'return')


def mutants_of(path):
    """All mutants of a file, in its order, at most one of a kind in one place."""
    source = Source(path)
    found = {}
    for begin, end in source.bodies:
        for make in (negations, operators, statements, constants, returns):
            for mutant in make(source, begin, end):
                found.setdefault(mutant.name, mutant)
    for begin, end in source.tables:
        for mutant in constants(source, begin, end):
            found.setdefault(mutant.name, mutant)
    return sorted(found.values(), key=lambda m: (m.at, m.change))


def files_of(room):
    paths = []
    for folder in ROOMS[room]:
        paths += [str(p) for p in pathlib.Path(folder).glob('*.[ch]')]
    return sorted(p for p in paths if p not in LEFT_OUT)


def candidates(room, wanted, seed):
    """All mutants of a room in the order of the seed, kind after kind in turn."""
    files = [f for f in files_of(room) if is_wanted(f, room, wanted)]
    kinds = {change: [] for change in CHANGES}
    for path in files:
        same = {}
        for mutant in mutants_of(path):
            # By what it changes, not where: so an edit elsewhere changes no other mutants.
            key = mutant.key() + (mutant.column,)
            same[key] = same.get(key, 0) + 1
            text = f'{seed} {mutant.change} {key} {same[key]}'
            kinds[mutant.change].append((hashlib.sha256(text.encode()).digest(), mutant))
    for change in CHANGES:
        kinds[change] = [pair[1] for pair in sorted(kinds[change], key=lambda pair: pair[0])]
    order = []
    while any(kinds.values()):
        order += [kinds[change].pop() for change in CHANGES if kinds[change]]
    return order


def is_wanted(path, room, wanted):
    return not wanted or room in wanted or \
        any(path == w or path.startswith(w + '/') for w in wanted if w not in ROOMS)


# ---- Equivalent ones -------------------------------------------------------------


def read_equivalent():
    """
    Paragraphs: "FILE FUNCTION", the lines that change with - and + before them, then the
    reason.  Gives a dictionary from what Mutant.key() returns to the reason.
    """
    listed = {}
    if not EQUIVALENT.exists():
        return listed
    text = EQUIVALENT.read_text(encoding='utf-8')
    text = '\n'.join(line for line in text.split('\n') if not line.startswith('#'))
    for part in re.split(r'\n{2,}', text.strip()):
        lines = part.split('\n')
        path, _, function = lines[0].partition(' ')
        changed = [line for line in lines[1:] if line[:1] in ('-', '+')]
        reason = ' '.join(line.strip() for line in lines[1 + len(changed):])
        if not changed or not reason:
            raise Failure(f'{EQUIVALENT}: "{lines[0]}" has no change or no reason', 2)
        diff = tuple((line[0], ' '.join(line[1:].split())) for line in changed)
        listed[(path, function, diff)] = reason
    return listed


def outdated(listed):
    """What is listed of a place that is not there any more."""
    for path in {key[0] for key in listed}:
        here = set()
        if os.path.exists(path):
            here = {m.key() for m in mutants_of(path) if any(
                key[2][0][1] == ' '.join(m.source.text.split('\n')[m.line - 1].split())
                for key in listed if key[0] == path)}
        for key in listed:
            if key[0] == path and key not in here:
                yield key


# ---- Trees -----------------------------------------------------------------------


class Tree:
    """A copy of the repository, in which one mutant at a time is built and tried."""

    def __init__(self, number):
        self.top = WORK / str(number)
        self.update()
        self.baseline = {}

    def update(self):
        """As the repository; what has not changed keeps its time, and so what is built."""
        listed = subprocess.run(
            ['git', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'],
            check=True, capture_output=True).stdout.decode().split('\0')
        files = {f for f in listed if f and os.path.isfile(f)}
        for name in files:
            copy = self.top / name
            here = pathlib.Path(name).read_bytes()
            if not copy.is_file() or copy.read_bytes() != here:
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_bytes(here)
                shutil.copymode(name, copy)
        for copy in self.top.rglob('*'):
            name = copy.relative_to(self.top)
            if name.parts[0] != 'build' and copy.is_file() and str(name) not in files:
                copy.unlink()

    def make(self, *targets):
        """Status and output of make."""
        command = ['make', '-s', '-j1', 'WERROR=0', *targets]
        return run(command, self.top)

    def write(self, mutant):
        (self.top / mutant.source.path).write_text(mutant.text(), encoding='utf-8')

    def restore(self, mutant):
        (self.top / mutant.source.path).write_text(mutant.source.text, encoding='utf-8')

    def objects(self, path):
        """The objects that a source file is in."""
        if path.endswith('.c'):
            return [f'build/quick/obj/{path[:-2]}.o']
        out = []
        for folder in sum(ROOMS.values(), ()):
            for dependencies in (self.top / 'build/quick/obj' / folder).glob('*.d'):
                if re.search(rf'\s{re.escape(path)}\s', dependencies.read_text() + ' '):
                    out.append(str(dependencies.relative_to(self.top))[:-2] + '.o')
        return sorted(out)

    def codes(self, objects):
        return [(self.top / name).read_bytes() for name in objects]


def run(command, cwd, limit=0, memory=0):
    """
    Status and output; None and what there is of it after WAIT seconds, or @limit of a
    processor.  The program has a group of its own, with which it ends.
    """
    def prepare():
        if memory:
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        if limit:
            resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 5))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    with subprocess.Popen(command, cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, start_new_session=True,
                          preexec_fn=prepare) as process:
        RUNNING.add(process)
        try:
            output, _ = process.communicate(timeout=WAIT)
            status = None if process.returncode == -signal.SIGXCPU else process.returncode
        except subprocess.TimeoutExpired:
            kill(process)
            output, _ = process.communicate()
            status = None
        finally:
            kill(process)
            RUNNING.discard(process)
    return status, output.decode(errors='replace')


RUNNING = set()


def kill(process):
    """The program and what it has begun."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


# ---- Judges ----------------------------------------------------------------------


class Judge:
    """A program that may notice a mutant: a name, a target of make, its arguments."""

    def __init__(self, name, program, arguments=()):
        self.name = name
        self.program = program
        self.arguments = arguments


def judges(without):
    """Suites, recordings to replay, and inputs that fuzzers found."""
    found = [Judge(p.stem, p.stem) for p in sorted(pathlib.Path('simtests').glob('test_*.c'))]
    for path in sorted(pathlib.Path('simtests/recordings').glob('*.jsonl.xz')):
        name = path.name.removesuffix('.jsonl.xz')
        found.append(Judge(f'replay-{name}', 'ccwreplay', ('--hash', '--color=never', str(path))))
    for path in sorted(pathlib.Path('simtests').glob('fuzz_*.c')):
        corpus = path.stem.replace('fuzz_', 'simtests/corpus/')
        if os.path.isdir(corpus):
            found.append(Judge(path.stem, path.stem, (corpus,)))
    unknown = set(without) - {judge.name for judge in found}
    if unknown:
        raise Failure(f'mutants: there is none to leave out: {" ".join(unknown)}', 2)
    return [judge for judge in found if judge.name not in without]


def in_order(all_judges, path):
    """The judges of a file: those that probably notice first."""
    first = next((names for begin, names in FIRST if path.startswith(begin)), ())
    return sorted(all_judges, key=lambda j: (
        first.index(j.name) if j.name in first else len(first) + (j.name in LAST),
        LAST.index(j.name) if j.name in LAST and j.name not in first else 0))


def noticed_by(tree, flavour, judge):
    """Why a judge says that something is wrong, and its output; None if it does not."""
    status, output = tree.make(f'build/{flavour}/{judge.program}')
    if status:
        return 'does not link', output
    memory = MEMORY if flavour == 'quick' else 0
    status, output = run([f'build/{flavour}/{judge.program}', *judge.arguments],
                         tree.top, LIMIT[flavour], memory)
    if status == 0:
        return None, output
    if status is None:
        return 'does not end', output
    case = re.search(r'(?m)^not ok \d+ - (\S+)', output)
    if case:
        return case.group(1), output
    return f'signal {-status}' if status < 0 else f'status {status}', output


class Verdict:
    """What became of a mutant: not built (the same code), noticed by a judge, or neither."""

    def __init__(self, mutant, kind, judge='', why='', output='', seconds=0.0):
        self.mutant = mutant
        self.kind = kind
        self.judge = judge
        self.why = why
        self.output = output
        self.seconds = seconds

    def line(self):
        by = f'{self.judge}: {self.why}' if self.judge else ''
        return f'{self.mutant.name:46} {self.kind} {by}'.rstrip()


def try_mutant(tree, mutant, all_judges, listed, quick=False):
    """Builds a mutant and runs the judges until one notices."""
    begin = time.monotonic()
    objects = tree.objects(mutant.source.path)
    if mutant.source.path not in tree.baseline:
        tree.make(*objects)
        tree.baseline[mutant.source.path] = tree.codes(objects)
    tree.write(mutant)
    try:
        status, output = tree.make(*objects)
        if status:
            return Verdict(mutant, 'does not compile', output=output)
        if tree.codes(objects) == tree.baseline[mutant.source.path]:
            return Verdict(mutant, 'is the same code')
        order = in_order(all_judges, mutant.source.path)
        # The second look is at what is not known to be equivalent.
        flavours = ('quick',) if quick or mutant.key() in listed else ('quick', 'native')
        for flavour in flavours:
            for judge in order:
                why, output = noticed_by(tree, flavour, judge)
                if why:
                    name = judge.name + (' with sanitizers' if flavour == 'native' else '')
                    return Verdict(mutant, 'noticed', name, why, output,
                                   time.monotonic() - begin)
        return Verdict(mutant, 'equivalent' if mutant.key() in listed else 'SURVIVED',
                       seconds=time.monotonic() - begin)
    finally:
        tree.restore(mutant)


def check_baseline(tree, all_judges, quick=False):
    """Without a mutant, no judge may find anything."""
    for flavour in ('quick',) if quick else ('quick', 'native'):
        status, output = tree.make(
            *sorted({f'build/{flavour}/{judge.program}' for judge in all_judges}))
        if status:
            raise Failure(f'the programs do not build:\n{output}')
    for judge in all_judges:
        why, output = noticed_by(tree, 'quick', judge)
        if why:
            raise Failure(f'{judge.name} fails without a mutant ({why}):\n{output}')


# ---- A run -----------------------------------------------------------------------


class Run:
    """
    The first mutants of a room's order, as many as are wanted of those that can be built.
    Which these are does not depend on how many are tried at a time.
    """

    def __init__(self, trees, all_judges, listed, known, quick):
        self.trees = trees
        self.judges = all_judges
        self.listed = listed
        self.known = known
        self.quick = quick

    def of_room(self, order, count):
        waiting = iter(order)
        open_places = count
        pending = 0
        verdicts = []
        done = queue.Queue()
        free = list(self.trees)

        def work(tree, mutant):
            try:
                done.put((tree, try_mutant(tree, mutant, self.judges, self.listed, self.quick)))
            except BaseException as error:      # reported where it is waited for
                done.put((tree, error))

        while True:
            while free and open_places:
                mutant = next(waiting, None)
                if mutant is None:
                    open_places = 0
                    break
                open_places -= 1
                if mutant.name in self.known:
                    verdicts.append(Verdict(mutant, 'noticed', *self.known[mutant.name]))
                    continue
                pending += 1
                threading.Thread(target=work, args=(free.pop(), mutant), daemon=True).start()
            if not pending:
                break
            tree, verdict = done.get()
            pending -= 1
            free.append(tree)
            if isinstance(verdict, BaseException):
                raise verdict
            if verdict.kind in ('does not compile', 'is the same code'):
                open_places += 1
            else:
                verdicts.append(verdict)
                with RESULTS.open('a', encoding='utf-8') as results:
                    results.write(verdict.line() + '\n')
                say('MUTANT', f'{verdict.line()} ({verdict.seconds:.1f} s)')
        return sorted(verdicts, key=lambda v: (v.mutant.source.path, v.mutant.at,
                                               v.mutant.change))


def say(what, text):
    print(f'  {what:7} {text}', flush=True)


def show_change(mutant):
    lines = mutant.text().split('\n')
    return ''.join(f'        {line}\n' for line in difflib.unified_diff(
        mutant.source.text.split('\n'), lines, n=1, lineterm='') if line[:2] not in ('--', '++'))


def report(room, verdicts, floor, listed):
    """The text of a room, and whether it is as it must be."""
    noticed = [v for v in verdicts if v.kind == 'noticed']
    equal = [v for v in verdicts if v.kind == 'equivalent']
    survived = [v for v in verdicts if v.kind == 'SURVIVED']
    wrong = [v for v in noticed if v.mutant.key() in listed]
    judged = len(verdicts) - len(equal)
    percent = 100 * len(noticed) / judged if judged else 100.0
    out = [f'{room}: {len(verdicts)} mutants, {len(noticed)} noticed, {len(equal)} equivalent, '
           f'{len(survived)} survived: {percent:.1f} %']
    counts = {}
    for verdict in noticed:
        counts[verdict.judge] = counts.get(verdict.judge, 0) + 1
    out += [f'    {n:4} {judge}' for judge, n in sorted(counts.items(), key=lambda c: (-c[1], c[0]))]
    for verdict in survived:
        out.append(f'  survived: {verdict.mutant.name}\n{show_change(verdict.mutant)}'.rstrip())
    for verdict in equal:
        out.append(f'  equivalent: {verdict.mutant.name}: {listed[verdict.mutant.key()]}')
    for verdict in wrong:
        out.append(f'  noticed, but listed as equivalent: {verdict.line()}')
    if percent < floor:
        out.append(f'  {room} is below its floor of {floor:g} %')
    return '\n'.join(out) + '\n', percent >= floor and not wrong


def one_mutant(name, listed, without):
    """--mutant: the change, and the output of what notices it."""
    path = name.split(':')[0]
    if not any(path in files_of(room) for room in ROOMS):
        raise Failure(f'mutants: no such file in a room: {path}', 2)
    mutant = next((m for m in mutants_of(path) if m.name == name), None)
    if not mutant:
        raise Failure(f'mutants: no such mutant: {name}', 2)
    print(show_change(mutant), end='', flush=True)
    tree = Tree(1)
    all_judges = judges(without)
    check_baseline(tree, all_judges)
    verdict = try_mutant(tree, mutant, all_judges, listed)
    print('\n'.join(verdict.output.rstrip().split('\n')[-100:]))
    say('MUTANT', f'{verdict.line()} ({verdict.seconds:.1f} s)')
    if mutant.key() in listed:
        print(f'  listed as equivalent: {listed[mutant.key()]}')
    return 1 if verdict.kind == 'SURVIVED' else 0


def main():
    parser = argparse.ArgumentParser(prog='mutants', add_help=False, allow_abbrev=False)
    parser.add_argument('--count', type=int, default=150)
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--room', action='append', default=[])
    parser.add_argument('--mutant')
    parser.add_argument('--floor', type=float, default=95)
    parser.add_argument('--jobs', type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument('--again', action='store_true')
    parser.add_argument('--without', action='append', default=[])
    parser.add_argument('--quick', action='store_true')
    parser.add_argument('--list', action='store_true')
    options = parser.parse_args()
    if options.count < 1 or options.jobs < 1:
        raise Failure('mutants: a count is at least 1', 2)

    os.environ['CMOCKA_MESSAGE_OUTPUT'] = 'TAP'
    os.environ['ASAN_OPTIONS'] = 'detect_stack_use_after_return=1:hard_rss_limit_mb=4096'
    listed = read_equivalent()
    wanted = [room.rstrip('/') for room in options.room]
    orders = {room: candidates(room, wanted, options.seed) for room in ROOMS}
    orders = {room: order for room, order in orders.items() if order}
    if not orders:
        raise Failure('mutants: nothing to change there', 2)
    if options.list:
        for order in orders.values():
            print('\n'.join(m.name for m in order[:options.count]))
        return 0
    WORK.mkdir(parents=True, exist_ok=True)
    # Two at once would build in the same trees.
    with open(WORK / 'lock', 'w', encoding='utf-8') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if options.mutant:
            return one_mutant(options.mutant, listed, options.without)
        return all_rooms(options, orders, listed)


def sources():
    """A line that names the code, for results that hold for it."""
    code = hashlib.sha256()
    for room in ROOMS:
        for path in files_of(room):
            code.update(pathlib.Path(path).read_bytes())
    return f'# sources {code.hexdigest()}'


def known_results():
    """What was noticed by an earlier run: name to judge and why."""
    known = {}
    lines = RESULTS.read_text(encoding='utf-8').split('\n') if RESULTS.exists() else ['']
    if lines[0] != sources():
        print('The code has changed since: all mutants are tried.')
        RESULTS.unlink(missing_ok=True)
        return known
    for line in lines:
        words = line.split(None, 2)
        if len(words) == 3 and words[1] == 'noticed':
            known[words[0]] = tuple(words[2].split(': ', 1))
    return known


def all_rooms(options, orders, listed):
    for key in outdated(listed):
        print(f'{EQUIVALENT}: not there any more: {key[0]} {key[1]}: {key[2][0][1]}')
    known = known_results() if options.again else {}
    if not options.again:
        RESULTS.unlink(missing_ok=True)
    if not RESULTS.exists():
        RESULTS.write_text(sources() + '\n', encoding='utf-8')
    say('COPY', f'{WORK}: the suites without a mutant')
    all_judges = judges(options.without)
    trees = [Tree(number + 1) for number in range(options.jobs)]
    for tree in trees:
        check_baseline(tree, all_judges, options.quick)
    the_run = Run(trees, all_judges, listed, known, options.quick)
    head = [f'seed {options.seed}'] + [f'without {name}' for name in options.without]
    texts, good = ['\n'.join(head) + '\n'], True
    for room, order in orders.items():
        verdicts = the_run.of_room(order, options.count)
        text, well = report(room, verdicts, options.floor, listed)
        good &= well
        texts.append(text)
        print('\n' + text, flush=True)
    (WORK / 'report.txt').write_text('\n'.join(texts), encoding='utf-8')
    print(f'report: {WORK}/report.txt  each mutant: {RESULTS}')
    return 0 if good else 1


def ended(number, _):
    for process in list(RUNNING):
        kill(process)
    os._exit(128 + number)


if __name__ == '__main__':
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, ended)
    try:
        sys.exit(main())
    except Failure as failure:
        print(failure, file=sys.stderr)
        sys.exit(failure.status)
