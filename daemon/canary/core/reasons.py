"""Named reasons in the words of a person. The names are stored and counted; people read the words."""

from __future__ import annotations

from canary.core.escape import one_line

_REASONS = {
    # of a transition
    "first_seen": "a change was noticed for the first time",
    "suspected": "a change is suspected; nobody is told before it is sure",
    "confirmed": "what was suspected is confirmed",
    "severity_rose": "it became surer, or more serious",
    "kind_changed": "the evidence now speaks for another kind of change",
    "signal_added": "another signal crossed its threshold",
    "still_open": "still open, and nobody has taken it on",
    "recovered": "what had changed is as it was",
    "dismissed": "the suspicion did not hold",
    "regime_closed": "the outputs came back by themselves",
    "baseline_approved": "another baseline is in force",
    "resolved_by_person": "closed by a person's word",
    "acknowledged": "taken on",
    "silenced_by_person": "silenced by a person's word",
    "reopened": "what had been resolved came back",
    # of a decision to tell, or not to
    "never_told": "nobody had been told of it",
    "information_only": "worth recording, and no message",
    "suspected_only": "a suspicion is recorded only",
    "nothing_new": "people know it already",
    "silenced": "silenced",
    "inhibited": "its target cannot be measured; what is left of its outputs says little",
    "explained": "people are woken about the same outputs already",
    "explanation_ended": "still there now that what was graver is over",
    "held_off": "it comes and goes; people were told within the hour",
    "grouped": "told as part of a group",
    "silence_ended": "still open when its silence ended",
    "inhibition_ended": "still there now that its target can be measured again",
    "hold_off_ended": "it comes and goes; this is how it stands",
    "not_told": "not told",
    # of the evidence
    "fingerprint": "outputs that the baseline does not hold",
    "frequency": "known outputs at other frequencies",
    "distribution": "known outputs are distributed otherwise",
    "distribution_of_known_outputs": "known outputs are distributed otherwise",
    "raw": "the raw text differs; its content does not",
    "hallucination": "more hallucinations than in the baseline",
    "invalid": "more answers fail their checks than in the baseline",
    "hallucination_fall": "fewer hallucinations than in the baseline",
    "invalid_fall": "fewer answers fail their checks than in the baseline",
    "refusal": "more refusals than in the baseline",
    "truncation": "more answers are cut off than in the baseline",
    "latency": "latencies are not as in the baseline",
    "length": "lengths of the answers are not as in the baseline",
    "cost": "costs are not as in the baseline",
    "ceiling": "the hallucination rate is over its ceiling",
    "unmeasured_over_bound": "more samples go unmeasured than is tolerated",
    "bursty_wait": "this target serves in bursts: waiting until a burst is ruled out",
    "extras_agree": "asked again at once, the target still answered so",
    "outlived_a_regime": "the change lasted longer than bursts of this target do",
    "beyond_any_day_of_the_baseline": "further off than any day of the baseline",
    "anchor_fingerprint": "outputs of the baseline get another fingerprint now",
    "anchor_verdict": "outputs of the baseline get another verdict now",
    "control_target": "a control target drifts too",
    "simultaneous": "targets of unrelated providers changed in one slot",
}


def reason_words(reason: str) -> str:
    """A reason as a person reads it; one without words of its own, with its underscores as spaces."""
    return _REASONS.get(reason) or one_line(reason.replace("_", " "))
