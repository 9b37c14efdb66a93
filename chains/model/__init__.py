"""The optional chat model: prompts, calls, and what it wrote."""
