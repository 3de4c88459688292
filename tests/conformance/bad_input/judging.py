"""Judging answers to bad input."""

import wbxml


def is_refusal(response):
    """A 4xx, 501, or a document with a Status that is none of success."""
    if response.status != 200:
        return 400 <= response.status < 500 or response.status == 501
    if response.doc is None:
        return False
    return any(e.text() != "1" for e in response.doc.walk() if e.tag == "Status")


def is_answer(response):
    """No fault of the server's own: anything but 500 and Status 110."""
    if response.status != 200 or response.doc is None:
        return response.status < 500 or response.status == 501
    return response.doc.text("Status") != "110"


def status_of(response):
    """The Status in a raw WBXML answer."""
    if response.status != 200 or not response.body:
        return None
    return wbxml.decode(response.body).text("Status")
