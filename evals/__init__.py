"""Evaluation: suites of questions, metrics, baselines, runs, reports. Decides whether a change
may go to mentors.
"""
