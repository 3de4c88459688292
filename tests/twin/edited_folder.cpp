#include "tests/twin/edited_folder.h"

#include <algorithm>

#include "base/text.h"
#include "formats/wbxml/tags.h"
#include "tests/twin/replica.h"
#include "tests/twin/violation.h"

namespace syncgate::twin {
namespace {

using wbxml::Element;
namespace air_sync = wbxml::air_sync;
namespace base = wbxml::air_sync_base;
namespace email = wbxml::email;

constexpr int kOk = 1;

std::string text(const Element& element, wbxml::Tag tag) {
    return std::string(element.text(tag).value_or(""));
}

// A list's entries in any order, a body's text, or what the element holds itself.
std::string value_of(const Element& element) {
    if (element.tag() == base::kBody) {
        return std::string(trim(text(element, base::kData)));
    }
    std::multiset<std::string_view> entries;
    for (const auto& each : element.children()) {
        entries.insert(each.content());
    }
    std::string out(trim(element.content()));
    for (const auto entry : entries) {
        out += std::string(entry) + "\n";
    }
    return out;
}

// What may come alone in a Change of a mail.
bool is_state(const Element& data) {
    return std::all_of(data.children().begin(), data.children().end(), [](const Element& each) {
        return each.tag() == email::kRead || each.tag() == email::kFlag ||
               each.tag() == email::kCategories;
    });
}

const Element* response_to(const Element& collection, const Edit& edit) {
    const Element* responses = collection.child(air_sync::kResponses);
    if (responses == nullptr) {
        return nullptr;
    }
    const auto named = edit.kind == Edit::Kind::kAdd ? air_sync::kClientId : air_sync::kServerId;
    const auto& all = responses->children();
    const auto found = std::find_if(
        all.begin(), all.end(), [&](const Element& each) { return text(each, named) == edit.id; });
    return found == all.end() ? nullptr : &*found;
}

// The references of files that the device added, called by their ClientIds.
void read_references(const Element& response, Fields& item) {
    const Element* data = response.child(air_sync::kApplicationData);
    const Element* files = data == nullptr ? nullptr : data->child(base::kAttachments);
    if (files != nullptr) {
        for (const auto& each : files->children()) {
            item[kFile + text(each, base::kClientId)] = text(each, base::kFileReference);
        }
    }
}

}  // namespace

std::string name_of_field(wbxml::Tag tag) {
    return std::string(wbxml::name_of(tag));
}

Fields fields_of(const Element& data, std::span<const wbxml::Tag> tags) {
    Fields fields;
    for (const auto& each : data.children()) {
        if (std::find(tags.begin(), tags.end(), each.tag()) == tags.end()) {
            continue;
        }
        if (each.tag() == base::kAttachments) {
            for (const auto& file : each.children()) {
                fields[kFile + text(file, base::kDisplayName)] = text(file, base::kFileReference);
            }
        } else if (std::string value = value_of(each); !value.empty()) {
            fields[name_of_field(each.tag())] = std::move(value);
        }
    }
    return fields;
}

void EditedFolder::put(Edit edit) {
    std::erase_if(pending, [&](const Edit& each) { return each.id == edit.id; });
    pending.push_back(std::move(edit));
}

void EditedFolder::restart() {
    key = "0";
    items.clear();
    std::erase_if(pending, [](const Edit& each) { return each.kind != Edit::Kind::kAdd; });
}

void EditedFolder::settle(const Edit& edit, int status, const Element& collection) {
    const Element* response = response_to(collection, edit);
    std::string id = edit.id;
    if (edit.kind == Edit::Kind::kAdd) {
        check(status != 0, "an Add is not answered");
        id = status == kOk ? text(*response, air_sync::kServerId) : "";
        check(!items.contains(id), "an Add is answered with the id of an item it has: " + id);
    }
    if (edit.kind == Edit::Kind::kDelete) {
        items.erase(id);
    } else if (status == kOk && (edit.kind == Edit::Kind::kAdd || items.contains(id))) {
        items[id] = edit.after;
        if (response != nullptr) {
            read_references(*response, items[id]);
        }
    }
}

void EditedFolder::merge(Fields& item, const Element& data) const {
    Fields said = fields_of(data, tags_);
    if (!is_state(data)) {
        item = std::move(said);
        return;
    }
    for (auto& [name, value] : said) {
        item[name] = std::move(value);
    }
}

void EditedFolder::command(const Element& command) {
    const std::string id = text(command, air_sync::kServerId);
    const std::string what(wbxml::name_of(command.tag()));
    const Element* data = command.child(air_sync::kApplicationData);
    const bool is_add = command.tag() == air_sync::kAdd;
    check(items.contains(id) != is_add, what + " for what it has, or has not: " + id);
    // What the server says is newer than what the user did on the copy of before.
    std::erase_if(pending, [&](const Edit& each) { return each.id == id; });
    if (is_add || command.tag() == air_sync::kChange) {
        check(data != nullptr, what + " without data");
        merge(items[id], *data);
    } else {
        items.erase(id);
    }
}

EditedFolder::Applied EditedFolder::apply(const Element& collection, const std::vector<Edit>& sent,
                                          int window) {
    const auto commands = commands_of(collection, window, key, keys_seen_);
    Applied applied;
    for (const auto& edit : sent) {
        std::erase_if(pending, [&](const Edit& each) { return each.number == edit.number; });
        const int status = status_of(collection, edit.id, edit.kind == Edit::Kind::kAdd);
        settle(edit, status, collection);
        applied.answered.emplace_back(edit, status);
    }
    for (const auto& each : commands) {
        command(each);
    }
    key = text(collection, air_sync::kSyncKey);
    applied.more = collection.has(air_sync::kMoreAvailable);
    return applied;
}

}  // namespace syncgate::twin
