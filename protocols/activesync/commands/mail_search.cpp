#include "protocols/activesync/commands/mail_search.h"

#include <algorithm>

#include "formats/words/words.h"
#include "protocols/activesync/commands/search_candidates.h"
#include "protocols/activesync/items/attachments.h"
#include "protocols/activesync/items/conversation.h"
#include "protocols/activesync/items/message.h"
#include "store/object_words.h"

namespace syncgate::activesync {
namespace {

// A message's texts, folded when a term first asks for them.
class Texts {
  public:
    explicit Texts(const Message& message) : message_(message) {}

    bool has(Property property, std::string_view sought) {
        switch (property) {
            case Property::kSubject:
                return in(
                    subject_, [&] { return message_.envelope.subject; }, sought);
            case Property::kFrom:
                return in(
                    from_, [&] { return mime::format(message_.envelope.from); }, sought);
            case Property::kTo:
                return in(
                    to_, [&] { return mime::format(message_.envelope.to); }, sought);
            case Property::kCc:
                return in(
                    cc_, [&] { return mime::format(message_.envelope.cc); }, sought);
            case Property::kParticipants:
                return has(Property::kFrom, sought) || has(Property::kTo, sought) ||
                       has(Property::kCc, sought) ||
                       in(
                           bcc_, [&] { return mime::format(message_.envelope.bcc); }, sought);
            case Property::kBody:
                return in(
                    body_, [&] { return message_.object.text; }, sought);
            case Property::kAny:
                return has(Property::kSubject, sought) || has(Property::kParticipants, sought) ||
                       in(
                           attached_, [&] { return store::attachment_names(message_.structure); },
                           sought) ||
                       has(Property::kBody, sought);
            case Property::kHasAttachment:
            case Property::kReceived:
                break;
        }
        return false;
    }

  private:
    template <class Make>
    static bool in(std::optional<std::string>& field, Make make, std::string_view sought) {
        if (!field) {
            field = words::fold(make());
        }
        return words::holds(*field, sought);
    }

    const Message& message_;
    std::optional<std::string> subject_, from_, to_, cc_, bcc_, attached_, body_;
};

bool fits(const Message& message, Texts& texts, const Term& term) {
    bool found = false;
    if (term.property == Property::kReceived) {
        found = message.item.sort_key >= term.from && message.item.sort_key < term.until;
    } else if (term.property == Property::kHasAttachment) {
        found = has_attachments(message);
    } else {
        found = texts.has(term.property, term.sought);
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

bool fits(const store::Snapshot& snapshot, ItemId id, const MailQuery& query) {
    const RenderOptions options;
    const auto item = snapshot.item(id.collection, id.uid);
    if (!item) {
        return false;
    }
    const auto message = load_message(snapshot, *item, options);
    return message && fits(*message, query);
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

std::vector<ItemId> search_mail(const store::Snapshot& snapshot, const MailQuery& query) {
    std::vector<ItemId> found;
    auto candidates = candidates_of(snapshot, query);
    for (std::size_t looked = 0; looked < kMostLookedAt && found.size() < kMostFound; ++looked) {
        const auto candidate = candidates->next();
        if (!candidate) {
            break;
        }
        const ItemId id{candidate->place.collection, candidate->place.position.uid};
        if (candidate->fits || fits(snapshot, id, query)) {
            found.push_back(id);
        }
    }
    return found;
}

Item found_item(const store::Snapshot& snapshot, ItemId id) {
    return snapshot.item(id.collection, id.uid).value();
}

std::vector<ItemId> conversation_items(const store::Snapshot& snapshot, const Viewer& viewer,
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
