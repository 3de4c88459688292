#include "tests/twin/world.h"

#include <algorithm>

namespace syncgate::twin {
namespace {

constexpr UnixSeconds kDay = 86'400;
constexpr UnixSeconds kMonth = 30 * kDay;
constexpr UnixSeconds kStart = 1'795'500'000;
constexpr int kRounds = 4000;  // in which a device must come to rest

}  // namespace

World::World(std::uint64_t seed, const std::filesystem::path& folder, const std::string& database,
             bool parallel)
    : dice_(seed),
      clock_(kStart),
      host_(folder, database, clock_),
      others_(dice_, clock_, ledger_),
      parallel_(parallel) {
    phones_.emplace_back("OLDEST", "2.5");
    phones_.emplace_back("OLD", "12.1");
    phones_.emplace_back("MIDDLE", "14.1");
    phones_.emplace_back("NEW", "16.1");
    for (auto& phone : phones_) {
        phone.provision(host_.server());
        folder_sync(phone);
    }
}

void World::edit(Phone& phone, const std::string& folder) {
    using Kind = Pending::Kind;
    Replica& box = phone.boxes[folder];
    const int what = dice_.below(100);
    if (what < 8 || box.items.empty()) {
        if (phone.folders.at(folder).name == "Drafts") {
            return;  // where 16.x may make mail: it is not refused there
        }
        box.pending.push_back({Kind::kAdd, "c" + std::to_string(++client_ids_), false});
        return;
    }
    const std::string id = dice_.pick(box.items).first;
    std::erase_if(box.pending, [&](const Pending& each) { return each.id == id; });
    const bool value = dice_.chance(0.5);
    box.pending.push_back(what < 45   ? Pending{Kind::kRead, id, value}
                          : what < 60 ? Pending{Kind::kFlag, id, value}
                          : what < 75
                              ? Pending{phone.shows_tags() ? Kind::kTag : Kind::kFlag, id, value}
                          : what < 80 ? Pending{Kind::kSpoilt, id, false}
                                      : Pending{Kind::kDelete, id, false});
}

SyncRequest World::request_for(Phone& phone, const std::string& folder, Faults faults) {
    constexpr int kFilters[] = {0, 2, 2, 3, 4};
    constexpr int kWindows[] = {1, 1, 2, 3, 5, 8, 20, 100, 512};
    Replica& box = phone.boxes[folder];
    if (dice_.chance(0.08)) {
        box.filter = dice_.one_of(kFilters);
        box.conversations = dice_.chance(0.6);
    }
    box.conversations = box.conversations && phone.knows_conversations();
    SyncRequest request;
    request.folder = folder;
    request.key = box.key;
    request.filter = box.filter;
    request.conversations = box.conversations;
    request.window = dice_.one_of(kWindows);
    request.get_changes = box.key != "0" && (faults == Faults::kNone || dice_.chance(0.95));
    request.deletes_as_moves = dice_.chance(0.5);
    if (box.key != "0") {
        request.commands = box.pending;
        if (dice_.chance(0.2)) {
            request.commands.resize(
                std::min(request.commands.size(), static_cast<std::size_t>(dice_.below(4))));
        }
    }
    note_deletions(request);
    return request;
}

bool World::may_repeat(const Phone& phone, const SyncRequest& request) {
    return request.key != "0" &&
           repeated_.insert(phone.id() + " " + request.folder + " " + request.key).second;
}

bool World::kill_during(Phone& phone, const SyncRequest& request) {
    host_.kill_at_next_commit();
    phone.sync(host_.server(), request);
    ++counts_[host_.kill() ? "killed before the answer's point" : "killed"];
    return true;
}

bool World::sync(Phone& phone, const std::string& folder, Faults faults) {
    const SyncRequest request = request_for(phone, folder, faults);
    ++counts_["syncs"];
    const double fate = faults == Faults::kAny ? dice_.fraction() : 1;
    if (fate < 0.05) {
        return true;  // the request is lost
    }
    if (fate < 0.06) {
        return kill_during(phone, request);
    }
    auto answer = phone.sync(host_.server(), request);
    if (fate < 0.18) {
        ++counts_["lost answers"];
        return true;
    }
    if (fate < 0.26 && answer.status == 1 && may_repeat(phone, request)) {
        if (dice_.chance(0.5)) {
            ++counts_["doubled"];
            auto again = phone.sync(host_.server(), request);
            if (dice_.chance(0.5)) {
                answer = std::move(again);
            }
        } else {
            late_.push_back({static_cast<std::size_t>(&phone - phones_.data()), request});
        }
    }
    return take(phone, request, answer, Look::kCompare);
}

bool World::take(Phone& phone, const SyncRequest& request, const Phone::Answer& answer, Look look) {
    if (answer.status == 12 || answer.status == 8) {
        folder_sync(phone);
        check(!phone.folders.contains(request.folder),
              "a folder is gone, and FolderSync does not say so");
        return false;
    }
    const std::string place = phone.id() + " " + request.folder;
    if (answer.status == 3 && left_behind_.erase(place) > 0) {
        ++counts_["begun anew"];
        phone.boxes[request.folder].restart();
        return true;
    }
    check(answer.status == 1,
          "Sync: Status " + std::to_string(answer.status) + " for key " + request.key);
    if (request.key != "0") {
        left_behind_.erase(place);
    }
    if (!answer.collection) {
        if (look == Look::kCompare) {
            compare(phone, request.folder);
        }
        return false;
    }
    const bool first = request.key == "0";
    const bool more =
        phone.boxes[request.folder].apply(*answer.collection, request.commands, request.window);
    counts_["pages"] += more ? 1 : 0;
    const bool all = !more && !first && request.get_changes;
    if (all && look == Look::kCompare) {
        compare(phone, request.folder);
        if (phone.boxes[request.folder].key != request.key) {  // else its point stayed as it was
            check_marks(phone, request.folder);
        }
    }
    return !all;
}

void World::late() {
    const auto at = late_.begin() + dice_.below(static_cast<int>(late_.size()));
    const Late late = *at;
    late_.erase(at);
    ++counts_["late"];
    phones_[late.phone].sync(host_.server(), late.request);
}

void World::move(Phone& phone, const std::string& folder) {
    auto& box = phone.boxes[folder];
    if (box.items.empty() || !box.pending.empty()) {
        return;
    }
    ++counts_["moves"];
    const std::string item = dice_.pick(box.items).first;
    const std::string to = dice_.pick(phone.folders).first;
    const auto moved = phone.move(host_.server(), item, to);
    if (moved && dice_.chance(0.3)) {  // the answer was lost
        check(phone.move(host_.server(), item, to) == moved, "a repeated MoveItems says otherwise");
    }
}

// Its answer is lost now and then, and then the phone asks again.
void World::move_conversation(Phone& phone, const std::string& folder) {
    const auto& box = phone.boxes[folder];
    const std::string conversation =
        box.items.empty() || !phone.knows_conversations()
            ? ""
            : conversation_at(dice_.pick(phone.boxes[folder].items).first);
    if (conversation.empty()) {
        return;
    }
    ++counts_["conversations moved"];
    const std::string to = dice_.pick(phone.folders).first;
    for (int left = dice_.chance(0.3) ? 2 : 1; left > 0; --left) {
        const char* expected = !is_there(to) ? "156" : received(conversation).empty() ? "6" : "1";
        const auto status = phone.move_conversation(host_.server(), conversation, to);
        check(status == expected, "a conversation is not moved: Status " + status);
        for (const auto& item : received(conversation)) {
            check(status != "1" || activesync::to_server_id(item.collection) == to,
                  "a conversation was moved, and not all of it");
        }
    }
}

// Ping's question and Sync's answer agree: what parks has nothing to fetch, what is woken has.
void World::ping(Phone& phone, const std::string& folder) {
    if (left_behind_.contains(phone.id() + " " + folder) || phone.boxes[folder].key == "0" ||
        !is_newest(phone, folder)) {
        return;
    }
    ++counts_["pings"];
    const int status = phone.ping(host_.server(), folder);
    if (status == 7) {
        folder_sync(phone);
        return;
    }
    check(status == 0 || status == 2, "Ping: Status " + std::to_string(status));
    SyncRequest request;
    request.folder = folder;
    request.key = phone.boxes[folder].key;
    request.filter = phone.boxes[folder].filter;
    request.conversations = phone.boxes[folder].conversations;
    const auto answer = phone.sync(host_.server(), request);
    const std::size_t before = phone.boxes[folder].changes;
    take(phone, request, answer, Look::kCompare);
    const bool news = phone.boxes[folder].changes > before;
    check(news || status == 0, "Ping says that there is something, and Sync has nothing");
    check(!news || status == 2, "Ping waits though Sync has something");
}

void World::rest(Phone& phone, const std::string& folder) {
    for (int i = 0; i < kRounds; ++i) {
        if (!phone.folders.contains(folder) || !sync(phone, folder, Faults::kNone)) {
            return;
        }
    }
    throw Violation("never comes to rest");
}

void World::keep_up() {
    ++counts_["upkeep"];
    must(host_.account().read([&](const store::Snapshot& snapshot) -> Result<int> {
        for (const auto& phone : phones_) {
            for (const auto& [folder, name] : phone.folders) {
                if (snapshot.device(phone.id())->last_seen <= clock_.now() - kMonth) {
                    left_behind_.insert(phone.id() + " " + folder);
                }
            }
        }
        return 0;
    }));
    others_.keep_up(host_.account());
}

void World::months_pass() {
    for (int i = 0; i < 4; ++i) {
        clock_.advance(kMonth + kDay);
        for (auto& phone : phones_) {
            if (dice_.chance(0.4)) {
                folder_sync(phone);
            }
        }
    }
    keep_up();
}

// Updated, or set back: each of its keys is unknown then.
void World::change_version(Phone& phone) {
    const char* const versions[] = {"2.5", "12.0", "12.1", "14.1", "16.1"};
    ++counts_["versions"];
    phone.change_version(host_.server(), dice_.one_of(versions));
    for (const auto& [folder, name] : phone.folders) {
        left_behind_.insert(phone.id() + " " + folder);
    }
}

void World::rest() {
    for (auto& phone : phones_) {
        folder_sync(phone);
        const auto folders = phone.folders;
        for (const auto& [id, name] : folders) {
            rest(phone, id);
        }
    }
    check_ledger();
}

void World::step() {
    const double what = dice_.fraction();
    if (what < 0.30) {
        ++counts_["writes"];
        others_.write(host_.account());
    } else if (what < 0.33) {
        clock_.advance(kDay);
    } else if (what < 0.333) {
        ++counts_["restarts"];
        host_.restart();
    } else if (what < 0.335) {
        check_ledger();
    } else if (what < 0.337) {
        keep_up();
    } else if (what < 0.3385) {
        months_pass();
    } else if (what < 0.355 && !late_.empty()) {
        late();
    } else if (what < 0.358 && !late_folders_.empty()) {
        late_folder();
    } else {
        phone_step(dice_.fraction());
    }
}

void World::phone_step(double what) {
    auto& phone = dice_.pick(phones_);
    const std::string folder = dice_.pick(phone.folders).first;
    if (what < 0.20) {
        if (phone.boxes[folder].key != "0") {
            edit(phone, folder);
        }
    } else if (what < 0.25) {
        if (dice_.chance(0.3)) {
            phone.folder_sync(host_.server(), true);
        } else {
            folder_sync(phone);
        }
    } else if (what < 0.27) {
        move(phone, folder);
    } else if (what < 0.28) {
        move_conversation(phone, folder);
    } else if (what < 0.32) {
        ping(phone, folder);
    } else if (what < 0.34) {
        rest(phone, folder);
    } else if (what < 0.344) {
        switch_mail(phone);
    } else if (what < 0.347) {
        change_version(phone);
    } else if (what < 0.387) {
        change_folder(phone);
    } else if (what < 0.477 && parallel_) {
        parallel_step(phone, folder);
    } else {
        sync(phone, folder, Faults::kAny);
    }
}

}  // namespace syncgate::twin
