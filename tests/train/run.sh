#!/bin/bash
# The trees that choose article text are made anew from the same pages byte for byte. The pages are our own, the trees of no use:
# what is tested is models/article/train.py. Wants python3 with lightgbm and numpy, which the project does not install.
set -u
tree=$(cd "$(dirname "$0")/../.." && pwd)
if ! python3 -c 'import lightgbm, numpy' 2>/dev/null; then
	echo "lightgbm is not here"
	exit 77
fi
make -s -C "$tree" build/train/features >/dev/null || exit 1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/set/pages"
python3 - "$tree" "$work/set" <<'PAGES' || exit 1
import contextlib, io, json, runpy, sys
tree, out = sys.argv[1:]
troubles = ["", "repeated", "copies", "hidden", "notice", "caption", "state", "repeated caption", "hidden notice", "copies repeated"]
with open(out + "/truth.jsonl", "w") as truth:
    for n, (trouble, site) in enumerate((t, s) for t in troubles for s in "abcdef"):
        sys.argv = ["make"] + trouble.split()
        page = io.StringIO()
        with contextlib.redirect_stdout(page):
            made = runpy.run_path(tree + "/tests/cases/article/trouble_make.py")
        with open(f"{out}/pages/{n}.html", "w", encoding="utf-8") as f:
            f.write(page.getvalue().replace("article-body", f"text-{site} story"))
        truth.write(json.dumps({"id": str(n), "url": f"https://{site}.example/{n}", "body": "\n".join(made["TEXT"])}) + "\n")
PAGES
for n in 1 2; do
	mkdir -p "$work/$n/rules/page" "$work/$n/models/article"
	python3 "$tree/models/article/train.py" "$tree/build/train/features" "$work/set" --out "$work/$n" >"$work/$n.txt" || exit 1
done
if diff -r "$work/1" "$work/2" >/dev/null && [ "$(wc -l <"$work/1/models/article/around.txt")" -gt 400 ]; then
	echo "1 passed, 0 failed"
else
	echo "FAIL the same pages gave other trees, or none"
	echo "0 passed, 1 failed"
	exit 1
fi
