#include "tests/twin/others.h"

#include <algorithm>

#include "model/tag.h"
#include "store/delivery.h"
#include "store/upkeep.h"
#include "tests/twin/replica.h"
#include "tests/twin/violation.h"

namespace syncgate::twin {
namespace {

constexpr UnixSeconds kDay = 86'400;
constexpr int kAll = 1'000'000;
constexpr std::size_t kCrowded = 60;  // items in a folder above which they become fewer
constexpr std::size_t kFolders = 4;   // beside the fixed ones

std::vector<Collection> mail_folders(const store::Snapshot& snapshot) {
    auto all = snapshot.collections();
    std::erase_if(all, [](const auto& each) { return each.item_class != ItemClass::kMail; });
    return all;
}

}  // namespace

bool in_trash(const store::Snapshot& snapshot, CollectionId folder) {
    for (auto at = snapshot.collection(folder); at; at = snapshot.collection(at->parent)) {
        if (at->role == Role::kTrash) {
            return true;
        }
    }
    return false;
}

std::vector<ObjectId> messages_in_tree(const store::Snapshot& snapshot, CollectionId folder) {
    std::vector<CollectionId> tree{folder};
    std::vector<ObjectId> messages;
    const auto all = snapshot.collections();
    for (std::size_t i = 0; i < tree.size(); ++i) {
        for (const auto& item : snapshot.items(tree[i], 0, kAll)) {
            messages.push_back(item.object);
        }
        for (const auto& each : all) {
            if (each.parent == tree[i]) {
                tree.push_back(each.id);
            }
        }
    }
    return messages;
}

void Others::keep_up(store::Account& account) {
    must(account.read([&](const store::Snapshot& snapshot) -> Result<int> {
        for (const auto& folder : mail_folders(snapshot)) {
            for (const auto& item : in_trash(snapshot, folder.id)
                                        ? snapshot.items(folder.id, 0, kAll)
                                        : std::vector<Item>()) {
                ledger_.may_go(item.object);
            }
        }
        return 0;
    }));
    while (must(store::keep_up(account, clock_, store::Rules{}))) {
    }
}

void Others::write(store::Account& account) {
    const double what = dice_.fraction();
    must(account.write([&](store::Change& change) -> Result<int> {
        if (what < 0.4) {
            deliver(change);
        } else if (what < 0.97) {
            change_some(change);
        } else {
            const auto done = change_folders(change);
            return done ? Result<int>(0) : Result<int>(done.error());
        }
        return 0;
    }));
}

void Others::deliver(store::Change& change) {
    constexpr int kSizes[] = {1, 1, 1, 2, 6, 30};
    const auto folders = mail_folders(change);
    const auto folder = dice_.pick(folders).id;
    for (int left = dice_.one_of(kSizes); left > 0; --left) {
        const int root = dice_.below(10);  // of some conversations, or of none
        const std::string mail =
            "From: a@twin.example\r\nSubject: m" + std::to_string(++names_) +
            (root < 5 ? "\r\nReferences: <" + std::to_string(root) + "@twin.example>" : "") +
            "\r\n\r\nBody\r\n";
        store::NewItem item;
        item.object = change.add_object(store::index_mail(mail));
        item.sort_key = clock_.now() - (dice_.chance(0.5) ? 0 : dice_.below(20) * kDay);
        change.add_item(folder, item);
        ledger_.came(item.object);
    }
}

void Others::change_some(store::Change& change) {
    constexpr int kCounts[] = {1, 1, 2, 4, 20};
    const auto folders = mail_folders(change);
    const auto items = change.items(dice_.pick(folders).id, 0, kAll);
    const bool crowded = items.size() > kCrowded;
    for (int left = items.empty() ? 0 : dice_.one_of(kCounts); left > 0; --left) {
        const Item picked = dice_.pick(items);
        const auto item = change.item(picked.collection, picked.uid);
        if (!item) {
            continue;
        }
        const int what = dice_.below(crowded ? 4 : 10);
        if (what < 2) {
            ledger_.may_go(item->object);
            change.remove_item(item->collection, item->uid);
        } else if (what < 4) {
            change.move_item(item->collection, item->uid, dice_.pick(folders).id);
        } else if (what < 9) {
            change.set_state(item->collection, item->uid,
                             item->flags ^ (what < 7 ? kSeen : kFlagged), item->keywords, "");
        } else {  // as phones name it, so that it is a tag as soon as one of them has it
            change.set_state(item->collection, item->uid, item->flags,
                             item->keywords.empty() ? keyword_of(kTagName) : "", "");
        }
    }
}

Result<void> Others::change_folders(store::Change& change) {
    auto own = mail_folders(change);
    std::erase_if(own, [](const auto& each) { return each.role != Role::kNone; });
    const std::string name = "f" + std::to_string(++names_);
    if (own.empty() || (own.size() < kFolders && dice_.chance(0.6))) {
        const CollectionId parent = own.empty() || dice_.chance(0.5) ? 0 : dice_.pick(own).id;
        const auto added = change.add_collection(ItemClass::kMail, parent, Role::kNone, name);
        return added ? Result<void>() : Result<void>(added.error());
    }
    const auto& folder = dice_.pick(own);
    switch (dice_.below(3)) {
        case 0:
            return change.rename_collection(folder.id, folder.parent, name);
        case 1:
            if (!in_trash(change, folder.id)) {
                return change.trash_collection(folder.id);
            }
            break;
        default:
            break;
    }
    return remove_folder(change, folder.id);
}

Result<void> Others::remove_folder(store::Change& change, CollectionId folder) {
    for (const auto message : messages_in_tree(change, folder)) {
        ledger_.may_go(message);
    }
    return change.remove_collection(folder);
}

}  // namespace syncgate::twin
