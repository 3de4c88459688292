"""Ports for programs that have to be told one."""

import random
import socket


def free_port():
    """Not one of those that the kernel gives to connections: it would be taken again before long."""
    for port in random.sample(range(20_000, 32_000), 100):
        try:
            with socket.create_server(("127.0.0.1", port)):
                return port
        except OSError:
            continue
    raise AssertionError("no port is free")
