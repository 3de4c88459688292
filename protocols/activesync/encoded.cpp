#include "protocols/activesync/encoded.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "formats/wbxml/tags.h"
#include "protocols/activesync/status.h"

namespace syncgate::activesync {
namespace {

bool starts_anew(const wbxml::Element& root) {
    namespace air_sync = wbxml::air_sync;
    const auto* collections =
        root.tag() == air_sync::kSync ? root.child(air_sync::kCollections) : nullptr;
    return is_first_folder_sync(root) ||
           (collections != nullptr &&
            std::any_of(collections->children().begin(), collections->children().end(),
                        [](const auto& each) { return each.text(air_sync::kSyncKey) == "0"; }));
}

// How many items a Sync answer names.
std::size_t count_items(const wbxml::Element& root) {
    namespace air_sync = wbxml::air_sync;
    std::size_t count = 0;
    const auto* collections = root.child(air_sync::kCollections);
    if (root.tag() != air_sync::kSync || collections == nullptr) {
        return count;
    }
    for (const auto& collection : collections->children()) {
        for (const auto tag : {air_sync::kCommands, air_sync::kResponses}) {
            const auto* group = collection.child(tag);
            count += group == nullptr ? 0 : group->children().size();
        }
    }
    return count;
}

void note_outcome(const wbxml::Element& root, Reply& reply) {
    if (const auto status = root.text(status_tag(root.tag()))) {
        reply.notes.emplace_back("eas_status", std::string(*status));
    }
    if (const auto items = count_items(root); items > 0) {
        reply.notes.emplace_back("items", std::to_string(items));
    }
}

}  // namespace

Reply encoded(const wbxml::Element& root) {
    Reply reply = Reply::of(200, wbxml::write(root), kWbxmlType);
    note_outcome(root, reply);
    return reply;
}

void note_request(Outcome& outcome, const Command& command, const std::string& device) {
    if (auto* reply = std::get_if<Reply>(&outcome)) {
        reply->notes.emplace_back("command", std::string(command.name));
        reply->notes.emplace_back("device", device);
    }
}

void note_reset(Reply& reply, const wbxml::Element& request) {
    if (starts_anew(request)) {
        reply.notes.emplace_back("reset", "1");
    }
}

bool is_first_folder_sync(const wbxml::Element& request) {
    return request.tag() == wbxml::folder_hierarchy::kFolderSync &&
           request.text(wbxml::folder_hierarchy::kSyncKey) == "0";
}

}  // namespace syncgate::activesync
