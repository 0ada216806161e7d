"""Grades a class: each submission in a process of its own, its report card in a file of its own.

Report cards are kept: after an interruption, or when repeated, a run grades only submissions that
have none, or for which something has changed: the submission, its tests, or the options.
"""

import functools
import hashlib
import multiprocessing
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import NamedTuple

from nbformat import NotebookNode

import glasslib
from coursework import compare, scoring, session, submissions, worker
from coursework.report_card import ReportCard
from coursework.sandbox import Sandbox, SandboxUnavailable
from coursework.scoring import Score, score
from coursework.session import WorkerSession
from coursework.source import Assignment, grade_id, points, role
from coursework.submissions import Submission, Unreadable

TESTS_LIMIT = 60.0  # seconds that the tests may take, in addition to those of students' code
MAX_ESSAY_LENGTH = 20_000  # characters


class GradingOptions(NamedTuple):
    """Options that all submissions share.

    Parameters
    ----------
    seed : str
    per_student_variants : bool
        Whether each student has a variant.
    limit, total : float
        Seconds for a cell or a call, and for all code of a submission.
    sandboxed : bool
    """

    seed: str
    per_student_variants: bool = False
    limit: float = 20.0
    total: float = 180.0
    sandboxed: bool = True


class Job(NamedTuple):
    """A submission that is being graded."""

    process: BaseProcess
    submission: Submission
    card: ReportCard
    path: Path
    deadline: float


@functools.cache
def version() -> str:
    """Identifies library and grader: the same version, seed and submission give the same scores."""
    code = hashlib.sha256()
    for module in (compare, scoring, session, submissions, worker):
        code.update(Path(str(module.__file__)).read_bytes())
    return f"{glasslib.__version__}+{code.hexdigest()[:8]}"


def fingerprint(options: GradingOptions) -> str:
    """Distinguishes seeds, and whether each student has a variant, without revealing the seed."""
    text = f"{options.per_student_variants}/{options.seed}"
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def graded_with_other_seed(
    submissions: Sequence[Submission], folder: str | Path, options: GradingOptions
) -> list[Submission]:
    """Submissions whose report card has another seed, which is most likely a mistake."""
    cards = [(submission, _previous(_path(folder, submission))) for submission in submissions]
    return [submission for submission, card in cards if card and card.seed != fingerprint(options)]


def grade(
    submissions: Sequence[Submission],
    folder: str | Path,
    options: GradingOptions,
    jobs: int = 1,
    progress: Callable[[], object] = lambda: None,
) -> int:
    """Grade all submissions that have no valid report card.

    Parameters
    ----------
    submissions : sequence of Submission
    folder : path
        Gets ``ASSIGNMENT/STUDENT.json`` for each.
    options : GradingOptions
    jobs : int
        How many are graded at a time.
    progress : callable
        Called after each.

    Returns
    -------
    int
        How many were graded.
    """
    waiting = []
    for submission in submissions:
        card, path = _new_card(submission, options), _path(folder, submission)
        previous = _previous(path)
        if previous and previous.key == card.key:
            progress()
        else:
            waiting.append((submission, card, path))
    total = len(waiting)
    waiting.reverse()
    context = multiprocessing.get_context("fork")
    running: list[Job] = []
    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                submission, card, path = waiting.pop()
                path.parent.mkdir(parents=True, exist_ok=True)
                with _interrupts_deferred():
                    process = context.Process(
                        target=_grade_one, args=(submission, card, path, options), daemon=False
                    )
                    process.start()
                    deadline = time.monotonic() + options.total + TESTS_LIMIT
                    running.append(Job(process, submission, card, path, deadline))
            wait([job.process.sentinel for job in running], timeout=1.0)
            for job in list(running):
                if job.process.is_alive() and time.monotonic() < job.deadline:
                    continue
                timed_out = job.process.is_alive()
                _kill(job, options)
                if job.process.exitcode != 0:
                    job.card.problem = "grading timed out" if timed_out else "the grader crashed"
                    job.card.key = job.card.key if timed_out else ""
                    job.card.scores = _no_scores(job.submission, options)
                    job.card.write(job.path)
                running.remove(job)
                progress()
    except BaseException:
        for job in running:  # interrupted submissions are graded by the next run
            _kill(job, options)
        raise
    return total


