#include "tests/twin/dav_client.h"

#include <set>

#include "formats/xml/element.h"
#include "tests/twin/violation.h"

namespace syncgate::twin {
namespace {

constexpr const char* kBook = "/dav/addressbooks/u@twin.example/default/";
constexpr int kMultiStatus = 207;
constexpr int kForbidden = 403;

std::string body_of(Reply& reply) {
    if (auto* text = std::get_if<std::string>(&reply.body)) {
        return std::move(*text);
    }
    auto& source = *std::get<std::unique_ptr<BodySource>>(reply.body);
    std::string out;
    for (std::size_t before = 0;; before = out.size()) {
        check(source.read(out).has_value(), "a body breaks off");
        if (out.size() == before) {
            return out;
        }
    }
}

DavReply ask(const Server& server, const std::string& method, const std::string& name,
             const Headers& headers, const std::string& body) {
    NoWaiting waiting;
    Request request;
    request.method = method;
    request.path = request.raw_path = kBook + name;
    request.headers = headers;
    request.body = body;
    request.who = server.who;
    request.waiting = &waiting;
    Outcome outcome = server.dav->handle(request);
    auto& reply = std::get<Reply>(outcome);
    const auto* etag = reply.headers.find("ETag");
    return {reply.status, etag == nullptr ? "" : *etag, body_of(reply)};
}

std::string text(const xml::Element& element, std::string_view name) {
    const auto* child = element.child(name);
    return child == nullptr ? "" : child->text;
}

bool is_gone(const xml::Element& response) {
    return text(response, "status").find(" 404 ") != std::string::npos;
}

std::string report(const std::string& token, int limit) {
    return R"(<sync-collection xmlns="DAV:"><sync-token>)" + xml::escape(token) +
           "</sync-token><sync-level>1</sync-level>" +
           (limit == 0 ? "" : "<limit><nresults>" + std::to_string(limit) + "</nresults></limit>") +
           "<prop><getetag/></prop></sync-collection>";
}

}  // namespace

void DavClient::keep(const std::string& name, Resource card) {
    if (!cards_.contains(name)) {
        names_.push_back(name);
    }
    cards_[name] = std::move(card);
}

void DavClient::forget(const std::string& name) {
    cards_.erase(name);
    std::erase(names_, name);
}

bool DavClient::sync(const Server& server, int limit, bool lose) {
    Headers headers;
    headers.add("Content-Type", "application/xml");
    headers.add("Depth", "0");
    const auto reply = ask(server, "REPORT", "", headers, report(token_, limit));
    if (lose) {
        return true;
    }
    if (reply.status == kForbidden && !token_.empty()) {
        check(reply.body.find("valid-sync-token") != std::string::npos, "refused: " + reply.body);
        token_.clear();
        return true;
    }
    check(reply.status == kMultiStatus, "sync-collection: " + std::to_string(reply.status));
    if (token_.empty()) {  // it is told all there is, and not what is gone
        cards_.clear();
        names_.clear();
    }
    take(server, reply.body);
    return reply.body.find(" 507 ") != std::string::npos;
}

void DavClient::take(const Server& server, const std::string& page) {
    const auto root = must(xml::parse(page));
    std::set<std::string> named;
    for (const auto& response : root.children) {
        const std::string href = text(response, "href");
        if (response.name != "response" || href == kBook) {
            continue;
        }
        check(href.starts_with(kBook), "a card elsewhere: " + href);
        const std::string name = href.substr(std::string_view(kBook).size());
        check(named.insert(name).second, "an href twice: " + name);
        if (is_gone(response)) {
            forget(name);
            continue;
        }
        const auto got = ask(server, "GET", name, {}, "");
        check(got.status == 200, "GET " + name + ": " + std::to_string(got.status));
        check(text(*response.child("propstat")->child("prop"), "getetag") == got.etag,
              "two tags of one card: " + name);
        keep(name, {got.etag, got.body});
    }
    token_ = text(root, "sync-token");
    check(!token_.empty(), "no sync-token");
}

DavReply DavClient::put(const Server& server, const std::string& name,
                        const std::string& text) const {
    Headers headers;
    headers.add("Content-Type", "text/vcard; charset=utf-8");
    const auto known = cards_.find(name);
    headers.add(known == cards_.end() ? "If-None-Match" : "If-Match",
                known == cards_.end() ? "*" : known->second.etag);
    return ask(server, "PUT", name, headers, text);
}

DavReply DavClient::remove(const Server& server, const std::string& name) const {
    Headers headers;
    headers.add("If-Match", cards_.at(name).etag);
    return ask(server, "DELETE", name, headers, "");
}

}  // namespace syncgate::twin
