#!/bin/bash
# Extraction of HTML pages on the public development sets, against floors.tsv. The sets and their scorer live beside the
# checkout (../shared) and are not part of the project: without them this is skipped.
set -u
here=$(cd "$(dirname "$0")" && pwd)
tree=$here/../..
shared=$tree/../shared
variant=${VARIANT:-release}
if [ ! -e "$shared/data/extract" ] || [ ! -e "$shared/score/score_pages.py" ]; then
	echo "the development sets are not here (../shared)"
	exit 77
fi
work=$tree/build/$variant/tests/pages
mkdir -p "$work"
passed=0 failed=0
for set in aeb n4k traf date; do
	[ -e "$work/${set}_dev/truth.jsonl" ] || tar -C "$work" -xf "$shared/data/extract/${set}_dev.tar.xz" || exit 77
	"$tree/build/$variant/mirqab" read --only article "$work/${set}_dev/pages" >"$work/$set.jsonl" 2>/dev/null
	python3 "$shared/score/score_pages.py" "$work/${set}_dev" "$work/$set.jsonl" >"$work/$set.txt"
	[ "${1:-}" = --print ] && { echo "── $set"; cat "$work/$set.txt"; }
	while IFS=$'\t' read -r name measure floor; do
		[ "$name" = "$set" ] || continue
		case $measure in
		body) have=$(sed -n 's/^body .*F1 \([0-9.]*\).*/\1/p' "$work/$set.txt") ;;
		phrases) have=$(sed -n 's/^with\/without .*F1 \([0-9.]*\).*/\1/p' "$work/$set.txt") ;;
		*) have=$(sed -n "s/^$measure *exact \([0-9.]*\).*/\1/p" "$work/$set.txt") ;;
		esac
		if awk -v a="${have:-0}" -v b="$floor" 'BEGIN { exit !(a >= b) }'; then passed=$((passed + 1)); else
			failed=$((failed + 1))
			echo "FAIL $set $measure: $have, the floor is $floor"
		fi
	done <"$here/floors.tsv"
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
