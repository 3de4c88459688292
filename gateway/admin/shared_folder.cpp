#include "gateway/admin/shared_folder.h"

#include <vector>

#include "base/text.h"
#include "gateway/admin/folder_path.h"

namespace syncgate::admin {

using store::Rights;

std::optional<CollectionId> parse_folder_number(std::string_view folder) {
    const auto id = folder.starts_with('#') ? parse_uint(folder.substr(1)) : std::nullopt;
    return id && *id != 0 && *id <= static_cast<std::uint64_t>(kMaxKey)
               ? std::optional(static_cast<CollectionId>(*id))
               : std::nullopt;
}

Result<CollectionId> find_folder(store::Account& account, const std::string& folder) {
    return account.read([&](const store::Snapshot& snapshot) -> Result<CollectionId> {
        const auto all = snapshot.collections();
        const auto id = parse_folder_number(folder);
        std::vector<CollectionId> found;
        std::string ids;
        for (const auto& each : all) {
            if (id ? each.id == *id : iequals(path_of(all, each), folder)) {
                found.push_back(each.id);
                ids += (ids.empty() ? "#" : ", #") + std::to_string(each.id);
            }
        }
        if (found.empty()) {
            return Error{ErrorCode::kNotFound, "no folder " + folder};
        }
        if (found.size() > 1) {
            return Error{ErrorCode::kConflict, "several are called " + folder + ": " + ids};
        }
        return found.front();
    });
}

Result<Rights> parse_rights(const std::string& text) {
    if (text.empty() || text == "read") {
        return Rights::kRead;
    }
    if (text == "write") {
        return Rights::kWrite;
    }
    return Error{ErrorCode::kMalformed, "rights are read or write"};
}

std::string name_of(Rights rights) {
    return rights == Rights::kWrite ? "write" : "read";
}

}  // namespace syncgate::admin
