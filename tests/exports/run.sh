#!/bin/bash
# Every export and feed, read back by somebody else: xmllint with schemas, libical, a JSON Feed schema, pyarrow where it is.
cd "$(dirname "$0")" || exit 70
folder=$(mktemp -d) && trap 'rm -rf "$folder"' EXIT
if pkg-config --exists libical 2>/dev/null; then
	${CC:-cc} -O1 -o "$folder/ical" ical.c $(pkg-config --cflags --libs libical) || exit 70
	export ICAL=$folder/ical
fi
python3 check.py
