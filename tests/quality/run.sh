#!/bin/bash
# quality on the development sets against floors; skipped where they are not
exec python3 "$(dirname "$0")/run.py" "$@"
