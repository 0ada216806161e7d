"""Assignments on the book, one source each, and what releases, checks and marks them.

``python -m coursework --help`` says what can be asked of it.
"""
