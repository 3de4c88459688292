#include "protocols/activesync/commands/sync_request.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "formats/digest/sha256.h"
#include "formats/wbxml/tags.h"
#include "protocols/activesync/commands/default_folder.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
namespace air_sync = wbxml::air_sync;

constexpr std::size_t kMaxCommands = 200;
constexpr std::size_t kMaxKey = 64;
constexpr std::size_t kMaxId = 64;
constexpr int kDefaultWindow = 100;

// Source: MS-ASCMD 2.2.3.177.17 Status (Sync).
enum RefusalStatus : int {
    kMalformed = 4,
    kWaitOutOfBounds = 14,
    kTooManyCollections = 15,
};

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
std::string digest_of(const SyncCommand& command) {
    return command.data == nullptr
               ? std::string()
               : digest::sha256((command.sends ? "send " : "") + wbxml::write(*command.data))
                     .substr(0, 16);
}

bool parse_command(const Element& element, Version version, SyncCollection& collection) {
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
        command.sends = version >= Version::k16_0 && element.has(wbxml::email2::kSend) &&
                        command.data != nullptr;
        command.digest = digest_of(command);
        const bool is_add = row.kind == CommandKind::kAdd;
        const bool named = is_add ? !command.client_id.empty() && command.client_id.size() <= kMaxId
                                  : !server_id.empty() && server_id.size() <= kMaxId;
        collection.commands.push_back(std::move(command));
        return named &&
               (row.kind == CommandKind::kDelete || collection.commands.back().data != nullptr);
    }
    return false;
}

// A Status when they can't be taken.
std::optional<int> parse_all_options(const Element& element, Version version,
                                     SyncCollection& collection) {
    const auto classes = class_options(element);
    auto supported = parse_supported(element);
    if (!classes || !supported) {
        return kMalformed;
    }
    collection.classes = *classes;
    collection.supported = *std::move(supported);
    if (element.has(air_sync::kConversationMode)) {
        collection.conversations = flag(element, air_sync::kConversationMode, true);
    }
    if (classes->own == nullptr) {
        return std::nullopt;
    }
    auto options = parse_options(*classes->own, version);
    if (!options) {
        return options.error().code == ErrorCode::kUnsupported ? kBodyPartTypeNotSupported
                                                               : kMalformed;
    }
    collection.options = *std::move(options);
    return std::nullopt;
}

bool parse_commands(const Element& element, Version version, SyncCollection& collection) {
    const Element* commands = element.child(air_sync::kCommands);
    return commands == nullptr ||
           std::all_of(
               commands->children().begin(), commands->children().end(),
               [&](const Element& command) { return parse_command(command, version, collection); });
}

// Anything but these would decide between Trash and "for good" by a guess.
std::optional<bool> deletes_as_moves(const Element& element) {
    const auto text = element.text(air_sync::kDeletesAsMoves);
    if (!text || text->empty() || *text == "1") {
        return true;
    }
    return *text == "0" ? std::optional(false) : std::nullopt;
}

bool is_named(const SyncCollection& collection) {
    return !collection.key.empty() && collection.key.size() <= kMaxKey &&
           (!collection.id.empty() || !collection.class_name.empty()) &&
           collection.id.size() <= kMaxId;
}

std::variant<SyncCollection, SyncRefusal> parse_collection(const Element& element, int window,
                                                           Version version) {
    SyncCollection collection;
    collection.id = element.text(air_sync::kCollectionId).value_or("");
    if (collection.id.empty() && may_name_by_class(version)) {
        collection.class_name = element.text(air_sync::kClass).value_or("");
    }
    collection.key = element.text(air_sync::kSyncKey).value_or("");
    const bool first = collection.key == "0";
    // Up to 12.0 the element is there where changes are wanted.
    const bool asks = !first && version >= Version::k12_1;
    collection.get_changes = flag(element, air_sync::kGetChanges, asks);
    collection.window = window_of(element, window);
    const auto moves = deletes_as_moves(element);
    if (!is_named(collection) || !moves || !parse_commands(element, version, collection)) {
        return SyncRefusal{kMalformed, std::nullopt};
    }
    collection.deletes_as_moves = *moves;
    if (const auto status = parse_all_options(element, version, collection)) {
        return SyncRefusal{*status, std::nullopt};
    }
    const std::size_t count = collection.commands.size() + collection.fetches.size();
    if (count > kMaxCommands || (first && (count > 0 || collection.get_changes))) {
        return SyncRefusal{kMalformed, std::nullopt};
    }
    return collection;
}

