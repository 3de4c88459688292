// The device's folders: what it is told of them, and what its user does with them.
#include "formats/wbxml/tags.h"
#include "tests/twin/phone.h"

namespace syncgate::twin {
namespace {

using wbxml::Element;
namespace hierarchy = wbxml::folder_hierarchy;

std::string text(const Element& element, wbxml::Tag tag) {
    return std::string(element.text(tag).value_or(""));
}

struct KindRow {
    const char* command;
    wbxml::Tag root;
};
constexpr KindRow kKinds[] = {{"FolderCreate", hierarchy::kFolderCreate},
                              {"FolderUpdate", hierarchy::kFolderUpdate},
                              {"FolderDelete", hierarchy::kFolderDelete}};

Element element_of(const FolderRequest& request, wbxml::Tag tag) {
    constexpr int kUserMail = 12;
    Element root(tag);
    root.add(hierarchy::kSyncKey, request.key);
    if (request.kind != FolderRequest::Kind::kCreate) {
        root.add(hierarchy::kServerId, request.folder);
    }
    if (request.kind != FolderRequest::Kind::kDelete) {
        root.add(hierarchy::kParentId, request.place.parent);
        root.add(hierarchy::kDisplayName, request.place.name);
    }
    if (request.kind == FolderRequest::Kind::kCreate) {
        root.add(hierarchy::kType, kUserMail);
    }
    return root;
}

// The default folder of another class than mail.
bool is_book(const Element& folder) {
    const auto type = text(folder, hierarchy::kType);
    return type == "7" || type == "8" || type == "9" || type == "10";
}

}  // namespace

void Phone::folder_sync(const Server& server, bool lose) {
    Element root(hierarchy::kFolderSync);
    root.add(hierarchy::kSyncKey, folder_key_);
    const Reply reply = post(server, "FolderSync", root);
    if (lose) {
        return;
    }
    const auto answer = wbxml::parse(std::get<std::string>(reply.body));
    check(answer && text(*answer, hierarchy::kStatus) == "1", "FolderSync failed");
    folder_key_ = text(*answer, hierarchy::kSyncKey);
    for (const auto& change : answer->child(hierarchy::kChanges)->children()) {
        const std::string id = text(change, hierarchy::kServerId);
        if (change.tag() == hierarchy::kDelete) {
            check(folders.erase(id) + books.erase(id) == 1,
                  "a folder is deleted that it has not: " + id);
            boxes.erase(id);
        } else if (is_book(change)) {
            check(change.tag() == hierarchy::kAdd &&
                      books.emplace(id, text(change, hierarchy::kType)).second,
                  "a book is added that it has, or updated: " + id);
        } else if (change.tag() != hierarchy::kCount) {
            check(folders.contains(id) == (change.tag() == hierarchy::kUpdate),
                  "a folder is added that it has, or updated that it has not: " + id);
            const std::string parent = text(change, hierarchy::kParentId);
            check(parent == "0" || folders.contains(parent), "a folder before its parent: " + id);
            folders[id] = {parent, text(change, hierarchy::kDisplayName)};
        }
    }
}

FolderAnswer Phone::change_folder(const Server& server, const FolderRequest& request) const {
    const auto& kind = kKinds[static_cast<std::size_t>(request.kind)];
    const Reply reply = post(server, kind.command, element_of(request, kind.root));
    const auto answer = wbxml::parse(std::get<std::string>(reply.body));
    check(answer && answer->tag() == kind.root, std::string(kind.command) + ": no answer");
    return {std::stoi(text(*answer, hierarchy::kStatus)), text(*answer, hierarchy::kSyncKey),
            text(*answer, hierarchy::kServerId)};
}

void Phone::take(const FolderRequest& request, const FolderAnswer& answer) {
    check(answer.status >= 1 && answer.status <= 5,
          "a folder command: Status " + std::to_string(answer.status));
    check((answer.status == 1) != answer.key.empty(), "a key for nothing, or success without one");
    if (answer.status != 1) {
        return;
    }
    check(answer.key != folder_key_, "a folder changes and the key stays");
    folder_key_ = answer.key;
    switch (request.kind) {
        case FolderRequest::Kind::kCreate:
            check(folders.emplace(answer.folder, request.place).second,
                  "a new folder that it has: " + answer.folder);
            break;
        case FolderRequest::Kind::kUpdate:
            folders.at(request.folder) = request.place;
            break;
        case FolderRequest::Kind::kDelete: {
            std::set<std::string> going;
            for (const auto& [id, place] : folders) {
                if (stands_in(id, request.folder)) {
                    going.insert(id);
                }
            }
            for (const auto& id : going) {
                folders.erase(id);
                boxes.erase(id);
            }
            break;
        }
    }
}

bool Phone::stands_in(std::string folder, const std::string& ancestor) const {
    while (folder != ancestor) {
        const auto it = folders.find(folder);
        if (it == folders.end()) {
            return false;
        }
        folder = it->second.parent;
    }
    return true;
}

}  // namespace syncgate::twin
