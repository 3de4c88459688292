"""Which published behaviours the tests prove, and in which versions: docs/activesync-cases.md.

A test names what it proves in its docstring, a line `case: ID [ID ...]` (or several), or has a parameter
`case`; an ID may end after its number. The list of behaviours is the reference's cases.tsv; those
without a test stand with their reason in cases_without_test.tsv.

    python3 -m pytest tests/conformance -n 2 --dist loadfile --case-table docs/activesync-cases.md
"""

import csv
import re
from collections import defaultdict
from fnmatch import fnmatchcase
from pathlib import Path

from eas import VERSIONS
from places import REFERENCE

WITHOUT_TEST = Path(__file__).with_name("cases_without_test.tsv")
_NAMED = re.compile(r"^\s*cases?:\s*(.+)$", re.MULTILINE)
_HEAD = """# Published behaviours of ActiveSync servers

Generated from a run of tests/conformance (`--case-table`); not edited by hand. The list names what Microsoft's
open test suites for the protocol expect of a server, in words of our own; the tests are our own, too. A version
in bold was tested; one in brackets is served by the same code, and is tested for other behaviours.

"""


def _rows(path):
    with open(path, encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def cases():
    """id -> row of the reference."""
    return {row["case_id"]: row for row in _rows(REFERENCE / "cases.tsv")}


def number_of(case):
    """What comes before an ID's words."""
    return "_".join(case.split("_")[:3])


def reasons():
    """(pattern of ids, why there is no test), the first that fits counts."""
    return [(row["cases"], row["reason"]) for row in _rows(WITHOUT_TEST)]


def named_in(docstring):
    """The ids that a test's docstring names."""
    return [
        each
        for line in _NAMED.findall(docstring or "")
        for each in line.replace(",", " ").split()
    ]


def reason_of(case, table):
    return next((reason for pattern, reason in table if fnmatchcase(case, pattern)), None)


class Recorder:
    """A plugin of pytest: what became of the tests that name a case. Tests may run in processes of
    their own: what a test proves travels with its report."""

    def __init__(self, path, writes):
        self._path, self._writes = Path(path), writes
        self._passed, self._failed = defaultdict(set), set()

    def pytest_collection_modifyitems(self, items):
        full = {number_of(case): case for case in cases()}
        for item in items:
            named = named_in(getattr(getattr(item, "function", None), "__doc__", None))
            if case := getattr(getattr(item, "callspec", None), "params", {}).get("case"):
                named.append(case)
            if named:
                names = [full[number_of(each)] for each in named]
                item.user_properties.append(("cases", [names, sorted(_version_of(item))]))

    def pytest_runtest_logreport(self, report):
        named, versions = dict(report.user_properties).get("cases", ((), ()))
        for case in named:
            if report.failed:
                self._failed.add(case)
            elif report.when == "call" and report.passed:
                self._passed[case].update(versions)

    def pytest_sessionfinish(self):
        if not self._writes:
            return
        self._path.write_text(_HEAD + "\n".join(self._table()) + "\n", encoding="utf-8")

    def _table(self):
        known, table, counts = cases(), reasons(), defaultdict(int)
        lines = []
        for case, row in known.items():
            if case in self._failed:
                result = "**failed**"
            elif case in self._passed:
                result = "passed"
            else:
                result = reason_of(case, table) or "not run"
            counts[result if result in ("passed", "not run", "**failed**") else "no test"] += 1
            versions = " ".join(
                f"**{each}**" if each in self._passed.get(case, ()) else f"({each})"
                for each in row["versions"].split(",")
            )
            if result not in ("passed", "**failed**"):
                versions = row["versions"].replace(",", " ")
            lines.append(f"| {case} | {row['behaviour'].replace('|', '/')} | {versions} | {result} |")
        yield f"{len(known)} behaviours: " + ", ".join(
            f"{count} {what}" for what, count in sorted(counts.items())
        ) + "."
        yield ""
        yield "| case | behaviour | versions | result |"
        yield "|---|---|---|---|"
        yield from lines


def _version_of(item):
    """The versions that a test drives: its parameter, or all that its docstring's test loops over."""
    parameters = getattr(getattr(item, "callspec", None), "params", {})
    given = {str(value) for value in parameters.values()} & set(VERSIONS)
    return given or {"16.1"}
