"""The limits that the protocol's description gives, and what lies beyond them."""

import eas
import messages
from http_rows import row
from wbxml import AirSync, ComposeMail, Email, GetItemEstimate, ItemOperations, Move


def sync_status(world, collection, **how):
    answer = world.client().sync(collection, **how)
    return answer.text("Status") if answer is not None else "1"


@row("limit", "Ping HeartbeatInterval")
def ping_bounds(world):
    phone = world.phone()
    for seconds, bound in ((59, "60"), (3541, "3540"), (0, "60")):
        answer = phone.ping(heartbeat=seconds).answer()
        assert answer.text("Status") == "5" and answer.text("HeartbeatInterval") == bound


@row("limit", "Sync Wait", "Sync HeartbeatInterval")
def wait_bounds(world):
    phone = world.phone()
    asked = phone.request(phone.inbox).all("Collections/Collection")
    for how, limit in (({"wait": 0}, "1"), ({"wait": 60}, "59"), ({"heartbeat": 59}, "60"),
                       ({"heartbeat": 3541}, "3540")):  # fmt: skip
        answer = world.client().command("Sync", eas.sync_request(*asked, **how))
        assert answer.text("Status") == "14" and answer.text("Limit") == limit, how


@row("limit", "Sync WindowSize")
def window_size(world):
    phone = world.phone()
    for window in (0, 1, 512, 513, 100_000):
        phone.forget()
        phone.sync()
        request = phone.request(phone.inbox)
        request.find("Collections/Collection/WindowSize").content = [str(window)]
        answer = world.client().command("Sync", request)
        assert answer.text("Collections/Collection/Status") == "1", window
    phone.forget()
    phone.sync_all()


@row("limit", "Sync commands per request")
def sync_commands(world):
    phone = world.phone()
    many = [eas.change(f"{phone.inbox}:{n}", Email.Read(1)) for n in range(1, 202)]
    key = phone.box(phone.inbox).key
    assert sync_status(world, eas.collection(phone.inbox, key, many)) == "4"


@row("limit", "GetItemEstimate collections")
def estimate_collections(world):
    one = GetItemEstimate.Collection(AirSync.SyncKey("1"), GetItemEstimate.CollectionId("1"))
    root = GetItemEstimate.GetItemEstimate(GetItemEstimate.Collections([one] * 1001))
    assert world.refused(world.client().request("GetItemEstimate", root), "103")


@row("limit", "MoveItems Move")
def moves(world):
    one = Move.Move(Move.SrcMsgId("1:1"), Move.SrcFldId("1"), Move.DstFldId("2"))
    assert world.refused(world.client().request("MoveItems", Move.MoveItems([one] * 1001)), "103")


@row("limit", "ItemOperations Fetch+EmptyFolderContents+Move")
def operations(world):
    root = ItemOperations.ItemOperations([eas.fetch_item("1", "1:1")] * 101)
    assert world.refused(world.client().request("ItemOperations", root), "11")


@row("limit", "Categories")
def categories(world):
    world.deliver()
    phone = world.phone()
    phone.sync_all()
    item = next(iter(phone.items()))
    many = Email.Categories([Email.Category(f"c{n}") for n in range(301)])
    result = phone.sync(commands=[eas.change(item, many)])
    assert result.responses[item] == "6"


@row("limit", "SyncKey", "ServerId/CollectionId", "ClientId (Sync Add)")
def texts_of_sync(world):
    phone = world.phone()
    key, long = phone.box(phone.inbox).key, "1" * 65
    add = AirSync.Add(AirSync.ClientId(long), AirSync.ApplicationData(Email.Subject("x")))
    for collection in (
        eas.collection(phone.inbox, long),
        eas.collection(long, key),
        eas.collection(phone.inbox, key, [eas.change(long, Email.Read(1))]),
        eas.collection(phone.inbox, key, [add]),
    ):
        assert sync_status(world, collection) == "4", collection


@row("limit", "ClientId (SendMail)")
def client_id(world):
    mail = messages.plain(sender=world.account.address, to=world.account.address)
    root = ComposeMail.SendMail(ComposeMail.ClientId("x" * 41), ComposeMail.Mime(mail))
    assert world.refused(world.client().request("SendMail", root), "103")


@row("limit", "Email To/Cc/From")
def addresses(world):
    many = ", ".join(f"person{n:05}@elsewhere.example" for n in range(2000))
    world.deliver(messages.plain("to many", to=many))
    phone = world.phone()
    phone.sync_all()
    assert 32_000 < len(phone.by_subject("to many")["Email:To"]) <= 32_768


@row("limit", "Ping folders")
def ping_folders(world):
    answer = world.phone().ping(*[str(n) for n in range(1, 1002)]).answer()
    assert answer.text("Status") == "6" and int(answer.text("MaxFolders")) >= 200
