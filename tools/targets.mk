# run, test, check, bench, fuzz: how people use the tree.
