"""Quality on the development sets, against floors: a change that makes the records worse fails here.

usage: run.py [--print]

The sets and their scorers live beside the checkout (../shared) and are not part of the project: without them this is skipped.
Floors are in floors.tsv: set, measure, floor. They are raised when the figures rise, and never lowered to let a change pass.
"""
import json, os, pathlib, subprocess, sys, tempfile

HERE = pathlib.Path(__file__).resolve().parent
TREE = HERE.parent.parent
SHARED = TREE.parent / "shared"
VARIANT = os.environ.get("VARIANT", "release")
MIRQAB = str(TREE / "build" / VARIANT / "mirqab")

SETS = {
    "seeds": (["read", str(SHARED / "seeds")], SHARED / "gold/seeds.jsonl"),
    "cooperation_dev": (["read", "--as", "jsonl", str(SHARED / "gold/cooperation_dev_in.jsonl")], SHARED / "gold/cooperation_dev.jsonl"),
}


def score(name):
    argv, gold = SETS[name]
    with tempfile.NamedTemporaryFile("wb", suffix=".jsonl") as out:
        subprocess.run([MIRQAB, *argv], stdout=out, check=True)
        done = subprocess.run([sys.executable, str(SHARED / "score/score_records.py"), str(gold), out.name, "--json"], stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def main():
    if not (SHARED / "score/score_records.py").exists():
        print("the development sets are not here (../shared)")
        sys.exit(77)
    floors = [l.split("\t") for l in (HERE / "floors.tsv").read_text(encoding="utf-8").splitlines() if l and l[0] != "#"][1:]
    passed = failed = 0
    for name in SETS:
        figures = score(name)
        if "--print" in sys.argv:
            for k, v in figures.items():
                if isinstance(v, dict):
                    print(f"{name}\t{k}\tP {v['p']:.3f}\tR {v['r']:.3f}\tF1 {v['f1']:.3f}\t{v['tp']}/{v['found']} of {v['gold']}")
        for which, measure, floor in floors:
            if which != name:
                continue
            have = figures[measure]["f1"]
            ok = have >= float(floor)
            passed, failed = passed + ok, failed + (not ok)
            print(f"{'ok  ' if ok else 'FAIL'} {name} {measure} F1 {have:.3f} (floor {floor})")
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed > 0)


main()
