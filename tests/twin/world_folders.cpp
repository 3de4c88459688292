// Folders that the phones' users make, rename, move and delete: answers are lost, and then the
// command is repeated, now or after FolderSyncs that are lost, too, or given up; commands come
// late, and the process ends in their midst.
#include "protocols/activesync/sync/server_id.h"
#include "tests/twin/world.h"

namespace syncgate::twin {
namespace {

using Kind = FolderRequest::Kind;
constexpr UnixSeconds kRemembered = 6 * 86'400;  // less than the server does
constexpr std::size_t kFolders = 14;             // above which they become fewer

bool is_own(const Folder& folder) {
    return folder.name.starts_with('f') || folder.name.starts_with('p');
}

std::vector<std::string> own_folders(const Phone& phone) {
    std::vector<std::string> own;
    for (const auto& [id, folder] : phone.folders) {
        if (is_own(folder)) {
            own.push_back(id);
        }
    }
    return own;
}

std::string find_trash(const Phone& phone) {
    for (const auto& [id, folder] : phone.folders) {
        if (folder.name == "Trash" && folder.parent == "0") {
            return id;
        }
    }
    return {};
}

}  // namespace

void World::folder_sync(Phone& phone) {
    phone.folder_sync(host_.server(), false);
    check_tree(phone);
}

FolderRequest World::folder_request(Phone& phone) {
    FolderRequest request;
    request.key = phone.folder_key();
    const auto own = own_folders(phone);
    // Now and then a fixed folder, or a name that may be taken.
    const bool any = dice_.chance(0.1);
    request.place.name =
        any ? dice_.pick(phone.folders).second.name : "p" + std::to_string(++folder_names_);
    request.place.parent = dice_.chance(0.4) ? "0" : dice_.pick(phone.folders).first;
    if (own.empty() || (phone.folders.size() < kFolders && dice_.chance(0.5))) {
        return request;
    }
    request.folder = any ? dice_.pick(phone.folders).first : dice_.pick(own);
    request.kind = dice_.chance(0.6) ? Kind::kUpdate : Kind::kDelete;
    if (request.kind == Kind::kDelete) {
        request.place = {};
    } else if (phone.stands_in(request.place.parent, request.folder)) {
        request.place.parent = "0";  // no client offers that
    } else if (dice_.chance(0.3)) {
        request.place.parent = phone.folders.at(request.folder).parent;
    } else if (dice_.chance(0.3)) {
        request.place.name = phone.folders.at(request.folder).name;
    }
    return request;
}

void World::change_folder(Phone& phone) {
    const FolderRequest request = folder_request(phone);
    note_deletion(phone, request);
    ++counts_["folder commands"];
    const double fate = dice_.fraction();
    if (fate < 0.05) {
        return;  // the request is lost
    }
    if (fate < 0.10) {
        host_.kill_at_next_commit();
        const auto answer = phone.change_folder(host_.server(), request);
        ++counts_[host_.kill() ? "killed at a folder's commit" : "killed"];
        lose_answer(phone, request, answer);
        return;
    }
    const auto answer = phone.change_folder(host_.server(), request);
    if (fate < 0.40) {
        lose_answer(phone, request, answer);
        return;
    }
    if (fate < 0.60 && answer.status == 1 &&
        repeated_.insert(phone.id() + " folders " + request.key).second) {
        late_folders_.push_back(
            {static_cast<std::size_t>(&phone - phones_.data()), request, clock_.now()});
    }
    take(phone, request, answer);
}

void World::lose_answer(Phone& phone, const FolderRequest& request, const FolderAnswer& answer) {
    ++counts_["folder answers lost"];
    if (dice_.chance(0.3)) {
        return;  // given up; some time the phone syncs its folders, or asks something else
    }
    const int syncs = dice_.below(4);
    for (int i = 0; i < syncs; ++i) {
        phone.folder_sync(host_.server(), true);
        others_.write(host_.account());
    }
    note_deletion(phone, request);
    const auto again = phone.change_folder(host_.server(), request);
    if (answer.status == 1) {
        check(again.status == 1 && again.folder == answer.folder,
              "a repeated folder command says otherwise");
        check(syncs > 1 || again == answer, "a repeated folder command has another key");
    }
    take(phone, request, again);
}

void World::take(Phone& phone, const FolderRequest& request, const FolderAnswer& answer) {
    phone.take(request, answer);
    if (answer.status != 1) {
        ++counts_["folder commands refused"];
    }
    if (answer.status != 1 || dice_.chance(0.4)) {
        folder_sync(phone);
    }
}

// The network brings a command once more, after its answer was read.
void World::late_folder() {
    const auto at = late_folders_.begin() + dice_.below(static_cast<int>(late_folders_.size()));
    const LateFolder late = *at;
    late_folders_.erase(at);
    if (late.sent + kRemembered > clock_.now()) {
        ++counts_["late folder commands"];
        phones_[late.phone].change_folder(host_.server(), late.request);
    }
}

// What lies in Trash goes for good, when the phone has it there.
void World::note_deletion(const Phone& phone, const FolderRequest& request) {
    const auto folder = activesync::parse_collection_id(request.folder);
    if (request.kind != Kind::kDelete || !folder ||
        !phone.stands_in(request.folder, find_trash(phone))) {
        return;
    }
    must(host_.account().read([&](const store::Snapshot& snapshot) -> Result<int> {
        if (in_trash(snapshot, *folder)) {
            for (const auto message : messages_in_tree(snapshot, *folder)) {
                ledger_.may_go(message);
            }
        }
        return 0;
    }));
}

}  // namespace syncgate::twin
