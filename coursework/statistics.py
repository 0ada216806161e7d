"""How a class did on each question: how difficult it was, and whether it tells students apart."""

import re
import statistics
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from coursework.report_card import ReportCard

VALUES = re.compile(r" at \w+ = ")  # where a message begins to list values
BAR_HEIGHT = 30  # pixels
FEWEST = 10  # students, for a correlation


class Bar(NamedTuple):
    """How many students have how many points."""

    points: float
    students: int
    height: int


class QuestionSummary(NamedTuple):
    """How a class did on one question.

    Parameters
    ----------
    id, heading : str
    full, graded : int
        How many have full points, and how many have points at all.
    bars : list of Bar
    message : str
        The most frequent one.
    difficulty : float or None
        The share of the points that was lost.
    discrimination : float or None
        Correlation of the points with those of all other questions: near 0 the question does not
        tell strong from weak students, below 0 something is wrong with it. None for few students,
        or if all have the same.
    mistakes : list of (str, int)
        Named wrong answers that were recognized, and how often, the most frequent first.
    """

    id: str
    heading: str
    full: int
    graded: int
    bars: list[Bar]
    message: str
    difficulty: float | None
    discrimination: float | None
    mistakes: list[tuple[str, int]]


def summarize(cards: Sequence[ReportCard], id: str, heading: str) -> QuestionSummary:
    """The summary of one question.

    Parameters
    ----------
    cards : sequence of ReportCard
        Of all that handed in the assignment.
    id, heading : str
        Of the question.
    """
    graded = [(card, score) for card in cards for score in card.scores if score.id == id]
    scores = [score for _, score in graded]
    most = scores[0].max_points
    given = [(card, score.points) for card, score in graded if score.points is not None]
    points = [value for _, value in given]
    counts = {value: points.count(value) for value in sorted({0.0, *points, most})}
    highest = max(1, *counts.values())
    messages = Counter(
        VALUES.split(score.message)[0] for score in scores if score.points == 0 and score.message
    )
    message = max(sorted(messages), key=messages.__getitem__, default="")
    mistakes = Counter(card.recognized[id] for card in cards if id in card.recognized)
    return QuestionSummary(
        id=id,
        heading=heading,
        full=points.count(most),
        graded=len(points),
        bars=[
            Bar(value, count, round(BAR_HEIGHT * count / highest))
            for value, count in counts.items()
        ],
        message=f"{message} ({messages[message]})" if message else "",
        difficulty=1 - statistics.fmean(points) / most if points else None,
        discrimination=_correlation(points, [card.total - value for card, value in given]),
        mistakes=mistakes.most_common(),
    )


def _correlation(one: Sequence[float], two: Sequence[float]) -> float | None:
    if len(one) < FEWEST or len(set(one)) < 2 or len(set(two)) < 2:
        return None
    return statistics.correlation(one, two)
