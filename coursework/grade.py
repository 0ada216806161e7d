"""Grades a class: each submission in a process of its own, its report card in a file of its own.

Report cards are kept: after an interruption, or when repeated, a run grades only submissions that
have none, or for which something has changed: the submission, its tests, or the options.
"""

import hashlib
import json
import multiprocessing
import re
import secrets
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import NamedTuple

from nbformat import NotebookNode

from coursework import session, submissions, text
from coursework.changes import GradingOptions, causes, changed, fingerprint, version
from coursework.packing import Unreadable
from coursework.report_card import ReportCard
from coursework.sandbox import Sandbox, SandboxUnavailable
from coursework.scoring import Score, recognize, score
from coursework.session import WorkerSession
from coursework.source import Assignment, grade_id, points, role
from coursework.submissions import LeftOut, Submission

TESTS_LIMIT = 60.0  # seconds for all but students' code and tests
PATIENCE = 4  # seconds for each second of processor time that a test may take, on a busy machine
LEFT_OUT = "left_out.json"
SALT = re.compile(r"([0-9a-f]{16})\$")  # of a fingerprint
MAX_ESSAY_LENGTH = 20_000  # characters


class Job(NamedTuple):
    """A submission that is being graded."""

    process: BaseProcess
    submission: Submission
    card: ReportCard
    path: Path
    sandbox: Sandbox
    deadline: float


def salt_of(folder: str | Path) -> str:
    """The salt of the scores in a folder, or a new one."""
    for path in Path(folder).glob("*/*.json"):
        card = _previous(path)
        match = card and SALT.match(card.seed)
        if match:
            return match[1]
    return secrets.token_hex(8)


def graded_with_other_seed(
    submissions: Sequence[Submission], folder: str | Path, options: GradingOptions
) -> list[Submission]:
    """Submissions whose report card has another seed, which is most likely a mistake."""
    cards = [(submission, _previous(_path(folder, submission))) for submission in submissions]
    return [submission for submission, card in cards if card and not same_seed(card, options)]


def same_seed(card: ReportCard, options: GradingOptions) -> bool:
    """Whether a report card has the seed of the options."""
    match = SALT.match(card.seed)
    return bool(match) and card.seed == fingerprint(options, str(match and match[1]))


def write_left_out(folder: str | Path, left_out: Sequence[LeftOut]) -> None:
    """Keep the list of files that count for nobody, for the report."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    rows = [file._asdict() for file in left_out]
    text.write_text(Path(folder) / LEFT_OUT, json.dumps(rows, indent=1))


def read_left_out(folder: str | Path) -> list[LeftOut]:
    """The list that :func:`write_left_out` wrote, if there is one."""
    path = Path(folder) / LEFT_OUT
    rows = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    return [LeftOut(**row) for row in rows]


def grade(
    submissions: Sequence[Submission],
    folder: str | Path,
    options: GradingOptions,
    jobs: int = 1,
    progress: Callable[[], object] = lambda: None,
) -> Counter[str]:
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
    Counter
        Why submissions were graded, and how many for each reason.
    """
    waiting = []
    reasons: Counter[str] = Counter()
    salt = salt_of(folder)
    for submission in submissions:
        card, path = _new_card(submission, options, salt), _path(folder, submission)
        previous = _previous(path)
        if previous and previous.key == card.key:
            progress()
        else:
            waiting.append((submission, card, path))
            because = changed(previous.causes, card.causes) if previous else []
            reasons[f"changed: {', '.join(because)}" if because else "not graded before"] += 1
    waiting.reverse()
    context = multiprocessing.get_context("fork")
    running: list[Job] = []
    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                submission, card, path = waiting.pop()
                path.parent.mkdir(parents=True, exist_ok=True)
                with _interrupts_deferred():
                    sandbox = Sandbox(options.sandboxed)
                    process = context.Process(
                        target=_grade_one,
                        args=(submission, card, path, options, sandbox),
                        daemon=False,
                    )
                    process.start()
                    deadline = time.monotonic() + _patience(submission, options)
                    running.append(Job(process, submission, card, path, sandbox, deadline))
            wait([job.process.sentinel for job in running], timeout=1.0)
            for job in list(running):
                if job.process.is_alive() and time.monotonic() < job.deadline:
                    continue
                timed_out = job.process.is_alive()
                _kill(job)
                if job.process.exitcode != 0:
                    job.card.problem = "grading timed out" if timed_out else "the grader crashed"
                    job.card.key = job.card.key if timed_out else ""
                    job.card.scores = _no_scores(job.submission, options)
                    job.card.write(job.path)
                running.remove(job)
                progress()
    except BaseException:
        for job in running:  # interrupted submissions are graded by the next run
            _kill(job)
        raise
    return reasons


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


