#!/bin/bash
# kill -9 in the middle of ingests: a few in make test, all with KILLS=200 tests/crash/run.sh
set -eu
cd "$(dirname "$0")"
exec python3 crash.py "${KILLS:-10}" "${SEED:-7}"
