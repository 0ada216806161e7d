"""The result of one submission, and its file, ``SCORES/ASSIGNMENT/STUDENT.json``."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Self

from coursework import text
from coursework.scoring import Score


@dataclass
class ReportCard:
    """The result of one submission.

    Parameters
    ----------
    student, assignment : str
    scores : list of Score
    key : str
        Identifies all that the scores depend on; empty if the submission must be graded again.
    causes : dict of str to str
        Digests of what they depend on.
    file, handed_in, late, attempts
        The file that counts and its time, whether it was late, and how many there are.
    late_by : float
        Hours.
    version, seed : str
        Of the grader; a fingerprint of the seed.
    sandboxed : bool
    problem : str
        Why it could not be graded.
    remarks : list of str
        For the student.
    to_check : list of str
        What the teacher should look at.
    path, digest : str
        Of the file.
    recognized : dict of str to str
        What a named wrong answer does that has the same values, by test.
    variant : dict of str to str
        Values of the variant, by name.
    essays : dict of str to str
        Answers in words, by grade id.
    seconds : float
        How long grading took.
    graded : str
        When it was graded.
    """

    student: str
    assignment: str
    scores: list[Score]
    key: str = ""
    causes: dict[str, str] = field(default_factory=dict)
    file: str = ""
    handed_in: str = ""
    late: bool = False
    late_by: float = 0.0
    attempts: int = 0
    version: str = ""
    seed: str = ""
    sandboxed: bool = True
    problem: str = ""
    remarks: list[str] = field(default_factory=list)
    to_check: list[str] = field(default_factory=list)
    path: str = ""
    digest: str = ""
    recognized: dict[str, str] = field(default_factory=dict)
    variant: dict[str, str] = field(default_factory=dict)
    essays: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    graded: str = ""

    @property
    def total(self) -> float:
        return sum(score.points or 0.0 for score in self.scores)

    @property
    def max_total(self) -> float:
        return sum(score.max_points for score in self.scores)

    @property
    def open_points(self) -> float:
        """The most that may still be given by hand."""
        return sum(score.max_points for score in self.scores if score.points is None)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a file, or raise a ValueError if it is not a report card."""
        try:
            fields = json.loads(path.read_text(encoding="utf-8"))
            scores = [
                Score(**{**score, "failed": tuple(score["failed"])}) for score in fields["scores"]
            ]
            return cls(**{**fields, "scores": scores})
        except (TypeError, KeyError, ValueError):
            raise ValueError(f"{path} is not a report card of this version: grade again") from None

    def write(self, path: Path) -> None:
        """Write the whole file or nothing, so that an interruption leaves it as it was."""
        content = {**asdict(self), "scores": [score._asdict() for score in self.scores]}
        text.write_text(path, json.dumps(content, indent=1))
