#include "protocols/dav/push.h"

#include <algorithm>

#include "base/base64.h"
#include "base/text.h"
#include "formats/digest/sha256.h"
#include "formats/webpush/message.h"
#include "formats/webpush/push_url.h"
#include "formats/xml/element.h"
#include "protocols/dav/answers.h"
#include "protocols/dav/context.h"
#include "protocols/dav/http_date.h"
#include "store/directory.h"
#include "store/push_subscriptions.h"

namespace syncgate::dav {
namespace {

using xml::Name;

constexpr Name kInvalid{kPush, "invalid-subscription"};
constexpr Name kUnavailable{kPush, "push-not-available"};
constexpr Name kNoTrigger{kPush, "no-supported-trigger"};

// A client renews them before; one that is gone for good is not told for ever.
constexpr UnixSeconds kLongest = 7 * 86'400;
constexpr UnixSeconds kShortest = 60;
constexpr std::size_t kTopicBytes = 16;

// The text of a child, decoded; "" without one, or where it can't be.
std::string decoded(const xml::Element& element, std::string_view name) {
    const auto* child = element.child(Name{kPush, name});
    const auto bytes = base64_decode(child == nullptr ? "" : trim(child->text));
    return bytes ? *bytes : std::string();
}

// Where and for whom; nullopt: not as Web Push needs it.
std::optional<store::PushSubscription> subscription_in(const xml::Element& body) {
    const auto* subscription = body.child(Name{kPush, "subscription"});
    const auto* web = subscription == nullptr
                          ? nullptr
                          : subscription->child(Name{kPush, "web-push-subscription"});
    const auto* resource = web == nullptr ? nullptr : web->child(Name{kPush, "push-resource"});
    const auto* encoding = web == nullptr ? nullptr : web->child(Name{kPush, "content-encoding"});
    if (resource == nullptr || (encoding != nullptr && trim(encoding->text) != "aes128gcm")) {
        return std::nullopt;
    }
    store::PushSubscription found;
    found.resource = trim(resource->text);
    found.public_key = decoded(*web, "subscription-public-key");
    found.secret = decoded(*web, "auth-secret");
    const bool is_whole = webpush::parse_push_url(found.resource) &&
                          webpush::is_public_key(found.public_key) &&
                          found.secret.size() == webpush::kSecretBytes;
    return is_whole ? std::optional(found) : std::nullopt;
}

// Of content, in the book and its items: a deeper wish is the same, one for the book alone never
// comes true.
bool has_trigger(const xml::Element& body) {
    const auto* trigger = body.child(Name{kPush, "trigger"});
    return trigger != nullptr && trigger->child(Name{kPush, "content-update"}) != nullptr;
}

UnixSeconds expiry_in(const xml::Element& body, UnixSeconds now) {
    const auto* wished = body.child(Name{kPush, "expires"});
    const auto time =
        wished == nullptr ? std::nullopt : parse_http_date(std::string(trim(wished->text)));
    return std::clamp(time.value_or(now + kLongest), now + kShortest, now + kLongest);
}

// With the host as the client calls it: whoever unsubscribes comes the same way.
std::string registration_url(const Request& request, std::string_view id) {
    const auto* host = request.headers.find("Host");
    const auto* forwarded = request.headers.find("X-Forwarded-Proto");
    const bool tls = request.peer.tls || (forwarded != nullptr && iequals(*forwarded, "https"));
    return std::string(tls ? "https://" : "http://") +
           std::string(host == nullptr ? "" : trim(*host)) + std::string(kPushPath) + "/" +
           std::string(id);
}

}  // namespace

std::string push_topic(std::string_view key, AccountId owner, CollectionId collection) {
    const auto hash =
        digest::hmac_sha256(key, std::to_string(owner) + "/" + std::to_string(collection));
    return webpush::base64url(std::string_view(hash).substr(0, kTopicBytes));
}

std::string push_message(std::string_view topic, std::string_view token) {
    xml::Writer out(kPrefixes);
    out.open({kPush, "push-message"});
    out.element({kPush, "topic"}, topic);
    out.open({kPush, "content-update"});
    if (!token.empty()) {
        out.element({kDav, "sync-token"}, token);
    }
    out.close();
    out.close();
    return out.take();
}

bool is_push_request(const Request& request) {
    const auto* type = request.headers.find("Content-Type");
    const auto media = type == nullptr ? std::string_view()
                                       : trim(std::string_view(*type).substr(0, type->find(';')));
    return (iequals(media, "application/xml") || iequals(media, "text/xml")) &&
           request.body.find("push-register", 0) != std::string_view::npos;
}

Reply run_push_register(Context& context) {
    const auto* offer = context.services.push;
    if (offer == nullptr) {
        return refused(403, kUnavailable);
    }
    const auto body = body_of(context);
    if (!body) {
        return failed(body.error());
    }
    if (!*body || !(**body).is({kPush, "push-register"})) {
        return Reply::of(400);
    }
    auto subscription = subscription_in(**body);
    if (!subscription) {
        return refused(403, kInvalid);
    }
    if (!has_trigger(**body)) {
        return refused(403, kNoTrigger);
    }
    const auto book = context.account->read([&](const store::Snapshot& snapshot) {
        return Result(locate(snapshot, context.owner, context.place));
    });
    if (!book || !*book) {
        return book ? Reply::of(404) : failed(book.error());
    }
    const auto& collection = (*book)->book->collection;
    subscription->account = context.request.who.account;
    subscription->owner = (*book)->book->account;
    subscription->collection = collection.id;
    subscription->expires = expiry_in(**body, offer->clock.now());
    subscription->told = collection.highest;
    const auto id = context.services.store.directory().push_subscriptions().add(*subscription);
    if (!id) {
        return id.error().code == ErrorCode::kTooLarge ? refused(403, kUnavailable)
                                                       : failed(id.error());
    }
    offer->subscribed(subscription->owner, collection.id);
    Reply reply = Reply::of(204);
    reply.headers.add("Location", registration_url(context.request, *id));
    reply.headers.add("Expires", http_date(subscription->expires));
    return reply;
}

bool has_push(const View& view, const Node& /*node*/) {
    return view.push != nullptr;
}

void write_push_transports(const View& view, const Node& /*node*/, xml::Writer& out) {
    out.open({kPush, "web-push"});
    out.open({kPush, "vapid-public-key"}, {{"type", "p256ecdsa"}});
    out.text(view.push->key);
    out.close();
    out.close();
}

void write_push_topic(const View& view, const Node& node, xml::Writer& out) {
    out.text(push_topic(view.push->key, node.book->account, node.book->collection.id));
}

void write_push_triggers(const View& /*view*/, const Node& /*node*/, xml::Writer& out) {
    out.open({kPush, "content-update"});
    out.element({kDav, "depth"}, "1");
    out.close();
}

}  // namespace syncgate::dav
