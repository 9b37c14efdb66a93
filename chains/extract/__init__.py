"""Answering without a language model: the sentences that answer, verbatim."""
