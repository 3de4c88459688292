"""What a phone sees when responses are lost, requests repeated, late or doubled. The phone itself
asserts on every response that nothing comes twice and nothing unknown is changed.
Source: docs/sync-engine.md."""

import random

import pytest

import eas
import lmtp
import messages
from eas import body_preference
from phone import DRAFTS, TRASH
from wbxml import AirSync, Email

STEPS = 120  # of the random walk


@pytest.fixture
def deliver(server, account):
    return lambda *mails: lmtp.deliver(server, account, *mails)


@pytest.fixture
def filled(deliver):
    deliver(*(messages.plain(f"mail {i:02}") for i in range(12)))


def same_as_fresh(new_phone, *phones):
    """Every phone, at rest, holds what a new one is given."""
    fresh = new_phone()
    fresh.sync_all()
    for phone in phones:
        phone.sync_all()
        assert phone.states() == fresh.states()
        assert phone.items().keys() == fresh.items().keys()


class TestLostAnswers:
    def test_a_first_sync_of_which_every_answer_is_lost_once(self, new_phone, filled, version):
        phone = new_phone(version, window=5)
        for _ in range(4):
            phone.sync(lose=True)
            phone.sync()
        same_as_fresh(new_phone, phone)

    def test_lost_twice_and_three_times(self, new_phone, filled):
        phone = new_phone(window=5)
        phone.sync()
        for losses in (2, 3, 4):
            for _ in range(losses):
                phone.sync(lose=True)
            phone.sync()
        same_as_fresh(new_phone, phone)

    def test_the_repeated_answer_has_another_key(self, new_phone, filled):
        phone = new_phone()
        phone.sync()
        keys = [phone.sync(lose=True).text("Collections/Collection/SyncKey") for _ in range(3)]
        assert len(set(keys)) == 3 and phone.box(phone.inbox).key not in keys

    def test_news_between_the_answer_and_its_repetition(self, new_phone, filled, deliver):
        phone = new_phone()
        phone.sync_all()
        for i in range(3):
            deliver(messages.plain(f"before {i}"))
            phone.sync(lose=True)
            deliver(messages.plain(f"after {i}"))
        phone.sync_all()
        assert len(phone.items()) == 18

    def test_a_real_hang_up(self, new_phone, filled, deliver):
        phone = new_phone(window=4)
        phone.sync()
        for i in range(10):
            phone.client.hang_up("Sync", phone.request(phone.inbox))
            deliver(messages.plain(f"later {i}"))
            phone.sync()
        same_as_fresh(new_phone, phone)

    def test_a_lost_folder_sync(self, new_phone, server, account, tmp_path):
        phone = new_phone()
        (tmp_path / "a.eml").write_bytes(messages.plain("a"))
        for name in ("One", "Two"):
            server.import_mail(account, tmp_path / "a.eml", folder=name)
            phone.folder_sync(lose=True)
            phone.folder_sync(lose=True)
            phone.folder_sync()
            assert phone.folder(name)
        assert phone.folder_sync().text("Changes/Count") == "0"


class TestSiblings:
    """Two answers to one key: either may be the one that the phone has read."""

    @pytest.mark.parametrize("taken", [0, 1])
    def test_either_answer_may_be_used(self, new_phone, filled, deliver, taken):
        phone = new_phone(window=5)
        phone.sync()
        asked, request = phone.box(phone.inbox).key, phone.request(phone.inbox)
        answers = []
        for _ in range(2):
            answers.append(phone.client.command("Sync", request))
            deliver(messages.plain())
        phone.receive(phone.inbox, asked, request, answers[taken])
        same_as_fresh(new_phone, phone)

    def test_a_late_duplicate_disturbs_nothing(self, new_phone, filled, deliver):
        """The network brings the old request once more, after its answer was read."""
        phone = new_phone(window=5)
        phone.sync()
        for _ in range(4):
            request = phone.request(phone.inbox)
            phone.sync()
            phone.client.command("Sync", request)
            deliver(messages.plain())
        same_as_fresh(new_phone, phone)

    def test_a_key_that_is_gone_is_3_and_changes_nothing(self, new_phone, filled):
        phone = new_phone(window=2)
        phone.sync()
        old = phone.request(phone.inbox)
        for _ in range(3):
            phone.sync()
        answer = phone.client.command("Sync", old)
        assert answer.text("Collections/Collection/Status") == "3", answer
        assert not answer.has("Collections/Collection/Commands")
        same_as_fresh(new_phone, phone)

    @pytest.mark.parametrize("key", ["999999999", "-1", "x", "", "1" * 64, "9" * 30])
    def test_an_unknown_key_is_3(self, phone, filled, key):
        """case: MSASCMD_S19_TC04"""
        phone.sync_all()
        answer = phone.client.sync(eas.collection(phone.inbox, key))
        status = answer.text("Collections/Collection/Status") or answer.text("Status")
        assert status in (("3", "4") if not key else ("3",)), answer
        assert phone.sync().commands == 0

    def test_a_key_of_another_folder_or_device_is_3(self, new_phone, filled):
        phone, other = new_phone(), new_phone()
        for each in (phone, other):
            each.sync_all()
            each.sync_all(each.folder(TRASH))
        strange = [phone.box(phone.folder(TRASH)).key, other.box(other.inbox).key]
        for key in strange:
            answer = phone.client.sync(eas.collection(phone.inbox, key))
            assert answer.text("Collections/Collection/Status") == "3", answer
        assert phone.sync().commands == 0

    def test_after_3_the_phone_starts_anew(self, new_phone, filled):
        phone = new_phone()
        phone.sync_all()
        phone.client.sync(eas.collection(phone.inbox, "987654321"))
        phone.forget()
        phone.sync_all()
        assert len(phone.items()) == 12

    @pytest.mark.parametrize("folder", ["987654", "nonsense", ""])
    def test_an_unknown_folder_is_8(self, phone, folder):
        for key in ("0", "1"):
            response = phone.client.request("Sync", eas.sync_request(eas.collection(folder, key)))
            if response.status == 400 and not folder:
                continue
            status = response.doc.text("Collections/Collection/Status", response.doc.text("Status"))
            assert status in ("3", "4", "8", "12", "103"), response.doc
            assert status in ("8", "12") or folder != "987654", response.doc


