#!/usr/bin/env python3
"""Writes formats/html/entities.inc: the named character references of HTML.

Source: https://html.spec.whatwg.org/multipage/named-characters.html, as Python's html.entities
carries it. Usage: script/make_entities.py > formats/html/entities.inc
"""
from html.entities import html5


def literal(text: str) -> str:
    return "".join(f"\\{byte:03o}" for byte in text.encode())


def rows(names, width=4):
    cells = [f'{{"{name}", "{literal(value)}"}},' for name, value in names]
    for i in range(0, len(cells), width):
        print("    " + " ".join(cells[i:i + width]))


if __name__ == "__main__":
    closed = sorted((name[:-1], value) for name, value in html5.items() if name.endswith(";"))
    bare = sorted((name, value) for name, value in html5.items() if not name.endswith(";"))
    print("// Made by script/make_entities.py; do not edit.")
    print("// clang-format off")
    print(f"constexpr std::array<Entity, {len(closed)}> kEntities{{{{  // need their semicolon")
    rows(closed)
    print("}};")
    print(f"constexpr std::array<Entity, {len(bare)}> kBareEntities{{{{  // may stand without one")
    rows(bare)
    print("}};")
    print("// clang-format on")
