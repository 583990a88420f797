#!/bin/bash
# The large forms: a day of 200 sites, 100 kills, 30 more with a hub, 200,000 fetches (PAGES: of each of 200 hosts). About half an hour.
set -u
cd "$(dirname "$0")"
bad=0
python3 day.py --sites 200 --seconds 300 --pace 20 --print || bad=1
python3 hostile.py --print || bad=1
python3 kill.py --kills 100 --sites 20 --pages 500 --pace 0.05 --print || bad=1
python3 websub.py --kills 30 --print || bad=1
python3 speed.py --sites 200 --pages "${PAGES:-1000}" --least 500 --print || bad=1
exit $bad
