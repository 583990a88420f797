"""Boosted decision trees by histograms, with numpy alone: the same rows give the same trees. What src/base/trees.c reads.

A tree grows leaf by leaf where the gain is greatest (logistic loss, second order); every tree sees a part of the rows and of the
features, drawn by a fixed seed. The sums start at `start`, so that the trees only mend what is known already."""
import numpy as np

BINS = 64


def borders(x):
    """of each column the values between which rows are parted"""
    out = []
    for column in x.T:
        v = np.unique(column)
        if len(v) > BINS:
            v = np.unique(np.quantile(column, np.linspace(0, 1, BINS), method="lower"))
        out.append((v[:-1] + v[1:]) / 2)
    return out


class Leaf:
    def __init__(self, rows, sums):
        self.rows, self.sums, self.gain = rows, sums, 0.0


def split(leaf, columns, l2, least):
    """the best place to part a leaf"""
    total = leaf.sums[:, 0, :].sum(axis=1)
    left = np.cumsum(leaf.sums, axis=2)[:, :, :-1]
    right = total[:, None, None] - left
    gain = left[0] ** 2 / (left[1] + l2) + right[0] ** 2 / (right[1] + l2) - total[0] ** 2 / (total[1] + l2)
    gain[(left[2] < least) | (right[2] < least)] = 0
    best = int(np.argmax(gain))
    leaf.gain, leaf.column, leaf.bin = float(gain.flat[best]), int(columns[best // (BINS - 1)]), best % (BINS - 1)


def grow(codes, g, h, rows, columns, leaves, l2, least):
    """nodes [column, bin, left, right] (leaves below 0: -1-n) and the rows' sums [g, h] of each leaf"""
    n = len(columns)
    place = (np.arange(n) * BINS).astype(np.int32)
    part = codes[:, columns].astype(np.int32) + place

    def sums(r):
        at = part[r].ravel()
        return np.stack([np.bincount(at, w, n * BINS).reshape(n, BINS) for w in (np.repeat(g[r], n), np.repeat(h[r], n), None)])

    root = Leaf(rows, sums(rows))
    split(root, columns, l2, least)
    nodes, live = [], [(root, None, 0)]
    while len(live) < leaves:
        best = max(range(len(live)), key=lambda i: live[i][0].gain)
        leaf, parent, side = live[best]
        if leaf.gain <= 1e-9:
            break
        if parent is not None:
            nodes[parent][side] = len(nodes)
        nodes.append([leaf.column, leaf.bin, 0, 0])
        low = codes[leaf.rows, leaf.column] <= leaf.bin
        halves = [leaf.rows[low], leaf.rows[~low]]
        small = int(len(halves[1]) < len(halves[0]))
        made = [None, None]
        made[small] = Leaf(halves[small], sums(halves[small]))
        made[1 - small] = Leaf(halves[1 - small], leaf.sums - made[small].sums)
        for x in made:
            split(x, columns, l2, least)
        live[best:best + 1] = [(made[0], len(nodes) - 1, 2), (made[1], len(nodes) - 1, 3)]
    for i, (leaf, parent, side) in enumerate(live):
        if parent is not None:
            nodes[parent][side] = -1 - i
    return nodes, [leaf.sums[:2, 0, :].sum(axis=1) for leaf, _, _ in live]


def walk(nodes, codes):
    """the leaf of every row"""
    at = np.zeros(len(codes), dtype=np.int32)
    table = np.array(nodes, dtype=np.int32)
    live = np.arange(len(codes))
    while len(live):
        node = table[at[live]]
        low = codes[live, node[:, 0]] <= node[:, 1]
        at[live] = np.where(low, node[:, 2], node[:, 3])
        live = live[at[live] >= 0]
    return -1 - at


def shares(z, begin, size, none):
    """of rows that are choices how likely each is its set's: the rows of a set stand one behind the other, from `begin` on, `size` of them.
    none: that it may be no one, whose sum is 0"""
    top = np.maximum.reduceat(z, begin)
    if none:
        top = np.maximum(top, 0)
    e = np.exp(z - np.repeat(top, size))
    return e / np.repeat(np.add.reduceat(e, begin) + (np.exp(-top) if none else 0), size)


def train(x, y, w, start, rounds=150, rate=0.05, leaves=16, least=40, l2=5.0, of_rows=0.8, of_columns=0.5, sets=None, none=False):
    """[(nodes [column, threshold, left, right], values of leaves)]; each row by itself, or, with sets, one of each set (see shares)"""
    lot, edges = np.random.RandomState(1), borders(x)
    codes = np.stack([np.searchsorted(e, c, side="left") for e, c in zip(edges, x.T)], axis=1).astype(np.uint8)
    usable = np.array([i for i, e in enumerate(edges) if len(e)])
    z, trees = np.array(start, dtype=np.float64), []
    begin = None if sets is None else np.flatnonzero(np.r_[True, sets[1:] != sets[:-1]])
    size = None if sets is None else np.diff(np.r_[begin, len(sets)])
    for _ in range(rounds):
        p = 1 / (1 + np.exp(-z)) if sets is None else shares(z, begin, size, none)
        rows = np.flatnonzero(lot.rand(len(y)) < of_rows)
        columns = np.sort(lot.permutation(usable)[:max(1, int(len(usable) * of_columns))])
        nodes, sums = grow(codes, w * (p - y), w * p * (1 - p), rows, columns, leaves, l2, least)
        if not nodes:
            continue
        values = np.array([-rate * g / (h + l2) for g, h in sums])
        z += values[walk(nodes, codes)]
        trees.append(([[c, float(edges[c][b]), l, r] for c, b, l, r in nodes], values))
    return trees


def write(path, note, trees):
    with open(path, "w", encoding="utf-8") as out:
        out.write("# %s\n%d %d %d\n" % (note, len(trees), sum(len(n) for n, _ in trees), sum(len(v) for _, v in trees)))
        for nodes, values in trees:
            out.write("%d %d\n" % (len(nodes), len(values)))
            out.writelines("%d %.7g %d %d\n" % tuple(n) for n in nodes)
            out.write(" ".join("%.5g" % v for v in values) + "\n")
