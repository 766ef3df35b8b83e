"""Why the text of an answer is not there to show: never stored, or kept no longer."""

from __future__ import annotations

from canary.core.model import Suite

NEVER = "not there: the suite stores no text (store: hashes)"
NO_LONGER = "kept no longer (retention.outputs)"


def why_no_text(suite: Suite | None) -> str:
    """The end of a sentence that begins with "Its text is"; *suite* is None if it is not configured."""
    return NEVER if suite is not None and not suite.keeps_text else NO_LONGER
