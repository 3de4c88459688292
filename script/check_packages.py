#!/usr/bin/env python3
"""Fails when a program needs a library of a package that `script/install-packages run` leaves out:
such a program starts where it was built and nowhere else. Usage: script/check_packages.py PROGRAM
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys

SKIPPED = 77
# What only a build with sanitizers needs; it is installed with the compiler.
SANITIZERS = re.compile(r"lib(asan|ubsan|tsan|lsan)\.so")


def output(*command):
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


def needed(program):
    """The libraries that the program names itself; theirs are their packages' business."""
    return re.findall(r"^\s*NEEDED\s+(\S+)", output("objdump", "-p", program), re.MULTILINE)


def paths(program):
    return dict(re.findall(r"^\s*(\S+) => (/\S+)", output("ldd", program), re.MULTILINE))


def names(path):
    """dpkg knows a file under the name in its package, before /lib became a link to /usr/lib."""
    bare = path.removeprefix("/usr")
    return {path, bare, "/usr" + bare, os.path.realpath(path)}


def packages(libraries):
    """The package of each file that one has, by the file's name."""
    wanted = sorted(set().union(*map(names, libraries)))
    found = subprocess.run(["dpkg", "-S", *wanted], capture_output=True, text=True)
    pairs = (line.partition(": ") for line in found.stdout.splitlines())
    return {path: package.partition(":")[0] for package, _, path in pairs}


def problems(program):
    script = pathlib.Path(__file__).with_name("install-packages")
    installed = set(output(script, "--list", "run").split())
    where = paths(program)
    owner = packages(where.values())
    for library in needed(program):
        if SANITIZERS.match(library):
            continue
        package = next((owner[name] for name in names(where.get(library, "")) if name in owner),
                       "no package")  # fmt: skip
        if package not in installed:
            yield f"{library} is of {package}, which `install-packages run` lacks"


if __name__ == "__main__":
    if not all(map(shutil.which, ("dpkg", "objdump", "ldd"))):
        print("skipped: no dpkg, objdump or ldd")
        sys.exit(SKIPPED)
    found = list(problems(sys.argv[1]))
    print("\n".join(found))
    sys.exit(bool(found))
