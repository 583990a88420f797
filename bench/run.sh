#!/bin/bash
# make bench: every bench program once. Real pages are taken from ../shared where that folder is there, else the samples.
set -u
B=$1
real=../shared/data/news/dev.jsonl.gz
if [ -e "$real" ]; then pages=$real; else pages=samples/feeds/daffatayn.rss; echo "(no ../shared: the samples are too few for steady figures)"; fi
echo "── rooms"
"$B/bench/bench_rooms" "$pages" 3000
echo "── serve"
python3 bench/serve.py "$B/mirqab" --seconds 2
for p in "$B"/bench/bench_*; do
	name=$(basename "$p")
	case $name in *.d | bench_rooms) continue ;; esac
	[ -x "$p" ] || continue
	echo "── ${name#bench_}"
	with=
	if [ "$name" = bench_extract ] && [ -e ../shared/data/extract ]; then
		mkdir -p "$B/bench/pages" && for s in aeb n4k; do
			[ -e "$B/bench/pages/${s}_dev" ] || tar -C "$B/bench/pages" -xf "../shared/data/extract/${s}_dev.tar.xz"
		done
		with="$B/bench/pages/aeb_dev/pages $B/bench/pages/n4k_dev/pages"
	fi
	# shellcheck disable=SC2086
	"$p" $with || echo "(exit $?)"
	[ -n "$with" ] && for d in $with; do echo "· $d, peers that are installed"; python3 bench/peers.py "$d" "$B/mirqab"; done
done
