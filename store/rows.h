// Rows of the tables as values; the columns and their order, once.
#pragma once

#include "model/collection.h"
#include "model/device.h"
#include "model/item.h"
#include "store/connection.h"

// Text that several statements share must be a literal: statements are constants.
#define SYNCGATE_ITEM_COLUMNS                                                                 \
    "collection, uid, object, name, native_uid, created, modseq, content, entered, sort_key," \
    " flags, keywords, follow_up"
#define SYNCGATE_COLLECTION_COLUMNS                                                             \
    "id, class, parent, role, name, uidvalidity, uidnext, created, modseq, highest, compacted," \
    " entered, resource"
#define SYNCGATE_DEVICE_COLUMNS                                                                  \
    "number, id, type, user_agent, version, policy_key, policy_key_sent, first_seen, last_seen," \
    " information, trace_until, ping, access, standing, wipe, policy, policy_sent, policy_at,"   \
    " policy_outcome, recovery_password"

namespace syncgate::store {

constexpr int kCollectionColumns = 13;  // what a statement asks for behind them begins here

Item item_of(const Query& row);
Collection collection_of(const Query& row);
Device device_of(const Query& row);

}  // namespace syncgate::store
