"""SmartReply and SmartForward that are refused, and those that come twice.
Source: MS-ASCMD 2.2.1.19, 2.2.1.20."""

import pytest

import eas
import messages
from answering import FILE, NEW, writer
from eas import at_least
from phone import SENT
from test_send import client_id, folder_subjects, mail, sent_ok
from wbxml import ComposeMail, RightsManagement


@pytest.mark.parametrize("command", ["SmartReply", "SmartForward"])
class TestRefused:
    def test_what_is_gone_is_150(self, writer, main_version, command):
        """case: MSASCMD_S17_TC02_SmartForward_Fail MSASCMD_S21_TC13_CommonStatusCode_150"""
        w = writer(messages.plain(), main_version)
        gone = f"{w.phone.inbox}:4000000"
        response = w.send(
            command, w.mail("none"), ItemId=gone,
            source=(ComposeMail.FolderId(w.phone.inbox), ComposeMail.ItemId(gone)),
        )  # fmt: skip
        assert w.status(response) == ("150" if at_least(main_version, "14.0") else 404)
        assert folder_subjects(w.phone) == []

    def test_an_item_of_another_folder_is_gone(self, writer, main_version, command):
        w = writer(messages.plain(), main_version)
        sent = w.phone.folder(SENT)
        response = w.send(
            command, w.mail("none"), CollectionId=sent,
            source=(ComposeMail.FolderId(sent), ComposeMail.ItemId(w.item.id)),
        )  # fmt: skip
        assert w.status(response) == ("150" if at_least(main_version, "14.0") else 404)

    @pytest.mark.parametrize("base64_query", [False, True])
    def test_an_occurrence_in_the_query_is_400(self, writer, command, base64_query):
        """Mail has no occurrences: the original is known by its LongId alone.
        case: MSASHTTP_S01_TC09_CommandParameter_Occurrence_Base64
        case: MSASHTTP_S01_TC10_CommandParameter_Occurrence_PlainText"""
        w = writer(messages.plain("asked"), "12.1", base64_query=base64_query)
        occurrence = "2026-11-23T12:00:00.000Z"
        assert w.status(w.send(command, w.mail("none"), Occurrence=occurrence)) == 400
        assert folder_subjects(w.phone) == []

    def test_an_id_that_is_none_is_106(self, writer, main_version, command):
        w = writer(messages.plain(), main_version)
        response = w.send(
            command, w.mail("none"), ItemId="nonsense",
            source=(ComposeMail.FolderId(w.phone.inbox), ComposeMail.ItemId("nonsense")),
        )  # fmt: skip
        assert w.status(response) == ("106" if at_least(main_version, "14.0") else 400)

    @pytest.mark.parametrize("version", NEW)
    def test_two_kinds_of_id_are_105(self, writer, version, command):
        """case: MSASCMD_S21_TC04_CommonStatusCode_105"""
        w = writer(messages.plain(), version)
        source = (ComposeMail.ItemId(w.item.id), ComposeMail.LongId(w.item.id))
        assert w.status(w.send(command, w.mail("none"), source=source)) == "105"

    @pytest.mark.parametrize("version", ["14.1", "16.1"])
    def test_an_occurrence_is_104_or_146(self, writer, version, command):
        """case: MSASCMD_S17_TC04_SmartForwardWithInvalidInstanceId
        case: MSASCMD_S18_TC03_SmartReply_Status104"""
        w = writer(messages.plain(), version)
        for instance, status in (("tomorrow", "104"), ("2026-11-23T12:00:00.000Z", "146")):
            source = (
                ComposeMail.FolderId(w.phone.inbox), ComposeMail.ItemId(w.item.id),
                ComposeMail.InstanceId(instance),
            )  # fmt: skip
            assert w.status(w.send(command, w.mail("none"), source=source)) == status

    def test_without_a_source_it_is_no_request(self, writer, main_version, command):
        w = writer(messages.plain(), main_version)
        response = w.send(command, w.mail("none"), source=(), CollectionId=None, ItemId=None)
        assert w.status(response) == ("103" if at_least(main_version, "14.0") else 400)

    def test_a_protected_answer_is_168(self, writer, command):
        w = writer(messages.plain(), "14.1")
        extra = [RightsManagement.TemplateID("template")]
        assert w.status(w.send(command, w.mail("none"), extra=extra)) == "168"

    def test_nobody_here_by_that_name_is_116(self, writer, main_version, command):
        w = writer(messages.plain(), main_version)
        message = mail(w.account, "nobody.here@example.org", subject="none")
        response = w.send(command, message)
        assert w.status(response) == ("116" if at_least(main_version, "14.0") else 400)
        w.phone.sync_all()
        assert w.phone.only()["Email2:LastVerbExecuted"] is None


def test_a_forward_that_grows_over_the_limit_is_122(writer):
    w = writer(messages.with_attachments("large", files=[("a", FILE[1], bytes(25 << 20))]))
    own = messages.with_attachments(
        "large answer", files=[("b", FILE[1], bytes(15 << 20))], sender=w.account.address,
        to=w.other.address,
    )  # fmt: skip
    assert w.status(w.send("SmartForward", own)) == "122"
    assert folder_subjects(w.phone) == []


@pytest.mark.parametrize("command", ["SmartReply", "SmartForward"])
class TestOnce:
    def test_a_repetition_is_not_sent_again(self, writer, main_version, command):
        w = writer(messages.plain(), main_version)
        message, number = w.mail("once"), client_id()
        for _ in range(3):
            assert sent_ok(w.send(command, message, number))
        assert folder_subjects(w.phone) == ["once"]
        assert w.received("once")

    def test_not_even_when_the_original_is_gone(self, writer, main_version, command):
        w = writer(messages.plain(), main_version)
        message, number = w.mail("once"), client_id()
        assert sent_ok(w.send(command, message, number))
        w.phone.sync_all()
        w.phone.sync(commands=[eas.delete(w.item.id)], deletes_as_moves=False)
        assert sent_ok(w.send(command, message, number))
        assert folder_subjects(w.phone) == ["once"]

    @pytest.mark.parametrize("version", ["12.1", "16.1"])
    def test_the_same_words_answer_another_mail(self, writer, version, command, deliver):
        w = writer(messages.plain("one"), version)
        message = w.mail("same words")
        assert sent_ok(w.send(command, message))
        deliver(messages.plain("two"))
        w.phone.sync_all()
        w.item = w.phone.by_subject("two")
        assert sent_ok(w.send(command, message))
        assert folder_subjects(w.phone) == ["same words"] * 2

    def test_a_used_client_id_for_another_mail_is_118(self, writer, command):
        w = writer(messages.plain())
        number = client_id()
        assert sent_ok(w.send(command, w.mail("first"), number))
        assert w.status(w.send(command, w.mail("second"), number)) == "118"
