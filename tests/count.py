#!/usr/bin/python3
"""Counts test cases in meson's testlog.json files and in NAME.tap; the last line is "N passed, N failed, N skipped".

A TAP program counts by its cases, any other by its exit code; one that stopped before its plan was fulfilled has
failed. Exits 1 if anything failed or nothing passed.
"""
import json
import os
import re
import sys

CASE = re.compile(r"^(not )?ok\b[^#]*(#\s*(SKIP|TODO)\b.*)?", re.IGNORECASE)
PASSED = {"OK", "EXPECTEDFAIL"}


def count_cases(output):
    passed, failed, skipped = 0, [], []
    for line in output.splitlines():
        case = CASE.match(line)
        if not case:
            continue
        if case[3]:
            skipped.append(line)
        elif case[1]:
            failed.append(line)
        else:
            passed += 1
    return passed, failed, skipped


def count_program(test):
    """Returns (passed, failed lines, skipped lines) of one line of the log."""
    passed, failed, skipped = count_cases(test.get("stdout") or "")
    result = test["result"]
    if result == "SKIP" and not passed:
        return 0, [], skipped or ["all of it"]
    if result not in PASSED and result != "SKIP" and not failed:
        failed = [f"{result}, exit code {test.get('returncode')}"]
    if result in PASSED and not (passed or failed or skipped):
        passed = 1
    return passed, failed, skipped


def read_log(log):
    """Yields the tests of one log."""
    with open(log, encoding="utf-8") as lines:
        if not log.endswith(".tap"):
            yield from map(json.loads, lines)
            return
        text = lines.read()
    passed, failed, skipped = count_cases(text)
    whole = f"1..{passed + len(failed) + len(skipped)}" in text.splitlines()
    yield {"name": os.path.basename(log).removesuffix(".tap"), "stdout": text, "result": "OK" if whole else "ERROR", "returncode": "unknown"}


def main(logs):
    total_passed = total_failed = total_skipped = 0
    for log in logs:
        for test in read_log(log):
            passed, failed, skipped = count_program(test)
            total_passed += passed
            total_failed += len(failed)
            total_skipped += len(skipped)
            for what, cases in (("failed", failed), ("skipped", skipped)):
                for case in cases:
                    print(f"{what}: {log.split('/')[0]}: {test['name']}: {case}")
    print(f"{total_passed} passed, {total_failed} failed, {total_skipped} skipped")
    return 1 if total_failed or not total_passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
