#!/bin/bash
# What every store must do, asked of each: a row here for each row of mq_drivers (src/store/store.c). And every line that is
# printed for machines is checked against its JSON Schema.
set -eu
cd "$(dirname "$0")"
exec python3 conformance.py sqlite
