"""Marks a class: each submission in a process of its own, its marks in a file of their own.

What was marked stays marked: a run that was killed, or is repeated, marks only what is not there yet,
or what has changed: the submission, the tests that belong to it, or the limits.
"""

import hashlib
import json
import multiprocessing
import os
import signal
import time
from datetime import datetime
from multiprocessing.connection import wait
from pathlib import Path
from typing import NamedTuple

import glasslib
from coursework import compare, marking, session, submissions, worker
from coursework.box import Box, Unusable
from coursework.marking import Mark, mark
from coursework.source import Assignment, grade_id, points, role
from coursework.submissions import Unreadable

SPARE = 60.0  # seconds that the tests themselves may take, beyond what students' code may


class Rules(NamedTuple):
    """What all submissions have in common."""

    seed: str
    own: bool = False  # whether each student has a variant
    limit: float = 20.0
    total: float = 180.0
    walls: bool = True


def version():
    """Of the library and of what marks: the same version, seed and submission give the same marks."""
    code = hashlib.sha256()
    for module in (compare, marking, session, submissions, worker):
        code.update(Path(module.__file__).read_bytes())
    return f"{glasslib.__version__}+{code.hexdigest()[:8]}"


def fingerprint(rules):
    """What tells seeds apart, and whether each student has a variant, without giving the seed away."""
    return hashlib.sha256(f"{rules.own}/{rules.seed}".encode()).hexdigest()[:12]


def other_seeds(found, marks, rules):
    """Submissions that were marked with another seed, which is most likely a mistake."""
    kept = ((one, _kept(Path(marks) / one.assignment / f"{one.student}.json").get("seed")) for one in found)
    return [one for one, seed in kept if seed not in (None, fingerprint(rules))]


def grade(found, marks, rules, jobs=1, progress=lambda: None):
    """Mark submissions that are not marked yet.

    Parameters
    ----------
    found : list of Submission
    marks : path
        A folder; ``ASSIGNMENT/STUDENT.json`` for each.
    rules : Rules
    jobs : int
        How many at a time.
    progress : callable
        Called after each.

    Returns
    -------
    int
        How many had to be marked.
    """
    waiting, running, done = [], {}, 0
    for one in found:
        task = _task(one, rules)
        path = Path(marks) / one.assignment / f"{one.student}.json"
        if _kept(path).get("key") == task["key"]:
            progress()
        else:
            waiting.append((one, task, path))
    waiting.reverse()
    context = multiprocessing.get_context("fork")
    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                one, task, path = waiting.pop()
                path.parent.mkdir(parents=True, exist_ok=True)
                process = context.Process(target=_mark_one, args=(one, task, path, rules), daemon=False)
                process.start()
                running[process.sentinel] = process, one, task, path, time.monotonic() + rules.total + SPARE
            wait(list(running), timeout=1.0)
            for sentinel, (process, one, task, path, until) in list(running.items()):
                if process.is_alive() and time.monotonic() < until:
                    continue
                problem = "marking it took too long" if process.is_alive() else "marking it broke off"
                process.kill()
                process.join()
                if process.exitcode != 0:
                    Box(rules.walls, process.pid).clear()
                    _write(path, {**task, "key": task["key"] if "long" in problem else "", "problem": problem, "marks": _none(one, rules)})
                del running[sentinel]
                done += 1
                progress()
    except BaseException:
        for process, *_ in running.values():  # what is half done is done again the next time
            process.kill()
            process.join()
            Box(rules.walls, process.pid).clear()
        raise
    return done


def _whole(one, rules):
    return Assignment(one.assignment).teacher(rules.seed, one.student if rules.own else "")


def _task(one, rules):
    """What a submission's marks rest on, with a key that changes when any of it does."""
    whole = _whole(one, rules)
    try:
        raw = submissions.content(one.path)
    except Unreadable:
        raw = b""
    tests = "\n".join(cell.source for cell in whole.cells)
    parts = (version(), tests, repr(rules), repr(one.late), str(one.path), hashlib.sha256(raw).hexdigest())
    return {
        "key": hashlib.sha256("\0".join(parts).encode()).hexdigest(),
        "student": one.student,
        "assignment": one.assignment,
        "file": one.path.name,
        "handed_in": one.when.isoformat(sep=" ", timespec="minutes"),
        "late": one.late,
        "tries": one.tries,
        "version": version(),
        "seed": fingerprint(rules),
        "walls": rules.walls,
    }


def _mark_one(one, task, path, rules):
    """Runs in a process of its own."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever is interrupted ends this one
    begun = time.monotonic()
    whole = _whole(one, rules)
    wanted = [grade_id(cell) for cell in whole.cells if role(cell) in ("answer", "essay")]
    others = [cell["id"] for cell in whole.cells if cell["id"] not in wanted]
    result = {**task, "problem": "", "remarks": []}
    try:
        given, result["remarks"] = submissions.answers(submissions.content(one.path), wanted, others)
        result["marks"] = mark(whole, given, limit=rules.limit, total=rules.total, box=Box(rules.walls))
        result["essays"] = {grade_id(cell): given.get(grade_id(cell), "")[:20_000] for cell in whole.cells if role(cell) == "essay"}
    except Unreadable as error:
        result |= {"problem": str(error), "marks": _none(one, rules)}
    except Unusable:
        raise
    except Exception as error:  # it costs this submission only, and the teacher sees why
        # without its key, so that the next run tries again
        result |= {"key": "", "problem": f"marking it failed: {type(error).__name__}: {error}", "marks": _none(one, rules)}
    result["seconds"] = round(time.monotonic() - begun, 2)
    result["marked"] = datetime.now().isoformat(sep=" ", timespec="minutes")
    _write(path, result)


def _none(one, rules):
    return [Mark(grade_id(cell), 0.0, points(cell), "not marked") for cell in _whole(one, rules).cells if points(cell)]


def _kept(path):
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _write(path, result):
    """All of it or nothing: whoever is killed leaves the file as it was."""
    result["marks"] = [one._asdict() if isinstance(one, Mark) else one for one in result["marks"]]
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.write_text(json.dumps(result, indent=1), encoding="utf-8")
    os.replace(unfinished, path)
