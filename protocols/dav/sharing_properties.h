// Properties about sharing and notices. Source: caldav-sharing-02 4, CalendarServer.
#pragma once

#include "protocols/dav/properties.h"

namespace syncgate::dav {

void write_sharing_modes(const View& view, const Node& node, xml::Writer& out);
// Where the owner has what another sees.
void write_shared_url(const View& view, const Node& node, xml::Writer& out);
bool is_shared(const View& view, const Node& node);
void write_notices_url(const View& view, const Node& node, xml::Writer& out);
void write_notice_type(const View& view, const Node& node, xml::Writer& out);

}  // namespace syncgate::dav
