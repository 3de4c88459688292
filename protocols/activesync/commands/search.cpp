#include "protocols/activesync/commands/search.h"

#include <algorithm>

#include "base/text.h"
#include "formats/wbxml/tags.h"
#include "protocols/activesync/commands/address_list.h"
#include "protocols/activesync/commands/mail_search.h"
#include "protocols/activesync/commands/range.h"
#include "protocols/activesync/commands/sync_options.h"
#include "protocols/activesync/sync/server_id.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
namespace search = wbxml::search;
namespace air_sync = wbxml::air_sync;
namespace email = wbxml::email;

// Source: MS-ASCMD 2.2.3.177.14 Status (Search), of a Store.
enum StoreStatus : int {
    kOk = 1,
    kInvalid = 2,
    kServerError = 3,
    kAccessDenied = 5,
    kTooComplex = 8,
    kFolderSyncFirst = 11,
    kEndOfRange = 12,
};

constexpr std::size_t kMaxTerms = 1000;
// Results of an answer end when it has grown to this; its Range says how far they go.
constexpr std::size_t kAnswerGrown = 16U << 20U;
constexpr Range kDefaultRange{0, 99};
constexpr std::uint64_t kMostResults = 100;
// Of a body that nobody asked a size of.
constexpr std::uint32_t kExcerpt = 1024;

Element store_answer(int status) {
    Element store(search::kStore);
    store.add(search::kStatus, status);
    return store;
}

struct Asked {
    MailQuery query;
    std::vector<CollectionId> folders;
    bool deep = false;
    bool mail = true;  // false: of other classes alone, which have nothing to find
    Range range = kDefaultRange;
    RenderOptions render;
};

using Parsed = std::variant<Asked, int>;

// A GreaterThan or LessThan of the time received.
std::optional<UnixSeconds> date_in(const Element& comparison) {
    return comparison.has(email::kDateReceived)
               ? parse_iso8601(comparison.text(search::kValue).value_or(""))
               : std::nullopt;
}

// One child of And; kOk, or what is wrong with it.
int parse_term(const Element& term, Asked& asked, bool& other_class, bool& email_class) {
    const auto text = term.content();
    if (term.tag() == air_sync::kClass) {
        (text == "Email" ? email_class : other_class) = true;
    } else if (term.tag() == air_sync::kCollectionId) {
        const auto id = parse_collection_id(text);
        if (text == "0") {  // everywhere, as some clients say it
            return kOk;
        }
        if (!id) {
            return kFolderSyncFirst;
        }
        asked.folders.push_back(*id);
    } else if (term.tag() == search::kFreeText) {
        asked.query.terms = parse_search(text);
        return asked.query.terms.empty() ? kInvalid : kOk;
    } else if (term.tag() == search::kConversationId) {
        asked.query.conversation_ids.emplace_back(text);
    } else if (term.tag() == search::kGreaterThan) {
        asked.query.after = date_in(term);
        return asked.query.after ? kOk : kInvalid;
    } else if (term.tag() == search::kLessThan) {
        asked.query.before = date_in(term);
        return asked.query.before ? kOk : kInvalid;
    } else {
        return term.tag() == search::kAnd || term.tag() == search::kOr ? kTooComplex : kInvalid;
    }
    return kOk;
}

int parse_query(const Element& query, Asked& asked) {
    const auto& parts = query.children();
    if (parts.size() == 1 && parts.front().tag() == search::kAnd &&
        parts.front().children().size() <= kMaxTerms) {
        bool other_class = false;
        bool email_class = false;
        for (const auto& term : parts.front().children()) {
            if (const int status = parse_term(term, asked, other_class, email_class);
                status != kOk) {
                return status;
            }
        }
        asked.mail = email_class || !other_class;
        const bool any = !asked.query.terms.empty() || !asked.query.conversation_ids.empty() ||
                         asked.query.after || asked.query.before;
        return any ? kOk : kInvalid;
    }
    return parts.empty() ? kInvalid : kTooComplex;  // all terms stand in one And
}

Parsed parse_mailbox(const Context& context, const Element& store) {
    Asked asked;
    const Element* query = store.child(search::kQuery);
    if (query == nullptr) {
        return static_cast<int>(kInvalid);
    }
    if (const Element* options = store.child(search::kOptions)) {
        auto parsed = parse_options(*options, context.version);
        if (!parsed) {
            return parsed.error().code == ErrorCode::kUnsupported ? kBodyPartTypeNotSupported
                                                                  : static_cast<int>(kInvalid);
        }
        asked.render = std::move(parsed->render);
        asked.deep = options->has(search::kDeepTraversal);
        if (const auto text = options->text(search::kRange)) {
            const auto range = parse_range(*text);
            if (!range) {
                return static_cast<int>(kInvalid);
            }
            asked.range = *range;
        }
    }
    if (asked.render.bodies.empty() && !asked.render.body_part) {
        asked.render.bodies.push_back({.truncation_size = kExcerpt});
    }
    asked.render.version = context.version;
    if (const int status = parse_query(*query, asked); status != kOk) {
        return status;
    }
    return asked;
}

