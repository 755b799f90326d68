#!/bin/sh
# Makes two folders in out/spark for the long tests: a local Spark server with Spark Connect, and the client, which needs no Java. Both come
# from PyPI and are apart from .venv, because Ibis pins an older pyspark there. The server needs Java 17 or newer. Exits 0 in every case:
# without Spark those tests are skipped, with a line that says so.
set -u
VERSION=4.2.0
PYTHON=${PYTHON:-.venv/bin/python}
folder=out/spark
if ! command -v java >/dev/null 2>&1; then
  echo "WARNING: Java was not found: the tests on Spark will be skipped" >&2
  exit 0
fi
if [ ! -f "$folder/done-$VERSION" ]; then
  rm -rf "$folder"
  mkdir -p "$folder"
  if "$PYTHON" -m venv "$folder/server" &&
    "$folder/server/bin/python" -m pip install --quiet "pyspark[connect]==$VERSION" &&
    "$PYTHON" -m pip install --quiet --target "$folder/client" --no-deps \
      "pyspark-client==$VERSION" packaging grpcio grpcio-status googleapis-common-protos protobuf zstandard; then
    touch "$folder/done-$VERSION"
  else
    echo "WARNING: Spark could not be installed: the tests on it will be skipped" >&2
  fi
fi
exit 0
