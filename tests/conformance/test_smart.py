"""SmartReply and SmartForward: what the phone wrote, and what it answers below it.
Source: MS-ASCMD 2.2.1.19, 2.2.1.20."""

import pytest

import eas
import messages
from answering import FILE, NEW, content, whole, writer
from eas import at_least
from phone import SENT
from searching import searched
from test_send import folder_subjects, mail, sent_ok
from wbxml import AirSyncBase, ComposeMail, Email, Search


class TestReply:
    @pytest.mark.parametrize("base64_query", [False, True])
    def test_the_original_is_quoted_below(self, writer, main_version, base64_query):
        """case: MSASCMD_S18_TC01_SmartReply_ContainOriginalMessage
        case: MSASCMD_S18_TC02_SmartReply_Success
        case: MSASHTTP_S01_TC05_CommandParameter_SaveInSent_Base64
        case: MSASHTTP_S01_TC06_CommandParameter_SaveInSent_PlainText"""
        w = writer(
            messages.plain("asked", "Old words.\r\n"), main_version, base64_query=base64_query
        )
        assert sent_ok(w.send("SmartReply", w.mail("Re: asked")))
        text = content(w.received("Re: asked").get_body(("plain",)))
        assert text.startswith("My words.\n") and text.endswith("Old words.\n")
        assert 'From: "Jane Doe" <jane@elsewhere.example>' in text and "Subject: asked" in text
        assert folder_subjects(w.phone) == ["Re: asked"]

    @pytest.mark.parametrize("base64_query", [False, True])
    def test_a_result_of_a_search_is_answered(self, writer, base64_query):
        """case: MSASHTTP_S01_TC07_CommandParameter_LongId_Base64
        case: MSASHTTP_S01_TC08_CommandParameter_LongId_PlainText"""
        w = writer(messages.plain("asked", "Old words.\r\n"), "12.1", base64_query=base64_query)
        store = searched(w.phone, Search.FreeText("asked"))
        long_id = store.text("Result/LongId")
        where = {"CollectionId": None, "ItemId": None, "LongId": long_id}
        assert sent_ok(w.send("SmartReply", w.mail("Re: asked"), **where))
        assert "Old words." in content(w.received("Re: asked").get_body(("plain",)))

    def test_html_is_quoted_as_html(self, writer):
        w = writer(messages.html("rich", "<html><body><p>Old <b>words</b></p></body></html>"))
        assert sent_ok(w.send("SmartReply", w.mail("Re: rich")))
        got = w.received("Re: rich")
        html = content(got.get_body(("html",)))
        assert html.index("My words") < html.index("<p>Old <b>words</b></p>")
        assert "Old words" in content(got.get_body(("plain",)))

    def test_attachments_stay_behind_and_pictures_come_along(self, writer):
        w = writer(messages.with_attachments("files", files=[FILE]))
        assert sent_ok(w.send("SmartReply", w.mail("Re: files")))
        assert list(w.received("Re: files").iter_attachments()) == []

    def test_a_picture_in_the_text_comes_along(self, writer):
        w = writer(messages.with_inline_image("picture"))
        assert sent_ok(w.send("SmartReply", w.mail("Re: picture")))
        types = [part.get_content_type() for part in w.received("Re: picture").walk()]
        assert types.count("image/png") == 1

    def test_the_thread_goes_on(self, writer, main_version):
        """case: MSASCON_S01_TC05_Sync_ConversationIndex"""
        w = writer(messages.plain("thread", References="<a@x> <b@x>"), main_version)
        assert sent_ok(w.send("SmartReply", w.mail("Re: thread")))
        got = w.received("Re: thread")
        assert got["In-Reply-To"] and got["References"].split()[:2] == ["<a@x>", "<b@x>"]
        assert got["References"].split()[-1] == got["In-Reply-To"]
        if at_least(main_version, "14.0"):
            w.phone.sync_all(w.phone.folder(SENT))
            answer = w.phone.only(w.phone.folder(SENT))
            name = "Email2:ConversationIndex"
            index, longer = w.item.fields[name].data(), answer.fields[name].data()
            assert longer[:-5] == index
            name = "Email2:ConversationId"
            assert answer.fields[name].data() == w.item.fields[name].data()

    @pytest.mark.parametrize("version", NEW)
    def test_what_is_whole_goes_as_it_is(self, writer, version):
        w = writer(messages.plain("replaced"), version)
        message = w.mail("Re: replaced")
        assert sent_ok(w.send("SmartReply", message, extra=[ComposeMail.ReplaceMime()]))
        assert content(w.received("Re: replaced")) == "My words.\n"

    @pytest.mark.parametrize("version", NEW)
    def test_the_mail_is_marked_as_answered(self, writer, version):
        """case: MSASEMAIL_S01_TC15_SendAndReplyToMultipleAddress"""
        w = writer(messages.plain("marked"), version)
        assert sent_ok(w.send("SmartReply", w.mail("Re: marked")))
        w.phone.sync_all()
        assert w.phone.only()["Email2:LastVerbExecuted"] == "1"
        assert w.phone.only()["Email2:LastVerbExecutionTime"].endswith("Z")

    def test_a_reply_to_all_is_marked_as_one(self, writer, account, other_account):
        w = writer(messages.plain("all", to=f"{account.address}, {other_account.address}"))
        message = mail(account, other_account, "jane@elsewhere.example", subject="Re: all")
        assert sent_ok(w.send("SmartReply", message))
        w.phone.sync_all()
        assert w.phone.only()["Email2:LastVerbExecuted"] == "2"

    def test_the_flag_of_the_mail_outlives_the_answer(self, writer):
        w = writer(messages.plain("flagged"))
        flag = Email.Flag(Email.Status(2), Email.FlagType("Flag for follow up"))
        w.phone.sync(commands=[eas.change(w.item.id, flag)])
        assert sent_ok(w.send("SmartReply", w.mail("Re: flagged")))
        w.phone.sync_all()
        assert w.phone.only().flagged
        w.phone.sync(commands=[eas.change(w.item.id, Email.Flag())])
        w.phone.forget()
        w.phone.sync_all()
        assert w.phone.only()["Email2:LastVerbExecuted"] == "1"
        assert w.phone.only()["Email2:LastVerbExecutionTime"]


