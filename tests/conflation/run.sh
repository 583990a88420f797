#!/bin/bash
# Do words that must meet have one index term, and words that must not, two? words.tsv holds both; the bars are shares of the rows.
set -u
here=$(cd "$(dirname "$0")" && pwd)
mirqab=$here/../../build/${VARIANT:-release}/mirqab
[ -x "$mirqab" ] || { echo "build first: $mirqab is not there"; exit 77; }
python3 "$here/conflation.py" "$mirqab" "$here/fresh.tsv" --fresh "$@" || exit 1
exec python3 "$here/conflation.py" "$mirqab" "$here/words.tsv" "$@"
