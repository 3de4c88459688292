#include "store/contact_lists.h"

#include "base/text.h"
#include "formats/vcard/card.h"
#include "formats/vcard/group.h"
#include "formats/words/words.h"
#include "store/contact_search.h"

namespace syncgate::store {
namespace {

std::string address_in(const vcard::Card& card) {
    std::string first;
    for (const auto& property : card.properties) {
        if (property.name() != "EMAIL") {
            continue;
        }
        if (property.has_type("pref") || property.parameter("PREF") == "1") {
            return property.text();
        }
        first = first.empty() ? property.text() : first;
    }
    return first;
}

std::optional<ListMember> member_with_uid(const Snapshot& snapshot, const std::string& uid) {
    for (const auto& item : snapshot.find_by_native_uid(uid)) {
        const auto object = snapshot.object(item.object);
        auto text = object ? snapshot.bytes(object->id, 0, object->size) : std::string();
        if (const auto card = vcard::read(text)) {
            return ListMember{std::move(text), address_in(*card)};
        }
    }
    return std::nullopt;
}

// As a card names it.
std::optional<ListMember> member_named(const Snapshot& snapshot, std::string_view name) {
    constexpr std::string_view kMail = "mailto:";
    constexpr std::string_view kUuid = "urn:uuid:";
    if (istarts_with(name, kMail)) {
        return ListMember{"", std::string(name.substr(kMail.size()))};
    }
    auto member = member_with_uid(snapshot, std::string(name));
    return !member && istarts_with(name, kUuid)
               ? member_with_uid(snapshot, std::string(name.substr(kUuid.size())))
               : member;
}

}  // namespace

std::optional<std::vector<ListMember>> list_members(const Snapshot& snapshot,
                                                    std::string_view name) {
    const auto folded = words::fold(name);
    std::optional<std::vector<ListMember>> members;
    contact_cards(snapshot, words_in(name), every_book, [&](const std::string& text) {
        const auto card = vcard::read(text);
        const auto* called = card ? card->find("FN") : nullptr;
        if (called == nullptr || !vcard::is_group(*card) || words::fold(called->text()) != folded) {
            return true;
        }
        members = members ? std::move(members) : std::vector<ListMember>();
        for (const auto& each : vcard::members(*card)) {
            if (auto member = member_named(snapshot, each)) {
                members->push_back(*std::move(member));
            }
        }
        return true;
    });
    return members;
}

}  // namespace syncgate::store