def _kill(job: Job) -> None:
    """End the process of a submission; if it did not end by itself, clear what its worker left."""
    job.process.kill()
    job.process.join()
    if job.process.exitcode != 0:
        job.sandbox.clear()
    job.sandbox.release()


def _patience(submission: Submission, options: GradingOptions) -> float:
    """Seconds after which a submission is given up; its own limits end it long before."""
    tests = Assignment(submission.assignment).text.count("grade: true")
    return options.total + TESTS_LIMIT + tests * session.TEST_SECONDS * PATIENCE


def _path(folder: str | Path, submission: Submission) -> Path:
    return Path(folder) / submission.assignment / f"{text.file_name(submission.student)}.json"


def _notebook(submission: Submission, options: GradingOptions) -> NotebookNode:
    student = submission.student if options.per_student_variants else ""
    return Assignment(submission.assignment).instructor_notebook(options.seed, student)


def _variant(submission: Submission, options: GradingOptions) -> dict[str, str]:
    """The values that the question states; the number of the tests is not one of them."""
    student = submission.student if options.per_student_variants else ""
    drawn = Assignment(submission.assignment).draw_variant(options.seed, student)
    return {name: str(value) for name, value in drawn.items() if name != "seed"}


def _new_card(submission: Submission, options: GradingOptions, salt: str) -> ReportCard:
    """A report card without scores; its key changes with all that the scores depend on."""
    try:
        content = submission.file.read()
    except Unreadable:
        content = b""
    parts = causes(submission, content, options)
    return ReportCard(
        student=submission.student,
        assignment=submission.assignment,
        scores=[],
        key=hashlib.sha256("".join(parts.values()).encode()).hexdigest(),
        causes=parts,
        file=text.clean_name(submission.file.name),
        path=str(submission.file.path),
        digest=parts["the submission"],
        handed_in=submission.handed_in.isoformat(sep=" ", timespec="seconds"),
        late=submission.late,
        late_by=submission.late_by,
        attempts=submission.attempts,
        to_check=list(submission.notes),
        variant=_variant(submission, options),
        version=version(),
        seed=fingerprint(options, salt),
        sandboxed=options.sandboxed,
    )


def _grade_one(
    submission: Submission,
    card: ReportCard,
    path: Path,
    options: GradingOptions,
    sandbox: Sandbox,
) -> None:
    """Grade a submission; runs in a process of its own."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends this process
    started = time.monotonic()
    notebook = _notebook(submission, options)
    try:
        answers = submissions.read_answers(submission.file.read(), notebook)
        card.remarks = answers.remarks
        card.to_check += [remark for remark in answers.remarks if answers.doubtful]
        with WorkerSession(options.limit, options.total, sandbox) as worker_session:
            card.scores = score(notebook, answers.by_id, worker_session, doubtful=answers.doubtful)
        student = submission.student if options.per_student_variants else ""
        known = Assignment(submission.assignment).wrong_answers(options.seed, student)
        card.recognized = recognize(card.scores, notebook, known)
        card.essays = {
            grade_id(cell): answers.by_id.get(grade_id(cell), "")[:MAX_ESSAY_LENGTH]
            for cell in notebook.cells
            if role(cell) == "essay"
        }
    except Unreadable as error:
        card.problem, card.scores = str(error), _no_scores(submission, options)
    except SandboxUnavailable:
        raise
    except Exception as error:  # it affects this submission only, and the teacher sees why
        card.problem = text.clean(f"grading failed: {type(error).__name__}: {error}")[:500]
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
