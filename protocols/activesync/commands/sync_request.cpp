#include "protocols/activesync/commands/sync_request.h"

#include <algorithm>
#include <set>

#include "base/limits.h"
#include "base/text.h"
#include "formats/digest/sha256.h"
#include "formats/wbxml/tags.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
namespace air_sync = wbxml::air_sync;

constexpr std::size_t kMaxCommands = 200;
constexpr std::size_t kMaxKey = 64;
constexpr std::size_t kMaxId = 64;
constexpr int kDefaultWindow = 100;

// An empty element means true, as does "1".
bool flag(const Element& parent, wbxml::Tag tag, bool fallback) {
    const auto text = parent.text(tag);
    return text ? text->empty() || *text == "1" : fallback;
}

int window_of(const Element& parent, int fallback) {
    const auto text = parent.text(air_sync::kWindowSize);
    if (!text) {
        return fallback;
    }
    const auto value = parse_uint(*text);
    const bool usable = value && *value >= 1 && *value <= limits::kWindowSizeMax;
    return usable ? static_cast<int>(*value) : limits::kWindowSizeMax;
}

struct KindRow {
    wbxml::Tag tag;
    CommandKind kind;
};
constexpr KindRow kKinds[] = {
    {air_sync::kAdd, CommandKind::kAdd},
    {air_sync::kChange, CommandKind::kChange},
    {air_sync::kDelete, CommandKind::kDelete},
};

// Short, since it is kept with each outcome; equal commands have equal ones.
std::string digest_of(const Element& command) {
    const Element* data = command.child(air_sync::kApplicationData);
    return data == nullptr ? std::string() : digest::sha256(wbxml::write(*data)).substr(0, 16);
}

bool parse_command(const Element& element, SyncCollection& collection) {
    const std::string server_id(element.text(air_sync::kServerId).value_or(""));
    if (element.tag() == air_sync::kFetch) {
        collection.fetches.push_back(server_id);
        return !server_id.empty();
    }
    for (const auto& row : kKinds) {
        if (row.tag != element.tag()) {
            continue;
        }
        SyncCommand command;
        command.kind = row.kind;
        command.server_id = server_id;
        command.client_id = element.text(air_sync::kClientId).value_or("");
        command.data = element.child(air_sync::kApplicationData);
        command.digest = digest_of(element);
        const bool is_add = row.kind == CommandKind::kAdd;
        const bool named = is_add ? !command.client_id.empty() && command.client_id.size() <= kMaxId
                                  : !server_id.empty() && server_id.size() <= kMaxId;
        collection.commands.push_back(std::move(command));
        return named &&
               (row.kind == CommandKind::kDelete || collection.commands.back().data != nullptr);
    }
    return false;
}

// One Options for each Class; those for SMS are not ours to keep. False: malformed.
bool parse_all_options(const Element& element, SyncCollection& collection) {
    std::set<std::string_view> classes;
    for (const auto& child : element.children()) {
        if (child.tag() != air_sync::kOptions) {
            continue;
        }
        const auto item_class = child.text(air_sync::kClass).value_or("Email");
        if (!classes.insert(item_class).second) {
            return false;
        }
        if (item_class == "SMS") {
            continue;
        }
        auto options = parse_options(child);
        if (!options) {
            return false;
        }
        collection.options = *std::move(options);
    }
    return true;
}

SyncCollection parse_collection(const Element& element, int window) {
    SyncCollection collection;
    collection.id = element.text(air_sync::kCollectionId).value_or("");
    const auto key = element.text(air_sync::kSyncKey);
    collection.key = key.value_or("");
    collection.malformed = !key || key->empty() || key->size() > kMaxKey || collection.id.empty() ||
                           collection.id.size() > kMaxId;
    const bool first = collection.key == "0";
    collection.get_changes = flag(element, air_sync::kGetChanges, !first);
    collection.deletes_as_moves = flag(element, air_sync::kDeletesAsMoves, true);
    collection.window = window_of(element, window);
    collection.malformed = !parse_all_options(element, collection) || collection.malformed;
    if (const Element* commands = element.child(air_sync::kCommands)) {
        for (const auto& command : commands->children()) {
            collection.malformed = !parse_command(command, collection) || collection.malformed;
        }
    }
    const std::size_t count = collection.commands.size() + collection.fetches.size();
    if (count > kMaxCommands || (first && (count > 0 || collection.get_changes))) {
        collection.malformed = true;
    }
    return collection;
}

// Seconds to wait, or the bound that was broken. Wait counts minutes, HeartbeatInterval seconds.
std::variant<std::monostate, std::chrono::seconds, SyncRefusal> parse_wait(const Element& root) {
    const auto wait = root.text(air_sync::kWait);
    const auto heartbeat = root.text(air_sync::kHeartbeatInterval);
    if (!wait && !heartbeat) {
        return std::monostate();
    }
    if (wait && heartbeat) {
        return SyncRefusal{4, std::nullopt};
    }
    const auto value = parse_uint(wait ? *wait : *heartbeat);
    if (!value) {
        return SyncRefusal{4, std::nullopt};
    }
    const std::uint64_t unit = wait ? 60 : 1;
    const int low = wait ? 1 : limits::kHeartbeatMin;
    const int high = wait ? limits::kHeartbeatMax / 60 : limits::kHeartbeatMax;
    if (*value < static_cast<std::uint64_t>(low)) {
        return SyncRefusal{14, low};
    }
    if (*value > static_cast<std::uint64_t>(high)) {
        return SyncRefusal{14, high};
    }
    return std::chrono::seconds(static_cast<std::int64_t>(*value * unit));
}

}  // namespace

std::variant<SyncRequest, SyncRefusal> parse_sync(const Element& root) {
    SyncRequest request;
    const auto wait = parse_wait(root);
    if (const auto* refusal = std::get_if<SyncRefusal>(&wait)) {
        return *refusal;
    }
    if (const auto* seconds = std::get_if<std::chrono::seconds>(&wait)) {
        request.wait = *seconds;
    }
    const Element* collections = root.child(air_sync::kCollections);
    if (root.has(air_sync::kPartial) || collections == nullptr) {
        return SyncRefusal{13, std::nullopt};  // the whole request, please
    }
    request.window = window_of(root, limits::kWindowSizeMax);
    for (const auto& element : collections->children()) {
        request.collections.push_back(
            parse_collection(element, std::min(kDefaultWindow, request.window)));
    }
    if (request.collections.empty()) {
        return SyncRefusal{4, std::nullopt};
    }
    if (request.collections.size() > static_cast<std::size_t>(limits::kPingFolders)) {
        return SyncRefusal{15, limits::kPingFolders};
    }
    return request;
}

}  // namespace syncgate::activesync
