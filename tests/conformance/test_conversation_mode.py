"""ConversationMode: a window by age that keeps conversations whole. Source: MS-ASCMD 2.2.3.37;
MS-ASCON 3.1.4.9, 3.2.5.2."""

import pytest

import eas
import messages
from eas import at_least, body_preference
from phone import SENT, Result
from test_books import AT_ONCE, estimate, ping
from test_windows import write_mail
from wbxml import AirSync

VERSIONS = [each for each in eas.VERSIONS if at_least(each, "12.1")]  # of the list of cases
WEEK = 3  # a FilterType


@pytest.fixture
def root():
    """What the first message of a conversation is called."""
    return f"<{messages.unique('root').replace(' ', '')}@elsewhere.example>"


@pytest.fixture
def aged(server, account, tmp_path, root):
    """Two old messages of one conversation, one of none, one of last year and of this week."""
    for days, subject in ((300, "question"), (200, "answer")):
        write_mail(tmp_path, subject, days, References=root)
    write_mail(tmp_path, "old", 250)
    write_mail(tmp_path, "young", 2)
    server.import_mail(account, tmp_path)


@pytest.fixture
def reply(deliver, root):
    """Brings a message of today in the conversation."""

    def bring(subject="reply"):
        deliver(messages.plain(subject, References=root))

    return bring


def request_of(phone, mode, **how):
    """With ConversationMode said, or left out."""
    request = phone.request(phone.inbox, **how)
    if mode is not None:
        request.find("Collections/Collection").content.append(AirSync.ConversationMode(mode))
    return request


def sync(phone, mode=None, **how):
    asked = phone.box(phone.inbox).key
    request = request_of(phone, mode, **how)
    return phone.receive(phone.inbox, asked, request, phone.client.command("Sync", request))


def sync_all(phone, mode=None, **how):
    if phone.box(phone.inbox).key == "0":
        phone.sync()
    total = Result()
    for _ in range(20):
        total.join(sync(phone, mode, **how))
        if not total.more:
            return total
    raise AssertionError("MoreAvailable without an end")


@pytest.fixture
def new_weekly(new_phone, aged):
    def make(version="16.1", **how):
        return new_phone(version, filter_type=WEEK, **how)

    return make


@pytest.fixture
def weekly(new_weekly):
    return new_weekly()


@pytest.mark.parametrize("version", VERSIONS)
def test_a_conversation_is_whole_when_one_message_is_inside(new_weekly, reply, version):
    """case: MSASCON_S01_TC04_Sync_Filter MSASCMD_S19_TC45_Sync_ConversationMode"""
    phone = new_weekly(version)
    assert not sync_all(phone, 1).more
    assert phone.subjects() == ["young"]
    reply()
    sync_all(phone, 1)
    assert phone.subjects() == ["answer", "question", "reply", "young"]
    other = new_weekly(version, device="phone2")
    sync_all(other, 0)
    assert other.subjects() == ["reply", "young"]


@pytest.mark.parametrize("version", VERSIONS)
def test_the_estimate_counts_whole_conversations(new_weekly, reply, version):
    """case: MSASCON_S02_TC01_GetItemEstimate_Filter"""
    reply()
    phone = new_weekly(version)
    phone.sync()
    options = AirSync.FilterType(WEEK)
    options = AirSync.Options(options) if at_least(version, "14.0") else options

    def count(*more):
        answer = estimate(phone, phone.inbox, *more, options)
        return answer.text("Response/Collection/Estimate")

    assert count(AirSync.ConversationMode(1)) == "4"
    assert count(AirSync.ConversationMode(0)) == count() == "2"
    sync_all(phone, 1)
    assert count(AirSync.ConversationMode(1)) == "0"


def test_the_newest_mail_comes_first(new_weekly, reply):
    reply()
    phone = new_weekly(window=1)
    phone.sync()
    order = [phone.items()[sync(phone, 1).added[0]].subject for _ in range(4)]
    assert order == ["reply", "young", "answer", "question"]
    assert not sync(phone, 1).more


