#include "protocols/dav/property_rows.h"

#include <algorithm>

#include "base/text.h"
#include "protocols/dav/directory_entries.h"
#include "protocols/dav/file_tree.h"
#include "protocols/dav/http_date.h"
#include "protocols/dav/invite_texts.h"
#include "protocols/dav/notices.h"
#include "protocols/dav/privileges.h"
#include "protocols/dav/push.h"
#include "protocols/dav/reports.h"
#include "protocols/dav/sharing_properties.h"
#include "protocols/dav/sync_token.h"

namespace syncgate::dav {
namespace {

using xml::Writer;

constexpr unsigned kPrincipal = at(Kind::kPrincipal);
constexpr unsigned kGroup = at(Kind::kGroup);
constexpr unsigned kAnyPrincipal = kPrincipal | kGroup;
constexpr unsigned kHome = at(Kind::kHome);
constexpr unsigned kBook = at(Kind::kBook);
constexpr unsigned kItem = at(Kind::kItem);
constexpr unsigned kDirectory = at(Kind::kDirectory);
constexpr unsigned kEntry = at(Kind::kEntry);
constexpr unsigned kFolder = at(Kind::kFolder);
constexpr unsigned kFile = at(Kind::kFile);
constexpr unsigned kNotices = at(Kind::kNotices);
constexpr unsigned kNotice = at(Kind::kNotice);
constexpr unsigned kText = kItem | kFile | kNotice | kEntry;
constexpr unsigned kOwned = kHome | kBook | kItem | kFolder | kFile | kNotices | kNotice;

void write_href(Writer& out, std::string_view path) {
    out.element({kDav, "href"}, path);
}

void principal(const View& view, const Node&, Writer& out) {
    const auto& owner = view.owner;
    write_href(out,
               principal_path(owner.administrator.empty() ? owner.address : owner.administrator));
}

void resource_type(const View& view, const Node& node, Writer& out) {
    if (node.is_collection()) {
        out.element({kDav, "collection"});
    }
    if (node.kind == Kind::kPrincipal || node.kind == Kind::kGroup) {
        out.element({kDav, "principal"});
    } else if (node.kind == Kind::kDirectory) {
        out.element(node.books->facts().type);
        out.element({kCardDav, "directory"});
    } else if (node.kind == Kind::kBook) {
        out.element(node.books->facts().type);
        if (node.book->shared) {
            out.element({kCalendarServer, "shared"});
        } else if (is_offered(view, node)) {
            out.element({kCalendarServer, "shared-owner"});
        }
    } else if (node.kind == Kind::kNotices) {
        out.element({kCalendarServer, "notification"});
    }
}

void owner(const View& view, const Node& node, Writer& out) {
    const bool shared = node.book && node.book->shared;
    write_href(out, shared ? node.book->shared->principal : principal_path(view.owner.address));
}

// Who may do what is for the owner to know.
bool is_own(const View&, const Node& node) {
    return !node.book || !node.book->shared;
}

bool is_self(const View& view, const Node& node) {
    return iequals(node.who, view.owner.address);
}

std::string name_of_principal(const View& view, const Node& node) {
    if (is_self(view, node)) {
        return view.owner.display_name;
    }
    const auto* member = view.people ? view.people->find(node.who) : nullptr;
    return member == nullptr || member->display_name.empty() ? node.who : member->display_name;
}

void members(const View& view, const Node& node, Writer& out) {
    const auto* group =
        view.people && node.kind == Kind::kGroup ? view.people->find_group(node.who) : nullptr;
    if (group == nullptr) {
        return;
    }
    for (const auto& member : group->members) {
        write_href(out, principal_path(member.address));
    }
}

// Of somebody else those that both are in.
void memberships(const View& view, const Node& node, Writer& out) {
    if (!view.people || node.kind != Kind::kPrincipal) {
        return;
    }
    for (const auto& group : view.people->groups) {
        const auto& all = group.members;
        if (std::any_of(all.begin(), all.end(), [&](const store::Member& each) {
                return iequals(each.address, node.who);
            })) {
            write_href(out, group_path(group.name));
        }
    }
}

// The node's own address, whoever asks.
void principal_url(const View& view, const Node& node, Writer& out) {
    write_href(out, path_of(view.owner, node));
}

void display_name(const View& view, const Node& node, Writer& out) {
    switch (node.kind) {
        case Kind::kPrincipal:
            out.text(name_of_principal(view, node));
            return;
        case Kind::kGroup:
            out.text(node.who);
            return;
        case Kind::kHome:
            out.text(node.books->facts().home_name);
            return;
        case Kind::kDirectory:
            out.text("Directory");
            return;
        default:
            out.text(display_name_of(node));
    }
}

template <ItemClass kClass>
void home_set(const View& view, const Node&, Writer& out) {
    for (const auto* books : book_classes()) {
        if (books->facts().item_class == kClass) {
            write_href(out, home_path(*books, view.owner.address));
        }
    }
}

void directory(const View&, const Node&, Writer& out) {
    write_href(out, directory_path());
}

bool is_in_directory(const View& view, const Node& node) {
    return is_of_own_domain(view.owner, node.who);
}

void principal_address(const View&, const Node& node, Writer& out) {
    write_href(out, directory_path() + encode_segment(entry_name(directory_class(), node.who)));
}

template <ItemClass kClass>
bool holds(const View&, const Node& node) {
    return node.books->facts().item_class == kClass;
}

void add_member(const View&, const Node& node, Writer& out) {
    write_href(out, node.book->path);
}

void token(const View&, const Node& node, Writer& out) {
    out.text(sync_token(node.book->account, node.book->collection));
}

void tag(const View& view, const Node& node, Writer& out) {
    out.text(node.kind == Kind::kNotices ? tag_of_notices(view.owner)
                                         : sync_token(node.book->account, node.book->collection));
}

void etag(const View&, const Node& node, Writer& out) {
    out.text(etag_of(*node.item));
}

void content_type(const View&, const Node& node, Writer& out) {
    out.text(content_type_of(node));
}

void content_length(const View&, const Node& node, Writer& out) {
    out.text(std::to_string(node.item->size));
}

void last_modified(const View&, const Node& node, Writer& out) {
    out.text(http_date(node.item->changed));
}

void creation_date(const View&, const Node& node, Writer& out) {
    const auto entered = node.item   ? node.item->entered
                         : node.file ? node.file->file.resource.entered
                                     : node.book->collection.entered;
    out.text(rfc3339(entered));
}

// The root of one's files is not made.
bool was_made(const View&, const Node& node) {
    return node.kind != Kind::kFolder || node.file->file.id() != store::kRootFolder;
}

void used_bytes(const View& view, const Node&, Writer& out) {
    out.text(std::to_string(view.usage.bytes));
}

void available_bytes(const View& view, const Node&, Writer& out) {
    out.text(std::to_string(std::max<std::int64_t>(0, -view.usage.excess_bytes(0))));
}

bool has_quota(const View& view, const Node&) {
    return view.usage.quota_bytes != 0;
}

void max_bytes(const View&, const Node& node, Writer& out) {
    out.text(std::to_string(node.books->facts().max_bytes));
}

void address_data(const View&, const Node&, Writer& out) {
    for (const std::string_view version : {"3.0", "4.0"}) {
        out.element({kCardDav, "address-data-type"},
                    {{"content-type", "text/vcard"}, {"version", version}});
    }
}

void collations(const View&, const Node&, Writer& out) {
    for (const std::string_view collation : {"i;ascii-casemap", "i;octet", "i;unicode-casemap"}) {
        out.element({kCardDav, "supported-collation"}, collation);
    }
}

void reports(const View&, const Node& node, Writer& out) {
    for (const auto& name : reports_of(node)) {
        out.open({kDav, "supported-report"});
        out.open({kDav, "report"});
        out.element(name);
        out.close();
        out.close();
    }
}

void principals(const View&, const Node&, Writer& out) {
    write_href(out, principals_path());
}

void addresses(const View&, const Node& node, Writer& out) {
    out.element({kCalendarServer, "email-address"}, node.who);
}

void nothing(const View&, const Node&, Writer&) {}

// The name that a client gave; nullopt: none, or none that can be read.
std::optional<std::string> name_in(const std::vector<store::Property>& said) {
    const auto key = key_of({kDav, "displayname"});
    const auto it = std::find_if(said.begin(), said.end(),
                                 [&](const store::Property& each) { return each.name == key; });
    const auto element = it == said.end()
                             ? Result<xml::Element>(Error{ErrorCode::kNotFound, "dav: no name"})
                             : xml::parse(it->value);
    return element ? std::optional(element->text) : std::nullopt;
}

constexpr PropertyRow kRows[] = {
    {{kDav, "resourcetype"}, kEverywhere, true, resource_type, nullptr, kNeedsGrants},
    {{kDav, "displayname"}, kAnyPrincipal | kHome | kBook | kDirectory, true, display_name},
    {{kDav, "creationdate"}, kBook | kItem | kFolder | kFile, true, creation_date, was_made},
    {{kDav, "getcontentlength"}, kText, true, content_length},
    {{kDav, "getcontenttype"}, kText, true, content_type},
    {{kDav, "getetag"}, kText, true, etag},
    {{kDav, "getlastmodified"}, kText, true, last_modified},
    {{kDav, "current-user-principal"}, kEverywhere, false, principal},
    {{kDav, "principal-URL"}, kAnyPrincipal, false, principal_url},
    {{kDav, "principal-collection-set"}, kEverywhere, false, principals},
    {{kDav, "alternate-URI-set"}, kAnyPrincipal, false, nothing},
    {{kDav, "group-member-set"}, kAnyPrincipal, false, members, nullptr, kNeedsPeople},
    {{kDav, "group-membership"}, kAnyPrincipal, false, memberships, nullptr, kNeedsPeople},
    {{kDav, "owner"}, kOwned, false, owner},
    {{kDav, "group"}, kOwned, false, nothing},
    {{kDav, "current-user-privilege-set"}, kEverywhere, false, write_current_privileges},
    {{kDav, "supported-privilege-set"}, kEverywhere, false, write_supported_privileges},
    {{kDav, "acl"},
     kOwned & ~(kNotices | kNotice),
     false,
     write_acl,
     is_own,
     kNeedsGrants | kNeedsPeople},
    {{kDav, "acl-restrictions"}, kOwned, false, write_acl_restrictions},
    {{kDav, "inherited-acl-set"}, kOwned, false, write_inherited_acls},
    {{kDav, "supported-report-set"}, kEverywhere, false, reports},
    {{kDav, "sync-token"}, kBook, false, token},
    {{kDav, "add-member"}, kBook, false, add_member},
    {{kDav, "quota-used-bytes"}, kHome | kBook | kFolder, false, used_bytes},
    {{kDav, "quota-available-bytes"}, kHome | kBook | kFolder, false, available_bytes, has_quota},
    {{kCalendarServer, "getctag"}, kBook | kNotices, false, tag},
    {{kCalendarServer, "invite"}, kBook, false, write_invite, nullptr, kNeedsGrants | kNeedsPeople},
    {{kCalendarServer, "allowed-sharing-modes"}, kBook, false, write_sharing_modes, is_own},
    {{kCalendarServer, "shared-url"}, kBook, false, write_shared_url, is_shared},
    {{kCalendarServer, "notification-URL"}, kPrincipal, false, write_notices_url, is_self},
    {{kCalendarServer, "notificationtype"}, kNotice, false, write_notice_type},
    {{kCalendarServer, "email-address-set"}, kPrincipal, false, addresses},
    {{kCardDav, "addressbook-home-set"}, kPrincipal, false, home_set<ItemClass::kContact>, is_self},
    {{kCardDav, "directory-gateway"}, kPrincipal, false, directory, is_self},
    {{kCardDav, "principal-address"}, kPrincipal, false, principal_address, is_in_directory},
    {{kCardDav, "supported-address-data"},
     kBook | kDirectory,
     false,
     address_data,
     holds<ItemClass::kContact>},
    {{kCardDav, "supported-collation-set"},
     kBook | kDirectory,
     false,
     collations,
     holds<ItemClass::kContact>},
    {{kPush, "transports"}, kBook, false, write_push_transports, has_push},
    {{kPush, "topic"}, kBook, false, write_push_topic, has_push},
    {{kPush, "supported-triggers"}, kBook, false, write_push_triggers, has_push},
    {{kCardDav, "max-resource-size"}, kBook, false, max_bytes, holds<ItemClass::kContact>},
};

}  // namespace

std::span<const PropertyRow> property_rows() {
    return kRows;
}

std::string display_name_of(const Node& book) {
    const auto& shared = book.book->shared;
    if (shared) {
        if (const auto viewers = name_in(shared->said)) {
            return *viewers;
        }
    }
    const auto own = name_in(book.book->said).value_or(book.book->collection.name);
    return shared ? own + " (" + shared->owner_name + ")" : own;
}

}  // namespace syncgate::dav
