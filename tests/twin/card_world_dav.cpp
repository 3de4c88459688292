// The WebDAV clients of the contacts' world.
#include "base/text.h"
#include "store/upkeep.h"
#include "tests/twin/card_world.h"
#include "tests/twin/violation.h"

namespace syncgate::twin {
namespace {

constexpr UnixSeconds kMonth = 31 * 86'400;
constexpr int kPages = 300;  // in which a client must come to rest
constexpr std::size_t kCrowded = 25;

// What a client edits beside its own property: what stands before the value.
constexpr const char* kEdited[] = {"TEL", "EMAIL", "TITLE", "NICKNAME", "NOTE", "N:"};

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (const auto line : split(text, '\n')) {
        const auto plain = trim(line);
        if (line.starts_with(' ') && !lines.empty()) {
            lines.back() += line.substr(1, line.find('\r') - 1);
        } else if (!plain.empty()) {
            lines.emplace_back(plain);
        }
    }
    return lines;
}

std::string joined(const std::vector<std::string>& lines) {
    std::string out;
    for (const auto& line : lines) {
        out += line + "\r\n";
    }
    return out;
}

bool was_done(const DavReply& reply) {
    return reply.status == 201 || reply.status == 204;
}

}  // namespace

// The client's own property anew, and perhaps one that others know, too.
std::string CardWorld::edited(const DavClient& client, const std::string& text) {
    auto lines = lines_of(text);
    std::erase_if(lines, [&](const auto& line) { return line.starts_with(client.property()); });
    const std::string value = "w" + std::to_string(next_number());
    lines.insert(lines.end() - 1, client.property() + ";X-P=\"a,b\":" + value + "\\, ü");
    const auto what = std::string(dice_.one_of(kEdited));
    const auto at = std::find_if(lines.begin(), lines.end(),
                                 [&](const auto& line) { return line.starts_with(what); });
    if (at == lines.end()) {
        if (what != "N:") {
            lines.insert(lines.end() - 1, what + ":" + value);
        }
    } else if (what == "TEL" && dice_.chance(0.4)) {
        lines.erase(at);
    } else if (dice_.chance(0.6)) {
        *at = at->substr(0, at->find(':') + 1) + value + (what == "N:" ? ";;;;" : "");
    }
    return joined(lines);
}

const CardWorld::Card* CardWorld::named(const Cards& cards, const std::string& name) const {
    for (const auto& [uid, card] : cards) {
        if (card.name == name) {
            return &card;
        }
    }
    return nullptr;
}

// Taken exactly when the server has the text that the client has seen; then it has this one.
void CardWorld::put(DavClient& client, const std::string& name, const std::string& text) {
    const Cards before = cards();
    const Card* there = named(before, name);
    const auto known = client.cards().find(name);
    const bool fresh = known == client.cards().end()
                           ? there == nullptr
                           : there != nullptr && there->text == known->second.text;
    const bool killed = dice_.chance(0.02);
    if (killed) {
        host_.kill_at_next_commit();
    }
    const auto reply = client.put(host_.server(), name, text);
    if (killed) {
        ++counts_[host_.kill() ? "killed at a PUT's commit" : "killed"];
    }
    check(was_done(reply) == fresh, "PUT over " + std::string(fresh ? "what it" : "another text") +
                                        ": " + std::to_string(reply.status) + " " + reply.body);
    if (!fresh) {
        ++counts_["PUTs refused"];
        check(reply.status == 412, "PUT: " + std::to_string(reply.status));
        return;
    }
    ++counts_["PUTs"];
    const Cards after = cards();
    const Card* now = named(after, name);
    check(now != nullptr && now->text == text, "a PUT is not kept byte for byte: " + name);
    if (!killed && dice_.chance(0.8)) {  // the answer was read
        check(!reply.etag.empty(), "no ETag");
        client.keep(name, {reply.etag, text});
    }
}

void CardWorld::make(DavClient& client) {
    const std::string uid = "dav-" + std::to_string(next_number());
    put(client, uid + ".vcf",
        joined({"BEGIN:VCARD", dice_.chance(0.7) ? "VERSION:3.0" : "VERSION:4.0", "UID:" + uid,
                "FN:Ann " + uid, "N:" + uid + ";Ann;;;", "TEL;TYPE=CELL:1" + uid,
                "EMAIL:" + uid + "@cards.example", client.property() + ":made",
                "X-STRANGE;X-Y=1:kept", "END:VCARD"}));
}

void CardWorld::edit(DavClient& client, const std::string& name) {
    put(client, name, edited(client, client.cards().at(name).text));
}

void CardWorld::remove(DavClient& client, const std::string& name) {
    const Cards before = cards();
    const Card* there = named(before, name);
    const bool fresh = there != nullptr && there->text == client.cards().at(name).text;
    for (const auto& [uid, card] : before) {
        if (fresh && card.name == name) {
            may_go_.insert(uid);
        }
    }
    const auto reply = client.remove(host_.server(), name);
    check(was_done(reply) == fresh, "DELETE: " + std::to_string(reply.status));
    if (fresh && dice_.chance(0.8)) {
        client.forget(name);
    }
}

void CardWorld::dav_step(DavClient& client) {
    constexpr int kLimits[] = {0, 1, 1, 2, 3, 7};
    const double what = dice_.fraction();
    if (what < 0.4) {
        ++counts_["sync-collection"];
        client.sync(host_.server(), dice_.one_of(kLimits), dice_.chance(0.15));
    } else if (client.cards().empty() || (what < 0.5 && client.cards().size() < kCrowded)) {
        make(client);
    } else {
        const std::string name = dice_.pick(client.names());
        if (what < (client.cards().size() < kCrowded ? 0.55 : 0.75)) {
            remove(client, name);
        } else {
            edit(client, name);
        }
    }
}

void CardWorld::others() {
    if (dice_.chance(0.004)) {
        months_pass();
    } else {
        dav_step(dice_.pick(clients_));
    }
}

void CardWorld::months_pass() {
    ++counts_["months"];
    for (int i = 0; i < 4; ++i) {
        clock_.advance(kMonth);
        for (auto& writer : writers_) {
            if (dice_.chance(0.4)) {
                writer.phone.folder_sync(host_.server(), false);
            }
        }
    }
    for (auto& writer : writers_) {
        writer.left_behind = true;
    }
    while (must(store::keep_up(host_.account(), clock_, store::Rules{}))) {
    }
}

void CardWorld::come_to_rest(DavClient& client) {
    for (int i = 0; client.sync(host_.server(), 1 + dice_.below(5), false); ++i) {
        check(i < kPages, "sync-collection without an end");
    }
    const Cards there = cards();
    for (const auto& [uid, card] : there) {
        const auto has = client.cards().find(card.name);
        check(has != client.cards().end(), "WebDAV: missing at rest: " + card.name);
        check(has->second.text == card.text, "WebDAV: stale at rest: " + card.name);
    }
    for (const auto& [name, card] : client.cards()) {
        check(named(there, name) != nullptr, "WebDAV: more at rest than the server has: " + name);
    }
}

void CardWorld::rest_others() {
    for (auto& client : clients_) {
        come_to_rest(client);
    }
}

}  // namespace syncgate::twin
