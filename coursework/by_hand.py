"""Points given by hand: kept beside the scores, each for the very answer that was read.

``SCORES/by_hand.json`` holds them by the key of an answer. It names the question and the answer, so
that points for an answer that was changed later are still known, but no longer count. In a table a
mark of what was there when it was written follows: only what a person filled in is new.
"""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from coursework import tables, text
from coursework.report_card import ReportCard
from coursework.scoring import Score

FILE = "by_hand.json"
HEADER = ("student", "assignment", "question", "of", "points", "remark", "answer", "note", "key")
NAMED = ("student", "assignment", "question", "points")


class Given(NamedTuple):
    """What was given for one answer; no points if there is only a remark."""

    points: float | None
    remark: str
    question: str  # as people write it


def question_key(student: str, assignment: str, question: str) -> str:
    """The part of a key that names a question; it cannot be taken for a number."""
    place = "\0".join((student, assignment, question))
    return "q" + hashlib.sha256(place.encode()).hexdigest()[:12]


def key(card: ReportCard, question: str) -> str:
    """The key of an answer: an essay is known by its text, anything else by the file."""
    answer = card.essays.get(question, card.digest)
    digest = hashlib.sha256(text.clean(answer).encode()).hexdigest()[:8]
    return f"{question_key(card.student, card.assignment, question)}-{digest}"


def add_points(
    cards: Sequence[ReportCard],
    scores: str | Path,
    own_table: Path,
    hand_tables: Sequence[str | Path] = (),
) -> list[str]:
    """Enter points given by hand into report cards, and keep them with the scores.

    Parameters
    ----------
    cards : sequence of ReportCard
    scores : path
        The folder that keeps them.
    own_table : path
        The table of an earlier report, if there is one: what was filled in there counts, too.
    hand_tables : sequence of path
        Tables with the column key, or with student, assignment and question, besides points, and
        perhaps remark.

    Returns
    -------
    list of str
        Entries of ``hand_tables`` for answers that were changed since, or that are gone.
    """
    store = Path(scores) / FILE
    kept = _read_store(store)
    current = {
        question_key(card.student, card.assignment, score.id): (card, index)
        for card in cards
        for index, score in enumerate(card.scores)
    }
    sources: list[str | Path] = [*hand_tables]
    if own_table.exists():
        sources.append(own_table)
    new: dict[str, tuple[Given, str]] = {}
    outdated = []
    for source in sources:
        for line, row in enumerate(tables.read_table(source, ("key", "points"), NAMED), start=2):
            where = f"{source}, line {line}"
            answer, given = _read_row(row, where, current)
            if given is None:
                continue
            is_as_written = row.get("key", "").endswith(f"-{_mark(given)}")
            place = current.get(answer.partition("-")[0])
            is_current = place and key(place[0], place[0].scores[place[1]].id) == answer
            if source != own_table and not is_current:
                outdated.append(f"{where}: {given.question} was changed since, or is gone")
            if kept.get(answer) == given or (is_as_written and answer in kept):
                continue
            other = new.get(answer)
            if other and other[0][:2] != given[:2]:
                raise ValueError(
                    f"{where} and {other[1]} differ on {given.question}: {_show(given)}, and "
                    f"{_show(other[0])}"
                )
            new[answer] = given, where
    kept |= {answer: given for answer, (given, _) in new.items()}
    if new:
        fields = {answer: given._asdict() for answer, given in kept.items()}
        text.write_text(store, json.dumps(fields, indent=1))
    _enter(kept, current)
    return outdated


def _read_store(path: Path) -> dict[str, Given]:
    if not path.exists():
        return {}
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        return {answer: Given(**given) for answer, given in fields.items()}
    except (ValueError, TypeError, AttributeError) as error:
        raise ValueError(f"{path} cannot be read: {error}") from None


def _read_row(
    row: dict[str, str], where: str, current: dict[str, tuple[ReportCard, int]]
) -> tuple[str, Given | None]:
    """The key of a row, and what it gives."""
    names = [text.clean_name(row.get(column, "")) for column in NAMED[:3]]
    question, answer = " / ".join(names), "-".join(row.get("key", "").strip().split("-")[:2])
    place = current.get(answer.partition("-")[0] if answer else question_key(*names))
    if not answer:
        if place is None:
            raise ValueError(f"{where}: there is no question {question}")
        answer = key(place[0], names[2])
    remark, points = row.get("remark", "").strip(), row["points"].strip().replace(",", ".")
    if not points:
        return answer, Given(None, remark, question) if remark else None
    try:
        number = float(points)
    except ValueError:
        raise ValueError(f"{where}: {row['points']!r} is not a number") from None
    most = place[0].scores[place[1]].max_points if place else number
    if not 0 <= number <= most:
        raise ValueError(f"{where}: {number:g} points for {question}, which has 0 to {most:g}")
    return answer, Given(number, remark, question)


def _mark(given: Given) -> str:
    return hashlib.sha256(repr(given[:2]).encode()).hexdigest()[:6]


def _show(given: Given) -> str:
    points = "no points" if given.points is None else f"{given.points:g} points"
    return f"{points} ({given.remark})" if given.remark else points


def _enter(kept: dict[str, Given], current: dict[str, tuple[ReportCard, int]]) -> None:
    """Enter what still counts; what was given for an earlier answer becomes a note."""
    for answer, given in kept.items():
        if answer.partition("-")[0] not in current:
            continue
        card, index = current[answer.partition("-")[0]]
        score = card.scores[index]
        if key(card, score.id) != answer:
            if not score.by_hand:
                note = f"the answer was changed; the earlier one had {_show(given)}"
                card.scores[index] = score._replace(note=note)
            continue
        score = score._replace(remark=given.remark, note="")
        if given.points is not None:
            score = score._replace(
                points=given.points,
                message=given.remark or "given by hand",
                failed=(),
                by_hand=True,
            )
        card.scores[index] = score


def rows(card: ReportCard) -> list[list[object]]:
    """The rows of a report card for the table: what is still to be graded, and what was given."""
    listed: list[Score] = [score for score in card.scores if score.by_hand or score.points is None]
    return [
        [
            card.student,
            card.assignment,
            score.id,
            f"{score.max_points:g}",
            "" if score.points is None else f"{score.points:g}",
            score.remark,
            card.essays.get(score.id, ""),
            score.note or ("" if score.id in card.essays or score.by_hand else score.message),
            f"{key(card, score.id)}-{_mark(Given(score.points, score.remark, ''))}",
        ]
        for score in listed
    ]