class TestCommandsOnce:
    @pytest.fixture
    def pair(self, new_phone, filled, main_version):
        phones = new_phone(main_version), new_phone("16.1")
        for phone in phones:
            phone.sync_all()
        return phones

    def test_a_change_repeated_is_not_done_again(self, pair):
        here, there = pair
        item = here.by_subject("mail 03")
        here.sync(commands=[here.mark_read(item)], lose=True)
        there.sync_all()
        assert there.by_subject("mail 03").read
        there.sync(commands=[there.mark_read(there.by_subject("mail 03"), False)])
        here.sync(commands=[here.mark_read(item)])
        for _ in range(2):
            here.sync_all()
            there.sync_all()
        assert not here.by_subject("mail 03").read and not there.by_subject("mail 03").read

    def test_a_delete_repeated_leaves_one_in_the_trash(self, pair):
        here, there = pair
        item = here.by_subject("mail 05")
        for _ in range(3):
            here.sync(commands=[eas.delete(item.id)], lose=True)
        result = here.sync(commands=[eas.delete(item.id)])
        assert result.responses.get(item.id, "1") == "1"
        for phone in pair:
            phone.sync_all()
            phone.sync_all(phone.folder(TRASH))
            assert "mail 05" not in phone.subjects()
            assert phone.subjects(phone.folder(TRASH)) == ["mail 05"]

    def test_a_lost_delete_may_be_left_out_of_the_repetition(self, pair, deliver):
        """The phone may ask with other commands: what was done stays done."""
        here, there = pair
        item, other = here.by_subject("mail 05"), here.by_subject("mail 06")
        here.sync(commands=[eas.delete(item.id)], lose=True)
        here.sync(commands=[here.mark_read(other)])
        result = here.sync_all()
        assert "mail 05" not in here.subjects() and here.by_subject("mail 06").read
        assert not result.added

    def test_commands_and_news_in_one_lost_answer(self, pair, deliver):
        here, there = pair
        for i in range(3):
            deliver(messages.plain(f"news {i}"))
            commands = [
                here.mark_read(here.by_subject(f"mail 0{i}")),
                eas.delete(here.by_subject(f"mail 0{i + 4}").id),
            ]
            here.sync(commands=commands, lose=True)
            here.sync(commands=commands, lose=True)
            here.sync(commands=commands)
        here.sync_all()
        there.sync_all()
        assert here.states() == there.states() and len(here.items()) == 12

    def test_a_move_repeated_gives_the_same_answer(self, pair):
        here, there = pair
        move = here.by_subject("mail 07").id, here.inbox, here.folder("Templates")
        answers = [here.client.move(move)[0] for _ in range(3)]
        assert [a.text("Status") for a in answers] == ["3"] * 3
        assert len({a.text("DstMsgId") for a in answers}) == 1
        there.sync_all(there.folder("Templates"))
        assert there.subjects(there.folder("Templates")) == ["mail 07"]


