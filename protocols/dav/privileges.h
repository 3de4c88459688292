// Who may do what: an owner reads and writes what is his, and nobody else has anything to see.
// Source: RFC 3744 3, 5.3 to 5.6.
#pragma once

#include "protocols/dav/properties.h"

namespace syncgate::dav {

void write_current_privileges(const View& view, const Node& node, xml::Writer& out);
void write_supported_privileges(const View& view, const Node& node, xml::Writer& out);
void write_acl(const View& view, const Node& node, xml::Writer& out);
void write_acl_restrictions(const View& view, const Node& node, xml::Writer& out);

}  // namespace syncgate::dav
