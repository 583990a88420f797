#!/bin/bash
# Browser tests: need node, npm and Chromium; say "skipped" and leave with 77 where one is missing. FULL=1 sees every page in
# every language, theme and width.
cd "$(dirname "$0")" || exit 70
skip() { echo "skipped: $*"; exit 77; }
command -v node >/dev/null || skip "node is not installed"
command -v npm >/dev/null || skip "npm is not installed"
CHROMIUM=$(command -v chromium || command -v chromium-browser) || skip "Chromium is not installed"
export CHROMIUM PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1
[ -n "${MIRQAB:-}" ] || MIRQAB=$(command -v mirqab || echo "../../build/${VARIANT:-release}/mirqab")
MIRQAB=$(realpath "$MIRQAB") && export MIRQAB
sum=$(sha256sum package-lock.json | cut -d' ' -f1)
if [ "$(cat node_modules/.sum 2>/dev/null)" != "$sum" ]; then
	npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null 2>&1 || skip "npm cannot fetch the packages"
	echo "$sum" >node_modules/.sum
fi
exec node test.mjs
