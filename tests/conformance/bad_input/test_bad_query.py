"""Queries, commands, versions, methods and paths that there are not. Source: MS-ASHTTP."""

import pytest

import wbxml
from eas import PATH
from judging import is_answer, status_of
from rawhttp import RawConnection, basic, head
from wbxml import Ping


class TestQuery:
    def send(self, server, account, query, method="POST", headers=()):
        with RawConnection(server) as connection:
            connection.send(head(
                f"{method} {PATH}{query} HTTP/1.1", "Host: x", basic(account),
                "MS-ASProtocolVersion: 14.1", "Content-Length: 0", *headers,
            ))  # fmt: skip
            return connection.final()

    def test_generated_base64_queries_are_answered(self, server, account, hostile):
        for line in (hostile / "eas-query-base64.txt").read_text().splitlines():
            response = self.send(server, account, "?" + line)
            assert response.status in (200, 400, 414, 431, 449, 501), (line[:60], response)

    @pytest.mark.parametrize("command", ["Nonsense", "", "sync%00", "../Sync", "S" * 5000])
    def test_an_unknown_command_is_refused(self, server, account, command):
        query = f"?Cmd={command}&User=u&DeviceId=abc&DeviceType=x"
        response = self.send(server, account, query)
        assert response.status in (400, 414, 501) or status_of(response) == "137", response

    @pytest.mark.parametrize(
        "command", ["Search", "MeetingResponse", "SmartReply", "SmartForward", "ResolveRecipients",
                    "ValidateCert", "Find", "GetAttachment"],
    )  # fmt: skip
    def test_a_command_that_is_not_there_is_said_so(self, phone, command):
        response = phone.client.request(command, wbxml.encode(Ping.Ping()))
        assert is_answer(response) and response.status != 500, response

    @pytest.mark.parametrize(
        "device", ["", "a" * 33, "../../x", "a,b", "a%00b", "%0d%0aX:1", "a%20b", "%ff"]
    )
    def test_a_bad_device_id_is_refused(self, server, account, device):
        query = f"?Cmd=FolderSync&User=u&DeviceId={device}&DeviceType=x"
        response = self.send(server, account, query)
        assert response.status == 400 or status_of(response) == "108", response

    @pytest.mark.parametrize(
        "query",
        [
            "",
            "?",
            "?Cmd",
            "?&&&==",
            "?Cmd=Sync",
            "?Cmd=Sync&DeviceId=a",
            "?%",
            "?%zz=%1",
            "?Cmd=Sync&Cmd=Ping&DeviceId=a&DeviceType=b",
        ],
    )
    def test_an_incomplete_query_is_refused(self, server, account, query):
        response = self.send(server, account, query)
        assert response.status in (400, 449, 501) or status_of(response) not in (
            None,
            "1",
        ), response

    @pytest.mark.parametrize("version", ["", "1.0", "99.9", "14.1.1", "x", "-1", "14.1\t1"])
    def test_a_version_that_there_is_not_is_refused(self, server, account, version):
        with RawConnection(server) as connection:
            connection.send(head(
                f"POST {PATH}?Cmd=FolderSync&User=u&DeviceId=a&DeviceType=x HTTP/1.1", "Host: x",
                basic(account), f"MS-ASProtocolVersion: {version}", "Content-Length: 0",
            ))  # fmt: skip
            response = connection.final()
        assert response.status in (400, 505) or status_of(response) in ("101", "138"), response

    @pytest.mark.parametrize("method, statuses", [("GET", (200, 405, 501)), ("PUT", (405, 501)),
                                                  ("DELETE", (405, 501)), ("BREW", (405, 501))])  # fmt: skip
    def test_other_methods(self, server, account, method, statuses):
        assert self.send(server, account, "", method).status in statuses

    @pytest.mark.parametrize("path", ["/nowhere", "/Microsoft-Server-ActiveSync/x", "/..%2f", "//",
                                      "/admin/accounts", "/admin/", "/%00", "/" + "a" * 8000])  # fmt: skip
    def test_other_paths_are_not_found(self, server, account, path):
        with RawConnection(server) as connection:
            connection.send(head(f"GET {path} HTTP/1.1", "Host: x", basic(account)))
            assert connection.final().status in (302, 308, 400, 404, 405, 414)
