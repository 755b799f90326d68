#!/bin/sh
# Installs Comunica for the long tests, pinned in tests/golden/comunica/package-lock.json (integrity hashes, no addresses), with the Node
# and npm of the machine or of the virtual environment. Exits 0 in every case: without Comunica those tests are skipped, with a line that
# says so.
set -u
cd "$(dirname "$0")/../tests/golden/comunica"
PATH="$PATH:$(cd ../../.. && pwd)/.venv/bin"
stamp=node_modules/.installed
if [ ! -f "$stamp" ] || [ package-lock.json -nt "$stamp" ]; then
  if command -v npm >/dev/null 2>&1 && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error; then touch "$stamp"; fi
fi
[ -f "$stamp" ] || echo "WARNING: Comunica could not be installed: the tests that compare it will be skipped" >&2
exit 0
