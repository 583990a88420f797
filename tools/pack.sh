#!/bin/sh
# Writes the assembler file that puts files into the program: pack.sh OUT ROOT PATH... (paths relative to ROOT or to
# build output given as NAME=FILE). The table is sorted by name, as src/base/pack.c expects.
set -eu
out=$1; shift
tmp=$out.tmp
# eight bytes, the least first
size() {
	n=$1
	for _ in 1 2 3 4 5 6 7 8; do
		printf "\\$(printf %03o $((n & 255)))"
		n=$((n >> 8))
	done
}
# the hashes that the program names itself by, so that it need not read all its files at every start: as mq_pack_hash counts them
hashes() {
	tab=$(printf '\t')
	for head in models/ rules/ rules/ar/ web/; do
		sum=$(for f in $list; do printf '%s\t%s\n' "${f%%=*}" "${f#*=}"; done | LC_ALL=C sort | grep "^$head" |
			while IFS=$tab read -r name file; do
				printf '%s' "$name"
				size "$(wc -c <"$file")"
				cat "$file"
			done | sha256sum | cut -c1-64)
		printf '\t.section .rodata\nh%d:\t.asciz "%s"\ng%d:\t.asciz "%s"\n' "$hash_n" "$head" "$hash_n" "$sum"
		hash_n=$((hash_n + 1))
	done
	printf '\t.section .data.rel.ro,"aw"\n\t.balign 8\n\t.globl mq_embedded_hashes\nmq_embedded_hashes:\n'
	while [ "$((hash_at += 1))" -le "$hash_n" ]; do printf '\t.quad h%d, g%d\n' "$((hash_at - 1))" "$((hash_at - 1))"; done
	printf '\t.section .rodata\n\t.balign 8\n\t.globl mq_embedded_hashes_count\nmq_embedded_hashes_count:\t.quad %d\n' "$hash_n"
}
hash_n=0 hash_at=0 list="$*"
{
	printf '/* made by tools/pack.sh; not edited */\n\t.section .rodata\n'
	i=0
	for f in "$@"; do
		name=${f%%=*}; file=${f#*=}
		printf '\t.balign 16\nn%d:\t.asciz "%s"\n\t.balign 16\nf%d:\t.incbin "%s"\ne%d:\t.byte 0\n' "$i" "$name" "$i" "$file" "$i"
		i=$((i + 1))
	done
	printf '\t.section .data.rel.ro,"aw"\n\t.balign 8\n\t.globl mq_embedded\nmq_embedded:\n'
	i=0
	for f in "$@"; do
		printf '\t.quad n%d, f%d, e%d\n' "$i" "$i" "$i"
		i=$((i + 1))
	done
	hashes
	printf '\t.section .rodata\n\t.balign 8\n\t.globl mq_embedded_count\nmq_embedded_count:\t.quad %d\n\t.section .note.GNU-stack,"",@progbits\n' "$i"
} >"$tmp"
mv "$tmp" "$out"
