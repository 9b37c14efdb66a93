"""The Beratungsprotokoll, and its files."""
