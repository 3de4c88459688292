// Versions of items that lost: listed, shown, recovered.
#include <algorithm>

#include "base/text.h"
#include "gateway/admin/folder_path.h"
#include "gateway/admin/operations.h"
#include "store/account.h"

namespace syncgate::admin {
namespace {

std::string_view loss_text(Loss loss) {
    switch (loss) {
        case Loss::kRefused:
            return "refused";
        case Loss::kOverwritten:
            return "overwritten";
        case Loss::kDeleted:
            return "deleted";
    }
    return "lost";
}

std::string folder_of(const std::vector<Collection>& all, CollectionId id) {
    const auto it =
        std::find_if(all.begin(), all.end(), [&](const Collection& each) { return each.id == id; });
    return it == all.end() ? "(gone)" : path_of(all, *it);
}

std::string device_of(const std::vector<Device>& all, DeviceNumber number) {
    const auto it = std::find_if(all.begin(), all.end(),
                                 [&](const Device& each) { return each.number == number; });
    return it == all.end() ? "-" : it->id;
}

std::string list(const store::Snapshot& snapshot) {
    const auto folders = snapshot.collections();
    const auto devices = snapshot.devices();
    std::string out;
    for (const auto& version : snapshot.kept_versions()) {
        const auto object = snapshot.object(version.item.object);
        out += std::to_string(version.id) + "\t" +
               iso8601_millis(version.kept * 1000).substr(0, 19) + "\t" +
               std::string(loss_text(version.loss)) + "\t" + device_of(devices, version.device) +
               "\t" + folder_of(folders, version.item.collection) + "\t" +
               std::to_string(object ? object->size : 0) + "\t" + version.item.name + "\n";
    }
    return out;
}

Result<std::string> text_of(const store::Snapshot& snapshot, std::int64_t id) {
    for (const auto& version : snapshot.kept_versions()) {
        if (version.id == id) {
            return snapshot.bytes(version.item.object, 0, static_cast<std::uint64_t>(kMaxKey));
        }
    }
    return Error{ErrorCode::kNotFound, "no kept version " + std::to_string(id)};
}

}  // namespace

Result<std::string> Operations::account_recover(const Call& call) {
    auto account = account_of(call);
    if (!account) {
        return account.error();
    }
    const std::string which = call.value("version");
    if (which.empty()) {
        return (*account)->read(
            [](const store::Snapshot& snapshot) -> Result<std::string> { return list(snapshot); });
    }
    const auto id = parse_uint(which);
    if (!id || *id > static_cast<std::uint64_t>(kMaxKey)) {
        return Error{ErrorCode::kMalformed, "a version is the number that the list gives"};
    }
    const auto version = static_cast<std::int64_t>(*id);
    if (!call.value("show").empty()) {
        return (*account)->read([&](const store::Snapshot& snapshot) -> Result<std::string> {
            return text_of(snapshot, version);
        });
    }
    return (*account)->write([&](store::Change& change) -> Result<std::string> {
        const auto place = change.recover_version(version);
        if (!place) {
            return place.error();
        }
        return "recovered into " + folder_of(change.collections(), place->collection) + "\n";
    });
}

}  // namespace syncgate::admin
