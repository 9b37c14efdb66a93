"""One test file a kind of objection."""
