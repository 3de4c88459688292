// The namespaces of WebDAV and its extensions, with the prefixes that every answer uses.
#pragma once

#include <string_view>

#include "formats/xml/writer.h"

namespace syncgate::dav {

inline constexpr std::string_view kDav = "DAV:";
inline constexpr std::string_view kCardDav = "urn:ietf:params:xml:ns:carddav";
inline constexpr std::string_view kCalendarServer = "http://calendarserver.org/ns/";

inline constexpr std::string_view kPush = "https://bitfire.at/webdav-push";

inline constexpr xml::Writer::Prefix kPrefixes[] = {
    {kDav, "D"}, {kCardDav, "C"}, {kCalendarServer, "CS"}, {kPush, "P"}};

inline constexpr std::string_view kXmlType = "application/xml; charset=utf-8";

}  // namespace syncgate::dav