// The nearer bound of a wait in this unit, or the wait itself. A negative one is a number, too.
std::variant<std::uint64_t, SyncRefusal> in_bounds(std::string_view text, int low, int high) {
    const bool negative = text.starts_with('-') && parse_uint(text.substr(1));
    const auto value = negative ? std::optional<std::uint64_t>(0) : parse_uint(text);
    if (!value) {
        return SyncRefusal{kMalformed, std::nullopt};
    }
    if (*value < static_cast<std::uint64_t>(low)) {
        return SyncRefusal{kWaitOutOfBounds, low};
    }
    if (*value > static_cast<std::uint64_t>(high)) {
        return SyncRefusal{kWaitOutOfBounds, high};
    }
    return *value;
}

// Seconds to wait, or the bound that was broken. Wait counts minutes, HeartbeatInterval seconds.
std::variant<std::monostate, std::chrono::seconds, SyncRefusal> parse_wait(const Element& root) {
    const auto wait = root.text(air_sync::kWait);
    const auto heartbeat = root.text(air_sync::kHeartbeatInterval);
    if (!wait && !heartbeat) {
        return std::monostate();
    }
    if (wait && heartbeat) {
        return SyncRefusal{kMalformed, std::nullopt};
    }
    const int unit = wait ? 60 : 1;
    const auto value = in_bounds(wait ? *wait : *heartbeat, wait ? 1 : limits::kHeartbeatMin,
                                 limits::kHeartbeatMax / unit);
    if (const auto* refusal = std::get_if<SyncRefusal>(&value)) {
        return *refusal;
    }
    return std::chrono::seconds(static_cast<std::int64_t>(std::get<std::uint64_t>(value)) * unit);
}

}  // namespace

std::variant<SyncRequest, SyncRefusal> parse_sync(const Element& root, Version version) {
    SyncRequest request;
    const bool waits = root.has(air_sync::kWait) || root.has(air_sync::kHeartbeatInterval);
    if (!may_wait(version) && (waits || root.has(air_sync::kPartial))) {
        return SyncRefusal{kMalformed, std::nullopt};
    }
    const auto wait = parse_wait(root);
    if (const auto* refusal = std::get_if<SyncRefusal>(&wait)) {
        return *refusal;
    }
    if (const auto* seconds = std::get_if<std::chrono::seconds>(&wait)) {
        request.wait = *seconds;
    }
    request.partial = root.has(air_sync::kPartial);
    request.has_window = root.has(air_sync::kWindowSize);
    request.window = window_of(root, limits::kWindowSizeMax);
    const Element* collections = root.child(air_sync::kCollections);
    if (collections == nullptr || collections->children().empty()) {
        return request.partial ? std::variant<SyncRequest, SyncRefusal>(std::move(request))
                               : SyncRefusal{kMalformed, std::nullopt};
    }
    if (collections->children().size() > static_cast<std::size_t>(limits::kPingFolders)) {
        return may_wait(version) ? SyncRefusal{kTooManyCollections, limits::kPingFolders}
                                 : SyncRefusal{kMalformed, std::nullopt};
    }
    const int window = std::min(kDefaultWindow, request.window);
    for (const auto& element : collections->children()) {
        auto collection = parse_collection(element, window, version);
        if (const auto* refusal = std::get_if<SyncRefusal>(&collection)) {
            return *refusal;
        }
        request.collections.push_back(std::get<SyncCollection>(std::move(collection)));
    }
    return request;
}

}  // namespace syncgate::activesync
