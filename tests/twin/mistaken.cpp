#include "tests/twin/mistaken.h"

#include <algorithm>
#include <limits>
#include <map>

#include "base/text.h"
#include "formats/wbxml/element.h"
#include "formats/wbxml/tags.h"
#include "protocols/activesync/sync/sync_point.h"
#include "tests/twin/violation.h"

namespace syncgate::twin {
namespace {

constexpr int kAll = 1'000'000;

void forget_requests(store::Account& account) {
    must(account.note([](store::Note& note) -> Result<int> {
        return note.forget_before(std::numeric_limits<UnixSeconds>::max());
    }));
}

void forget_journals(store::Account& account) {
    must(account.note([](store::Note& note) -> Result<bool> {
        for (const auto& device : note.devices()) {
            for (const auto& collection : note.collections()) {
                auto line = note.line(device.number, collection.id);
                for (auto& row : line.points) {
                    auto point = must(activesync::from_row(row));
                    point.journal = point.carry = {};
                    row = activesync::to_row(point);
                }
                check(line.points.empty() || note.save_line(device.number, collection.id, line),
                      "a line is not saved");
            }
        }
        return true;
    }));
}

// By collection and uid.
std::map<std::pair<CollectionId, Uid>, Item> all_of(store::Account& account, ItemClass item_class) {
    std::map<std::pair<CollectionId, Uid>, Item> found;
    must(account.read([&](const store::Snapshot& snapshot) -> Result<int> {
        for (const auto& collection : snapshot.collections(item_class)) {
            for (const auto& item : snapshot.items(collection.id, 0, kAll)) {
                found.emplace(std::pair(item.collection, item.uid), item);
            }
        }
        return 0;
    }));
    return found;
}

template <class F>
Outcome around(store::Account& account, ItemClass item_class, F&& handle, auto&& spoil) {
    const auto before = all_of(account, item_class);
    Outcome outcome = handle();
    const auto after = all_of(account, item_class);
    must(account.write([&](store::Change& change) -> Result<int> {
        spoil(change, before, after);
        return 0;
    }));
    return outcome;
}

// What came into Sent while a draft went.
void put_back_drafts(store::Change& change, const auto& before, const auto& after) {
    const auto drafts = change.by_role(ItemClass::kMail, Role::kDrafts)->id;
    const auto sent = change.by_role(ItemClass::kMail, Role::kSent)->id;
    const bool went = std::any_of(before.begin(), before.end(), [&](const auto& each) {
        return each.second.collection == drafts && !after.contains(each.first);
    });
    for (const auto& [id, item] : after) {
        if (went && item.collection == sent && !before.contains(id)) {
            store::NewItem again;
            again.object = item.object;
            again.flags = kDraft;
            change.add_item(drafts, again);
        }
    }
}

void drop_strangers(store::Change& change, const auto& before, const auto& after) {
    for (const auto& [id, item] : after) {
        const auto old = before.find(id);
        if (old == before.end() || old->second.object == item.object) {
            continue;
        }
        std::string kept;
        const std::string text = change.bytes(item.object, 0, change.object(item.object)->size);
        for (const auto line : split(text, '\n')) {
            kept += line.empty() || line.starts_with("X-DAV") ? "" : std::string(line) + "\n";
        }
        store::NewObject object;
        object.bytes = kept;
        change.set_object(item.collection, item.uid, change.add_object(object), item.sort_key);
    }
}

wbxml::Element without(const wbxml::Element& element, wbxml::Tag tag) {
    if (element.children().empty()) {
        return element;
    }
    wbxml::Element out(element.tag());
    for (const auto& each : element.children()) {
        if (each.tag() != tag) {
            out.add(without(each, tag));
        }
    }
    return out;
}

Headers without(const Headers& headers, std::string_view name) {
    Headers out;
    for (const auto& [key, value] : headers.fields()) {
        if (!iequals(key, name)) {
            out.add(key, value);
        }
    }
    return out;
}

// [begin, end) of what stands between two words; empty where they do not.
std::pair<std::size_t, std::size_t> between(std::string_view text, std::string_view from,
                                            std::string_view to) {
    const auto begin = text.find(from);
    const auto end = text.find(to, begin == std::string_view::npos ? 0 : begin + from.size());
    return begin == std::string_view::npos || end == std::string_view::npos
               ? std::pair<std::size_t, std::size_t>()
               : std::pair(begin + from.size(), end);
}

void remove(std::string& text, std::string_view from, std::string_view to) {
    const auto [begin, end] = between(text, from, to);
    text.erase(begin, end - begin);
}

}  // namespace

Outcome Mistaken::handle(Request& request) {
    return request.path.starts_with("/dav/") ? handle_dav(request) : handle_activesync(request);
}

Outcome Mistaken::handle_activesync(Request& request) {
    const auto pass = [&] { return activesync_.handle(request); };
    switch (mistake_) {
        case Planted::kSendForgotten:
            forget_requests(account_);
            return pass();
        case Planted::kJournalForgotten:
            forget_journals(account_);
            return pass();
        case Planted::kDraftRemains:
            return around(account_, ItemClass::kMail, pass,
                          [](auto& change, auto& a, auto& b) { put_back_drafts(change, a, b); });
        case Planted::kStrangersDropped:
            return around(account_, ItemClass::kContact, pass,
                          [](auto& change, auto& a, auto& b) { drop_strangers(change, a, b); });
        case Planted::kNothingGhosted: {
            const auto root = wbxml::parse(request.body);
            const std::string body =
                root ? wbxml::write(without(*root, wbxml::air_sync::kSupported)) : "";
            request.body = root ? PagedText(body) : request.body;
            return pass();
        }
        case Planted::kNone:
        case Planted::kETagIgnored:
        case Planted::kPageEndsAll:
            return pass();
    }
    return pass();
}

Outcome Mistaken::handle_dav(Request& request) {
    if (mistake_ == Planted::kETagIgnored) {
        request.headers = without(request.headers, "If-Match");
    }
    Outcome outcome = dav_.handle(request);
    if (mistake_ != Planted::kPageEndsAll || request.method != "REPORT") {
        return outcome;
    }
    std::string whole(request.body);
    remove(whole, "</sync-level>", "<prop>");  // the limit
    Request unlimited = request;
    unlimited.body = whole;
    Outcome all = dav_.handle(unlimited);
    auto* page = std::get_if<std::string>(&std::get<Reply>(outcome).body);
    auto* last = std::get_if<std::string>(&std::get<Reply>(all).body);
    if (page != nullptr && last != nullptr) {
        const auto [at, end] = between(*page, "sync-token>", "<");
        const auto [from, upto] = between(*last, "sync-token>", "<");
        page->replace(at, end - at, *last, from, upto - from);
    }
    return outcome;
}

}  // namespace syncgate::twin
