#!/usr/bin/env python3
"""kill_rounds.py [--rounds N] [--seed S]: a real `syncgate serve` is killed with -9 in every round, at
a random point. The last line says "ok", or what was broken and with which seed."""

import argparse
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "conformance"))

from kill_world import KillWorld  # noqa: E402
from server import Server  # noqa: E402
from socket_world import BROKEN  # noqa: E402

EPOCH = 25  # rounds with one server's data


def kill_often(server, seed, rounds, total):
    with tempfile.TemporaryDirectory(prefix="syncgate-kill-") as folder:
        world = KillWorld(server, seed, folder)
        for _ in range(rounds):
            world.round()
        server.command("store", "check")
        total.update(world.counts)
        total["acknowledged"] += len(world.mail.sure) + len(world.other_mail.sure)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}, {arguments.rounds} rounds", flush=True)
    total = Counter()
    for done in range(0, arguments.rounds, EPOCH):
        seed, rounds = arguments.seed + done, min(EPOCH, arguments.rounds - done)
        server = Server().start()
        try:
            kill_often(server, seed, rounds, total)
            assert server.stop() == 0
        except BROKEN as error:
            print(f"violation, seed {seed}, {rounds} rounds: {error!r}")
            print(server.log_text()[-2000:])
            return 1
        finally:
            server.close()
    print(" ".join(f"{name}={count}" for name, count in sorted(total.items())))
    print("ok")
    return 0


if __name__ == "__main__":
    sys.exit(main())
