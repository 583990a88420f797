#!/bin/bash
# The articles that we wrote to teach the event coder (tools/train/written) are sound, and what is wrong in one is said with its line.
set -u
tree=$(cd "$(dirname "$0")/../.." && pwd)
written() { python3 "$tree/tools/train/written.py" "$@" 2>&1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0
is() {
	if [ "$2" = "$3" ]; then passed=$((passed + 1)); else failed=$((failed + 1)) && printf 'FAIL %s\n  is    %s\n  wants %s\n' "$1" "$2" "$3"; fi
}

for file in "$tree"/tools/train/written/*.txt; do is "$(basename "$file")" "$(written check "$file")" ""; done

cat >"$work/a.txt" <<'ARTICLE'
@a-1 | 2024-05-14 | هسبريس
T  انطلاق تمرين «أمواج 24» بين المغرب وفرنسا
1  انطلقت اليوم الثلاثاء مناورات بحرية بين المغرب وفرنسا.

2  وتستمر المناورات إلى غاية 20 ماي.
exercise_joint | under_way | - | MAR,FRA | - | 2024-05-14..2024-05-20 | MAR | exercise;أمواج 24; | 1,T,2 | مناورات بحرية
@a-2 | 2024-05-14 | هسبريس
T  أمطار
1  أمطار غدا.
ARTICLE
is "a sound article" "$(written check "$work/a.txt")" ""
written join "$work" "$work/gold" "$work/in"
is "two articles, one event" "$(python3 -c '
import json, sys
gold = [json.loads(line) for line in open(sys.argv[1])]
(e,) = gold[0]["events"]
span = e["evidence"][2]
text = gold[0]["body"].encode()[span["start"]:span["end"]].decode()
print(len(gold), len(gold[1]["events"]), e["kind"], e["date"]["to"], e["trigger"]["text"], e["instrument"]["name"], text == "وتستمر المناورات إلى غاية 20 ماي.", "\n" in gold[0]["body"])' "$work/gold")" \
	"2 0 exercise_joint 2024-05-20 مناورات بحرية أمواج 24 True True"

wrong() {
	sed "$2" "$work/a.txt" >"$work/wrong"
	is "$1" "$(written check "$work/wrong" | sed "s,$work/,,g")" "written.py: $3"
}
wrong "a day that is none" '1s/2024-05-14/May/' "wrong:1: not an identifier, a day and an outlet"
wrong "a kind that is none" 's/^exercise_joint/exercises/' "wrong:6: unknown kind, status or background: exercises | under_way | -"
wrong "a sentence that is not there" 's/1,T,2/1,T,3/' "wrong:6: no sentence 3"
wrong "a trigger that is not there" 's/| مناورات بحرية$/| مناورات جوية/' "wrong:6: the first sentence has no «مناورات جوية»"
wrong "sentences out of their order" 's/^2  /3  /' "wrong:5: sentence 3 is out of its order"
wrong "an article that is there twice" 's/@a-2/@a-1/' "wrong: written-a-1 is there twice"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
