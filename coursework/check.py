"""For the author of an assignment: is it sound?

The reference gets full marks and an empty submission none; each wrong answer loses just what it
should; every single check is tripped by one of them; the points are those that the text promises;
another variant's reference does not pass; and nothing that is hidden is left in what is given out.
"""

import re

from coursework.marking import checks, mark
from coursework.source import BOOK_SEED, HIDDEN, SOLUTION, Assignment, given_out, grade_id, points, role, solutions

PASSED_ON = 0.4  # what the answers to one variant must stay below in another
BY_HAND = (0.25, 0.30)
PROMISED = re.compile(r"^## .*\((\d+) points?(?:, by hand)?\)$", re.M)
IMPORT = re.compile(r"\s*(?:from \S+ )?import ")
SHORTEST = 12  # characters of a hidden line that would be recognised


def faults(name, seed="check", progress=lambda: None):
    """What is wrong with an assignment, as sentences; none where it is sound.

    Parameters
    ----------
    name : str
    seed : str
        The seed whose variant is looked at.
    progress : callable
        Called after each submission that was marked.
    """
    assignment = Assignment(name)
    notebook = assignment.teacher(seed)
    reference = solutions(notebook)
    found = [*_points(notebook), *_leaks(notebook, given_out(notebook))]

    def marked(answers, where=notebook):
        tests = {grade_id(cell) for cell in where.cells if role(cell) == "test"}
        marks = {one.id: one for one in mark(where, answers, every=True) if one.id in tests}
        progress()
        return marks

    for number, variant in enumerate(assignment.variants):
        whole = assignment.other(number)
        for one in marked(solutions(whole), whole).values():
            if one.got < one.of:
                found.append(f"the reference loses {one.id} in variant {variant}: {one.says}")
    left = {grade_id(cell): cell.source for cell in given_out(notebook).cells if role(cell)}
    for one in marked(left).values():
        if one.got > 0:
            found.append(f"an empty submission gets {one.got:g} for {one.id}")

    tripped = set()
    wrong = assignment.wrong(seed)
    for one in wrong:
        marks = marked({**reference, one.cell: one.code})
        lost = sorted(id for id, mark in marks.items() if mark.got < mark.of)
        if lost != sorted(one.loses):
            found.append(f"wrong answer {one.says!r} loses {', '.join(lost) or 'nothing'}, and should lose {', '.join(one.loses)}")
        tripped |= {(id, number) for id, mark in marks.items() for number in mark.failed}
    if not any(one.only_glasslib for one in wrong):
        found.append("no wrong answer only calls glasslib")
    for cell in notebook.cells:
        if role(cell) == "test":
            for statement, number in checks(cell.source):
                if number is not None and (grade_id(cell), number) not in tripped:
                    found.append(f"no wrong answer trips check {number + 1} of {grade_id(cell)}, line {statement.lineno}")

    found += _passed_on(assignment, marked)
    return found


def _passed_on(assignment, marked):
    """Whether the answers to the version that the book shows pass in another."""
    for key, values in assignment.header["variants"].items():
        if len(set(values)) < len(values):
            yield f"two variants share a value of {key}"
    shown = assignment.teacher(BOOK_SEED)
    for number, variant in enumerate(assignment.variants):
        if variant.items() <= assignment.drawn(BOOK_SEED).items():
            continue
        marks = marked(solutions(shown), assignment.other(number)).values()
        share = sum(one.got for one in marks) / sum(one.of for one in marks)
        if share >= PASSED_ON:
            yield f"the answers to the book's version get {100 * share:.0f} % in variant {variant}"


def _points(notebook):
    """Whether the points of the headings are those of the cells below, and the judgement has its share."""
    promised, given, by_hand = [], [], 0
    for cell in notebook.cells:
        heading = PROMISED.findall(cell.source) if cell.cell_type == "markdown" and not role(cell) else []
        if heading:
            promised += map(int, heading)
            given.append(0)
        if points(cell):
            if not given:
                yield f"{grade_id(cell)} stands above the first question"
                return
            given[-1] += points(cell)
            by_hand += points(cell) if role(cell) == "essay" else 0
    if promised != given:
        yield f"the headings promise {promised} points, the cells give {given}"
    low, high = BY_HAND
    if not low <= by_hand / sum(given) <= high:
        yield f"{by_hand} of {sum(given)} points by hand is not {100 * low:.0f} to {100 * high:.0f} %"


def _leaks(whole, seen):
    """Whether a hidden line is left in what is given out."""
    text = "\n".join(cell.source for cell in seen.cells)
    for cell in whole.cells:
        hidden = [block[-1] for block in SOLUTION.findall(cell.source)] + HIDDEN.findall(cell.source)
        hidden += [cell.source] if role(cell) == "essay" else []
        for line in "\n".join(hidden).splitlines():
            if len(line.strip()) >= SHORTEST and not IMPORT.match(line) and line.strip() in text:
                yield f"what is given out holds a hidden line of {grade_id(cell)}: {line.strip()}"
