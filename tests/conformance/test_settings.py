"""Settings: away messages, and what is known of the user. Source: MS-ASCMD 2.2.1.18."""

import pytest

from eas import WITH_AIR_SYNC_BASE, at_least
from wbxml import Settings

START, END = "2026-12-23T00:00:00.000Z", "2027-01-06T00:00:00.000Z"
INTERNAL = Settings.AppliesToInternal()
KNOWN, UNKNOWN = Settings.AppliesToExternalKnown(), Settings.AppliesToExternalUnknown()


@pytest.fixture(params=WITH_AIR_SYNC_BASE)
def version(request):
    """2.5 has no Settings."""
    return request.param



def message(*audiences, text="I am away.", body_type="TEXT", enabled=1):
    return Settings.OofMessage(
        audiences, Settings.Enabled(enabled),
        Settings.ReplyMessage(text) if text is not None else None,
        Settings.BodyType(body_type) if body_type else None,
    )  # fmt: skip


class TestAway:
    def set(self, phone, *parts, state="1"):
        answer = phone.client.command(
            "Settings",
            Settings.Settings(Settings.Oof(Settings.Set(Settings.OofState(state), parts))),
        )
        assert answer.text("Status") == "1"
        return answer.text("Oof/Status")

    def get(self, phone, body_type="TEXT"):
        answer = phone.client.command(
            "Settings", Settings.Settings(Settings.Oof(Settings.Get(Settings.BodyType(body_type))))
        )
        assert answer.text("Oof/Status") == "1", answer
        return answer.find("Oof/Get")

    def test_messages_come_back_as_they_were_set(self, new_phone, version):
        """case: MSASCMD_S16_TC01_Settings_Oof_Success
        case: MSASCMD_S16_TC05_Settings_OofSetToExternalKnown
        case: MSASCMD_S16_TC06_Settings_OofSetToExternalUnknown
        case: MSASCMD_S16_TC07_Settings_OofSetToInternal
        case: MSASCMD_S16_TC10_Settings_OofSetForThreeTypeAudiences"""
        phone = new_phone(version)
        parts = [message(INTERNAL, text="Bin weg, Grüße."), message(KNOWN, UNKNOWN, enabled=0)]
        times = [Settings.StartTime(START), Settings.EndTime(END)]
        assert self.set(phone, *times, *parts, state="2") == "1"
        other = new_phone(version)  # the account's, not the device's
        shown = self.get(other)
        assert (shown.text("StartTime"), shown.text("EndTime")) == (START, END)
        found = [
            (m.children[0].tag, m.text("Enabled"), m.text("ReplyMessage"), m.text("BodyType"))
            for m in shown.all("OofMessage")
        ]
        assert found == [
            ("AppliesToInternal", "1", "Bin weg, Grüße.", "TEXT"),
            ("AppliesToExternalKnown", "0", "I am away.", "TEXT"),
            ("AppliesToExternalUnknown", "0", "I am away.", "TEXT"),
        ]

    def test_nobody_is_told_that_they_are_sent(self, phone):
        for state in "102":
            parts = [Settings.StartTime(START), Settings.EndTime(END)] if state == "2" else []
            assert self.set(phone, *parts, message(INTERNAL), state=state) == "1"
            assert self.get(phone).text("OofState") == "0"

    def test_a_text_comes_in_the_type_that_is_asked_for(self, phone):
        html = "<p>I am <b>away</b>.</p>"
        assert self.set(phone, message(INTERNAL, text=html, body_type="HTML")) == "1"
        assert self.get(phone, "HTML").text("OofMessage/ReplyMessage") == html
        assert self.get(phone, "TEXT").text("OofMessage/ReplyMessage").strip() == "I am away."

    @pytest.mark.parametrize(
        "parts, state, status",
        [([Settings.StartTime(START)], "2", "2"), ([Settings.EndTime(END)], "2", "2"),
         ([], "2", "2"), ([], "7", "2"), ([message(text="to nobody")], "1", "2"),
         ([Settings.StartTime("soon"), Settings.EndTime(END)], "2", "5"),
         ([Settings.StartTime(END), Settings.EndTime(START)], "2", "6"),
         ([message(INTERNAL, body_type=None)], "1", "2"),
         ([message(INTERNAL, text=None, body_type=None)], "1", "1"),
         ([message(INTERNAL, body_type="RTF")], "1", "5"),
         ([message(INTERNAL, text="x" * 40_000)], "1", "5"),
         ([message(KNOWN, text="one"), message(UNKNOWN, text="two")], "1", "6"),
         ([Settings.StartTime(START), Settings.EndTime(END)], "1", "1")],
        ids=["no end", "no start", "no times", "state", "nobody", "no time", "order", "no type",
             "no text", "type", "long", "differ", "times"],
    )  # fmt: skip
    def test_what_can_not_be_set_is_told_why(self, phone, parts, state, status):
        """case: MSASCMD_S16_TC03_Settings_OofState
        case: MSASCMD_S16_TC08_Settings_OofSetBodyTypeIsRequiredWithReplyMessage
        case: MSASCMD_S16_TC09_Settings_OofSetBodyTypeOptional
        case: MSASCMD_S16_TC11_Settings_Status5, MSASCMD_S16_TC12_Settings_Status6
        case: MSASCMD_S16_TC17_Settings_OofStateNotTwo"""
        assert self.set(phone, message(INTERNAL, text="before")) == "1"
        assert self.set(phone, *parts, state=state) == status
        if status != "1":
            assert self.get(phone).text("OofMessage/ReplyMessage") == "before"


def test_the_user_has_addresses(new_phone, account, version):
    """case: MSASCMD_S16_TC04_Settings_UserInformation"""
    get = new_phone(version).client.user_information().find("UserInformation/Get")
    if at_least(version, "14.1"):
        entry = get.find("Accounts/Account")
        assert entry.text("AccountName") == account.address
        assert entry.text("SendDisabled") == "0" and not entry.has("AccountId")
        assert entry.text("EmailAddresses/PrimarySmtpAddress") == account.address
    else:
        entry = get
    assert entry.text("EmailAddresses/SMTPAddress") == account.address


def test_answers_come_in_the_order_of_the_request(new_phone, main_version):
    """case: MSASCMD_S16_TC13_Settings_ResponseInOrder"""
    parts = [Settings.Oof(Settings.Get(Settings.BodyType("TEXT"))),
             Settings.UserInformation(Settings.Get())]  # fmt: skip
    for asked in (parts, parts[::-1]):
        answer = new_phone(main_version).client.command("Settings", Settings.Settings(asked))
        assert [e.tag for e in answer.children] == ["Status", *(p.tag for p in asked)]
