#!/bin/bash
# make run: reads PAGES into an archive under build/ and serves it. Pages already read change nothing.
set -eu
mirqab=$1 pages=$2 listen=$3
[ -e "$pages" ] || { echo "make run: there is no $pages" >&2; exit 66; }
# one archive a folder of pages, so that PAGES=dir does not mix with the samples
name=$(printf '%s' "$(realpath "$pages")" | cksum | cut -d' ' -f1)
db=build/run/archive-$name.db
mkdir -p build/run
"$mirqab" --db "sqlite:$db" ingest "$pages" || [ $? = 65 ]
exec "$mirqab" --db "sqlite:$db" serve --listen "$listen"
