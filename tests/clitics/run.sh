#!/bin/bash
# Clitics of words of 600 sentences, marked by hand; the sentences themselves are in ../shared, and the test is skipped without them.
set -u
here=$(cd "$(dirname "$0")" && pwd)
mirqab=$here/../../build/${VARIANT:-release}/mirqab
news=$here/../../../shared/data/news/dev.jsonl.gz
[ -x "$mirqab" ] || { echo "build first: $mirqab is not there"; exit 77; }
[ -e "$news" ] || { echo "the news of ../shared is absent"; exit 77; }
python3 "$here/clitics.py" "$mirqab" "$here/fresh.tsv" "$news" "$@" || exit 1
exec python3 "$here/clitics.py" "$mirqab" "$here/sample.tsv" "$news" "$@"
