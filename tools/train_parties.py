"""The model of who did it to whom, for train_events.py: of all ways to fill the roles of a candidate (src/event/choose.c) the one that
was judged right is to be the likeliest. A way sums the weights of its names ("phrase") and states ("state") in their roles, of its
shape, of the states that stand in it together and of where they stand ("way"). Which of a state's names plays the role is not judged: all that come to
the right states count. Log-linear, L2, minimised by L-BFGS from nothing: the same data give the same weights."""
import numpy as np
from scipy import sparse
from scipy.optimize import minimize

ROLES = ("party", "actor", "recipient")
LIGHTEST = 0.03


def bits(mask):
    return [i for i in range(mask.bit_length()) if mask >> i & 1]


def likeness(a, b):
    return len(a & b) / len(a | b) if a | b else 1.0


def right_ways(c, actors, recipients):
    """which of the ways come nearest to what was judged"""
    codes = [s["code"] for s in c["states"]]
    sets = [frozenset(codes[i] for i in bits(mask)) for mask, _ in c["sides"]]
    empty = frozenset()
    ways = c["ways"]
    if c["symmetric"]:
        both = actors | recipients
        worth = np.array([likeness(both, sets[p] | (sets[q] if q >= 0 else empty)) for p, q in ways[:, :2]])
    else:
        a, r = np.array([likeness(actors, s) for s in sets]), np.array([likeness(recipients, s) for s in sets])
        worth = a[ways[:, 0]] + r[ways[:, 1]]
    return worth >= worth.max() - 1e-9


class Parties:
    """rows of candidates whose parties were judged: (candidate, actors, recipients, weight)"""

    def __init__(self, rows, features):
        rows = [r for r in rows if len(r[0]["ways"]) and r[3] > 0]
        self.names, self.weight = list(features), np.array([r[3] for r in rows])
        n, cols, at = len(self.names), [], [0]      # what a name or state has for features, in each role
        side, member, share, sides = [], [], [], 0  # which names and states a side sums
        first, second, shape, own, seg, right = [], [], [], [], [0], []
        shapes = []
        for c, actors, recipients, _ in rows:
            base, states, names = {}, len(c["states"]), len(c["phrases"])
            for role in ((0,) if c["symmetric"] else (1, 2)):
                base[role] = len(at) - 1
                for x in c["states"] + c["phrases"]:
                    cols.append(x["f"] + role * n)
                    at.append(at[-1] + len(x["f"]))
            of = {}
            for role in base:
                of[role] = sides
                for mask, members in c["sides"]:
                    summed = [base[role] + i for i in bits(mask)] + [base[role] + states + i for i in bits(members)]
                    side += [sides] * len(summed)
                    member += summed
                    share += [1.0 if c["symmetric"] else 1.0 / max(1, mask.bit_count())] * len(summed)
                    sides += 1
            p, q = (0, 0) if c["symmetric"] else (1, 2)
            w = c["ways"]
            first.append(of[p] + w[:, 0])
            second.append(np.where(w[:, 1] >= 0, of[q] + w[:, 1], -1))
            shape.append(len(shapes) + w[:, 2])
            shapes += c["shapes"]
            at_way = np.arange(seg[-1], seg[-1] + len(w))
            own.append(np.stack([np.repeat(at_way, w.shape[1] - 3), w[:, 3:].ravel()])[:, w[:, 3:].ravel() >= 0])
            seg.append(seg[-1] + len(w))
            right.append(right_ways(c, actors, recipients))
        self.seg, self.right = np.array(seg), right
        ones = lambda k: np.ones(k)
        self.rows = sparse.csr_matrix((ones(at[-1]), np.concatenate(cols), at), shape=(len(at) - 1, 3 * n))
        of_side = sparse.csr_matrix((share, (side, member)), shape=(sides, len(at) - 1))
        first, second, shape = (np.concatenate(x) for x in (first, second, shape))
        own = np.concatenate(own, axis=1)
        k = np.arange(len(first))
        two = second >= 0
        pick = sparse.csr_matrix((ones(len(k)), (k, first)), shape=(len(k), sides)) + sparse.csr_matrix((ones(two.sum()), (k[two], second[two])), shape=(len(k), sides))
        self.sums = (pick @ of_side).tocsr()
        # what a way weighs is kept in two parts: shapes are few, and many ways have the same
        self.shape = shape
        self.shapes = sparse.csr_matrix((ones(sum(map(len, shapes))), np.concatenate(shapes), np.cumsum([0] + [len(s) for s in shapes])), shape=(len(shapes), n))
        self.own = sparse.csr_matrix((ones(own.shape[1]), (own[0], own[1])), shape=(len(k), n))

    def train(self, chosen, l2):
        """{group: {feature: weight}} from the rows chosen"""
        chosen = np.array(chosen)
        seg, n, names = self.seg, len(self.names), self.names
        ks = np.concatenate([np.arange(seg[i], seg[i + 1]) for i in chosen])
        sums, own = self.sums[ks], self.own[ks]
        met, shape, ways_of = np.unique(self.shape[ks], return_inverse=True, return_counts=True)
        shapes = self.shapes[met]
        used = np.flatnonzero(np.bincount(sums.indices, minlength=self.rows.shape[0]))
        sums, rows = sums[:, used], self.rows[used]
        mine = np.flatnonzero(np.bincount(rows.indices, minlength=3 * n) >= 2)
        of_shapes = np.bincount(shapes.indices, np.repeat(ways_of, np.diff(shapes.indptr)), minlength=n)
        theirs = np.flatnonzero(of_shapes + np.bincount(own.indices, minlength=n) >= 2)
        rows, shapes, own = rows[:, mine], shapes[:, theirs], own[:, theirs]
        size = np.diff(seg)[chosen]
        start = np.concatenate([[0], np.cumsum(size)[:-1]])
        good = np.concatenate([self.right[i] for i in chosen])
        m = self.weight[chosen]
        each = np.repeat(m, size)
        sums_t, rows_t, shapes_t, own_t, split = sums.T.tocsr(), rows.T.tocsr(), shapes.T.tocsr(), own.T.tocsr(), len(mine)

        def loss(w):
            z = sums @ (rows @ w[:split]) + (shapes @ w[split:])[shape] + own @ w[split:]
            zg = np.where(good, z, -np.inf)
            top, top_g = np.maximum.reduceat(z, start), np.maximum.reduceat(zg, start)
            e, eg = np.exp(z - np.repeat(top, size)), np.exp(zg - np.repeat(top_g, size))
            s, sg = np.add.reduceat(e, start), np.add.reduceat(eg, start)
            value = np.sum(m * (np.log(s) + top - np.log(sg) - top_g)) + 0.5 * l2 * (w @ w)
            g = each * (e / np.repeat(s, size) - eg / np.repeat(sg, size))
            return value, np.concatenate([rows_t @ (sums_t @ g), shapes_t @ np.bincount(shape, g, minlength=len(met)) + own_t @ g]) + l2 * w

        w = minimize(loss, np.zeros(len(mine) + len(theirs)), jac=True, method="L-BFGS-B", options={"maxiter": 120}).x
        out = {}
        for k, v in zip(np.concatenate([mine, theirs + 3 * n]), w):
            if abs(v) < LIGHTEST:
                continue
            part, feature = names[k % n].split(" ", 1)
            group = part if k >= 3 * n else f"{ROLES[k // n]}.{part}"
            out.setdefault(group, {})[feature] = round(float(v), 3)
        return out
