#include "protocols/activesync/commands/mail_search.h"

#include <algorithm>
#include <deque>

#include "formats/mime/fold.h"
#include "protocols/activesync/items/attachments.h"
#include "protocols/activesync/items/conversation.h"
#include "protocols/activesync/items/message.h"

namespace syncgate::activesync {
namespace {

constexpr int kBatch = 200;

// The items of several folders, the newest first.
class Walk {
  public:
    Walk(const store::Snapshot& snapshot, const MailQuery& query) : snapshot_(snapshot) {
        const Position top{query.before.value_or(kMaxKey), 0};
        const Position edge{query.after ? *query.after + 1 : kMinKey, 0};
        for (const auto folder : query.folders) {
            lanes_.push_back({folder, top, edge, {}, false});
        }
    }

    std::optional<Item> next() {
        Lane* newest = nullptr;
        for (auto& lane : lanes_) {
            if (fill(lane) && (newest == nullptr ||
                               newest->items.front().sort_key < lane.items.front().sort_key)) {
                newest = &lane;
            }
        }
        if (newest == nullptr) {
            return std::nullopt;
        }
        Item item = std::move(newest->items.front());
        newest->items.pop_front();
        return item;
    }

  private:
    struct Lane {
        CollectionId folder;
        Position bound, edge;
        std::deque<Item> items;
        bool ended;
    };

    // False: nothing is left.
    bool fill(Lane& lane) {
        if (lane.items.empty() && !lane.ended) {
            auto batch = snapshot_.items_below(lane.folder, lane.bound, lane.edge, kBatch);
            lane.ended = batch.size() < static_cast<std::size_t>(kBatch);
            if (!batch.empty()) {
                lane.bound = {batch.back().sort_key, batch.back().uid};
            }
            lane.items.assign(std::make_move_iterator(batch.begin()),
                              std::make_move_iterator(batch.end()));
        }
        return !lane.items.empty();
    }

    const store::Snapshot& snapshot_;
    std::vector<Lane> lanes_;
};

// A message's texts, folded when a term first asks for them.
class Texts {
  public:
    explicit Texts(const Message& message) : message_(message) {}

    bool has(Property property, const std::string& text) {
        switch (property) {
            case Property::kSubject:
                return in(
                    subject_, [&] { return message_.envelope.subject; }, text);
            case Property::kFrom:
                return in(
                    from_, [&] { return names(message_.envelope.from); }, text);
            case Property::kTo:
                return in(
                    to_, [&] { return names(message_.envelope.to); }, text);
            case Property::kCc:
                return in(
                    cc_, [&] { return names(message_.envelope.cc); }, text);
            case Property::kParticipants:
                return has(Property::kFrom, text) || has(Property::kTo, text) ||
                       has(Property::kCc, text);
            case Property::kBody:
                return in(
                    body_, [&] { return message_.object.text; }, text);
            case Property::kAny:
                return has(Property::kSubject, text) || has(Property::kParticipants, text) ||
                       has(Property::kBody, text);
            case Property::kHasAttachment:
            case Property::kReceived:
                break;
        }
        return false;
    }

  private:
    static std::string names(const std::vector<mime::Address>& list) { return mime::format(list); }

    template <class Make>
    static bool in(std::optional<std::string>& field, Make make, const std::string& text) {
        if (!field) {
            field = mime::fold_case(make());
        }
        return field->find(text) != std::string::npos;
    }

    const Message& message_;
    std::optional<std::string> subject_, from_, to_, cc_, body_;
};

bool fits(const Message& message, Texts& texts, const Term& term) {
    bool found = false;
    if (term.property == Property::kReceived) {
        found = message.item.sort_key >= term.from && message.item.sort_key < term.until;
    } else if (term.property == Property::kHasAttachment) {
        found = has_attachments(message);
    } else {
        found = texts.has(term.property, term.text);
    }
    return found != term.excluded;
}

bool fits(const Message& message, const MailQuery& query) {
    if (!query.conversation_ids.empty() &&
        std::find(query.conversation_ids.begin(), query.conversation_ids.end(),
                  conversation_id(message.envelope)) == query.conversation_ids.end()) {
        return false;
    }
    Texts texts(message);
    return query.terms.empty() ||
           std::any_of(query.terms.begin(), query.terms.end(), [&](const auto& terms) {
               return std::all_of(terms.begin(), terms.end(),
                                  [&](const Term& term) { return fits(message, texts, term); });
           });
}

bool is_below(const std::vector<Collection>& all, CollectionId id, CollectionId top) {
    for (std::size_t steps = 0; id != 0 && steps <= all.size(); ++steps) {
        if (id == top) {
            return true;
        }
        const auto found = std::find_if(all.begin(), all.end(),
                                        [&](const Collection& each) { return each.id == id; });
        id = found == all.end() ? 0 : found->parent;
    }
    return false;
}

}  // namespace

std::optional<std::vector<CollectionId>> folders_to_search(const store::Snapshot& snapshot,
                                                           const Viewer& viewer,
                                                           const std::vector<CollectionId>& named,
                                                           bool deep) {
    const auto all = snapshot.collections();
    const auto choices = snapshot.layer_choices(viewer.device);
    std::vector<CollectionId> seen;
    for (const auto& each : all) {
        if (each.item_class == ItemClass::kMail &&
            sight_of(choices, viewer, each, all) == Sight::kShown) {
            seen.push_back(each.id);
        }
    }
    if (named.empty()) {
        return seen;
    }
    const auto is_there = [&](CollectionId id) {
        return std::any_of(all.begin(), all.end(),
                           [&](const Collection& each) { return each.id == id; });
    };
    if (!std::all_of(named.begin(), named.end(), is_there)) {
        return std::nullopt;
    }
    std::erase_if(seen, [&](CollectionId id) {
        return std::none_of(named.begin(), named.end(), [&](CollectionId top) {
            return id == top || (deep && is_below(all, id, top));
        });
    });
    return seen;
}

std::vector<Item> search_mail(const store::Snapshot& snapshot, const MailQuery& query) {
    const RenderOptions options;
    std::vector<Item> found;
    Walk walk(snapshot, query);
    for (std::size_t looked = 0; looked < kMostLookedAt && found.size() < kMostFound; ++looked) {
        auto item = walk.next();
        if (!item) {
            break;
        }
        const auto message = load_message(snapshot, *item, options);
        if (message && fits(*message, query)) {
            found.push_back(*std::move(item));
        }
    }
    return found;
}

std::vector<Item> conversation_items(const store::Snapshot& snapshot, const Viewer& viewer,
                                     const std::string& conversation) {
    MailQuery query;
    query.conversation_ids = {conversation};
    query.folders = folders_to_search(snapshot, viewer, {}, false).value_or(query.folders);
    for (const auto role : {Role::kSent, Role::kDrafts}) {
        const auto own = snapshot.by_role(ItemClass::kMail, role);
        std::erase_if(query.folders, [&](CollectionId id) { return own && own->id == id; });
    }
    return search_mail(snapshot, query);
}

}  // namespace syncgate::activesync
