"""Assignments on the book, one source each, and the commands that release, check and grade them.

``python -m coursework --help`` lists the commands.
"""

import os

# Grading runs many small processes; the setting counts only before numpy is loaded.
os.environ.setdefault("OMP_NUM_THREADS", "1")
