#!/bin/sh
# Writes the assembler file that puts files into the program: pack.sh OUT ROOT PATH... (paths relative to ROOT or to
# build output given as NAME=FILE). The table is sorted by name, as src/base/pack.c expects.
set -eu
out=$1; shift
tmp=$out.tmp
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
	printf '\t.section .rodata\n\t.balign 8\n\t.globl mq_embedded_count\nmq_embedded_count:\t.quad %d\n\t.section .note.GNU-stack,"",@progbits\n' "$i"
} >"$tmp"
mv "$tmp" "$out"
