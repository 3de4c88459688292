#!/usr/bin/env python3
"""Fails when a file includes across layers in a way docs/architecture.md does not allow."""
import pathlib
import re
import sys

ALLOWED = {
    "base": set(),
    "formats": {"base"},
    "model": {"base", "formats"},
    "certs": {"base", "formats", "model"},
    "store": {"base", "formats", "model"},
    "adapters": {"base", "formats", "model", "store", "certs"},
    "protocols": {"base", "formats", "model", "store"},
    "gateway": {"base", "formats", "model", "certs", "store", "adapters", "protocols"},
}
# Poco is the framework of the edges: sockets and HTTP in the gateway and the adapters, Data in the
# store.
POCO_IN = ("gateway/", "adapters/", "certs/", "store/")


def problems(root: pathlib.Path):
    for layer, allowed in ALLOWED.items():
        for path in sorted((root / layer).rglob("*")):
            if path.suffix not in {".h", ".cpp"}:
                continue
            name = path.relative_to(root).as_posix()
            for number, line in enumerate(path.read_text().splitlines(), 1):
                match = re.match(r'\s*#\s*include\s*([<"])([^>"]+)', line)
                if not match:
                    continue
                target = match[2].split("/")[0]
                if match[2].startswith("Poco/") and not name.startswith(POCO_IN):
                    yield f"{name}:{number}: Poco only in {', '.join(POCO_IN)}"
                elif match[1] == '"' and target != layer and target not in allowed:
                    yield f"{name}:{number}: {layer}/ may not include {target}/"


if __name__ == "__main__":
    found = list(problems(pathlib.Path(sys.argv[1])))
    print("\n".join(found))
    sys.exit(bool(found))
