#include "protocols/dav/privileges.h"

namespace syncgate::dav {
namespace {

using xml::Writer;

struct Privilege {
    std::string_view name, description;
    std::string_view within;  // the aggregate that has it
};
constexpr Privilege kPrivileges[] = {
    {"read", "Read", "all"},
    {"read-current-user-privilege-set", "See what one may do", "read"},
    {"write", "Write", "all"},
    {"write-properties", "Change properties", "write"},
    {"write-content", "Change texts", "write"},
    {"bind", "Add", "write"},
    {"unbind", "Remove", "write"},
    {"read-acl", "See who may do what", "all"},
    {"write-acl", "Change who may do what", "all"},
};

// The owner's privileges are fixed: write-acl is nobody's.
bool has(const Node& node, const Privilege& privilege) {
    if (privilege.name == "write-acl") {
        return false;
    }
    const bool reads = privilege.name == "read" || privilege.within == "read";
    switch (node.kind) {
        case Kind::kBook:
        case Kind::kItem:
            if (node.book->shared) {
                return reads || (node.book->shared->rights == store::Rights::kWrite &&
                                 (privilege.name == "write" || privilege.within == "write"));
            }
            return true;
        case Kind::kFolder:
        case Kind::kFile:
            return true;
        case Kind::kHome:
            return reads || privilege.name == "bind" || privilege.name == "unbind" ||
                   privilege.name == "read-acl";
        case Kind::kRoot:
        case Kind::kPrincipals:
        case Kind::kPrincipal:
        case Kind::kFileHomes:
        case Kind::kHomes:
            return reads;
    }
    return false;
}

void write_privilege(Writer& out, std::string_view name) {
    out.open({kDav, "privilege"});
    out.element({kDav, name});
    out.close();
}

void write_supported(Writer& out, std::string_view name, std::string_view description) {
    out.open({kDav, "supported-privilege"});
    write_privilege(out, name);
    out.open({kDav, "description"}, {{"xml:lang", "en"}});
    out.text(description);
    out.close();
    for (const auto& each : kPrivileges) {
        if (each.within == name) {
            write_supported(out, each.name, each.description);
        }
    }
    out.close();
}

}  // namespace

void write_current_privileges(const View&, const Node& node, Writer& out) {
    for (const auto& each : kPrivileges) {
        if (has(node, each)) {
            write_privilege(out, each.name);
        }
    }
}

void write_supported_privileges(const View&, const Node&, Writer& out) {
    write_supported(out, "all", "Anything");
}

void write_acl(const View& view, const Node& node, Writer& out) {
    out.open({kDav, "ace"});
    out.open({kDav, "principal"});
    out.element({kDav, "href"}, principal_path(view.owner.address));
    out.close();
    out.open({kDav, "grant"});
    write_current_privileges(view, node, out);
    out.close();
    out.element({kDav, "protected"});
    out.close();
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

void write_acl_restrictions(const View&, const Node&, Writer& out) {
    out.element({kDav, "grant-only"});
    out.element({kDav, "no-invert"});
}

}  // namespace syncgate::dav
