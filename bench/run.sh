#!/bin/bash
# make bench: every bench program once. Real pages are taken from ../shared where that folder is there, else the samples.
set -u
B=$1
real=../shared/data/news/dev.jsonl.gz
if [ -e "$real" ]; then pages=$real; else pages=samples/feeds/daffatayn.rss; echo "(no ../shared: the samples are too few for steady figures)"; fi
echo "── rooms"
"$B/bench/bench_rooms" "$pages" 3000
for p in "$B"/bench/bench_*; do
	name=$(basename "$p")
	case $name in *.d | bench_rooms) continue ;; esac
	[ -x "$p" ] || continue
	echo "── ${name#bench_}"
	"$p" || echo "(exit $?)"
done
