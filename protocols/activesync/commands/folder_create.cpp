#include "protocols/activesync/commands/folder_create.h"

#include "base/text.h"
#include "formats/wbxml/tags.h"
#include "protocols/activesync/commands/folder_change.h"
#include "protocols/activesync/sync/folder_type.h"
#include "protocols/activesync/sync/server_id.h"
#include "store/folder_rules.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
namespace hierarchy = wbxml::folder_hierarchy;

struct Asked {
    std::string key, parent, name;
    ItemClass item_class = ItemClass::kMail;
};

FolderStatus status_of_type(const Context& context, std::uint64_t type) {
    return type == kRecipientCache && context.version >= Version::k14_0 ? FolderStatus::kSpecial
                                                                        : FolderStatus::kMalformed;
}

std::variant<Asked, FolderStatus> parse(const Context& context, const Element& root) {
    const auto key = root.text(hierarchy::kSyncKey);
    const auto parent = root.text(hierarchy::kParentId);
    const auto name = root.text(hierarchy::kDisplayName);
    const auto type = parse_uint(root.text(hierarchy::kType).value_or(""));
    constexpr std::uint64_t kHighest = 255;
    if (!key || !parent || !name || !type || *type > kHighest || !store::check_folder_name(*name)) {
        return FolderStatus::kMalformed;
    }
    const auto item_class = class_of_user_type(static_cast<int>(*type));
    if (!item_class || !knows_class(context.version, *item_class)) {
        return status_of_type(context, *type);
    }
    return Asked{std::string(*key), std::string(*parent), std::string(*name), *item_class};
}

// Source: store::Change::add_collection; the name was checked.
FolderStatus status_of_refused(ErrorCode code) {
    switch (code) {
        case ErrorCode::kConflict:
            return FolderStatus::kExists;
        case ErrorCode::kForbidden:
            return FolderStatus::kSpecial;
        default:  // not there, or too deep
            return FolderStatus::kNoParent;
    }
}

}  // namespace

Answer run_folder_create(Context& context, const Element* root) {
    const auto parsed = parse(context, *root);
    if (const auto* refused = std::get_if<FolderStatus>(&parsed)) {
        return render(hierarchy::kFolderCreate, {*refused});
    }
    const auto& asked = std::get<Asked>(parsed);
    const std::string memory = "create " + asked.key + " " + asked.parent + " " +
                               std::to_string(static_cast<int>(asked.item_class)) + " " +
                               asked.name;
    const auto answer = change_folders(
        context, {asked.key, memory},
        [&](store::Change& change,
            const store::HierarchyRow& sent) -> std::variant<OwnChange, FolderStatus> {
            const auto parent = find_parent(sent, asked.parent);
            if (!parent) {
                return FolderStatus::kNoParent;
            }
            const auto added =
                change.add_collection(asked.item_class, *parent, Role::kNone, asked.name);
            if (!added) {
                return status_of_refused(added.error().code);
            }
            const auto folder = change.collection(*added);
            show_layer_of(change, context.viewer(), *folder);
            return OwnChange{sent_of(*folder)};
        });
    Element rendered = render(hierarchy::kFolderCreate, answer);
    if (answer.status == FolderStatus::kOk) {
        rendered.add(hierarchy::kServerId, to_server_id(answer.folder));
    }
    return rendered;
}

}  // namespace syncgate::activesync
