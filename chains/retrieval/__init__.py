"""From an analysed question to the passages that fit."""
