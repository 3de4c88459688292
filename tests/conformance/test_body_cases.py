"""Published behaviours of MIME bodies, signed mail, conversations and what a folder list says. Their IDs
are in case_table.py's list."""

import pytest

import eas
import lmtp
import messages
from eas import body_preference, fetch_item
from phone import TRASH
from wbxml import AirSync, AirSyncBase, Email


@pytest.fixture(params=eas.WITH_AIR_SYNC_BASE)
def version(request):
    """The list knows nothing of 2.5, which test_versions has."""
    return request.param


SIGNED = (
    b"From: Jane Doe <jane@elsewhere.example>\r\nTo: u1@example.org\r\nSubject: signed\r\n"
    b"MIME-Version: 1.0\r\nContent-Type: multipart/signed; micalg=sha-256;"
    b' protocol="application/pkcs7-signature"; boundary="b"\r\n\r\n'
    b"--b\r\nContent-Type: text/plain\r\n\r\nSigned words.\r\n"
    b'--b\r\nContent-Type: application/pkcs7-signature; name="smime.p7s"\r\n'
    b"Content-Transfer-Encoding: base64\r\n\r\nMIIB\r\n--b--\r\n"
)
# What each code of MIMETruncation leaves, in characters. Source: MS-ASCMD 2.2.3.112.
CUT = {0: 0, 1: 4096, 2: 5120, 3: 7168, 4: 10240, 5: 20480, 6: 51200, 7: 102400, 8: None}


def options(support, truncation=None):
    """Of a client that takes MIME as far as `support` says, and plain text else."""
    return AirSync.Options(
        body_preference(1),
        body_preference(4),
        AirSync.MIMESupport(support),
        AirSync.MIMETruncation(truncation) if truncation is not None else None,
    )


def bodies(phone, how):
    """The Body of each mail in the inbox by subject, from a first Sync with these Options."""
    phone.forget()
    phone.sync(options=how)
    phone.sync_all(options=how)
    return {item.subject: item.body for item in phone.items().values()}


class TestMime:
    @pytest.mark.parametrize(
        ("support", "types"),
        [
            (0, {"signed": "1", "plain": "1"}),
            (1, {"signed": "4", "plain": "1"}),
            (2, {"signed": "4", "plain": "4"}),
        ],
    )
    def test_mimesupport_says_for_which_mail(self, new_phone, deliver, version, support, types):
        """case: MSASCMD_S19_TC44 MSASCMD_S19_TC18"""
        deliver(SIGNED, messages.plain("plain"))
        phone = new_phone(version)
        given = bodies(phone, options(support))
        assert {subject: body.text("Type") for subject, body in given.items()} == types
        for body in given.values():
            assert body.has("EstimatedDataSize") and body.has("Data")

    @pytest.mark.parametrize("support", [0, 1, 2])
    def test_and_in_a_fetch(self, new_phone, deliver, version, support):
        """case: MSASCMD_S08_TC08"""
        deliver(SIGNED, messages.plain("plain"))
        phone = new_phone(version)
        phone.sync_all()
        for subject, since in (("signed", 1), ("plain", 2)):
            fetch = fetch_item(
                phone.inbox, phone.by_subject(subject).id,
                AirSync.MIMESupport(support), body_preference(1), body_preference(4),
            )  # fmt: skip
            answer = phone.client.fetch(fetch).doc
            wanted = "4" if support >= since else "1"
            assert answer.text("Response/Fetch/Properties/Body/Type") == wanted

    @pytest.mark.parametrize(("code", "size"), CUT.items())
    def test_mimetruncation_cuts(self, new_phone, deliver, code, size):
        """case: MSASCMD_S19_TC43"""
        message = messages.plain("long", "x" * 70 + "\r\n" + ("y" * 70 + "\r\n") * 2000)
        deliver(message)
        (body,) = bodies(new_phone("14.1"), options(2, code)).values()
        data = body.find("Data").data() if body.has("Data") else b""
        assert len(data) == (len(data) if size is None else size)
        assert body.text("Truncated") == ("1" if size is not None else body.text("Truncated"))
        assert size is not None or data.endswith(message)


