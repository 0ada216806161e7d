"""Turns report cards into feedback pages, an overview of the class, and tables for gradebooks.

Everything that comes from a submission or a list of names is only text here: escaped in pages, and
in tables never the beginning of a formula.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import jinja2

from coursework.report_card import ReportCard
from coursework.scoring import Score
from coursework.source import Assignment, questions

FORMULA_SIGNS = ("=", "+", "-", "@", "|", "%")  # that begin a formula in some spreadsheet
VALUES = re.compile(r" at \w+ = ")  # where a message begins to list values
BAR_HEIGHT = 30  # pixels

_templates = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=jinja2.StrictUndefined,
)
_templates.filters["points"] = lambda value: f"{value:g}"


def escape_formula(content: object) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = str(content)
    is_formula = text.lstrip().startswith(FORMULA_SIGNS) or text.startswith(("\t", "\r", "\n"))
    return f"'{text}" if is_formula else text


def read_cards(folder: str | Path, roster: Sequence[str] = ()) -> list[ReportCard]:
    """All report cards, by student and assignment, with empty ones for the rest of a roster."""
    cards = {}
    for path in sorted(Path(folder).glob("*/*.json")):
        card = ReportCard.read(path)
        cards[card.student, card.assignment] = card
    templates = {card.assignment: card for card in reversed(cards.values())}
    for assignment, template in templates.items():
        nothing = [
            Score(score.id, 0.0, score.max_points, "nothing was handed in")
            for score in template.scores
        ]
        for student in roster:
            empty = ReportCard(student=student, assignment=assignment, scores=list(nothing))
            cards.setdefault((student, assignment), empty)
    return [cards[key] for key in sorted(cards)]


def add_points_by_hand(cards: Iterable[ReportCard], table: str | Path) -> None:
    """Enter points given by hand into report cards.

    The table is a CSV with the columns student, assignment, question, points, and perhaps remark.
    """
    places = {
        (card.student, card.assignment, score.id): (card, index)
        for card in cards
        for index, score in enumerate(card.scores)
    }
    rows = _read_table(table, "student", "assignment", "question", "points")
    for line, row in enumerate(rows, start=2):
        key = tuple(_unescape(row[column]) for column in ("student", "assignment", "question"))
        question = " / ".join(key)
        if key not in places:
            raise ValueError(f"{table}, line {line}: there is no question {question}")
        card, index = places[key]
        score = card.scores[index]._replace(remark=row.get("remark", ""))
        card.scores[index] = score
        if not row["points"].strip():
            continue
        try:
            points = float(row["points"].replace(",", "."))
        except ValueError:
            raise ValueError(f"{table}, line {line}: {row['points']!r} is not a number") from None
        if not 0 <= points <= score.max_points:
            raise ValueError(
                f"{table}, line {line}: {points:g} points for {question}, "
                f"which has 0 to {score.max_points:g}"
            )
        message = score.remark or "given by hand"
        card.scores[index] = score._replace(points=points, message=message, failed=(), by_hand=True)


def report(
    cards: Sequence[ReportCard], folder: str | Path, ids: Mapping[str, str] | None = None
) -> None:
    """Write pages and tables.

    Parameters
    ----------
    cards : sequence of ReportCard
        From :func:`read_cards`.
    folder : path
        Gets ``class.html``, ``feedback/``, ``grades.csv``, ``by_hand.csv``, ``canvas.csv`` and
        ``moodle.csv``.
    ids : mapping of str to str, optional
        What replaces each name in pages and tables.
    """
    folder = Path(folder)
    (folder / "feedback").mkdir(parents=True, exist_ok=True)
    missing = sorted({card.student for card in cards} - ids.keys()) if ids else []
    if missing:
        raise ValueError(f"the table of ids has none for {', '.join(missing)}")
    students = {card.student: (ids or {}).get(card.student, card.student) for card in cards}
    assignments = {card.assignment: Assignment(card.assignment) for card in cards}
    titles = {name: assignments[name].title for name in sorted(assignments)}
    headings = {name: questions(assignments[name].render_variant(0)) for name in titles}
    page = _templates.get_template("student.html")
    for student, id in students.items():
        theirs = [card for card in cards if card.student == student]
        text = page.render(name=id, cards=theirs, titles=titles, questions=headings)
        (folder / "feedback" / f"{id}.html").write_text(text, encoding="utf-8")
    overview = _overview(cards, titles, headings, students)
    (folder / "class.html").write_text(overview, encoding="utf-8")
    _write_tables(cards, folder, titles, students)


class Bar(NamedTuple):
    """How many students have how many points."""

    points: float
    students: int
    height: int


class QuestionSummary(NamedTuple):
    """How a class did on one question."""

    id: str
    heading: str
    full: int
    graded: int
    bars: list[Bar]
    message: str


def _summarize(scores: Sequence[Score], question: Score, heading: str) -> QuestionSummary:
    points = [score.points for score in scores if score.points is not None]
    counts = {value: points.count(value) for value in sorted({0.0, *points, question.max_points})}
    highest = max(1, *counts.values())
    messages = Counter(
        VALUES.split(score.message)[0] for score in scores if score.points == 0 and score.message
    )
    message = max(sorted(messages), key=messages.__getitem__, default="")
    return QuestionSummary(
        id=question.id,
        heading=heading,
        full=points.count(question.max_points),
        graded=len(points),
        bars=[
            Bar(value, count, round(BAR_HEIGHT * count / highest))
            for value, count in counts.items()
        ],
        message=f"{message} ({messages[message]})" if message else "",
    )


def _overview(
    cards: Sequence[ReportCard],
    titles: Mapping[str, str],
    headings: Mapping[str, Mapping[str, str]],
    students: Mapping[str, str],
) -> str:
    assignments = []
    for name, title in titles.items():
        all_cards = [card for card in cards if card.assignment == name]
        handed_in = [card for card in all_cards if card.file]
        summaries = [
            _summarize(
                [card.scores[index] for card in handed_in], question, headings[name][question.id]
            )
            for index, question in enumerate(all_cards[0].scores)
        ]
        # most missed first, questions that are not yet graded for all last
        summaries.sort(key=lambda q: (q.graded < len(handed_in), q.full / max(q.graded, 1)))
        assignments.append(
            {
                "title": title,
                "handed_in": len(handed_in),
                "late": sum(card.late for card in handed_in),
                "problems": [
                    (students[card.student], card.problem) for card in handed_in if card.problem
                ],
                "mean": sum(card.total for card in handed_in) / max(len(handed_in), 1),
                "max_total": all_cards[0].max_total,
                "open_points": any(card.open_points for card in handed_in),
                "questions": summaries,
            }
        )
    graded = [card for card in cards if card.file]
    sandboxed = (
        "Students' code ran in a sandbox."
        if all(card.sandboxed for card in graded)
        else "Some of the students' code ran WITHOUT a sandbox."
    )
    return _templates.get_template("class.html").render(
        students=len(students),
        assignments=assignments,
        versions=", ".join(sorted({card.version for card in graded})),
        seeds=", ".join(sorted({card.seed for card in graded})),
        sandboxed=sandboxed,
    )


def _write_tables(
    cards: Sequence[ReportCard],
    folder: Path,
    titles: Mapping[str, str],
    students: Mapping[str, str],
) -> None:
    grades = [["student", "assignment", "question", "points", "of", "remark", "late"]]
    by_hand = [["student", "assignment", "question", "of", "points", "remark", "answer"]]
    for card in cards:
        for score in card.scores:
            points = "" if score.points is None else f"{score.points:g}"
            question = [card.assignment, score.id]
            most = f"{score.max_points:g}"
            late = "late" if card.late else ""
            grades.append([students[card.student], *question, points, most, score.message, late])
            # points given by hand stay in this table, which may be the only place that has them
            if score.by_hand or score.points is None:
                answer = card.essays.get(score.id, "")
                by_hand.append([card.student, *question, most, points, score.remark, answer])
    _write_table(folder / "grades.csv", grades)
    _write_table(folder / "by_hand.csv", by_hand)

    by_student = {(students[card.student], card.assignment): card for card in cards}
    max_totals = {card.assignment: f"{card.max_total:g}" for card in reversed(cards)}
    # Canvas expects these five columns first, and the possible points in the second row
    canvas = [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *titles.values()],
        ["    Points Possible", "", "", "", "", *(max_totals[name] for name in titles)],
    ]
    # Moodle asks which column is which: the user's name, and for each assignment grade and feedback
    moodle = [
        [
            "username",
            *(column for title in titles.values() for column in (title, f"{title} (feedback)")),
        ]
    ]
    for student in sorted(students.values()):
        totals, feedback = [], []
        for name in titles:
            theirs = by_student.get((student, name))
            totals.append(f"{theirs.total:g}" if theirs else "")
            scores = theirs.scores if theirs else []
            feedback.append("; ".join(f"{s.id}: {s.message}" for s in scores if s.message))
        canvas.append([student, "", "", student, "", *totals])
        pairs = zip(totals, feedback, strict=True)
        moodle.append([student, *(text for pair in pairs for text in pair)])
    _write_table(folder / "canvas.csv", canvas)
    _write_table(folder / "moodle.csv", moodle)


def _write_table(path: Path, rows: Iterable[Iterable[object]]) -> None:
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([escape_formula(cell) for cell in row] for row in rows)


def _unescape(text: str) -> str:
    """A name as it was before :func:`escape_formula`."""
    return text.removeprefix("'") if text[1:2] in FORMULA_SIGNS else text


def _read_table(path: str | Path, *columns: str) -> list[dict[str, str]]:
    """The rows of a table, separated by commas or, as in some countries, by semicolons."""
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError(f"{path} is not in UTF-8; save it as CSV UTF-8") from None
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    rows = list(csv.DictReader(text.splitlines(keepends=True), delimiter=delimiter))
    if not rows or not {*columns} <= rows[0].keys():
        raise ValueError(f"{path} needs the columns {', '.join(columns)} in its first line")
    return [{key: value or "" for key, value in row.items() if key} for row in rows]


def read_ids(table: str | Path) -> dict[str, str]:
    """What replaces names: a CSV with the columns name and id."""
    rows = _read_table(table, "name", "id")
    ids = {row["name"]: row["id"] for row in rows}
    bad = [id for id in ids.values() if not id.replace("-", "").replace("_", "").isalnum()]
    if bad or len(set(ids.values())) < len(rows):
        raise ValueError(
            f"{table}: ids must be different, and consist of letters, digits, - and _; "
            f"got {', '.join(map(repr, bad)) or 'one twice'}"
        )
    return ids
