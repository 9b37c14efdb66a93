"""The named failures of an evaluation."""

from knowledge.errors import WbmError


class SuiteError(WbmError):
    """A suite or configuration is wrong; the message names file, line and question."""


class RunError(WbmError):
    """A run folder is missing, broken or does not hold what was asked of it."""


class GateClosed(WbmError):
    """A run is below the bar; the message names each metric that fell short."""
