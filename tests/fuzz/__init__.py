"""Fuzzing with hypothesis: what is read, parsed and served holds whatever comes; slow, and longer with
WBM_FUZZ_EXAMPLES.
"""
