#include "tests/twin/replica.h"

#include <algorithm>

#include "formats/wbxml/tags.h"

namespace syncgate::twin {
namespace {

using wbxml::Element;
namespace air_sync = wbxml::air_sync;
namespace email = wbxml::email;

std::string text(const Element& element, wbxml::Tag tag) {
    return std::string(element.text(tag).value_or(""));
}

void merge(Mail& mail, const Element& data) {
    if (const auto subject = data.text(email::kSubject)) {
        mail.subject = *subject;
    }
    if (const auto read = data.text(email::kRead)) {
        mail.read = *read == "1";
    }
    if (const Element* flag = data.child(email::kFlag)) {
        mail.flagged = text(*flag, email::kStatus) == "2";
    }
    if (const Element* categories = data.child(email::kCategories)) {
        std::set<std::string> tags;
        for (const auto& each : categories->children()) {
            tags.insert(std::string(each.content()) + "\n");
        }
        mail.tags.clear();
        for (const auto& each : tags) {
            mail.tags += each;
        }
    }
}

}  // namespace

int status_of(const Element& collection, const std::string& id, bool is_add) {
    if (const Element* responses = collection.child(air_sync::kResponses)) {
        for (const auto& response : responses->children()) {
            if (text(response, is_add ? air_sync::kClientId : air_sync::kServerId) == id) {
                return std::stoi(text(response, air_sync::kStatus));
            }
        }
    }
    return is_add ? 0 : 1;
}

std::span<const Element> commands_of(const Element& collection, int window,
                                     const std::string& asked, std::set<std::string>& keys_seen) {
    const Element* commands = collection.child(air_sync::kCommands);
    const std::size_t count = commands == nullptr ? 0 : commands->children().size();
    check(count <= static_cast<std::size_t>(window), "WindowSize exceeded");
    check(count > 0 || !collection.has(air_sync::kMoreAvailable), "MoreAvailable without progress");
    std::set<std::string> named;
    for (std::size_t i = 0; i < count; ++i) {
        check(named.insert(text(commands->children()[i], air_sync::kServerId)).second,
              "one item twice in an answer");
    }
    const std::string next = text(collection, air_sync::kSyncKey);
    check(next == asked || keys_seen.insert(next).second, "a SyncKey a second time: " + next);
    return count == 0 ? std::span<const Element>() : std::span(commands->children());
}

void Replica::restart() {
    key = "0";
    items.clear();
    pending.clear();
}

void Replica::settle(const Element& collection, const std::vector<Pending>& sent) {
    for (const auto& each : sent) {
        std::erase_if(pending, [&](const Pending& other) {
            return other.id == each.id && other.kind == each.kind && other.value == each.value;
        });
        const int status = status_of(collection, each.id, each.kind == Pending::Kind::kAdd);
        const auto it = items.find(each.id);
        switch (each.kind) {
            case Pending::Kind::kAdd:
                check(status == 6, "an Add of mail was taken");
                break;
            case Pending::Kind::kDelete:
                items.erase(each.id);
                break;
            case Pending::Kind::kSpoilt:
                check(status == 6 || status == 8, "a Change that can't be was taken");
                if (it != items.end() && status == 6) {
                    it->second = Mail{"spoilt", true, true};  // the server must send its own
                }
                break;
            case Pending::Kind::kTag:
                check(status != 7, "categories lost a conflict");
                if (it != items.end() && status == 1) {
                    it->second.tags = each.value ? std::string(kTagName) + "\n" : "";
                }
                break;
            case Pending::Kind::kRead:
            case Pending::Kind::kFlag:
                check(status != 7, "a change of state lost a conflict");
                if (it != items.end() && status == 1) {
                    (each.kind == Pending::Kind::kRead ? it->second.read : it->second.flagged) =
                        each.value;
                }
                break;
        }
    }
}

void Replica::command(const Element& command) {
    const std::string id = text(command, air_sync::kServerId);
    const Element* data = command.child(air_sync::kApplicationData);
    if (command.tag() == air_sync::kAdd) {
        check(!items.contains(id), "Add for an item it has: " + id);
        check(data != nullptr, "Add without data");
        merge(items[id], *data);
        return;
    }
    check(items.contains(id),
          std::string(wbxml::name_of(command.tag())) + " for an item it has not: " + id);
    if (command.tag() == air_sync::kChange) {
        check(data != nullptr, "Change without data");
        merge(items[id], *data);
        return;
    }
    items.erase(id);
    std::erase_if(pending, [&](const Pending& each) { return each.id == id; });
}

bool Replica::apply(const Element& collection, const std::vector<Pending>& sent, int window) {
    settle(collection, sent);
    const auto commands = commands_of(collection, window, key, keys_seen_);
    changes += commands.size();
    for (const auto& each : commands) {
        command(each);
    }
    key = text(collection, air_sync::kSyncKey);
    return collection.has(air_sync::kMoreAvailable);
}

}  // namespace syncgate::twin
