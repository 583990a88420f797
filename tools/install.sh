#!/bin/sh
# Installs the Debian packages that a task needs and that are missing: install.sh build|test|check [MORE-PACKAGES...]
# Says what it will fetch before it does. Needs root or sudo only when something is missing. Does nothing twice.
set -eu
cd "$(dirname "$0")/.."
want=$1
list=$(sed -n "s/#.*//; /^$want:/s/^[a-z]*://p" tools/packages.txt)
[ -n "$list" ] || { echo "install.sh: no such task: $want" >&2; exit 64; }
missing=
for p in $list; do
	# PACKAGE:COMMAND needs the command, wherever it came from
	case $p in *:*) command -v "${p#*:}" >/dev/null && continue; p=${p%:*} ;; esac
	status=$(dpkg-query -W -f '${db:Status-Status}' "$p" 2>/dev/null || true)
	[ "$status" = installed ] || missing="$missing $p"
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ]; then sudo=
elif command -v sudo >/dev/null; then sudo=sudo
else
	echo "These Debian packages are missing, and installing them needs root or sudo:$missing" >&2
	exit 77
fi
command -v apt-get >/dev/null || { echo "This is not a Debian system; please install:$missing" >&2; exit 69; }
known=yes
for p in $missing; do apt-cache show "$p" >/dev/null 2>&1 || known=no; done
[ "$known" = yes ] || { echo "Reading Debian's package lists" >&2; $sudo apt-get -q=2 update >&2; }
echo "Installing for \"$want\":$missing" >&2
LC_ALL=C $sudo apt-get install --no-install-recommends -s $missing >/dev/null
LC_ALL=C $sudo apt-get install --no-install-recommends --assume-no $missing 2>/dev/null |
	grep -E '^(Need to get|After this operation)' >&2 || true
DEBIAN_FRONTEND=noninteractive $sudo apt-get install --no-install-recommends -y -q=2 $missing >&2
