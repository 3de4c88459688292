#!/usr/bin/env python3
"""Address books of Syncgate, Cyrus and SOGo side by side, asked by the same client.

    SYNCGATE_BIN=... contacts.py [--cards 10000] [--rounds 5] [SERVER...]

As root; servers.py names the packages that it needs.

In turns, so that what else the machine does falls on each alike: each round every server gets new
cards by PUT, by one connection and by four. Then the books with all their cards are read. Prints one
tab-separated line a figure, the median of the rounds: ms by the clock (wall) and of the server's
CPU (cpu), cards a second (put_4_connections). The load average goes to standard error. Exits with 1
when we fall short of what docs/performance.md says.
"""

import argparse
import multiprocessing
import os
import signal
import statistics
import sys
import time
from xml.etree import ElementTree

from servers import Cyrus, Sogo, Syncgate

_ALONE = 5  # the part of a round's cards, 1/5, that one connection puts; four share the others
_CONNECTIONS = 4
_LISTED = 100  # hrefs of a multiget
_REPEATED = 5  # of what reads the whole book
_FOUND = 77  # the card whose address is looked for
_PATIENCE = 120  # seconds, until every connection is there
_SERVERS = {each.name.lower(): each for each in (Syncgate, Cyrus, Sogo)}
_CLOCK, _CPU = "put_4_connections", "put_cpu"  # what must hold
_MUST_RATIO, _MUST_CPU = 2.0, 1.0


def timed(server, work):
    """(seconds, seconds of the server's CPU, what the work returns)"""
    cpu, start = server.cpu(), time.monotonic()
    result = work()
    return time.monotonic() - start, server.cpu() - cpu, result


def put_all(client, numbers):
    for number in numbers:
        client.put(number)


def put_shared(server, numbers):
    """Seconds, from the moment when every connection is there."""
    barrier = multiprocessing.Barrier(_CONNECTIONS + 1, timeout=_PATIENCE)

    def write(first):
        client = server.client()
        client.log_in()
        barrier.wait()
        put_all(client, numbers[first::_CONNECTIONS])

    writers = [multiprocessing.Process(target=write, args=(i,)) for i in range(_CONNECTIONS)]
    for each in writers:
        each.start()
    barrier.wait()
    start = time.monotonic()
    for each in writers:
        each.join()
    if any(each.exitcode for each in writers):
        raise RuntimeError(f"{server.name}: a writer failed")
    return time.monotonic() - start


def put_round(server, client, numbers):
    """What one round of PUT gives: by name of the figure."""
    few = len(numbers) // _ALONE
    alone, shared = numbers[:few], numbers[few:]
    seconds, cpu, _ = timed(server, lambda: put_all(client, alone))
    _, shared_cpu, shared_seconds = timed(server, lambda: put_shared(server, shared))
    return {
        "put_wall": 1e3 * seconds / len(alone),
        _CPU: 1e3 * cpu / len(alone),
        "put_4_connections_cpu": 1e3 * shared_cpu / len(shared),
        _CLOCK: len(shared) / shared_seconds,
    }


def multiget_all(client, cards):
    return [client.multiget(range(i, min(i + _LISTED, cards))) for i in range(0, cards, _LISTED)]


# What is asked, of a book of so many cards.
_READS = {
    "sync_initial": lambda client, _: [client.initial_sync()],
    "multiget": multiget_all,
    "propfind": lambda client, _: [client.list()],
    "query": lambda client, _: [client.find(f"family{_FOUND}{_FOUND}@")],
}


def cards_in(answers):
    """How many cards the documents tell of; other things that a book may list are none."""
    hrefs = (each.text for answer in answers
             for each in ElementTree.fromstring(answer).iterfind("{DAV:}response/{DAV:}href"))  # fmt: skip
    return sum(href.endswith(".vcf") for href in hrefs)


def read_round(server, client, cards):
    figures = {}
    for name, work in _READS.items():
        seconds, cpu, answers = timed(server, lambda work=work: work(client, cards))
        expected = 1 if name == "query" else cards
        if (found := cards_in(answers)) != expected:
            raise RuntimeError(f"{server.name}: {name} tells of {found} cards, not {expected}")
        figures |= {f"{name}_wall": 1e3 * seconds, f"{name}_cpu": 1e3 * cpu}
    return figures


def in_turns(servers, rounds, measure):
    """{server: {figure: [value of each round]}}"""
    values = {server: {} for server in servers}
    clients = {server: server.client() for server in servers}
    for number in range(rounds):
        for server in servers:
            for name, value in measure(server, clients[server], number).items():
                values[server].setdefault(name, []).append(value)
        print(f"# round {number + 1}: load {os.getloadavg()[0]:.1f}", file=sys.stderr)
    return values


def report(values):
    """Prints the medians; whether ours is what it must be."""
    servers = list(values)
    print("figure", *(each.name for each in servers), sep="\t")
    for name in values[servers[0]]:
        medians = [statistics.median(values[each][name]) for each in servers]
        print(name, *(f"{each:.4g}" for each in medians), sep="\t")
    ours = next((each for each in servers if each.name == Syncgate.name), None)
    peers = [each for each in servers if each is not ours]
    if ours is None or not peers or _CLOCK not in values[ours]:
        return True
    # The ratio within a round, since the machine is not the same in the next.
    ratios = [mine / max(theirs) for mine, *theirs in
              zip(values[ours][_CLOCK], *(values[each][_CLOCK] for each in peers))]  # fmt: skip
    ratio, cpu = statistics.median(ratios), statistics.median(values[ours][_CPU])
    print(f"{_CLOCK} to the better peer", f"{ratio:.2f} ({min(ratios):.2f}-{max(ratios):.2f})",
          f"at least {_MUST_RATIO:g}", sep="\t")  # fmt: skip
    print(f"{_CPU} of ours", f"{cpu:.3f}", f"at most {_MUST_CPU:g}", sep="\t")
    return ratio >= _MUST_RATIO and cpu <= _MUST_CPU


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("servers", nargs="*", choices=[*_SERVERS, []], metavar="SERVER")
    parser.add_argument("--cards", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    wanted = parser.parse_args()
    size = wanted.cards // wanted.rounds
    cards = size * wanted.rounds
    running = []
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # no server stays
    try:
        for name in wanted.servers or _SERVERS:
            running.append(_SERVERS[name]())
        for server in running:
            server.client().find("nobody")  # the book is made, the password known
        good = report(in_turns(running, wanted.rounds, lambda server, client, number: put_round(
            server, client, range(number * size, (number + 1) * size))))  # fmt: skip
        report(in_turns(running, _REPEATED, lambda server, client, _: read_round(
            server, client, cards)))  # fmt: skip
        return 0 if good else 1
    finally:
        for server in reversed(running):
            server.stop()


if __name__ == "__main__":
    sys.exit(main())
