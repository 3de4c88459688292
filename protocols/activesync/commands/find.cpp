#include "protocols/activesync/commands/find.h"

#include <algorithm>

#include "base/text.h"
#include "formats/wbxml/tags.h"
#include "protocols/activesync/commands/address_list.h"
#include "protocols/activesync/commands/mail_search.h"
#include "protocols/activesync/commands/range.h"
#include "protocols/activesync/items/attachments.h"
#include "protocols/activesync/items/email.h"
#include "protocols/activesync/items/message.h"
#include "protocols/activesync/status.h"
#include "protocols/activesync/sync/server_id.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
namespace find = wbxml::find;
namespace air_sync = wbxml::air_sync;
namespace email = wbxml::email;

// Source: MS-ASCMD 2.2.3.177.3 Status (Find).
enum FindStatus : int { kOk = 1, kInvalid = 2, kFolderSyncFirst = 3, kRangeNotFromZero = 4 };

constexpr Range kDefaultRange{0, 99};
constexpr std::uint64_t kMostResults = 100;

Element answer_of(int status) {
    Element answer(find::kFind);
    answer.add(find::kStatus, status);
    return answer;
}

Element response_of(std::string_view store, int status) {
    Element response(find::kResponse);
    response.add(wbxml::item_operations::kStore, std::string(store));
    response.add(find::kStatus, status);
    return response;
}

// A mistake in the search is said in both places.
Element invalid(std::string_view store) {
    Element answer = answer_of(kInvalid);
    answer.add(response_of(store, kInvalid));
    return answer;
}

Element good(Element response) {
    Element answer = answer_of(kOk);
    answer.add(std::move(response));
    return answer;
}

// From 0 on; else the Status that it gets.
std::variant<Range, FindStatus> range_of(const Element* options) {
    const auto text = options == nullptr ? std::nullopt : options->text(find::kRange);
    const auto range = text ? parse_range(*text) : std::optional(kDefaultRange);
    if (!range) {
        return kInvalid;
    }
    return range->first == 0 ? std::variant<Range, FindStatus>(*range) : kRangeNotFromZero;
}

void add_range(Element& response, std::uint64_t shown, std::size_t total) {
    if (shown > 0) {
        response.add(find::kRange, to_text(Range{0, shown - 1}));
    }
    response.add(find::kTotal, static_cast<std::int64_t>(total));
}

constexpr wbxml::Tag kShown[] = {email::kSubject,    email::kDateReceived, email::kDisplayTo,
                                 email::kImportance, email::kRead,         wbxml::email2::kIsDraft,
                                 email::kFrom};

Element result_of(const store::Snapshot& snapshot, ItemId id) {
    const Item item = found_item(snapshot, id);
    Element result(find::kResult);
    result.add(air_sync::kClass, std::string("Email"));
    result.add(air_sync::kServerId, to_server_id(id));
    result.add(air_sync::kCollectionId, to_server_id(id.collection));
    Element& properties = result.add(find::kProperties);
    RenderOptions options;
    options.version = Version::k16_1;
    options.bodies.push_back({.truncation_size = 0});
    const Element data = item_kind(ItemClass::kMail).render(snapshot, item, options);
    for (const auto tag : kShown) {
        if (const auto* child = data.child(tag)) {
            properties.add(*child);
        }
    }
    if (const auto message = load_message(snapshot, item, options)) {
        add_name_list(properties, find::kDisplayCc, message->envelope.cc);
        if ((item.flags & kDraft) != 0) {
            add_name_list(properties, find::kDisplayBcc, message->envelope.bcc);
        }
        properties.add(find::kPreview, message->object.preview);
        properties.add(find::kHasAttachments, has_attachments(*message) ? 1 : 0);
    }
    return result;
}

// nullopt: a folder that is none.
std::optional<std::vector<CollectionId>> folders_of(const Element& query) {
    std::vector<CollectionId> folders;
    for (const auto& child : query.children()) {
        if (child.tag() == air_sync::kCollectionId && child.content() != "0") {
            const auto id = parse_collection_id(child.content());
            if (!id) {
                return std::nullopt;
            }
            folders.push_back(*id);
        }
    }
    return folders;
}

