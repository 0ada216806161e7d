"""What the overview says of a class: difficult questions, telling ones, and known mistakes."""

import pytest

from coursework import statistics
from coursework.report_card import ReportCard
from coursework.scoring import Score, recognize, score
from coursework.session import WorkerSession
from coursework.source import Assignment, names, solutions

SEED = "only-the-teacher-knows"


def class_of(points):
    """Report cards with points, of 2 each, for the questions a, b, c, ..."""
    return [
        ReportCard(
            str(n), "x", [Score(id, got, 2.0) for id, got in zip("abcde", row, strict=False)]
        )
        for n, row in enumerate(points)
    ]


@pytest.mark.parametrize(
    "got, difficulty",
    [([2, 2, 2], 0), ([0, 0, 0], 1), ([2, 0, 1], 0.5), ([2, 2, None], 0), ([None, None], None)],
)
def test_difficulty_is_the_share_of_points_that_was_lost(got, difficulty):
    summary = statistics.summarize(class_of([(value,) for value in got]), "a", "")
    assert summary.difficulty == difficulty


@pytest.mark.parametrize(
    "row, discrimination",
    [
        (lambda n: (n % 2 * 2, n % 2 * 2), 1),
        (lambda n: (n % 2 * 2, 2 - n % 2 * 2), -1),
        (lambda n: (n % 2 * 2, n // 2 % 2 * 2), 0),
        (lambda n: (2, n % 2 * 2), None),
        (lambda n: (n % 2 * 2, 1), None),
    ],
)
def test_discrimination_is_the_correlation_with_all_other_questions(row, discrimination):
    cards = class_of([row(n) for n in range(20)])
    found = statistics.summarize(cards, "a", "").discrimination
    assert found == (None if discrimination is None else pytest.approx(discrimination))
    few = statistics.summarize(cards[: statistics.FEWEST - 1], "a", "")
    assert few.discrimination is None


def run(notebook, answers):
    with WorkerSession() as session:
        return score(notebook, answers, session)


@pytest.mark.parametrize("student", [pytest.param("", marks=pytest.mark.slow), "ada"])
@pytest.mark.parametrize(
    "name", [names()[0], *(pytest.param(name, marks=pytest.mark.slow) for name in names()[1:])]
)
def test_a_named_wrong_answer_is_recognized_however_it_is_written(name, student):
    assignment = Assignment(name)
    notebook = assignment.instructor_notebook(SEED, student)
    known = assignment.wrong_answers(SEED, student)
    for wrong in known:
        answers = {**solutions(notebook), wrong.cell: f"ours = 1\n{wrong.code}\n# in other words"}
        scores = run(notebook, answers)
        found = recognize(scores, notebook, known)
        expected = {each.id for each in scores if each.evidence}
        assert found.keys() == expected
        said = {each.says for each in known if each.cell == wrong.cell}
        assert set(found.values()) <= said


def test_another_mistake_is_not_taken_for_a_named_one():
    assignment = Assignment("droplet-wall")
    notebook = assignment.instructor_notebook(SEED)
    known = assignment.wrong_answers(SEED)
    for code in (
        "growth = lambda f: 1 / f**7\ngrown = 3",
        "growth = lambda f: f - f + 1\ngrown = 1",
        "growth = 3\ngrown = 1",
        "raise ValueError",
        "",
    ):
        scores = run(notebook, {**solutions(notebook), "slowing": code})
        assert recognize(scores, notebook, known) == {}


def test_the_right_answer_has_no_evidence():
    notebook = Assignment("droplet-wall").instructor_notebook(SEED)
    assert not any(each.evidence for each in run(notebook, solutions(notebook)))
