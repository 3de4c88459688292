#include "tests/twin/world.h"

#include <algorithm>

#include "formats/mime/message_index.h"
#include "protocols/activesync/sync/filter.h"
#include "protocols/activesync/sync/server_id.h"
#include "store/account.h"
#include "store/delivery.h"
#include "store/directory.h"

namespace syncgate::twin {
namespace {

constexpr UnixSeconds kDay = 86'400;
constexpr UnixSeconds kStart = 1'795'500'000;

template <class T>
T must(Result<T> result) {
    check(result.has_value(), result ? "" : "store: " + result.error().detail);
    return *std::move(result);
}

std::vector<Collection> mail_folders(const store::Snapshot& snapshot) {
    auto folders = snapshot.collections();
    std::erase_if(folders, [](const Collection& c) { return c.item_class != ItemClass::kMail; });
    return folders;
}

}  // namespace

World::World(std::uint64_t seed, const std::filesystem::path& folder)
    : random_(seed), folder_(folder), clock_(kStart) {
    mime::init();
    open();
    check(store_->directory().add_domain("twin.example").has_value(), "domain");
    must(store_->create_account("u@twin.example", "hash"));
    account_ = must(store_->account(1));
    server_.who = {1, "u@twin.example"};
    phones_.emplace_back("OLD", "12.1");
    phones_.emplace_back("MIDDLE", "14.1");
    phones_.emplace_back("NEW", "16.1");
    for (auto& phone : phones_) {
        phone.provision(server_);
        phone.folder_sync(server_, false);
    }
}

World::~World() = default;

void World::open() {
    account_.reset();
    endpoint_.reset();
    store_.reset();
    store_ = must(store::Store::open(folder_, {clock_, log_}));
    endpoint_ = std::make_unique<activesync::Endpoint>(
        activesync::Services{*store_, clock_, log_, nullptr, {}});
    server_.endpoint = endpoint_.get();
    if (auto account = store_->account(1)) {
        account_ = *account;
    }
}

bool World::chance(double probability) {
    return std::uniform_real_distribution<>(0, 1)(random_) < probability;
}

int World::below(int limit) {
    return std::uniform_int_distribution<>(0, limit - 1)(random_);
}

void World::deliver() {
    constexpr int kSizes[] = {1, 1, 1, 2, 6, 30};
    const int count = kSizes[below(6)];
    must(account_->write([&](store::Change& change) -> Result<int> {
        const auto folders = mail_folders(change);
        const auto& folder =
            folders[static_cast<std::size_t>(below(static_cast<int>(folders.size())))];
        for (int i = 0; i < count; ++i) {
            const std::string mail = "From: a@twin.example\r\nSubject: m" +
                                     std::to_string(++messages_) + "\r\n\r\nBody\r\n";
            store::NewItem item;
            item.object = change.add_object(store::index_mail(mail));
            item.sort_key = clock_.now() - (chance(0.5) ? 0 : below(20) * kDay);
            change.add_item(folder.id, item);
        }
        return count;
    }));
}

void World::change_others() {
    must(account_->write([&](store::Change& change) -> Result<int> {
        const auto folders = mail_folders(change);
        const auto pick = [&] {
            return folders[static_cast<std::size_t>(below(static_cast<int>(folders.size())))].id;
        };
        const auto items = change.items(pick(), 0, 1000);
        const int count = items.empty() ? 0 : 1 + below(4);
        for (int i = 0; i < count; ++i) {
            const auto& item =
                items[static_cast<std::size_t>(below(static_cast<int>(items.size())))];
            if (!change.item(item.collection, item.uid)) {
                continue;
            }
            const int what = below(items.size() > 60 ? 4 : 10);
            if (what < 2) {
                change.remove_item(item.collection, item.uid);
            } else if (what < 4) {
                change.move_item(item.collection, item.uid, pick());
            } else {
                change.set_state(item.collection, item.uid,
                                 item.flags ^ (what < 7 ? kSeen : kFlagged), "", "");
            }
        }
        return count;
    }));
}

void World::change_folders() {
    must(account_->write([&](store::Change& change) -> Result<int> {
        const auto folders = mail_folders(change);
        std::vector<Collection> own;
        std::copy_if(folders.begin(), folders.end(), std::back_inserter(own),
                     [](const Collection& each) { return each.role == Role::kNone; });
        const std::string name = "f" + std::to_string(++messages_);
        if (own.size() < 3) {
            const CollectionId parent = own.empty() || chance(0.5) ? 0 : own.front().id;
            auto added = change.add_collection(ItemClass::kMail, parent, Role::kNone, name);
            return added ? Result<int>(1) : Result<int>(added.error());
        }
        const auto& folder = own[static_cast<std::size_t>(below(static_cast<int>(own.size())))];
        auto done = chance(0.5) ? change.rename_collection(folder.id, folder.parent, name)
                                : change.remove_collection(folder.id);
        return done ? Result<int>(1) : Result<int>(done.error());
    }));
}

void World::write() {
    ++counts_["writes"];
    const double what = std::uniform_real_distribution<>(0, 1)(random_);
    if (what < 0.4) {
        deliver();
    } else if (what < 0.97) {
        change_others();
    } else {
        change_folders();
    }
}

void World::edit(Replica& box) {
    using Kind = Pending::Kind;
    const int what = below(100);
    if (what < 8 || box.items.empty()) {
        box.pending.push_back({Kind::kAdd, "c" + std::to_string(++client_ids_), false});
        return;
    }
    auto it = box.items.begin();
    std::advance(it, below(static_cast<int>(box.items.size())));
    const std::string& id = it->first;
    std::erase_if(box.pending, [&](const Pending& each) { return each.id == id; });
    const bool value = chance(0.5);
    box.pending.push_back(what < 45   ? Pending{Kind::kRead, id, value}
                          : what < 75 ? Pending{Kind::kFlag, id, value}
                          : what < 80 ? Pending{Kind::kSpoilt, id, false}
                                      : Pending{Kind::kDelete, id, false});
}

bool World::sync(Phone& phone, const std::string& folder, bool faults) {
    Replica& box = phone.boxes[folder];
    if (chance(0.08)) {
        constexpr int kFilters[] = {0, 2, 2, 3, 4};
        box.filter = kFilters[below(5)];
    }
    constexpr int kWindows[] = {1, 1, 2, 3, 5, 8, 20, 100, 512};
    SyncRequest request;
    request.folder = folder;
    request.key = box.key;
    request.filter = box.filter;
    request.window = kWindows[below(9)];
    request.get_changes = box.key != "0" && (!faults || chance(0.95));
    request.deletes_as_moves = chance(0.5);
    if (box.key != "0") {
        request.commands = box.pending;
        if (chance(0.2)) {
            request.commands.resize(
                std::min(request.commands.size(), static_cast<std::size_t>(below(4))));
        }
    }
    ++counts_["syncs"];
    const double fate = faults ? std::uniform_real_distribution<>(0, 1)(random_) : 1;
    if (fate < 0.05) {
        return true;  // the request is lost
    }
    auto answer = phone.sync(server_, request);
    if (fate < 0.18) {
        ++counts_["lost answers"];
        return true;
    }
    if (fate < 0.26 && box.key != "0" && answer.status == 1 &&
        late_keys_.insert(folder + " " + box.key).second) {
        if (chance(0.5)) {
            ++counts_["doubled"];
            auto again = phone.sync(server_, request);
            if (chance(0.5)) {
                answer = std::move(again);
            }
        } else {
            late_.push_back({static_cast<std::size_t>(&phone - phones_.data()), request});
        }
    }
    if (answer.status == 12 || answer.status == 8) {
        phone.folder_sync(server_, false);
        check(!phone.folders.contains(folder), "a folder is gone, and FolderSync does not say so");
        return false;
    }
    check(answer.status == 1,
          "Sync: Status " + std::to_string(answer.status) + " for key " + request.key);
    if (!answer.collection) {
        compare(phone, folder);
        return false;
    }
    const bool first = request.key == "0";
    const bool more = box.apply(*answer.collection, request.commands, request.window);
    counts_["pages"] += more ? 1 : 0;
    if (!more && !first && request.get_changes) {
        compare(phone, folder);
    }
    return more || first || !request.get_changes;
}

void World::compare(const Phone& phone, const std::string& folder) {
    const Replica& box = phone.boxes.at(folder);
    const auto id = activesync::parse_collection_id(folder).value_or(0);
    const auto edge =
        activesync::window_edge(ItemClass::kMail, box.filter, clock_.now()).value_or(kMinKey);
    const auto there = must(
        account_->read([&](const store::Snapshot& snapshot) -> Result<std::map<std::string, Mail>> {
            std::map<std::string, Mail> mails;
            for (const auto& item : snapshot.items(id, 0, 1'000'000)) {
                if (item.sort_key < edge) {
                    continue;
                }
                const auto object = snapshot.object(item.object);
                const auto envelope = mime::decode_envelope(object->envelope);
                mails[activesync::to_server_id(activesync::ItemId{id, item.uid})] = {
                    envelope->subject, (item.flags & kSeen) != 0, (item.flags & kFlagged) != 0};
            }
            return mails;
        }));
    ++counts_["compared"];
    for (const auto& [key, mail] : there) {
        check(box.items.contains(key), "missing at rest: " + key);
        check(box.items.at(key) == mail, "stale at rest: " + key);
    }
    check(box.items.size() == there.size(), "more at rest than the server has");
}

void World::rest(Phone& phone, const std::string& folder) {
    for (int i = 0; i < 4000; ++i) {
        if (!phone.folders.contains(folder) || !sync(phone, folder, false)) {
            return;
        }
    }
    throw Violation("never comes to rest");
}

void World::rest() {
    for (auto& phone : phones_) {
        phone.folder_sync(server_, false);
        const auto folders = phone.folders;
        for (const auto& [id, name] : folders) {
            rest(phone, id);
        }
    }
}

void World::step() {
    const double what = std::uniform_real_distribution<>(0, 1)(random_);
    auto& phone = phones_[static_cast<std::size_t>(below(static_cast<int>(phones_.size())))];
    auto it = phone.folders.begin();
    std::advance(it, below(static_cast<int>(phone.folders.size())));
    const std::string folder = it->first;
    if (what < 0.30) {
        write();
    } else if (what < 0.33) {
        clock_.advance(kDay);
    } else if (what < 0.335) {
        ++counts_["restarts"];
        open();
    } else if (what < 0.48) {
        if (phone.boxes[folder].key != "0") {
            edit(phone.boxes[folder]);
        }
    } else if (what < 0.50 && !late_.empty()) {
        const auto at = static_cast<std::size_t>(below(static_cast<int>(late_.size())));
        const Late late = late_[at];
        late_.erase(late_.begin() + static_cast<std::ptrdiff_t>(at));
        ++counts_["late"];
        phones_[late.phone].sync(server_, late.request);
    } else if (what < 0.53) {
        phone.folder_sync(server_, chance(0.3));
    } else if (what < 0.55) {
        auto& box = phone.boxes[folder];
        auto to = phone.folders.begin();
        std::advance(to, below(static_cast<int>(phone.folders.size())));
        if (!box.items.empty() && box.pending.empty()) {
            ++counts_["moves"];
            phone.move(server_, box.items.begin()->first, to->first);
        }
    } else if (what < 0.56) {
        rest(phone, folder);
    } else {
        sync(phone, folder, true);
    }
}

}  // namespace syncgate::twin
