"""Assignments on the book, one source each, and what releases, checks and marks them.

``python -m coursework --help`` says what can be asked of it.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # many small processes; it counts only before numpy is loaded
