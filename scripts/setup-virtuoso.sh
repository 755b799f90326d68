#!/bin/sh
# Finds Virtuoso for the long tests and the benchmarks, and wrk for these, or installs Debian's package where this user may. Exits 0 in every case: without Virtuoso those
# tests are skipped, with a line that says so.
set -u
if ! command -v virtuoso-t >/dev/null 2>&1 && command -v apt-get >/dev/null 2>&1; then
  run=""
  if [ "$(id -u)" != 0 ]; then
    if command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then run="sudo -n"; else run=none; fi
  fi
  if [ "$run" != none ]; then
    DEBIAN_FRONTEND=noninteractive $run apt-get -qq update >/dev/null 2>&1
    DEBIAN_FRONTEND=noninteractive $run apt-get -qq install -y --no-install-recommends virtuoso-opensource-7-bin wrk >/dev/null 2>&1
  fi
fi
command -v virtuoso-t || echo "WARNING: Virtuoso was not found: the tests that compare it will be skipped" >&2
exit 0
