#!/usr/bin/python3
"""promises.py: what SECURITY.md says that a lying server cannot do is shown by the tests it names (TAP)."""
import glob
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
HEAD = "| a lying server cannot … |"
NAME = re.compile(r"`(/[a-z0-9/-]+)`")
PREFIX = re.compile(r'"(/[a-z0-9-]+/)" path')
ADDED = re.compile(r'\b[A-Z]+ \("([a-z0-9/-]+)"')
WHOLE = re.compile(r'g_test_add(?:_func|_data_func)? \(\s*"(/[^"]+)"')


def read_table():
    """The cells of each row below HEAD."""
    with open(os.path.join(ROOT, "SECURITY.md"), encoding="utf-8") as file:
        lines = file.read().split("\n")
    begin = next(i for i, line in enumerate(lines) if line.startswith(HEAD)) + 2
    rows = []
    for line in lines[begin:]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def find_tests(pattern):
    """Paths of all test cases in tests/PATTERN."""
    found = set()
    for path in glob.glob(os.path.join(ROOT, "tests", pattern)):
        with open(path, encoding="utf-8") as file:
            text = file.read()
        found |= {name for name in WHOLE.findall(text) if not name.endswith("/")}
        for prefix in PREFIX.findall(text):
            found |= {prefix + name for name in ADDED.findall(text)}
    return found


def each_row_names_tests_that_are_there():
    rows, tests = read_table(), find_tests("test-*.c")
    assert len(rows) > 10, f"SECURITY.md has a table of {len(rows)} rows"
    for row in rows:
        assert len(row) == 3 and all(row), f"this row is not whole: {row}"
        names = NAME.findall(row[2])
        assert names, f"no test is named for: {row[0]}"
        for name in names:
            assert name in tests, f"{name} is no test, but shall show: {row[0]}"


def each_test_of_the_liar_is_named():
    named = {name for row in read_table() for name in NAME.findall(row[2])}
    tests = find_tests("test-liar*.c")
    assert len(tests) > 20, f"only {len(tests)} tests of the liar were found"
    assert tests <= named, f"SECURITY.md does not name {sorted(tests - named)}"


PROMISES = [each_row_names_tests_that_are_there, each_test_of_the_liar_is_named]


def main():
    failed = False
    print(f"1..{len(PROMISES)}")
    for number, promise in enumerate(PROMISES, 1):
        label = f"{number} {promise.__name__.replace('_', ' ')}"
        try:
            promise()
            print(f"ok {label}")
        except AssertionError as error:
            failed = True
            print(f"not ok {label}\n# {error}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
