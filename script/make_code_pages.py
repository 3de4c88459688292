#!/usr/bin/env python3
"""Makes formats/wbxml/tags.h and code_pages.inc from formats/wbxml/code_pages.tsv.

Run it after an edit of the table; a test compares the files with what this would write.
"""
import csv
import pathlib
import re
import sys

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "formats" / "wbxml"


def snake(name):
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return name.lower()


def rows():
    with open(FOLDER / "code_pages.tsv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            yield int(row["page"]), row["xml_namespace"], int(row["token"], 16), row["tag"]


def tags_header():
    pages = {}
    for page, namespace, token, tag in rows():
        pages.setdefault((page, namespace), []).append((token, tag))
    out = ["// Made by script/make_code_pages.py from code_pages.tsv; do not edit.",
           "// One namespace a code page, one constant a tag. Source: MS-ASWBXML 2.1.2.1.",
           "#pragma once", "", '#include "formats/wbxml/tag.h"', ""]
    for (page, namespace), tags in sorted(pages.items()):
        out.append(f"namespace syncgate::wbxml::{snake(namespace)} {{")
        out += [f"inline constexpr Tag k{tag}{{{page}, 0x{token:02x}}};" for token, tag in sorted(tags)]
        out += [f"}}  // namespace syncgate::wbxml::{snake(namespace)}", ""]
    return "\n".join(out)


def table():
    out = ["// Made by script/make_code_pages.py from code_pages.tsv; do not edit.",
           "// {page, token, namespace, name}, ascending."]
    out += [f'{{{page}, 0x{token:02x}, "{namespace}", "{tag}"}},'
            for page, namespace, token, tag in sorted(rows(), key=lambda r: (r[0], r[2]))]
    return "\n".join(out) + "\n"


FILES = {"tags.h": tags_header, "code_pages.inc": table}

if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        stale = [name for name, make in FILES.items() if (FOLDER / name).read_text() != make()]
        sys.exit(f"stale, run script/make_code_pages.py: {stale}" if stale else 0)
    for name, make in FILES.items():
        (FOLDER / name).write_text(make())
