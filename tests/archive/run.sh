#!/bin/bash
# What an archive keeps, and how: dictionaries, damage, archives of an older mirqab.
set -eu
cd "$(dirname "$0")"
exec python3 archive.py
