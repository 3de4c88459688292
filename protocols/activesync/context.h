// What a command works with.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "base/paged_text.h"
#include "formats/wbxml/element.h"
#include "formats/x509/chain.h"
#include "model/device.h"
#include "model/exchange.h"
#include "model/policy.h"
#include "protocols/activesync/quirks.h"
#include "protocols/activesync/request_line.h"
#include "protocols/activesync/sync/layers.h"
#include "protocols/activesync/version.h"
#include "store/account.h"
#include "store/store.h"

namespace syncgate::activesync {

class LineLocks;
class PingMemory;
class StuckPages;
class SyncMemory;
class ToldHierarchy;

// Made once by the wiring; thread-safe.
struct Services {
    store::Store& store;
    const Clock& clock;
    Log& log;
    bool relays = false;          // mail for others is taken, and sent by who looks for it
    std::string trace_folder;     // decoded traces of devices; "" for none
    StuckPages* stuck = nullptr;  // null: no item is ever set aside
    x509::Trust mail_trust = {};  // for signed mail
};

// A request in the account of who shares a collection with the one who asks.
struct Guest {
    CollectionId collection = 0;
    bool writes = false;
};

// One request, or one resume of a parked one.
struct Context {
    Services& services;
    std::shared_ptr<store::Account> account;
    Device device;  // as stored before this request; updates go through the store
    Version version = Version::k14_1;
    RequestLine line;  // on resume: only what the state kept
    Waiting& waiting;
    PagedText body;  // the request's bytes; "" on resume
    Identity who;
    LineLocks& locks;
    PingMemory& pings;
    std::chrono::milliseconds left{};  // on resume: until the deadline
    ToldHierarchy* told = nullptr;     // never null
    SyncMemory* syncs = nullptr;       // never null
    Policy policy{};                   // that holds for the account
    bool quarantined = false;
    // What the device shows of what others share; null where nothing has looked.
    std::shared_ptr<const std::vector<Collection>> shared{};
    std::optional<Guest> guest{};  // set: `account` is who shares, `device` this one's place there

    [[nodiscard]] Quirks quirks() const { return quirks_of(device.type, device.user_agent); }
    [[nodiscard]] Viewer viewer() const {
        return {device.number, device.type,  quirks().keeps_default_folders,
                version,       shared.get(), guest ? guest->collection : 0};
    }
};

// An Element is written as WBXML with 200. A Reply is sent as it is (multipart, an empty body, an
// HTTP error of the old versions).
using Answer = std::variant<wbxml::Element, Reply, Park>;

}  // namespace syncgate::activesync
