"""Checks of the test programs in Python: check() counts one and says what failed, end() prints the line that tests/run reads."""

MORE_MOST = 600  # characters told of what was found
passed = failed = 0


def check(name, good, more=""):
    global passed, failed
    if good:
        passed += 1
    else:
        failed += 1
        print(f"FAIL {name} {more}"[:len(name) + MORE_MOST])


def end(skipped=0):
    """the exit code"""
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed else 0