def test_it_is_left_whole_too(weekly, reply):
    reply("first")
    reply("second")
    sync_all(weekly, 1)
    sync(weekly, 1, commands=[eas.delete(weekly.by_subject("first").id)])
    assert weekly.subjects() == ["answer", "question", "second", "young"]
    result = sync(weekly, 1, commands=[eas.delete(weekly.by_subject("second").id)])
    assert len(result.soft_deleted) == 2 and not result.deleted
    assert weekly.subjects() == ["young"]


def test_it_is_one_in_each_folder(weekly, reply):
    reply()
    sent = weekly.folder(SENT)
    sync_all(weekly, 1)
    weekly.sync_all(sent)
    weekly.client.move((weekly.by_subject("reply").id, weekly.inbox, sent))
    sync_all(weekly, 1)
    weekly.sync_all(sent)
    assert weekly.subjects() == ["young"] and weekly.subjects(sent) == ["reply"]


def test_it_counts_until_something_else_is_said(weekly, reply):
    reply()
    sync_all(weekly, 1)
    assert sync_all(weekly, options=False).commands == 0
    assert len(sync_all(weekly, 0, options=False).soft_deleted) == 2
    assert len(sync_all(weekly, 1, options=False).added) == 2
    assert len(sync_all(weekly).soft_deleted) == 2, "Options say it anew"


def test_the_window_may_change_on_the_way(weekly, reply):
    reply()
    sync_all(weekly, 1)
    weekly.filter_type = 0
    assert len(sync_all(weekly, 1).added) == 1
    assert len(weekly.items()) == 5
    weekly.filter_type = WEEK
    assert len(sync_all(weekly, 1).soft_deleted) == 1
    assert weekly.subjects() == ["answer", "question", "reply", "young"]


def test_a_lost_answer_neither_doubles_nor_loses(weekly, reply):
    reply()
    weekly.sync()
    for _ in range(3):
        weekly.client.command("Sync", request_of(weekly, 1, window=3))  # nobody reads what comes
        sync(weekly, 1, window=1)
    sync_all(weekly, 1)
    assert weekly.subjects() == ["answer", "question", "reply", "young"]


def test_changes_go_both_ways(weekly, new_weekly, reply):
    reply()
    other = new_weekly(device="phone2")
    for phone in (weekly, other):
        sync_all(phone, 1)
    sync(weekly, 1, commands=[weekly.mark_read(weekly.by_subject("question"))])
    result = sync_all(other, 1)
    assert len(result.changed) == 1 and other.by_subject("question").read
    sync(other, 1, commands=[eas.delete(other.by_subject("answer").id)])
    assert len(sync_all(weekly, 1).deleted) == 1
    assert sync_all(weekly, 1).commands == sync_all(other, 1).commands == 0


def test_a_ping_wakes_for_what_happens_to_it_and_for_nothing_else(weekly, new_weekly, reply):
    reply()
    other = new_weekly(device="phone2")
    for phone in (weekly, other):
        sync_all(phone, 1)
    waiting = ping(weekly, weekly.inbox)
    assert waiting.silent()
    sync(other, 1, commands=[other.mark_read(other.by_subject("question"))])
    assert waiting.answer(AT_ONCE).text("Status") == "2"
    assert len(sync_all(weekly, 1).changed) == 1
    assert ping(weekly, weekly.inbox).silent()


def test_old_mail_comes_without_its_body_which_can_be_fetched(new_phone, aged, reply):
    reply()
    phone = new_phone(filter_type=WEEK, preferences=[body_preference(1, 4096, preview=100)])
    sync_all(phone, 1)
    young, old = phone.by_subject("young"), phone.by_subject("question")
    assert young["AirSyncBase:Body/Data"] == "Hello.\r\n"
    assert old["AirSyncBase:Body/Data"] is None and old["AirSyncBase:Body/Truncated"] == "1"
    assert old["AirSyncBase:Body/Preview"].strip() == "Hello."
    fetched = phone.client.fetch(eas.fetch_item(phone.inbox, old.id, body_preference(1)))
    assert fetched.doc.text("Response/Fetch/Properties/Body/Data") == "Hello.\r\n"