class TestForward:
    def test_attachments_come_along(self, writer, version):
        """case: MSASCMD_S17_TC01_SmartForward_Success"""
        w = writer(messages.with_attachments("files", "Old words.\r\n", files=[FILE]), version)
        assert sent_ok(w.send("SmartForward", w.mail("Fw: files")))
        got = w.received("Fw: files")
        (file,) = got.iter_attachments()
        assert (file.get_filename(), file.get_content_type(), file.get_content()) == FILE
        text = content(got.get_body(("plain",)))
        assert text.startswith("My words.\n") and text.endswith("Old words.\n")
        assert folder_subjects(w.phone) == ["Fw: files"]

    @pytest.mark.parametrize("version", NEW)
    def test_what_is_whole_goes_without_the_original(self, writer, version):
        """case: MSASCMD_S17_TC07_SmartForward_ReplaceMime"""
        w = writer(messages.with_attachments("replaced", files=[FILE]), version)
        assert sent_ok(
            w.send("SmartForward", w.mail("Fw: replaced"), extra=[ComposeMail.ReplaceMime()])
        )
        got = w.received("Fw: replaced")
        assert content(got) == "My words.\n" and not got.is_multipart()

    def test_the_phones_own_attachments_stay(self, writer):
        w = writer(messages.with_attachments("theirs", files=[FILE]))
        own = messages.with_attachments(
            "Fw: theirs", files=[("own.txt", "text/x-own", b"own")], sender=w.account.address,
            to=w.other.address,
        )  # fmt: skip
        assert sent_ok(w.send("SmartForward", own))
        names = [part.get_filename() for part in w.received("Fw: theirs").iter_attachments()]
        assert sorted(names) == ["data.bin", "own.txt"]

    def test_an_attached_message_comes_along(self, writer):
        w = writer(messages.with_message("nested"))
        assert sent_ok(w.send("SmartForward", w.mail("Fw: nested")))
        (inner,) = w.received("Fw: nested").iter_attachments()
        assert inner.get_content()["Subject"] == "the inner one"

    @pytest.mark.parametrize("version", NEW)
    def test_the_mail_is_marked_as_forwarded(self, writer, version):
        """case: MSASEMAIL_S01_TC16_ForwardEmail"""
        w = writer(messages.plain("marked"), version)
        assert sent_ok(w.send("SmartForward", w.mail("Fw: marked")))
        w.phone.sync_all()
        assert w.phone.only()["Email2:LastVerbExecuted"] == "3"
        assert w.phone.only()["Email2:LastVerbExecutionTime"].endswith("Z")
        index = w.item.fields["Email2:ConversationIndex"].data()
        w.phone.sync_all(w.phone.folder(SENT))
        sent = w.phone.only(w.phone.folder(SENT))
        assert sent.fields["Email2:ConversationIndex"].data()[:-5] == index


