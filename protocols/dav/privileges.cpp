#include "protocols/dav/privileges.h"

#include <algorithm>
#include <span>

namespace syncgate::dav {
namespace {

using xml::Writer;

struct Privilege {
    std::string_view name, description;
    std::string_view within;  // the aggregate that has it
    bool is_abstract;         // an ACE cannot have it by itself
};
constexpr Privilege kPrivileges[] = {
    {"read", "Read", "all", false},
    {"read-current-user-privilege-set", "See what one may do", "read", true},
    {"write", "Write", "all", false},
    {"write-properties", "Change properties", "write", true},
    {"write-content", "Change texts", "write", true},
    {"bind", "Add", "write", true},
    {"unbind", "Remove", "write", true},
    {"read-acl", "See who may do what", "all", true},
    {"write-acl", "Change who may do what", "all", true},
};

constexpr Privilege kAll{"all", "Anything", "", false};

// Of a book, or what is in it: the owner has all but to say of a single item who may do what.
bool has_in_book(const Node& node, const Privilege& privilege) {
    const auto& shared = node.book->shared;
    if (!shared) {
        return privilege.name != "write-acl" || node.kind == Kind::kBook;
    }
    const bool reads = privilege.name == "read" || privilege.within == "read";
    const bool writes = privilege.name == "write" || privilege.within == "write";
    return reads || (writes && shared->rights == store::Rights::kWrite);
}

bool has(const Node& node, const Privilege& privilege) {
    const bool reads = privilege.name == "read" || privilege.within == "read";
    switch (node.kind) {
        case Kind::kBook:
        case Kind::kItem:
            return has_in_book(node, privilege);
        case Kind::kFolder:
        case Kind::kFile:
            return privilege.name != "write-acl";
        case Kind::kNotices:
            return reads || privilege.name == "unbind";
        case Kind::kHome:
            return reads || privilege.name == "bind" || privilege.name == "unbind" ||
                   privilege.name == "read-acl";
        case Kind::kRoot:
        case Kind::kPrincipals:
        case Kind::kPrincipal:
        case Kind::kGroups:
        case Kind::kGroup:
        case Kind::kFileHomes:
        case Kind::kDirectory:
        case Kind::kHomes:
        case Kind::kNotice:
        case Kind::kEntry:
            return reads;
    }
    return false;
}

void write_privilege(Writer& out, std::string_view name) {
    out.open({kDav, "privilege"});
    out.element({kDav, name});
    out.close();
}

void write_supported(Writer& out, const Privilege& privilege) {
    out.open({kDav, "supported-privilege"});
    write_privilege(out, privilege.name);
    if (privilege.is_abstract) {
        out.element({kDav, "abstract"});
    }
    out.open({kDav, "description"}, {{"xml:lang", "en"}});
    out.text(privilege.description);
    out.close();
    for (const auto& each : kPrivileges) {
        if (each.within == privilege.name) {
            write_supported(out, each);
        }
    }
    out.close();
}

// `inherited`: from where; "": from nowhere.
void write_ace(std::string_view principal, std::span<const std::string_view> privileges,
               std::string_view inherited, bool is_protected, Writer& out) {
    out.open({kDav, "ace"});
    out.open({kDav, "principal"});
    out.element({kDav, "href"}, principal);
    out.close();
    out.open({kDav, "grant"});
    for (const auto& each : privileges) {
        write_privilege(out, each);
    }
    out.close();
    if (is_protected) {
        out.element({kDav, "protected"});
    }
    if (!inherited.empty()) {
        out.open({kDav, "inherited"});
        out.element({kDav, "href"}, inherited);
        out.close();
    }
    out.close();
}

}  // namespace

PrivilegeKind kind_of_privilege(xml::Name name) {
    if (name.ns == kDav && name.local == "read") {
        return PrivilegeKind::kRead;
    }
    if (name.ns == kDav && name.local == "write") {
        return PrivilegeKind::kWrite;
    }
    const bool is_abstract =
        name.ns == kDav &&
        std::any_of(std::begin(kPrivileges), std::end(kPrivileges), [&](const Privilege& each) {
            return each.name == name.local && each.is_abstract;
        });
    return is_abstract ? PrivilegeKind::kAbstract : PrivilegeKind::kUnsupported;
}

std::optional<std::string> principal_of(const store::Share& share, const People& people) {
    if (share.member == 0) {
        return group_path(share.group);
    }
    const auto* member = people.find(share.member);
    return member == nullptr ? std::nullopt : std::optional(principal_path(member->address));
}

void write_current_privileges(const View&, const Node& node, Writer& out) {
    for (const auto& each : kPrivileges) {
        if (has(node, each)) {
            write_privilege(out, each.name);
        }
    }
}

void write_supported_privileges(const View&, const Node&, Writer& out) {
    write_supported(out, kAll);
}

void write_acl(const View& view, const Node& node, Writer& out) {
    const bool is_item = node.kind == Kind::kItem;  // which has what its book has
    const std::string_view inherited = is_item ? std::string_view(node.book->path) : "";
    const std::string_view owners[] = {node.kind == Kind::kHome ? "read" : "all"};
    write_ace(principal_path(view.owner.address), owners, inherited, true, out);
    if (!node.book || !view.grants || !view.people) {
        return;  // what is no book, nor in one, is nobody else's
    }
    for (const CollectionId shared : {CollectionId{0}, node.book->collection.id}) {
        const auto it = view.grants->find(shared);
        if (it == view.grants->end()) {
            continue;
        }
        for (const auto& each : it->second) {
            const auto path = principal_of(each, *view.people);
            const bool writes = each.rights == store::Rights::kWrite && shared != 0;
            constexpr std::string_view kBoth[] = {"read", "write"};
            if (path) {  // who shares the mailbox, shares its books
                write_ace(*path, std::span(kBoth).first(writes ? 2 : 1), inherited, shared == 0,
                          out);
            }
        }
    }
}

Reply need_privilege(std::string_view href, std::string_view privilege) {
    Writer out(kPrefixes);
    out.open({kDav, "error"});
    out.open({kDav, "need-privileges"});
    out.open({kDav, "resource"});
    out.element({kDav, "href"}, href);
    write_privilege(out, privilege);
    out.close();
    out.close();
    out.close();
    return Reply::of(403, out.take(), kXmlType);
}

void write_inherited_acls(const View&, const Node& node, Writer& out) {
    if (node.kind == Kind::kItem) {
        out.element({kDav, "href"}, node.book->path);
    }
}

void write_acl_restrictions(const View&, const Node&, Writer& out) {
    out.element({kDav, "grant-only"});
    out.element({kDav, "no-invert"});
}

}  // namespace syncgate::dav
