// A Sync request as values. Source: MS-ASCMD 2.2.1.21 Sync (request).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "formats/wbxml/element.h"
#include "protocols/activesync/commands/sync_options.h"
#include "protocols/activesync/sync/execute.h"

namespace syncgate::activesync {

struct SyncCommand {
    CommandKind kind = CommandKind::kChange;
    std::string client_id, server_id;
    const wbxml::Element* data = nullptr;  // ApplicationData; of the request, which outlives it
    bool sends = false;                    // a draft, since 16.0
    std::string digest;
};

struct SyncCollection {
    std::string id;          // as the client wrote it; "": the default folder of the class
    std::string class_name;  // "Email"; only where it may stand for the id
    std::string key;
    bool get_changes = true;
    bool deletes_as_moves = true;
    int window = 100;
    std::optional<SyncOptions> options;  // absent: the last ones count
    ClassOptions classes;                // that the options were said for
    std::optional<Supported> supported;  // absent: as it was
    std::optional<bool> conversations;   // ConversationMode; absent: as with the options
    std::vector<SyncCommand> commands;
    std::vector<std::string> fetches;  // ServerIds

    // Whether a collection of this class can be asked so.
    [[nodiscard]] bool suits(ItemClass item_class) const {
        return classes.suit(item_class) && (!conversations || item_class == ItemClass::kMail) &&
               (!supported || item_class != ItemClass::kNote);
    }
};

struct SyncRequest {
    std::vector<SyncCollection> collections;
    int window = 512;  // for all collections together
    std::optional<std::chrono::seconds> wait;
    bool partial = false;     // the rest is as it was last
    bool has_window = false;  // it says one for all collections together
};

// What a request gets that can't be carried out as a whole. Source: MS-ASCMD 2.2.3.177.17.
struct SyncRefusal {
    int status = 4;
    std::optional<int> limit;  // with Status 14: the bound, in the unit that the client used
};

// Since 12.1 a Sync may wait, be empty or a part, and its answer be empty: before, each collection
// asked for is answered.
inline bool may_wait(Version version) {
    return version >= Version::k12_1;
}

// One malformed collection refuses the whole request, so that nothing of it is half done. Without
// collections it is malformed, unless it is partial.
std::variant<SyncRequest, SyncRefusal> parse_sync(const wbxml::Element& root, Version version);

}  // namespace syncgate::activesync