class TestForwardees:
    """Since 16.0 a phone may name whom to forward to, and leave the message to the server."""

    def forwardees(self, *addresses):
        return ComposeMail.Forwardees(
            [
                ComposeMail.Forwardee(
                    ComposeMail.ForwardeeName("Jürgen, Dr."), ComposeMail.ForwardeeEmail(address)
                )
                for address in addresses
            ]
        )

    def body(self, text, body_type=1):
        return AirSyncBase.Body(AirSyncBase.Type(body_type), AirSyncBase.Data(text))

    @pytest.mark.parametrize("version", ["16.0", "16.1"])
    def test_the_server_writes_the_mail(self, writer, version):
        w = writer(messages.with_attachments("Grüße", "Old words.\r\n", files=[FILE]), version)
        extra = [self.forwardees(w.other.address), self.body("Have a look.\r\n")]
        assert sent_ok(w.send("SmartForward", None, extra=extra))
        got = w.received("FW: Grüße")
        text = content(got.get_body(("plain",)))
        assert text.startswith("Have a look.\n") and text.endswith("Old words.\n")
        assert got["To"].addresses[0].display_name == "Jürgen, Dr."
        assert len(list(got.iter_attachments())) == 1

    def test_beside_a_message_they_are_178(self, writer):
        w = writer(messages.plain())
        for extra in (self.forwardees(w.other.address), self.body("text")):
            assert w.status(w.send("SmartForward", w.mail("no"), extra=[extra])) == "178"

    def test_what_is_none_is_179(self, writer):
        w = writer(messages.plain())
        for extra in (
            [self.forwardees("no address")],
            [self.forwardees("a@b\r\nBcc: c@d")],
            [self.body("nobody")],
            [ComposeMail.Forwardees()],
            [self.forwardees(w.other.address), self.body("rich", 3)],
        ):
            assert w.status(w.send("SmartForward", None, extra=extra)) == "179", extra
        assert folder_subjects(w.phone) == []


def test_a_long_id_names_the_mail_too(writer, main_version):
    w = writer(messages.plain("by long id", "Old words.\r\n"), main_version)
    response = w.send(
        "SmartReply", w.mail("Re: by long id"), source=(ComposeMail.LongId(w.item.id),),
        CollectionId=None, ItemId=None, LongId=w.item.id,
    )  # fmt: skip
    assert sent_ok(response)
    assert "Old words." in content(w.received("Re: by long id").get_body(("plain",)))


def test_through_the_relay_it_goes_whole(writer, sink):
    w = writer(messages.with_attachments("out", "Old words.\r\n", files=[FILE]))
    message = mail(w.account, "friend@elsewhere.example", subject="Fw: out")
    assert sent_ok(w.send("SmartForward", message))
    (received,) = sink.wait_for("Fw: out")
    got = whole(received.message)
    assert "Old words." in content(got.get_body(("plain",)))
    assert len(list(got.iter_attachments())) == 1
