"""Known vulnerabilities of the pinned packages, by pip-audit: the result is kept, and what
could not be asked is said.

    .venv/bin/python tools/audit.py requirements.lock artifacts/pip-audit.json

Exit code 1 only for a vulnerability that is known; a place that reaches no advisory service
says so and goes on.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

_SECONDS = 900  # about 230 packages are asked for one by one; a mirror without advisories takes 2 minutes


def main(lock: Path, result: Path) -> int:
    """Ask for every package of a lock file; returns the exit code."""
    result.parent.mkdir(parents=True, exist_ok=True)
    command = [
        sys.executable,
        "-m",
        "pip_audit",
        "-r",
        str(lock),
        "--require-hashes",
        "--disable-pip",
        "--progress-spinner",
        "off",
        "-f",
        "json",
    ]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)  # noqa: S603 - our own arguments
    except subprocess.TimeoutExpired:
        return _not_asked(result, f"keine Antwort in {_SECONDS} Sekunden")
    try:
        found = json.loads(done.stdout)
    except ValueError:
        return _not_asked(result, (done.stderr.strip().splitlines() or ["keine Ausgabe"])[-1])
    result.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    return _said(found, result)


def _not_asked(result: Path, reason: str) -> int:
    result.write_text(
        json.dumps({"dependencies": [], "not_asked": reason}, indent=2) + "\n", encoding="utf-8"
    )
    print(f"pip-audit: hier nicht möglich ({reason}). Bitte dort laufen lassen, wo pypi.org erreichbar ist.")
    return 0


def _said(found: dict[str, Any], result: Path) -> int:
    packages = found["dependencies"]
    asked = [package for package in packages if "skip_reason" not in package]
    vulnerable = [package for package in asked if package["vulns"]]
    print(
        f"pip-audit: {len(asked)} von {len(packages)} Paketen geprüft, {len(vulnerable)} mit bekannter"
        f" Schwachstelle. Ergebnis: {result}"
    )
    if not asked:
        print(
            "pip-audit: Der Paketdienst dieser Umgebung kennt keine Schwachstellen; bitte dort laufen lassen,"
            " wo pypi.org erreichbar ist."
        )
    for package in vulnerable:
        for vulnerability in package["vulns"]:
            print(
                f"  {package['name']} {package['version']}: {vulnerability['id']}, behoben in"
                f" {', '.join(vulnerability['fix_versions']) or 'noch keiner Fassung'}"
            )
    return 1 if vulnerable else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
