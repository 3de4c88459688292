// Subscriptions of push services to a book: WebDAV-Push over Web Push.
//
// Source: https://github.com/bitfireAT/webdav-push (draft of May 2026): push-register, its triggers
// and its answers; RFC 8030, RFC 8291, RFC 8292. What is left out: docs/dav.md.
#pragma once

#include <functional>
#include <string>

#include "base/clock.h"
#include "model/exchange.h"
#include "model/ids.h"
#include "protocols/dav/names.h"

namespace syncgate::xml {
struct Element;
}

namespace syncgate::dav {

struct Context;
struct Node;
struct View;

// Made once by the wiring.
struct PushOffer {
    const Clock& clock;
    std::string key;  // the public one by which push services know the server, base64url
    std::function<void(AccountId, CollectionId)> subscribed;  // thread-safe
};

// Registrations are below it.
inline constexpr std::string_view kPushPath = "/dav/push";

// What a collection is called in messages: tells nobody else anything.
std::string push_topic(std::string_view key, AccountId owner, CollectionId collection);
// A message about it; `token`: its DAV:sync-token, "" where it is gone.
std::string push_message(std::string_view topic, std::string_view token);

// Whether a POST is about push, by its type and what is in it.
bool is_push_request(const Request& request);
Reply run_push_register(Context& context);

// What properties say of it.
bool has_push(const View& view, const Node& node);
void write_push_transports(const View& view, const Node& node, xml::Writer& out);
void write_push_topic(const View& view, const Node& node, xml::Writer& out);
void write_push_triggers(const View& view, const Node& node, xml::Writer& out);

}  // namespace syncgate::dav
