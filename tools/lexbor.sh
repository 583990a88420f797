#!/bin/sh
# Puts lexbor's headers and static library into $1 (a folder under build/), from Debian's forky suite, on the mirror
# that this system's own apt sources name. Nothing of the system's apt is changed: the suite's InRelease is checked with gpgv
# against Debian's archive keyring, the index against InRelease, the package against the index.
set -eu
out=$1
suite=forky
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
fetch=/usr/lib/apt/apt-helper
[ -e "$out/.done" ] && exit 0
say() { printf 'lexbor: %s\n' "$*" >&2; }
die() { say "$*"; exit 69; }
[ -x "$fetch" ] || die "apt-helper is missing: this step needs a Debian system"
[ -r "$keyring" ] || die "$keyring is missing (package debian-archive-keyring)"

# the mirror: the first URI of the sources whose path ends in /debian (not security)
mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null |
	sed -n 's/#.*//; s/^URIs:[[:space:]]*//p; s/^deb[[:space:]]\{1,\}\(\[[^]]*\][[:space:]]*\)\{0,1\}\([^[:space:]]*\).*/\2/p' |
	tr ' ' '\n' | grep -E '/debian/?$' | head -n 1)
[ -n "$mirror" ] || die "no Debian mirror is named in the apt sources; install liblexbor-dev by hand, pkg-config will find it"
mirror=${mirror%/}
case "$mirror" in mirror+file:*) mirror=$(head -n 1 "${mirror#mirror+file:}") && mirror=${mirror%/} ;; esac

work=$out/fetch
arch=$(dpkg --print-architecture)
mkdir -p "$work"
say "reading the signed index of $suite"
"$fetch" -o APT::Sandbox::User= download-file "$mirror/dists/$suite/InRelease" "$work/InRelease" >/dev/null
gpgv --quiet --keyring "$keyring" --output "$work/Release" "$work/InRelease" 2>"$work/gpgv.log" ||
	die "the signature of the index does not verify: $(cat "$work/gpgv.log")"
index=main/binary-$arch/Packages.xz
sum=$(awk -v f="$index" '/^SHA256:/ {on=1; next} /^[A-Z]/ {on=0} on && $3 == f {print $1; exit}' "$work/Release")
[ -n "$sum" ] || die "the index names no $index"
"$fetch" -o APT::Sandbox::User= download-file "$mirror/dists/$suite/$index" "$work/Packages.xz" "SHA256:$sum" >/dev/null
line=$(xz -dc "$work/Packages.xz" | awk -v RS= -v want="liblexbor-dev" '
	{ name = ""; file = ""; sum = ""; size = ""
	  n = split($0, l, "\n")
	  for (i = 1; i <= n; i++) {
	    if (l[i] ~ /^Package: /) name = substr(l[i], 10)
	    if (l[i] ~ /^Filename: /) file = substr(l[i], 11)
	    if (l[i] ~ /^SHA256: /) sum = substr(l[i], 9)
	    if (l[i] ~ /^Size: /) size = substr(l[i], 7)
	  }
	  if (name == want) { print file, sum, size; exit } }')
[ -n "$line" ] || die "$suite has no liblexbor-dev for $arch"
set -- $line
say "fetching $(basename "$1") ($3 bytes)"
"$fetch" -o APT::Sandbox::User= download-file "$mirror/$1" "$work/lexbor.deb" "SHA256:$2" >/dev/null
dpkg-deb -x "$work/lexbor.deb" "$work/tree"
mkdir -p "$out/include" "$out/lib"
cp -r "$work/tree/usr/include/lexbor" "$out/include/"
find "$work/tree" -name 'liblexbor*.a' -exec cp {} "$out/lib/" \;
[ -e "$out/lib/liblexbor.a" ] || [ -e "$out/lib/liblexbor_static.a" ] || die "the package holds no static library"
rm -rf "$work"
: >"$out/.done"
