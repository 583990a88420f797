#!/bin/bash
# The press on loopback. In make test: small forms. All of it: tests/live/all.sh
set -eu
cd "$(dirname "$0")"
exec python3 run.py "$@"
