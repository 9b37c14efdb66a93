"""Tests of chains.privacy."""