class TestBodies:
    @pytest.mark.parametrize("body_type", [1, 2])
    def test_the_native_type_is_the_bodys_unless_it_was_converted(
        self, new_phone, deliver, version, body_type
    ):
        """case: MSASAIRS_S02_TC13"""
        deliver(messages.plain("text"), messages.html("markup"))
        phone = new_phone(version, preferences=[body_preference(body_type)])
        phone.sync_all()
        for subject, native in (("text", "1"), ("markup", "2")):
            item = phone.by_subject(subject)
            assert item["AirSyncBase:NativeBodyType"] == native
            assert item["AirSyncBase:Body/Type"] == str(body_type)

    def test_truncated_in_a_request_has_no_effect(self, new_phone, deliver, version):
        """case: MSASAIRS_S02_TC11"""
        deliver(messages.plain("one"))
        phone, other = new_phone(version), new_phone("16.1")
        phone.sync_all()
        item = phone.only()
        body = AirSyncBase.Body(AirSyncBase.Type(1), AirSyncBase.Truncated(1))
        phone.client.command("Sync", phone.request(phone.inbox, [eas.change(item.id, body)]))
        other.sync_all()
        assert other.only()["AirSyncBase:Body/Data"].split() == ["Hello."]

    def test_a_fetch_cuts_what_is_long(self, new_phone, deliver, version):
        """case: MSASEMAIL_S01_TC21"""
        deliver(messages.plain("long", messages.LONG))
        phone = new_phone(version)
        phone.sync_all()
        fetch = fetch_item(phone.inbox, phone.only().id, body_preference(1, 50, all_or_none=False))
        body = phone.client.fetch(fetch).doc.find("Response/Fetch/Properties/Body")
        assert len(body.text("Data").encode()) == 50 and body.text("Truncated") == "1"


class TestConversations:
    @pytest.fixture
    def conversation(self, new_phone, server, account, version):
        """Two phones that hold three mails of one conversation, and one beside."""
        ids = [f"<{messages.unique('id').replace(' ', '')}@elsewhere.example>" for _ in range(3)]
        for i, own in enumerate(ids):
            mail = messages.skeleton("thread" if i == 0 else "Re: thread")
            del mail["Message-ID"]
            mail["Message-ID"] = own
            if i:
                mail["In-Reply-To"], mail["References"] = ids[i - 1], " ".join(ids[:i])
            mail.set_content("Words.\r\n")
            lmtp.deliver(server, account, mail.as_bytes())
        lmtp.deliver(server, account, messages.plain("beside"))
        phones = new_phone(version), new_phone("16.1")
        for phone in phones:
            phone.sync_all()
        here, there = phones
        members = [i.id for i in there.items().values() if i.subject != "beside"]
        named = {there.items()[i].fields["Email2:ConversationId"].data() for i in members}
        assert len(members) == 3 and len(named) == 1
        return here, there, members

    def test_all_of_one_are_marked_read(self, conversation):
        """case: MSASCON_S01_TC01"""
        here, there, members = conversation
        for read in (1, 0):
            here.sync(commands=[eas.change(each, Email.Read(read)) for each in members])
            there.sync_all()
            assert all(there.items()[each].read == bool(read) for each in members)
        assert not there.by_subject("beside").read

    def test_all_of_one_are_flagged(self, conversation):
        """case: MSASCON_S01_TC02"""
        here, there, members = conversation
        flag = Email.Flag(Email.Status(2), Email.FlagType("Follow up"))
        here.sync(commands=[eas.change(each, flag) for each in members])
        there.sync_all()
        assert all(there.items()[each].flagged for each in members)
        assert not there.by_subject("beside").flagged

    def test_all_of_one_are_deleted(self, conversation):
        """case: MSASCON_S01_TC03"""
        here, there, members = conversation
        here.sync(commands=[eas.delete(each) for each in members])
        there.sync_all()
        assert there.subjects() == ["beside"]

    def test_all_of_one_are_moved(self, conversation):
        """case: MSASCON_S04_TC01"""
        here, there, members = conversation
        trash = here.folder(TRASH)
        answers = here.client.move(*((each, here.inbox, trash) for each in members))
        assert [answer.text("Status") for answer in answers] == ["3"] * 3
        there.sync_all()
        there.sync_all(there.folder(TRASH))
        assert there.subjects() == ["beside"] and len(there.items(there.folder(TRASH))) == 3


class TestFolderList:
    def test_without_changes_it_counts_none(self, new_phone, version):
        """case: MSASCMD_S04_TC02"""
        answer = new_phone(version).folder_sync()
        assert answer.text("Status") == "1" and answer.number("Changes/Count") == 0

    def test_of_changes_it_counts_each(self, new_phone, server, account, version, tmp_path):
        """case: MSASCMD_S04_TC03"""
        phone = new_phone(version)
        (tmp_path / "a.eml").write_bytes(messages.plain())
        for name in ("One", "Two"):
            server.import_mail(account, tmp_path, folder=name)
        answer = phone.folder_sync()
        assert answer.number("Changes/Count") == 2
        assert {f.name for f in phone.folders.values()} >= {"One", "Two"}
