#!/usr/bin/env bash
# Makes .venv in the repository root and installs what a lock file pins; with uv if it is there, else with pip.
set -euo pipefail
cd "$(dirname "$0")/.."
lock=$1

python=""
for name in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python; do
  if command -v "$name" >/dev/null 2>&1 && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    python=$name
    break
  fi
done
if [ -z "$python" ]; then
  found=$(python3 --version 2>/dev/null || echo "kein Python")
  echo "Fehler: Gebraucht wird Python 3.11 oder neuer, gefunden: $found." >&2
  echo "Abhilfe: neueres Python installieren (https://www.python.org/downloads/) oder PYTHON=/pfad/zu/python3.12 make … aufrufen." >&2
  exit 1
fi

if command -v uv >/dev/null 2>&1; then
  [ -x .venv/bin/python ] || uv venv --quiet --python "$python" .venv
  uv pip install --quiet --python .venv/bin/python --require-hashes -r "$lock"
  uv pip install --quiet --python .venv/bin/python --no-deps -e .
else
  if [ ! -x .venv/bin/python ] && ! "$python" -m venv .venv; then
    echo "Fehler: Die Umgebung .venv lässt sich nicht anlegen. Unter Debian und Ubuntu hilft: apt install python3-venv" >&2
    exit 1
  fi
  .venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip --upgrade >/dev/null
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
fi
