#!/bin/sh
# What the tests in a real browser need beyond Python: a browser, and the bundled front end. `make test` calls this.
root=$(dirname "$0")/../..
sh "$root/scripts/setup-test-browser.sh"
sh "$root/scripts/build-frontend" || echo "WARNING: without the bundled front end the tests of the query engine in the picture are SKIPPED" >&2
exit 0