@contextmanager
def _interrupts_deferred() -> Iterator[None]:
    """Defer SIGINT while a process is started, so that none is started but not listed."""
    received = []
    previous = signal.signal(signal.SIGINT, lambda *arguments: received.append(arguments))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, previous)
    if received and callable(previous):
        previous(*received[0])


def _kill(job: Job, options: GradingOptions) -> None:
    """End the process of a submission; if it did not end by itself, clear what its worker left."""
    job.process.kill()
    job.process.join()
    if job.process.exitcode != 0:
        Sandbox(options.sandboxed, job.process.pid).clear()


def _path(folder: str | Path, submission: Submission) -> Path:
    return Path(folder) / submission.assignment / f"{submission.student}.json"


def _notebook(submission: Submission, options: GradingOptions) -> NotebookNode:
    student = submission.student if options.per_student_variants else ""
    return Assignment(submission.assignment).instructor_notebook(options.seed, student)


def _new_card(submission: Submission, options: GradingOptions) -> ReportCard:
    """A report card without scores; its key changes with all that the scores depend on."""
    try:
        content = submissions.read_bytes(submission.path)
    except Unreadable:
        content = b""
    parts = (
        version(),
        "\n".join(cell.source for cell in _notebook(submission, options).cells),
        repr(options),
        repr(submission.late),
        str(submission.path),
        hashlib.sha256(content).hexdigest(),
    )
    return ReportCard(
        student=submission.student,
        assignment=submission.assignment,
        scores=[],
        key=hashlib.sha256("\0".join(parts).encode()).hexdigest(),
        file=submission.path.name,
        handed_in=submission.handed_in.isoformat(sep=" ", timespec="minutes"),
        late=submission.late,
        attempts=submission.attempts,
        version=version(),
        seed=fingerprint(options),
        sandboxed=options.sandboxed,
    )


def _grade_one(
    submission: Submission, card: ReportCard, path: Path, options: GradingOptions
) -> None:
    """Grade a submission; runs in a process of its own."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends this process
    started = time.monotonic()
    notebook = _notebook(submission, options)
    answer_ids = [grade_id(cell) for cell in notebook.cells if role(cell) in ("answer", "essay")]
    other_ids = [cell["id"] for cell in notebook.cells if cell["id"] not in answer_ids]
    try:
        content = submissions.read_bytes(submission.path)
        answers, card.remarks = submissions.read_answers(content, answer_ids, other_ids)
        sandbox = Sandbox(options.sandboxed)
        with WorkerSession(options.limit, options.total, sandbox) as worker_session:
            card.scores = score(notebook, answers, worker_session)
        card.essays = {
            grade_id(cell): answers.get(grade_id(cell), "")[:MAX_ESSAY_LENGTH]
            for cell in notebook.cells
            if role(cell) == "essay"
        }
    except Unreadable as error:
        card.problem, card.scores = str(error), _no_scores(submission, options)
    except SandboxUnavailable:
        raise
    except Exception as error:  # it affects this submission only, and the teacher sees why
        card.problem = f"grading failed: {type(error).__name__}: {error}"
        card.scores = _no_scores(submission, options)
        card.key = ""  # so that the next run tries again
    card.seconds = round(time.monotonic() - started, 2)
    card.graded = datetime.now().isoformat(sep=" ", timespec="minutes")
    card.write(path)


def _no_scores(submission: Submission, options: GradingOptions) -> list[Score]:
    cells = _notebook(submission, options).cells
    return [
        Score(grade_id(cell), 0.0, points(cell), "not graded") for cell in cells if points(cell)
    ]


def _previous(path: Path) -> ReportCard | None:
    try:
        return ReportCard.read(path)
    except (OSError, ValueError):
        return None
