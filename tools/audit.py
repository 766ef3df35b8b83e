"""Hold the pinned dependencies to the known vulnerabilities: `make audit`.

Exit 0: none is known of any. 1: some are, or a part could not be looked up. 75 (try again later): the service that knows
cannot be reached, so nothing was found out. It is never passed in silence.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
UNREACHABLE = 75  # EX_TEMPFAIL
SERVICES = ("pypi", "osv")
PATIENCE = 180  # seconds for one service


def audit(service: str) -> tuple[list[dict[str, Any]], str]:
    """(each dependency as pip-audit reports it, why there is no report) from one service."""
    command = [
        sys.executable,
        "-m",
        "pip_audit",
        "--requirement",
        "constraints.txt",
        "--no-deps",
        "--disable-pip",
    ]
    command += ["--format", "json", "--progress-spinner", "off", "--timeout", "20"]
    command += ["--vulnerability-service", service]
    try:
        run = subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return [], f"no answer within {PATIENCE} s"
    try:
        return list(json.loads(run.stdout)["dependencies"]), ""
    except (ValueError, KeyError):
        lines = run.stderr.strip().splitlines()
        return [], lines[-1][:300] if lines else f"pip-audit ended with {run.returncode}"


def told(dependencies: list[dict[str, Any]]) -> int:
    """Print what was found; returns the exit code. Unlooked-up names count: they may be anything."""
    found = [(each, bug) for each in dependencies for bug in each.get("vulns", ())]
    skipped = [each for each in dependencies if "skip_reason" in each]
    for each, bug in found:
        fixed = ", ".join(bug["fix_versions"]) or "no version yet"
        print(f"{each['name']} {each['version']}: {bug['id']}, fixed in {fixed}")
    for each in skipped:
        print(f"{each['name']}: not looked up: {each['skip_reason']}")
    looked_up = len(dependencies) - len(skipped)
    print(f"audit: {looked_up} of {len(dependencies)} looked up, {len(found)} known vulnerabilities")
    return 1 if found or skipped else 0


def main() -> int:
    """Ask one service after the other, until one knows our dependencies at all."""
    reasons = []
    for service in SERVICES:
        dependencies, why = audit(service)
        if any("vulns" in each for each in dependencies):
            return told(dependencies)
        reasons.append(
            f"{service}: {why or 'knows none of our dependencies: a mirror without advisories, perhaps'}"
        )
    print("audit: NOT DONE, nothing was found out about vulnerabilities")
    for reason in reasons:
        print(f"  {reason}")
    return UNREACHABLE


if __name__ == "__main__":
    sys.exit(main())