Element result_of(const store::Snapshot& snapshot, ItemId id, const RenderOptions& render) {
    Element result(search::kResult);
    result.add(air_sync::kClass, std::string("Email"));
    result.add(search::kLongId, to_server_id(id));
    result.add(air_sync::kCollectionId, to_server_id(id.collection));
    Element& properties = result.add(search::kProperties);
    const Element data =
        item_kind(ItemClass::kMail).render(snapshot, found_item(snapshot, id), render);
    for (const auto& child : data.children()) {
        properties.add(child);
    }
    return result;
}

std::size_t size_of(const Element& element) {
    std::size_t size = element.content().size();
    for (const auto& child : element.children()) {
        size += size_of(child);
    }
    return size;
}

// The results in the range, as many as an answer holds, with how far they went.
Element listed(const store::Snapshot& snapshot, const std::vector<ItemId>& found,
               const Asked& asked) {
    Element store = store_answer(kOk);
    const std::uint64_t end =
        std::min({found.size(), asked.range.last + 1, asked.range.first + kMostResults});
    std::size_t size = 0;
    std::uint64_t at = asked.range.first;
    for (; at < end && size < kAnswerGrown; ++at) {
        store.add(result_of(snapshot, found[at], asked.render));
        size += size_of(store.children().back());
    }
    store.add(search::kRange, to_text(Range{asked.range.first, at - 1}));
    store.add(search::kTotal, static_cast<std::int64_t>(found.size()));
    return store;
}

Element nothing_found() {
    Element store = store_answer(kOk);
    store.add(search::kResult);
    return store;
}

Element search_mailbox(Context& context, const Element& asked_store) {
    auto parsed = parse_mailbox(context, asked_store);
    if (const auto* status = std::get_if<int>(&parsed)) {
        return store_answer(*status);
    }
    auto& asked = std::get<Asked>(parsed);
    auto answer = context.account->read([&](const store::Snapshot& snapshot) -> Result<Element> {
        auto folders = folders_to_search(snapshot, context.viewer(), asked.folders, asked.deep);
        if (!folders || !snapshot.newest_hierarchy(context.device.number)) {
            return store_answer(kFolderSyncFirst);
        }
        asked.query.folders = asked.mail ? *std::move(folders) : std::vector<CollectionId>();
        const auto found = search_mail(snapshot, asked.query);
        if (found.empty()) {
            return nothing_found();
        }
        return asked.range.first < found.size() ? listed(snapshot, found, asked)
                                                : store_answer(kEndOfRange);
    });
    return answer ? *std::move(answer) : store_answer(kServerError);
}

Element search_people(Context& context, const Element& asked) {
    const Element* options = asked.child(search::kOptions);
    const auto range_text = options == nullptr ? std::nullopt : options->text(search::kRange);
    const auto range = range_text ? parse_range(*range_text) : std::optional(kDefaultRange);
    const auto text = asked.text(search::kQuery).value_or("");
    if (!range || trim(text).empty() || !asked.child(search::kQuery)->children().empty()) {
        return store_answer(kInvalid);
    }
    const auto* picture = options == nullptr || context.version < Version::k14_1
                              ? nullptr
                              : options->child(search::kPicture);
    auto pictures = picture == nullptr ? std::nullopt : picture_limits(*picture, kSearchPictures);
    if (picture != nullptr && !pictures) {
        return store_answer(kInvalid);
    }
    const auto found = People(context).listed(text);
    if (!found) {
        return store_answer(kServerError);
    }
    if (found->empty()) {
        return nothing_found();
    }
    if (range->first >= found->size()) {
        return store_answer(kEndOfRange);
    }
    Element store = store_answer(kOk);
    const std::uint64_t end =
        std::min({found->size(), range->last + 1, range->first + kMostResults});
    for (std::uint64_t at = range->first; at < end; ++at) {
        add_person(store.add(search::kResult).add(search::kProperties), (*found)[at], pictures);
    }
    store.add(search::kRange, to_text(Range{range->first, end - 1}));
    store.add(search::kTotal, static_cast<std::int64_t>(found->size()));
    return store;
}

// There is no document library; a query for one that is none is still told so first.
Element search_documents(const Element& asked) {
    const Element* query = asked.child(search::kQuery);
    const Element* equal = query == nullptr ? nullptr : query->child(search::kEqualTo);
    const bool link = equal != nullptr && equal->has(wbxml::document_library::kLinkId) &&
                      equal->has(search::kValue);
    return store_answer(link ? kAccessDenied : kInvalid);
}

Element search_store(Context& context, const Element& asked) {
    const auto name = asked.text(search::kName).value_or("");
    if (iequals(name, "Mailbox")) {
        return search_mailbox(context, asked);
    }
    if (iequals(name, "GAL")) {
        return search_people(context, asked);
    }
    return iequals(name, "DocumentLibrary") || iequals(name, "Document Library")
               ? search_documents(asked)
               : store_answer(kInvalid);
}

}  // namespace

Answer run_search(Context& context, const Element* root) {
    const Element* asked = root->child(search::kStore);
    Element answer(search::kSearch);
    answer.add(search::kStatus, static_cast<int>(kOk));
    answer.add(search::kResponse)
        .add(asked == nullptr ? store_answer(kInvalid) : search_store(context, *asked));
    return answer;
}

}  // namespace syncgate::activesync
