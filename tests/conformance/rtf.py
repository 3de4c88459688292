"""Compressed RTF as old phones and Outlook write it. Source: MS-OXRTFCP 2.1.3, 2.3."""

import struct
import zlib

BEGINNING = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript "
    rb"\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
SIZE = 4096  # of the dictionary
LONGEST = 17  # match


def _crc(contents):
    return zlib.crc32(contents, 0xFFFFFFFF) ^ 0xFFFFFFFF


def _match(known, at):
    """Where the longest piece is, from the dictionary or the text so far, that comes next; and how
    long. It may reach into itself."""
    first = max(0, at - SIZE + LONGEST)
    for length in range(min(LONGEST, len(known) - at), 1, -1):
        found = known.find(known[at : at + length], first, at + length - 1)
        if found >= 0:
            return found % SIZE, length
    return None


def compressed(rtf):
    known = BEGINNING + rtf
    tokens, at = [], len(BEGINNING)
    while at < len(known):
        place, length = _match(known, at) or (None, 1)
        if place is None:
            tokens.append(known[at : at + 1])
        else:
            tokens.append(struct.pack(">H", place << 4 | length - 2))
        at += length
    tokens.append(struct.pack(">H", at % SIZE << 4))
    contents = b""
    for i in range(0, len(tokens), 8):
        run = tokens[i : i + 8]
        control = sum(1 << bit for bit, token in enumerate(run) if len(token) == 2)
        contents += bytes([control]) + b"".join(run)
    return struct.pack("<II4sI", len(contents) + 12, len(rtf), b"LZFu", _crc(contents)) + contents


def uncompressed(rtf):
    return struct.pack("<II4sI", len(rtf) + 12, len(rtf), b"MELA", 0) + rtf
