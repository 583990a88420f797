# What is generated at build time. Each rule appends to:
#   gen_objects         objects made from generated C under $(B)/gen
#   packed_built        NAME=FILE pairs of built files that go into the program
#   packed_built_files  the files of those pairs
gen_objects :=
packed_built :=
packed_built_files :=
