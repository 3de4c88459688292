#include "protocols/activesync/commands/folder_change.h"

#include "formats/digest/sha256.h"
#include "formats/wbxml/tags.h"
#include "protocols/activesync/sync/give_way.h"
#include "protocols/activesync/sync/hierarchy.h"
#include "protocols/activesync/sync/line.h"
#include "protocols/activesync/sync/line_locks.h"
#include "protocols/activesync/sync/server_id.h"

namespace syncgate::activesync {
namespace {

constexpr std::string_view kMemory = "folder";
constexpr UnixSeconds kRemembered = 7 * 86'400;

Result<std::optional<CarriedOut>> remembered(const store::Change& change, DeviceNumber device,
                                             const std::string& memory) {
    const auto bytes = change.remembered(device, kMemory, memory);
    if (!bytes) {
        return std::optional<CarriedOut>();
    }
    auto done = decode_carried_out(*bytes);
    return done ? Result<std::optional<CarriedOut>>(*std::move(done))
                : Result<std::optional<CarriedOut>>(done.error());
}

FolderAnswer answer_of(const CarriedOut& done) {
    return {FolderStatus::kOk, done.key, done.change.folder.collection};
}

// Within the write; `memory` stands for the request. What is refused is committed, too, and writes
// nothing. Errors: kConflict (another gateway has answered the device meanwhile), kInternal.
Result<FolderAnswer> carry_out(Context& context, store::Change& change, const std::string& key_text,
                               const std::string& memory, const FolderStep& step) {
    const DeviceNumber device = context.device.number;
    const auto generations = change.hierarchy(device);
    auto found = remembered(change, device, memory);
    if (!found) {
        return found.error();
    }
    auto done = *std::move(found);
    if (done && find_generation(generations, done->key)) {
        return answer_of(*done);
    }
    const auto key = parse_sync_key(key_text);
    const auto sent = key ? find_generation(generations, *key) : std::nullopt;
    if (!sent) {
        return FolderAnswer{FolderStatus::kWrongKey};
    }
    // Remembered, but of a key that later answers have pushed out: the device is where it was.
    if (!done) {
        auto stepped = step(change, *sent);
        if (const auto* refused = std::get_if<FolderStatus>(&stepped)) {
            return FolderAnswer{*refused};
        }
        done = CarriedOut{0, std::get<OwnChange>(std::move(stepped))};
    }
    const auto next = answer_generation(change, device, generations, *key,
                                        with_own_change(change, *sent, done->change));
    if (!next) {
        return next.error();
    }
    done->key = *next;
    change.remember(device, kMemory, memory, encode(*done),
                    context.services.clock.now() + kRemembered);
    return answer_of(*done);
}

}  // namespace

FolderAnswer change_folders(Context& context, const FolderRequest& request,
                            const FolderStep& step) {
    const auto one_at_a_time =
        context.locks.lock(context.account->id(), context.device.number, kHierarchy);
    const std::string memory = digest::sha256(request.memory);  // however long a name is
    std::string reason = "other gateways answer the device all the time";
    for (int tries = 1; tries < kTries; ++tries) {
        const auto answer = context.account->write([&](store::Change& change) {
            return carry_out(context, change, request.key, memory, step);
        });
        if (answer) {
            return *answer;
        }
        if (answer.error().code != ErrorCode::kConflict) {
            reason = answer.error().detail;
            break;
        }
        give_way(tries);
    }
    context.services.log.error("folder_change_failed",
                               {{"account", context.who.address}, {"reason", reason}});
    return {FolderStatus::kServerError};
}

std::optional<CollectionId> find_parent(const store::HierarchyRow& sent, std::string_view text) {
    if (text == "0") {
        return 0;
    }
    const auto id = parse_collection_id(text);
    return id && find_sent(sent, *id) != nullptr ? id : std::nullopt;
}

std::optional<Collection> find_folder(const store::Change& change, const store::HierarchyRow& sent,
                                      std::string_view text) {
    const auto id = parse_collection_id(text);
    return id && find_sent(sent, *id) != nullptr ? change.collection(*id) : std::nullopt;
}

wbxml::Element render(wbxml::Tag root, const FolderAnswer& answer) {
    namespace hierarchy = wbxml::folder_hierarchy;
    wbxml::Element element(root);
    element.add(hierarchy::kStatus, static_cast<int>(answer.status));
    if (answer.status == FolderStatus::kOk) {
        element.add(hierarchy::kSyncKey, std::to_string(answer.key));
    }
    return element;
}

}  // namespace syncgate::activesync
