// Mail searched, the newest first. Each message that the index of conversations or of words names,
// and each that it does not know yet, is looked at as it was indexed when it arrived, unless its
// words alone decide. Where neither must be there, all are looked at. Source: MS-ASCMD 2.2.1.16.
// Why: docs/decisions/0019-index-of-words.md.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/item.h"
#include "protocols/activesync/commands/search_terms.h"
#include "protocols/activesync/sync/layers.h"
#include "protocols/activesync/sync/server_id.h"
#include "store/snapshot.h"

namespace syncgate::activesync {

// A search looks at so many messages, the newest of those that may fit, and finds so many.
inline constexpr std::size_t kMostLookedAt = 100'000;
inline constexpr std::size_t kMostFound = 1'000;

struct MailQuery {
    std::vector<CollectionId> folders;
    SearchTerms terms;                          // empty: any text
    std::vector<std::string> conversation_ids;  // empty: any
    std::optional<UnixSeconds> after, before;   // received; themselves not
};

// The mail folders that the device sees among these, with those below them when `deep`; all when
// none is named. nullopt: one of them is not there.
std::optional<std::vector<CollectionId>> folders_to_search(const store::Snapshot& snapshot,
                                                           const Viewer& viewer,
                                                           const std::vector<CollectionId>& named,
                                                           bool deep);

// The newest first. A message that has to be looked at and whose index can't be read is passed
// over.
std::vector<ItemId> search_mail(const store::Snapshot& snapshot, const MailQuery& query);

// One that a search of this state has found.
Item found_item(const store::Snapshot& snapshot, ItemId id);

// The messages of a conversation that came to the account, in folders that the device sees: not
// those that it sent or has yet to send.
std::vector<ItemId> conversation_items(const store::Snapshot& snapshot, const Viewer& viewer,
                                       const std::string& conversation);

}  // namespace syncgate::activesync
