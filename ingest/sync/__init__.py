"""A sync: plan, execution, report, repetition."""
