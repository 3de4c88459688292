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


def package_of(path):
    # dpkg knows a file under the name in its package, before /lib became a link to /usr/lib.
    bare = path.removeprefix("/usr")
    for name in (path, bare, "/usr" + bare, os.path.realpath(path)):
        found = subprocess.run(["dpkg", "-S", name], capture_output=True, text=True)
        if found.returncode == 0:
            return found.stdout.partition(":")[0]
    return None


def problems(program):
    script = pathlib.Path(__file__).with_name("install-packages")
    installed = set(output(script, "--list", "run").split())
    where = paths(program)
    for library in needed(program):
        if SANITIZERS.match(library):
            continue
        package = package_of(where[library]) if library in where else None
        if package not in installed:
            yield f"{library} is of {package or 'no package'}, which `install-packages run` lacks"


if __name__ == "__main__":
    if not all(map(shutil.which, ("dpkg", "objdump", "ldd"))):
        print("skipped: no dpkg, objdump or ldd")
        sys.exit(SKIPPED)
    found = list(problems(sys.argv[1]))
    print("\n".join(found))
    sys.exit(bool(found))
