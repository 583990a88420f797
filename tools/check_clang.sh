#!/bin/bash
# every source once through clang, for its warnings only
set -u
flags="-fsyntax-only -std=c11 -Wall -Wextra -Wconversion -Wshadow -Wno-sign-conversion -D_GNU_SOURCE -Isrc -Iinclude"
flags="$flags -isystem build/deps/lexbor/include"
printf '%s\n' "$@" | grep '\.c$' | xargs -P "$(nproc)" -n 8 clang $flags 2>&1 | grep -E 'warning:|error:'
exit 0
