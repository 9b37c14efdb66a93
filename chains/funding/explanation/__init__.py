"""A decision in German: why, what was reckoned, what comes next."""
