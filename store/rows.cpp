#include "store/rows.h"

namespace syncgate::store {

Item item_of(const Query& row) {
    Item item;
    item.collection = row.integer(0);
    item.uid = row.integer(1);
    item.object = row.integer(2);
    item.name = row.text(3);
    item.native_uid = row.text(4);
    item.created = row.integer(5);
    item.modseq = row.integer(6);
    item.content = row.integer(7);
    item.entered = row.integer(8);
    item.sort_key = row.integer(9);
    item.flags = static_cast<std::uint32_t>(row.integer(10));
    item.keywords = row.text(11);
    item.follow_up = row.text(12);
    return item;
}

Collection collection_of(const Query& row) {
    Collection collection;
    collection.id = row.integer(0);
    collection.item_class = static_cast<ItemClass>(row.integer(1));
    collection.parent = row.integer(2);
    collection.role = static_cast<Role>(row.integer(3));
    collection.name = row.text(4);
    collection.uidvalidity = static_cast<std::uint32_t>(row.integer(5));
    collection.uidnext = row.integer(6);
    collection.created = row.integer(7);
    collection.modseq = row.integer(8);
    collection.highest = row.integer(9);
    collection.compacted = row.integer(10);
    collection.entered = row.integer(11);
    collection.resource = row.text(12);
    return collection;
}

Device device_of(const Query& row) {
    Device device;
    device.number = row.integer(0);
    device.id = row.text(1);
    device.type = row.text(2);
    device.user_agent = row.text(3);
    device.version = row.text(4);
    device.policy_key = static_cast<std::uint32_t>(row.integer(5));
    device.policy_key_sent = static_cast<std::uint32_t>(row.integer(6));
    device.first_seen = row.integer(7);
    device.last_seen = row.integer(8);
    device.information = row.text(9);
    device.trace_until = row.integer(10);
    device.ping = row.text(11);
    device.access = static_cast<Access>(row.integer(12));
    device.standing = static_cast<Access>(row.integer(13));
    device.wipe = static_cast<Wipe>(row.integer(14));
    device.policy = row.integer(15);
    device.policy_sent = row.integer(16);
    device.policy_at = row.integer(17);
    device.policy_outcome = static_cast<int>(row.integer(18));
    device.recovery_password = row.text(19);
    return device;
}

}  // namespace syncgate::store
