// Thunderbird's way to ask for a domain's settings, which other programs took over.
//
// Source: Mozilla's autoconfiguration file format, version 1.1. Only what is served is named: a
// program that speaks nothing of it goes on guessing.
#pragma once

#include <string>
#include <string_view>

#include "protocols/autodiscover/mail_servers.h"

namespace syncgate::autodiscover {

// The document for `domain` of a server that is reached as `host`, with servers of mail before it:
// a program takes the first of what it speaks.
std::string render_autoconfig(std::string_view domain, std::string_view host,
                              const MailServers& servers);

}  // namespace syncgate::autodiscover
