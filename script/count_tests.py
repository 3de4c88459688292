#!/usr/bin/env python3
"""Adds up the JUnit reports of a folder and ends with the line: N passed, N failed. Before it
stands what failed, and how many were skipped.

A GoogleTest program and pytest report each case in a file of their own; of ctest's own report only
the tests without such a file count, and programs that died before they wrote theirs.
"""
import pathlib
import sys
import xml.etree.ElementTree as ET


def cases(path):
    for case in ET.parse(path).getroot().iter("testcase"):
        failed = case.find("failure") is not None or case.find("error") is not None
        skipped = case.find("skipped") is not None or case.get("status") == "notrun"
        yield case.get("name"), failed, skipped


def main(folder):
    passed = failed = skipped = 0
    own = {p.stem: p for p in pathlib.Path(folder).glob("*.xml") if p.stem != "ctest"}
    reports = []
    with_failures = set()
    for stem, path in sorted(own.items()):
        found = list(cases(path))
        if any(f for _, f, _ in found):
            with_failures.add(stem)
        reports += [(f"{stem}: {name}", f, s) for name, f, s in found]
    for name, died, missing in cases(pathlib.Path(folder) / "ctest.xml"):
        if name not in own or (died and name not in with_failures):
            reports.append((name, died, missing))
    for name, bad, missing in reports:
        failed += bad
        skipped += missing and not bad
        passed += not bad and not missing
        if bad:
            print(f"failed: {name}")
    if skipped:
        print(f"{skipped} skipped")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
