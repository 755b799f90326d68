#!/bin/sh
# Finds a Chromium or Chrome for the tests of the picture, or installs Debian's package where this user may, or says how to get one.
# Never downloads a browser by itself, and exits 0 in every case: without a browser those tests are skipped, with a line that says so.
set -u
find_browser() {
  for each in "${CHROME_PATH:-}" chromium chromium-browser google-chrome google-chrome-stable chrome microsoft-edge; do
    [ -n "$each" ] && command -v "$each" 2>/dev/null && return 0
  done
  for each in "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" "/Applications/Chromium.app/Contents/MacOS/Chromium"; do
    [ -x "$each" ] && echo "$each" && return 0
  done
  return 1
}
if browser=$(find_browser); then
  echo "browser for the tests: $browser"
  exit 0
fi
if command -v apt-get >/dev/null 2>&1; then
  run=""
  if [ "$(id -u)" != 0 ]; then
    if command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then run="sudo -n"; else run=none; fi
  fi
  if [ "$run" != none ]; then
    echo "no browser here: installing Debian's chromium"
    DEBIAN_FRONTEND=noninteractive $run apt-get -qq update >/dev/null 2>&1
    DEBIAN_FRONTEND=noninteractive $run apt-get -qq install -y --no-install-recommends chromium >/dev/null 2>&1
  fi
fi
if browser=$(find_browser); then
  echo "browser for the tests: $browser"
else
  echo "" >&2
  echo "WARNING: no Chromium or Chrome was found: the tests of the picture in a real browser will be SKIPPED." >&2
  echo "hint: install one (Debian: apt-get install chromium), or set CHROME_PATH to its program, and run make test again" >&2
  echo "" >&2
fi
exit 0
