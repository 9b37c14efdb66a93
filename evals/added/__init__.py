"""Documents as people add them, as files of their form: what the suites zusatz and zusatz-blind ask about."""
