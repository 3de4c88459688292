// Operations about contacts.
#include "gateway/admin/operations.h"
#include "protocols/activesync/items/contact_csv.h"
#include "store/account.h"
#include "store/contact_lists.h"

namespace syncgate::admin {
namespace {

using activesync::csv_line;

std::string line_of(const std::string& text) {
    const auto card = vcard::read(text);
    return card ? csv_line(*card) : std::string();  // `check` names one that can't be read
}

Result<std::string> list(const store::Snapshot& snapshot, const std::string& name) {
    const auto members = store::list_members(snapshot, name);
    if (!members) {
        return Error{ErrorCode::kNotFound, "the account has no list " + name};
    }
    std::string text;
    for (const auto& member : *members) {
        text += member.card.empty() ? csv_line(member.address) : line_of(member.card);
    }
    return text;
}

Result<std::string> everybody(const store::Snapshot& snapshot) {
    constexpr int kPage = 500;
    std::string text;
    for (const auto& book : snapshot.collections(ItemClass::kContact)) {
        auto page = snapshot.items(book.id, 0, kPage);
        while (!page.empty()) {
            for (const auto& item : page) {
                const auto object = snapshot.object(item.object);
                text += object ? line_of(snapshot.bytes(object->id, 0, object->size)) : "";
            }
            page = snapshot.items(book.id, page.back().uid, kPage);
        }
    }
    return text;
}

}  // namespace

Result<std::string> Operations::contacts_export(const Call& call) {
    auto account = account_of(call);
    if (!account) {
        return account.error();
    }
    const auto name = call.value("list");
    auto lines = (*account)->read([&](const store::Snapshot& snapshot) {
        return name.empty() ? everybody(snapshot) : list(snapshot, name);
    });
    return lines ? Result<std::string>(activesync::csv_head() + *lines) : lines.error();
}

}  // namespace syncgate::admin
