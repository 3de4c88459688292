#include "tests/twin/edit_world.h"

#include <algorithm>

#include "protocols/activesync/sync/server_id.h"
#include "tests/twin/violation.h"

namespace syncgate::twin {
namespace {

constexpr UnixSeconds kStart = 1'795'500'000;
constexpr UnixSeconds kWhile = 600;  // what is remembered for a day is remembered
constexpr int kRounds = 4000;        // in which a device must come to rest
constexpr int kAll = 1'000'000;

}  // namespace

EditWorld::EditWorld(const Setting& setting, int other_accounts, std::string item_class)
    : dice_(setting.seed),
      clock_(kStart),
      host_(setting.folder, setting.database, clock_, other_accounts, setting.mistake),
      item_class_(std::move(item_class)) {}

void EditWorld::add_writer(const std::string& id, const std::string& version,
                           std::span<const wbxml::Tag> tags,
                           std::optional<wbxml::Element> supported) {
    Phone phone(id, version);
    phone.provision(host_.server());
    phone.folder_sync(host_.server(), false);
    std::string folder = find_folder(phone);
    writers_.push_back(
        {std::move(phone), std::move(folder), EditedFolder(tags), std::move(supported), false, 0});
}

Phone::Answer EditWorld::ask(Writer& writer, const SyncRequest& request) {
    return writer.phone.sync(host_.server(), request);
}

EditWorld::Sent EditWorld::request_for(Writer& writer, bool faults) {
    constexpr int kWindows[] = {1, 1, 2, 3, 5, 8, 20, 100, 512};
    auto& copy = writer.copy;
    Sent sent;
    auto& request = sent.request;
    request.folder = writer.folder;
    request.key = copy.key;
    request.item_class = item_class_;
    request.window = dice_.one_of(kWindows);
    request.texts = true;
    request.deletes_as_moves = false;
    request.supported = writer.supported;
    request.get_changes = copy.key != "0" && (!faults || dice_.chance(0.95));
    if (copy.key != "0") {
        sent.edits = copy.pending;
        if (faults && dice_.chance(0.15) && !sent.edits.empty()) {
            sent.edits.pop_back();
        }
    }
    for (const auto& each : sent.edits) {
        request.edits.push_back(each.command);
    }
    sending(sent.edits);
    return sent;
}

bool EditWorld::sync(Writer& writer, bool faults) {
    const Sent sent = request_for(writer, faults);
    ++counts_["syncs"];
    const double fate = faults ? dice_.fraction() : 1;
    if (fate < 0.04) {
        return true;  // the request is lost
    }
    if (fate < 0.05) {
        host_.kill_at_next_commit();
        ask(writer, sent.request);
        ++counts_[host_.kill() ? "killed before the answer's point" : "killed"];
        return true;
    }
    auto answer = ask(writer, sent.request);
    if (fate < 0.18) {
        ++counts_["lost answers"];
        return true;
    }
    if (fate < 0.26 && answer.status == 1 && sent.request.key != "0" &&
        repeated_.insert(writer.phone.id() + " " + sent.request.key).second) {
        if (dice_.chance(0.5)) {
            ++counts_["doubled"];
            auto again = ask(writer, sent.request);
            if (dice_.chance(0.5)) {
                answer = std::move(again);
            }
        } else {
            late_.push_back({static_cast<std::size_t>(&writer - writers_.data()), sent});
        }
    }
    return take(writer, sent, answer);
}

bool EditWorld::take(Writer& writer, const Sent& sent, const Phone::Answer& answer) {
    if (answer.status == 3 && writer.left_behind) {
        ++counts_["begun anew"];
        writer.left_behind = false;
        writer.copy.restart();
        return true;
    }
    check(answer.status == 1,
          "Sync: Status " + std::to_string(answer.status) + " for key " + sent.request.key);
    writer.left_behind = writer.left_behind && sent.request.key == "0";
    bool more = false;
    if (answer.collection) {
        const auto applied = writer.copy.apply(*answer.collection, sent.edits, sent.request.window);
        for (const auto& [edit, status] : applied.answered) {
            answered(writer, edit, status);
        }
        more = applied.more;
    } else {
        check(sent.edits.empty(), "edits go without an answer");
    }
    if (!more && sent.request.get_changes) {
        compare(writer);
    }
    return more || !sent.request.get_changes;
}

void EditWorld::late() {
    const auto at = late_.begin() + dice_.below(static_cast<int>(late_.size()));
    const Late late = *at;
    late_.erase(at);
    ++counts_["late"];
    sending(late.sent.edits);
    ask(writers_[late.writer], late.sent.request);
}

// I2: without MoreAvailable the device has what the server shows.
void EditWorld::compare(const Writer& writer) {
    ++counts_["compared"];
    must(host_.account().read([&](const store::Snapshot& snapshot) -> Result<int> {
        const auto folder = activesync::parse_collection_id(writer.folder).value_or(0);
        const auto items = snapshot.items(folder, 0, kAll);
        for (const auto& item : items) {
            const auto id = activesync::to_server_id(activesync::ItemId{item.collection, item.uid});
            const auto has = writer.copy.items.find(id);
            check(has != writer.copy.items.end(), "missing at rest: " + id);
            const Fields truth = shown(snapshot, item, writer);
            if (has->second != truth) {
                std::string what = writer.phone.id() + " is stale at rest: " + id;
                for (const auto* each : {&has->second, &truth}) {
                    what += each == &truth ? "\nserver:" : "\ndevice:";
                    for (const auto& [name, value] : *each) {
                        what += " " + name + "=" + value;
                    }
                }
                throw Violation(what);
            }
        }
        check(writer.copy.items.size() == items.size(), "more at rest than the server has");
        return 0;
    }));
}

void EditWorld::rest(Writer& writer) {
    for (int i = 0; i < kRounds; ++i) {
        if (!sync(writer, false)) {
            return;
        }
    }
    throw Violation("never comes to rest");
}

void EditWorld::rest() {
    rest_others();
    for (auto& writer : writers_) {
        rest(writer);
    }
    rest_others();
    check_all();
}

void EditWorld::step() {
    const double what = dice_.fraction();
    auto& writer = dice_.pick(writers_);
    if (what < 0.25) {
        others();
    } else if (what < 0.30) {
        clock_.advance(kWhile);
    } else if (what < 0.304) {
        ++counts_["restarts"];
        host_.restart();
    } else if (what < 0.306) {
        ++counts_["begun anew"];
        writer.copy.restart();
    } else if (what < 0.312) {
        check_all();
    } else if (what < 0.33 && !late_.empty()) {
        late();
    } else if (what < 0.55) {
        if (writer.copy.key != "0") {
            edit(writer);
        }
    } else if (what < 0.57) {
        rest(writer);
    } else {
        sync(writer, true);
    }
}

}  // namespace syncgate::twin
