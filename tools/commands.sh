#!/bin/bash
# compile_commands.json for editors and clang-tidy: one entry a source file.
set -eu
first=1
echo '['
for f in "$@"; do
	[ $first = 1 ] || echo ','
	first=0
	printf ' {"directory": "%s", "file": "%s", "command": "cc %s %s -c %s"}' "$PWD" "$f" "$CPPFLAGS" "$CFLAGS" "$f"
done
printf '\n]\n'
