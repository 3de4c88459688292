#include "protocols/activesync/commands/recipient_lists.h"

#include <algorithm>

#include "base/text.h"
#include "formats/vcard/card.h"
#include "formats/vcard/group.h"
#include "formats/words/words.h"
#include "store/contact_search.h"
#include "store/groups.h"

namespace syncgate::activesync {
namespace {

using Members = std::vector<std::string>;

Error nobody(const std::string& address) {
    return {ErrorCode::kNotFound, "recipient: nobody is " + address};
}

Result<Members> group_members(store::Directory& directory, AccountId sender,
                              const std::string& name) {
    const auto groups = directory.groups().groups();
    if (!groups) {
        return groups.error();
    }
    Members members;
    for (const auto& group : *groups) {
        const auto& all = group.members;
        if (group.name != lower_ascii(name) ||
            std::find(all.begin(), all.end(), sender) == all.end()) {
            continue;
        }
        for (const auto account : all) {
            const auto addresses = directory.sender_addresses(account);
            if (!addresses) {
                return addresses.error();
            }
            members.push_back(addresses->front());
        }
    }
    return members;
}

// The one that the contact prefers, or the first; "" without any.
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

std::string address_of_uid(const store::Snapshot& snapshot, const std::string& uid) {
    for (const auto& item : snapshot.find_by_native_uid(uid)) {
        const auto object = snapshot.object(item.object);
        const auto card = object ? vcard::read(snapshot.bytes(object->id, 0, object->size))
                                 : Error{ErrorCode::kNotFound, ""};
        if (card) {
            return address_in(*card);
        }
    }
    return {};
}

// Of a member as a card names it.
std::string address_of(const store::Snapshot& snapshot, std::string_view member) {
    constexpr std::string_view kMail = "mailto:";
    constexpr std::string_view kUuid = "urn:uuid:";
    if (istarts_with(member, kMail)) {
        return std::string(member.substr(kMail.size()));
    }
    const bool is_uuid = istarts_with(member, kUuid);
    auto address = address_of_uid(snapshot, std::string(member));
    return address.empty() && is_uuid
               ? address_of_uid(snapshot, std::string(member.substr(kUuid.size())))
               : address;
}

Members list_members(const store::Snapshot& snapshot, std::string_view name) {
    const auto folded = words::fold(name);
    Members members;
    for (const auto& text :
         store::contact_cards(snapshot, store::words_in(name), [](const auto&) { return true; })) {
        const auto card = vcard::read(text);
        const auto* called = card ? card->find("FN") : nullptr;
        if (called == nullptr || !vcard::is_group(*card) || words::fold(called->text()) != folded) {
            continue;
        }
        for (const auto& member : vcard::members(*card)) {
            if (auto address = address_of(snapshot, member); !address.empty()) {
                members.push_back(std::move(address));
            }
        }
    }
    return members;
}

}  // namespace

Result<std::optional<std::vector<std::string>>> list_members(store::Directory& directory,
                                                             store::Account& sender,
                                                             const std::string& address) {
    const auto at = address.rfind('@');
    const auto kind = at == std::string::npos ? std::string() : lower_ascii(address.substr(at + 1));
    if (kind != "group" && kind != "list") {
        return std::optional<Members>();
    }
    const auto name = address.substr(0, at);
    auto members = kind == "group"
                       ? group_members(directory, sender.id(), name)
                       : sender.read([&](const store::Snapshot& snapshot) -> Result<Members> {
                             return list_members(snapshot, name);
                         });
    if (!members) {
        return members.error();
    }
    return members->empty() ? Result<std::optional<Members>>(nobody(address))
                            : Result<std::optional<Members>>(*std::move(members));
}

}  // namespace syncgate::activesync
