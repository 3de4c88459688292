#!/usr/bin/env python3
"""over_sockets.py [--world mail|letters|cards] [--engine sqlite|postgres] [--steps N] [--seed S]: phones against a real `syncgate serve`, with real faults.
The last line says "ok", or what was broken and with which seed."""

import argparse
import os
import random
import shutil
import sys
import tempfile
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "conformance"))

from cluster import Cluster  # noqa: E402
from gateways import Gateways  # noqa: E402
from server import Server  # noqa: E402
from smtp_sink import Sink  # noqa: E402
from socket_cards import CardWorld  # noqa: E402
from socket_letters import LetterWorld  # noqa: E402
from socket_world import BROKEN, World  # noqa: E402

EPOCH = 500  # steps with one server's data
WORLDS = {"mail": World, "letters": LetterWorld, "cards": CardWorld}


def walk(make, server, cluster, seed, steps):
    """The counts of one world; raises one of BROKEN."""
    with tempfile.TemporaryDirectory(prefix="syncgate-twin-") as folder:
        world = make(server, cluster, seed, folder)
        for _ in range(steps):
            world.step()
        world.finish()
        server.check()
        return world.counts


def cluster_for(engine):
    """A private PostgreSQL cluster, or None for SQLite; ends the program where there is none."""
    if engine == "sqlite":
        return None
    if shutil.which("psql") is None:
        print("skipped: PostgreSQL is not installed (apt-get install postgresql)")
        sys.exit(77)
    return Cluster("full_page_writes=off", "synchronous_commit=on")


def new_server(cluster, relay=None):
    """One on SQLite, or two gateways on a database of their own. Its phones are worse than any that
    may be slowed down."""
    for limit in ("REQUESTS", "REPEATS", "RESETS"):
        os.environ[f"SYNCGATE_LIMITS_DEVICE_{limit}"] = "0"
    if cluster is None:
        return Server(relay=relay).start()
    return Gateways(cluster.new_database(), relay=relay)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    parser.add_argument("--world", choices=tuple(WORLDS), default="mail")
    parser.add_argument("--engine", choices=("sqlite", "postgres"), default="sqlite")
    arguments = parser.parse_args()
    cluster = cluster_for(arguments.engine)
    print(f"seed {arguments.seed}, {arguments.steps} steps", flush=True)
    relay = Sink()
    make = partial(WORLDS[arguments.world], relay=relay)
    total, done = {}, 0
    while done < arguments.steps:
        seed, steps = arguments.seed + done, min(EPOCH, arguments.steps - done)
        server = new_server(cluster, relay.address)
        try:
            for name, count in walk(make, server, cluster, seed, steps).items():
                total[name] = total.get(name, 0) + count
            assert server.stop() == 0
        except BROKEN as error:
            print(f"violation, seed {seed}, {steps} steps: {error!r}\n{server.log_text()[-2000:]}")
            return 1
        finally:
            server.close()
        done += steps
    print(" ".join(f"{name}={count}" for name, count in sorted(total.items())))
    print("ok")
    return 0


if __name__ == "__main__":
    sys.exit(main())
