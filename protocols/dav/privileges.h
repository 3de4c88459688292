// Who may do what: an owner reads and writes what is his, others see what is shared with them.
// Source: RFC 3744 3, 5.3 to 5.6.
#pragma once

#include "model/exchange.h"
#include "protocols/dav/properties.h"

namespace syncgate::dav {

void write_current_privileges(const View& view, const Node& node, xml::Writer& out);
void write_supported_privileges(const View& view, const Node& node, xml::Writer& out);
void write_acl(const View& view, const Node& node, xml::Writer& out);
void write_inherited_acls(const View& view, const Node& node, xml::Writer& out);

// What an ACE may say of a privilege: these are kept, others refused. "all", which is the owner's,
// is not to be given away.
enum class PrivilegeKind : std::uint8_t { kRead, kWrite, kAbstract, kUnsupported };
PrivilegeKind kind_of_privilege(xml::Name name);

// The path of whom a share is with; nullopt: nobody that is seen any more.
std::optional<std::string> principal_of(const store::Share& share, const People& people);

// 403 for whoever lacks the privilege. Source: RFC 3744 7.1.1.
Reply need_privilege(std::string_view href, std::string_view privilege);

void write_acl_restrictions(const View& view, const Node& node, xml::Writer& out);

}  // namespace syncgate::dav