class TestConflict:
    @pytest.fixture
    def pair(self, new_phone, filled):
        phones = new_phone("16.1"), new_phone("14.1")
        for phone in phones:
            phone.sync_all()
        return phones

    @pytest.mark.parametrize("conflict", [None, 0, 1])
    def test_deleted_here_and_changed_there(self, pair, conflict):
        here, there = pair
        item = here.by_subject("mail 01")
        there.sync(commands=[there.mark_read(there.by_subject("mail 01"))])
        result = here.sync(commands=[eas.delete(item.id)], conflict=conflict)
        status = result.responses.get(item.id, "1")
        assert status in ("1", "7") and (conflict != 0 or status == "1")
        for _ in range(2):
            here.sync_all(conflict=conflict)
            there.sync_all()
        assert here.states() == there.states()
        assert ("mail 01" in here.subjects()) == (status == "7")

    def test_changed_here_and_deleted_there(self, pair):
        here, there = pair
        item = here.by_subject("mail 02")
        there.sync(commands=[eas.delete(item.id)])
        result = here.sync(commands=[here.mark_read(item)])
        assert result.responses == {item.id: "8"}
        for phone in pair:
            phone.sync_all()
            assert "mail 02" not in phone.subjects()

    def test_deleted_on_both(self, pair):
        here, there = pair
        item = here.by_subject("mail 02")
        for phone in pair:
            phone.sync(commands=[eas.delete(item.id)], get_changes=False)
        for phone in pair:
            phone.sync_all()
            phone.sync_all(phone.folder(TRASH))
            assert "mail 02" not in phone.subjects()
            assert phone.subjects(phone.folder(TRASH)) == ["mail 02"]

    def test_moved_there_and_read_here(self, pair):
        here, there = pair
        item = here.by_subject("mail 02")
        there.client.move((item.id, there.inbox, there.folder("Templates")))
        result = here.sync(commands=[here.mark_read(item)])
        assert result.responses == {item.id: "8"}
        here.sync_all()
        assert "mail 02" not in here.subjects()


def mail_add(client_id):
    return AirSync.Add(
        AirSync.ClientId(client_id),
        AirSync.ApplicationData(
            Email.To("a@example.org"), Email.Subject("put there"), Email.Read(1)
        ),
    )


@pytest.mark.parametrize("version", ["2.5", "12.0", "12.1", "14.0", "14.1"])
@pytest.mark.parametrize("folder", [DRAFTS, "2"], ids=["drafts", "inbox"])
def test_a_phone_adds_no_mail_before_16(new_phone, version, folder):
    phone = new_phone(version)
    folder_id = phone.folder(folder)
    phone.sync_all(folder_id)
    for _ in range(2):
        result = phone.sync(folder_id, [mail_add("c1")])
        assert result.responses == {"c1": "6"}
    phone.sync_all(folder_id)
    assert not phone.items(folder_id)


@pytest.mark.parametrize("version", ["16.0", "16.1"])
def test_a_phone_adds_no_mail_to_the_inbox(new_phone, version):
    phone = new_phone(version)
    phone.sync_all()
    assert phone.sync(commands=[mail_add("c1")]).responses == {"c1": "6"}
    phone.sync_all()
    assert not phone.items()


@pytest.mark.parametrize("seed", range(3))
def test_a_random_walk_ends_equal(new_phone, server, account, deliver, seed):
    """Deliveries, flags, deletes, moves from three phones, answers lost and repeated."""
    print(f"seed {seed}")
    dice = random.Random(seed)
    phones = [
        new_phone("16.1", window=3, preferences=[body_preference(1, 200)]),
        new_phone("12.1", window=7, preferences=[body_preference(1, 200)]),
        new_phone("2.5", window=5, preferences=[body_preference(1, 200)]),
    ]
    for phone in phones:
        phone.sync_all()
    walk = _Walk(dice, deliver)
    for _ in range(STEPS):
        walk.step(dice.choice(phones))
    for phone in phones:
        phone.sync_all(commands=walk.pending.pop(phone, ()))
    same_as_fresh(new_phone, *phones)


class _Walk:
    def __init__(self, dice, deliver):
        self._dice, self._deliver = dice, deliver
        self.pending = {}  # phone -> commands whose answer it has not read

    def step(self, phone):
        action = self._dice.choice([self._mail, self._sync, self._sync, self._move])
        action(phone)

    def _mail(self, _):
        self._deliver(messages.plain())

    def _sync(self, phone):
        commands = self.pending.get(phone) or self._commands(phone)
        if self._dice.random() < 0.35:
            self.pending[phone] = commands
            phone.sync(commands=commands, lose=True)
        else:
            phone.sync(commands=commands)
            self.pending.pop(phone, None)

    def _commands(self, phone):
        items = list(phone.items().values())
        chosen = self._dice.sample(items, min(len(items), self._dice.randrange(3)))
        return [
            (
                eas.delete(item.id)
                if self._dice.random() < 0.3
                else phone.mark_read(item, self._dice.random() < 0.5)
            )
            for item in chosen
        ]

    def _move(self, phone):
        busy = {c.text("ServerId") for c in self.pending.get(phone, ())}
        items = [i for i in phone.items() if i not in busy]
        if items:
            phone.client.move((self._dice.choice(items), phone.inbox, phone.folder("Templates")))