Answer find_mail(Context& context, const Element& criterion) {
    constexpr std::string_view kStore = "Mailbox";
    const Element* query = criterion.child(find::kQuery);
    const Element* options = criterion.child(find::kOptions);
    const auto range = range_of(options);
    MailQuery mail;
    mail.terms = parse_search(query == nullptr ? "" : query->text(find::kFreeText).value_or(""));
    if (mail.terms.empty()) {
        return invalid(kStore);
    }
    if (const auto* status = std::get_if<FindStatus>(&range)) {
        return *status == kInvalid ? invalid(kStore) : good(response_of(kStore, *status));
    }
    const auto named = folders_of(*query);
    const bool other_class = query->text(air_sync::kClass).value_or("Email") != "Email";
    const bool deep = options != nullptr && options->has(find::kDeepTraversal);
    auto answer = context.account->read([&](const store::Snapshot& snapshot) -> Result<Element> {
        auto folders =
            named ? folders_to_search(snapshot, context.viewer(), *named, deep) : std::nullopt;
        if (!folders || !snapshot.newest_hierarchy(context.device.number)) {
            return answer_of(kFolderSyncFirst);
        }
        mail.folders = other_class ? std::vector<CollectionId>() : *std::move(folders);
        const auto found = search_mail(snapshot, mail);
        const std::uint64_t end =
            std::min({found.size(), std::get<Range>(range).last + 1, kMostResults});
        Element response = response_of(kStore, kOk);
        for (std::uint64_t at = 0; at < end; ++at) {
            response.add(result_of(snapshot, found[at]));
        }
        add_range(response, end, found.size());
        return good(std::move(response));
    });
    if (!answer) {
        return fail(*find_command("Find"), context.version, status_of(answer.error().code));
    }
    return *std::move(answer);
}

Answer find_person(Context& context, const Element& criterion) {
    constexpr std::string_view kStore = "GAL";
    const Element* options = criterion.child(find::kOptions);
    const auto range = range_of(options);
    const auto text = criterion.text(find::kQuery).value_or("");
    if (trim(text).empty()) {
        return invalid(kStore);
    }
    if (const auto* status = std::get_if<FindStatus>(&range)) {
        return *status == kInvalid ? invalid(kStore) : good(response_of(kStore, *status));
    }
    const auto* picture = options == nullptr ? nullptr : options->child(find::kPicture);
    auto pictures = picture == nullptr ? std::nullopt : picture_limits(*picture, kFindPictures);
    if (picture != nullptr && !pictures) {
        return invalid(kStore);
    }
    const auto found = People(context).listed(text);
    if (!found) {
        return fail(*find_command("Find"), context.version, status_of(found.error().code));
    }
    const std::uint64_t end =
        std::min({found->size(), std::get<Range>(range).last + 1, kMostResults});
    Element response = response_of(kStore, kOk);
    for (std::uint64_t at = 0; at < end; ++at) {
        add_person(response.add(find::kResult).add(find::kProperties), (*found)[at], pictures);
    }
    add_range(response, end, found->size());
    return good(std::move(response));
}

// A GUID, with or without its brackets.
bool is_search_id(std::string_view text) {
    constexpr std::string_view kDigits = "0123456789abcdefABCDEF-{}";
    return text.size() >= 32 && text.size() <= 38 &&
           text.find_first_not_of(kDigits) == std::string_view::npos;
}

}  // namespace

Answer run_find(Context& context, const Element* root) {
    const Element* search = root->child(find::kExecuteSearch);
    if (search == nullptr || !is_search_id(root->text(find::kSearchId).value_or(""))) {
        return answer_of(kInvalid);
    }
    if (const auto* criterion = search->child(find::kMailBoxSearchCriterion)) {
        return find_mail(context, *criterion);
    }
    const auto* criterion = search->child(find::kGALSearchCriterion);
    return criterion == nullptr ? Answer(answer_of(kInvalid)) : find_person(context, *criterion);
}

}  // namespace syncgate::activesync
