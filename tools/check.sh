#!/bin/bash
# make check: what a machine can see of the house's rules. Each finding is a line; the exit code says whether there was one.
set -u
cd "$(dirname "$0")/.."
bad=0
report() { if [ -n "$2" ]; then printf '%s\n%s\n' "check: $1" "$2" | head -40 >&2; bad=1; else echo "ok   $1"; fi; }
sources=$(git ls-files -co --exclude-standard 'src/*.c' 'src/*.h' 'include/*.h' 'tests/unit/*.[ch]' 'fuzz/*.c' 'bench/*.c' 'tools/*.c')
ours=$(printf '%s\n' $sources | grep '^src/')

report "format (make format mends it)" "$(clang-format --dry-run --Werror $sources 2>&1 | grep -E 'error' | sed 's/: error.*//' | cut -d: -f1 | sort -u)"
report "include arrows" "$(python3 tools/check_arrows.py)"
report "sizes: functions to 120 lines, files to 900" "$(python3 tools/check_sizes.py $ours)"
report "malloc outside src/base" "$(grep -nE '\b(malloc|calloc|realloc|strdup|strndup)[[:space:]]*\(' $(printf '%s\n' $ours | grep -v '^src/base/') | head)"
report "exit, printing or errno's text in library rooms" "$(grep -nE '\b(exit|abort|printf|puts|perror)[[:space:]]*\(' $(printf '%s\n' $ours | grep -v '^src/cli/') | grep -vE 's?n?printf_|format\(printf' | head)"
alone=$(for h in $(printf '%s\n' $sources | grep '\.h$' | grep -v '^tests/'); do
	gcc -fsyntax-only -std=c11 -Wall -Wextra -D_GNU_SOURCE -Isrc -Iinclude -isystem build/deps/lexbor/include -x c "$h" 2>&1 | grep -E 'error|warning' | grep -v 'pragma once'
done)
report "headers compile alone" "$alone"
report "gcc's warnings" "$(make -s VARIANT=debug CC=gcc -j"$(nproc)" all 2>&1 | grep -E 'warning:|error:')"
if command -v clang >/dev/null; then
	report "clang's warnings" "$(CC=clang bash tools/check_clang.sh $ours)"
fi
report "paths of one machine, hosts of registries" "$(git grep -nIE '/(home|Users)/[a-z]+/|://(deb|registry|index|proxy|repo|pypi|crates)\.[a-z.]+' -- . ':!tools/check.sh' | head)"
report "files over 4 MB" "$(git ls-files -co --exclude-standard | while read -r f; do [ -f "$f" ] && [ "$(stat -c %s "$f")" -gt 4000000 ] && echo "$f"; done)"
exit $bad
