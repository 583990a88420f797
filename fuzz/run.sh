#!/bin/bash
# Coverage-guided fuzzing: fuzz/run.sh [NAME] [SECONDS]. Builds with clang into build/fuzz; what is found of new inputs stays in
# build/fuzz/corpus, what crashes in build/fuzz/found. The seeds are fuzz/corpus/NAME.
set -eu
name=${1:-} seconds=${2:-60}
names=$(for f in fuzz/fuzz_*.c; do f=${f#fuzz/fuzz_}; echo "${f%.c}"; done)
[ -z "$name" ] || names=$name
failed=0
for n in $names; do
	make --no-print-directory -s -j"$(nproc)" VARIANT=fuzz CC=clang CFLAGS_EXTRA='-O1 -g -fsanitize=fuzzer-no-link,address' \
		"build/fuzz/fuzz/fuzz_$n"
	mkdir -p "build/fuzz/corpus/$n" build/fuzz/found
	echo "── $n, $seconds s"
	ASAN_OPTIONS=detect_leaks=1 "build/fuzz/fuzz/fuzz_$n" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=65536 \
		-artifact_prefix="build/fuzz/found/$n-" -print_final_stats=1 "build/fuzz/corpus/$n" "fuzz/corpus/$n" \
		>"build/fuzz/$n.log" 2>&1 || failed=1
	grep -E 'SUMMARY|stat::number_of_executed_units|Test unit written|DONE|ERROR' "build/fuzz/$n.log" || true
done
exit $failed
