#!/bin/bash
# Do words that must meet have one index term, and words that must not, two? words.tsv and fresh*.tsv hold both; the bars are shares of the rows.
set -u
here=$(cd "$(dirname "$0")" && pwd)
mirqab=$here/../../build/${VARIANT:-release}/mirqab
[ -x "$mirqab" ] || { echo "build first: $mirqab is not there"; exit 77; }
for list in fresh fresh2 fresh3; do python3 "$here/conflation.py" "$mirqab" "$here/$list.tsv" "$@" || exit 1; done
exec python3 "$here/conflation.py" "$mirqab" "$here/words.tsv" "$@"
